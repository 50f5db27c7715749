// A cursor finds of any documents those that its list has, whatever kinds of blocks hold them.
#include "engine/search/match/posting_cursor.h"

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
    struct buf bytes;
    struct postings postings;
};

static void invent(struct list *list, uint64_t *random)
{
    static const uint8_t codes[POSTING_BLOCK_LEN] = {0};
    struct postings_writer writer = {0};
    postings_writer_reset(&writer);
    buf_init(&list->bytes, 0);
    uint32_t doc = next_below(random, 50);
    for (uint32_t i = 0; i < COUNT; i++) {
        bool is_wide = i / POSTING_BLOCK_LEN % 3 == 2;
        bool jumps = i / POSTING_BLOCK_LEN % 3 == 1 && next_below(random, 10) == 0;
        list->docs[i] = doc;
        doc += 1 + next_below(random, is_wide ? 900 : jumps ? 400 : 3);
        if ((i + 1) % POSTING_BLOCK_LEN == 0)
            postings_writer_block(&writer, list->docs + i + 1 - POSTING_BLOCK_LEN, codes);
    }
    postings_writer_finish(&writer, &(struct postings_tail){list->docs + COUNT - TAIL, codes, TAIL},
                           &list->bytes);
    postings_writer_clear(&writer);
    assert_int_equal(postings_open(buf_slice(&list->bytes), COUNT, LIMIT, &list->postings, NULL),
                     STATUS_OK);
}

static bool has(const struct list *list, uint32_t doc, uint32_t *index)
{
    for (*index = 0; *index < COUNT && list->docs[*index] < doc;)
        ++*index;
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

static void documents_are_found_in_batches(void **state)
{
    (void)state;
    uint64_t random = 5;
    unsigned kinds[3] = {0};
    for (int round = 0; round < 40; round++) {
        struct list list;
        struct posting_cursor finds, keeps, asked;
        uint32_t next = 0, docs[POSTING_BLOCK_LEN], kept[POSTING_BLOCK_LEN];
        uint32_t places[POSTING_BLOCK_LEN], indexes[POSTING_BLOCK_LEN];
        invent(&list, &random);
        for (uint32_t b = 0; b < list.postings.block_count; b++) {
            unsigned width = list.postings.doc_widths[b];
            kinds[width & BITMAP_FLAG ? 0 : width & SPREAD_FLAG ? 1 : 2]++;
        }
        posting_cursor_open(&finds, &list.postings);
        posting_cursor_open(&keeps, &list.postings);
        posting_cursor_open(&asked, &list.postings);
        for (unsigned n; (n = want(&list, &random, &next, docs)) > 0;) {
            memcpy(kept, docs, sizeof kept);
            unsigned found = posting_cursor_find(&finds, docs, n, places, indexes), expected = 0;
            assert_int_equal(posting_cursor_keep(&keeps, kept, n), found);
            for (unsigned i = 0; i < n; i++) {
                uint32_t index;
                bool is_there = has(&list, docs[i], &index);
                assert_int_equal(posting_cursor_has(&asked, docs[i]), is_there);
                if (!is_there)
                    continue;
                assert_int_equal(posting_cursor_index(&asked), index);
                assert_true(expected < found);
                assert_int_equal(places[expected], i);
                assert_int_equal(indexes[expected], index);
                assert_int_equal(kept[expected++], docs[i]);
            }
            assert_int_equal(expected, found);
        }
        assert_false(finds.failed || keeps.failed || asked.failed);
        buf_clear(&list.bytes);
    }
    assert_true(kinds[0] > 0 && kinds[1] > 0 && kinds[2] > 0);
}

// A bitmap of more documents than a block has: the list is damaged, and no number beyond the block comes out.
static void an_overfull_bitmap_is_damage(void **state)
{
    (void)state;
    uint64_t random = 9;
    struct list list;
    struct posting_cursor cursor;
    uint32_t docs[POSTING_BLOCK_LEN], places[POSTING_BLOCK_LEN], indexes[POSTING_BLOCK_LEN];
    invent(&list, &random);
    assert_true(list.postings.doc_widths[0] & BITMAP_FLAG);
    unsigned words = list.postings.doc_widths[0] & BITMAP_MAX_WORDS;
    memset(list.bytes.data + (list.postings.payload - (const unsigned char *)list.bytes.data), 0xff,
           (size_t)words * 8);
    uint32_t last = postings_last_doc(&list.postings, 0);
    for (uint32_t i = 0; i < POSTING_BLOCK_LEN; i++)
        docs[i] = last - (POSTING_BLOCK_LEN - 1) + i;
    posting_cursor_open(&cursor, &list.postings);
    assert_int_equal(posting_cursor_find(&cursor, docs, POSTING_BLOCK_LEN, places, indexes), 0);
    assert_true(cursor.failed);
    buf_clear(&list.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_are_found_in_batches),
        cmocka_unit_test(an_overfull_bitmap_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
