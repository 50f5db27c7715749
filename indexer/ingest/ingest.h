// Files into the index: what is new or changed is parsed and added, each file on its own.
//
// A file whose change time and size are those on record is not even opened; one whose bytes hash as before
// is not parsed. A file somebody is still writing is left for the next time. A file that cannot be parsed
// is put on record as rejected (the quarantine) and not tried again until it changes.
#ifndef INDEXER_INGEST_INGEST_H
#define INDEXER_INGEST_INGEST_H

#include "base/error.h"
#include "engine/writer.h"
#include "indexer/ingest/claims.h"
#include "indexer/ingest/types.h"

#include <stdbool.h>
#include <stdint.h>

struct ingest {
    struct writer *writer;
    struct ingest_options options;
    struct ingest_report report;
    struct ingest_counts counts;
    struct claims claims;
    uint64_t orphans; // documents that left their source in this run
    struct slice
        folder; // argument that is being walked; empty: a file that was named, or standard input
};

void ingest_open(struct ingest *ingest, struct writer *writer);
void ingest_close(struct ingest *ingest);

// One file. is_named: the operator named it, so what is in quarantine is tried again.
enum status ingest_file(struct ingest *ingest, const char *path, bool is_named,
                        struct error *err) STATUS_NODISCARD;

// Tells which documents were skipped because another source has them, each once in the life of its source.
enum status ingest_tell_skipped(struct ingest *ingest, struct error *err) STATUS_NODISCARD;

// Standard input: like a file that has no record, is always new, and whose documents any file may take over.
enum status ingest_stdin(struct ingest *ingest, struct error *err) STATUS_NODISCARD;

// A file that was fetched from elsewhere, for this run alone.
struct delivery {
    const char *source; // what it is known by
    int fd;             // at its start; stays the caller's
    struct slice memo;  // put on record with its documents, unless it looks cut
};
enum status ingest_delivery(struct ingest *ingest, const struct delivery *delivery,
                            struct error *err) STATUS_NODISCARD;

// Counts one that need not be fetched: it is as `state` has it.
void ingest_count_as_before(struct ingest *ingest, const struct source_state *state);

// Another number when a parser has learned to read what it rejected before, and when the operator says something else
// of the source: what was read under another is worth another reading.
uint64_t ingest_reading_version(struct ingest *ingest, struct slice source);

#endif
