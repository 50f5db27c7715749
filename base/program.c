#include "base/program.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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
