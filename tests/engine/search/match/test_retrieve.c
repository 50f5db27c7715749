// Promise: retrieval gives exactly what scoring every document by the definition gives: the same documents, in
// the same order, with the same bits of score, and the same total; whatever the strategy, the number of
// segments, the deletions, the order of the documents.
//
// The oracle knows nothing of posting lists: it keeps the words of every document, evaluates the tree document
// by document, and takes from the index only what the definition names: the weight codes and idf.
#include "engine/format/impacts.h"
#include "engine/read/doc_ref.h"
#include "engine/search/weigh.h"
#include "engine/segment/range_table.h"
#include "tests/engine/search/match/retrieve_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// --- the oracle ----------------------------------------------------------------------------------

// Asked for every word of every document: sanitizers measure each string that strtoul is given.
static unsigned word_of(struct slice term)
{
    unsigned word = 0;
    if (term.ptr[0] != 'w')
        return UINT32_MAX;
    for (size_t i = 1; i < term.len; i++)
        word = 10 * word + (unsigned)(term.ptr[i] - '0');
    return word;
}

static bool occurs_at(const struct document *document, unsigned at, const struct match_term *terms,
                      size_t count)
{
    for (size_t t = 0; at < document->length && t < count; t++)
        if (document->words[at] == word_of(terms[t].term))
            return true;
    return false;
}

static bool in_title(const struct document *document, unsigned at)
{
    return at < document->title_length;
}

static bool in_mask(const struct document *document, unsigned at, uint8_t mask)
{
    return mask & (in_title(document, at) ? FIELD_MASK(FIELD_TITLE) : FIELD_MASK(FIELD_QUESTION));
}

// Whether the slots from `s` on have a position each in low..last, none of them in `taken`.
static bool have_positions(const struct document *document, const struct match_node *node, size_t s,
                           unsigned low, unsigned last, uint64_t taken)
{
    if (s == node->slot_count)
        return true;
    for (unsigned at = low; at <= last; at++)
        if (!(taken >> (at - low) & 1) && in_title(document, at) == in_title(document, low) &&
            occurs_at(document, at, node->slots[s].terms, node->slots[s].term_count) &&
            have_positions(document, node, s + 1, low, last, taken | UINT64_C(1) << (at - low)))
            return true;
    return false;
}

static bool near_holds(const struct document *document, const struct match_node *node)
{
    for (unsigned low = 0; low < document->length; low++) {
        unsigned last = low + node->window < document->length ? low + node->window
                                                              : (unsigned)document->length - 1;
        if (in_mask(document, low, node->field_mask) &&
            have_positions(document, node, 0, low, last, 0))
            return true;
    }
    return false;
}

static bool phrase_holds(const struct document *document, const struct match_node *node)
{
    const struct match_slot *slots = node->slots;
    unsigned first = slots[0].offset, last = slots[node->slot_count - 1].offset;
    for (unsigned at = 0; at + last < document->length; at++) {
        bool all = in_mask(document, at + first, node->field_mask) &&
                   in_title(document, at + first) == in_title(document, at + last);
        for (unsigned s = 0; all && s < node->slot_count; s++)
            all = occurs_at(document, at + slots[s].offset, slots[s].terms, slots[s].term_count);
        if (all)
            return true;
    }
    return false;
}

static bool column_holds(const struct document *document, const struct match_column *column)
{
    if (column->field == FIELD_DATE)
        return document->date >= column->low && document->date <= column->high;
    char author[16];
    snprintf(author, sizeof author, "auteur %u", document->author);
    return slice_equal(column->values[0], slice_from(author)) ||
           slice_equal(column->values[1], slice_from(author));
}

static bool holds(const struct document *document, const struct match_node *node)
{
    bool any = false, all = true;
    for (size_t c = 0; c < node->child_count; c++) {
        bool child = holds(document, node->children[c]);
        any = any || child;
        all = all && (child || node->children[c]->kind == MATCH_OPTIONAL);
    }
    switch (node->kind) {
    case MATCH_NONE:
        return false;
    case MATCH_ALL:
        return true;
    case MATCH_TERMS:
        for (unsigned at = 0; at < document->length; at++)
            any = any || (in_mask(document, at, node->field_mask) &&
                          occurs_at(document, at, node->terms, node->term_count));
        return any;
    case MATCH_PHRASE:
        return phrase_holds(document, node);
    case MATCH_NEAR:
        return near_holds(document, node);
    case MATCH_COLUMN:
        return column_holds(document, &node->column);
    case MATCH_AND:
        return all;
    case MATCH_OR:
    case MATCH_OPTIONAL:
        return any;
    case MATCH_NOT:
        return !any;
    }
    return false;
}

static uint64_t documents_of(struct world *w, const struct match_term *term)
{
    uint64_t documents;
    must(snapshot_term_count(w->snapshot, TERM_SURFACE, term->term, &documents, &w->err));
    return documents;
}

static double idf_of(struct world *w, const struct match_term *terms, size_t count)
{
    double with_term = 0, all = (double)w->view->info.documents;
    for (size_t t = 0; t < count; t++) {
        double documents = (double)documents_of(w, &terms[t]);
        with_term += documents < all ? documents : all;
    }
    with_term = with_term < all ? with_term : all;
    return log(1.0 + (all - with_term + 0.5) / (with_term + 0.5));
}

static void visit_slots(struct world *w, const struct match_node *node,
                        void (*visit)(struct world *, const struct match_node *,
                                      const struct match_term *, size_t, void *),
                        void *context)
{
    if (node->kind == MATCH_NOT)
        return;
    // Children of an AND stand in the order of their cost for retrieval, but a sum of doubles is only
    // used for the scale: integers do not care.
    for (size_t c = 0; c < node->child_count; c++)
        visit_slots(w, node->children[c], visit, context);
    if (node->kind == MATCH_TERMS && node->scores)
        visit(w, node, node->terms, node->term_count, context);
    for (size_t s = 0; (node->kind == MATCH_PHRASE || node->kind == MATCH_NEAR) && node->scores &&
                       s < node->slot_count;
         s++)
        visit(w, node, node->slots[s].terms, node->slots[s].term_count, context);
}

enum { MAX_SLOTS = 256 };

// What a tree adds to a document's score. Slots are visited in the same order for every document, so that what does
// not depend on it is found out once, by add_best.
struct scoring {
    double idfs[MAX_SLOTS], best, scale;
    size_t slot; // the next to be visited
    struct doc_ref ref;
    const struct document *document;
    uint32_t score;
};

static void add_best(struct world *w, const struct match_node *node, const struct match_term *terms,
                     size_t count, void *context)
{
    struct scoring *scoring = context;
    assert_true(scoring->slot < MAX_SLOTS);
    double idf = scoring->idfs[scoring->slot++] = idf_of(w, terms, count);
    for (size_t t = 0; t < count; t++)
        if (documents_of(w, &terms[t]) > 0)
            scoring->best += (double)node->weight * idf * (double)terms[t].boost;
}

// The code of a term in a document, from the posting list; -1 when it does not occur.
static int code_of(struct world *w, const struct match_term *term, struct doc_ref ref)
{
    struct segment_term found;
    if (segment_term(&w->snapshot->segments[ref.segment], TERM_SURFACE, term->term, &found, NULL))
        return -1;
    const struct block_codec *codec = block_codec_scalar();
    uint32_t b = 0;
    while (b < found.postings.block_count && postings_last_doc(&found.postings, b) < ref.doc)
        b++;
    if (b < postings_total_blocks(&found.postings)) {
        uint32_t docs[POSTING_BLOCK_LEN];
        uint8_t codes[POSTING_BLOCK_LEN];
        uint32_t n = postings_docs(&found.postings, codec, b, docs);
        assert_true(n > 0 && postings_codes(&found.postings, codec, b, codes));
        for (uint32_t i = 0; i < n; i++)
            if (docs[i] == ref.doc)
                return codes[i];
    }
    return -1;
}

static void add_score(struct world *w, const struct match_node *node,
                      const struct match_term *terms, size_t count, void *context)
{
    struct scoring *scoring = context;
    double idf = scoring->idfs[scoring->slot++];
    if (!holds(scoring->document, node))
        return;
    for (size_t t = 0; t < count; t++) {
        int code = code_of(w, &terms[t], scoring->ref);
        if (code < 0)
            continue;
        double contribution = (double)node->weight * idf * (double)terms[t].boost;
        scoring->score +=
            1 + (uint32_t)((float)(contribution * scoring->scale) * weight_of_code((uint8_t)code));
    }
}

struct expected {
    struct doc_ref ref;
    int64_t key;
    uint32_t date, document; // the tie's: newest first, then by id as text
};

static int compare_ids(uint32_t a, uint32_t b)
{
    char x[16], y[16];
    snprintf(x, sizeof x, "%u", a);
    snprintf(y, sizeof y, "%u", b);
    return strcmp(x, y);
}

static int best_first(const void *a, const void *b)
{
    const struct expected *x = a, *y = b;
    if (x->key != y->key)
        return x->key > y->key ? -1 : 1;
    if (x->date != y->date)
        return x->date > y->date ? -1 : 1;
    return compare_ids(x->document, y->document);
}

static unsigned count_terms(const struct match_node *node)
{
    unsigned count = 0;
    for (size_t c = 0; c < node->child_count; c++)
        count += count_terms(node->children[c]);
    for (size_t s = 0; s < node->slot_count; s++)
        count += (unsigned)node->slots[s].term_count;
    return count + (unsigned)node->term_count;
}

static size_t expect(struct world *w, const struct match_node *root, struct expected *out)
{
    struct scoring scoring = {0};
    size_t count = 0;
    visit_slots(w, root, add_best, &scoring);
    scoring.scale = scoring.best > 0 ? (65530.0 - count_terms(root)) / scoring.best : 1;
    for (uint32_t d = 0; d < w->document_count; d++) {
        char id[16];
        if (!w->documents[d].alive || !holds(&w->documents[d], root))
            continue;
        snprintf(id, sizeof id, "d%u", d);
        struct doc_key key;
        must(snapshot_find(w->snapshot, slice_from(id), &key, &w->err));
        scoring.document = &w->documents[d];
        scoring.ref = doc_ref_of(key);
        scoring.score = 0;
        scoring.slot = 0;
        visit_slots(w, root, add_score, &scoring);
        out[count++] = (struct expected){scoring.ref, scoring.score, w->documents[d].date, d};
    }
    qsort(out, count, sizeof *out, best_first);
    return count;
}

// Tables of ranges are made for segments of any size here, so that trees of few documents are found by them, too.
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit);
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit)
{
    return (uint64_t)doc_count * RANGE_ONE_IN >= doc_limit;
}

// --- comparing -----------------------------------------------------------------------------------

static void compare(struct world *w, const struct match_node *root, const struct expected *expected,
                    size_t total, uint32_t k, bool want_total)
{
    struct retrieve_request request = {.root = root, .k = k, .want_total = want_total};
    request.facets.want_histogram = want_total && k == 10; // with facets another strategy counts
    struct retrieve_result result;
    must(view_retrieve(w->view, &request, &w->arena, &result, &w->err));
    if (want_total)
        assert_int_equal(result.total, total);
    else
        assert_true(result.total <= total);
    assert_int_equal(result.hit_count, total < k ? total : k);
    for (size_t i = 0; i < result.hit_count; i++) {
        struct doc_ref ref = doc_ref_of(result.hits[i].doc);
        if (result.hits[i].key == expected[i].key && ref.segment == expected[i].ref.segment &&
            ref.doc == expected[i].ref.doc)
            continue;
        fail_msg("k=%u, hit %zu: %lld at %u/%u, expected %lld at %u/%u", k, i,
                 (long long)result.hits[i].key, ref.segment, ref.doc, (long long)expected[i].key,
                 expected[i].ref.segment, expected[i].ref.doc);
    }
}

// The page behind every hit is the rest of the list. With 60 hits at once they are no heap.
static void compare_pages(struct world *w, const struct match_node *root,
                          const struct expected *expected, size_t total, uint32_t k)
{
    size_t at = 0;
    struct retrieve_request request = {.root = root, .k = k};
    for (int page = 0; page < 3; page++) {
        struct retrieve_result result;
        must(view_retrieve(w->view, &request, &w->arena, &result, &w->err));
        assert_int_equal(result.hit_count, total - at < k ? total - at : k);
        for (size_t i = 0; i < result.hit_count; i++, at++)
            assert_int_equal(doc_ref_of(result.hits[i].doc).doc, expected[at].ref.doc);
        if (result.hit_count == 0)
            return;
        request.after = (struct search_after){true, result.hits[result.hit_count - 1].key,
                                              result.hits[result.hit_count - 1].doc};
    }
}

static void try_tree(struct world *w, struct match_node *root)
{
    static struct expected expected[MAX_DOCUMENTS];
    must(weigh_tree(w->view, root, &w->arena, &w->err));
    size_t total = expect(w, root, expected);
    static const uint32_t ks[] = {1, 10, 100, 300, 1000};
    for (size_t i = 0; i < sizeof ks / sizeof *ks; i++) {
        compare(w, root, expected, total, ks[i], true);
        compare(w, root, expected, total, ks[i], false);
    }
    compare_pages(w, root, expected, total, 7);
    compare_pages(w, root, expected, total, 60);
}

static uint64_t first_seed(void)
{
    const char *given = getenv("SEED");
    return given ? strtoull(given, NULL, 10) : 1;
}

static unsigned rounds(void)
{
    const char *given = getenv("ROUNDS");
    return given ? (unsigned)strtoul(given, NULL, 10) : 4;
}

static void try_trees(struct world *w, struct match_node *(*make)(struct world *), unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        arena_reset(&w->arena);
        w->is_coarse = i % 2;
        try_tree(w, make(w));
    }
}

// Words count the live documents that have them, whatever was deleted.
static void words_are_counted(struct world *w)
{
    uint32_t expected[RARE_WORD + 1] = {0},
                                  last[RARE_WORD + 1] = {0}; // counted for document last - 1
    for (uint32_t d = 0; d < w->document_count; d++)
        for (unsigned at = 0; w->documents[d].alive && at < w->documents[d].length; at++) {
            unsigned v = w->documents[d].words[at];
            expected[v] += last[v] != d + 1;
            last[v] = d + 1;
        }
    for (unsigned v = 0; v < w->vocabulary; v++) {
        char word[16];
        uint64_t counted;
        snprintf(word, sizeof word, "w%u", v);
        must(snapshot_term_count(w->snapshot, TERM_SURFACE, slice_from(word), &counted, &w->err));
        assert_int_equal(counted, expected[v]);
    }
}

static struct match_node *any_tree(struct world *w)
{
    return world_tree(w, 3);
}

static struct match_node *any_union(struct world *w)
{
    return world_group(w, MATCH_OR);
}

static struct match_node *any_conjunction(struct world *w)
{
    return world_group(w, MATCH_AND);
}

static struct match_node *union_with_options(struct world *w)
{
    return world_group_with_options(w, MATCH_OR);
}

static struct match_node *conjunction_with_options(struct world *w)
{
    return world_group_with_options(w, MATCH_AND);
}

static struct match_node *union_with_phrases(struct world *w)
{
    return world_group_with_phrases(w, MATCH_OR);
}

static struct match_node *conjunction_with_phrases(struct world *w)
{
    return world_group_with_phrases(w, MATCH_AND);
}

static struct match_node *any_phrase(struct world *w)
{
    struct match_node *leaf = world_leaf(w);
    while (leaf->kind != MATCH_PHRASE)
        leaf = world_leaf(w);
    return leaf;
}

// A phrase that something else is required beside, another phrase perhaps.
static struct match_node *phrase_and_more(struct world *w)
{
    struct match_node *and = arena_calloc(&w->arena, 1, sizeof *and);
    struct match_node **children = arena_calloc(&w->arena, 2, sizeof *children);
    assert_true(and&&children);
    children[0] = any_phrase(w);
    children[1] = world_leaf(w);
    *and = (struct match_node){.kind = MATCH_AND, .children = children, .child_count = 2};
    return and;
}

// Before and after the documents got another order and the deleted ones went.
static void any_tree_is_exact(void **state)
{
    (void)state;
    static struct match_node *(*const makers[])(struct world *) = {any_tree,
                                                                   any_union,
                                                                   any_conjunction,
                                                                   union_with_options,
                                                                   conjunction_with_options,
                                                                   any_phrase,
                                                                   union_with_phrases,
                                                                   world_choices,
                                                                   conjunction_with_phrases};
    print_message("SEED=%llu ROUNDS=%u\n", (unsigned long long)first_seed(), rounds());
    for (unsigned round = 0; round < rounds(); round++) {
        struct world *w = calloc(1, sizeof *w);
        assert_non_null(w);
        w->seed = first_seed() + round;
        uint32_t documents = round % 4 == 3 ? 5500 : 50 + world_below(w, 900);
        world_make(w, documents, 20 + world_below(w, MAX_VOCABULARY - 20), 1 + world_below(w, 5));
        words_are_counted(w);
        for (unsigned i = 0; i < sizeof makers / sizeof *makers; i++)
            try_trees(w, makers[i], 10);
        world_optimize(w);
        words_are_counted(w);
        for (unsigned i = 0; i < sizeof makers / sizeof *makers; i++)
            try_trees(w, makers[i], 5);
        world_end(w);
    }
}

static unsigned words_with_tables(struct world *w, uint32_t s)
{
    unsigned tables = 0;
    const struct segment *segment = &w->snapshot->segments[s];
    for (unsigned v = 0; v < w->vocabulary; v++) {
        char word[16];
        struct segment_term found;
        snprintf(word, sizeof word, "w%u", v);
        enum status status = segment_term(segment, TERM_SURFACE, slice_from(word), &found, &w->err);
        assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
        tables += status == STATUS_OK && found.ranges.len > 0;
    }
    return tables;
}

static struct match_node *filtered_union(struct world *w)
{
    return world_group_with_filter(w, MATCH_OR);
}

static struct match_node *filtered_conjunction(struct world *w)
{
    return world_group_with_filter(w, MATCH_AND);
}

// Segments of several chunks of ranges, in which some words are rare: two with deleted documents and one of what
// replaced others; then one, which lists pairs of its words.
static void large_segments_are_exact(void **state)
{
    (void)state;
    static struct match_node *(*const makers[])(struct world *) = {
        any_union,         filtered_union,  union_with_options,   union_with_phrases,
        world_rare_option, any_conjunction, filtered_conjunction, any_phrase,
        any_tree};
    enum { UNIONS = 5 };
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->seed = first_seed();
    world_make(w, MAX_DOCUMENTS, RARE_WORD - 1, 2);
    assert_true(words_with_tables(w, 0) > 10 && words_with_tables(w, 0) < w->vocabulary / 2);
    for (unsigned i = 0; i < sizeof makers / sizeof *makers; i++)
        try_trees(w, makers[i], i < UNIONS ? 8 : 4);
    world_optimize(w);
    assert_true(words_with_tables(w, 0) > 10);
    assert_int_equal(w->snapshot->segments[0].pairs.count, words_with_tables(w, 0));
    for (unsigned i = 0; i < sizeof makers / sizeof *makers; i++)
        try_trees(w, makers[i], i < UNIONS ? 8 : 4);
    try_trees(w, any_phrase, 60);
    try_trees(w, phrase_and_more, 30);
    world_end(w);
}

// Documents in which the words of the phrase stand so often that their keys are made for fewer than 128 at once. Every
// seventh has the phrase.
static void a_phrase_in_long_documents_is_found(void **state)
{
    (void)state;
    enum { DOCUMENTS = 300, WORDS = 2000 };
    struct world *w = calloc(1, sizeof *w);
    char *text = malloc(WORDS * 2 + 16);
    assert_true(w && text);
    w->seed = first_seed();
    world_make(w, 0, 20, 1);
    uint64_t generation;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        char id[16], *to = text, last = ' ';
        snprintf(id, sizeof id, "d%u", d);
        for (int i = 0; i < WORDS; i++) {
            char word = "abcde"[world_below(w, 5)];
            word = last == 'a' && word == 'b' ? 'c' : word;
            *to++ = last = word;
            *to++ = ' ';
        }
        memcpy(to, d % 7 ? "c" : "c a b", d % 7 ? 2 : 6);
        struct exchange exchange = {
            .id = slice_from(id), .question = slice_from(text), .source.path = SLICE("test")};
        enum add_outcome outcome;
        must(index_writer_add(w->writer, &exchange, &outcome, &w->err));
    }
    must(index_writer_commit(w->writer, &generation, &w->err));
    world_look(w);
    const struct match_term a = {TERM_SURFACE, SLICE("a"), 1}, b = {TERM_SURFACE, SLICE("b"), 1};
    const struct match_slot slots[] = {{&a, 1, 0}, {&b, 1, 1}};
    struct match_node phrase = {.kind = MATCH_PHRASE,
                                .field_mask = FIELD_MASK_ALL,
                                .scores = true,
                                .weight = 1,
                                .slots = slots,
                                .slot_count = 2};
    struct retrieve_result result;
    struct retrieve_request request = {.root = &phrase, .k = DOCUMENTS, .want_total = true};
    must(weigh_tree(w->view, &phrase, &w->arena, &w->err));
    must(view_retrieve(w->view, &request, &w->arena, &result, &w->err));
    assert_int_equal(result.hit_count, (DOCUMENTS + 6) / 7);
    assert_int_equal(result.total, (DOCUMENTS + 6) / 7);
    for (size_t i = 0; i < result.hit_count; i++)
        assert_int_equal(doc_ref_of(result.hits[i].doc).doc % 7, 0);
    free(text);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_tree_is_exact),
        cmocka_unit_test(large_segments_are_exact),
        cmocka_unit_test(a_phrase_in_long_documents_is_found),
    };
    return cmocka_run_group_tests_name("retrieve", tests, NULL, NULL);
}
