// See optimize.h. The order is sought first, while nothing is written: an interrupted run leaves the index as it was.
#include "engine/write/optimize.h"

#include "engine/write/batch.h"
#include "engine/write/commit.h"
#include "engine/write/reorder.h"

enum status optimize_run(struct index_writer *writer,
                         void (*progress)(void *context, uint64_t done, uint64_t total),
                         void *context, struct error *err)
{
    uint64_t generation;
    enum status status = commit_batch(writer, &generation, err);
    uint32_t places[MANIFEST_MAX_SEGMENTS];
    uint32_t count = writer->manifest.segment_count;
    if (status != STATUS_OK || count == 0)
        return status;
    for (uint32_t s = 0; s < count; s++)
        places[s] = s;

    uint64_t reorder_total = reorder_work(writer->segments, count);
    struct reorder reorder = {
        .sources = writer->segments,
        .source_count = count,
        .kind = analyzer_kind(writer->analyzer) == ANALYZER_FRENCH ? TERM_STEM : TERM_SURFACE,
        .memory_bytes = writer->memory_bytes,
        .threads = writer->threads,
        .progress = {.report = progress,
                     .context = context,
                     .total = reorder_total + merge_work(writer->segments, count)},
    };
    uint32_t **order = NULL;
    status = reorder_run(&reorder, &order, err);
    if (status == STATUS_OK) {
        // merge_run adds its own part.
        struct merge_progress rest = {
            .report = progress, .context = context, .done = reorder_total, .total = reorder_total};
        status = commit_merge(writer, places, count, (const uint32_t *const *)order, rest, err);
    }
    reorder_free(order, count);
    return status;
}
