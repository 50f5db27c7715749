// The parts of a score. See explain.h.
//
// Retrieval tells what each scoring leaf gave, in the order of the tree (view_explain); here each leaf gets
// its name: « titre, question ou réponse : prostitution ».
#include "engine/search/present/explain.h"

#include "engine/backend.h"

static const char *const FIELD_LISTS[FIELD_MASK_ALL + 1] = {
    [1] = "titre",
    [2] = "question",
    [3] = "titre ou question",
    [4] = "réponse",
    [5] = "titre ou réponse",
    [6] = "question ou réponse",
    [7] = "titre, question ou réponse",
};

struct naming {
    const double *values;
    size_t next;
    struct score_part *parts;
    size_t count;
    struct arena *arena;
    bool failed;
};

static void name_leaf(struct naming *naming, const struct match_node *leaf)
{
    double value = naming->values[naming->next++];
    if (value <= 0)
        return;
    const char *fields = FIELD_LISTS[leaf->field_mask & FIELD_MASK_ALL];
    struct slice label = leaf->label;
    if (!label.ptr && leaf->term_count > 0)
        label = leaf->terms[0].term;
    label = arena_printf(naming->arena, "%s\u00a0: %.*s", fields ? fields : "", SLICE_ARG(label));
    naming->failed = naming->failed || !label.ptr;
    naming->parts[naming->count++] = (struct score_part){label, value};
}

static void name_leaves(struct naming *naming, const struct match_node *node)
{
    if (node->kind == MATCH_NOT)
        return;
    bool is_leaf =
        node->kind == MATCH_TERMS || node->kind == MATCH_PHRASE || node->kind == MATCH_NEAR;
    if (is_leaf && node->scores && node->weight > 0)
        name_leaf(naming, node);
    for (size_t c = 0; c < node->child_count; c++)
        name_leaves(naming, node->children[c]);
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static enum status name_parts(const struct match_node *root, const double *values,
                              struct search_hit *hit, struct arena *arena, struct error *err)
{
    struct score_part *parts = arena_calloc(arena, match_leaf_count(root) + 1, sizeof *parts);
    if (!parts)
        return no_memory(err);
    struct naming naming = {.values = values, .parts = parts, .arena = arena};
    name_leaves(&naming, root);
    hit->parts = parts;
    hit->part_count = naming.count;
    return naming.failed ? no_memory(err) : STATUS_OK;
}

static bool ask_for(const struct explained_hits *run, struct arena *arena,
                    struct explain_request *out)
{
    struct doc_key *docs = arena_calloc(arena, run->count + 1, sizeof *docs);
    size_t leaves = match_leaf_count(run->root);
    double *parts = arena_calloc(arena, run->count * leaves + 1, sizeof *parts);
    for (size_t i = 0; docs && i < run->count; i++)
        docs[i] = run->found[i].doc;
    *out = (struct explain_request){run->root, docs, run->count, parts};
    return docs && parts;
}

enum status explain_ask(struct view *view, struct explained_hits *runs, size_t run_count,
                        struct arena *arena, struct error *err)
{
    struct explain_request *requests = arena_calloc(arena, run_count + 1, sizeof *requests);
    enum status status = requests ? STATUS_OK : no_memory(err);
    for (size_t r = 0; status == STATUS_OK && r < run_count; r++) {
        status = ask_for(&runs[r], arena, &requests[r]) ? STATUS_OK : no_memory(err);
        runs[r].values = requests[r].parts;
    }
    return status == STATUS_OK ? view_explain(view, requests, run_count, arena, err) : status;
}

enum status explain_tell(const struct explained_hits *run, struct search_hit *hits,
                         struct arena *arena, struct error *err)
{
    size_t leaves = match_leaf_count(run->root);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < run->count; i++)
        status = name_parts(run->root, run->values + i * leaves, &hits[i], arena, err);
    return status;
}
