// Promises of values: a facet's count is what its filter finds, however its values are spelled.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *author, *minister, *type;
} ROWS[] = {
    {"L'HERMITE Anne-Lise", "FAŸ Noé", "Question écrite"},
    {"Anne\u2011Lise L’Hermite", "Fay Noe ; CŒUR Ève", "QUESTION ECRITE"},
    {"Anne–Lise LʼHERMITE", "ève cœur", "Question écrite brève"},
    {"« L’Hermite » Anne Lise", "COEUR Eve ; Ève CŒUR", "Question écrite (brève)"},
    {"L'HERMITE Lise-Anne", "—", "Q+R"},
    {"?", "FAY Jean", "Q&R"},
};
enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

static void fill(struct search_world *w)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        search_world_add(w, (struct exchange){.id = arena_printf(&w->arena, "v-%zu", i),
                                              .question = SLICE("Combien de ponts ?"),
                                              .author = slice_from(ROWS[i].author),
                                              .minister = slice_from(ROWS[i].minister),
                                              .type = slice_from(ROWS[i].type)});
    search_world_open(w);
}

static struct search_result search(struct search_world *w, const char *q,
                                   const struct search_filter *filter)
{
    struct search_request request = {.q = slice_from(q),
                                     .filters = filter,
                                     .filter_count = filter ? 1 : 0,
                                     .facet_limit = 100,
                                     .facet_mask = 1u << FIELD_AUTHOR | 1u << FIELD_MINISTER |
                                                   1u << FIELD_TYPE};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result;
}

static void a_facet_counts_what_its_filter_finds(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result all = search(w, "", NULL);
    assert_int_equal(all.facet_count, 3);
    for (size_t f = 0; f < all.facet_count; f++)
        for (size_t v = 0; v < all.facets[f].value_count; v++) {
            const struct facet_value *value = &all.facets[f].values[v];
            struct search_filter filter = {all.facets[f].field, value->value};
            if (search(w, "", &filter).total != value->count)
                fail_msg("« %.*s » counts %u", SLICE_ARG(value->value), value->count);
            const char *quoted = arena_printf(&w->arena, "%s:\"%.*s\"", field_name(filter.field),
                                              SLICE_ARG(value->value))
                                     .ptr;
            if (memchr("?\xC2\xE2", value->value.ptr[0], 3) == NULL &&
                search(w, quoted, NULL).total != value->count)
                fail_msg("%s finds another number than %u", quoted, value->count);
        }
}

static const struct facet *facet_of(const struct search_result *result, enum field field)
{
    size_t f = 0;
    while (result->facets[f].field != field)
        f++;
    return &result->facets[f];
}

static void spellings_of_a_value_are_one_value(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result all = search(w, "", NULL);
    const struct facet *authors = facet_of(&all, FIELD_AUTHOR);
    assert_int_equal(authors->distinct, 3);
    assert_int_equal(authors->values[0].count, 4);
    const struct facet *ministers = facet_of(&all, FIELD_MINISTER);
    assert_int_equal(ministers->distinct, 4);
    assert_int_equal(ministers->values[0].count,
                     3); // named twice in one document, she received it once
    assert_int_equal(facet_of(&all, FIELD_TYPE)->distinct, 3);
}

static void a_quoted_value_does_not_match_longer_ones(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_int_equal(search(w, "type:\"question écrite\"", NULL).total, 2);
    assert_int_equal(search(w, "type:question", NULL).total, 4);
    assert_int_equal(search(w, "type:\"écrite brève\"", NULL).total, 2); // a part of some
    assert_int_equal(search(w, "auteur:\"lʼhermite\"", NULL).total, 5);
    assert_int_equal(search(w, "ministre:\"cœur ; fay noé\"", NULL).total, 1);
}

static void several_persons_are_found_together(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_filter both = {FIELD_MINISTER, SLICE("Ève Coeur ; Noé Fay")};
    assert_int_equal(search(w, "", &both).total, 1);
}

static void a_value_of_signs_is_no_value_or_that_one(void **state)
{
    struct search_world *w = *state;
    search_world_add(w, (struct exchange){.id = SLICE("^"), .question = SLICE("Un signe.")});
    fill(w);
    static const struct {
        const char *query;
        uint64_t total;
    } rows[] = {{"id:\"^\"", 1},   {"id:^", 1},       {"id:`", 0},     {"auteur:^", 0},
                {"type:\".\"", 0}, {"auteur:(?)", 1}, {"statut:!", 0}, {"+id:^ signe", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (search(w, rows[i].query, NULL).total != rows[i].total)
            fail_msg("%s", rows[i].query);
    uint64_t all = search(w, "", NULL).total;
    assert_int_equal(search(w, "-id:^", NULL).total, all - 1);
    assert_int_equal(search(w, "auteur:\"\"", NULL).total, all);
}

static void a_text_is_there_if_it_has_words(void **state)
{
    struct search_world *w = *state;
    const struct reply reply = {.text = SLICE("Trois ponts.")};
    search_world_add(w, (struct exchange){.id = SLICE("t-1"),
                                          .title = SLICE("Ponts"),
                                          .question = SLICE(" — … "),
                                          .replies = &reply,
                                          .reply_count = 1});
    search_world_add(w, (struct exchange){.id = SLICE("t-2"), .title = SLICE("Quais")});
    fill(w);
    assert_int_equal(search(w, "question:*", NULL).total, ROW_COUNT);
    assert_int_equal(search(w, "reponse:* -question:*", NULL).total, 1);
    assert_int_equal(search(w, "titre:* -reponse:*", NULL).total, 1);
    assert_int_equal(search(w, "trois titre:*", NULL).total, 1);
    assert_int_equal(search(w, "question:(* OU trois) ponts", NULL).total, ROW_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_facet_counts_what_its_filter_finds, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(spellings_of_a_value_are_one_value, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_quoted_value_does_not_match_longer_ones,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_value_of_signs_is_no_value_or_that_one,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_text_is_there_if_it_has_words, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(several_persons_are_found_together, search_world_set_up,
                                        search_world_tear_down),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
