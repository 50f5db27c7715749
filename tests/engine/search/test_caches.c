// Promises of what a searching thread remembers: the same answers as without it, newest generation included, within its
// bounds.
#include "engine/search/memory/token_cache.h"
#include "engine/search/memory/word_cache.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// The tokens of `text`, kept and found again, are those of the list.
static void expect_kept(struct token_cache *cache, struct slice text, const struct token_list *list)
{
    struct kept_tokens kept;
    assert_true(token_cache_find(cache, text, &kept));
    assert_int_equal(kept.count, list->count);
    for (size_t i = 0; i < kept.count; i++) {
        assert_int_equal(kept.forms[i], list->tokens[i].form_id);
        assert_int_equal(kept.places[i].start, list->tokens[i].start);
        assert_int_equal(kept.places[i].end, list->tokens[i].end);
        assert_int_equal(kept.places[i].position, list->tokens[i].position);
    }
}

static void test_tokens_are_found_again(void **state)
{
    struct search_world *w = *state;
    struct analyzer *analyzer;
    struct token_cache cache;
    struct token_list list;
    struct slice text = SLICE("L’avocate a-t-elle vu la vice-présidente le 12 juin 2020 ?");
    token_cache_init(&cache);
    must(analyzer_open(ANALYZER_FRENCH, &analyzer, &w->err));
    must(analyzer_run(analyzer, text, &list, &w->err));
    struct kept_tokens kept;
    assert_false(token_cache_find(&cache, text, &kept));
    assert_true(token_cache_keep(&cache, text, &list, &kept));
    expect_kept(&cache, text, &list);
    assert_false(token_cache_find(&cache, slice_of(text.ptr, text.len - 1), &kept));
    token_cache_clear(&cache);
    assert_false(token_cache_find(&cache, text, &kept));
    analyzer_close(analyzer);
}

static struct slice numbered(char *room, size_t size, unsigned number)
{
    memset(room, 'x', size);
    memcpy(room, &number, sizeof number);
    return slice_of(room, size);
}

static void test_texts_used_longest_ago_give_way(void **state)
{
    enum { TEXTS = 1000, TOKENS = 2000 }; // 20 MB
    (void)state;
    static struct token tokens[TOKENS];
    static const struct form form = {.id = 7, .surface = {"mot", 3}};
    for (unsigned i = 0; i < TOKENS; i++)
        tokens[i] = (struct token){&form, i, i, i + 1, form.id};
    struct token_list list = {tokens, TOKENS, TOKENS};
    struct token_cache cache;
    struct kept_tokens kept;
    char room[64];
    token_cache_init(&cache);
    for (unsigned i = 0; i < TEXTS; i++) {
        assert_true(token_cache_keep(&cache, numbered(room, sizeof room, i), &list, &kept));
        assert_true(token_cache_find(&cache, numbered(room, sizeof room, 0), &kept));
        assert_true(cache.bytes <= 8 << 20);
    }
    expect_kept(&cache, numbered(room, sizeof room, TEXTS - 1), &list);
    assert_false(token_cache_find(&cache, numbered(room, sizeof room, 1), &kept));
    list.position_count = UINT16_MAX + 1; // does not fit: not kept
    assert_false(token_cache_keep(&cache, SLICE("long"), &list, &kept));
    assert_false(token_cache_find(&cache, SLICE("long"), &kept));
    token_cache_clear(&cache);
    assert_int_equal(cache.bytes, 0);
}

static void test_words_are_known_until_there_are_too_many(void **state)
{
    enum { KEYS = 5000 };
    struct search_world *w = *state;
    search_world_put(w, "a-1", "École", "Une école.");
    search_world_open(w);
    struct word_cache cache;
    struct expansion word = {SLICE("école"), 1, 0};
    struct word_finding finding = {&word, 1, 3};
    word_cache_init(&cache);
    word_cache_begin(&cache, &w->view->info);
    unsigned known = 0;
    char key[16];
    for (unsigned i = 0; i < KEYS; i++) {
        struct slice name = slice_of(key, (size_t)snprintf(key, sizeof key, "k%u", i));
        assert_null(word_cache_find(&cache, name));
        word_cache_keep(&cache, name, &finding);
        const struct word_finding *found = word_cache_find(&cache, name);
        known += found != NULL;
        if (found)
            assert_true(slice_equal(found->words[0].surface, word.surface) && found->walked == 3);
    }
    assert_in_range(known, 500, KEYS - 1);
    word_cache_begin(&cache, &w->view->info); // too full to go on
    assert_null(word_cache_find(&cache, SLICE("k1")));
    word_cache_keep(&cache, SLICE("k1"), &finding);
    word_cache_begin(&cache, &w->view->info);
    assert_non_null(word_cache_find(&cache, SLICE("k1")));
    word_cache_clear(&cache);
}

// --- the same answers ----------------------------------------------------------------------------

static void append_snippet(struct buf *out, const struct snippet *snippet)
{
    buf_append_slice(out, snippet->text);
    for (size_t i = 0; i < snippet->highlight_count; i++)
        buf_printf(out, " %u-%u", snippet->highlights[i].start, snippet->highlights[i].end);
    buf_append_char(out, '\n');
}

// What the searcher answers, as text from the world's arena.
static struct slice answer(struct search_world *w, struct searcher *searcher, const char *q)
{
    struct search_request request = {.q = slice_from(q), .limit = 10, .want_snippets = true};
    struct search_result result;
    must(search_run(searcher, w->view, &request, &w->arena, &result, &w->err));
    struct buf out;
    buf_init(&out, 0);
    for (size_t i = 0; i < result.interpretation_count; i++) {
        buf_append_slice(&out, result.interpretation[i].text);
        buf_append_slice(&out, result.interpretation[i].undo);
        buf_append_char(&out, '\n');
    }
    for (size_t i = 0; i < result.hit_count; i++) {
        append_snippet(&out, &result.hits[i].title);
        append_snippet(&out, &result.hits[i].question);
    }
    struct slice text = arena_copy(&w->arena, buf_slice(&out));
    buf_clear(&out);
    return text;
}

static const char *const QUERIES[] = {"écoles",           "ecole rurale",    "ecolle",
                                      "\"école rurale\"", "economie ecole~", "titre:école rural"};

// Twice by the world's searcher, once by a new one.
static void expect_same_answers(struct search_world *w)
{
    for (size_t i = 0; i < 2 * sizeof QUERIES / sizeof *QUERIES; i++) {
        struct searcher *fresh;
        const char *q = QUERIES[i % (sizeof QUERIES / sizeof *QUERIES)];
        must(searcher_open(w->backend, w->synonyms, &fresh, &w->err));
        struct slice expected = answer(w, fresh, q), got = answer(w, w->searcher, q);
        assert_int_equal(expected.len, got.len);
        assert_memory_equal(expected.ptr, got.ptr, got.len);
        searcher_close(fresh);
    }
}

static void test_answers_are_those_of_a_new_searcher(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a-1", "École rurale",
                     "Une école rurale, et des écoles. L’économie rurale.");
    search_world_put(w, "a-2", "Écoliers",
                     "Les écoliers ruraux vont à l’école. Une école rurale !");
    search_world_open(w);
    expect_same_answers(w);

    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    must(index_writer_open(w->path, &options, &w->writer, &w->err));
    search_world_put(w, "a-2", "Écoliers", "Les écolières rurales vont à l’école. Des écolles.");
    search_world_put(w, "a-3", "Écolier", "Un écolier, une école. Des ECOLES.");
    uint64_t generation;
    must(index_writer_commit(w->writer, &generation, &w->err));
    view_end(w->view);
    must(view_begin(w->backend, &w->view, &w->err));
    expect_same_answers(w);
}

// --- values of columns ---------------------------------------------------------------------------

static bool append_value(void *context, struct slice value, uint32_t documents)
{
    buf_printf(context, "%.*s %u, ", SLICE_ARG(value), documents);
    return true;
}

static void expect_ministers(struct search_world *w, const char *expected)
{
    for (int twice = 0; twice < 2; twice++) {
        char room[200];
        struct buf out = buf_over(room, sizeof room);
        must(view_values(w->view, FIELD_MINISTER, SLICE(""), append_value, &out, &w->err));
        assert_true(slice_equal(buf_slice(&out), slice_from(expected)));
    }
}

static void put_minister(struct search_world *w, const char *id, const char *minister)
{
    search_world_add(w, (struct exchange){.id = slice_from(id),
                                          .title = SLICE("Le pont"),
                                          .minister = slice_from(minister)});
}

static void test_values_are_those_of_the_generation(void **state)
{
    struct search_world *w = *state;
    uint64_t generation;
    put_minister(w, "a", "ROUX Anne");
    put_minister(w, "b", "BERGER Luc");
    put_minister(w, "c", "ROUX Anne");
    search_world_open(w);
    expect_ministers(w, "BERGER Luc 1, ROUX Anne 2, ");
    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    must(index_writer_open(w->path, &options, &w->writer, &w->err));
    put_minister(w, "a", "BERGER Luc");
    must(index_writer_remove(w->writer, SLICE("c"), &w->err));
    must(index_writer_commit(w->writer, &generation, &w->err));
    expect_ministers(w, "BERGER Luc 1, ROUX Anne 2, "); // the view's generation
    view_end(w->view);
    must(view_begin(w->backend, &w->view, &w->err));
    expect_ministers(w, "BERGER Luc 2, ");
}

// So many names that their column has two bytes a document.
static void test_filters_find_one_of_many_values(void **state)
{
    enum { NAMES = 300 };
    struct search_world *w = *state;
    char name[16];
    for (unsigned i = 0; i < NAMES + 70; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "q-%u", i);
        (void)snprintf(name, sizeof name, "NOM%03u Anne", i % NAMES);
        put_minister(w, id, name);
    }
    search_world_open(w);
    for (unsigned i = 0; i < NAMES; i += 13) {
        struct slice value = slice_of(name, (size_t)snprintf(name, sizeof name, "NOM%03u Anne", i));
        const struct search_filter filter = {FIELD_MINISTER, value};
        struct search_request request = {.filters = &filter, .filter_count = 1, .limit = 10};
        struct search_result result;
        must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
        assert_int_equal(result.total, i < 70 ? 2 : 1);
        assert_true(slice_equal(result.hits[0].exchange.minister, value));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tokens_are_found_again, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test(test_texts_used_longest_ago_give_way),
        cmocka_unit_test_setup_teardown(test_words_are_known_until_there_are_too_many,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(test_answers_are_those_of_a_new_searcher,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(test_values_are_those_of_the_generation,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(test_filters_find_one_of_many_values, search_world_set_up,
                                        search_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
