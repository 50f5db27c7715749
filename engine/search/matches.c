// See matches.h.
#include "engine/search/matches.h"

#include "engine/search/understand.h"

static enum status scan_tree(struct view *view, const struct match_node *tree, struct arena *arena,
                             struct scan **out, struct error *err)
{
    const struct match_node *plain = understood_without_order(tree, arena);
    return plain ? scan_begin(view, plain, out, err)
                 : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static enum status scan_trees(struct view *view, const struct resolved *resolved,
                              const struct search_request *request, struct arena *arena,
                              struct scan **out, struct error *err)
{
    struct tree_order trees = resolved_order(resolved, request->mode);
    enum status status = scan_tree(view, trees.first, arena, out, err);
    if (status != STATUS_OK || (*out)->total > 0 || !trees.second)
        return status;
    scan_end(*out);
    *out = NULL;
    return scan_tree(view, trees.second, arena, out, err);
}

enum status search_matches(struct searcher *searcher, struct view *view,
                           const struct search_request *request, struct scan **out,
                           struct error *err)
{
    struct arena arena;
    struct understood understood;
    arena_init(&arena, 0);
    enum status status = understand_request(searcher, view, request, &arena, &understood, err);
    if (status == STATUS_OK)
        status = scan_trees(view, &understood.resolved, request, &arena, out, err);
    arena_clear(&arena);
    searcher_rest(searcher);
    return status;
}
