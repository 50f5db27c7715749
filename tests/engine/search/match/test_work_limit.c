// Whatever is asked ends where its limit says, at any window, and is whole or says so; what comes after is as if it
// had never been begun.
//
// Each of the looks at the limit in turn is made the last; under the address sanitizer, which takes ten times as long,
// every seventh.
#include "base/hash.h"
#include "engine/search/match/window_ops.h"
#include "engine/search/work_limit.h"
#include "tests/engine/search/looks.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { FIRST_SEGMENT = WINDOW_DOCS + 300, SECOND_SEGMENT = 200, WINDOWS = 3 };
#ifdef __SANITIZE_ADDRESS__
enum { LOOKS_APART = 7 };
#else
enum { LOOKS_APART = 1 };
#endif

// --- an index of several windows ----------------------------------------------------------------

static const char *const WORDS[] = {"eau",    "école",   "forêt",   "budget", "commune", "crèche",
                                    "marché", "hôpital", "énergie", "loyer",  "tram",    "lait"};
enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS };

static void put(struct search_world *w, unsigned n)
{
    char id[16], text[160];
    snprintf(id, sizeof id, "q-%u", n);
    snprintf(text, sizeof text, "Le prix de la %s et de %s pour la %s %u", WORDS[n % WORD_COUNT],
             WORDS[n / 5 % WORD_COUNT], WORDS[n / 7 % WORD_COUNT], n);
    search_world_add(w, (struct exchange){.id = slice_from(id),
                                          .title = slice_from(WORDS[n / 3 % WORD_COUNT]),
                                          .question = slice_from(text),
                                          .author = n % 3 ? SLICE("Aubry Zoé") : SLICE("Pavet Luc"),
                                          .date_question = 20200101 + n % 28});
}

static int set_up(void **state)
{
    search_world_set_up(state);
    struct search_world *w = *state;
    uint64_t generation;
    for (unsigned n = 0; n < FIRST_SEGMENT; n++)
        put(w, n);
    must(index_writer_commit(w->writer, &generation, &w->err));
    for (unsigned n = FIRST_SEGMENT; n < FIRST_SEGMENT + SECOND_SEGMENT; n++)
        put(w, n);
    search_world_open(w);
    return 0;
}

// --- what is asked --------------------------------------------------------------------------------

static uint64_t mix(uint64_t print, uint64_t number)
{
    return hash_bytes(slice_of((const char *)&number, sizeof number), print);
}

static uint64_t print_of(const struct search_result *result)
{
    uint64_t print = mix(0, result->total);
    for (size_t i = 0; i < result->hit_count; i++)
        print = mix(hash_bytes(result->hits[i].exchange.id, print), (uint64_t)result->hits[i].key);
    for (size_t f = 0; f < result->facet_count; f++)
        for (size_t v = 0; v < result->facets[f].value_count; v++)
            print = mix(hash_bytes(result->facets[f].values[v].value, print),
                        result->facets[f].values[v].count);
    for (size_t i = 0; i < result->histogram_count; i++)
        print = mix(print, result->histogram[i].count);
    for (size_t i = 0; i < result->interpretation_count; i++)
        print = hash_bytes(result->interpretation[i].text, print);
    return print;
}

static enum status run(struct search_world *w, struct searcher *searcher,
                       const struct search_request *request, struct arena *arena, uint64_t *print)
{
    struct search_result result;
    enum status status = search_run(searcher, w->view, request, arena, &result, &w->err);
    if (status == STATUS_OK)
        *print = print_of(&result);
    return status;
}

static enum status ask_best(struct search_world *w, struct searcher *searcher, const char *q,
                            struct arena *arena, uint64_t *print)
{
    const struct search_request request = {
        .q = slice_from(q), .limit = 10, .want_snippets = true, .want_partials = true};
    return run(w, searcher, &request, arena, print);
}

static enum status ask_everything(struct search_world *w, struct searcher *searcher, const char *q,
                                  struct arena *arena, uint64_t *print)
{
    const struct search_request request = {.q = slice_from(q),
                                           .sort = SORT_DATE_ASC,
                                           .limit = 3,
                                           .facet_mask = 1u << FIELD_AUTHOR | 1u << FIELD_YEAR,
                                           .facet_limit = 100,
                                           .want_histogram = true,
                                           .want_explain = true};
    return run(w, searcher, &request, arena, print);
}

static enum status ask_matches(struct search_world *w, struct searcher *searcher, const char *q,
                               struct arena *arena, uint64_t *print)
{
    (void)arena;
    const struct search_request request = {.q = slice_from(q)};
    struct scan *scan = NULL;
    enum status status = search_matches(searcher, w->view, &request, &scan, &w->err);
    if (status == STATUS_OK)
        *print = scan->total;
    scan_end(scan);
    return status;
}

static enum status ask_similar(struct search_world *w, struct searcher *searcher, const char *q,
                               struct arena *arena, uint64_t *print)
{
    struct search_result result;
    enum status status =
        search_similar(searcher, w->view, slice_from(q), 5, arena, &result, &w->err);
    if (status == STATUS_OK)
        *print = print_of(&result);
    return status;
}

static enum status ask_suggestions(struct search_world *w, struct searcher *searcher, const char *q,
                                   struct arena *arena, uint64_t *print)
{
    struct suggestion_list list = {.room = vec_in(arena, 10)};
    enum status status = search_suggest(searcher, w->view, slice_from(q), arena, &list, &w->err);
    *print = 1;
    for (size_t i = 0; status == STATUS_OK && i < list.count; i++)
        *print = hash_bytes(list.items[i].text, *print);
    return status;
}

static const struct {
    // Asks and makes a number of the answer.
    enum status (*ask)(struct search_world *w, struct searcher *searcher, const char *q,
                       struct arena *arena, uint64_t *print);
    const char *q;
} ASKED[] = {
    {ask_best, "eau"},
    {ask_best, "eau OU forêt OU budget"},
    {ask_best, "prix commune"},
    {ask_best, "\"prix de la\""},
    {ask_best, "\"prix pour\"~5 forêt"},
    {ask_best, "mar* OU comune~ auteur:pavet"},
    {ask_best, "comune introuvables zzzz"},
    {ask_best, "eau SAUF \"de forêt\""},
    {ask_everything, "eau OU tram"},
    {ask_everything, ""},
    {ask_everything, "\"de la eau\" OU lait"},
    {ask_matches, "\"de la\" OU (prix SAUF tram)"},
    {ask_matches, ""},
    {ask_similar, "q-77"},
    {ask_suggestions, "commu"},
    {ask_suggestions, "hopitall"},
};
enum { ASKED_COUNT = sizeof ASKED / sizeof *ASKED };

// By a searcher that remembers nothing; then once more by the same without a limit.
static bool ends_at(struct search_world *w, unsigned asked, struct work_limit *limit,
                    uint64_t expected)
{
    struct searcher *searcher;
    struct arena arena;
    uint64_t print = 0;
    arena_init(&arena, 0);
    must(searcher_open(w->backend, w->synonyms, &searcher, &w->err));
    w->view->limit = limit;
    enum status status = ASKED[asked].ask(w, searcher, ASKED[asked].q, &arena, &print);
    w->view->limit = NULL;
    bool has_ended = limit->end != WORK_GOES_ON;
    if (status != (has_ended ? STATUS_BUSY : STATUS_OK))
        fail_msg("%s: %s at look %lld", ASKED[asked].q, status_name(status), (long long)looks);
    if (status == STATUS_OK)
        assert_int_equal(print, expected);
    assert_int_equal(ASKED[asked].ask(w, searcher, ASKED[asked].q, &arena, &print), STATUS_OK);
    if (print != expected)
        fail_msg("%s: not the same after look %lld was the last", ASKED[asked].q, (long long)looks);
    searcher_close(searcher);
    arena_clear(&arena);
    return has_ended;
}

static uint64_t expect(struct search_world *w, unsigned asked)
{
    uint64_t print = 0;
    must(ASKED[asked].ask(w, w->searcher, ASKED[asked].q, &w->arena, &print));
    return print;
}

// --- tests ----------------------------------------------------------------------------------------

static void any_look_can_be_the_last(void **state)
{
    struct search_world *w = *state;
    for (unsigned a = 0; a < ASKED_COUNT; a++) {
        uint64_t expected = expect(w, a);
        int64_t number = 1;
        struct work_limit limit = limit_after(number);
        while (ends_at(w, a, &limit, expected)) {
            number += LOOKS_APART;
            limit = limit_after(number);
        }
        bool walks_words = ASKED[a].ask == ask_suggestions;
        if (number <= (walks_words ? 1 : WINDOWS))
            fail_msg("%s: looked %lld times only", ASKED[a].q, (long long)number);
    }
}

// What is broken off stops there: no look follows that finds it ended, but for those on the way out.
static void what_has_ended_does_no_more(void **state)
{
    struct search_world *w = *state;
    for (unsigned a = 0; a < ASKED_COUNT; a++) {
        struct work_limit limit = limit_after(2);
        (void)ends_at(w, a, &limit, expect(w, a));
        limit = limit_after(2);
        w->view->limit = &limit;
        uint64_t print;
        (void)ASKED[a].ask(w, w->searcher, ASKED[a].q, &w->arena, &print);
        w->view->limit = NULL;
        if (looks > 2 + WINDOWS)
            fail_msg("%s: looked %lld times after the second was the last", ASKED[a].q,
                     (long long)looks);
    }
}

static bool is_unwanted_at_third(void *who)
{
    int *asked = who;
    return ++*asked == 3;
}

static void who_leaves_is_not_searched_for(void **state)
{
    struct search_world *w = *state;
    for (unsigned a = 0; a < ASKED_COUNT; a++) {
        uint64_t expected = expect(w, a);
        int asked = 0;
        struct work_limit limit = limit_after(INT64_MAX);
        limit.is_unwanted = is_unwanted_at_third;
        limit.who = &asked;
        bool has_ended = ends_at(w, a, &limit, expected);
        assert_true(!has_ended || limit.end == WORK_UNWANTED);
        assert_int_equal(has_ended, asked >= 3);
    }
}

// All leaves together, of all trees that a request runs.
static void what_is_planned_counts_over_all_leaves(void **state)
{
    struct search_world *w = *state;
    static const char *const GROWING[] = {"eau", "eau OU prix", "eau OU \"prix de la\"",
                                          "eau OU \"prix de la\" OU \"prix de la\"~9",
                                          "eau OU \"prix de la\" OU \"prix de la\"~9 OU \"de la\""};
    uint64_t least = 0;
    for (unsigned i = 0; i < sizeof GROWING / sizeof *GROWING; i++) {
        struct work_limit limit = limit_after(INT64_MAX);
        uint64_t print, planned;
        w->view->limit = &limit;
        must(ask_matches(w, w->searcher, GROWING[i], &w->arena, &print));
        planned = UINT64_MAX - limit.work_left;
        assert_true(planned > least);
        least = planned;
        limit = limit_after(INT64_MAX);
        limit.work_left = planned;
        must(ask_matches(w, w->searcher, GROWING[i], &w->arena, &print));
        assert_int_equal(limit.work_left, 0);
        limit = limit_after(INT64_MAX);
        limit.work_left = planned - 1;
        assert_int_equal(ask_matches(w, w->searcher, GROWING[i], &w->arena, &print), STATUS_BUSY);
        assert_int_equal(limit.end, WORK_TOO_DEAR);
        w->view->limit = NULL;
    }
}

static void processor_time_is_counted(void **state)
{
    struct search_world *w = *state;
    struct work_limit limit = limit_after(INT64_MAX);
    uint64_t print;
    limit.thread_us = 0; // used up already
    w->view->limit = &limit;
    assert_int_equal(ask_matches(w, w->searcher, "eau", &w->arena, &print), STATUS_BUSY);
    assert_int_equal(limit.end, WORK_TOO_LONG);
    w->view->limit = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_look_can_be_the_last),
        cmocka_unit_test(what_has_ended_does_no_more),
        cmocka_unit_test(who_leaves_is_not_searched_for),
        cmocka_unit_test(what_is_planned_counts_over_all_leaves),
        cmocka_unit_test(processor_time_is_counted),
    };
    return cmocka_run_group_tests(tests, set_up, search_world_tear_down);
}
