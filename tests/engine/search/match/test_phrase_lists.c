// Promise: a phrase among alternatives is looked up once, and beside a word that every match must have in that word's
// documents alone.
#include "engine/search/match/phrase_lists.h"
#include "engine/search/weigh.h"
#include "tests/engine/search/match/retrieve_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DOCUMENTS = 300, FEW_WORDS = 3 };

static unsigned made;

enum status __real_phrase_lists_make(struct snapshot *snapshot, const struct query_shape *shape,
                                     struct arena *arena, struct error *err);
enum status __wrap_phrase_lists_make(struct snapshot *snapshot, const struct query_shape *shape,
                                     struct arena *arena, struct error *err);
enum status __wrap_phrase_lists_make(struct snapshot *snapshot, const struct query_shape *shape,
                                     struct arena *arena, struct error *err)
{
    made++;
    return __real_phrase_lists_make(snapshot, shape, arena, err);
}

// A phrase that most documents have, and a word that one has.
static const struct match_term frequent = {TERM_SURFACE, {"w0", 2}, 1};
static const struct match_term rare = {TERM_SURFACE, {"w999", 4}, 1};
static const struct match_slot slots[] = {{&frequent, 1, 0}, {&frequent, 1, 1}};
static struct match_node phrase = {.kind = MATCH_PHRASE,
                                   .field_mask = FIELD_MASK_ALL,
                                   .scores = true,
                                   .weight = 1,
                                   .slots = slots,
                                   .slot_count = 2};
static struct match_node word = {.kind = MATCH_TERMS,
                                 .field_mask = FIELD_MASK_ALL,
                                 .scores = true,
                                 .weight = 1,
                                 .terms = &rare,
                                 .term_count = 1};
static struct match_node *const alternatives[] = {&phrase, &word};
static struct match_node choice = {.kind = MATCH_OR, .children = alternatives, .child_count = 2};
static struct match_node *const required[] = {&choice, &word};
static struct match_node both = {.kind = MATCH_AND, .children = required, .child_count = 2};

static struct world *few_words(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->seed = 1;
    world_make(w, DOCUMENTS, FEW_WORDS, 1);
    return w;
}

// How many documents the list of the phrase has.
static uint32_t listed(struct world *w, struct match_node *root)
{
    struct plan plan;
    struct query_shape shape;
    uint32_t documents = 0;
    must(weigh_tree(w->view, root, &w->arena, &w->err));
    must(plan_make(w->snapshot, root, &w->arena, &plan, &w->err));
    assert_true(query_shape_of(&plan, &w->arena, &shape));
    assert_int_equal(shape.alternative_count, 1);
    must(phrase_lists_make(w->snapshot, &shape, &w->arena, &w->err));
    for (uint32_t s = 0; s < w->snapshot->manifest.segment_count; s++)
        documents += shape.alternatives[0].terms[0].in_segment[s].doc_count;
    return documents;
}

static void required_words_narrow_phrases(void **state)
{
    (void)state;
    struct world *w = few_words();
    assert_true(listed(w, &choice) > DOCUMENTS / 2);
    assert_true(listed(w, &both) <= 1);
    world_end(w);
}

static void what_counts_all_looks_at_phrases_once(void **state)
{
    (void)state;
    struct world *w = few_words();
    struct retrieve_result alone, counted;
    struct retrieve_request request = {.root = &choice, .k = 10};
    must(weigh_tree(w->view, &choice, &w->arena, &w->err));
    made = 0;
    must(view_retrieve(w->view, &request, &w->arena, &alone, &w->err));
    assert_int_equal(made, 1);
    request.facets.want_histogram = true;
    must(view_retrieve(w->view, &request, &w->arena, &counted, &w->err));
    assert_int_equal(made, 1);
    assert_int_equal(counted.hit_count, alone.hit_count);
    for (size_t i = 0; i < alone.hit_count; i++)
        assert_int_equal(counted.hits[i].key, alone.hits[i].key);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(required_words_narrow_phrases),
        cmocka_unit_test(what_counts_all_looks_at_phrases_once),
    };
    return cmocka_run_group_tests_name("phrase_lists", tests, NULL, NULL);
}
