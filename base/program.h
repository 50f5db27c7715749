// What a program says to people, and how: the name that it was started by, since a package installs it under another
// name than a build has and what people are told to run must be there; their language; and of arguments only what can
// be shown.
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

// What stands after the last slash of argv[0], or `otherwise` where nothing does.
const char *program_name(const char *argv0, const char *otherwise);

enum language {
    LANGUAGE_FRENCH,
    LANGUAGE_ENGLISH,
};

// French where the language of messages is (locale(7)), English otherwise.
enum language program_language(void);

// argp_parse without flags, of which messages quote arguments: what commands a terminal in them becomes blanks.
struct argp;
int program_parse(const struct argp *argp, int argc, char **argv, void *input);

#endif
