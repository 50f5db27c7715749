// See weigh.h.
//
// idf is Lucene's, ln(1 + (N - n + 0.5) / (n + 0.5)), never negative; n counts the documents of all
// alternatives of a leaf together, so that a rare spelling of a frequent word is not worth more than the
// word. Both are of live documents.
//
// The tree is walked twice in the same order: all its words are asked for in one call, then each leaf takes its share.
#include "engine/search/weigh.h"

#include "engine/search/limits.h"

#include <math.h>

struct weighing {
    struct word_count *words; // of all leaves; NULL while they are counted
    struct match_weight *weights;
    size_t count;
    double documents; // in the index
};

static void list_terms(struct weighing *weighing, const struct match_term *terms, size_t count)
{
    for (size_t t = 0; weighing->words && t < count; t++)
        weighing->words[weighing->count + t] =
            (struct word_count){.kind = terms[t].kind, .term = terms[t].term};
    weighing->count += count;
}

static enum status list_words(struct weighing *weighing, const struct match_node *node, int depth,
                              struct error *err)
{
    if (depth > RETRIEVE_MAX_DEPTH)
        return error_set(err, STATUS_TOO_LARGE, "search: nested more than %d deep",
                         RETRIEVE_MAX_DEPTH);
    if (node->kind == MATCH_NOT)
        return STATUS_OK;
    if (node->kind == MATCH_TERMS)
        list_terms(weighing, node->terms, node->term_count);
    for (size_t s = 0; match_is_leaf(node) && s < node->slot_count; s++)
        list_terms(weighing, node->slots[s].terms, node->slots[s].term_count);
    if (weighing->count > RETRIEVE_MAX_TERMS)
        return error_set(err, STATUS_TOO_LARGE, "search: more than %d terms", RETRIEVE_MAX_TERMS);
    enum status status = STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < node->child_count; c++)
        status = list_words(weighing, node->children[c], depth + 1, err);
    return status;
}

// Terms that stand for one another: of one leaf, or of one place of a phrase.
static void weigh_slot(struct weighing *weighing, const struct match_node *leaf,
                       const struct match_term *terms, size_t count)
{
    const struct word_count *words = weighing->words + weighing->count;
    struct match_weight *weights = weighing->weights + weighing->count;
    double all = weighing->documents, with_term = 0;
    for (size_t t = 0; t < count; t++) {
        double documents = (double)words[t].documents;
        with_term += documents < all ? documents : all;
    }
    with_term = with_term < all ? with_term : all;
    bool scores = leaf->scores && leaf->weight > 0;
    double idf = scores ? log(1.0 + (all - with_term + 0.5) / (with_term + 0.5)) : 0;
    for (size_t t = 0; t < count; t++)
        weights[t] = (struct match_weight){
            .documents = words[t].documents,
            .weight = words[t].documents ? (double)leaf->weight * idf * (double)terms[t].boost : 0,
            .place = words[t].place,
        };
    weighing->count += count;
}

static void weigh_leaves(struct weighing *weighing, struct match_node *node)
{
    if (node->kind == MATCH_NOT)
        return;
    if (match_is_leaf(node))
        node->weights = weighing->weights + weighing->count;
    if (node->kind == MATCH_TERMS)
        weigh_slot(weighing, node, node->terms, node->term_count);
    for (size_t s = 0; match_is_leaf(node) && s < node->slot_count; s++)
        weigh_slot(weighing, node, node->slots[s].terms, node->slots[s].term_count);
    for (size_t c = 0; c < node->child_count; c++)
        weigh_leaves(weighing, node->children[c]);
}

enum status weigh_tree(struct view *view, struct match_node *root, struct arena *arena,
                       struct error *err)
{
    struct weighing weighing = {.documents = (double)view->info.documents};
    enum status status = list_words(&weighing, root, 0, err);
    if (status != STATUS_OK)
        return status;
    size_t count = weighing.count;
    weighing.words = arena_calloc(arena, count + 1, sizeof *weighing.words);
    weighing.weights = arena_calloc(arena, count + 1, sizeof *weighing.weights);
    if (!weighing.words || !weighing.weights)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    weighing.count = 0;
    status = list_words(&weighing, root, 0, err);
    if (status == STATUS_OK)
        status = view_words(view, weighing.words, count, arena, err);
    if (status != STATUS_OK)
        return status;
    weighing.count = 0;
    weigh_leaves(&weighing, root);
    return STATUS_OK;
}
