// Files into the index: what is new or changed is parsed and added, each file on its own.
//
// A file whose change time and size are those on record is not even opened; one whose bytes hash as before
// is not parsed. A file somebody is still writing is left for the next time. A file that cannot be parsed
// is put on record as rejected (the quarantine) and not tried again until it changes.
#ifndef INDEXER_INGEST_INGEST_H
#define INDEXER_INGEST_INGEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/write/index_writer.h"
#include "indexer/sources/source.h"

struct ingest_counts {
    uint64_t files;             // looked at
    uint64_t unchanged_files;   // of them, as they were
    uint64_t rejected_files;    // with at least one rejection, now
    uint64_t quarantined_files; // rejected before and not changed since
    uint64_t postponed_files;   // being written
    uint64_t unreadable;        // files and folders
    uint64_t new_documents, changed_documents, unchanged_documents, removed_documents;
    uint64_t rejected_documents;
    uint64_t bytes; // parsed
};

// What to tell the operator. `path` lives during the call; line 0 is the file as a whole.
struct ingest_report {
    void *context;
    void (*rejection)(void *context, const char *path, uint32_t line, struct slice reason);
    void (*notice)(void *context, const char *path, uint32_t line, struct slice message);
    void (*progress)(void *context, uint64_t bytes); // of files dealt with; NULL: nobody asks
    bool (*is_interrupted)(void *context); // asked between parts of a large file; NULL: never
};

struct ingest_options {
    const struct source_format *format; // NULL: each file speaks for itself
    bool finds_orphans;                 // documents no longer in their file are listed, for a sync
    bool rereads;                       // parse also what is unchanged
    unsigned settle_seconds; // a file that ends too early and is younger than this is being written
};

// A document that left its file. It stays on the file's record until vanished.c has dealt with it.
struct orphan {
    struct slice id, path;
    bool has_moved; // another file has it already
};

// What a file's record becomes when its orphans are dealt with.
struct shrunk_file {
    struct slice path;
    int64_t mtime_ns;
    uint64_t content_hash;
};

struct ingest {
    struct index_writer *writer;
    struct ingest_options options;
    struct ingest_report report;
    struct ingest_counts counts;
    struct arena arena; // of the two lists
    struct buf orphans; // of struct orphan
    struct buf shrunk;  // of struct shrunk_file
};

void ingest_open(struct ingest *ingest, struct index_writer *writer);
void ingest_close(struct ingest *ingest);

// One file. is_named: the operator named it, so what is in quarantine is tried again.
enum status ingest_file(struct ingest *ingest, const char *path, bool is_named,
                        struct error *err) STATUS_NODISCARD;

// Standard input: like a file that has no record and is always new.
enum status ingest_stdin(struct ingest *ingest, struct error *err) STATUS_NODISCARD;

#endif
