// What a query says about names that have other names: both are found, and it is told, with a way out.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void fill(struct search_world *w)
{
    search_world_put(w, "acronym", "Le budget", "Le CPAS de Namur manque de moyens.");
    search_world_put(w, "name", "Le personnel", "Les centres publics d’action sociale recrutent.");
    search_world_put(w, "words", "L'action", "Une action au centre, une aide sociale, un public.");
    search_world_put(w, "community", "Les écoles", "La Communauté française subsidie les écoles.");
    search_world_put(w, "federation", "Les crèches", "La Fédération Wallonie-Bruxelles aide.");
    search_world_put(w, "ages", "Une loi", "Les gares.");
    search_world_put(w, "homeless", "La nuit", "Les sans-abri dorment dehors.");
    search_world_put(w, "shelter", "La pluie", "Les abris de bus fuient.");
    search_world_open(w);
}

static struct search_result search(struct search_world *w, const char *q, enum search_mode mode)
{
    struct search_request request = {
        .q = slice_from(q), .mode = mode, .limit = 10, .want_snippets = true};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result;
}

// The ids of the hits, in alphabetical order of the table above: "acronym name".
static void finds(struct search_world *w, const char *q, enum search_mode mode,
                  const char *const *ids)
{
    struct search_result result = search(w, q, mode);
    size_t count = 0;
    for (; ids[count]; count++) {
        bool found = false;
        for (size_t h = 0; h < result.hit_count; h++)
            found = found || slice_equal(result.hits[h].exchange.id, slice_from(ids[count]));
        if (!found)
            fail_msg("« %s » does not find %s", q, ids[count]);
    }
    if (result.total != count)
        fail_msg("« %s » finds %zu documents", q, (size_t)result.total);
}

#define FINDS(q, ...) \
    do { \
        finds(w, q, MODE_ALL, (const char *const[]){__VA_ARGS__, NULL}); \
        finds(w, q, MODE_ANY, (const char *const[]){__VA_ARGS__, NULL}); \
    } while (0)

static void a_name_finds_its_other_names_as_phrases(void **state)
{
    struct search_world *w = *state;
    fill(w);
    FINDS("CPAS", "acronym", "name");
    FINDS("le C.P.A.S.", "acronym", "name");
    finds(w, "cpas recrutent", MODE_ALL, (const char *const[]){"name", NULL});
    finds(w, "centre public d'action sociale", MODE_ALL,
          (const char *const[]){"acronym", "name", "words", NULL});
    FINDS("FWB", "community", "federation");
    FINDS("question:CPAS", "acronym", "name");
    FINDS("SDF", "homeless"); // « sans-abri », not any « abri »
    finds(w, "sans abri", MODE_ALL, (const char *const[]){"homeless", NULL});
}

static void only_one_way_where_the_table_says_so(void **state)
{
    struct search_world *w = *state;
    fill(w);
    finds(w, "Communauté française", MODE_ALL, (const char *const[]){"community", NULL});
}

static void quotations_forms_and_exclusions_mean_what_was_typed(void **state)
{
    struct search_world *w = *state;
    fill(w);
    FINDS("\"CPAS\"", "acronym");
    FINDS("=CPAS", "acronym");
    FINDS("moyens OU (recrutent -CPAS)", "acronym", "name");
}

static const struct interpretation *told(const struct search_result *result, const char *text)
{
    for (size_t i = 0; i < result->interpretation_count; i++)
        if (slice_equal(result->interpretation[i].text, slice_from(text)))
            return &result->interpretation[i];
    return NULL;
}

static void what_was_added_is_told_with_a_way_out(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result result = search(w, "budget CPAS", MODE_AUTO);
    const struct interpretation *item =
        told(&result, "CPAS\u00a0: aussi «\u00a0centre public d'action sociale\u00a0»");
    assert_non_null(item);
    assert_true(slice_equal(item->undo, SLICE("budget =CPAS")));
    result = search(w, "centre public d'action sociale", MODE_AUTO);
    item = told(&result, "centre public d'action sociale\u00a0: aussi «\u00a0CPAS\u00a0»");
    assert_non_null(item);
    assert_true(slice_equal(item->undo, SLICE("\"centre public d'action sociale\"")));
    result = search(w, "SNCB", MODE_AUTO); // of the other name, no word occurs
    assert_null(told(&result, "SNCB\u00a0: aussi «\u00a0Société nationale des chemins de fer "
                              "belges\u00a0»"));
}

static void the_other_name_is_marked_in_passages(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result result = search(w, "CPAS recrutent", MODE_ALL);
    assert_int_equal(result.hit_count, 1);
    const struct snippet *snippet = &result.hits[0].question;
    assert_true(snippet->highlight_count >= 2);
    struct highlight first = snippet->highlights[0];
    struct slice marked = slice_of(snippet->text.ptr + first.start, first.end - first.start);
    assert_true(slice_starts_with(marked, SLICE("centres")));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, search_world_set_up, search_world_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_name_finds_its_other_names_as_phrases),
        TEST(only_one_way_where_the_table_says_so),
        TEST(quotations_forms_and_exclusions_mean_what_was_typed),
        TEST(what_was_added_is_told_with_a_way_out),
        TEST(the_other_name_is_marked_in_passages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
