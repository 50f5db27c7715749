// What follows where few exchanges have all the words: the others, none twice, none missing, page by page, and never
// one that lacks what was insisted on.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct search_result run(struct search_world *w, struct search_request request)
{
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result;
}

static struct slice ids_of(struct search_world *w, const struct search_hit *hits, size_t count)
{
    struct slice ids = SLICE("");
    for (size_t h = 0; h < count; h++)
        ids = arena_printf(&w->arena, "%.*s%s%.*s", SLICE_ARG(ids), h ? " " : "",
                           SLICE_ARG(hits[h].exchange.id));
    return ids;
}

// « a b » are the hits, « c d » behind the bar the partials; without a bar none come into question.
static void assert_finds(struct search_world *w, const char *q, const char *expected)
{
    struct search_result result =
        run(w, (struct search_request){.q = slice_from(q), .limit = 20, .want_partials = true});
    struct slice found = ids_of(w, result.hits, result.hit_count);
    if (result.partials.is_given)
        found = arena_printf(&w->arena, "%.*s | %.*s", SLICE_ARG(found),
                             SLICE_ARG(ids_of(w, result.partials.hits, result.partials.hit_count)));
    if (!slice_equal(found, slice_from(expected)))
        fail_msg("« %s » finds « %.*s » instead of « %s »", q, SLICE_ARG(found), expected);
    if (result.relaxed && result.partials.is_given)
        fail_msg("« %s » is relaxed and has partials", q);
}

static void fill(struct search_world *w)
{
    search_world_put(w, "all", "Barrages", "Le barrage de la vallée retient la crue du fleuve.");
    search_world_put(w, "dam", "Ouvrages", "Un barrage ancien en amont.");
    search_world_put(w, "flood", "Météo", "La crue du fleuve a surpris les riverains.");
    search_world_put(w, "wool", "Moutons", "La tonte des moutons et leur laine.");
    search_world_open(w);
}

static void what_was_insisted_on_holds_in_both_lists(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_finds(w, "barrage crue", "all | flood dam");
    assert_finds(w, "+barrage crue", "all | dam");
    assert_finds(w, "+barrage +crue", "all | ");
    assert_finds(w, "\"crue du fleuve\" barrage", "all | flood");
    assert_finds(w, "\"barrage de la vallée\" crue", "all | ");
    assert_finds(w, "titre:barrages crue", "all | ");
    assert_finds(w, "titre:(barrages crue)", "");
    assert_finds(w, "barrage ET crue", "all | ");
    assert_finds(w, "barrage crue ET fleuve", "all | flood");
    assert_finds(w, "barrage crue -riverains", "all | dam");
    assert_finds(w, "barrag* crue", "all | dam");
    assert_finds(w, "=crue barrage", "all | flood");
    assert_finds(w, "laine", "wool | ");
    assert_finds(w, "=laine", "wool | ");
    assert_finds(w, "barrage laine", "wool all dam"); // nothing has both: relaxed
    assert_finds(w, "+barrage laine", "all dam");
    assert_finds(w, "zzyzx +zzyzx", "");
}

static void a_question_is_as_strict_as_its_words(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_finds(w, "Comment un barrage retient-il la crue ?", "all | flood dam");
    assert_finds(w, "Quelles sont les règles pour la tonte des moutons ?", "wool | ");
    assert_finds(w, "Comment obtenir un barrage contre la crue ?", "all | flood dam");
    assert_finds(w, "Comment la \"crue du fleuve\" passe-t-elle le barrage ?", "all | flood");
    struct search_result result =
        run(w, (struct search_request){.q = SLICE("Que retient le barrage ?"), .limit = 5});
    assert_int_equal(result.total, 1);
    assert_false(result.relaxed);
    assert_false(result.partials.is_given); // not asked for
}

// --- many documents ------------------------------------------------------------------------------

static const char *const WORDS[] = {"barrage", "crue",  "fleuve", "école", "budget",
                                    "forêt",   "laine", "train",  "impôt", "hôpital"};
enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS, DOCUMENTS = 90, ROUNDS = 250, PAGE = 7 };

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static void fill_many(struct search_world *w)
{
    unsigned seed = 7;
    uint64_t generation;
    for (unsigned d = 0; d < DOCUMENTS; d++) {
        struct slice text = SLICE("Texte");
        for (unsigned n = 2 + next(&seed) % 4; n > 0; n--)
            text = arena_printf(&w->arena, "%.*s %s", SLICE_ARG(text),
                                WORDS[next(&seed) % WORD_COUNT]);
        search_world_add(w, (struct exchange){.id = arena_printf(&w->arena, "d%u", d),
                                              .title = SLICE("Titre"),
                                              .question = text,
                                              .date_question = 20200101 + next(&seed) % 28});
        if (d % 30 == 29)
            must(index_writer_commit(w->writer, &generation, &w->err)); // several segments
    }
    search_world_open(w);
}

static struct slice random_query(struct search_world *w, unsigned *seed)
{
    static const char *const before[] = {"", "", "", "", "+", "-", "titre:titre ", "Comment "};
    struct slice q = SLICE("");
    for (unsigned n = 2 + next(seed) % 3; n > 0; n--)
        q = arena_printf(&w->arena, "%.*s %s%s", SLICE_ARG(q), before[next(seed) % 8],
                         WORDS[next(seed) % WORD_COUNT]);
    return q;
}

static void assert_hits_equal(const struct search_hit *a, const struct search_hit *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(a[i].doc.bits, b[i].doc.bits);
        assert_true(a[i].key == b[i].key && a[i].score == b[i].score);
        assert_int_equal(a[i].part_count, b[i].part_count);
        for (size_t p = 0; p < a[i].part_count; p++)
            assert_true(a[i].parts[p].value == b[i].parts[p].value);
    }
}

// Both lists by pages of a few hits, by offset; then the partials by their cursor.
static void assert_pages_join(struct search_world *w, struct search_request request,
                              const struct search_result *whole)
{
    size_t strict = whole->hit_count, all = strict + whole->partials.hit_count;
    request.limit = PAGE;
    for (request.offset = 0; request.offset < all + PAGE; request.offset += PAGE) {
        struct search_result page = run(w, request);
        size_t from = request.offset < all ? request.offset : all;
        size_t to = from + PAGE < all ? from + PAGE : all;
        size_t of_strict = from >= strict ? 0 : (to < strict ? to : strict) - from;
        assert_int_equal(page.total, whole->total);
        assert_int_equal(page.partials.total, whole->partials.total);
        assert_int_equal(page.hit_count, of_strict);
        assert_int_equal(page.partials.hit_count, to - from - of_strict);
        assert_hits_equal(page.hits, whole->hits + from, of_strict);
        assert_hits_equal(page.partials.hits,
                          whole->partials.hits + (from > strict ? from - strict : 0),
                          page.partials.hit_count);
    }
    request.offset = 0;
    request.in_partials = true;
    for (size_t seen = 0; seen < whole->partials.total; seen += PAGE) {
        struct search_result page = run(w, request);
        size_t left = whole->partials.total - seen;
        assert_int_equal(page.hit_count, 0);
        assert_int_equal(page.partials.hit_count, left < PAGE ? left : PAGE);
        assert_hits_equal(page.partials.hits, whole->partials.hits + seen, page.partials.hit_count);
        const struct search_hit *last = &page.partials.hits[page.partials.hit_count - 1];
        request.after = (struct search_after){true, last->key, last->doc};
    }
}

static bool is_among(const struct search_hit *hits, size_t count, struct doc_key doc)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].doc.bits == doc.bits)
            return true;
    return false;
}

static void the_two_lists_are_one_without_doubles_or_gaps(void **state)
{
    struct search_world *w = *state;
    fill_many(w);
    struct arena kept = w->arena; // what the index was made of
    arena_init(&w->arena, 0);
    unsigned seed = 11, given = 0, followed = 0;
    for (int round = 0; round < ROUNDS; round++) {
        arena_reset(&w->arena);
        struct search_request request = {.q = random_query(w, &seed),
                                         .sort = (enum search_sort)(next(&seed) % 3),
                                         .limit = DOCUMENTS,
                                         .want_explain = true};
        struct search_result plain = run(w, request);
        request.want_partials = true;
        struct search_result whole = run(w, request);
        assert_int_equal(plain.total, whole.total);
        assert_int_equal(plain.hit_count, whole.hit_count);
        assert_hits_equal(plain.hits, whole.hits, whole.hit_count);
        bool is_short = whole.total > 0 && whole.total <= PARTIALS_MAX_STRICT && !whole.relaxed;
        assert_int_equal(whole.partials.is_given, is_short);
        assert_int_equal(whole.partials.hit_count, whole.partials.total);
        for (size_t i = 0; i < whole.partials.hit_count; i++) {
            struct doc_key doc = whole.partials.hits[i].doc;
            assert_false(is_among(whole.hits, whole.hit_count, doc));
            assert_false(is_among(whole.partials.hits, i, doc));
        }
        if (is_short)
            assert_pages_join(w, request, &whole);
        given += is_short;
        followed += whole.partials.total > PAGE;
    }
    assert_true(given > ROUNDS / 5 && followed > ROUNDS / 10); // the test saw something
    arena_clear(&kept);
}

#define WITH_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(what_was_insisted_on_holds_in_both_lists),
        WITH_WORLD(a_question_is_as_strict_as_its_words),
        WITH_WORLD(the_two_lists_are_one_without_doubles_or_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
