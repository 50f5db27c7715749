// See scan.h.
//
// A scan is its query and the last key it has told: nothing of it is kept by a node, so it goes on whatever becomes of
// nodes. Keys come in pages. Versions that have ended are kept for a while; when there are fewer matches than there
// were at the beginning, some are gone.
#include "engine/opensearch/read/scan.h"

#include "engine/opensearch/query/search.h"
#include "engine/opensearch/query/search_answer.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/read/index.h"
#include "engine/opensearch/read/near.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 5000 };

struct cluster_scan {
    struct scan base;
    struct buf query;       // of all matches
    struct buf index;       // that it is of
    uint64_t told, to_skip; // matches; those to skip are told
    struct doc_key *page;   // read and not told yet: at..count
    size_t at, count;
    struct doc_key last; // read
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static struct cluster_scan *scan_of(struct scan *scan)
{
    return (struct cluster_scan *)scan;
}

// Asks for what follows the last key, and for how many there are in all where it is the first time.
static enum status read_page(struct cluster_scan *scan, struct cluster_view *view, bool is_first,
                             struct error *err)
{
    struct buf body = {0};
    struct arena arena;
    struct search_keys found = {0};
    struct json *answer = NULL;
    arena_init(&arena, 0);
    search_scan_put(buf_slice(&scan->query), scan->last, is_first ? 0 : PAGE, &body);
    enum status status = body.failed ? no_memory(err)
                                     : search_ask(view->session, buf_slice(&scan->index),
                                                  buf_slice(&body), view->base.limit, &answer, err);
    if (status == STATUS_OK)
        status = search_answer_keys(answer, &arena, &found, err);
    size_t count = found.count < PAGE ? found.count : PAGE;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        scan->page[i] = scan->last = found.keys[i];
    if (is_first)
        scan->base.total = found.total;
    scan->at = 0;
    scan->count = count;
    json_release(answer);
    arena_clear(&arena);
    buf_clear(&body);
    return status;
}

enum status cluster_scan_begin(struct view *base, const struct match_node *root, struct scan **out,
                               struct error *err)
{
    struct cluster_view *view = cluster_view(base);
    struct tree_wish wish = {.root = root};
    struct score_scale scale; // looks how large the tree is
    enum status status = score_scale_of(root, &scale, err);
    if (status == STATUS_OK)
        status = near_know(view, &wish, err);
    if (status != STATUS_OK)
        return status;
    struct cluster_scan *scan = calloc(1, sizeof *scan);
    if (!scan)
        return no_memory(err);
    scan->base.ops = base->ops;
    scan->page = calloc(PAGE, sizeof *scan->page);
    status = tree_query_put(&view->copy->world, &wish, &scan->query, err);
    buf_append_slice(&scan->index, view->copy->generation.index);
    if (status == STATUS_OK && (!scan->page || scan->index.failed))
        status = no_memory(err);
    if (status == STATUS_OK)
        status = read_page(scan, view, true, err);
    if (status == STATUS_OK)
        *out = &scan->base;
    else
        cluster_scan_end(&scan->base);
    return status;
}

enum status cluster_scan_next(struct scan *base, struct view *view, struct doc_key *docs,
                              size_t max, size_t *count, struct error *err)
{
    struct cluster_scan *scan = scan_of(base);
    *count = 0;
    if (!slice_equal(buf_slice(&scan->index), cluster_view(view)->copy->generation.index))
        return STATUS_NOT_FOUND;
    while (*count < max && scan->told < base->total) {
        if (scan->at == scan->count) {
            enum status status = read_page(scan, cluster_view(view), false, err);
            if (status != STATUS_OK)
                return status;
            if (scan->count == 0) { // gone meanwhile
                *count = 0;
                return STATUS_NOT_FOUND;
            }
        }
        struct doc_key doc = scan->page[scan->at++];
        if (scan->to_skip > 0) {
            scan->to_skip--;
            continue;
        }
        docs[(*count)++] = doc;
        scan->told++;
    }
    return STATUS_OK;
}

uint64_t cluster_scan_skip(struct scan *base, uint64_t count)
{
    struct cluster_scan *scan = scan_of(base);
    uint64_t left = base->total - scan->told, skipped = count < left ? count : left;
    scan->told += skipped;
    scan->to_skip += skipped;
    return skipped;
}

void cluster_scan_end(struct scan *base)
{
    struct cluster_scan *scan = scan_of(base);
    buf_clear(&scan->query);
    buf_clear(&scan->index);
    free(scan->page);
    free(scan);
}
