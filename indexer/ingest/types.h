// What the caller of ingest says, and what it is told.
#ifndef INDEXER_INGEST_TYPES_H
#define INDEXER_INGEST_TYPES_H

#include "base/slice.h"
#include "indexer/rules/rules.h"
#include "indexer/sources/source_format.h"

#include <stdbool.h>
#include <stdint.h>

struct ingest_counts {
    uint64_t files;             // looked at
    uint64_t unchanged_files;   // of them, as they were
    uint64_t rejected_files;    // with at least one rejection, now
    uint64_t quarantined_files; // rejected before and not changed since
    uint64_t postponed_files;   // being written
    uint64_t unreadable;        // files and folders
    uint64_t unreachable;       // addresses
    uint64_t members;           // of archives, looked at
    uint64_t unchanged_members; // of them, as they were, in archives that were not
    uint64_t new_documents, changed_documents, unchanged_documents, removed_documents;
    uint64_t skipped_documents; // that another source has, told in this run
    uint64_t rejected_documents;
    uint64_t bytes; // parsed
};

// What to tell the operator. `path` lives during the call; line 0 is the file as a whole.
struct ingest_report {
    void *context;
    void (*rejection)(void *context, const char *path, uint32_t line, struct slice reason);
    void (*notice)(void *context, const char *path, uint32_t line, struct slice message);
    // A document that another source has; path NULL: how many more there are.
    void (*skipped)(void *context, const char *path, uint32_t line, struct slice message);
    void (*progress)(void *context, uint64_t bytes); // of files dealt with; NULL: nobody asks
    // A source that was dealt with, how much there was of it and how long it took; NULL: nobody asks.
    void (*taken)(void *context, const char *path, uint64_t bytes, uint64_t took_us);
    bool (*is_interrupted)(void *context); // asked between parts of a large file; NULL: never
};

struct ingest_options {
    const struct source_format *format; // NULL: each file speaks for itself
    bool rereads;                       // parse also what is unchanged
    unsigned settle_seconds; // a file that ends too early and is younger than this is being written
    const struct rules *rules;        // the operator's file
    const struct exclusion *excluded; // what the command line leaves out, below each of
    const struct slice *arguments; // canonical paths of the arguments, {NULL, 0} for standard input
    size_t argument_count;
};

// Whether the operator leaves out that file or PATH/MEMBER of an archive.
bool ingest_leaves_out(const struct ingest_options *options, struct slice path);

#endif
