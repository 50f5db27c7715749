// See understand.h.
#include "engine/search/understand.h"

#include "engine/search/query/parse.h"
#include "engine/search/query/reference.h"

enum status understand_request(struct searcher *searcher, struct view *view,
                               const struct search_request *request, struct arena *arena,
                               struct understood *out, struct error *err)
{
    struct slice q;
    word_cache_begin(&searcher->words, &view->info);
    enum status status = query_reference(view, request->q, arena, &q, &out->is_reference, err);
    if (status == STATUS_OK)
        status = query_parse(q, request->language, arena, &out->query, err);
    if (status == STATUS_OK)
        status = people_begin(&searcher->people, view, err);
    if (status != STATUS_OK)
        return status;
    struct resolve_input input = {
        .view = view,
        .analyzer = searcher->analyzer,
        .synonyms = searcher->synonyms,
        .request = request,
        .cache = &searcher->words,
        .query = &out->query,
        .people = &searcher->people,
    };
    return resolve_query(&input, arena, &out->resolved, err);
}

const struct match_node *understood_without_order(const struct match_node *root,
                                                  struct arena *arena)
{
    if (root->kind != MATCH_AND)
        return root;
    struct match_node *copy = arena_calloc(arena, 1, sizeof *copy);
    struct match_node **children =
        arena_calloc(arena, root->child_count + 1, sizeof(struct match_node *));
    if (!copy || !children)
        return NULL;
    *copy = *root;
    copy->children = children;
    copy->child_count = 0;
    for (size_t c = 0; c < root->child_count; c++)
        if (root->children[c]->kind != MATCH_OPTIONAL)
            children[copy->child_count++] = root->children[c];
    return copy;
}
