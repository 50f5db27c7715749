// The name that a program was started by, for what it says to people: a package installs it under another name than a
// build has, and what people are told to run must be there.
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

// What stands after the last slash of argv[0], or `otherwise` where nothing does.
const char *program_name(const char *argv0, const char *otherwise);

#endif
