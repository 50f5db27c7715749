// Promises: which questions are nearly the same follows from their texts alone; where series are folded, each has one
// place, its best hit's, over all pages, however they are asked for; a series is listed by any of its members.
#include "engine/search/search.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const WORDS[] = {
    "halage",   "péage",      "écluse",  "chemin",  "commune", "budget",  "gare",    "quai",
    "cantine",  "piscine",    "forêt",   "lisière", "tunnel",  "viaduc",  "crèche",  "façade",
    "lavoir",   "moulin",     "barrage", "étang",   "sentier", "pylône",  "archive", "musée",
    "carrière", "verger",     "ruche",   "digue",   "passeur", "horaire", "abri",    "bruit",
    "averse",   "sécheresse", "récolte", "engrais", "pompage", "captage", "réseau",  "fibre",
    "guichet",  "formulaire", "délai",   "recours", "bourse",  "stage",   "atelier", "théâtre",
};
enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS, LENGTH = 80, ALL = 400 };

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 16;
}

// A text of its own for each `subject`; of `edits` words of it others are put in their places.
static const char *make_question(struct search_world *w, uint32_t subject, uint32_t edits,
                                 uint32_t variant)
{
    const char *words[LENGTH];
    uint32_t seed = subject * 7919 + 1;
    struct slice text = SLICE("");
    for (size_t i = 0; i < LENGTH; i++)
        words[i] = WORDS[next(&seed) % WORD_COUNT];
    seed = subject * 104729 + variant * 31 + 5;
    for (uint32_t e = 0; e < edits; e++)
        words[next(&seed) % LENGTH] = WORDS[next(&seed) % WORD_COUNT];
    for (size_t i = 0; i < LENGTH; i++)
        text = arena_printf(&w->arena, "%.*s%s ", SLICE_ARG(text), words[i]);
    return text.ptr;
}

static struct exchange make_exchange(struct search_world *w, uint32_t number, uint32_t subject,
                                     uint32_t edits)
{
    return (struct exchange){.id = arena_printf(&w->arena, "q-%03u", number),
                             .title = slice_from(WORDS[subject % WORD_COUNT]),
                             .question = slice_from(make_question(w, subject, edits, number)),
                             .minister = arena_printf(&w->arena, "Ministre %u", number % 5),
                             .date_question = 20200101 + number * 37 % 28};
}

static struct search_result run(struct search_world *w, struct search_request request)
{
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result;
}

static struct exchange_series series_of_id(struct search_world *w, const char *id)
{
    struct doc_key key;
    struct exchange_series series;
    must(view_find(w->view, slice_from(id), &key, &w->err));
    must(view_series(w->view, &key, 1, &series, &w->err));
    return series;
}

// --- who belongs together ------------------------------------------------------------------------

static void nearly_the_same_questions_are_a_series(void **state)
{
    struct search_world *w = *state;
    for (uint32_t i = 0; i < 40; i++) // ten subjects, four times each
        search_world_add(w, make_exchange(w, i, i % 10, i / 10));
    search_world_put(w, "court-1", "Court", "Le halage est-il fermé ?");
    search_world_put(w, "court-2", "Court", "Le halage est-il fermé ?");
    search_world_open(w);
    for (uint32_t i = 0; i < 40; i++) {
        struct slice id = arena_printf(&w->arena, "q-%03u", i);
        struct exchange_series series = series_of_id(w, id.ptr);
        assert_int_equal(series.count, 4);
        assert_true(slice_equal(series.id, arena_printf(&w->arena, "q-%03u", i % 10)));
    }
    assert_int_equal(series_of_id(w, "court-1").count, 0);
}

// Put to another minister, in other letters, with another greeting and a sentence more.
static void a_question_put_again_is_the_same(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a-1", "Chemins de halage",
                     "Madame la Ministre, plusieurs chemins de halage de la Haute-Meuse sont "
                     "fermés depuis les crues de "
                     "l’été. Les cyclistes font un détour par la nationale, où deux accidents ont "
                     "eu lieu. Quand seront-ils "
                     "rouverts ? Quel est le montant des travaux, et qui les paie ? Une "
                     "signalisation est-elle prévue d’ici là ?");
    search_world_put(w, "b-1", "Chemins de halage",
                     "Monsieur le Ministre, plusieurs chemins de halage de la Haute-Meuse sont "
                     "fermés depuis les crues de "
                     "l'été. Les cyclistes font un DETOUR par la nationale, où deux accidents ont "
                     "eu lieu. Quand seront-ils "
                     "rouverts ? Quel est le montant des travaux, et qui les paie ? Une "
                     "signalisation est-elle prévue d'ici "
                     "là ? Je vous remercie.");
    search_world_put(w, "c-1", "Chemins de halage",
                     "Madame la Ministre, le chemin de halage de la Sambre est en mauvais état "
                     "entre Namur et Floreffe. Les "
                     "racines soulèvent le revêtement et des cyclistes sont tombés. Un entretien "
                     "est-il prévu cette année ? "
                     "Avec quel budget ? Les communes y participent-elles, et depuis quand "
                     "demandent-elles ces travaux ?");
    search_world_open(w);
    assert_int_equal(series_of_id(w, "b-1").count, 2);
    assert_true(slice_equal(series_of_id(w, "b-1").id, SLICE("a-1")));
    assert_int_equal(series_of_id(w, "c-1").count, 0);
}

static void commit(struct search_world *w)
{
    uint64_t generation;
    must(index_writer_commit(w->writer, &generation, &w->err));
}

// What each exchange's series is, as text.
static struct slice tell_series(struct search_world *w, uint32_t count)
{
    struct slice told = SLICE("");
    for (uint32_t i = 0; i < count; i++) {
        struct slice id = arena_printf(&w->arena, "q-%03u", i);
        struct exchange_series series = series_of_id(w, id.ptr);
        told = arena_printf(&w->arena, "%.*s%.*s=%.*s/%zu ", SLICE_ARG(told), SLICE_ARG(id),
                            SLICE_ARG(series.id), series.count);
    }
    return told;
}

// Some are nearly alike, some less, so that the decision is close for many.
static struct exchange close_exchange(struct search_world *w, uint32_t i)
{
    return make_exchange(w, i, i % 12, i % 9);
}

static void order_batches_removals_and_merges_change_nothing(void **state)
{
    enum { COUNT = 120 };
    struct search_world *w = *state;
    void *other_state = NULL;
    assert_int_equal(search_world_set_up(&other_state), 0);
    struct search_world *other = other_state;
    for (uint32_t i = 0; i < COUNT; i++)
        search_world_add(w, close_exchange(w, i));
    search_world_open(w);

    struct search_world *outer = w;
    w = other;
    for (uint32_t i = COUNT; i-- > 0;) {
        uint32_t number = i * 7 % COUNT;
        if (i % 5 == 0) // was another question before
            search_world_add(other, make_exchange(other, number, 3, 1));
        if (i % 7 == 0) { // binds together what does not belong together any more
            search_world_put(other, "bridge", "Pont", make_question(other, i % 12, 2, i));
            commit(other);
            must(index_writer_remove(w->writer, SLICE("bridge"), &w->err));
        }
        search_world_add(other, close_exchange(other, number));
        if (i % 11 == 0)
            commit(other);
        if (i == COUNT / 2)
            must(index_writer_optimize(w->writer, NULL, NULL, &w->err));
    }
    search_world_open(other);
    struct slice expected = tell_series(outer, COUNT), seen = tell_series(other, COUNT);
    assert_true(slice_equal(expected, seen));
    assert_true(slice_find(expected, SLICE("=/0")) < expected.len); // some are in none
    search_world_tear_down(&other_state);
}

// --- folded lists --------------------------------------------------------------------------------

// Of a list the first of each series, after those of the list before.
static size_t fold(const struct search_hit *hits, size_t count, struct search_hit *out,
                   size_t before)
{
    size_t end = before;
    for (size_t i = 0; i < count; i++) {
        bool is_new = true;
        for (size_t j = 0; is_new && j < end; j++)
            is_new = hits[i].series.count == 0 || !slice_equal(out[j].series.id, hits[i].series.id);
        if (is_new)
            out[end++] = hits[i];
    }
    return end - before;
}

static void assert_same_hits(const struct search_hit *a, const struct search_hit *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_true(slice_equal(a[i].exchange.id, b[i].exchange.id));
        assert_true(a[i].key == b[i].key && a[i].score == b[i].score);
    }
}

struct folded_lists {
    struct search_hit hits[ALL];
    size_t strict, others;
};

static void check_offsets(struct search_world *w, struct search_request request,
                          const struct search_result *whole, const struct folded_lists *expected)
{
    size_t all = expected->strict + expected->others;
    for (request.offset = 0; request.offset <= all; request.offset += request.limit) {
        struct search_result page = run(w, request);
        size_t count = page.hit_count + page.partials.hit_count;
        size_t left = all - request.offset;
        assert_int_equal(page.total, whole->total);
        assert_int_equal(page.listed, expected->strict);
        assert_int_equal(page.partials.total, whole->partials.total);
        assert_int_equal(page.partials.listed, expected->others);
        assert_int_equal(count, left < request.limit ? left : request.limit);
        assert_same_hits(page.hits, expected->hits + request.offset, page.hit_count);
        assert_same_hits(page.partials.hits, expected->hits + request.offset + page.hit_count,
                         page.partials.hit_count);
    }
}

static void check_cursors(struct search_world *w, struct search_request request,
                          const struct folded_lists *expected)
{
    for (int list = 0; list < 2; list++) {
        const struct search_hit *hits = expected->hits + (list ? expected->strict : 0);
        size_t all = list ? expected->others : expected->strict, seen = 0;
        request.in_partials = list == 1;
        request.after = (struct search_after){0};
        while (seen < all) {
            struct search_result page = run(w, request);
            const struct search_hit *shown = list ? page.partials.hits : page.hits;
            size_t count = list ? page.partials.hit_count : page.hit_count, left = all - seen;
            assert_int_equal(count, left < request.limit ? left : request.limit);
            assert_same_hits(shown, hits + seen, count);
            seen += count;
            request.after = (struct search_after){true, shown[count - 1].key, shown[count - 1].doc};
        }
    }
}

// So many that few exchanges have them all.
static struct slice many_words(struct search_world *w, size_t n)
{
    struct slice q = SLICE("");
    for (size_t i = 0; i < 15 + n % 4; i++)
        q = arena_printf(&w->arena, "%.*s%s ", SLICE_ARG(q), WORDS[(n * 5 + i) % WORD_COUNT]);
    return q;
}

static void each_series_has_one_place_over_all_pages(void **state)
{
    static const char *const queries[] = {
        "",
        "halage",
        "halage péage écluse",
        "budget OU gare",
        "+quai forêt",
        "\"le quai\" tunnel",
        "viaduc SAUF crèche",
        "lavoir moulin barrage étang averse",
        "titre:halage péage",
        "stage atelier recours bourse délai formulaire",
    };
    struct search_world *w = *state;
    for (uint32_t i = 0; i < 300; i++) {
        search_world_add(w, make_exchange(w, i, i % 40, i % 4));
        if (i % 90 == 89)
            commit(w);
    }
    search_world_open(w);
    static struct folded_lists expected;
    size_t folded = 0, with_partials = 0, count = sizeof queries / sizeof *queries;
    struct arena kept = w->arena; // what the index was made of
    arena_init(&w->arena, 0);
    for (size_t n = 0; n < (count + 8) * 12; n++) {
        size_t query = n / 12;
        arena_reset(&w->arena);
        struct search_request request = {.q = query < count ? slice_from(queries[query])
                                                            : many_words(w, query - count),
                                         .mode = (enum search_mode)(n % 3),
                                         .sort = n % 2 ? SORT_RELEVANCE : SORT_DATE_DESC,
                                         .limit = ALL,
                                         .want_partials = true,
                                         .facet_mask = n / 3 % 2 ? 1u << FIELD_MINISTER : 0};
        struct search_result whole = run(w, request);
        expected.strict = fold(whole.hits, whole.hit_count, expected.hits, 0);
        expected.others =
            fold(whole.partials.hits, whole.partials.hit_count, expected.hits, expected.strict);
        folded += whole.total - expected.strict;
        with_partials += expected.others > 0;
        request.by_series = true;
        request.limit = n / 6 % 2 ? 3 : 10;
        check_offsets(w, request, &whole, &expected);
        check_cursors(w, request, &expected);
    }
    assert_true(folded > 1000 && with_partials > 3); // the test saw something
    arena_clear(&kept);
}

// A hit before the page folds what the heap has kept: the page is not short for it.
static void a_page_that_begins_after_a_hit_is_full(void **state)
{
    struct search_world *w = *state;
    for (uint32_t i = 0; i < 60; i++) // each subject's last is the newest
        search_world_add(
            w, (struct exchange){.id = arena_printf(&w->arena, "q-%03u", i),
                                 .title = SLICE("Halage"),
                                 .question = slice_from(make_question(w, i % 20, i / 20, i)),
                                 .date_question = 20200101 + i / 30 * 10000 + i % 28});
    search_world_open(w);
    struct search_request request = {.sort = SORT_DATE_DESC, .limit = ALL};
    struct search_result whole = run(w, request);
    static struct folded_lists expected;
    expected.strict = fold(whole.hits, whole.hit_count, expected.hits, 0);
    assert_int_equal(expected.strict, 20);
    request.by_series = true;
    for (request.limit = 1; request.limit < 21; request.limit++)
        check_cursors(w, request, &expected);
}

// --- one series ----------------------------------------------------------------------------------

static void any_member_names_its_series(void **state)
{
    struct search_world *w = *state;
    for (uint32_t i = 0; i < 30; i++) {
        search_world_add(w, make_exchange(w, i, i % 10, i / 10));
        if (i == 12)
            commit(w);
    }
    search_world_put(w, "seule", "Seule", make_question(w, 77, 0, 0));
    search_world_open(w);
    static const struct {
        const char *id;
        size_t members;
    } tries[] = {{"q-004", 3}, {"q-024", 3}, {"seule", 1}, {"personne", 0}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        struct search_filter filter = {FIELD_SERIES, slice_from(tries[i].id)};
        struct search_request request = {.filters = &filter, .filter_count = 1, .limit = 10};
        struct search_result result = run(w, request);
        assert_int_equal(result.total, tries[i].members);
        for (size_t h = 0; h < result.hit_count && tries[i].members > 1; h++)
            assert_true(slice_ends_with(result.hits[h].exchange.id, SLICE("4")));
        request.q =
            SLICE("halage péage écluse chemin"); // by the way without looking at all matches
        request.mode = MODE_ANY;
        assert_true(run(w, request).total <= tries[i].members);
    }
    assert_int_equal(run(w, (struct search_request){.q = SLICE("serie:*")}).total, 30);
    assert_int_equal(run(w, (struct search_request){.q = SLICE("-serie:*")}).total, 1);
    assert_int_equal(run(w, (struct search_request){.q = SLICE("serie:q-024 -id:q-004")}).total, 2);
    struct search_series series;
    must(search_series(w->view, SLICE("q-014"), &w->arena, &series, &w->err));
    assert_true(slice_equal(series.id, SLICE("q-004")));
    assert_int_equal(series.count, 3);
    assert_int_equal(series.other_count, 2);
    assert_true(series.others[0].exchange.date_question <= series.others[1].exchange.date_question);
    must(search_series(w->view, SLICE("seule"), &w->arena, &series, &w->err));
    assert_int_equal(series.count + series.other_count, 0);
    assert_int_equal(search_series(w->view, SLICE("personne"), &w->arena, &series, &w->err),
                     STATUS_NOT_FOUND);
}

#define WITH_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(nearly_the_same_questions_are_a_series),
        WITH_WORLD(a_question_put_again_is_the_same),
        WITH_WORLD(order_batches_removals_and_merges_change_nothing),
        WITH_WORLD(each_series_has_one_place_over_all_pages),
        WITH_WORLD(a_page_that_begins_after_a_hit_is_full),
        WITH_WORLD(any_member_names_its_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
