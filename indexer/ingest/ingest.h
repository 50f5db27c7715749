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

#endif
