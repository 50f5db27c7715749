// Promise: a match tree becomes a query of the cluster that means the same, number for number; what the cluster's
// language cannot say fails.
//
// That the cluster understands it so is shown by script/test-cluster, which asks both backends.
#include "base/date.h"
#include "engine/exchange.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/search_request.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/search/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define GENERATION "{\"range\":{\"since\":{\"lte\":7}}},{\"range\":{\"until\":{\"gt\":7}}}"

static const struct tree_world WORLD = {.alive = {GENERATION, sizeof GENERATION - 1},
                                        .has_stems = true};

static const struct match_term EAU[] = {{TERM_SURFACE, {"eau", 3}, 1}};
static const struct match_term EAUX[] = {{TERM_STEM, {"eau", 3}, 1},
                                         {TERM_SURFACE, {"eaux", 4}, 1}};
static const struct match_term PRIX[] = {{TERM_SURFACE, {"prix", 4}, 1}};
static const struct match_weight WEIGHT[] = {{10, 2, NULL}, {5, 1, NULL}};

static struct match_node word(const struct match_term *terms, size_t count, bool scores)
{
    return (struct match_node){.kind = MATCH_TERMS,
                               .field_mask = FIELD_MASK_ALL,
                               .scores = scores,
                               .weight = 1,
                               .terms = terms,
                               .term_count = count,
                               .weights = scores ? WEIGHT : NULL};
}

static struct match_node group(enum match_kind kind, struct match_node *const *children,
                               size_t count)
{
    return (struct match_node){.kind = kind, .children = children, .child_count = count};
}

static void put(const struct tree_world *world, const struct match_node *root, bool scores,
                struct buf *out)
{
    struct score_scale scale;
    struct error err = {0};
    assert_int_equal(score_scale_of(root, &scale, &err), STATUS_OK);
    const struct tree_wish wish = {.root = root, .scale = scores ? &scale : NULL};
    buf_reset(out);
    assert_int_equal(tree_query_put(world, &wish, out, &err), STATUS_OK);
    struct json *tree;
    assert_int_equal(json_read(buf_slice(out), &tree, &err), STATUS_OK);
    json_release(tree);
}

// The condition alone, without the filter of the generation.
static void assert_condition(const struct match_node *root, const char *expected)
{
    struct buf out = {0}, whole = {0};
    put(&WORLD, root, false, &out);
    buf_printf(&whole, "{\"bool\":{\"filter\":[%s," GENERATION "]}}%c", expected, 0);
    buf_append_char(&out, 0);
    assert_string_equal(out.data, whole.data);
    buf_clear(&out);
    buf_clear(&whole);
}

static bool holds(const struct buf *text, const char *what)
{
    struct slice found = slice_from(what);
    return slice_find(buf_slice(text), found) < text->len;
}

static size_t count(const struct buf *text, const char *what)
{
    size_t found = 0, at;
    struct slice rest = buf_slice(text);
    while ((at = slice_find(rest, slice_from(what))) < rest.len) {
        rest = slice_from_offset(rest, at + strlen(what));
        found++;
    }
    return found;
}

// --- terms ---------------------------------------------------------------------------------------

static void assert_term(struct slice term, const char *expected)
{
    struct buf out = {0}, back = {0};
    term_text_put(&out, TERM_OFFICE, term);
    assert_int_equal(out.len, strlen(expected));
    assert_memory_equal(out.data, expected, out.len);
    assert_true(term_text_get(buf_slice(&out), &back));
    assert_int_equal(back.len, term.len + 1);
    assert_memory_equal(back.data + 1, term.ptr, term.len);
    buf_clear(&out);
    buf_clear(&back);
}

static void test_terms_are_one_word_each(void **state)
{
    (void)state;
    struct buf out = {0};
    assert_term(SLICE("eau"), "oeau");
    assert_term(SLICE("Ministre de l’eau"), "oMinistre%20de%20l’eau");
    assert_term(SLICE("a|b 100 %\n"), "oa%7Cb%20100%20%25%0A");
    assert_term(SLICE("cut\xc3"), "ocut%C3"); // a name is cut at a byte
    assert_term(SLICE("_"), "o_");
    assert_false(term_text_get(SLICE("o%2"), &out));
    assert_false(term_text_get(SLICE("o%zz"), &out));
    buf_clear(&out);
}

// --- conditions ----------------------------------------------------------------------------------

static void test_words(void **state)
{
    (void)state;
    struct match_node node = word(EAUX, 2, false);
    assert_condition(&node, "{\"terms\":{\"w\":[\"seau\",\"xeaux\"]}}");
    node.field_mask = FIELD_MASK(FIELD_TITLE) | FIELD_MASK(FIELD_ANSWER);
    assert_condition(&node, "{\"bool\":{\"minimum_should_match\":1,\"should\":["
                            "{\"terms\":{\"tt\":[\"seau\",\"xeaux\"]}},"
                            "{\"terms\":{\"tr\":[\"seau\",\"xeaux\"]}}]}}");
    node = word(EAUX, 0, false);
    assert_condition(&node, "{\"match_none\":{}}");

    struct tree_world whitespace = WORLD; // has no stems of its own
    struct buf out = {0};
    whitespace.has_stems = false;
    node = word(EAUX, 2, false);
    put(&whitespace, &node, false, &out);
    assert_true(holds(&out, "[\"xeau\",\"xeaux\"]"));
    buf_clear(&out);
}

static void test_phrases_have_holes_and_alternatives(void **state)
{
    (void)state;
    const struct match_slot slots[] = {{PRIX, 1, 3}, {EAUX, 2, 0}};
    struct match_node node = {.kind = MATCH_PHRASE,
                              .field_mask = FIELD_MASK(FIELD_QUESTION),
                              .slots = slots,
                              .slot_count = 2};
    assert_condition(&node,
                     "{\"bool\":{\"minimum_should_match\":1,\"should\":[{\"match_phrase\":"
                     "{\"tq\":{\"analyzer\":\"places\",\"query\":\"seau|xeaux _ _ xprix\"}}}]}}");
    const struct match_slot empty[] = {{PRIX, 1, 0}, {NULL, 0, 1}};
    node.slots = empty;
    assert_condition(&node, "{\"match_none\":{}}");

    const struct match_slot same[] = {{PRIX, 1, 1}, {EAU, 1, 1}};
    const struct tree_wish wish = {.root = &node};
    struct buf out = {0};
    node.slots = same;
    assert_int_equal(tree_query_put(&WORLD, &wish, &out, NULL), STATUS_INVALID);
    buf_clear(&out);
}

static void test_near_words_have_places_of_their_own(void **state)
{
    (void)state;
    const struct match_slot slots[] = {{EAU, 1, 0},  {EAUX, 2, 0}, {PRIX, 1, 0},
                                       {PRIX, 1, 0}, {PRIX, 1, 0}, {EAU, 1, 0}};
    struct match_node node = {.kind = MATCH_NEAR,
                              .field_mask = FIELD_MASK(FIELD_ANSWER),
                              .window = 4,
                              .slots = slots,
                              .slot_count = 2};
    assert_condition(&node,
                     "{\"bool\":{\"minimum_should_match\":1,\"should\":[{\"intervals\":{\"tr\":"
                     "{\"any_of\":{\"intervals\":["
                     "{\"match\":{\"analyzer\":\"places\",\"ordered\":true,\"max_gaps\":3,"
                     "\"query\":\"xeau seau|xeaux\"}},"
                     "{\"match\":{\"analyzer\":\"places\",\"ordered\":true,\"max_gaps\":3,"
                     "\"query\":\"seau|xeaux xeau\"}}]}}}}]}}");
    struct buf out = {0};
    node.slot_count = NEAR_MAX_SLOTS;
    put(&WORLD, &node, false, &out);
    assert_int_equal(count(&out, "ordered"), 120);

    node.slot_count = 3;
    node.window = 1; // of two words
    put(&WORLD, &node, false, &out);
    assert_true(holds(&out, "match_none"));
    buf_clear(&out);
}

static void test_more_near_words_are_said_with_what_is_refused(void **state)
{
    (void)state;
    const struct match_slot slots[] = {{EAU, 1, 0},  {EAUX, 2, 0}, {PRIX, 1, 0},
                                       {PRIX, 1, 0}, {PRIX, 1, 0}, {EAU, 1, 0}};
    struct match_node node = {.kind = MATCH_NEAR,
                              .field_mask = FIELD_MASK(FIELD_ANSWER),
                              .window = 9,
                              .slots = slots,
                              .slot_count = NEAR_MAX_SLOTS + 1};
    struct tree_wish wish = {.root = &node};
    struct buf out = {0}, query = {0};
    assert_true(tree_query_near_is_wide(&node));
    // Never answered with something near: what is refused must be known, be it nothing.
    assert_int_equal(tree_query_put(&WORLD, &wish, &out, NULL), STATUS_INTERNAL);
    assert_int_equal(tree_query_near_put(&WORLD, &node, &query, NULL), STATUS_OK);
    assert_true(holds(&query, "\"all_of\":{\"ordered\":false,\"max_gaps\":4,"));
    assert_int_equal(count(&query, "\"match\""), 6);

    const struct doc_key docs[] = {{7}, {9}};
    const struct near_refused near = {buf_slice(&query), docs, 2};
    wish.near = &near;
    wish.near_count = 1;
    buf_reset(&out);
    assert_int_equal(tree_query_put(&WORLD, &wish, &out, NULL), STATUS_OK);
    assert_true(holds(&out, "\"must_not\":[{\"terms\":{\"key\":[7,9]}}]"));
    node.slot_count = NEAR_MAX_SLOTS;
    assert_false(tree_query_near_is_wide(&node));
    buf_clear(&out);
    buf_clear(&query);
}

static void test_groups(void **state)
{
    (void)state;
    struct match_node eau = word(EAU, 1, false), prix = word(PRIX, 1, false);
    struct match_node *const both[] = {&eau, &prix};
    struct match_node node = group(MATCH_OR, both, 2);
    assert_condition(&node, "{\"bool\":{\"minimum_should_match\":1,\"should\":["
                            "{\"terms\":{\"w\":[\"xeau\"]}},{\"terms\":{\"w\":[\"xprix\"]}},"
                            "{\"match_none\":{}}]}}");
    node = group(MATCH_OR, both, 0);
    assert_condition(&node, "{\"bool\":{\"minimum_should_match\":1,\"should\":["
                            "{\"match_none\":{}}]}}");
    struct match_node *const second[] = {&prix};
    struct match_node not = group(MATCH_NOT, second, 1), may = group(MATCH_OPTIONAL, second, 1);
    struct match_node *const parts[] = {&eau, &not, &may};
    node = group(MATCH_AND, parts, 3); // what is optional is no condition
    assert_condition(&node, "{\"bool\":{\"filter\":[{\"match_all\":{}},"
                            "{\"terms\":{\"w\":[\"xeau\"]}}],"
                            "\"must_not\":[{\"terms\":{\"w\":[\"xprix\"]}}]}}");
    assert_condition(&not, "{\"bool\":{\"must_not\":[{\"terms\":{\"w\":[\"xprix\"]}}]}}");
    node = group(MATCH_NONE, NULL, 0);
    assert_condition(&node, "{\"match_none\":{}}");
}

// --- columns -------------------------------------------------------------------------------------

static void assert_range(enum field field, int64_t low, int64_t high, const char *expected)
{
    struct match_node node = {.kind = MATCH_COLUMN, .column = {field, NULL, 0, low, high}};
    assert_condition(&node, expected);
}

#define DATES(range, without) \
    "{\"bool\":{\"filter\":[{\"range\":{\"date_question\":{" range \
    "}}}],\"must_not\":[{\"terms\":{\"date_question\":[" without "]}}]}}"

static void test_periods_lie_within_bounds_as_a_whole(void **state)
{
    (void)state;
    assert_range(FIELD_DATE, 20230101, 20231231, DATES("\"gte\":20230000,\"lte\":20231231", ""));
    assert_range(FIELD_DATE, 20230201, 20230228,
                 DATES("\"gte\":20230200,\"lte\":20230228", "20230000"));
    assert_range(FIELD_DATE, 20230202, 20240229,
                 DATES("\"gte\":20230202,\"lte\":20240229", "20240000"));
    assert_range(FIELD_DATE, 20230202, 20240228,
                 DATES("\"gte\":20230202,\"lte\":20240228", "20240200,20240000"));
    assert_range(FIELD_DATE, INT64_MIN, 20240331, DATES("\"gte\":0,\"lte\":20240331", "20240000"));
    assert_range(FIELD_DATE, 20240101, INT64_MAX,
                 "{\"range\":{\"date_question\":{\"gte\":20240000,\"lte\":2147483647}}}");
    assert_range(FIELD_DATE, 20240101, 20230101, "{\"match_none\":{}}");
}

static void test_numbers(void **state)
{
    (void)state;
    assert_range(FIELD_YEAR, 2020, 2021, "{\"range\":{\"annee\":{\"gte\":2020,\"lte\":2021}}}");
    assert_range(FIELD_DELAY, 0, 30, "{\"range\":{\"delai_jours\":{\"gte\":0,\"lte\":30}}}");
    assert_range(FIELD_DELAY, 121, INT64_MAX,
                 "{\"range\":{\"delai_jours\":{\"gte\":121,\"lte\":2147483647}}}");
    assert_range(FIELD_DELAY, DELAY_NONE, DELAY_NONE,
                 "{\"bool\":{\"must_not\":[{\"exists\":{\"field\":\"delai_jours\"}}]}}");
    assert_range(FIELD_URL, 0, 9, "{\"match_none\":{}}");
}

static void test_values(void **state)
{
    (void)state;
    const struct slice names[] = {SLICE("Mme \"A\""), SLICE("")};
    struct match_node node = {.kind = MATCH_COLUMN, .column = {FIELD_AUTHOR, names, 2, 0, 0}};
    assert_condition(&node, "{\"terms\":{\"auteur\":[\"Mme \\\"A\\\"\",\"\"]}}");
    node.column.field = FIELD_SOURCE;
    assert_condition(&node, "{\"match_none\":{}}");
    node.column = (struct match_column){.field = FIELD_QUESTION, .low = 1, .high = INT64_MAX};
    assert_condition(&node, "{\"exists\":{\"field\":\"tq\"}}");
}

static void test_who_waits_is_a_matter_of_sources(void **state)
{
    (void)state;
    const struct slice waiting = SLICE("sans-reponse"), uncovered = SLICE("non-couverte");
    const struct slice roots[] = {SLICE("/srv/no answers")};
    struct tree_world world = WORLD;
    struct match_node node = {.kind = MATCH_COLUMN, .column = {FIELD_STATUS, &waiting, 1, 0, 0}};
    struct buf out = {0};
    assert_condition(&node, "{\"bool\":{\"minimum_should_match\":1,\"should\":["
                            "{\"term\":{\"statut\":0}},{\"match_none\":{}}]}}");
    world.uncovered = roots;
    world.uncovered_count = 1;
    put(&world, &node, false, &out);
    assert_true(holds(&out, "{\"bool\":{\"filter\":[{\"term\":{\"statut\":0}}],\"must_not\":["
                            "{\"terms\":{\"racine\":[\"/srv/no%20answers\"]}}]}}"));
    node.column.values = &uncovered;
    put(&world, &node, false, &out);
    assert_true(holds(&out, "{\"term\":{\"statut\":5}},{\"bool\":{\"filter\":[{\"term\":"
                            "{\"statut\":0}},{\"terms\":{\"racine\":[\"/srv/no%20answers\"]}}]}}"));
    buf_clear(&out);
}

static struct exchange_series series_of_two(const void *index, struct slice id)
{
    static const struct doc_key members[] = {{30064771073u}, {5}};
    assert_null(index);
    return (struct exchange_series){id, members, slice_equal(id, SLICE("Q0")) ? 0 : 2};
}

static void test_series(void **state)
{
    (void)state;
    const struct slice ids[] = {SLICE("Q0"), SLICE("Q1")};
    struct tree_world world = WORLD;
    struct match_node node = {.kind = MATCH_COLUMN, .column = {FIELD_SERIES, ids, 2, 0, 0}};
    struct buf out = {0};
    world.series = series_of_two;
    put(&world, &node, false, &out);
    assert_true(holds(&out, "{\"terms\":{\"key\":[30064771073,5]}}"));
    buf_reset(&out);
    const struct slice none = SLICE_NONE;
    node.column.values = &none;
    node.column.value_count = 1;
    put(&world, &node, false, &out);
    assert_true(holds(&out, "\"must_not\":[{\"terms\":{\"key\":[30064771073,5]}}"));
    buf_clear(&out);
}

// --- scores --------------------------------------------------------------------------------------

static void test_scale_is_that_of_a_folder(void **state)
{
    (void)state;
    struct match_node eau = word(EAUX, 2, true), prix = word(PRIX, 1, true);
    struct match_node *const second[] = {&prix};
    struct match_node without = group(MATCH_NOT, second, 1);
    struct match_node *const parts[] = {&eau, &without};
    struct match_node node = group(MATCH_AND, parts, 2);
    struct score_scale scale;
    assert_int_equal(score_scale_of(&node, &scale, NULL), STATUS_OK);
    assert_int_equal(scale.term_count, 3); // what is excluded counts, and adds nothing
    assert_int_equal(scale.leaf_count, 1);
    assert_true(scale.scale == (65530.0 - 3) / 3);

    struct match_node deep[RETRIEVE_MAX_DEPTH + 2];
    struct match_node *below[RETRIEVE_MAX_DEPTH + 2];
    for (int i = 0; i < RETRIEVE_MAX_DEPTH + 2; i++) {
        below[i] = i + 1 < RETRIEVE_MAX_DEPTH + 2 ? &deep[i + 1] : NULL;
        deep[i] = group(MATCH_OR, &below[i], below[i] ? 1 : 0);
    }
    assert_int_equal(score_scale_of(&deep[1], &scale, NULL), STATUS_OK);
    assert_int_equal(score_scale_of(&deep[0], &scale, NULL), STATUS_TOO_LARGE);
}

static void test_words_score_where_they_must_occur(void **state)
{
    (void)state;
    struct match_node eau = word(EAUX, 2, true);
    struct buf out = {0};
    put(&WORLD, &eau, true, &out);
    // (65530 - 2) / 3 times 2 and 1, in single precision
    assert_true(holds(&out, "{\"must\":[{\"bool\":{\"minimum_should_match\":1,\"should\":["
                            "{\"term\":{\"w\":{\"boost\":43685.332,\"value\":\"seau\"}}},"
                            "{\"term\":{\"w\":{\"boost\":21842.666,\"value\":\"xeaux\"}}},"
                            "{\"match_none\":{}}]}}],\"filter\":[" GENERATION "]"));
    eau.field_mask = FIELD_MASK(FIELD_TITLE); // the condition is another than what scores
    put(&WORLD, &eau, true, &out);
    assert_true(holds(&out, "{\"bool\":{\"minimum_should_match\":0,\"filter\":[{\"bool\":"));
    assert_int_equal(count(&out, "boost"), 2);
    buf_clear(&out);
}

// Equal parts would be added up before they are rounded.
static void test_a_term_scores_twice_by_itself(void **state)
{
    (void)state;
    struct match_node eau = word(EAU, 1, true), again = word(EAU, 1, true), third = eau;
    struct match_node *const parts[] = {&eau, &again, &third};
    struct match_node node = group(MATCH_AND, parts, 3);
    struct buf out = {0};
    put(&WORLD, &node, true, &out);
    assert_int_equal(count(&out, "dis_max"), 2);
    assert_int_equal(count(&out, "\"tie_breaker\":1.0e-6"), 1);
    assert_int_equal(count(&out, "\"tie_breaker\":2.0e-6"), 1);
    assert_int_equal(count(&out, "{\"constant_score\":{\"boost\":0,\"filter\":"
                                 "{\"terms\":{\"w\":[\"xeau\"]}}}}]}}"),
                     2);
    buf_clear(&out);
}

static void test_all_leaves_score_in_branches_that_do_not_hold(void **state)
{
    (void)state;
    struct match_node eau = word(EAU, 1, true), prix = word(PRIX, 1, true),
                      other = word(EAUX, 2, true);
    struct match_node *const both[] = {&eau, &prix};
    struct match_node and = group(MATCH_AND, both, 2);
    struct match_node *const choice[] = {&other, &and};
    struct match_node node = group(MATCH_OR, choice, 2);
    struct buf out = {0};
    put(&WORLD, &node, true, &out);
    assert_true(holds(&out, "{\"must\":[{\"bool\":{\"minimum_should_match\":0,\"filter\":["));
    assert_int_equal(count(&out, "\"boost\""), 4);
    assert_int_equal(count(&out, "\"must\""), 1); // nothing that scores is required

    struct match_node *const single[] = {&other, &prix};
    node = group(MATCH_OR, single, 2); // words alone hold where they score
    put(&WORLD, &node, true, &out);
    assert_int_equal(count(&out, "\"terms\""), 0);
    buf_clear(&out);
}

// --- searches ------------------------------------------------------------------------------------

static void assert_after(const struct search_wish *wish, struct search_place *after, int64_t key,
                         int64_t value)
{
    struct buf out = {0};
    struct json *tree;
    after->key = key;
    assert_int_equal(search_request_put(&WORLD, wish, &out, NULL), STATUS_OK);
    assert_int_equal(json_read(buf_slice(&out), &tree, NULL), STATUS_OK);
    const struct json *first = json_nth(json_at(tree, "search_after"), 0);
    assert_int_equal(json_as_integer(first), value);
    json_release(tree);
    buf_clear(&out);
}

static void test_sorts_have_the_ties_of_the_contract(void **state)
{
    (void)state;
    struct match_node all = group(MATCH_ALL, NULL, 0);
    struct search_place after = {-20240399, 20240300, SLICE("Q\"1")};
    struct search_wish wish = {
        .tree = {.root = &all}, .sort = SORT_DATE_ASC, .k = 10, .after = &after};
    struct buf out = {0};
    assert_int_equal(search_request_put(&WORLD, &wish, &out, NULL), STATUS_OK);
    // Also where nobody wants the total: a cluster that need not count loses hits of equal scores.
    assert_true(holds(&out, "{\"size\":10,\"track_total_hits\":true,"));
    assert_true(holds(&out, "\"sort\":[{\"date_tard\":{\"order\":\"asc\",\"missing\":99999999}},"
                            "{\"date_question\":{\"order\":\"desc\",\"missing\":0}},"
                            "{\"id\":\"asc\"}],\"search_after\":[20240399,20240300,\"Q\\\"1\"]}"));
    for (int sort = SORT_DATE_DESC; sort <= SORT_NEWS_DESC; sort++) {
        bool is_ascending = sort == SORT_DATE_ASC || sort == SORT_DELAY_ASC;
        wish.sort = (enum search_sort)sort;
        assert_int_equal(search_key_of(wish.sort, 31), is_ascending ? -31 : 31);
        assert_after(&wish, &after, is_ascending ? -31 : 31, 31);
        int64_t missing = sort == SORT_DATE_ASC    ? 99999999
                          : sort == SORT_DELAY_ASC ? INT32_MAX
                                                   : (sort == SORT_DELAY_DESC ? DELAY_NONE : 0);
        assert_int_equal(search_key_of(wish.sort, missing), INT64_MIN);
        assert_after(&wish, &after, INT64_MIN, missing);
    }
    buf_clear(&out);
}

static void test_counts_are_asked_for(void **state)
{
    (void)state;
    struct match_node all = group(MATCH_ALL, NULL, 0);
    const struct facet_wish facets = {.mask = 1u << FIELD_AUTHOR | 1u << FIELD_DELAY |
                                              1u << FIELD_STATUS | 1u << FIELD_QUESTION,
                                      .want_histogram = true,
                                      .by_month = true};
    struct search_wish wish = {.tree = {.root = &all}, .facets = &facets};
    struct buf out = {0};
    struct json *tree;
    assert_int_equal(search_request_put(&WORLD, &wish, &out, NULL), STATUS_OK);
    assert_int_equal(json_read(buf_slice(&out), &tree, NULL), STATUS_OK);
    assert_int_equal(json_size(json_at(tree, "aggs")), 6);
    assert_int_equal(json_int_at(tree, "aggs.months.histogram.interval"), 100);
    assert_false(holds(&out, "\"sort\""));
    json_release(tree);
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms_are_one_word_each),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_phrases_have_holes_and_alternatives),
        cmocka_unit_test(test_near_words_have_places_of_their_own),
        cmocka_unit_test(test_more_near_words_are_said_with_what_is_refused),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_periods_lie_within_bounds_as_a_whole),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_who_waits_is_a_matter_of_sources),
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_scale_is_that_of_a_folder),
        cmocka_unit_test(test_words_score_where_they_must_occur),
        cmocka_unit_test(test_a_term_scores_twice_by_itself),
        cmocka_unit_test(test_all_leaves_score_in_branches_that_do_not_hold),
        cmocka_unit_test(test_sorts_have_the_ties_of_the_contract),
        cmocka_unit_test(test_counts_are_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
