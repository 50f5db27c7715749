// See window_eval.h.
//
// Every leaf reads its lists in three ways, which pass over them independently, each forwards only: a marker finds its
// matches, a cursor their impacts, and a probe the documents whose positions are read. Nodes combine sets of a window,
// 64 documents an instruction; a conjunction ends at the first child that has nothing there. A leaf's own matches are
// kept for the window, since scoring asks for them again.
//
// Cost: of a window, that of the blocks which reach into it, of 512 bytes a node, and of the positions of documents
// that have all words of a phrase. Damage ends it all: `access.damaged` is set by whatever reads a list and told once a
// window.
#include "engine/search/match/window_eval.h"

#include "engine/search/match/column_filter.h"
#include "engine/search/match/phrase.h"
#include "engine/search/match/posting_cursor.h"
#include "engine/search/match/posting_marker.h"
#include "engine/search/match/posting_probe.h"
#include "engine/search/work_limit.h"

#include <stdlib.h>
#include <string.h>

// One term of a leaf in this segment.
struct term_eval {
    struct plan_term *plan;
    const struct segment_term *found;
    struct posting_marker match;
    struct posting_cursor score;
    struct posting_probe verify;
    struct position_reader positions;
};

struct slot_eval {
    struct term_eval *terms; // those that occur in this segment
    size_t count;
    uint32_t offset;
};

struct node_eval {
    struct slot_eval *slots;
    size_t slot_count;
    uint64_t *filter;               // MATCH_COLUMN: one bit a document
    uint64_t bits[WINDOW_WORDS];    // a leaf's matches in the window evaluated last
    uint32_t window;                // that window's first document, plus 1; 0: none yet
    uint64_t scratch[WINDOW_WORDS]; // for what its parent asks of it
};

static bool failed(struct window_eval *eval, enum status status)
{
    if (status != STATUS_OK && eval->status == STATUS_OK)
        eval->status = status;
    return eval->status != STATUS_OK;
}

// --- preparing -----------------------------------------------------------------------------------

static enum status begin_slot(struct window_eval *eval, uint32_t segment, struct plan_slot *plan,
                              struct slot_eval *slot)
{
    slot->terms = arena_calloc(eval->arena, plan->term_count + 1, sizeof *slot->terms);
    slot->offset = plan->offset;
    if (!slot->terms)
        return error_set(eval->err, STATUS_NO_MEMORY, "search: out of memory");
    for (size_t t = 0; t < plan->term_count; t++) {
        const struct segment_term *found = &plan->terms[t].in_segment[segment];
        if (found->doc_count == 0)
            continue;
        struct term_eval *term = &slot->terms[slot->count++];
        term->plan = &plan->terms[t];
        term->found = found;
        posting_marker_open(&term->match, &found->postings, &eval->access);
        posting_cursor_open(&term->score, &found->postings, &eval->access);
        posting_probe_open(&term->verify, &found->postings, &eval->access);
        struct positions positions;
        enum status status =
            positions_open(found->positions, found->doc_count, &positions, eval->err);
        if (status != STATUS_OK)
            return status;
        position_reader_open(&term->positions, &positions);
    }
    return STATUS_OK;
}

static enum status begin_node(struct window_eval *eval, uint32_t segment,
                              const struct plan_node *plan)
{
    struct node_eval *node = &eval->nodes[plan->number];
    enum status status = work_limit_look(eval->limit, eval->err);
    if (status != STATUS_OK)
        return status;
    if (plan->node->kind == MATCH_COLUMN) {
        struct column_filter filter;
        status = column_filter_open(eval->snapshot, segment, &plan->node->column, eval->arena,
                                    &filter, eval->err);
        if (status != STATUS_OK)
            return status;
        node->filter = column_filter_bits(&filter, eval->arena);
        if (!node->filter)
            return error_set(eval->err, STATUS_NO_MEMORY, "search: out of memory");
    }
    node->slot_count = plan->slot_count;
    node->slots = arena_calloc(eval->arena, plan->slot_count + 1, sizeof *node->slots);
    if (!node->slots)
        return error_set(eval->err, STATUS_NO_MEMORY, "search: out of memory");
    for (size_t s = 0; status == STATUS_OK && s < plan->slot_count; s++)
        status = begin_slot(eval, segment, &plan->slots[s], &node->slots[s]);
    eval->position_count =
        plan->slot_count > eval->position_count ? plan->slot_count : eval->position_count;
    for (size_t c = 0; status == STATUS_OK && c < plan->child_count; c++)
        status = begin_node(eval, segment, plan->children[c]);
    return status;
}

enum status window_eval_begin(struct window_eval *eval, const struct plan *plan,
                              struct snapshot *snapshot, uint32_t segment, struct arena *arena,
                              struct error *err)
{
    *eval = (struct window_eval){.plan = plan,
                                 .snapshot = snapshot,
                                 .segment = &snapshot->segments[segment],
                                 .limit = snapshot->limit,
                                 .access = posting_access_make(),
                                 .arena = arena,
                                 .err = err};
    eval->nodes = arena_calloc(arena, plan->node_count + 1, sizeof *eval->nodes);
    if (!eval->nodes)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = begin_node(eval, segment, plan->root);
    if (status != STATUS_OK)
        return status;
    eval->positions = calloc(eval->position_count + 1, sizeof *eval->positions);
    return eval->positions ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static void end_node(struct node_eval *node)
{
    for (size_t s = 0; node->slots && s < node->slot_count; s++)
        for (size_t t = 0; t < node->slots[s].count; t++)
            position_reader_clear(&node->slots[s].terms[t].positions);
}

void window_eval_end(struct window_eval *eval)
{
    for (uint32_t n = 0; eval->nodes && n < eval->plan->node_count; n++)
        end_node(&eval->nodes[n]);
    for (size_t i = 0; eval->positions && i < eval->position_count; i++)
        position_array_clear(&eval->positions[i]);
    free(eval->positions);
    eval->positions = NULL;
}

// --- leaves --------------------------------------------------------------------------------------

static void fill_slot(struct slot_eval *slot, uint32_t base, uint64_t *bits)
{
    memset(bits, 0, WINDOW_WORDS * sizeof *bits);
    for (size_t t = 0; t < slot->count; t++)
        posting_marker_bits(&slot->terms[t].match, base, bits);
}

static void check_damage(struct window_eval *eval)
{
    if (eval->access.damaged)
        failed(eval, error_set(eval->err, STATUS_CORRUPT, "posting list is damaged"));
}

static bool any(const uint64_t *bits)
{
    uint64_t all = 0;
    for (int w = 0; w < WINDOW_WORDS; w++)
        all |= bits[w];
    return all != 0;
}

// The positions of a slot in a document: of all its terms that occur there, sorted.
static bool slot_positions(struct window_eval *eval, struct slot_eval *slot, uint32_t doc,
                           struct position_array *out)
{
    struct position_array one = {0};
    size_t found = 0;
    out->count = 0;
    for (size_t t = 0; t < slot->count; t++) {
        struct term_eval *term = &slot->terms[t];
        uint32_t index;
        if (!posting_probe_has(&term->verify, doc, &index))
            continue;
        enum status status =
            position_reader_read(&term->positions, index, found ? &one : out, eval->err);
        if (failed(eval, status))
            break;
        if (found && !position_array_append(out, &one))
            failed(eval, error_set(eval->err, STATUS_NO_MEMORY, "search: out of memory"));
        found++;
    }
    position_array_clear(&one);
    if (found > 1)
        position_array_sort(out);
    return eval->status == STATUS_OK && out->count > 0;
}

static bool verify(struct window_eval *eval, const struct plan_node *plan, struct node_eval *node,
                   uint32_t doc)
{
    struct phrase_slot slots[MATCH_MAX_SLOTS];
    size_t count = node->slot_count < MATCH_MAX_SLOTS ? node->slot_count : MATCH_MAX_SLOTS;
    for (size_t s = 0; s < count; s++) {
        if (!slot_positions(eval, &node->slots[s], doc, &eval->positions[s]))
            return false;
        slots[s] = (struct phrase_slot){eval->positions[s].values, eval->positions[s].count,
                                        node->slots[s].offset};
    }
    return phrase_leaf_holds(plan->node, slots, count, eval->segment, doc);
}

// A word that must stand in certain fields: the documents of each alternative are looked at with its own positions, and
// each until one is found.
static void match_fielded(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                          const uint64_t *among, uint64_t *bits)
{
    struct slot_eval *slot = &eval->nodes[plan->number].slots[0];
    struct position_array *read = &eval->positions[0];
    memset(bits, 0, WINDOW_WORDS * sizeof *bits);
    for (size_t t = 0; t < slot->count; t++) {
        struct term_eval *term = &slot->terms[t];
        uint64_t of_term[WINDOW_WORDS] = {0};
        posting_marker_bits(&term->match, base, of_term);
        for (uint32_t w = 0; w < WINDOW_WORDS; w++) {
            uint64_t left = of_term[w] & ~bits[w] & (among ? among[w] : UINT64_MAX);
            if (left && failed(eval, work_limit_look(eval->limit, eval->err)))
                return; // the window is not read any further
            for (; left; left &= left - 1) {
                uint32_t doc = base + w * 64 + (uint32_t)__builtin_ctzll(left), index;
                if (!posting_probe_has(&term->verify, doc, &index) ||
                    failed(eval, position_reader_read(&term->positions, index, read, eval->err)))
                    return; // damaged
                const struct phrase_slot found = {read->values, read->count, slot->offset};
                if (phrase_leaf_holds(plan->node, &found, 1, eval->segment, doc))
                    bits[w] |= left & -left;
            }
        }
    }
}

static bool needs_positions(const struct plan_node *plan)
{
    return plan->node->kind != MATCH_TERMS || plan->node->field_mask != FIELD_MASK_ALL;
}

// Words that stand somewhere together: documents that have all of them, then where.
static void match_slots(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                        const uint64_t *among, uint64_t *bits)
{
    struct node_eval *node = &eval->nodes[plan->number];
    uint64_t slot_bits[WINDOW_WORDS];
    for (size_t s = 0; s < node->slot_count; s++) {
        fill_slot(&node->slots[s], base, s ? slot_bits : bits);
        for (int w = 0; s && w < WINDOW_WORDS; w++)
            bits[w] &= slot_bits[w];
    }
    for (int w = 0; among && w < WINDOW_WORDS; w++)
        bits[w] &= among[w];
    for (int w = 0; needs_positions(plan) && w < WINDOW_WORDS; w++) {
        if (bits[w] && failed(eval, work_limit_look(eval->limit, eval->err)))
            return; // the window is not read any further
        for (uint64_t left = bits[w]; left; left &= left - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(left);
            if (!verify(eval, plan, node, base + (uint32_t)w * 64 + bit))
                bits[w] &= ~((uint64_t)1 << bit);
        }
    }
}

// The leaf's matches, all or `among` a set: positions are read of these alone.
static bool match_leaf(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                       const uint64_t *among, uint64_t *bits)
{
    struct node_eval *node = &eval->nodes[plan->number];
    bool is_fielded = plan->node->kind == MATCH_TERMS && needs_positions(plan);
    if (is_fielded && node->slot_count > 0)
        match_fielded(eval, plan, base, among, bits);
    else
        match_slots(eval, plan, base, among, bits);
    memcpy(node->bits, bits, sizeof node->bits);
    node->window = base + 1;
    return node->slot_count > 0 && any(bits);
}

// --- the tree ------------------------------------------------------------------------------------

static bool match_node(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                       uint64_t *bits);

// What no match can be without narrows down where the positions of what comes after it are read. Only at the root: what
// stands deeper may score where its AND does not match.
static bool match_and(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                      uint64_t *bits)
{
    bool is_root = plan == eval->plan->root;
    memset(bits, 0xff, WINDOW_WORDS * sizeof *bits);
    for (size_t c = 0; c < plan->child_count; c++) {
        const struct plan_node *child = plan->children[c];
        uint64_t *of_child = eval->nodes[child->number].scratch;
        if (child->node->kind == MATCH_OPTIONAL) // looked at when scoring
            continue;
        bool has_matches = is_root && child->slot_count > 0
                               ? match_leaf(eval, child, base, bits, of_child)
                               : match_node(eval, child, base, of_child);
        if (!has_matches)
            return false;
        for (int w = 0; w < WINDOW_WORDS; w++)
            bits[w] &= of_child[w];
    }
    return any(bits);
}

static bool match_or(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                     uint64_t *bits)
{
    memset(bits, 0, WINDOW_WORDS * sizeof *bits);
    for (size_t c = 0; c < plan->child_count; c++) {
        uint64_t *of_child = eval->nodes[plan->children[c]->number].scratch;
        if (!match_node(eval, plan->children[c], base, of_child))
            continue;
        for (int w = 0; w < WINDOW_WORDS; w++)
            bits[w] |= of_child[w];
    }
    return any(bits);
}

static bool match_node(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                       uint64_t *bits)
{
    switch (plan->node->kind) {
    case MATCH_NONE:
        return false;
    case MATCH_ALL:
        memset(bits, 0xff, WINDOW_WORDS * sizeof *bits);
        return true;
    case MATCH_TERMS:
    case MATCH_PHRASE:
    case MATCH_NEAR:
        return match_leaf(eval, plan, base, NULL, bits);
    case MATCH_COLUMN:
        memcpy(bits, eval->nodes[plan->number].filter + base / 64, WINDOW_WORDS * sizeof *bits);
        return any(bits);
    case MATCH_AND:
        return match_and(eval, plan, base, bits);
    case MATCH_OR:
    case MATCH_OPTIONAL:
        return match_or(eval, plan, base, bits);
    case MATCH_NOT:
        if (!match_or(eval, plan, base, bits))
            memset(bits, 0, WINDOW_WORDS * sizeof *bits);
        for (int w = 0; w < WINDOW_WORDS; w++)
            bits[w] = ~bits[w];
        return true;
    }
    return false;
}

// Clears deleted documents and those beyond the end.
static void keep_live(const struct segment *segment, uint32_t base, uint64_t *bits)
{
    uint32_t count = segment->info.doc_count - base;
    for (uint32_t w = 0; w < WINDOW_WORDS; w++) {
        uint32_t first = w * 64;
        if (first >= count)
            bits[w] = 0;
        else if (count - first < 64)
            bits[w] &= ((uint64_t)1 << (count - first)) - 1;
    }
    segment_clear_deleted(segment, base, bits, WINDOW_WORDS);
}

bool window_eval_match(struct window_eval *eval, uint32_t base, uint64_t *bits)
{
    if (eval->status != STATUS_OK || base >= eval->segment->info.doc_count)
        return false;
    bool has_matches = match_node(eval, eval->plan->root, base, bits);
    check_damage(eval);
    if (!has_matches || eval->status != STATUS_OK)
        return false;
    keep_live(eval->segment, base, bits);
    return any(bits);
}

// --- scores --------------------------------------------------------------------------------------

static void score_node(struct window_eval *eval, const struct plan_node *plan, uint32_t base,
                       const uint64_t *bits, uint16_t *scores)
{
    if (plan->node->kind == MATCH_NOT)
        return;
    for (size_t c = 0; c < plan->child_count; c++)
        score_node(eval, plan->children[c], base, bits, scores);
    if (!plan->scores)
        return;
    struct node_eval *node = &eval->nodes[plan->number];
    uint64_t wanted[WINDOW_WORDS];
    // A leaf scores wherever it occurs, also where the branch it stands in was cut short.
    if (needs_positions(plan) && node->window != base + 1)
        match_leaf(eval, plan, base, bits, wanted);
    for (int w = 0; w < WINDOW_WORDS; w++)
        wanted[w] = needs_positions(plan) ? bits[w] & node->bits[w] : bits[w];
    for (size_t s = 0; s < node->slot_count; s++) {
        for (size_t t = 0; t < node->slots[s].count; t++) {
            struct term_eval *term = &node->slots[s].terms[t];
            posting_cursor_score(&term->score, base, wanted, term->plan->table, scores);
        }
    }
}

void window_eval_score(struct window_eval *eval, uint32_t base, const uint64_t *bits,
                       uint16_t scores[WINDOW_DOCS])
{
    memset(scores, 0, WINDOW_DOCS * sizeof *scores);
    score_node(eval, eval->plan->root, base, bits, scores);
    check_damage(eval);
}

uint32_t window_eval_leaf_score(struct window_eval *eval, const struct plan_node *leaf,
                                uint32_t doc)
{
    uint32_t base = doc / WINDOW_DOCS * WINDOW_DOCS, bit = doc - base;
    uint64_t bits[WINDOW_WORDS];
    uint16_t scores[WINDOW_DOCS] = {0};
    if (!match_leaf(eval, leaf, base, NULL, bits) || !(bits[bit / 64] >> bit % 64 & 1))
        return 0;
    memset(bits, 0, sizeof bits);
    bits[bit / 64] = (uint64_t)1 << bit % 64;
    score_node(eval, leaf, base, bits, scores);
    check_damage(eval);
    return scores[bit];
}
