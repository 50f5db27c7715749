// Which segments become one, and when.
//
// Segments fall into tiers by their number of live documents, each tier MERGE_FACTOR times the one below.
// When MERGE_FACTOR segments share a tier they are merged into one of the next. So a document is rewritten at
// most once a tier: write amplification grows with the logarithm of the index, and at most
// (MERGE_FACTOR - 1) segments a tier remain to be searched. A segment more than half deleted is rewritten by
// itself. (The logarithmic method: Bentley & Saxe 1980; the same idea as Lucene's tiered policy.)
#include "engine/write/writer_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MERGE_FACTOR = 8, SMALLEST_TIER = 1024 };

static uint32_t live_documents(const struct segment_info *info)
{
    return info->doc_count - info->deleted_count;
}

static unsigned tier_of(const struct segment_info *info)
{
    unsigned tier = 0;
    for (uint64_t top = SMALLEST_TIER; live_documents(info) >= top; top *= MERGE_FACTOR)
        tier++;
    return tier;
}

// The next merge due: places of segments, in manifest order; 0 when all is well.
static uint32_t choose(const struct manifest *manifest, uint32_t places[MANIFEST_MAX_SEGMENTS])
{
    for (unsigned tier = 0; tier < 12; tier++) {
        uint32_t count = 0;
        for (uint32_t s = 0; s < manifest->segment_count; s++)
            if (tier_of(&manifest->segments[s]) == tier)
                places[count++] = s;
        if (count >= MERGE_FACTOR)
            return count;
    }
    for (uint32_t s = 0; s < manifest->segment_count; s++) {
        if (manifest->segments[s].deleted_count > manifest->segments[s].doc_count / 2) {
            places[0] = s;
            return 1;
        }
    }
    return 0;
}

// The manifest after the merge: the new segment stands where the first of the old ones stood.
static void replace_segments(struct manifest *manifest, const uint32_t *places, uint32_t count,
                             const struct segment_info *merged)
{
    struct segment_info kept[MANIFEST_MAX_SEGMENTS];
    uint32_t kept_count = 0, next = 0;
    for (uint32_t s = 0; s < manifest->segment_count; s++) {
        bool is_source = next < count && places[next] == s;
        if (is_source && next++ == 0 && merged->doc_count)
            kept[kept_count++] = *merged;
        else if (!is_source)
            kept[kept_count++] = manifest->segments[s];
    }
    memcpy(manifest->segments, kept, kept_count * sizeof *kept);
    manifest->segment_count = kept_count;
}

// Erases the old segments and makes `manifest` the current one; ends txn either way.
static enum status publish_merge(struct index_writer *writer, struct store_txn *txn,
                                 struct manifest *manifest, const uint32_t *places, uint32_t count,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < count; i++)
        status = writer_erase_segment(txn, writer->manifest.segments[places[i]].id, err);
    if (status != STATUS_OK) {
        store_abort(txn);
        return status;
    }
    return writer_publish(writer, txn, manifest, err);
}

enum status merge_segments(struct index_writer *writer, const uint32_t *places, uint32_t count,
                           const uint32_t *const *order, struct merge_progress progress,
                           struct error *err)
{
    struct segment_writer target;
    struct store_txn *txn = NULL;
    struct segment_info merged;
    struct segment *sources = malloc((count + 1) * sizeof *sources);
    struct manifest *manifest = malloc(sizeof *manifest);
    enum status status = sources && manifest
                             ? store_begin(writer->store, true, &txn, err)
                             : error_set(err, STATUS_NO_MEMORY, "merge: out of memory");
    if (status == STATUS_OK) {
        *manifest = writer->manifest;
        for (uint32_t i = 0; i < count; i++)
            sources[i] = writer->segments[places[i]];
        segment_writer_init(&target, writer->store, &txn, manifest->next_segment++);
        struct merge merge = {.store = writer->store,
                              .sources = sources,
                              .source_count = count,
                              .writer = &target,
                              .order = order,
                              .progress = progress};
        manifest_averages(manifest, merge.average);
        status = merge_run(&merge, &merged, err);
        segment_writer_clear(&target);
        if (status == STATUS_OK) {
            replace_segments(manifest, places, count, &merged);
            status = publish_merge(writer, txn, manifest, places, count, err);
        } else {
            store_abort(txn);
        }
    }
    free(sources);
    free(manifest);
    writer->has_failed = status != STATUS_OK;
    return status;
}

enum status merge_policy_run(struct index_writer *writer, struct error *err)
{
    uint32_t places[MANIFEST_MAX_SEGMENTS];
    struct merge_progress silent = {0};
    enum status status = STATUS_OK;
    for (uint32_t count; status == STATUS_OK && (count = choose(&writer->manifest, places)) > 0;)
        status = merge_segments(writer, places, count, NULL, silent, err);
    return status;
}
