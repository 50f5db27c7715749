// Promises of suggestions: while typing, words and names of this index; and exchanges like another.
#include "engine/search/meaning/expand.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct exchange asked(const char *id, const char *author, const char *minister,
                             const char *question)
{
    return (struct exchange){.id = slice_from(id),
                             .title = SLICE("Question"),
                             .author = slice_from(author),
                             .minister = slice_from(minister),
                             .question = slice_from(question)};
}

// What is suggested for `typed`, one after the other with "|" between, from the arena.
static const char *suggested(struct search_world *w, const char *typed, size_t max)
{
    struct suggestion_list found = {.room = vec_in(&w->arena, max)};
    must(search_suggest(w->searcher, w->view, slice_from(typed), &w->arena, &found, &w->err));
    assert_true(found.count <= max);
    struct slice all = SLICE("");
    for (size_t i = 0; i < found.count; i++) {
        assert_true(found.items[i].documents > 0);
        all = arena_printf(&w->arena, "%.*s%s%.*s", SLICE_ARG(all), i ? "|" : "",
                           SLICE_ARG(found.items[i].text));
    }
    assert_non_null(all.ptr);
    return all.ptr;
}

static void fill(struct search_world *w)
{
    search_world_add(w, asked("a-1", "PAVET Amandine", "MORREALE Christie",
                              "Les écoles et les écoliers de 2023."));
    search_world_add(w, asked("a-2", "PAVET Amandine", "HENRY Philippe",
                              "L’école, l’économie et les 2023 élèves."));
    search_world_add(w, asked("a-3", "DUPONT-LÉVY Zoé", "HENRY Philippe",
                              "L’école est-elle écologique ? L’économie aussi ?"));
    search_world_add(w, asked("a-4", "DUPONT-LÉVY Zoé", "HENRY Philippe", "Pour l’école pourpre."));
    search_world_open(w);
}

static void most_frequent_words_come_first(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(suggested(w, "éco", 2), "école|économie");
}

static void accents_need_not_be_typed(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(suggested(w, "eco", 2), "école|économie");
    assert_string_equal(suggested(w, "ECO", 2), "école|économie");
}

static void only_last_word_is_completed(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(suggested(w, "pourpre écologi", 8), "pourpre écologique");
    assert_string_equal(suggested(w, "l’écologi", 8), "l’écologique");
    assert_string_equal(suggested(w, "écologique ", 8), "");
}

static void stop_words_and_numbers_are_not_suggested(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(suggested(w, "pour", 8), "pourpre");
    assert_string_equal(suggested(w, "202", 8), "");
}

static void mistyped_word_is_corrected(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(suggested(w, "ecologiuqe", 8), "écologique");
}

static void names_are_found_by_any_of_their_words(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(suggested(w, "pav", 8), "PAVET Amandine");
    assert_string_equal(suggested(w, "amandine pav", 8), "PAVET Amandine");
    assert_string_equal(suggested(w, "Pavet Am", 8), "PAVET Amandine");
    assert_string_equal(suggested(w, "lev", 8), "DUPONT-LÉVY Zoé");
    assert_string_equal(suggested(w, "zoe", 8), "DUPONT-LÉVY Zoé");
}

static void names_say_whose_they_are(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct suggestion storage[1];
    struct suggestion_list found = {.items = storage, .room = VEC_OVER(storage)};
    must(search_suggest(w->searcher, w->view, SLICE("phil"), &w->arena, &found, &w->err));
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].field, FIELD_MINISTER);
    assert_int_equal(found.items[0].documents, 3);
    assert_true(slice_equal(found.items[0].query, SLICE("ministre:\"HENRY Philippe\"")));
    found.count = 0; // of what was typed, the words that begin the name give way to it
    must(search_suggest(w->searcher, w->view, SLICE("l’école henry phi"), &w->arena, &found,
                        &w->err));
    assert_int_equal(found.count, 1);
    assert_true(slice_equal(found.items[0].query, SLICE("l’école ministre:\"HENRY Philippe\"")));
    found.count = 0; // and so does its field
    must(search_suggest(w->searcher, w->view, SLICE("-ministre:phi"), &w->arena, &found, &w->err));
    assert_int_equal(found.count, 1);
    assert_true(slice_equal(found.items[0].query, SLICE("-ministre:\"HENRY Philippe\"")));
    found.count = 0;
    must(search_suggest(w->searcher, w->view, SLICE("gare ministre: \"phi"), &w->arena, &found,
                        &w->err));
    assert_int_equal(found.count, 1);
    assert_true(slice_equal(found.items[0].query, SLICE("gare ministre:\"HENRY Philippe\"")));
    assert_string_equal(suggested(w, "auteur:phi", 8), "");
    assert_string_equal(suggested(w, "auteur: phi", 8), "");
    assert_string_equal(suggested(w, "titre:phi", 8), "");
    assert_string_equal(suggested(w, "tram:phi", 8), "HENRY Philippe");
}

static void of_words_that_mean_the_same_there_is_one(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Digues", "La digue et les digues, digue cassée, un digital.");
    search_world_put(w, "b", "Digue", "Une digue.");
    search_world_open(w);
    assert_string_equal(suggested(w, "dig", 8), "digue|digital");
    assert_string_equal(suggested(w, "la digu", 8), "la digue");
}

static void nothing_typed_suggests_nothing(void **state)
{
    struct search_world *w = *state;
    fill(w);
    static const char *const TYPED[] = {"", " ", "é", "*", "\"", "l’", "zzzzz", "\xff\xfe"};
    for (size_t i = 0; i < sizeof TYPED / sizeof *TYPED; i++)
        assert_string_equal(suggested(w, TYPED[i], 8), "");
    assert_string_equal(suggested(w, "éco", 0), "");
}

// --- more like this --------------------------------------------------------------------------------

static void fill_subjects(struct search_world *w)
{
    static const char *const SUBJECTS[] = {
        "Le loup attaque les troupeaux de moutons.", "Les moutons et le loup en Ardenne.",
        "La taxe sur les automobiles anciennes.",    "La toiture de la gare de Namur.",
        "Les cantines biologiques des crèches.",     "Le remboursement des lunettes.",
        "La gare de Namur et sa passerelle."};
    for (unsigned i = 0; i < sizeof SUBJECTS / sizeof *SUBJECTS; i++) {
        struct slice id = arena_printf(&w->arena, "s-%u", i);
        search_world_put(w, id.ptr, "Question", SUBJECTS[i]);
    }
    search_world_open(w);
}

static void similar_exchanges_share_rare_words(void **state)
{
    struct search_world *w = *state;
    fill_subjects(w);
    struct search_result result;
    must(search_similar(w->searcher, w->view, SLICE("s-0"), 3, &w->arena, &result, &w->err));
    assert_int_equal(result.hit_count, 1);
    assert_true(slice_equal(result.hits[0].exchange.id, SLICE("s-1")));
    assert_true(result.hits[0].score > 0);
    assert_int_equal(result.total, 1);
    assert_int_equal(result.generation, 1);
    assert_int_equal(result.documents, 7);
    assert_string_equal(result.analyzer, ANALYZER_FRENCH_VERSION);
}

static void similar_total_is_exact_whatever_the_limit(void **state)
{
    struct search_world *w = *state;
    enum { TWINS = 300 };
    for (unsigned i = 0; i < 3 * TWINS; i++) {
        struct slice id = arena_printf(&w->arena, "n-%u", i);
        search_world_put(w, id.ptr, "Question",
                         i % 3 ? "La taxe sur les automobiles." : "Le loup et les moutons.");
    }
    search_world_open(w);
    struct search_result result;
    for (uint32_t limit = 0; limit < 3; limit++) {
        must(
            search_similar(w->searcher, w->view, SLICE("n-0"), limit, &w->arena, &result, &w->err));
        assert_int_equal(result.hit_count, limit);
        assert_int_equal(result.total, TWINS - 1);
    }
}

static void similar_to_nothing_is_not_found(void **state)
{
    struct search_world *w = *state;
    fill_subjects(w);
    struct search_result result;
    assert_int_equal(
        search_similar(w->searcher, w->view, SLICE("none"), 3, &w->arena, &result, &w->err),
        STATUS_NOT_FOUND);
}

static void two_exchanges_of_an_index_can_be_alike(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Le loup", "Les moutons.");
    search_world_put(w, "b", "Le loup", "Les troupeaux.");
    search_world_open(w);
    struct search_result result;
    must(search_similar(w->searcher, w->view, SLICE("a"), 3, &w->arena, &result, &w->err));
    assert_int_equal(result.hit_count, 1);
    assert_true(slice_equal(result.hits[0].exchange.id, SLICE("b")));
}

#define with_world(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

// Every cell of the matrix, without limit: letters put in, left out, replaced, or exchanged with the next.
static uint32_t all_errors(struct slice a, struct slice b)
{
    uint32_t cells[10][10];
    for (uint32_t i = 0; i <= a.len; i++) {
        for (uint32_t j = 0; j <= b.len; j++) {
            uint32_t best = i == 0 ? j : j == 0 ? i : UINT32_MAX;
            if (i > 0 && j > 0) {
                best = cells[i - 1][j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
                best = best < cells[i - 1][j] + 1 ? best : cells[i - 1][j] + 1;
                best = best < cells[i][j - 1] + 1 ? best : cells[i][j - 1] + 1;
            }
            bool exchanged =
                i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (exchanged && cells[i - 2][j - 2] + 1 < best)
                best = cells[i - 2][j - 2] + 1;
            cells[i][j] = best;
        }
    }
    return cells[a.len][b.len];
}

// All pairs of words of up to five letters of an alphabet of two, and every limit.
static void typing_errors_are_counted_up_to_the_limit(void **state)
{
    (void)state;
    enum { LETTERS = 5, WORDS = 1 << (LETTERS + 1) };
    char texts[WORDS][LETTERS + 1];
    size_t lens[WORDS];
    for (unsigned w = 1; w < WORDS; w++) { // the bits below the highest are the letters
        lens[w] = (size_t)(31 - __builtin_clz(w));
        for (size_t i = 0; i < lens[w]; i++)
            texts[w][i] = w >> i & 1 ? 'b' : 'a';
    }
    for (unsigned x = 1; x < WORDS; x++) {
        for (unsigned y = 1; y < WORDS; y++) {
            struct slice a = slice_of(texts[x], lens[x]), b = slice_of(texts[y], lens[y]);
            uint32_t errors = all_errors(a, b);
            for (uint32_t limit = 0; limit <= LETTERS + 1; limit++)
                assert_int_equal(expand_errors(a, b, limit), errors > limit ? limit + 1 : errors);
        }
    }
    assert_int_equal(expand_errors(SLICE("commune"), SLICE("comunne"), 1000), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(most_frequent_words_come_first),
        with_world(accents_need_not_be_typed),
        with_world(only_last_word_is_completed),
        with_world(stop_words_and_numbers_are_not_suggested),
        with_world(mistyped_word_is_corrected),
        cmocka_unit_test(typing_errors_are_counted_up_to_the_limit),
        with_world(names_are_found_by_any_of_their_words),
        with_world(names_say_whose_they_are),
        with_world(of_words_that_mean_the_same_there_is_one),
        with_world(nothing_typed_suggests_nothing),
        with_world(similar_exchanges_share_rare_words),
        with_world(similar_total_is_exact_whatever_the_limit),
        with_world(similar_to_nothing_is_not_found),
        with_world(two_exchanges_of_an_index_can_be_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
