// Promises of present/hits.h: a page shows the same of long documents as of short ones, in the memory of a page; what
// is listed without passages reads no texts.
#include "engine/lmdb/view.h"
#include "engine/search/search.h"
#include "tests/engine/search/search_world.h"
#include "tests/engine/slices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Texts of all of them are four times what a request is given here.
enum { LONG_DOCUMENTS = 4, LONG_BYTES = 256 << 10, REQUEST_BYTES = 480 << 10 };

static const char BEGINNING[] = "La passerelle du canal est fermée depuis mai.";

// BEGINNING, then words that are nowhere looked for; the caller frees.
static char *long_question(void)
{
    static const char WORDS[] = "le chemin longe la berge, puis le bief; ";
    char *text = malloc(LONG_BYTES + 1);
    assert_non_null(text);
    size_t len = (size_t)snprintf(text, LONG_BYTES, "%s ", BEGINNING);
    while (len + sizeof WORDS < LONG_BYTES) {
        memcpy(text + len, WORDS, sizeof WORDS);
        len += sizeof WORDS - 1;
    }
    return text;
}

static void make_world(struct search_world *w)
{
    char id[] = "long-0";
    for (int i = 0; i < LONG_DOCUMENTS; i++) {
        char *text = long_question();
        const struct reply reply = {.text = slice_from(text), .date = 20230713};
        id[sizeof id - 2] = (char)('0' + i);
        search_world_put(w, id, "Le brouillon", text); // its words are counted and forgotten again
        search_world_add(w, (struct exchange){.id = slice_from(id),
                                              .question = slice_from(text),
                                              .author = SLICE("Lejeune Odile"),
                                              .date_question = 20230601,
                                              .replies = &reply,
                                              .reply_count = 1});
        free(text);
    }
    search_world_put(w, "short-1", "La passerelle", "La passerelle rouvrira-t-elle ?");
    char other[] = "other-0"; // so many that the long ones' words are not most documents'
    for (int i = 0; i < LONG_DOCUMENTS; i++) {
        other[sizeof other - 2] = (char)('0' + i);
        search_world_put(w, other, "Le moulin", "Le moulin tourne-t-il ?");
    }
    search_world_open(w);
    arena_init(&w->arena, REQUEST_BYTES);
}

static struct search_result search(struct search_world *w, const struct search_request *request)
{
    struct search_result result;
    must(search_run(w->searcher, w->view, request, &w->arena, &result, &w->err));
    return result;
}

static void a_page_of_long_documents_takes_the_memory_of_a_page(void **state)
{
    struct search_world *w = *state;
    make_world(w);
    const struct search_request request = {.q = SLICE("passerelle fermée"),
                                           .mode = MODE_ANY,
                                           .limit = 100,
                                           .want_snippets = true,
                                           .want_explain = true};
    struct search_result result = search(w, &request);
    assert_int_equal(result.total, LONG_DOCUMENTS + 1);
    size_t seen = 0;
    for (size_t i = 0; i < result.hit_count; i++) {
        const struct search_hit *hit = &result.hits[i];
        if (slice_equal(hit->exchange.id, SLICE("short-1")))
            continue;
        seen++;
        assert_true(slice_starts_with(hit->question.text, slice_from(BEGINNING)));
        assert_true(slice_starts_with(hit->reponse.text, slice_from(BEGINNING)));
        assert_int_equal(hit->question.highlight_count, 2);
        assert_int_equal(hit->series.count, LONG_DOCUMENTS);
        assert_slice(hit->exchange.author, SLICE("Lejeune Odile"));
        assert_true(slice_starts_with(exchange_title(&hit->exchange), slice_from(BEGINNING)));
        assert_int_equal(exchange_reply_date(&hit->exchange), 20230713);
    }
    assert_int_equal(seen, LONG_DOCUMENTS);
}

static void a_list_without_passages_reads_no_texts(void **state)
{
    struct search_world *w = *state;
    make_world(w);
    const struct search_request request = {.q = SLICE("passerelle"), .limit = 100};
    struct search_result result = search(w, &request);
    assert_int_equal(result.hit_count, LONG_DOCUMENTS + 1);
    arena_reset(&w->arena);
    must(search_similar(w->searcher, w->view, SLICE("long-1"), 5, &w->arena, &result, &w->err));
    assert_true(result.hit_count > 0);
    // What was told one by one is let go.
    assert_true(((struct lmdb_view *)w->view)->scratch.held_bytes <= 1 << 20);

    arena_clear(&w->arena);
    struct doc_key key;
    struct exchange exchange;
    must(view_find(w->view, SLICE("long-2"), &key, &w->err));
    must(view_document(w->view, key, EXCHANGE_SHORT, &w->arena, &exchange, &w->err));
    assert_true(w->arena.held_bytes < 16 << 10);
    assert_true(slice_starts_with(exchange.question, slice_from(BEGINNING)));
    assert_int_equal(exchange.question.len, exchange_title(&exchange).len);
    assert_int_equal(view_document(w->view, key, EXCHANGE_WHOLE, &w->arena, &exchange, &w->err),
                     STATUS_NO_MEMORY);
}

// Stands in for a caller that has enough after the second.
static enum status count_two(void *context, size_t at, const struct exchange *exchange,
                             struct error *err)
{
    size_t *told = context;
    assert_int_equal(at, *told);
    assert_true(exchange->question.len > LONG_BYTES / 2);
    return ++*told == 2 ? error_set(err, STATUS_BUSY, "enough") : STATUS_OK;
}

static void documents_are_told_in_order_until_one_is_refused(void **state)
{
    struct search_world *w = *state;
    make_world(w);
    struct doc_key keys[3];
    must(view_find(w->view, SLICE("long-2"), &keys[0], &w->err));
    must(view_find(w->view, SLICE("long-0"), &keys[1], &w->err));
    must(view_find(w->view, SLICE("long-3"), &keys[2], &w->err));
    const struct document_wish wish = {keys, 3, EXCHANGE_WHOLE};
    size_t told = 0;
    assert_int_equal(view_each_document(w->view, &wish, count_two, &told, &w->err), STATUS_BUSY);
    assert_int_equal(told, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_of_long_documents_takes_the_memory_of_a_page,
                                        search_world_set_up, search_world_tear_down),
        cmocka_unit_test_setup_teardown(a_list_without_passages_reads_no_texts, search_world_set_up,
                                        search_world_tear_down),
        cmocka_unit_test_setup_teardown(documents_are_told_in_order_until_one_is_refused,
                                        search_world_set_up, search_world_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
