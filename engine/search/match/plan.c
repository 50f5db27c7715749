// Looks up the terms of a match tree, once for all segments. See plan.h.
//
// Weights become integers here: a term's contribution times the tree's scale, rounded once for each of the 256 impacts,
// so that every strategy adds up the same numbers and the order of adding cannot matter. The scale is the largest for
// which a document that had everything still fits into 16 bits, and no posting scores less than 1: what matches can be
// told from what does not by its score. Children are ordered by the documents they may match, rarest first.
//
// What running the plan comes to is estimated from the lengths of its lists and taken off the work that the request may
// still do (work_limit.h): an upper bound, since pruning spares much of it.
//
// Cost: a look-up per term and segment unless the tree brought the places along, and a table of 256 per scoring term.
#include "engine/search/match/plan.h"

#include "engine/format/impacts.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/read/term_place.h"
#include "engine/search/limits.h"
#include "engine/search/work_limit.h"

struct plan_builder {
    struct snapshot *snapshot;
    struct arena *arena;
    struct plan *plan;
    double best_sum; // of the largest contributions of all scoring terms
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// Where the term is: as the tree tells, else looked up.
static enum status find_term(struct plan_builder *builder, const struct match_term *term,
                             const struct match_weight *weight, struct plan_term *out,
                             struct error *err)
{
    const struct term_place *place = weight ? weight->place : NULL;
    if (++builder->plan->term_count > RETRIEVE_MAX_TERMS)
        return error_set(err, STATUS_TOO_LARGE, "search: more than %d terms", RETRIEVE_MAX_TERMS);
    if (!place) {
        enum status status =
            term_place_find(builder->snapshot, term->kind, term->term, builder->arena, &place, err);
        if (status != STATUS_OK)
            return status;
    }
    uint64_t all = builder->plan->documents;
    *out = (struct plan_term){
        .term = term,
        .in_segment = place->in_segment,
        .doc_count = (uint32_t)(place->documents < all ? place->documents : all),
        .position_bytes = place->position_bytes,
    };
    return STATUS_OK;
}

static void weigh_slot(struct plan_builder *builder, struct plan_slot *slot,
                       const struct match_weight *weights)
{
    for (size_t t = 0; t < slot->term_count; t++) {
        struct plan_term *term = &slot->terms[t];
        if (term->doc_count == 0)
            continue;
        term->contribution = weights[t].weight;
        builder->best_sum += term->contribution;
    }
}

// `weights`: of these terms; NULL: none.
static enum status make_slot(struct plan_builder *builder, const struct match_term *terms,
                             const struct match_weight *weights, struct plan_slot *out,
                             struct error *err)
{
    size_t count = out->term_count;
    out->terms = arena_calloc(builder->arena, count + 1, sizeof *out->terms);
    if (!out->terms)
        return no_memory(err);
    enum status status = STATUS_OK;
    for (size_t t = 0; status == STATUS_OK && t < count; t++)
        status = find_term(builder, &terms[t], weights ? &weights[t] : NULL, &out->terms[t], err);
    return status;
}

static uint64_t slot_documents(const struct plan_slot *slot)
{
    uint64_t documents = 0;
    for (size_t t = 0; t < slot->term_count; t++)
        documents += slot->terms[t].doc_count;
    return documents;
}

// Slots of a leaf; scoring leaves under a NOT do not score.
static enum status make_leaf(struct plan_builder *builder, struct plan_node *node, bool may_score,
                             struct error *err)
{
    const struct match_node *match = node->node;
    bool is_terms = match->kind == MATCH_TERMS;
    node->slot_count = is_terms ? 1 : match->slot_count;
    node->slots = arena_calloc(builder->arena, node->slot_count + 1, sizeof *node->slots);
    if (!node->slots)
        return no_memory(err);
    const struct match_weight *weights = match->weights;
    node->scores = may_score && match->scores && match->weight > 0 && weights;
    node->cost = builder->plan->documents;
    for (size_t s = 0; s < node->slot_count; s++) {
        struct plan_slot *slot = &node->slots[s];
        slot->term_count = is_terms ? match->term_count : match->slots[s].term_count;
        slot->offset = is_terms ? 0 : match->slots[s].offset;
        enum status status =
            make_slot(builder, is_terms ? match->terms : match->slots[s].terms, weights, slot, err);
        if (status != STATUS_OK)
            return status;
        uint64_t documents = slot_documents(slot);
        node->cost = documents < node->cost ? documents : node->cost;
        if (node->scores)
            weigh_slot(builder, slot, weights);
        weights = weights ? weights + slot->term_count : NULL;
    }
    return STATUS_OK;
}

static void order_by_cost(struct plan_node **children, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct plan_node *child = children[i];
        size_t to = i;
        for (; to > 0 && children[to - 1]->cost > child->cost; to--)
            children[to] = children[to - 1];
        children[to] = child;
    }
}

static void estimate(const struct plan *plan, struct plan_node *node)
{
    uint64_t least = plan->documents, sum = 0;
    for (size_t c = 0; c < node->child_count; c++) {
        const struct plan_node *child = node->children[c];
        sum += child->cost;
        if (child->node->kind != MATCH_OPTIONAL)
            least = child->cost < least ? child->cost : least;
    }
    switch (node->node->kind) {
    case MATCH_AND:
        node->cost = least;
        break;
    case MATCH_OR:
        node->cost = sum < plan->documents ? sum : plan->documents;
        break;
    case MATCH_NONE:
        node->cost = 0;
        break;
    case MATCH_ALL:
    case MATCH_NOT:
    case MATCH_OPTIONAL:
    case MATCH_COLUMN:
        node->cost = plan->documents;
        break;
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        break;
    }
}

static enum status make_node(struct plan_builder *builder, const struct match_node *match,
                             bool may_score, int depth, struct plan_node **out, struct error *err)
{
    if (depth > RETRIEVE_MAX_DEPTH)
        return error_set(err, STATUS_TOO_LARGE, "search: nested more than %d deep",
                         RETRIEVE_MAX_DEPTH);
    struct plan_node *node = arena_calloc(builder->arena, 1, sizeof *node);
    if (!node)
        return no_memory(err);
    node->node = match;
    node->number = builder->plan->node_count++;
    *out = node;
    bool is_leaf =
        match->kind == MATCH_TERMS || match->kind == MATCH_PHRASE || match->kind == MATCH_NEAR;
    if (is_leaf)
        return make_leaf(builder, node, may_score, err);
    node->child_count = match->child_count;
    node->children = arena_calloc(builder->arena, match->child_count + 1, sizeof *node->children);
    if (!node->children)
        return no_memory(err);
    enum status status = STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < match->child_count; c++)
        status = make_node(builder, match->children[c], may_score && match->kind != MATCH_NOT,
                           depth + 1, &node->children[c], err);
    if (status == STATUS_OK && match->kind == MATCH_AND)
        order_by_cost(node->children, node->child_count);
    if (status == STATUS_OK)
        estimate(builder->plan, node);
    return status;
}

// --- work ----------------------------------------------------------------------------------------

// What reading a position costs, and a document whose words' positions are put side by side, in postings.
enum { POSITION_WORK = 4, VERIFY_WORK = 64 };

// All postings of the leaf, and where it takes positions those of the documents, at most `documents`, that may have all
// its words: of each word its share of the bytes that all its positions have, some one byte each. Proximity looks at
// every word for each position.
static uint64_t leaf_work(const struct plan_node *node, uint64_t documents)
{
    const struct match_node *match = node->node;
    bool reads_positions = match->kind != MATCH_TERMS || match->field_mask != FIELD_MASK_ALL;
    uint64_t each = match->kind == MATCH_NEAR ? node->slot_count : 1;
    uint64_t postings = 0, positions = 0;
    documents = node->cost < documents ? node->cost : documents;
    for (size_t s = 0; s < node->slot_count; s++) {
        for (size_t t = 0; t < node->slots[s].term_count; t++) {
            const struct plan_term *term = &node->slots[s].terms[t];
            uint64_t of_term = term->doc_count, read = documents < of_term ? documents : of_term;
            postings += of_term;
            if (reads_positions && of_term > 0)
                positions +=
                    (uint64_t)((double)term->position_bytes * (double)read / (double)of_term);
        }
    }
    if (!reads_positions)
        return postings;
    return postings + positions * POSITION_WORK * each + documents * node->slot_count * VERIFY_WORK;
}

// Over all leaves. What stands in an AND is looked at in the documents of its rarest part, but for groups of
// alternatives, which are evaluated whole.
static uint64_t work_of(const struct plan *plan, const struct plan_node *node, uint64_t documents)
{
    uint64_t work = 0;
    switch (node->node->kind) {
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        return leaf_work(node, documents);
    case MATCH_NONE:
        return 0;
    case MATCH_ALL:
    case MATCH_COLUMN:
        return plan->documents;
    case MATCH_AND:
        documents = node->cost < documents ? node->cost : documents;
        break;
    case MATCH_OR:
    case MATCH_NOT:
        documents = plan->documents;
        break;
    case MATCH_OPTIONAL:
        break;
    }
    for (size_t c = 0; c < node->child_count; c++)
        work += work_of(plan, node->children[c], documents);
    return work;
}

// --- tables --------------------------------------------------------------------------------------

// table[c] = 1 + what code c contributes: 16 values for the topmost octave, halved for each octave below.
static void make_table(struct plan_term *term, double scale)
{
    float octave[WEIGHT_CODES_PER_OCTAVE];
    for (int i = 0; i < WEIGHT_CODES_PER_OCTAVE; i++)
        octave[i] = (float)(term->contribution * scale) *
                    weight_of_code((uint8_t)(256 - WEIGHT_CODES_PER_OCTAVE + i));
    for (int top = 256 - WEIGHT_CODES_PER_OCTAVE; top >= 0; top -= WEIGHT_CODES_PER_OCTAVE) {
        for (int i = 0; i < WEIGHT_CODES_PER_OCTAVE; i++) {
            float value = octave[i] < 65534.0f ? octave[i] : 65534.0f;
            term->table[top + i] = (uint16_t)(1 + (int32_t)value);
            octave[i] *= 0.5f;
        }
    }
}

static void make_tables(struct plan_node *node, double scale)
{
    for (size_t s = 0; node->scores && s < node->slot_count; s++)
        for (size_t t = 0; t < node->slots[s].term_count; t++)
            make_table(&node->slots[s].terms[t], scale);
    for (size_t c = 0; c < node->child_count; c++)
        make_tables(node->children[c], scale);
}

enum status plan_make(struct snapshot *snapshot, const struct match_node *root, struct arena *arena,
                      struct plan *out, struct error *err)
{
    *out = (struct plan){.documents = snapshot_stored_documents(snapshot),
                         .segment_count = snapshot->manifest.segment_count};
    struct plan_builder builder = {.snapshot = snapshot, .arena = arena, .plan = out};
    enum status status = make_node(&builder, root, true, 0, &out->root, err);
    if (status == STATUS_OK)
        status = work_limit_spend(snapshot->limit, work_of(out, out->root, out->documents), err);
    if (status != STATUS_OK)
        return status;
    // Tables round down and add 1, so that whatever scores, scores something; no sum exceeds 65535 (5 spared for
    // what single precision rounds up).
    out->scale = builder.best_sum > 0 ? (65530.0 - out->term_count) / builder.best_sum : 1;
    make_tables(out->root, out->scale);
    return STATUS_OK;
}
