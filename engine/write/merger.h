// Several segments into one: deletions dropped, weights made anew, optionally in another order.
//
// Postings are streamed term by term, so memory is 40 bytes a document plus the lists of one term (see
// posting_sort.h for what one takes), whatever the size of the segments; then 8 bytes a document and one column
// (column_merge.h); then that of pairs, a quarter of what is given (pair_builder.h). Readers keep the old
// segments as long as they hold their snapshot.
#ifndef ENGINE_WRITE_MERGER_H
#define ENGINE_WRITE_MERGER_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/format/docstore.h"
#include "engine/segment/segment.h"
#include "engine/segment/segment_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct merge_progress {
    void (*report)(void *context, uint64_t done, uint64_t total); // NULL: nobody asks
    void *context;
    uint64_t done, total; // merge_run adds merge_work to both
};

// What merge_run has to do, in bytes of stored documents and posting lists that are read.
uint64_t merge_work(const struct segment *sources, uint32_t count);

struct merge {
    const struct segment *sources;
    uint32_t source_count;
    struct segment_writer *writer; // writes through a transaction of its own
    const uint32_t *const
        *order; // new number per source and document, UINT32_MAX for deleted ones;
                // NULL: the order they have
    // Not NULL: stored documents, read with this, are compressed anew by a dictionary made from them alone, which goes
    // to *dictionary (empty: they are too few for one), so that they are the same bytes whatever became of them before.
    struct docstore_reader *reader;
    struct buf *dictionary;
    struct merge_progress progress;
    size_t memory_bytes;
    // The sources are parts of one document (inverter.h), one each, in its order; all else that is known of it is in
    // the last.
    bool is_one_document;
};

enum status merge_run(struct merge *merge, struct segment_info *out,
                      struct error *err) STATUS_NODISCARD;

#endif
