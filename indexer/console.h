// What the indexer says: rejections and progress on standard error, results on standard output.
#ifndef INDEXER_CONSOLE_H
#define INDEXER_CONSOLE_H

#include "indexer/ingest/ingest.h"
#include "indexer/ingest/sync.h"
#include "indexer/options.h"

#include <stdbool.h>
#include <stdint.h>

enum { CONSOLE_INDEX_SIZE = 1024 };

struct console {
    const struct options *options;
    bool shows_progress, is_terminal; // of standard error
    bool is_line_open;                // a progress line stands there
    int64_t started_ms, shown_ms;
    uint64_t total_bytes, done_bytes; // 0: unknown total
    uint64_t done_files;
    bool was_interrupted;
    char index[CONSOLE_INDEX_SIZE]; // how it is named at the end of a line
    struct buf rejections;          // JSON objects, when --json
    size_t rejection_count;
};

// On a terminal, says which index it is.
void console_open(struct console *console, const struct options *options);
void console_close(struct console *console);

// "; index DIR", for the end of a line on standard output; empty where that is no terminal.
const char *console_index(const struct console *console);

// The report of an ingest that goes to this console.
struct ingest_report console_report(struct console *console);

// One line on standard error, without what could end it or command a terminal.
void console_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The same, the name of the program in front.
void console_say(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// A step of a long operation, for writer_optimize.
void console_step(void *context, uint64_t done, uint64_t total);

// A step of a download; total 0: nobody knows.
void console_download(void *context, const char *url, uint64_t done, uint64_t total);

// Whether SIGINT or SIGTERM is waiting. They wait from console_hold_signals on.
void console_hold_signals(void);
bool console_is_interrupted(void *context);

struct run_summary {
    const struct ingest_counts *counts;
    const struct sync_outcome *sync; // NULL for an add
    uint64_t generation, documents;
};

// The last words of add and sync on standard output: one line, or JSON; nothing with --quiet.
void console_summary(struct console *console, const struct run_summary *summary);

#endif
