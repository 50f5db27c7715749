// A walk along a posting list, questions to it and its marks in windows all tell the same documents with the same
// impacts, whatever kinds of blocks hold them, and damage ends them.
#include "engine/search/match/posting_cursor.h"
#include "engine/search/match/posting_marker.h"
#include "engine/search/match/posting_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCKS = 12, TAIL = 40, COUNT = BLOCKS * POSTING_BLOCK_LEN + TAIL, LIMIT = 1 << 20 };

static uint32_t next_below(uint64_t *state, uint32_t limit)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % limit;
}

// Documents close together, with some wide gaps, or wide apart, block by block: bitmaps, spread and packed blocks.
struct list {
    uint32_t docs[COUNT];
    uint8_t codes[COUNT];
    struct buf bytes;
    struct postings postings;
};

static void invent(struct list *list, uint64_t *random)
{
    struct postings_writer writer = {0};
    postings_writer_reset(&writer);
    buf_init(&list->bytes, 0);
    uint32_t doc = next_below(random, 50);
    for (uint32_t i = 0; i < COUNT; i++) {
        bool is_wide = i / POSTING_BLOCK_LEN % 3 == 2;
        bool jumps = i / POSTING_BLOCK_LEN % 3 == 1 && next_below(random, 10) == 0;
        list->docs[i] = doc;
        list->codes[i] = (uint8_t)next_below(random, 256);
        doc += 1 + next_below(random, is_wide ? 900 : jumps ? 400 : 3);
        if ((i + 1) % POSTING_BLOCK_LEN == 0)
            postings_writer_block(&writer, list->docs + i + 1 - POSTING_BLOCK_LEN,
                                  list->codes + i + 1 - POSTING_BLOCK_LEN);
    }
    postings_writer_finish(
        &writer,
        &(struct postings_tail){list->docs + COUNT - TAIL, list->codes + COUNT - TAIL, TAIL},
        &list->bytes);
    postings_writer_clear(&writer);
    assert_int_equal(postings_open(buf_slice(&list->bytes), COUNT, LIMIT, &list->postings, NULL),
                     STATUS_OK);
}

static bool has(const struct list *list, uint32_t doc, uint32_t *index)
{
    uint32_t end = COUNT;
    for (*index = 0; *index < end;) {
        uint32_t middle = *index + (end - *index) / 2;
        if (list->docs[middle] < doc)
            *index = middle + 1;
        else
            end = middle;
    }
    return *index < COUNT && list->docs[*index] == doc;
}

// Up to 128 increasing documents from *next on, near and far ones.
static unsigned want(const struct list *list, uint64_t *random, uint32_t *next,
                     uint32_t docs[POSTING_BLOCK_LEN])
{
    unsigned n = 1 + next_below(random, POSTING_BLOCK_LEN), step = 1 + next_below(random, 60);
    for (unsigned i = 0; i < n; i++) {
        *next += next_below(random, step);
        docs[i] = (*next)++;
    }
    return docs[0] > list->docs[COUNT - 1] + 1000 ? 0 : n;
}

static uint16_t table[256]; // what an impact scores: itself and 1

static int make_table(void **state)
{
    (void)state;
    for (uint16_t i = 0; i < 256; i++)
        table[i] = i + 1;
    return 0;
}

// Questions of all kinds to one probe, a few documents each: none depends on what was asked before.
static void ask_in_any_way(const struct list *list, struct posting_probe *probe, uint64_t *random,
                           const uint32_t *docs, unsigned n)
{
    uint32_t index, told, some[POSTING_BLOCK_LEN], places[POSTING_BLOCK_LEN];
    uint32_t indexes[POSTING_BLOCK_LEN];
    for (unsigned from = 0, count; from < n; from += count) {
        bool is_there = has(list, docs[from], &index);
        unsigned expected = 0;
        count = 1 + next_below(random, n - from);
        for (unsigned i = 0; i < count; i++)
            expected += has(list, docs[from + i], &told);
        memcpy(some, docs + from, count * sizeof *some);
        switch (next_below(random, 4)) {
        case 0:
            assert_int_equal(posting_probe_find(probe, some, count, places, indexes), expected);
            break;
        case 1:
            assert_int_equal(posting_probe_keep(probe, some, count), expected);
            break;
        case 2:
            count = 1;
            assert_int_equal(posting_probe_has(probe, docs[from], &told), is_there);
            assert_true(!is_there || told == index);
            break;
        default:
            count = 1;
            assert_int_equal(posting_probe_score(probe, docs[from], table),
                             is_there ? list->codes[index] + 1 : 0);
        }
    }
}

static void a_walk_visits_every_document(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int round = 0; round < 40; round++) {
        struct list list;
        struct posting_cursor cursor;
        struct posting_access access = posting_access_make();
        invent(&list, &random);
        posting_cursor_open(&cursor, &list.postings, &access);
        uint32_t doc = posting_cursor_seek(&cursor, 0), i = 0;
        while (i < COUNT) {
            unsigned rest;
            assert_int_equal(doc, list.docs[i]);
            assert_int_equal(posting_cursor_impact(&cursor), list.codes[i]);
            const uint32_t *docs = posting_cursor_docs(&cursor, &rest);
            assert_memory_equal(docs, list.docs + i, rest * sizeof doc);
            assert_memory_equal(posting_cursor_impacts(&cursor), list.codes + i, rest);
            assert_true(rest > 0 && i + rest <= COUNT);
            bool jumps = next_below(&random, 3) == 0;
            uint32_t target = doc + 1 + (jumps ? next_below(&random, 3000) : 0);
            doc = jumps ? posting_cursor_seek(&cursor, target) : posting_cursor_next(&cursor);
            has(&list, target, &i);
        }
        assert_int_equal(doc, CURSOR_END);
        assert_int_equal(posting_cursor_next(&cursor), CURSOR_END);
        assert_false(access.damaged);
        buf_clear(&list.bytes);
    }
}

static bool bit_of(const uint64_t *bits, uint32_t bit)
{
    return bits[bit / 64] >> bit % 64 & 1;
}

// Some windows are passed over, as where no document of theirs can enter.
static void windows_hold_the_documents_of_the_list(void **state)
{
    (void)state;
    uint64_t random = 7;
    struct window_scores *sum = calloc(1, sizeof *sum);
    assert_non_null(sum);
    for (int round = 0; round < 40; round++) {
        struct list list;
        struct posting_cursor adds, scores;
        struct posting_marker bits, marks;
        struct posting_access access = posting_access_make();
        invent(&list, &random);
        posting_cursor_open(&adds, &list.postings, &access);
        posting_cursor_open(&scores, &list.postings, &access);
        posting_marker_open(&bits, &list.postings, &access);
        posting_marker_open(&marks, &list.postings, &access);
        for (uint32_t base = 0; base < list.docs[COUNT - 1] + 2 * WINDOW_DOCS;
             base += WINDOW_DOCS) {
            uint64_t in_bits[WINDOW_WORDS] = {0}, of_bitmaps[WINDOW_WORDS] = {0};
            uint64_t wanted[WINDOW_WORDS];
            uint8_t in_bytes[WINDOW_DOCS] = {0};
            uint16_t scored[WINDOW_DOCS] = {0};
            if (next_below(&random, 4) == 0)
                continue;
            for (int w = 0; w < WINDOW_WORDS; w++)
                wanted[w] =
                    (uint64_t)next_below(&random, UINT32_MAX) * next_below(&random, 1 << 30);
            posting_cursor_add(&adds, base, table, sum);
            posting_cursor_score(&scores, base, wanted, table, scored);
            posting_marker_bits(&bits, base, in_bits);
            posting_marker_marks(&marks, base, WINDOW_DOCS, in_bytes, of_bitmaps);
            for (uint32_t d = 0, i; d < WINDOW_DOCS; d++) {
                bool is_there = has(&list, base + d, &i);
                uint16_t score = is_there ? (uint16_t)(list.codes[i] + 1) : 0;
                assert_int_equal(bit_of(in_bits, d), is_there);
                assert_int_equal(in_bytes[d] || bit_of(of_bitmaps, d), is_there);
                assert_int_equal(sum->scores[d], score);
                assert_true(!is_there || sum->touched >> d / 64 & 1);
                assert_int_equal(scored[d], bit_of(wanted, d) ? score : 0);
            }
            window_scores_clear(sum);
        }
        assert_false(access.damaged);
        buf_clear(&list.bytes);
    }
    free(sum);
}

static void windows_of_any_size_are_marked(void **state)
{
    (void)state;
    enum { MOST_WORDS = 300 };
    uint64_t random = 6;
    for (int round = 0; round < 20; round++) {
        struct list list;
        struct posting_marker marker;
        struct posting_access access = posting_access_make();
        invent(&list, &random);
        posting_marker_open(&marker, &list.postings, &access);
        uint32_t size;
        for (uint32_t base = 0; base < list.docs[COUNT - 1] + 64; base += size) {
            uint64_t bits[MOST_WORDS] = {0};
            uint8_t marks[64 * MOST_WORDS] = {0};
            size = 64 * (1 + next_below(&random, MOST_WORDS));
            if (next_below(&random, 4) == 0)
                continue;
            posting_marker_marks(&marker, base, size, marks, bits);
            for (uint32_t d = 0, i; d < 64 * MOST_WORDS; d++)
                assert_int_equal(marks[d] || bit_of(bits, d), d < size && has(&list, base + d, &i));
        }
        assert_false(access.damaged);
        buf_clear(&list.bytes);
    }
}

static void documents_are_found_in_batches(void **state)
{
    (void)state;
    uint64_t random = 5;
    unsigned kinds[3] = {0};
    for (int round = 0; round < 40; round++) {
        struct list list;
        struct posting_probe finds, keeps, asked, any;
        struct posting_cursor walk; // it and `asked` take what they can from one another
        struct posting_access access = posting_access_make();
        uint32_t next = 0, docs[POSTING_BLOCK_LEN], kept[POSTING_BLOCK_LEN];
        uint32_t places[POSTING_BLOCK_LEN], indexes[POSTING_BLOCK_LEN];
        invent(&list, &random);
        for (uint32_t b = 0; b < list.postings.block_count; b++) {
            unsigned width = list.postings.doc_widths[b];
            kinds[width & BITMAP_FLAG ? 0 : width & SPREAD_FLAG ? 1 : 2]++;
        }
        posting_probe_open(&finds, &list.postings, &access);
        posting_probe_open(&keeps, &list.postings, &access);
        posting_probe_open(&asked, &list.postings, &access);
        posting_probe_open(&any, &list.postings, &access);
        posting_cursor_open(&walk, &list.postings, &access);
        posting_reader_set_twin(&walk.reader, &asked.reader);
        posting_reader_set_twin(&asked.reader, &walk.reader);
        for (unsigned n; (n = want(&list, &random, &next, docs)) > 0;) {
            memcpy(kept, docs, sizeof kept);
            unsigned found = posting_probe_find(&finds, docs, n, places, indexes), expected = 0;
            assert_int_equal(posting_probe_keep(&keeps, kept, n), found);
            for (unsigned i = 0; i < n; i++) {
                uint32_t index, told;
                bool is_there = has(&list, docs[i], &index);
                if (round % 2 && is_there && i % 3) {
                    assert_int_equal(posting_cursor_seek(&walk, docs[i]), docs[i]);
                    assert_int_equal(posting_cursor_impact(&walk), list.codes[index]);
                }
                assert_int_equal(posting_probe_has(&asked, docs[i], &told), is_there);
                assert_int_equal(posting_probe_score(&asked, docs[i], table),
                                 is_there ? list.codes[index] + 1 : 0);
                if (!is_there)
                    continue;
                assert_int_equal(told, index);
                assert_true(expected < found);
                assert_int_equal(places[expected], i);
                assert_int_equal(indexes[expected], index);
                assert_int_equal(kept[expected++], docs[i]);
            }
            assert_int_equal(expected, found);
            ask_in_any_way(&list, &any, &random, docs, n);
        }
        assert_false(access.damaged);
        buf_clear(&list.bytes);
    }
    assert_true(kinds[0] > 0 && kinds[1] > 0 && kinds[2] > 0);
}

// A list whose first block, a bitmap, has more documents than a block holds.
static void overfill(struct list *list, uint64_t *random)
{
    invent(list, random);
    assert_true(list->postings.doc_widths[0] & BITMAP_FLAG);
    unsigned words = list->postings.doc_widths[0] & BITMAP_MAX_WORDS;
    memset(list->bytes.data + (list->postings.payload - (const unsigned char *)list->bytes.data),
           0xff, (size_t)words * 8);
}

// No number beyond the block comes out, and whoever else reads what is damaged stops as well.
static void an_overfull_bitmap_is_damage(void **state)
{
    (void)state;
    uint64_t random = 9;
    struct list list;
    struct posting_probe finds, asked;
    struct posting_cursor walk;
    uint32_t docs[POSTING_BLOCK_LEN], places[POSTING_BLOCK_LEN], indexes[POSTING_BLOCK_LEN];
    struct posting_access access = posting_access_make();
    overfill(&list, &random);
    uint32_t last = postings_last_doc(&list.postings, 0),
             next = postings_last_doc(&list.postings, 1);
    for (uint32_t i = 0; i < POSTING_BLOCK_LEN; i++)
        docs[i] = last - (POSTING_BLOCK_LEN - 1) + i;
    posting_probe_open(&finds, &list.postings, &access);
    posting_probe_open(&asked, &list.postings, &access);
    posting_cursor_open(&walk, &list.postings, &access);
    assert_int_equal(posting_cursor_seek(&walk, next), next);
    assert_int_equal(posting_probe_find(&finds, docs, POSTING_BLOCK_LEN, places, indexes), 0);
    assert_true(access.damaged);
    assert_false(posting_probe_has(&finds, next, indexes));
    assert_int_equal(posting_cursor_seek(&walk, list.docs[COUNT - 1]), CURSOR_END);
    access.damaged = false;
    assert_false(posting_probe_has(&asked, last, indexes));
    assert_true(access.damaged);
    posting_cursor_open(&walk, &list.postings, &access);
    access.damaged = false;
    assert_int_equal(posting_cursor_seek(&walk, 0), CURSOR_END);
    assert_true(access.damaged);
    buf_clear(&list.bytes);
}

// A marker does not count what a bitmap has; but documents after the block's last are not the bitmap's to name.
static void marks_stay_within_the_block(void **state)
{
    (void)state;
    uint64_t random = 9;
    struct list list;
    struct posting_marker marker;
    uint64_t bits[WINDOW_WORDS] = {0};
    struct posting_access access = posting_access_make();
    bool has_room = false;
    for (bool found = false; !found;) {
        overfill(&list, &random);
        uint32_t last = postings_last_doc(&list.postings, 0);
        found = last % 64 != 63 && list.docs[POSTING_BLOCK_LEN] > last + 1;
        if (!found)
            buf_clear(&list.bytes);
    }
    posting_marker_open(&marker, &list.postings, &access);
    posting_marker_bits(&marker, 0, bits);
    for (uint32_t d = postings_last_doc(&list.postings, 0) + 1, i; d % 64 != 0; d++) {
        assert_int_equal(bit_of(bits, d), has(&list, d, &i));
        has_room = has_room || !bit_of(bits, d);
    }
    assert_true(has_room);
    buf_clear(&list.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_visits_every_document),
        cmocka_unit_test(windows_hold_the_documents_of_the_list),
        cmocka_unit_test(windows_of_any_size_are_marked),
        cmocka_unit_test(documents_are_found_in_batches),
        cmocka_unit_test(an_overfull_bitmap_is_damage),
        cmocka_unit_test(marks_stay_within_the_block),
    };
    return cmocka_run_group_tests(tests, make_table, NULL);
}
