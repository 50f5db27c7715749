// hemicycle-indexer: keeps an index of parliamentary questions. See docs/man/indexer.1.
//
// Parses the command line, runs one command, and turns its status into an exit code of sysexits.h.
#include "indexer/commands/commands.h"
#include "indexer/console.h"
#include "indexer/guard.h"

#include <argp.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>

const char *argp_program_version = "hemicycle-indexer " HEMICYCLE_VERSION;

static enum status run(const struct options *options, int *exit_code, struct error *err)
{
    switch (options->command) {
    case COMMAND_ADD:
    case COMMAND_SYNC:
        return command_ingest(options, exit_code, err);
    case COMMAND_REMOVE:
        return command_remove(options, exit_code, err);
    case COMMAND_OPTIMIZE:
        return command_optimize(options, err);
    case COMMAND_CHECK:
        return command_check(options, exit_code, err);
    case COMMAND_STATS:
        return command_stats(options, err);
    case COMMAND_ANALYZE:
        return command_analyze(options, err);
    case COMMAND_SEARCH:
        return command_search(options, exit_code, err);
    case COMMAND_DUMP:
        return command_dump(options, err);
    case COMMAND_VERIFY_CITATION:
        return command_verify_citation(options, exit_code, err);
    case COMMAND_BACKUP:
        return command_backup(options, err);
    case COMMAND_COPY:
        return command_copy(options, err);
    case COMMAND_ALERTS:
        return command_alerts(options, exit_code, err);
    case COMMAND_COUNT:
        break;
    }
    return error_set(err, STATUS_INTERNAL, "no such command");
}

// Larger blocks come from the system one by one and go back to it when they are freed. Left alone, malloc raises its
// threshold to the largest block it has seen, and what a batch leaves to a merge, or a merge to a batch, stays ours.
// Smaller ones, and what a transaction has of them, stay from one to the next: extents of 256 KiB asked for each anew,
// and the pages of each transaction, were three tenths of all pages that the system was asked for.
enum { MMAP_THRESHOLD_BYTES = 512 << 10, TRIM_THRESHOLD_BYTES = 4 << 20 };

// Says what went wrong and, where only a program can know it, what to do about it. Returns the exit code.
static int report(const char *program, enum status status, const struct error *err)
{
    const char *message = err->message[0] ? err->message : status_name(status);
    if (status == STATUS_NOT_FOUND) // of the index: of documents, `remove` tells
        console_line("%s: %s; make one with `%s add`", program, message, program);
    else
        console_line("%s: %s", program, message);
    return status_exit_code(status);
}

int main(int argc, char **argv)
{
    struct options options;
    int exit_code = EX_OK;
    struct error err = {0};
    (void)mallopt(M_MMAP_THRESHOLD, MMAP_THRESHOLD_BYTES);
    (void)mallopt(M_TRIM_THRESHOLD, TRIM_THRESHOLD_BYTES);
    (void)signal(SIGXFSZ, SIG_IGN); // a file-size limit is told by write, like a full disk
    (void)signal(SIGCHLD, SIG_DFL); // ignored, as it may be by who started us, no exit code is kept
    enum status status = options_parse(argc, argv, &options, &err);
    if (status == STATUS_OK)
        status = guard_root(&options, &err);
    if (status == STATUS_OK)
        status = run(&options, &exit_code, &err);
    if (status != STATUS_OK)
        exit_code = report(options.program, status, &err);
    if (fflush(stdout) != 0 && exit_code == EX_OK) {
        (void)fprintf(stderr, "%s: cannot write the result\n", options.program);
        exit_code = EX_IOERR;
    }
    return exit_code;
}
