// A word that no text has, or hardly any, is looked for with the one that was meant: told, undone by a plus, and never
// where a number, a name, a quotation or the very form is meant.
#include "engine/search/matches.h"
#include "tests/engine/search/search_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 120 };

static void fill(struct search_world *w)
{
    search_world_put(w, "a", "Le licenciement", "L'indemnité de licenciement et la digue.");
    search_world_put(w, "b", "La pharmacie",
                     "L'habitation et les pharmacies de garde et l'ONEMA de l'avenue 20231.");
    search_world_put(w, "c", "Les élèves", "Un cartable pour chaque élève, selon la Pharmacopée.");
    search_world_add(w, (struct exchange){.id = SLICE("d"),
                                          .author = SLICE("CARTARD Odile"),
                                          .minister = SLICE("FONTANEL Remi"),
                                          .title = SLICE("Les fontaines"),
                                          .question = SLICE("Une fontaine sur la place.")});
    search_world_open(w);
}

// Many documents with a word, and one where it is misspelt.
static void fill_many(struct search_world *w)
{
    for (unsigned i = 0; i < MANY; i++)
        search_world_put(w, arena_printf(&w->arena, "d%u", i).ptr, "Un rapport",
                         "Le rapport de la commission sur la reconstruction de la gare.");
    search_world_put(w, "rare", "Un avis", "L'avis de la comission et la reconstrution du pont.");
    search_world_open(w);
}

static void put_times(struct search_world *w, size_t times, const char *id, const char *text)
{
    for (size_t i = 0; i < times; i++)
        search_world_put(w, arena_printf(&w->arena, "%s%zu", id, i).ptr, "Un avis", text);
}

// Words that share the stem of another one's misspelling, and words near to two others.
static void fill_near(struct search_world *w)
{
    put_times(w, MANY, "a",
              "L'environnement, la succession, la billetterie, l'expiration et le billet.");
    put_times(w, 3, "b", "Les environs du succès : une bille, un chercheur, du couvain.");
    put_times(w, 8, "c", "L'exportation dense vers la France.");
    put_times(w, 8, "d", "Un conseil pour la défense.");
    search_world_open(w);
}

static struct search_result run(struct search_world *w, const char *q)
{
    struct search_request request = {
        .q = slice_from(q), .limit = 200, .want_snippets = true, .want_explain = true};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result;
}

// What is told of a neighbour, NULL: nothing.
static const struct interpretation *told(const struct search_result *result)
{
    for (size_t i = 0; i < result->interpretation_count; i++) {
        struct slice text = result->interpretation[i].text;
        if (slice_ends_with(text, SLICE("est cherché aussi")))
            return &result->interpretation[i];
    }
    return NULL;
}

static void assert_alone(struct search_world *w, const char *q)
{
    struct search_result result = run(w, q);
    const struct interpretation *item = told(&result);
    if (item)
        fail_msg("%s: %.*s", q, SLICE_ARG(item->text));
}

static void assert_meant(struct search_world *w, const char *q, const char *meant, const char *undo)
{
    struct search_result result = run(w, q);
    const struct interpretation *item = told(&result);
    struct slice quoted = arena_printf(&w->arena, "«\u00a0%s\u00a0» est cherché aussi", meant);
    if (!item || !slice_ends_with(item->text, quoted))
        fail_msg("%s is not looked for with %s, but: %.*s", q, meant,
                 SLICE_ARG(item ? item->text : SLICE("nothing")));
    assert_true(result.hit_count > 0);
    assert_true(item->is_notice);
    if (!slice_equal(item->undo, slice_from(undo)))
        fail_msg("%s is undone by %.*s", q, SLICE_ARG(item->undo));
    assert_alone(w, undo);
}

static void an_unknown_word_is_looked_for_with_its_neighbour(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_meant(w, "indemntié licenciement", "indemnité", "+indemntié licenciement");
    assert_meant(w, "indemnité de licenciemenet", "licenciement", "indemnité de +licenciemenet");
    assert_meant(w, "l'indemnitée licenciemnt", "licenciement", "l'indemnitée +licenciemnt");
    assert_meant(w, "INDMNITE", "indemnité", "+INDMNITE");
    assert_meant(w, "farmacie", "pharmacie", "+farmacie");
    assert_meant(w, "Elèves", "élèves", "+Elèves");
    assert_meant(w, "titre:farmacie", "pharmacie", "+titre:farmacie");
    assert_meant(w, "digue ET licensiement", "licenciement", "digue ET +licensiement");
    for (int again = 0; again < 2; again++) // what was found is remembered
        assert_int_equal(run(w, "indemntié").total, 1);
}

static void a_neighbour_is_marked_and_adds_to_the_score(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result wrong = run(w, "indemntié digue"), right = run(w, "indemnité digue");
    assert_int_equal(wrong.total, 1);
    assert_int_equal(right.total, 1);
    const struct search_hit *hit = &wrong.hits[0];
    double sum = 0;
    for (size_t i = 0; i < hit->part_count; i++)
        sum += hit->parts[i].value;
    assert_true(fabs(sum - hit->score) < 1e-6);
    assert_true(hit->score < right.hits[0].score); // for less
    struct slice marked = hit->question.text;
    assert_true(slice_find(marked, SLICE("indemnité")) < marked.len);
    assert_true(hit->question.highlight_count >= 2);
}

static void what_is_meant_as_it_stands_has_no_neighbour(void **state)
{
    struct search_world *w = *state;
    fill(w);
    static const char *const QUERIES[] = {
        "indemnité",     // known
        "20232",         // a number, near to 20231
        "A20231b",       // letters and a number
        "\"indemntié\"", // quoted
        "=indemntié",    // the very form
        "+indemntié",    // insisted on
        "+(indemntié digue)",
        "indemntié~",
        "indemnti*",
        "digue -indemntié",
        "digue SAUF (indemntié OU gare)",
        "digu",
        "ONEEMA",  // an acronym
        "Cartard", // a name of the index, near to cartable
        "cartard",
        "fontanel",
        "cartad",      // nearer to a name than to any word
        "hablitadion", // two letters wrong
        "cartables",
        "cadtaple",  // a letter for another, where there are few words
        "mutuelles", // near to nothing
        "orage",     // far from élevage
    };
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++)
        assert_alone(w, QUERIES[i]);
}

static void a_rare_word_is_looked_for_with_a_far_more_frequent_one(void **state)
{
    struct search_world *w = *state;
    fill_many(w);
    struct search_result result = run(w, "comission");
    assert_int_equal(result.total, MANY + 1);
    assert_true(
        slice_equal(result.hits[0].exchange.id, SLICE("rare"))); // the word typed counts for more
    assert_meant(w, "comission", "commission", "+comission");
    assert_int_equal(run(w, "+comission").total, 1);
    assert_alone(w, "Avis de la Comission"); // may be a name, as texts have it
    assert_alone(w, "reconstrution");        // not a usual error, and some text has it
    assert_alone(w, "commission");
}

static void a_misspelling_that_has_the_stem_of_another_word_is_not_it(void **state)
{
    struct search_world *w = *state;
    fill_near(w);
    assert_meant(w, "environement", "environnement", "+environement");
    assert_meant(w, "succesion", "succession", "+succesion");
    assert_meant(w, "la succesion", "succession", "la +succesion");
    struct search_result result = run(w, "succesion");
    struct slice text = told(&result)->text, nowhere = SLICE("ne se trouve dans aucun échange");
    assert_true(slice_find(text, nowhere) < text.len); // as typed
}

static void a_form_that_no_text_has_is_not_another_word(void **state)
{
    struct search_world *w = *state;
    fill_near(w);
    static const char *const FORMS[] = {"billes",    "chercheuse", "chercheuses", "expirations",
                                        "conseille", "densément",  "conseillons", "succession"};
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        assert_alone(w, FORMS[i]);
}

static void one_error_is_likelier_than_two(void **state)
{
    struct search_world *w = *state;
    fill_near(w);
    assert_meant(w, "exportaion", "exportation", "+exportaion");
    assert_alone(w, "deense"); // a vowel is seldom doubled: not dense
}

static void a_commune_that_no_text_names_is_no_error(void **state)
{
    struct search_world *w = *state;
    fill_near(w);
    static const char *const QUERIES[] = {"couvin", "Couvin", "+couvin"};
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
        assert_alone(w, QUERIES[i]);
        struct search_result result = run(w, QUERIES[i]);
        for (size_t k = 0; k < result.interpretation_count; k++) {
            struct slice text = result.interpretation[k].text, offer = SLICE("vouliez-vous");
            if (slice_find(text, offer) < text.len)
                fail_msg("%s: %.*s", QUERIES[i], SLICE_ARG(text));
        }
    }
    assert_meant(w, "couvein", "couvain", "+couvein");
}

static void a_word_of_two_texts_is_not_what_was_meant(void **state)
{
    struct search_world *w = *state;
    put_times(w, 2000, "e", "Un avis.");
    put_times(w, 2, "f", "Une phrase et sa clotrue.");
    put_times(w, 3, "g", "Une phrase et sa barrière.");
    search_world_open(w);
    assert_alone(w, "clotreu");
    assert_meant(w, "barirère", "barrière", "+barirère");
}

// Small letters do not show an acronym; no list has these.
static void acronyms_that_no_list_has_are_found_by_their_plurals(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Un service", "Les SRIs sont payés.");
    search_world_put(w, "b", "Un service", "Le SRI est payé.");
    search_world_add(w, (struct exchange){.id = SLICE("c"),
                                          .author = SLICE("UMAS Odile"),
                                          .title = SLICE("Un service"),
                                          .question = SLICE("Un UDA et un UMA, mis en place.")});
    search_world_open(w);
    assert_int_equal(run(w, "sris").total, 2);
    assert_int_equal(run(w, "+sris").total, 2);
    assert_int_equal(run(w, "sris").interpretation_count,
                     0); // nothing to tell, and no « sris » to offer
    assert_meant(w, "udas", "uda", "+udas");
    assert_alone(w, "umas"); // a surname
    assert_alone(w, "miss");
    assert_alone(w, "udàs");
}

static void exports_hold_what_a_search_finds(void **state)
{
    struct search_world *w = *state;
    fill_many(w);
    struct search_request request = {.q = SLICE("comission"), .limit = 1};
    struct scan *scan = NULL;
    must(search_matches(w->searcher, w->view, &request, &scan, &w->err));
    assert_int_equal(scan->total, MANY + 1);
    scan_end(scan);
}

#define with_world(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(an_unknown_word_is_looked_for_with_its_neighbour),
        with_world(a_neighbour_is_marked_and_adds_to_the_score),
        with_world(what_is_meant_as_it_stands_has_no_neighbour),
        with_world(a_rare_word_is_looked_for_with_a_far_more_frequent_one),
        with_world(a_misspelling_that_has_the_stem_of_another_word_is_not_it),
        with_world(a_form_that_no_text_has_is_not_another_word),
        with_world(one_error_is_likelier_than_two),
        with_world(a_commune_that_no_text_names_is_no_error),
        with_world(a_word_of_two_texts_is_not_what_was_meant),
        with_world(acronyms_that_no_list_has_are_found_by_their_plurals),
        with_world(exports_hold_what_a_search_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
