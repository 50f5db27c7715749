// Position lists: what was written comes back, whole blocks and single documents, for gaps of every size.
#include "engine/format/codec/block_codec_best.h"
#include "engine/format/positions.h"
#include "engine/format/postings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 3 * POSTING_BLOCK_LEN + 50, MAX_POSITIONS = 300 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

// Positions of each document, gaps up to 2^bits; as many as fit below 2^32, most often one.
struct list {
    uint32_t counts[DOCUMENTS];
    uint32_t positions[DOCUMENTS][MAX_POSITIONS];
};

static void invent(struct list *list, unsigned bits, uint32_t most, uint64_t *random)
{
    for (int d = 0; d < DOCUMENTS; d++) {
        uint32_t wanted = 1 + (uint32_t)(next_random(random) % most), count = 0;
        uint64_t position = 0;
        for (; count < wanted; count++) {
            position += (next_random(random) & ((UINT64_C(1) << bits) - 1)) + (count > 0);
            if (position >= UINT32_MAX)
                break;
            list->positions[d][count] = (uint32_t)position;
        }
        list->counts[d] = count;
    }
}

static void write_list(const struct list *list, struct buf *out)
{
    struct positions_writer writer;
    struct posting_block block = {0};
    positions_writer_init(&writer);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        posting_block_add(&block, d, list->positions[d], list->counts[d]);
        if (block.count == POSTING_BLOCK_LEN) {
            positions_writer_block(&writer, &block);
            posting_block_reset(&block);
        }
    }
    positions_writer_finish(&writer, &block, out);
    positions_writer_clear(&writer);
    posting_block_clear(&block);
    assert_false(out->failed);
}

static void check_blocks(const struct list *list, const struct positions *positions)
{
    struct position_array all = {0};
    struct error err;
    for (uint32_t b = 0; b <= positions->block_count; b++) {
        uint32_t counts[POSTING_BLOCK_LEN];
        assert_int_equal(positions_read_block(positions, b, counts, &all, &err), STATUS_OK);
        const uint32_t *at = all.values;
        for (uint32_t d = b * POSTING_BLOCK_LEN, i = 0; d < DOCUMENTS && i < POSTING_BLOCK_LEN;
             d++, i++) {
            assert_int_equal(counts[i], list->counts[d]);
            assert_memory_equal(at, list->positions[d], counts[i] * sizeof *at);
            at += counts[i];
        }
    }
    position_array_clear(&all);
}

static void check_document(struct position_reader *reader, const struct list *list, uint32_t d,
                           struct position_array *one)
{
    struct error err;
    assert_int_equal(position_reader_read(reader, d, one, &err), STATUS_OK);
    assert_int_equal(one->count, list->counts[d]);
    assert_memory_equal(one->values, list->positions[d], one->count * sizeof *one->values);
}

// Documents one by one, forwards, and then backwards.
static void check_documents(const struct list *list, const struct positions *positions)
{
    struct position_array one = {0};
    struct position_reader reader = {0};
    position_reader_open(&reader, positions);
    for (uint32_t d = 0; d < DOCUMENTS; d += 3)
        check_document(&reader, list, d, &one);
    for (uint32_t d = DOCUMENTS; d >= 5; d -= 5)
        check_document(&reader, list, d - 1, &one);
    position_reader_clear(&reader);
    position_array_clear(&one);
}

// Documents wanted all together, every second, every 50th: by whole blocks and one by one.
static void check_keys(const struct list *list, const struct positions *positions, uint32_t step)
{
    uint32_t indexes[DOCUMENTS], numbers[DOCUMENTS];
    struct position_request wanted = {.indexes = indexes, .numbers = numbers, .bias = step};
    struct position_keys keys = {0};
    struct position_reader reader = {0};
    struct error err;
    for (uint32_t d = 0; d < DOCUMENTS; d += step, wanted.count++) {
        indexes[wanted.count] = d;
        numbers[wanted.count] = d / 2 + 1;
    }
    position_reader_open(&reader, positions);
    assert_int_equal(position_reader_keys(&reader, &wanted, &keys, &err), STATUS_OK);
    size_t at = 0;
    for (uint32_t d = 0; d < DOCUMENTS; d += step) {
        for (uint32_t i = 0; i < list->counts[d]; i++, at++) {
            assert_int_equal(position_key_number(keys.values[at]), d / 2 + 1);
            assert_int_equal(position_key_place(keys.values[at]),
                             (uint64_t)list->positions[d][i] + step);
        }
    }
    assert_int_equal(keys.count, at);
    position_reader_clear(&reader);
    position_keys_clear(&keys);
}

static void positions_come_back_for_gaps_of_every_size(void **state)
{
    (void)state;
    static const uint32_t most[] = {1, 3, MAX_POSITIONS};
    struct list *list = malloc(sizeof *list);
    assert_non_null(list);
    uint64_t random = 1;
    for (unsigned bits = 0; bits < 32; bits++) {
        for (size_t m = 0; m < sizeof most / sizeof *most; m++) {
            struct buf bytes;
            struct positions positions;
            struct error err;
            buf_init(&bytes, 0);
            invent(list, bits, most[m], &random);
            write_list(list, &bytes);
            assert_int_equal(positions_open(buf_slice(&bytes), DOCUMENTS, &positions, &err),
                             STATUS_OK);
            check_blocks(list, &positions);
            check_documents(list, &positions);
            check_keys(list, &positions, 1);
            check_keys(list, &positions, 2);
            check_keys(list, &positions, 50);
            buf_clear(&bytes);
        }
    }
    free(list);
}

// Random sets of the numbers below 200: what two have in common stays, in order.
static void keys_keep_what_others_have_too(void **state)
{
    (void)state;
    enum { BELOW = 200 };
    uint64_t random = 7;
    for (unsigned round = 0; round < 500; round++) {
        struct position_keys keys = {0}, others = {0};
        uint64_t expected[BELOW];
        size_t count = 0;
        assert_true(position_keys_reserve(&keys, BELOW) && position_keys_reserve(&others, BELOW));
        uint64_t most = 1 + next_random(&random) % 20;
        for (uint32_t i = 0; i < BELOW; i++) {
            bool is_key = next_random(&random) % most == 0, is_other = next_random(&random) % 5 < 2;
            uint64_t key = position_key(i / 9, i);
            if (is_key)
                keys.values[keys.count++] = key;
            if (is_other)
                others.values[others.count++] = key;
            if (is_key && is_other)
                expected[count++] = key;
        }
        position_keys_keep(&keys, &others);
        assert_int_equal(keys.count, count);
        assert_true(count == 0 || memcmp(keys.values, expected, count * sizeof *expected) == 0);
        position_keys_clear(&keys);
        position_keys_clear(&others);
    }
}

// A list whose documents go beyond the segment's is damaged: whoever reads it uses them as numbers of rows.
static void documents_beyond_the_segment_are_damage(void **state)
{
    (void)state;
    enum { COUNT = POSTING_BLOCK_LEN + 2, LAST = 5000 };
    uint32_t docs[COUNT], read[POSTING_BLOCK_LEN];
    uint8_t codes[COUNT] = {0};
    for (uint32_t i = 0; i < COUNT; i++)
        docs[i] = i * 3;
    docs[COUNT - 1] = LAST;
    struct postings_writer writer = {0};
    struct buf list;
    buf_init(&list, 0);
    postings_writer_reset(&writer);
    postings_writer_block(&writer, docs, codes);
    postings_writer_finish(&writer, &(struct postings_tail){docs + POSTING_BLOCK_LEN, codes, 2},
                           &list);
    postings_writer_clear(&writer);

    const struct block_codec *codec = block_codec_best();
    struct postings postings;
    assert_int_equal(postings_open(buf_slice(&list), COUNT, LAST + 1, &postings, NULL), STATUS_OK);
    assert_int_equal(postings_docs(&postings, codec, 0, read), POSTING_BLOCK_LEN);
    assert_int_equal(postings_docs(&postings, codec, 1, read), 2);
    assert_int_equal(read[1], LAST);
    assert_int_equal(postings_open(buf_slice(&list), COUNT, LAST, &postings, NULL), STATUS_OK);
    assert_int_equal(postings_docs(&postings, codec, 0, read), POSTING_BLOCK_LEN);
    assert_int_equal(postings_docs(&postings, codec, 1, read), 0);
    uint32_t last_of_block = docs[POSTING_BLOCK_LEN - 1];
    assert_int_equal(postings_open(buf_slice(&list), COUNT, last_of_block, &postings, NULL),
                     STATUS_CORRUPT);
    buf_clear(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(positions_come_back_for_gaps_of_every_size),
        cmocka_unit_test(keys_keep_what_others_have_too),
        cmocka_unit_test(documents_beyond_the_segment_are_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
