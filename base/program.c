#include "base/program.h"

#include "base/utf8.h"

#include <argp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *program_name(const char *argv0, const char *otherwise)
{
    const char *slash = argv0 ? strrchr(argv0, '/') : NULL;
    const char *name = slash ? slash + 1 : argv0;
    return name && name[0] ? name : otherwise;
}

enum language program_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *locale = NULL;
    for (size_t i = 0; i < 3 && (!locale || !*locale); i++)
        locale = getenv(names[i]);
    bool is_french = locale && strcspn(locale, "_.@") == 2 && memcmp(locale, "fr", 2) == 0;
    return is_french ? LANGUAGE_FRENCH : LANGUAGE_ENGLISH;
}

// Of a cookie that is written line by line.
static ssize_t write_shown(void *cookie, const char *text, size_t len)
{
    char line[BUFSIZ];
    size_t some = len < sizeof line ? len : sizeof line;
    (void)cookie;
    memcpy(line, text, some);
    utf8_blank_controls(line, some, true);
    return write(STDERR_FILENO, line, some);
}

int program_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    FILE *plain = stderr;
    FILE *shown = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_shown});
    if (shown) { // and flushed where a message ends the program
        (void)setvbuf(shown, NULL, _IOLBF, BUFSIZ);
        stderr = shown;
    }
    int code = argp_parse(argp, argc, argv, 0, NULL, input);
    stderr = plain;
    if (shown)
        (void)fclose(shown);
    return code;
}
