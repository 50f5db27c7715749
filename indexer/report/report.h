// The night report: what a run of add or sync did, in a file that whoever keeps the index reads in the morning.
//
// It is written twice: when the run begins ("running", so that one that was killed is not taken for the night before)
// and when it has ended, however it ended. Each time the file is there whole or is what it was before. Where its name
// ends in .json it is JSON, else text. No address of a subscriber is in it.
#ifndef INDEXER_REPORT_REPORT_H
#define INDEXER_REPORT_REPORT_H

#include "base/error.h"
#include "base/slice.h"
#include "indexer/report/form.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How a run ended, as report_end is told.
struct report_ending {
    int exit_code;
    const char *error; // NULL: it went through
    const struct ingest_counts *counts;
    const struct sync_outcome *sync;
};

// Whether all files of --report may be written: STATUS_INVALID, saying why, where one is no file, or lies among what is
// read or in the index. `roots` are canonical paths or addresses.
enum status report_check(const struct options *options, const struct slice *roots,
                         size_t root_count, struct error *err) STATUS_NODISCARD;

// Zeroed memory with `options` set is a report. Without --report these do nothing.
// That it cannot be written is told by report_end, which meets the same.
void report_begin(struct report *report);
enum status report_end(struct report *report, const struct report_ending *ending,
                       struct error *err) STATUS_NODISCARD;
void report_clear(struct report *report);

// What is told to the report from now on, and by it to `inner`.
struct ingest_report report_listen(struct report *report, const struct ingest_report *inner);

// A message about the run as a whole.
void report_note(struct report *report, const char *message);

// The same of saved searches; what looks like an address of a person in it is not kept.
void report_note_alerts(struct report *report, const char *message);
void report_found(struct report *report, struct slice name, uint64_t finds, bool has_mail);

#endif
