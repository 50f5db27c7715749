// See tree_query.h.
//
// Two things are written of a tree: what must hold, which is never scored, and what is added up. Mostly both are one
// (put_scored): words that must occur score where they do. Where an AND stands under an OR they are not, because a
// word of a branch that does not hold scores all the same: then the whole tree is a filter, and beside it stand all
// scoring leaves as what may occur.
//
// The cluster adds up the boosts of equal parts of a query before it rounds. The sum of two rounded scores is another
// one, so a term that is scored a second time is put into a query that is equal to no other.
#include "engine/opensearch/query/tree_query.h"

#include "base/map.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/column_query.h"
#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/term_text.h"

#include <inttypes.h>

static const char *const TEXT_FIELDS[TEXT_FIELD_COUNT] = {"tt", "tq", "tr"};

struct tree_writer {
    const struct tree_world *world;
    const struct score_scale *scale;
    struct buf *out;
    const struct tree_wish *wish;
    struct map scored; // terms, behind how often they were scored before
    struct buf text;
    enum status status;
    struct error *err;
};

// --- words ---------------------------------------------------------------------------------------

static void put_term(const struct tree_writer *writer, const struct match_term *term,
                     struct buf *out)
{
    bool is_surface = term->kind == TERM_STEM && !writer->world->has_stems;
    term_text_put(out, is_surface ? TERM_SURFACE : term->kind, term->term);
}

static void put_term_string(struct tree_writer *writer, const struct match_term *term)
{
    buf_reset(&writer->text);
    put_term(writer, term, &writer->text);
    json_put_string(writer->out, buf_slice(&writer->text));
}

static void put_any_term(struct tree_writer *writer, const char *field,
                         const struct match_term *terms, size_t count)
{
    buf_printf(writer->out, "{\"terms\":{\"%s\":[", field);
    for (size_t t = 0; t < count; t++) {
        json_item(writer->out);
        put_term_string(writer, &terms[t]);
    }
    buf_printf(writer->out, "]}}");
}

static void put_nothing(struct tree_writer *writer)
{
    buf_printf(writer->out, "{\"match_none\":{}}");
}

// Behind what is there already: "xa|xb", the words that may stand at one place.
static void put_place(struct tree_writer *writer, const struct match_slot *slot)
{
    if (writer->text.len > 0)
        buf_append_char(&writer->text, ' ');
    for (size_t t = 0; t < slot->term_count; t++) {
        if (t > 0)
            buf_append_char(&writer->text, '|');
        put_term(writer, &slot->terms[t], &writer->text);
    }
}

// --- phrases -------------------------------------------------------------------------------------

// The slots in the order of their offsets. False where two have the same, which no query makes.
static bool order_slots(const struct match_node *leaf, size_t order[MATCH_MAX_SLOTS])
{
    for (size_t i = 0; i < leaf->slot_count; i++) {
        size_t to = i;
        for (; to > 0 && leaf->slots[order[to - 1]].offset > leaf->slots[i].offset; to--)
            order[to] = order[to - 1];
        if (to > 0 && leaf->slots[order[to - 1]].offset == leaf->slots[i].offset)
            return false;
        order[to] = i;
    }
    return true;
}

// Places without words are holes.
static void put_phrase(struct tree_writer *writer, const char *field, const struct match_node *leaf)
{
    size_t order[MATCH_MAX_SLOTS];
    if (!order_slots(leaf, order)) {
        writer->status = error_set(writer->err, STATUS_INVALID, "search: two slots at one place");
        return;
    }
    buf_reset(&writer->text);
    for (size_t i = 0; i < leaf->slot_count; i++) {
        const struct match_slot *slot = &leaf->slots[order[i]];
        for (uint32_t at = i ? leaf->slots[order[i - 1]].offset + 1 : slot->offset;
             at < slot->offset && !writer->text.failed; at++)
            buf_append(&writer->text, " _", 2);
        put_place(writer, slot);
    }
    buf_printf(writer->out, "{\"match_phrase\":{\"%s\":{\"analyzer\":\"places\",\"query\":", field);
    json_put_string(writer->out, buf_slice(&writer->text));
    buf_printf(writer->out, "}}}");
}

// One order in which the words may stand, with so many other words among them.
static void put_order(struct tree_writer *writer, const struct match_node *leaf,
                      const size_t order[NEAR_MAX_SLOTS], uint32_t gaps)
{
    buf_reset(&writer->text);
    for (size_t i = 0; i < leaf->slot_count; i++)
        put_place(writer, &leaf->slots[order[i]]);
    json_item(writer->out);
    buf_printf(writer->out,
               "{\"match\":{\"analyzer\":\"places\",\"ordered\":true,\"max_gaps\":%" PRIu32
               ",\"query\":",
               gaps);
    json_put_string(writer->out, buf_slice(&writer->text));
    buf_printf(writer->out, "}}");
}

static bool next_order(size_t *order, size_t count)
{
    size_t i = count - 1;
    while (i > 0 && order[i - 1] >= order[i])
        i--;
    if (i == 0)
        return false;
    size_t with = count - 1;
    while (order[with] <= order[i - 1])
        with--;
    size_t moved = order[i - 1];
    order[i - 1] = order[with];
    order[with] = moved;
    for (size_t low = i, high = count - 1; low < high; low++, high--) {
        moved = order[low];
        order[low] = order[high];
        order[high] = moved;
    }
    return true;
}

// Words in any order must stand at different places, though one word may be what two slots look for. The cluster's
// intervals without order let them share a place; intervals in order do not.
static void put_near(struct tree_writer *writer, const char *field, const struct match_node *leaf)
{
    size_t order[NEAR_MAX_SLOTS], count = leaf->slot_count;
    if (leaf->window + 1 < count) { // there is no room for all of them
        put_nothing(writer);
        return;
    }
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    buf_printf(writer->out, "{\"intervals\":{\"%s\":{\"any_of\":{\"intervals\":[", field);
    uint64_t gaps = (uint64_t)leaf->window + 1 - count;
    do {
        put_order(writer, leaf, order, gaps < INT32_MAX ? (uint32_t)gaps : INT32_MAX);
    } while (next_order(order, count));
    buf_printf(writer->out, "]}}}}");
}

// Of more words: in any order, which lets words share places.
static void put_wide_near(struct tree_writer *writer, const char *field,
                          const struct match_node *leaf)
{
    uint64_t count = leaf->slot_count;
    uint64_t gaps = leaf->window + 1 < count ? 0 : (uint64_t)leaf->window + 1 - count;
    if (leaf->window + 1 < count) {
        put_nothing(writer);
        return;
    }
    buf_printf(writer->out,
               "{\"intervals\":{\"%s\":{\"all_of\":{\"ordered\":false,\"max_gaps\":%" PRIu32
               ",\"intervals\":[",
               field, gaps < INT32_MAX ? (uint32_t)gaps : INT32_MAX);
    for (size_t s = 0; s < leaf->slot_count; s++) {
        buf_reset(&writer->text);
        put_place(writer, &leaf->slots[s]);
        json_item(writer->out);
        buf_printf(writer->out, "{\"match\":{\"analyzer\":\"places\",\"query\":");
        json_put_string(writer->out, buf_slice(&writer->text));
        buf_printf(writer->out, "}}");
    }
    buf_printf(writer->out, "]}}}}");
}

bool tree_query_near_is_wide(const struct match_node *leaf)
{
    return leaf->kind == MATCH_NEAR && leaf->slot_count > NEAR_MAX_SLOTS;
}

// --- leaves --------------------------------------------------------------------------------------

// Whether every place has words that could stand there.
static bool can_hold(const struct match_node *leaf)
{
    if (leaf->kind == MATCH_TERMS)
        return leaf->term_count > 0;
    for (size_t s = 0; s < leaf->slot_count; s++)
        if (leaf->slots[s].term_count == 0)
            return false;
    return leaf->slot_count > 0 && leaf->slot_count <= MATCH_MAX_SLOTS;
}

static bool is_anywhere(const struct match_node *node)
{
    return node->kind == MATCH_TERMS && node->field_mask == FIELD_MASK_ALL;
}

static void put_in_field(struct tree_writer *writer, const char *field,
                         const struct match_node *leaf)
{
    json_item(writer->out);
    if (leaf->kind == MATCH_TERMS)
        put_any_term(writer, field, leaf->terms, leaf->term_count);
    else if (leaf->kind == MATCH_PHRASE)
        put_phrase(writer, field, leaf);
    else if (tree_query_near_is_wide(leaf))
        put_wide_near(writer, field, leaf);
    else
        put_near(writer, field, leaf);
}

static void put_in_fields(struct tree_writer *writer, const struct match_node *leaf)
{
    buf_printf(writer->out, "{\"bool\":{\"minimum_should_match\":1,\"should\":[");
    for (int f = 0; f < TEXT_FIELD_COUNT && writer->status == STATUS_OK; f++)
        if (leaf->field_mask >> f & 1)
            put_in_field(writer, TEXT_FIELDS[f], leaf);
    buf_printf(writer->out, "]}}");
}

// Those in which words are near, without those of which it is known that the words share places.
static void put_known_near(struct tree_writer *writer, const struct match_node *leaf)
{
    buf_printf(writer->out, "{\"bool\":{\"filter\":[");
    size_t start = writer->out->len, i = 0;
    put_in_fields(writer, leaf);
    const struct slice query =
        slice_of(writer->out->data + start, writer->out->failed ? 0 : writer->out->len - start);
    while (i < writer->wish->near_count && !slice_equal(writer->wish->near[i].query, query))
        i++;
    if (i == writer->wish->near_count && writer->status == STATUS_OK && !writer->out->failed) {
        writer->status = error_set(writer->err, STATUS_INTERNAL,
                                   "search: words that are near were not looked at");
        return;
    }
    buf_printf(writer->out, "],\"must_not\":[{\"terms\":{\"key\":[");
    for (size_t d = 0; !writer->out->failed && d < writer->wish->near[i].count; d++) {
        json_item(writer->out);
        buf_append_decimal(writer->out, writer->wish->near[i].docs[d].bits);
    }
    buf_printf(writer->out, "]}}]}}");
}

static void put_leaf(struct tree_writer *writer, const struct match_node *leaf)
{
    if (!can_hold(leaf) || !(leaf->field_mask & FIELD_MASK_ALL)) {
        put_nothing(writer);
        return;
    }
    if (is_anywhere(leaf)) {
        put_any_term(writer, "w", leaf->terms, leaf->term_count);
        return;
    }
    if (tree_query_near_is_wide(leaf))
        put_known_near(writer, leaf);
    else
        put_in_fields(writer, leaf);
}

// --- conditions ----------------------------------------------------------------------------------

static void put_condition(struct tree_writer *writer, const struct match_node *node);

static void put_conditions(struct tree_writer *writer, const struct match_node *parent)
{
    for (size_t c = 0; c < parent->child_count; c++) {
        json_item(writer->out);
        put_condition(writer, parent->children[c]);
    }
}

// What none of may hold: the children of all NOTs that stand in the AND.
static void put_exclusions(struct tree_writer *writer, const struct match_node *node)
{
    buf_printf(writer->out, ",\"must_not\":[");
    for (size_t c = 0; c < node->child_count; c++)
        if (node->children[c]->kind == MATCH_NOT)
            put_conditions(writer, node->children[c]);
    buf_printf(writer->out, "]");
}

static bool is_required(const struct match_node *child)
{
    return child->kind != MATCH_OPTIONAL && child->kind != MATCH_NOT;
}

static void put_all(struct tree_writer *writer)
{
    buf_printf(writer->out, "{\"match_all\":{}}");
}

static void put_conjunction(struct tree_writer *writer, const struct match_node *node)
{
    buf_printf(writer->out, "{\"bool\":{\"filter\":[");
    put_all(writer); // of nothing but NOTs, and of nothing
    for (size_t c = 0; c < node->child_count; c++) {
        if (!is_required(node->children[c]))
            continue;
        json_item(writer->out);
        put_condition(writer, node->children[c]);
    }
    buf_printf(writer->out, "]");
    put_exclusions(writer, node);
    buf_printf(writer->out, "}}");
}

static void put_condition(struct tree_writer *writer, const struct match_node *node)
{
    switch (node->kind) {
    case MATCH_NONE:
        put_nothing(writer);
        break;
    case MATCH_ALL:
        put_all(writer);
        break;
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        put_leaf(writer, node);
        break;
    case MATCH_COLUMN:
        column_query_put(writer->world, &node->column, writer->out);
        break;
    case MATCH_AND:
        put_conjunction(writer, node);
        break;
    case MATCH_OR:
    case MATCH_OPTIONAL:
        buf_printf(writer->out, "{\"bool\":{\"minimum_should_match\":1,\"should\":[");
        put_conditions(writer, node);
        json_item(writer->out);
        put_nothing(writer); // an empty list would hold for all
        buf_printf(writer->out, "]}}");
        break;
    case MATCH_NOT:
        buf_printf(writer->out, "{\"bool\":{\"must_not\":[");
        put_conditions(writer, node);
        buf_printf(writer->out, "]}}");
        break;
    }
}

// --- scores --------------------------------------------------------------------------------------

// How often the term was scored before.
static unsigned count_before(struct tree_writer *writer, const struct match_term *term)
{
    for (unsigned before = 0;; before++) {
        uint32_t known = writer->scored.count;
        buf_reset(&writer->text);
        buf_printf(&writer->text, "%u ", before);
        put_term(writer, term, &writer->text);
        uint32_t number = map_put(&writer->scored, buf_slice(&writer->text));
        if (number == MAP_NONE)
            writer->status = error_set(writer->err, STATUS_NO_MEMORY, "search: out of memory");
        if (number == known || number == MAP_NONE)
            return before;
    }
}

static void put_scored_term(struct tree_writer *writer, const struct match_term *term,
                            const struct match_weight *weight)
{
    unsigned before = count_before(writer, term);
    struct buf *out = writer->out;
    json_item(out);
    if (before > 0)
        buf_printf(out, "{\"dis_max\":{\"tie_breaker\":%u.0e-6,\"queries\":[", before);
    buf_printf(out, "{\"term\":{\"w\":{\"boost\":%.9g,\"value\":",
               (double)score_scale_boost(writer->scale, weight));
    put_term_string(writer, term);
    buf_printf(out, "}}}");
    if (before == 0)
        return;
    buf_printf(out, ",{\"constant_score\":{\"boost\":0,\"filter\":");
    put_any_term(writer, "w", term, 1);
    buf_printf(out, "}}]}}");
}

// The terms of a leaf that documents have, as what adds to its score.
static void put_scored_terms(struct tree_writer *writer, const struct match_node *leaf)
{
    const struct match_weight *weight = leaf->weights;
    size_t slots = leaf->kind == MATCH_TERMS ? 1 : leaf->slot_count;
    for (size_t s = 0; s < slots; s++) {
        bool is_terms = leaf->kind == MATCH_TERMS;
        const struct match_term *terms = is_terms ? leaf->terms : leaf->slots[s].terms;
        size_t count = is_terms ? leaf->term_count : leaf->slots[s].term_count;
        for (size_t t = 0; t < count; t++, weight++)
            if (weight->documents > 0)
                put_scored_term(writer, &terms[t], weight);
    }
}

// A leaf that scores. Its words alone are its condition where they may stand anywhere.
static void put_scored_leaf(struct tree_writer *writer, const struct match_node *leaf)
{
    bool is_condition = is_anywhere(leaf) && can_hold(leaf);
    buf_printf(writer->out, "{\"bool\":{\"minimum_should_match\":%d,", is_condition);
    if (!is_condition) {
        buf_printf(writer->out, "\"filter\":[");
        put_leaf(writer, leaf);
        buf_printf(writer->out, "],");
    }
    buf_printf(writer->out, "\"should\":[");
    put_scored_terms(writer, leaf);
    if (is_condition) {
        json_item(writer->out);
        put_nothing(writer);
    }
    buf_printf(writer->out, "]}}");
}

static bool has_scores(const struct match_node *node)
{
    if (node->kind == MATCH_NOT)
        return false;
    if (score_scale_counts(node))
        return true;
    for (size_t c = 0; c < node->child_count; c++)
        if (has_scores(node->children[c]))
            return true;
    return false;
}

// Whether a leaf may score where what it stands in does not hold.
static bool scores_apart(const struct match_node *node, bool is_choice)
{
    if (!has_scores(node))
        return false;
    if (node->kind == MATCH_AND && is_choice)
        return true;
    for (size_t c = 0; c < node->child_count; c++)
        if (scores_apart(node->children[c], is_choice || node->kind != MATCH_AND))
            return true;
    return false;
}

static void put_scored(struct tree_writer *writer, const struct match_node *node);

static void put_scored_children(struct tree_writer *writer, const struct match_node *node,
                                bool with_unscored)
{
    for (size_t c = 0; c < node->child_count; c++) {
        if (!with_unscored && !has_scores(node->children[c]))
            continue;
        json_item(writer->out);
        put_scored(writer, node->children[c]);
    }
}

static void put_scored_conjunction(struct tree_writer *writer, const struct match_node *node)
{
    buf_printf(writer->out, "{\"bool\":{\"minimum_should_match\":0,\"filter\":[");
    put_all(writer);
    for (size_t c = 0; c < node->child_count; c++) {
        if (!is_required(node->children[c]) || has_scores(node->children[c]))
            continue;
        json_item(writer->out);
        put_condition(writer, node->children[c]);
    }
    buf_printf(writer->out, "],\"must\":[");
    for (size_t c = 0; c < node->child_count; c++) {
        if (!is_required(node->children[c]) || !has_scores(node->children[c]))
            continue;
        json_item(writer->out);
        put_scored(writer, node->children[c]);
    }
    buf_printf(writer->out, "],\"should\":[");
    for (size_t c = 0; c < node->child_count; c++)
        if (node->children[c]->kind == MATCH_OPTIONAL)
            put_scored_children(writer, node->children[c], false);
    buf_printf(writer->out, "]");
    put_exclusions(writer, node);
    buf_printf(writer->out, "}}");
}

// A query of the documents that match `node`, which has no leaf that scores apart.
static void put_scored(struct tree_writer *writer, const struct match_node *node)
{
    if (!has_scores(node)) {
        buf_printf(writer->out, "{\"constant_score\":{\"boost\":0,\"filter\":");
        put_condition(writer, node);
        buf_printf(writer->out, "}}");
    } else if (match_is_leaf(node)) {
        put_scored_leaf(writer, node);
    } else if (node->kind == MATCH_AND) {
        put_scored_conjunction(writer, node);
    } else {
        buf_printf(writer->out, "{\"bool\":{\"minimum_should_match\":1,\"should\":[");
        put_scored_children(writer, node, true);
        buf_printf(writer->out, "]}}");
    }
}

static void put_scoring_leaves(struct tree_writer *writer, const struct match_node *node)
{
    if (node->kind == MATCH_NOT)
        return;
    if (score_scale_counts(node)) {
        json_item(writer->out);
        put_scored_leaf(writer, node);
    }
    for (size_t c = 0; c < node->child_count; c++)
        put_scoring_leaves(writer, node->children[c]);
}

static void put_root(struct tree_writer *writer, const struct match_node *root)
{
    if (!writer->scale || !scores_apart(root, false)) {
        if (writer->scale)
            put_scored(writer, root);
        else
            put_condition(writer, root);
        return;
    }
    buf_printf(writer->out, "{\"bool\":{\"minimum_should_match\":0,\"filter\":[");
    put_condition(writer, root);
    buf_printf(writer->out, "],\"should\":[");
    put_scoring_leaves(writer, root);
    buf_printf(writer->out, "]}}");
}

enum status tree_query_put(const struct tree_world *world, const struct tree_wish *wish,
                           struct buf *out, struct error *err)
{
    struct tree_writer writer = {
        .world = world, .scale = wish->scale, .wish = wish, .out = out, .err = err};
    buf_printf(out, "{\"bool\":{\"%s\":[", wish->scale ? "must" : "filter");
    put_root(&writer, wish->root);
    buf_printf(out, "%s", wish->scale ? "],\"filter\":[" : ",");
    buf_append_slice(out, world->alive);
    if (wish->among) {
        buf_printf(out, ",{\"terms\":{\"key\":[");
        for (size_t i = 0; i < wish->among_count; i++) {
            json_item(out);
            buf_append_decimal(out, wish->among[i].bits);
        }
        buf_printf(out, "]}}");
    }
    buf_printf(out, "]}}");
    bool enough = !out->failed && !writer.text.failed;
    map_clear(&writer.scored);
    buf_clear(&writer.text);
    if (writer.status == STATUS_OK && !enough)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    return writer.status;
}

enum status tree_query_near_put(const struct tree_world *world, const struct match_node *leaf,
                                struct buf *out, struct error *err)
{
    struct tree_writer writer = {.world = world, .out = out, .err = err};
    if (can_hold(leaf) && (leaf->field_mask & FIELD_MASK_ALL))
        put_in_fields(&writer, leaf);
    else
        put_nothing(&writer);
    bool enough = !out->failed && !writer.text.failed;
    buf_clear(&writer.text);
    return enough ? writer.status : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}
