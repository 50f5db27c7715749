// The answer depends on the documents alone: not on batches, replaced or removed documents, merges or their order.
//
// The same documents come to several indexes in different ways. Every question must get the same exchanges in the same
// order with the same scores; and where all was merged and reordered, all bytes of the segment are the same, and those
// of the dictionary that its documents are compressed by. The clock stands, for a document says when it was first seen.
#include "base/buf.h"
#include "engine/search/present/similar.h"
#include "engine/storage/store.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 300, WORDS = 40, LONG_WORDS = 8000, HISTORIES = 7, QUESTIONS = 120 };

static const char *const VOCABULARY[] = {
    "prise",   "prises", "prisé",    "route",    "routes",   "école",   "écoles", "lait",
    "train",   "trains", "tram",     "budget",   "commune",  "eau",     "eaux",   "bois",
    "forêt",   "crèche", "crèches",  "logement", "loyer",    "énergie", "prix",   "marché",
    "hôpital", "soins",  "ministre", "wallon",   "wallonne", "pêche",   "pêcher", "péché"};
enum { VOCABULARY_SIZE = sizeof VOCABULARY / sizeof *VOCABULARY };

int64_t __wrap_clock_wall_seconds(void);
int64_t __wrap_clock_wall_seconds(void)
{
    return 1700000000;
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

// Document n, always the same; some are alike, so that scores tie. A draft is what it was before it was corrected.
static void put(struct search_world *w, unsigned n, bool is_draft)
{
    char id[16], title[64] = "";
    struct buf question;
    buf_init(&question, 0);
    uint64_t random = n % 5 == 0 ? 7 : n + 1;
    unsigned words = 3 + (unsigned)(next_random(&random) % (WORDS - 3));
    if (n % 100 == 7)
        words = LONG_WORDS; // what is long is packed apart
    snprintf(id, sizeof id, "q-%03u", n * 7 % DOCUMENTS);
    if (n % 3)
        snprintf(title, sizeof title, "%s et %s",
                 VOCABULARY[next_random(&random) % VOCABULARY_SIZE],
                 VOCABULARY[next_random(&random) % VOCABULARY_SIZE]);
    for (unsigned i = 0; i < words; i++)
        buf_printf(&question, "%s ", VOCABULARY[next_random(&random) % VOCABULARY_SIZE]);
    if (is_draft)
        buf_append_slice(&question, SLICE("prisées dispârues brouillon"));
    search_world_add(w, (struct exchange){.id = slice_from(id),
                                          .title = slice_from(title),
                                          .question = buf_slice(&question),
                                          .date_question = 20200101 + n % 4});
    buf_clear(&question);
}

static void put_stranger(struct search_world *w, unsigned n)
{
    char id[16];
    snprintf(id, sizeof id, "x-%u", n);
    search_world_put(w, id, "Vins prisés, dispârus depuis", "prisée prisés pêché route lait");
}

static void commit(struct search_world *w)
{
    uint64_t generation;
    must(index_writer_commit(w->writer, &generation, &w->err));
}

// At once, in order.
static void at_once(struct search_world *w)
{
    for (unsigned n = 0; n < DOCUMENTS; n++)
        put(w, n, false);
}

// From the last to the first, a few at a time; drafts first, and documents that go again.
static void in_steps(struct search_world *w)
{
    for (unsigned n = DOCUMENTS; n-- > 0;) {
        if (n % 4 == 1)
            put(w, n, true);
        if (n % 11 == 0)
            put_stranger(w, n);
        if (n % 23 == 0)
            commit(w);
        put(w, n, false);
        if (n % 22 == 0) {
            char id[16];
            snprintf(id, sizeof id, "x-%u", n);
            must(index_writer_remove(w->writer, slice_from(id), &w->err));
        }
    }
    commit(w);
    for (unsigned n = 11; n < DOCUMENTS; n += 22) {
        char id[16];
        snprintf(id, sizeof id, "x-%u", n);
        must(index_writer_remove(w->writer, slice_from(id), &w->err));
    }
}

static void remove_stranger(struct search_world *w, unsigned n)
{
    char id[16];
    snprintf(id, sizeof id, "x-%u", n);
    must(index_writer_remove(w->writer, slice_from(id), &w->err));
}

// In any order, in batches of any size; some first as drafts, strangers for a while, all merged now and then: the
// dictionary of stored documents is learnt from whatever comes first, and by `optimize` from what is there.
static void at_random(struct search_world *w, uint64_t seed)
{
    unsigned order[DOCUMENTS], strangers = 0, first_stranger = 0;
    for (unsigned n = 0; n < DOCUMENTS; n++)
        order[n] = n;
    for (unsigned n = DOCUMENTS; n > 1; n--) {
        unsigned other = (unsigned)(next_random(&seed) % n), kept = order[n - 1];
        order[n - 1] = order[other];
        order[other] = kept;
    }
    for (unsigned n = 0; n < (seed % 2 ? 400 : 0); n++)
        put_stranger(w, strangers++);
    for (unsigned n = 0; n < DOCUMENTS; n++) {
        uint64_t fate = next_random(&seed) % 100;
        if (fate < 30)
            put(w, order[n], true);
        if (fate < 10)
            put_stranger(w, strangers++);
        if (fate % 10 == 0)
            commit(w);
        if (fate == 50)
            must(index_writer_optimize(w->writer, NULL, NULL, &w->err));
        put(w, order[n], false);
        if (fate % 7 == 0 && first_stranger < strangers)
            remove_stranger(w, first_stranger++);
    }
    while (first_stranger < strangers)
        remove_stranger(w, first_stranger++);
}

struct worlds {
    struct search_world *each[HISTORIES];
};

static int set_up(void **state)
{
    static struct worlds worlds;
    for (unsigned h = 0; h < HISTORIES; h++) {
        search_world_set_up((void **)&worlds.each[h]);
        struct search_world *w = worlds.each[h];
        if (h >= 4)
            at_random(w, h);
        else
            (h % 2 ? in_steps : at_once)(w);
        if (h >= 2)
            must(index_writer_optimize(w->writer, NULL, NULL, &w->err));
        search_world_open(w);
    }
    *state = &worlds;
    return 0;
}

static int tear_down(void **state)
{
    struct worlds *worlds = *state;
    for (unsigned h = 0; h < HISTORIES; h++)
        search_world_tear_down((void **)&worlds->each[h]);
    return 0;
}

static struct search_result ask(struct search_world *w, const struct search_request *request)
{
    struct search_result result;
    must(search_run(w->searcher, w->view, request, &w->arena, &result, &w->err));
    return result;
}

static void expect_equal(struct slice asked, unsigned history, const struct search_result *first,
                         const struct search_result *other)
{
    if (other->total != first->total || other->hit_count != first->hit_count)
        fail_msg("%.*s: %llu and, in history %u, %llu", SLICE_ARG(asked),
                 (unsigned long long)first->total, history, (unsigned long long)other->total);
    for (size_t i = 0; i < first->hit_count; i++)
        if (!slice_equal(first->hits[i].exchange.id, other->hits[i].exchange.id) ||
            first->hits[i].score != other->hits[i].score)
            fail_msg("%.*s: hit %zu is %.*s (%.17g) and, in history %u, %.*s (%.17g)",
                     SLICE_ARG(asked), i, SLICE_ARG(first->hits[i].exchange.id),
                     first->hits[i].score, history, SLICE_ARG(other->hits[i].exchange.id),
                     other->hits[i].score);
}

static void expect_same(struct worlds *worlds, const struct search_request *request)
{
    struct search_result first = ask(worlds->each[0], request);
    for (unsigned h = 1; h < HISTORIES; h++) {
        struct search_result other = ask(worlds->each[h], request);
        expect_equal(request->q, h, &first, &other);
    }
}

static void ask_similar(struct search_world *w, struct slice id, struct search_result *out)
{
    must(search_similar(w->searcher, w->view, id, 50, &w->arena, out, &w->err));
}

static void test_every_history_finds_the_same_alike(void **state)
{
    struct worlds *worlds = *state;
    for (unsigned n = 0; n < DOCUMENTS; n += 3) {
        char id[16];
        struct search_result first, other;
        snprintf(id, sizeof id, "q-%03u", n);
        ask_similar(worlds->each[0], slice_from(id), &first);
        for (unsigned h = 1; h < HISTORIES; h++) {
            ask_similar(worlds->each[h], slice_from(id), &other);
            expect_equal(slice_from(id), h, &first, &other);
        }
    }
}

static void test_every_history_gives_the_same_answer(void **state)
{
    static const char *const others[] = {"prises",       "pris*",        "prisees",
                                         "peche",        "dispar*",      "brouillon",
                                         "\"route et\"", "lait OU bois", "-route eau"};
    struct worlds *worlds = *state;
    uint64_t random = 3;
    for (unsigned i = 0; i < QUESTIONS; i++) {
        struct buf q;
        buf_init(&q, 0);
        for (unsigned words = 1 + i % 3; words-- > 0;)
            buf_printf(&q, "%s ", VOCABULARY[next_random(&random) % VOCABULARY_SIZE]);
        struct search_request request = {.q = buf_slice(&q), .limit = 5 + i % 40, .mode = i % 3};
        expect_same(worlds, &request);
        request.sort = SORT_DATE_DESC;
        expect_same(worlds, &request);
        buf_clear(&q);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_same(worlds, &(struct search_request){.q = slice_from(others[i]), .limit = 50});
}

// --- bytes -------------------------------------------------------------------------------------

struct reading {
    struct store *store;
    struct store_txn *txn;
    struct slice key, value;
    enum status status;
};

static void begin_reading(struct search_world *w, struct reading *reading, enum store_table table)
{
    must(
        store_open(w->path, &(struct store_options){.mode = STORE_READ}, &reading->store, &w->err));
    must(store_begin(reading->store, false, &reading->txn, &w->err));
    reading->status =
        store_seek(reading->txn, table, SLICE(""), &reading->key, &reading->value, &w->err);
}

static void end_reading(struct reading *reading)
{
    store_abort(reading->txn);
    store_close(reading->store);
}

// All of one segment is the same in both, whatever number the segment has.
static void expect_same_table(struct search_world *a, struct search_world *b,
                              enum store_table table)
{
    struct reading left, right;
    struct error err;
    unsigned entries = 0;
    begin_reading(a, &left, table);
    begin_reading(b, &right, table);
    while (left.status == STATUS_OK && right.status == STATUS_OK) {
        assert_true(slice_equal(slice_from_offset(left.key, 4), slice_from_offset(right.key, 4)));
        if (!slice_equal(left.value, right.value))
            fail_msg("table %d, part %c: other bytes", (int)table, left.key.ptr[4]);
        entries++;
        left.status = store_next(left.txn, table, &left.key, &left.value, &err);
        right.status = store_next(right.txn, table, &right.key, &right.value, &err);
    }
    assert_int_equal(left.status, STATUS_NOT_FOUND);
    assert_int_equal(right.status, STATUS_NOT_FOUND);
    assert_true(entries > 0);
    end_reading(&left);
    end_reading(&right);
}

static void expect_same_dictionary(struct search_world *a, struct search_world *b)
{
    struct reading left, right;
    begin_reading(a, &left, STORE_META);
    begin_reading(b, &right, STORE_META);
    assert_int_equal(store_get(left.txn, STORE_META, SLICE("dictionary"), &left.value, NULL),
                     STATUS_OK);
    assert_int_equal(store_get(right.txn, STORE_META, SLICE("dictionary"), &right.value, NULL),
                     STATUS_OK);
    assert_true(slice_equal(left.value, right.value));
    end_reading(&left);
    end_reading(&right);
}

// A first batch that is large enough is learnt from at once.
static void expect_dictionary(struct search_world *w)
{
    struct reading reading;
    begin_reading(w, &reading, STORE_META);
    assert_int_equal(store_get(reading.txn, STORE_META, SLICE("dictionary"), &reading.value, NULL),
                     STATUS_OK);
    end_reading(&reading);
}

static void test_optimized_segments_are_the_same_bytes(void **state)
{
    struct worlds *worlds = *state;
    for (unsigned h = 0; h < HISTORIES; h++) { // their files must not be open twice
        view_free(worlds->each[h]->view);
        searcher_close(worlds->each[h]->searcher);
        backend_close(worlds->each[h]->backend);
        worlds->each[h]->view = NULL;
        worlds->each[h]->searcher = NULL;
        worlds->each[h]->backend = NULL;
    }
    expect_dictionary(worlds->each[0]);
    for (unsigned h = 3; h < HISTORIES; h++) {
        expect_same_table(worlds->each[2], worlds->each[h], STORE_BLOBS);
        expect_same_table(worlds->each[2], worlds->each[h], STORE_TERMS);
        expect_same_dictionary(worlds->each[2], worlds->each[h]);
    }
}

// --- parts -------------------------------------------------------------------------------------

// Words that come once, words that come everywhere, with accents and without, over all three texts.
static void put_long(struct search_world *w)
{
    enum { NEW_WORDS = 90000 };
    uint64_t state = 7;
    struct buf texts[2] = {{0}, {0}};
    for (unsigned n = 0; n < NEW_WORDS; n++) {
        struct buf *text = &texts[n > NEW_WORDS / 2];
        const char *common = VOCABULARY[next_random(&state) % VOCABULARY_SIZE];
        const char *accent = n % 3 == 0 ? "é" : n % 3 == 1 ? "e" : "è";
        unsigned letters = n / 3;
        buf_printf(text, "%s quai%c%c%c%c%s ", common, 'a' + (int)(letters / 17576),
                   'a' + (int)(letters / 676 % 26), 'a' + (int)(letters / 26 % 26),
                   'a' + (int)(letters % 26), accent);
    }
    search_world_add(w, (struct exchange){.id = SLICE("parts"),
                                          .title = SLICE("Les prises du quai"),
                                          .question = buf_slice(&texts[0]),
                                          .replies = &(struct reply){.text = buf_slice(&texts[1])},
                                          .reply_count = 1,
                                          .date_question = 20200101});
    buf_clear(&texts[0]);
    buf_clear(&texts[1]);
}

static uint32_t first_segment(struct search_world *w)
{
    struct reading reading;
    uint32_t number;
    begin_reading(w, &reading, STORE_BLOBS);
    assert_int_equal(reading.status, STATUS_OK);
    memcpy(&number, reading.key.ptr, sizeof number);
    end_reading(&reading);
    return __builtin_bswap32(number);
}

// A writer with the least memory writes it in parts, and joins them.
static void test_a_document_in_parts_is_the_same_bytes(void **state)
{
    (void)state;
    struct search_world *worlds[2];
    for (unsigned i = 0; i < 2; i++) {
        search_world_set_up((void **)&worlds[i]);
        struct search_world *w = worlds[i];
        index_writer_close(w->writer);
        w->writer = NULL;
        must(index_writer_open(
            w->path, &(struct writer_options){.memory_bytes = (size_t)(i ? 16 : 256) << 20},
            &w->writer, &w->err));
        put_long(w);
        commit(w);
        index_writer_close(w->writer);
        w->writer = NULL;
    }
    assert_int_equal(first_segment(worlds[0]), 1);
    assert_true(first_segment(worlds[1]) > 2); // parts had the numbers before
    expect_same_table(worlds[0], worlds[1], STORE_BLOBS);
    expect_same_table(worlds[0], worlds[1], STORE_TERMS);
    for (unsigned i = 0; i < 2; i++)
        search_world_tear_down((void **)&worlds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_history_gives_the_same_answer),
        cmocka_unit_test(test_every_history_finds_the_same_alike),
        cmocka_unit_test(test_optimized_segments_are_the_same_bytes),
        cmocka_unit_test(test_a_document_in_parts_is_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
