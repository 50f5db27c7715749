// Which of several files has a document: how strong each file's claim is, and which documents a run skipped
// because another file has them.
#ifndef INDEXER_INGEST_CLAIMS_H
#define INDEXER_INGEST_CLAIMS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/writer.h"
#include "indexer/ingest/types.h"

#include <stdint.h>

// The documents skipped so far, told when the run knows whether they still are another file's. A bounded list:
// the number of documents is not.
struct claims {
    struct arena arena;
    struct buf skipped; // of struct skipped
    uint64_t unlisted;  // more of them than are listed
};

void claims_clear(struct claims *claims); // zero-initialised is ready

// Notes that the document was skipped in that line of the file.
enum status claims_skip(struct claims *claims, struct slice id, const char *path, uint32_t line,
                        struct error *err) STATUS_NODISCARD;

// Reports and counts the documents that were skipped and that another source still has.
enum status claims_tell(const struct claims *claims, struct writer *writer,
                        const struct ingest_report *report, struct ingest_counts *counts,
                        struct error *err) STATUS_NODISCARD;

// What became of a file: it stands there, is gone (or no file any more), or nobody can tell.
enum file_fate { FILE_STANDS, FILE_GONE, FILE_UNKNOWN };
enum file_fate claims_file_fate(const char *path);

// How strong a file's claim to a document is, for the options of the writer.
uint32_t claims_source_rank(void *context, struct slice path);

#endif
