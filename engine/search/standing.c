// See standing.h.
//
// A request is understood by the same code as every search, which costs some tens of microseconds; running it over an
// index costs more, and for nearly all of ten thousand saved searches it would be in vain. So the night is made into a
// small index of its own: for each word that a search needs, which of the documents have it. Words are asked for when
// the first search needs them, of the backend, and remembered: ten thousand searches share a few thousand words.
//
//     necessary        the tree on those sets: ET cuts them, OU joins them, a quotation needs all its words; what says
//                      nothing about words (SAUF, dates, no word at all) lets everything pass
//     view_among       what is left, if anything, is run for these documents alone, by the code that runs searches
//
// The first only ever leaves out what cannot match, so that the second alone decides.
//
// Of a large night (a first load) the sets would cost more than they spare: there every search is run at once.
#include "engine/search/standing.h"

#include "base/map.h"
#include "engine/search/limits.h"
#include "engine/search/understand.h"

#include <stdlib.h>
#include <string.h>

enum {
    LARGE_NIGHT = 4096,    // documents from which on words are not looked up one by one
    MOST_LEAVES = 1 << 18, // sets remembered, at LARGE_NIGHT 128 MiB
    MOST_VALUES = 64,      // of a test on a column that are looked up
};

struct standing {
    struct searcher *searcher;
    struct view *view;
    const struct doc_key *docs;
    size_t count, words; // documents, and words of a set of them
    struct arena arena;  // of the request at hand
    struct arena kept;   // of the sets below
    struct map leaves;   // words and values looked up
    struct {
        VEC_OF(uint64_t *);
    } sets; // which documents have them, by number
    struct buf key;
    struct outcome outcome; // of the request at hand
};

// --- sets ------------------------------------------------------------------------------------------

static uint64_t *new_set(struct standing *s, bool is_full)
{
    uint64_t *set = arena_calloc(&s->arena, s->words + 1, sizeof *set);
    if (!set)
        outcome_note(&s->outcome, error_set(outcome_error(&s->outcome), STATUS_NO_MEMORY,
                                            "search: out of memory"));
    else if (is_full)
        memset(set, 0xff, s->words * sizeof *set);
    return set;
}

static bool is_empty(const struct standing *s, const uint64_t *set)
{
    for (size_t w = 0; w < s->words; w++)
        if (set[w])
            return false;
    return true;
}

static void cut(const struct standing *s, uint64_t *set, const uint64_t *by)
{
    for (size_t w = 0; by && w < s->words; w++)
        set[w] &= by[w];
}

static void join(const struct standing *s, uint64_t *set, const uint64_t *with)
{
    for (size_t w = 0; with && w < s->words; w++)
        set[w] |= with[w];
}

// --- words of the night ----------------------------------------------------------------------------

// The documents that have what stands in s->key, which is what `leaf` matches.
static const uint64_t *look_up(struct standing *s, const struct match_node *leaf)
{
    uint32_t known = map_find(&s->leaves, buf_slice(&s->key));
    if (known != MAP_NONE)
        return s->sets.items[known];
    uint64_t *set = s->leaves.count < MOST_LEAVES
                        ? arena_calloc(&s->kept, s->words + 1, sizeof *set)
                        : new_set(s, false);
    if (!set)
        outcome_note(&s->outcome, STATUS_NO_MEMORY);
    if (outcome_failed(&s->outcome) ||
        !outcome_note(&s->outcome, view_among(s->view, leaf, s->docs, s->count, &s->arena, set,
                                              outcome_error(&s->outcome))))
        return NULL;
    if (s->leaves.count < MOST_LEAVES && vec_reserve(&s->sets) &&
        map_put(&s->leaves, buf_slice(&s->key)) != MAP_NONE)
        s->sets.items[s->sets.count++] = set;
    return set;
}

static void name_leaf(struct standing *s, char what, char which, struct slice text)
{
    buf_reset(&s->key);
    buf_append_char(&s->key, what);
    buf_append_char(&s->key, which);
    buf_append_slice(&s->key, text);
    if (s->key.failed)
        outcome_note(&s->outcome, STATUS_NO_MEMORY);
}

// Adds the documents that have one of the terms, in whatever field.
static void join_terms(struct standing *s, uint64_t *set, const struct match_term *terms,
                       size_t count)
{
    for (size_t t = 0; t < count && !outcome_failed(&s->outcome); t++) {
        const struct match_node leaf = {
            .kind = MATCH_TERMS, .field_mask = FIELD_MASK_ALL, .terms = &terms[t], .term_count = 1};
        name_leaf(s, 't', (char)terms[t].kind, terms[t].term);
        join(s, set, look_up(s, &leaf));
    }
}

static uint64_t *with_terms(struct standing *s, const struct match_term *terms, size_t count)
{
    uint64_t *set = new_set(s, false);
    if (set)
        join_terms(s, set, terms, count);
    return set;
}

// A range lets everything pass.
static uint64_t *with_column(struct standing *s, const struct match_column *column)
{
    bool is_range = column->value_count == 0 || column->value_count > MOST_VALUES;
    uint64_t *set = new_set(s, is_range);
    for (size_t v = 0; !is_range && set && v < column->value_count; v++) {
        const struct match_node leaf = {
            .kind = MATCH_COLUMN,
            .column = {.field = column->field, .values = &column->values[v], .value_count = 1}};
        name_leaf(s, 'c', (char)column->field, column->values[v]);
        join(s, set, look_up(s, &leaf));
    }
    return set;
}

// --- trees -----------------------------------------------------------------------------------------

static uint64_t *necessary(struct standing *s, const struct match_node *node, int depth);

static uint64_t *with_slots(struct standing *s, const struct match_node *node)
{
    uint64_t *set = new_set(s, true);
    for (size_t i = 0; set && i < node->slot_count && !is_empty(s, set); i++)
        cut(s, set, with_terms(s, node->slots[i].terms, node->slots[i].term_count));
    return set;
}

static uint64_t *with_children(struct standing *s, const struct match_node *node, int depth)
{
    bool is_and = node->kind == MATCH_AND;
    uint64_t *set = new_set(s, is_and);
    for (size_t c = 0; set && c < node->child_count; c++) {
        const uint64_t *child = necessary(s, node->children[c], depth + 1);
        if (is_and)
            cut(s, set, child);
        else
            join(s, set, child);
        if (is_and && is_empty(s, set))
            break;
    }
    return set;
}

// The documents that may match; NULL and failed when that cannot be told.
static uint64_t *necessary(struct standing *s, const struct match_node *node, int depth)
{
    if (depth > RETRIEVE_MAX_DEPTH) // view_among refuses it
        return new_set(s, true);
    switch (node->kind) {
    case MATCH_NONE:
        return new_set(s, false);
    case MATCH_TERMS:
        return with_terms(s, node->terms, node->term_count);
    case MATCH_PHRASE:
    case MATCH_NEAR:
        return with_slots(s, node);
    case MATCH_COLUMN:
        return with_column(s, &node->column);
    case MATCH_AND:
    case MATCH_OR:
        return with_children(s, node, depth);
    case MATCH_ALL:
    case MATCH_NOT:
    case MATCH_OPTIONAL:
        break;
    }
    return new_set(s, true);
}

// Runs a tree for the documents that may match.
static uint64_t *run(struct standing *s, const struct match_node *root)
{
    uint64_t *maybe = s->count < LARGE_NIGHT ? necessary(s, root, 0) : new_set(s, true);
    struct doc_key *docs = arena_calloc(&s->arena, s->count + 1, sizeof *docs);
    uint64_t *found = new_set(s, false), *few = new_set(s, false);
    if (outcome_failed(&s->outcome) || !maybe || !docs || !found || !few)
        return NULL;
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++)
        if (maybe[i / 64] >> i % 64 & 1)
            docs[count++] = s->docs[i];
    if (count == 0)
        return found;
    if (!outcome_note(&s->outcome, view_among(s->view, root, docs, count, &s->arena, few,
                                              outcome_error(&s->outcome))))
        return NULL;
    size_t at = 0;
    for (size_t i = 0; i < s->count; i++)
        if (maybe[i / 64] >> i % 64 & 1) {
            found[i / 64] |= (few[at / 64] >> at % 64 & 1) << i % 64;
            at++;
        }
    return found;
}

enum status standing_match(struct standing *s, const struct search_request *request,
                           const uint64_t **found, struct error *err)
{
    struct understood understood;
    arena_reset(&s->arena);
    s->outcome = (struct outcome){.err = err};
    enum status status =
        understand_request(s->searcher, s->view, request, &s->arena, &understood, err);
    if (status == STATUS_OK) {
        struct tree_order trees = resolved_order(&understood.resolved, request->mode);
        const struct match_node *root = understood_without_order(trees.first, &s->arena);
        *found = root ? run(s, root) : NULL;
        status = s->outcome.status;
        if (status == STATUS_OK && (!*found || s->arena.failed || s->kept.failed))
            status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    }
    searcher_rest(s->searcher);
    return status;
}

enum status standing_open(struct searcher *searcher, struct view *view, const struct doc_key *docs,
                          size_t count, struct standing **out, struct error *err)
{
    struct standing *s = calloc(1, sizeof *s);
    if (!s)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    s->searcher = searcher;
    s->view = view;
    s->docs = docs;
    s->count = count;
    s->words = (count + 63) / 64;
    s->sets.room = vec_in(&s->kept, VEC_NO_LIMIT);
    *out = s;
    return STATUS_OK;
}

void standing_close(struct standing *standing)
{
    if (!standing)
        return;
    buf_clear(&standing->key);
    map_clear(&standing->leaves);
    arena_clear(&standing->kept);
    arena_clear(&standing->arena);
    free(standing);
}
