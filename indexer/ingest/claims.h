// Which of several files has a document: how strong each file's claim is, and which documents a run skipped
// because another file has them.
#ifndef INDEXER_INGEST_CLAIMS_H
#define INDEXER_INGEST_CLAIMS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "engine/writer.h"
#include "indexer/ingest/types.h"

#include <stdbool.h>
#include <stdint.h>

// Addresses that are sources no more: somebody took them from his list, and nobody names them elsewhere.
struct claims_gone {
    struct map dropped, named;
};

// The documents skipped so far, told when the run knows whether they still are another file's. A bounded list:
// the number of documents is not.
struct claims {
    const struct ingest_options *options;
    const struct claims_gone *gone; // NULL: none
    struct arena arena;
    struct buf skipped; // of struct skipped
    uint64_t unlisted;  // more of them than are listed
};

void claims_clear(struct claims *claims);

// Notes that the document was skipped in that line of the file.
enum status claims_skip(struct claims *claims, struct slice id, struct slice path, uint32_t line,
                        struct error *err) STATUS_NODISCARD;

// For the options of the writer: notes that a source lost a document to one that the operator named earlier.
enum status claims_taken(void *context, struct slice id, const struct source_ref *from,
                         struct error *err) STATUS_NODISCARD;

// Reports and counts the documents that were skipped and that another source still has.
enum status claims_tell(const struct claims *claims, struct writer *writer,
                        const struct ingest_report *report, struct ingest_counts *counts,
                        struct error *err) STATUS_NODISCARD;

// Whether a source is an address on the Web. Those of files begin with a slash.
bool claims_is_web(struct slice path);

// What became of a file: it stands there, is gone (no file any more, or left out), or nobody can tell. An address
// stands: that it does not answer says nothing.
enum file_fate { FILE_STANDS, FILE_GONE, FILE_UNKNOWN };
enum file_fate claims_file_fate(const struct claims *claims, const char *path);

bool claims_is_gone(const struct claims_gone *gone, struct slice path); // NULL: none

// How strong a file's claim to a document is, for the options of the writer. The context of these two is the claims.
uint32_t claims_source_rank(void *context, struct slice path);

#endif
