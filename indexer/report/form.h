// A night report as it is gathered, and its two forms.
#ifndef INDEXER_REPORT_FORM_H
#define INDEXER_REPORT_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"
#include "base/vec.h"
#include "indexer/ingest/sync.h"
#include "indexer/ingest/types.h"
#include "indexer/options.h"
#include "indexer/report/news.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    REPORT_MAX_LISTED =
        1000, // of rejections, and of each other list of that kind; the rest is counted
    REPORT_MAX_SLOWEST = 10,
    REPORT_PATH_SIZE = 1024,
};

enum report_state {
    REPORT_RUNNING,
    REPORT_DONE,
    REPORT_INCOMPLETE, // it went through, and something is left to do: its exit code is not 0
    REPORT_FAILED,
};

struct report_finding {
    struct slice path; // empty: of none
    uint32_t line;     // 0: the file as a whole
    struct slice text;
};
struct report_findings {
    VEC_OF(struct report_finding);
};

// A source and how long it took, over the network with the way there.
struct report_source {
    char path[REPORT_PATH_SIZE]; // its beginning, if it is longer
    uint64_t bytes, took_us;
};

// What a saved search found.
struct report_alert {
    struct slice name; // of its file
    uint64_t finds;
    bool has_mail; // that waits to be sent
};
struct report_alerts {
    VEC_OF(struct report_alert);
};

struct report {
    const struct options *options;
    struct ingest_report inner; // told as well what is told to the report
    struct arena arena;
    bool is_begun;
    int64_t started;     // seconds since 1970
    uint64_t started_us; // by the clock that nobody sets
    struct report_findings rejections, notices, messages;
    struct report_source slowest[REPORT_MAX_SLOWEST]; // the slowest first
    size_t slowest_count;
    struct report_alerts alerts;
    uint64_t finds, mails;
    struct report_news news;

    // How it ended; of what is being written.
    enum report_state state;
    double seconds;
    int exit_code;
    const char *error;                  // NULL: none
    const struct ingest_counts *counts; // NULL: nothing was read
    const struct sync_outcome *sync;    // NULL: not of a sync, or not so far
};

// For people: plain text, UTF-8, no line of which commands a terminal.
void report_form_text(const struct report *report, struct buf *out);

// For programs: docs/operations.md lists the members.
void report_form_json(const struct report *report, struct buf *out);

#endif
