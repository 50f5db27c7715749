// All matches of a request, kept outside of any snapshot, for exports. See match_set.h.
//
// A bit a document, by segment; segments are known by their ids, which later generations keep as long as the
// segment lives. Documents deleted meanwhile are still told: the set is that of its generation.
#include "engine/search/match_set.h"

#include "engine/read/doc_ref.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/search/match/retrieve.h"
#include "engine/search/meaning/resolve.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/query.h"

#include <stdlib.h>

struct set_segment {
    uint64_t id;
    uint64_t *bits; // owned
    size_t words;
};

struct match_set {
    struct set_segment *segments;
    size_t count;
    uint64_t total;
    size_t segment; // where match_set_next goes on
    uint64_t doc;
};

// The tree without what only improves the order.
static const struct match_node *without_order(const struct match_node *root, struct arena *arena)
{
    struct match_node *copy = arena_calloc(arena, 1, sizeof *copy);
    struct match_node **children =
        arena_calloc(arena, root->child_count + 1, sizeof(struct match_node *));
    if (!copy || !children || root->kind != MATCH_AND)
        return root;
    *copy = *root;
    copy->children = children;
    copy->child_count = 0;
    for (size_t c = 0; c < root->child_count; c++)
        if (root->children[c]->kind != MATCH_OPTIONAL)
            children[copy->child_count++] = root->children[c];
    return copy;
}

static enum status find_bits(struct snapshot *snapshot, const struct resolved *resolved,
                             const struct search_request *request, struct arena *arena,
                             uint64_t ***bits, uint64_t *total, struct error *err)
{
    bool may_loosen = resolved->loose && request->mode != MODE_ALL;
    bool is_loose = may_loosen && (request->mode == MODE_ANY || resolved->is_question);
    const struct match_node *root = is_loose ? resolved->loose : resolved->strict;
    enum status status =
        retrieve_matches(snapshot, without_order(root, arena), arena, bits, total, err);
    if (status == STATUS_OK && *total == 0 && may_loosen && !is_loose)
        status = retrieve_matches(snapshot, without_order(resolved->loose, arena), arena, bits,
                                  total, err);
    return status;
}

static bool copy_segment(struct set_segment *out, const struct segment *segment,
                         const uint64_t *bits)
{
    out->id = segment->info.id;
    out->words = ((size_t)segment->info.doc_count + 63) / 64;
    out->bits = calloc(out->words + 1, sizeof *out->bits);
    if (out->bits)
        memcpy(out->bits, bits, out->words * sizeof *out->bits);
    return out->bits != NULL;
}

static enum status keep_bits(struct snapshot *snapshot, uint64_t **bits, uint64_t total,
                             struct match_set **out, struct error *err)
{
    uint32_t count = snapshot->manifest.segment_count;
    struct match_set *set = calloc(1, sizeof *set);
    struct set_segment *segments = calloc((size_t)count + 1, sizeof *segments);
    bool enough = set && segments;
    if (set)
        *set = (struct match_set){.segments = segments, .total = total};
    for (uint32_t s = 0; enough && s < count; s++) {
        enough = copy_segment(&segments[s], &snapshot->segments[s], bits[s]);
        set->count = s + 1;
    }
    if (!enough) {
        if (set)
            match_set_free(set);
        else
            free(segments);
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    }
    *out = set;
    return STATUS_OK;
}

enum status search_matches(struct searcher *searcher, struct snapshot *snapshot,
                           const struct search_request *request, struct match_set **out,
                           struct error *err)
{
    struct arena arena;
    struct query query;
    struct resolved resolved;
    uint64_t **bits = NULL;
    uint64_t total = 0;
    arena_init(&arena, 0);
    enum status status = query_parse(request->q, &arena, &query, err);
    if (status == STATUS_OK) {
        struct resolve_input input = {snapshot, searcher->analyzer, searcher->synonyms, request,
                                      &query};
        status = resolve_query(&input, &arena, &resolved, err);
    }
    if (status == STATUS_OK)
        status = find_bits(snapshot, &resolved, request, &arena, &bits, &total, err);
    if (status == STATUS_OK)
        status = keep_bits(snapshot, bits, total, out, err);
    arena_clear(&arena);
    searcher_rest(searcher);
    return status;
}

uint64_t match_set_count(const struct match_set *set)
{
    return set->total;
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

// The next set bit of a segment at or behind `doc`; UINT64_MAX when there is none.
static uint64_t next_bit(const struct set_segment *segment, uint64_t doc)
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

enum status match_set_next(struct match_set *set, struct snapshot *snapshot, struct doc_key *docs,
                           size_t max, size_t *count, struct error *err)
{
    (void)err;
    *count = 0;
    while (*count < max && set->segment < set->count) {
        const struct set_segment *segment = &set->segments[set->segment];
        uint64_t doc = next_bit(segment, set->doc);
        uint32_t here;
        if (doc == UINT64_MAX) {
            set->segment++;
            set->doc = 0;
            continue;
        }
        if (!find_segment(snapshot, segment->id, &here)) {
            *count = 0;
            return STATUS_NOT_FOUND;
        }
        docs[(*count)++] = doc_key_of((struct doc_ref){here, (uint32_t)doc});
        set->doc = doc + 1;
    }
    return STATUS_OK;
}

void match_set_free(struct match_set *set)
{
    if (!set)
        return;
    for (size_t s = 0; s < set->count; s++)
        free(set->segments[s].bits);
    free(set->segments);
    free(set);
}
