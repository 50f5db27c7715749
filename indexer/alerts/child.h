// A command that is given something on its standard input, and some time.
#ifndef INDEXER_ALERTS_CHILD_H
#define INDEXER_ALERTS_CHILD_H

#include "base/error.h"

struct child_task {
    const char *const *argv;      // the program first, looked for in PATH unless it has a slash
    const char *const *variables; // NAME=VALUE, beside ours; NULL: none
    int input;                    // a file, read from where it stands
    unsigned limit_seconds;
};

// Runs it to its end; what it writes goes to our standard error. *exit_code is its own, 128 + N where signal N ended
// it. STATUS_BUSY when it was ended for taking too long, or because we are to end; STATUS_IO when it cannot be begun.
enum status child_run(const struct child_task *task, int *exit_code,
                      struct error *err) STATUS_NODISCARD;

#endif
