// See matches.h.
#include "engine/search/matches.h"

#include "engine/search/meaning/resolve.h"
#include "engine/search/query/parse.h"
#include "engine/search/query/query.h"
#include "engine/search/query/reference.h"

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

static enum status scan_trees(struct view *view, const struct resolved *resolved,
                              const struct search_request *request, struct arena *arena,
                              struct scan **out, struct error *err)
{
    struct tree_order trees = resolved_order(resolved, request->mode);
    enum status status = scan_begin(view, without_order(trees.first, arena), out, err);
    if (status != STATUS_OK || (*out)->total > 0 || !trees.second)
        return status;
    scan_end(*out);
    *out = NULL;
    return scan_begin(view, without_order(trees.second, arena), out, err);
}

enum status search_matches(struct searcher *searcher, struct view *view,
                           const struct search_request *request, struct scan **out,
                           struct error *err)
{
    struct arena arena;
    struct query query;
    struct resolved resolved;
    arena_init(&arena, 0);
    word_cache_begin(&searcher->words, &view->info);
    struct slice q;
    bool is_reference;
    enum status status = query_reference(view, request->q, &arena, &q, &is_reference, err);
    if (status == STATUS_OK)
        status = query_parse(q, &arena, &query, err);
    if (status == STATUS_OK)
        status = people_begin(&searcher->people, view, err);
    if (status == STATUS_OK) {
        struct resolve_input input = {
            .view = view,
            .analyzer = searcher->analyzer,
            .synonyms = searcher->synonyms,
            .request = request,
            .cache = &searcher->words,
            .query = &query,
            .people = &searcher->people,
        };
        status = resolve_query(&input, &arena, &resolved, err);
    }
    if (status == STATUS_OK)
        status = scan_trees(view, &resolved, request, &arena, out, err);
    arena_clear(&arena);
    searcher_rest(searcher);
    return status;
}
