// See scan.h.
//
// A bit a document, by segment; segments are known by their ids, which later generations keep as long as the
// segment lives. Documents deleted meanwhile are still told: the scan is that of its generation. What was read of the
// file is given back now and then: a scan of everything would otherwise leave the whole index in the process's memory.
#include "engine/lmdb/scan.h"

#include "engine/lmdb/view.h"
#include "engine/read/doc_ref.h"
#include "engine/read/segments.h"
#include "engine/search/match/retrieve.h"

#include <stdlib.h>
#include <string.h>

enum { RELEASE_DOCUMENTS = 2048 }; // some 6 MiB of text, 2 of the file

struct scan_segment {
    uint64_t id;
    uint64_t *bits; // owned
    size_t words;
};

struct lmdb_scan {
    struct scan base;
    struct folder folder; // of the index whose segments these are: ids say nothing in another one
    struct scan_segment *segments;
    size_t count;
    size_t segment; // where scan_next goes on
    uint64_t doc;
    size_t told; // documents since pages were last given back
};

static bool copy_segment(struct scan_segment *out, const struct segment *segment,
                         const uint64_t *bits)
{
    out->id = segment->info.id;
    out->words = ((size_t)segment->info.doc_count + 63) / 64;
    out->bits = calloc(out->words + 1, sizeof *out->bits);
    if (out->bits)
        memcpy(out->bits, bits, out->words * sizeof *out->bits);
    return out->bits != NULL;
}

static enum status keep_bits(const struct view *view, uint64_t **bits, uint64_t total,
                             struct scan **out, struct error *err)
{
    const struct snapshot *snapshot = lmdb_snapshot(view);
    uint32_t count = snapshot->manifest.segment_count;
    struct lmdb_scan *scan = calloc(1, sizeof *scan);
    struct scan_segment *segments = calloc((size_t)count + 1, sizeof *segments);
    bool enough = scan && segments;
    if (scan)
        *scan = (struct lmdb_scan){
            .base = {view->ops, total}, .folder = *lmdb_folder(view), .segments = segments};
    for (uint32_t s = 0; enough && s < count; s++) {
        enough = copy_segment(&segments[s], &snapshot->segments[s], bits[s]);
        scan->count = s + 1;
    }
    if (!enough) {
        if (scan)
            lmdb_scan_end(&scan->base);
        else
            free(segments);
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    }
    *out = &scan->base;
    return STATUS_OK;
}

enum status lmdb_scan_begin(struct view *view, const struct match_node *root, struct scan **out,
                            struct error *err)
{
    struct arena arena;
    uint64_t **bits = NULL;
    uint64_t total = 0;
    arena_init(&arena, 0);
    enum status status = retrieve_matches(lmdb_limited(view), root, &arena, &bits, &total, err);
    if (status == STATUS_OK)
        status = keep_bits(view, bits, total, out, err);
    arena_clear(&arena);
    return status;
}

static bool find_segment(const struct snapshot *snapshot, uint64_t id, uint32_t *out)
{
    for (uint32_t s = 0; s < snapshot->manifest.segment_count; s++) {
        if (snapshot->segments[s].info.id == id) {
            *out = s;
            return true;
        }
    }
    return false;
}

// The next set bit of a segment at or after `doc`; UINT64_MAX when there is none.
static uint64_t next_bit(const struct scan_segment *segment, uint64_t doc)
{
    for (size_t w = (size_t)(doc / 64); w < segment->words; w++) {
        uint64_t left = segment->bits[w];
        if (w == doc / 64)
            left &= ~(uint64_t)0 << doc % 64;
        if (left)
            return (uint64_t)w * 64 + (uint64_t)__builtin_ctzll(left);
    }
    return UINT64_MAX;
}

enum status lmdb_scan_next(struct scan *base, struct view *view, struct doc_key *docs, size_t max,
                           size_t *count, struct error *err)
{
    (void)err;
    struct lmdb_scan *scan = (struct lmdb_scan *)base;
    const struct snapshot *snapshot = lmdb_snapshot(view);
    *count = 0;
    if (!folder_is_same(&scan->folder, lmdb_folder(view)))
        return STATUS_NOT_FOUND;
    while (*count < max && scan->segment < scan->count) {
        const struct scan_segment *segment = &scan->segments[scan->segment];
        uint64_t doc = next_bit(segment, scan->doc);
        uint32_t here;
        if (doc == UINT64_MAX) {
            scan->segment++;
            scan->doc = 0;
            continue;
        }
        if (!find_segment(snapshot, segment->id, &here)) {
            *count = 0;
            return STATUS_NOT_FOUND;
        }
        docs[(*count)++] = doc_key_of((struct doc_ref){here, (uint32_t)doc});
        scan->doc = doc + 1;
    }
    scan->told += *count;
    if (scan->told >= RELEASE_DOCUMENTS) {
        snapshot_release_pages(snapshot);
        scan->told = 0;
    }
    return STATUS_OK;
}

uint64_t lmdb_scan_skip(struct scan *base, uint64_t count)
{
    struct lmdb_scan *scan = (struct lmdb_scan *)base;
    uint64_t left = count;
    while (left > 0 && scan->segment < scan->count) {
        const struct scan_segment *segment = &scan->segments[scan->segment];
        uint64_t word = scan->doc / 64;
        if (word >= segment->words) {
            scan->segment++;
            scan->doc = 0;
            continue;
        }
        uint64_t bits = segment->bits[word] & ~(uint64_t)0 << scan->doc % 64;
        uint64_t here = (uint64_t)__builtin_popcountll(bits);
        scan->doc = (word + 1) * 64;
        for (uint64_t i = 0; i < left && here > left; i++)
            bits &= bits - 1;
        if (here > left)
            scan->doc = word * 64 + (uint64_t)__builtin_ctzll(bits);
        left -= here < left ? here : left;
    }
    return count - left;
}

void lmdb_scan_end(struct scan *base)
{
    struct lmdb_scan *scan = (struct lmdb_scan *)base;
    for (size_t s = 0; s < scan->count; s++)
        free(scan->segments[s].bits);
    free(scan->segments);
    free(scan);
}
