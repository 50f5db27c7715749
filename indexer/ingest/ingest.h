// Files into the index: what is new or changed is parsed and added, each file on its own.
//
// A file whose change time and size are those on record is not even opened; one whose bytes hash as before
// is not parsed. A file somebody is still writing is left for the next time. A file that cannot be parsed
// is put on record as rejected (the quarantine) and not tried again until it changes.
#ifndef INDEXER_INGEST_INGEST_H
#define INDEXER_INGEST_INGEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/write/index_writer.h"
#include "indexer/sources/source.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

struct ingest_counts {
    uint64_t files;             // looked at
    uint64_t unchanged_files;   // of them, as they were
    uint64_t rejected_files;    // with at least one rejection, now
    uint64_t quarantined_files; // rejected before and not changed since
    uint64_t postponed_files;   // being written
    uint64_t unreadable;        // files and folders
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
    bool (*is_interrupted)(void *context); // asked between parts of a large file; NULL: never
};

struct ingest_options {
    const struct source_format *format; // NULL: each file speaks for itself
    bool rereads;                       // parse also what is unchanged
    unsigned settle_seconds; // a file that ends too early and is younger than this is being written
};

// Documents that another source has, listed to be told when the run knows whether they still are another's.
struct skipped {
    struct slice id, path;
    uint32_t line;
};

struct ingest {
    struct index_writer *writer;
    struct ingest_options options;
    struct ingest_report report;
    struct ingest_counts counts;
    uint64_t orphans;   // documents that left their source in this run
    struct arena arena; // of the list
    struct buf skipped; // of struct skipped
    uint64_t unlisted;  // more of them than are listed
};

void ingest_open(struct ingest *ingest, struct index_writer *writer);
void ingest_close(struct ingest *ingest);

// One file. is_named: the operator named it, so what is in quarantine is tried again.
enum status ingest_file(struct ingest *ingest, const char *path, bool is_named,
                        struct error *err) STATUS_NODISCARD;

// Tells which documents were skipped because another source has them, each once in the life of its source.
enum status ingest_tell_skipped(struct ingest *ingest, struct error *err) STATUS_NODISCARD;

// What became of a file: it stands there, is gone (or no file any more), or nobody can tell.
enum file_fate { FILE_STANDS, FILE_GONE, FILE_UNKNOWN };
enum file_fate ingest_file_fate(const char *path);

// How strong a file's claim to a document is, for the options of the writer.
uint32_t ingest_source_rank(void *context, struct slice path);

// Standard input: like a file that has no record, is always new, and whose documents any file may take over.
enum status ingest_stdin(struct ingest *ingest, struct error *err) STATUS_NODISCARD;

#endif
