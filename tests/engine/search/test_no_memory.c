// Where memory is refused, at any request, the answer says so or is the whole answer; afterwards all is as if nothing
// had been: what is remembered is right, and what was not done can be done again.
#include "engine/write/pending.h"
#include "tests/engine/search/search_world.h"
#include "tests/faults/alloc_fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

// --- tables that grow --------------------------------------------------------------------------------

enum { KEYS = 1500 };

static struct slice key_of(char *room, size_t size, int number)
{
    snprintf(room, size, "clé %d", number);
    return slice_from(room);
}

static struct pending_entry entry_of(int number)
{
    return (struct pending_entry){.value = SLICE("valeur"), .number = (uint64_t)number};
}

// Puts all keys, those refused once more when memory is there again. Whether anything was refused.
static bool fill_map(struct pending_map *map, size_t n, bool all)
{
    char room[32];
    bool missing[KEYS] = {false};
    alloc_fault_set(n, all);
    for (int i = 0; i < KEYS; i++)
        missing[i] = !pending_map_put(map, key_of(room, sizeof room, i), entry_of(i));
    bool was_refused = alloc_fault_end();
    for (int i = 0; i < KEYS; i++) {
        struct slice key = key_of(room, sizeof room, i);
        assert_int_equal(pending_map_find(map, key) == NULL, missing[i]);
        if (missing[i])
            assert_true(pending_map_put(map, key, entry_of(i)));
    }
    return was_refused;
}

static void a_map_that_could_not_grow_is_as_it_was(void **state)
{
    (void)state;
    for (int all = 0; all < 2; all++) {
        bool was_refused = true;
        size_t n = 1;
        for (; was_refused; n++) {
            struct pending_map map = {.capacity = 0};
            char room[32];
            was_refused = fill_map(&map, n, all != 0);
            for (int i = 0; i < KEYS; i++) {
                const struct pending_entry *entry =
                    pending_map_find(&map, key_of(room, sizeof room, i));
                assert_non_null(entry);
                assert_int_equal(entry->number, i);
                assert_true(slice_equal(entry->value, SLICE("valeur")));
            }
            assert_null(pending_map_find(&map, SLICE("autre")));
            pending_map_clear(&map);
        }
        assert_true(n > 8);
    }
}

// --- analysis ----------------------------------------------------------------------------------------

// Long enough that every table of the analyzer grows.
static struct slice long_text(struct arena *arena)
{
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "mot%d l’élève-%d n°%d/2 ", i, i % 700, i);
    struct slice copy = arena_copy(arena, buf_slice(&text));
    buf_clear(&text);
    return copy;
}

static void assert_same_tokens(const struct token_list *a, const struct token_list *b)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_int_equal(a->tokens[i].start, b->tokens[i].start);
        assert_int_equal(a->tokens[i].end, b->tokens[i].end);
        assert_int_equal(a->tokens[i].position, b->tokens[i].position);
        assert_true(slice_equal(a->tokens[i].form->surface, b->tokens[i].form->surface));
        assert_int_equal(a->tokens[i].form->term_count, b->tokens[i].form->term_count);
    }
}

// The first requests one by one, the later ones with growing gaps: there are thousands.
static void an_analyzer_goes_on_when_memory_is_there_again(void **state)
{
    (void)state;
    struct arena arena;
    struct error err;
    struct analyzer *whole;
    struct token_list expected, list;
    arena_init(&arena, 0);
    struct slice text = long_text(&arena);
    assert_int_equal(analyzer_open(ANALYZER_FRENCH, &whole, &err), STATUS_OK);
    assert_int_equal(analyzer_run(whole, text, &expected, &err), STATUS_OK);
    bool was_refused = true;
    size_t n = 1;
    for (; was_refused; n += 1 + n / 8) {
        struct analyzer *analyzer;
        assert_int_equal(analyzer_open(ANALYZER_FRENCH, &analyzer, &err), STATUS_OK);
        alloc_fault_set(n, false);
        enum status status = analyzer_run(analyzer, text, &list, &err);
        was_refused = alloc_fault_end();
        assert_int_equal(status, was_refused ? STATUS_NO_MEMORY : STATUS_OK);
        assert_int_equal(analyzer_run(analyzer, text, &list, &err), STATUS_OK);
        assert_same_tokens(&list, &expected);
        analyzer_close(analyzer);
    }
    assert_true(n > 20);
    analyzer_close(whole);
    arena_clear(&arena);
}

// --- searching ---------------------------------------------------------------------------------------

static const char *const QUERIES[] = {
    "conseiller·ère",
    "\"vice-présidente de la commission\" ecole",
    "quelles sont les mesures du CPAS pour les écoles ?",
    "frigorifi* OU ecolee~ SAUF auteur:pavet",
    "\"mesures écoles\"~5 auteur:pawet delai:<90",
    "le la",
    "introuvables mots zzzz",
    "MES MESURES DU CONSEILLER",
};

static void fill(struct search_world *w)
{
    static const char *const WORDS[] = {"conseiller", "cônseiller", "conséiller",   "conseillere",
                                        "école",      "ecoles",     "frigorifique", "mesures"};
    for (unsigned i = 0; i < 24; i++) {
        struct reply reply = {.text = SLICE("La vice-présidente de la commission le dit."),
                              .date = 20230301};
        search_world_add(
            w, (struct exchange){
                   .id = arena_printf(&w->arena, "d%u", i),
                   .title = slice_from(WORDS[i % 8]),
                   .question = arena_printf(&w->arena, "Les mesures du CPAS pour les %s et le %s.",
                                            WORDS[(i + 3) % 8], WORDS[(i * 5 + 1) % 8]),
                   .author = i % 2 ? SLICE("PAVET Amandine") : SLICE("DUPONT Zoé"),
                   .date_question = 20230101,
                   .replies = &reply,
                   .reply_count = i % 3 == 0,
               });
    }
    search_world_open(w);
}

static struct search_request request_of(const char *q)
{
    return (struct search_request){.q = slice_from(q),
                                   .limit = 5,
                                   .facet_mask = 1u << FIELD_AUTHOR,
                                   .want_snippets = true,
                                   .by_series = true,
                                   .want_explain = true};
}

static bool is_same_snippet(const struct snippet *a, const struct snippet *b)
{
    if (!slice_equal(a->text, b->text) || a->highlight_count != b->highlight_count ||
        a->cut_before != b->cut_before || a->cut_after != b->cut_after)
        return false;
    for (size_t i = 0; i < a->highlight_count; i++)
        if (a->highlights[i].start != b->highlights[i].start ||
            a->highlights[i].end != b->highlights[i].end)
            return false;
    return true;
}

static bool is_same_hit(const struct search_hit *a, const struct search_hit *b)
{
    if (!slice_equal(a->exchange.id, b->exchange.id) || a->score != b->score ||
        a->part_count != b->part_count || a->series.count != b->series.count)
        return false;
    for (size_t i = 0; i < a->part_count; i++)
        if (!slice_equal(a->parts[i].label, b->parts[i].label) ||
            a->parts[i].value != b->parts[i].value)
            return false;
    return is_same_snippet(&a->title, &b->title) && is_same_snippet(&a->question, &b->question) &&
           is_same_snippet(&a->reponse, &b->reponse);
}

static bool is_same(const struct search_result *a, const struct search_result *b)
{
    if (!slice_equal(a->canonical, b->canonical) || a->total != b->total || a->mode != b->mode ||
        a->hit_count != b->hit_count || a->interpretation_count != b->interpretation_count ||
        a->facet_count != b->facet_count)
        return false;
    for (size_t i = 0; i < a->hit_count; i++)
        if (!is_same_hit(&a->hits[i], &b->hits[i]))
            return false;
    for (size_t i = 0; i < a->interpretation_count; i++)
        if (!slice_equal(a->interpretation[i].text, b->interpretation[i].text) ||
            !slice_equal(a->interpretation[i].undo, b->interpretation[i].undo))
            return false;
    for (size_t f = 0; f < a->facet_count; f++)
        if (a->facets[f].value_count != b->facets[f].value_count ||
            a->facets[f].distinct != b->facets[f].distinct)
            return false;
    return true;
}

// The answer, or that there is no memory for it.
static void assert_whole_or_refused(struct search_world *w, enum status status,
                                    const struct search_result *result,
                                    const struct search_result *expected, const char *q, size_t n)
{
    if (status == STATUS_OK && !is_same(result, expected))
        fail_msg("%s: part of the answer is missing, and nothing says so (%zu)", q, n);
    if (status != STATUS_OK && (status != STATUS_NO_MEMORY || w->err.status != status))
        fail_msg("%s: %s: %s (%zu)", q, status_name(status), w->err.message, n);
}

// With the n-th request refused, by a searcher that knows nothing yet. Whether one was refused.
static bool search_refused(struct search_world *w, const char *q, size_t n, bool all,
                           const struct search_result *expected)
{
    struct search_request request = request_of(q);
    struct search_result result;
    struct searcher *searcher;
    struct arena arena;
    arena_init(&arena, 0);
    must(searcher_open(w->backend, w->synonyms, &searcher, &w->err));
    alloc_fault_set(n, all);
    enum status status = search_run(searcher, w->view, &request, &arena, &result, &w->err);
    bool was_refused = alloc_fault_end();
    assert_whole_or_refused(w, status, &result, expected, q, n);
    arena_reset(&arena);
    must(search_run(searcher, w->view, &request, &arena, &result, &w->err));
    if (!is_same(&result, expected))
        fail_msg("%s: not the same after request %zu was refused", q, n);
    arena_clear(&arena);
    searcher_close(searcher);
    return was_refused;
}

static void a_search_without_memory_says_so_or_is_whole(void **state)
{
    struct search_world *w = *state;
    fill(w);
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
        struct search_request request = request_of(QUERIES[i]);
        struct search_result expected;
        must(search_run(w->searcher, w->view, &request, &w->arena, &expected, &w->err));
        size_t n = 1;
        while (search_refused(w, QUERIES[i], n, false, &expected) &&
               search_refused(w, QUERIES[i], n, true, &expected))
            n++;
        assert_true(n > 20);
    }
}

// Limits of the request's arena up to the one that is enough, in steps that grow with it.
static void a_search_within_a_limit_says_so_or_is_whole(void **state)
{
    enum { STEP = 208, SHARE = 64 };
    struct search_world *w = *state;
    fill(w);
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
        struct search_request request = request_of(QUERIES[i]);
        struct search_result expected, result;
        must(search_run(w->searcher, w->view, &request, &w->arena, &expected, &w->err));
        size_t refused = 0;
        for (size_t limit = 1;; limit += STEP + limit / SHARE) {
            struct arena arena;
            arena_init(&arena, limit);
            enum status status =
                search_run(w->searcher, w->view, &request, &arena, &result, &w->err);
            assert_whole_or_refused(w, status, &result, &expected, QUERIES[i], limit);
            refused += status != STATUS_OK;
            arena_clear(&arena);
            if (status == STATUS_OK)
                break;
        }
        assert_true(refused > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map_that_could_not_grow_is_as_it_was),
        cmocka_unit_test(an_analyzer_goes_on_when_memory_is_there_again),
        cmocka_unit_test_setup_teardown(a_search_without_memory_says_so_or_is_whole,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_search_within_a_limit_says_so_or_is_whole,
                                        search_world_set_up, search_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
