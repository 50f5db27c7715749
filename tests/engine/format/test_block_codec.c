// Promise: what is packed comes back, whatever the values; every set of functions gives the same
// results on all bytes; nothing is written outside the output.
#include "engine/format/codec/block_codec_avx2.h"
#include "engine/format/codec/block_codec_avx512.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum {
    ROUNDS = 200,
    GUARD = 16,       // values watched behind every output
    MISALIGNMENT = 3, // packed bytes start here in their buffer
    MAX_WORDS = 64,
};

static uint64_t state;

// xorshift64*, Vigna 2016.
static uint64_t next_random(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545F4914F6CDD1D);
}

static uint32_t random_below(uint64_t limit)
{
    return (uint32_t)((next_random() >> 16) % limit);
}

static void random_bytes(unsigned char *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (unsigned char)(next_random() >> 56);
}

static int seed_random(void **context)
{
    (void)context;
    const char *seed = getenv("SEED");
    state = seed ? strtoull(seed, NULL, 0) : (uint64_t)time(NULL) * 2654435761u;
    print_message("SEED=%llu\n", (unsigned long long)state);
    state |= 1;
    return 0;
}

// Room for one unpacked block, with a guard behind it.
struct docs_out {
    uint32_t docs[BLOCK_LEN];
    unsigned char guard[GUARD];
};

struct bytes_out {
    uint8_t codes[BLOCK_LEN];
    unsigned char guard[GUARD];
};

#define FILL(out) memset(&(out), 0xa5, sizeof(out))

static void assert_guard(const unsigned char guard[GUARD])
{
    for (unsigned i = 0; i < GUARD; i++)
        assert_int_equal(guard[i], 0xa5);
}

static const struct block_codec *codecs[2];

// Docs whose largest gap needs exactly `width` bits, above a random base where there is room for
// one.
static uint32_t make_docs(unsigned width, uint32_t docs[BLOCK_LEN])
{
    uint64_t gaps[BLOCK_LEN], total = 0;
    for (unsigned i = 0; i < BLOCK_LEN; i++) {
        gaps[i] = width > 24 ? random_below(1 << 16) : random_below(UINT64_C(1) << width);
        total += gaps[i] + 1;
    }
    unsigned largest = random_below(BLOCK_LEN);
    uint64_t top = width ? (UINT64_C(1) << width) - 1 : 0;
    if (width >= 24 && top + total > UINT32_MAX) { // one gap of 32 bits leaves no room for others
        memset(gaps, 0, sizeof gaps);
        top -= width == 32 ? BLOCK_LEN : 0;
        total = BLOCK_LEN;
    }
    total += top - gaps[largest];
    gaps[largest] = top;
    uint64_t room = UINT32_MAX - total;
    uint32_t base = random_below(4) ? random_below(room + 1) : BLOCK_NO_BASE;
    uint32_t doc = base;
    for (unsigned i = 0; i < BLOCK_LEN; i++)
        docs[i] = doc += (uint32_t)gaps[i] + 1;
    return base;
}

static void docs_of_every_width_come_back(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 33; round++) {
        unsigned width = round % 33;
        uint32_t docs[BLOCK_LEN];
        uint32_t base = make_docs(width, docs);
        assert_int_equal(block_docs_width(docs, base), width);

        unsigned char buffer[BLOCK_PACKED_SIZE(32) + MISALIGNMENT + GUARD];
        unsigned char *packed = buffer + MISALIGNMENT;
        FILL(buffer);
        block_docs_pack(docs, base, width, packed);
        assert_guard(packed + BLOCK_PACKED_SIZE(width));
        for (unsigned i = 0; i < 2; i++) {
            struct docs_out out;
            FILL(out);
            assert_true(codecs[i]->docs_unpack(packed, base, width, out.docs));
            assert_memory_equal(out.docs, docs, sizeof docs);
            assert_guard(out.guard);
        }
    }
}

static void docs_may_be_packed_wider_than_needed(void **context)
{
    (void)context;
    for (unsigned width = 0; width < 20; width++)
        for (unsigned wider = width; wider <= 32; wider++) {
            uint32_t docs[BLOCK_LEN];
            uint32_t base = make_docs(width, docs);
            unsigned char packed[BLOCK_PACKED_SIZE(32)];
            block_docs_pack(docs, base, wider, packed);
            for (unsigned i = 0; i < 2; i++) {
                struct docs_out out;
                assert_true(codecs[i]->docs_unpack(packed, base, wider, out.docs));
                assert_memory_equal(out.docs, docs, sizeof docs);
            }
        }
}

static bool increases(const uint32_t docs[BLOCK_LEN], uint32_t base)
{
    bool sorted = docs[0] >= base + 1;
    for (unsigned i = 1; i < BLOCK_LEN; i++)
        sorted = sorted && docs[i] > docs[i - 1];
    return sorted;
}

static void random_bytes_unpack_to_the_same_docs(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 33; round++) {
        unsigned width = round % 33;
        uint32_t base = random_below(2) ? (uint32_t)next_random() : UINT32_MAX - random_below(9000);
        // Exactly as much memory as the width announces: reading on is an error under ASan.
        unsigned char *packed = malloc(BLOCK_PACKED_SIZE(width) + 1);
        assert_non_null(packed);
        random_bytes(packed, BLOCK_PACKED_SIZE(width));
        struct docs_out out[2];
        for (unsigned i = 0; i < 2; i++) {
            FILL(out[i]);
            bool sorted = codecs[i]->docs_unpack(packed, base, width, out[i].docs);
            assert_int_equal(sorted, increases(out[i].docs, base));
        }
        assert_memory_equal(&out[0], &out[1], sizeof out[0]);
        assert_guard(out[0].guard);
        free(packed);
    }
}

static void docs_that_run_over_are_refused(void **context)
{
    (void)context;
    for (unsigned i = 0; i < 2; i++) {
        uint32_t docs[BLOCK_LEN];
        // 128 gaps of zero above the last but 127 doc: the very last one is 2^32 and wraps.
        assert_true(codecs[i]->docs_unpack(NULL, UINT32_MAX - 128, 0, docs));
        assert_int_equal(docs[BLOCK_LEN - 1], UINT32_MAX);
        assert_false(codecs[i]->docs_unpack(NULL, UINT32_MAX - 127, 0, docs));
    }
}

// One document twice, or one after a later one: as gaps they need all 32 bits.
static void docs_that_do_not_increase_are_refused(void **context)
{
    (void)context;
    unsigned char packed[BLOCK_PACKED_SIZE(BLOCK_DOCS_MAX_WIDTH)];
    for (unsigned at = 1; at < BLOCK_LEN; at++) {
        for (uint32_t step = 0; step < 2; step++) {
            uint32_t docs[BLOCK_LEN];
            for (unsigned i = 0; i < BLOCK_LEN; i++)
                docs[i] = 3 * i + 5;
            docs[at] = docs[at - 1] - step;
            block_docs_pack(docs, 2, BLOCK_DOCS_MAX_WIDTH, packed);
            for (unsigned c = 0; c < 2; c++) {
                uint32_t out[BLOCK_LEN];
                assert_false(codecs[c]->docs_unpack(packed, 2, BLOCK_DOCS_MAX_WIDTH, out));
                assert_memory_equal(out, docs, sizeof docs);
            }
        }
    }
}

static void codes_of_every_width_come_back(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 9; round++) {
        unsigned width = round % 9;
        unsigned range = 1u << width;
        uint8_t codes[BLOCK_LEN], low = (uint8_t)random_below(257 - range), found;
        for (unsigned i = 0; i < BLOCK_LEN; i++)
            codes[i] = (uint8_t)(low + random_below(range));
        codes[random_below(64)] = low;
        codes[64 + random_below(64)] = (uint8_t)(low + range - 1);
        assert_int_equal(block_bytes_width(codes, &found), width);
        assert_int_equal(found, low);

        unsigned char buffer[BLOCK_PACKED_SIZE(8) + MISALIGNMENT + GUARD];
        unsigned char *packed = buffer + MISALIGNMENT;
        FILL(buffer);
        block_bytes_pack(codes, low, width, packed);
        assert_guard(packed + BLOCK_PACKED_SIZE(width));
        for (unsigned i = 0; i < 2; i++) {
            struct bytes_out out;
            FILL(out);
            codecs[i]->bytes_unpack(packed, low, width, out.codes);
            assert_memory_equal(out.codes, codes, sizeof codes);
            assert_guard(out.guard);
        }
    }
}

static void random_bytes_unpack_to_the_same_codes(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 9; round++) {
        unsigned width = round % 9;
        uint8_t low = (uint8_t)next_random();
        unsigned char *packed = malloc(BLOCK_PACKED_SIZE(width) + 1);
        assert_non_null(packed);
        random_bytes(packed, BLOCK_PACKED_SIZE(width));
        struct bytes_out out[2];
        for (unsigned i = 0; i < 2; i++) {
            FILL(out[i]);
            codecs[i]->bytes_unpack(packed, low, width, out[i].codes);
        }
        assert_memory_equal(&out[0], &out[1], sizeof out[0]);
        assert_guard(out[0].guard);
        free(packed);
    }
}

// 128 different docs among 64 × words.
static void make_dense_docs(uint32_t first_doc, unsigned words, uint32_t docs[BLOCK_LEN])
{
    unsigned left = BLOCK_LEN, count = 0;
    for (unsigned bit = 0; bit < 64 * words; bit++)
        if (random_below(64 * words - bit) < left) {
            docs[count++] = first_doc + bit;
            left--;
        }
}

static void bitmaps_come_back(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 10; round++) {
        unsigned words = 2 + random_below(round % 2 ? 6 : MAX_WORDS - 1);
        uint32_t first_doc = (uint32_t)next_random() & ~(uint32_t)0xffff, docs[BLOCK_LEN];
        make_dense_docs(first_doc, words, docs);
        unsigned char buffer[8 * (MAX_WORDS + 1) + MISALIGNMENT + GUARD];
        unsigned char *packed = buffer + MISALIGNMENT;
        FILL(buffer);
        block_bitmap_pack(docs, first_doc, words, packed);
        assert_guard(packed + 8 * (size_t)words);
        for (unsigned i = 0; i < 2; i++) {
            struct docs_out out;
            FILL(out);
            assert_int_equal(codecs[i]->bitmap_unpack(packed, words, first_doc, out.docs),
                             BLOCK_LEN);
            assert_memory_equal(out.docs, docs, sizeof docs);
            assert_guard(out.guard);
        }
    }
}

static void random_bitmaps_never_overflow(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 10; round++) {
        unsigned words = random_below(MAX_WORDS);
        unsigned char *packed = malloc(8 * (size_t)words + 1);
        assert_non_null(packed);
        random_bytes(packed, 8 * (size_t)words);
        for (unsigned thin = random_below(6); thin > 0; thin--)
            for (unsigned i = 0; i < 8 * words; i++)
                packed[i] &= (unsigned char)(next_random() >> 56);
        struct docs_out out[2];
        unsigned count[2];
        for (unsigned i = 0; i < 2; i++) {
            FILL(out[i]);
            count[i] = codecs[i]->bitmap_unpack(packed, words, 77, out[i].docs);
            assert_guard(out[i].guard);
        }
        assert_int_equal(count[0], count[1]);
        unsigned found = count[0] < BLOCK_LEN ? count[0] : BLOCK_LEN;
        assert_memory_equal(out[0].docs, out[1].docs, found * sizeof out[0].docs[0]);
        free(packed);
    }
}

// Docs above first_doc whose gaps are small but for a few; lower bits with which the upper ones fit into MAX_WORDS.
static unsigned make_skewed_docs(uint32_t first_doc, uint32_t docs[BLOCK_LEN])
{
    uint32_t doc = first_doc - 1, widest = random_below(3) ? 2000 : 20000;
    for (unsigned i = 0; i < BLOCK_LEN; i++)
        docs[i] = doc += 1 + random_below(random_below(16) ? 8 : widest);
    unsigned width = random_below(BLOCK_BYTES_MAX_WIDTH + 1);
    while (block_spread_words(first_doc, docs[BLOCK_LEN - 1], width) > MAX_WORDS)
        width++;
    return width;
}

static void spread_docs_come_back(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 10; round++) {
        uint32_t docs[BLOCK_LEN], first_doc = round % 3 ? (uint32_t)next_random() >> 2 : 0;
        unsigned width = make_skewed_docs(first_doc, docs);
        unsigned words = block_spread_words(first_doc, docs[BLOCK_LEN - 1], width);
        size_t size = 8 * (size_t)words + BLOCK_PACKED_SIZE(width);
        unsigned char buffer[8 * MAX_WORDS + BLOCK_PACKED_SIZE(8) + MISALIGNMENT + GUARD];
        unsigned char *packed = buffer + MISALIGNMENT;
        FILL(buffer);
        block_spread_pack(docs, first_doc, width, packed);
        assert_guard(packed + size);
        for (unsigned i = 0; i < 2; i++) {
            struct docs_out out;
            FILL(out);
            assert_true(codecs[i]->spread_unpack(packed, words, width, first_doc, out.docs));
            assert_memory_equal(out.docs, docs, sizeof docs);
            assert_guard(out.guard);
        }
    }
}

// Sound bytes with a few changed: most still have 128 bits, some fall.
static void random_spread_docs_increase_or_are_refused(void **context)
{
    (void)context;
    unsigned accepted = 0, refused = 0;
    for (unsigned round = 0; round < ROUNDS * 20; round++) {
        uint32_t docs[BLOCK_LEN];
        unsigned width = make_skewed_docs(0, docs);
        unsigned words = block_spread_words(0, docs[BLOCK_LEN - 1], width);
        size_t size = 8 * (size_t)words + BLOCK_PACKED_SIZE(width);
        unsigned char *packed = malloc(size);
        assert_non_null(packed);
        block_spread_pack(docs, 0, width, packed);
        for (unsigned changes = random_below(3); changes > 0; changes--)
            packed[random_below(size)] ^= (unsigned char)(1u << random_below(8));
        struct docs_out out[2];
        bool sound[2];
        for (unsigned i = 0; i < 2; i++) {
            FILL(out[i]);
            sound[i] = codecs[i]->spread_unpack(packed, words, width, 5, out[i].docs);
            assert_guard(out[i].guard);
        }
        assert_int_equal(sound[0], sound[1]);
        if (sound[0])
            assert_memory_equal(&out[0], &out[1], sizeof out[0]);
        for (unsigned i = 1; sound[0] && i < BLOCK_LEN; i++)
            assert_true(out[0].docs[i] > out[0].docs[i - 1]);
        accepted += sound[0];
        refused += !sound[0];
        free(packed);
    }
    assert_true(accepted > 0 && refused > 0);
}

static void bitmap_ranks_count_what_is_set_before(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned words = 2 + random_below(12);
        uint32_t docs[BLOCK_LEN];
        make_dense_docs(0, words, docs);
        unsigned char packed[8 * 14];
        block_bitmap_pack(docs, 0, words, packed);
        for (unsigned i = 0; i < 2; i++) {
            uint32_t bits[64 * 14], ranks[64 * 14];
            unsigned n = 0, step = 1 + random_below(100);
            for (unsigned bit = random_below(step); bit < 64 * words; bit += 1 + random_below(step))
                bits[n++] = bit;
            memcpy(ranks, bits, n * sizeof *bits);
            codecs[i]->bitmap_ranks(packed, ranks, n);
            for (unsigned k = 0, rank = 0; k < n; k++) {
                while (rank < BLOCK_LEN && docs[rank] < bits[k])
                    rank++;
                assert_int_equal(ranks[k], rank);
            }
        }
    }
}

static void search_finds_the_first_not_less(void **context)
{
    (void)context;
    for (unsigned round = 0; round < ROUNDS * 10; round++) {
        uint32_t docs[BLOCK_LEN];
        make_docs(round % 33, docs);
        unsigned n = random_below(BLOCK_LEN + 1);
        uint32_t target = round % 3 ? docs[random_below(BLOCK_LEN)] + random_below(3) - 1
                                    : (uint32_t)next_random();
        unsigned expected = 0;
        while (expected < n && docs[expected] < target)
            expected++;
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(codecs[i]->search(docs, n, target), expected);
            assert_int_equal(codecs[i]->search(docs, n, 0), 0);
        }
    }
}

static void keep_leaves_the_candidates_that_are_docs(void **context)
{
    (void)context;
    enum { MOST = 2 * BLOCK_LEN };
    for (unsigned round = 0; round < ROUNDS * 5; round++) {
        uint32_t docs[BLOCK_LEN + BLOCK_PADDING], candidates[MOST];
        unsigned count = round % 3 ? BLOCK_LEN : 1 + random_below(BLOCK_LEN), n = 0;
        unsigned rarity = 1 + random_below(40);
        make_docs(round % 20, docs);
        memset(docs + count, 0xff, (BLOCK_LEN + BLOCK_PADDING - count) * sizeof *docs);
        for (unsigned d = 0; d < count; d++) {
            if (random_below(rarity) == 0)
                candidates[n++] = docs[d];
            if (random_below(rarity) == 0 && docs[d + 1] - docs[d] > 1)
                candidates[n++] = docs[d] + 1;
        }
        for (unsigned i = 0; i < 2; i++) {
            uint32_t list[MOST];
            const uint32_t *at = docs;
            unsigned first = random_below(n + 1), kept = 0, found = 0;
            memcpy(list, candidates, sizeof list);
            kept = codecs[i]->keep(&at, list, first, list);
            assert_true(at >= docs && at <= docs + count);
            kept += codecs[i]->keep(&at, list + first, n - first, list + kept);
            for (unsigned c = 0, d = 0; c < n; c++) {
                while (docs[d] < candidates[c])
                    d++;
                if (docs[d] == candidates[c])
                    assert_int_equal(list[found++], candidates[c]);
            }
            assert_int_equal(kept, found);
        }
    }
}

static void accumulate_adds_each_code_once(void **context)
{
    (void)context;
    enum { WINDOW = 1024 };
    uint16_t table[256];
    for (unsigned i = 0; i < 256; i++)
        table[i] = (uint16_t)next_random();
    for (unsigned n = 0; n <= BLOCK_LEN; n++) {
        uint32_t base = random_below(1 << 30), docs[BLOCK_LEN];
        uint8_t codes[BLOCK_LEN];
        make_dense_docs(base, WINDOW / 64, docs);
        random_bytes(codes, sizeof codes);
        uint16_t acc[WINDOW], expected[WINDOW];
        random_bytes((unsigned char *)acc, sizeof acc);
        memcpy(expected, acc, sizeof acc);
        for (unsigned i = 0; i < n; i++)
            expected[docs[i] - base] = (uint16_t)(expected[docs[i] - base] + table[codes[i]]);
        block_accumulate(&(struct block_sum){acc, base, table}, docs, codes, n);
        assert_memory_equal(acc, expected, sizeof acc);
    }
}

// All of it for one set beside the plain one; NULL: this processor has it not.
static int run_with(const struct block_codec *codec, const char *name)
{
    if (!codec) {
        print_message("skipped: this processor has no %s, whose variant is not tested\n", name);
        return 0;
    }
    codecs[0] = block_codec_scalar();
    codecs[1] = codec;
    print_message("comparing %s with %s\n", codecs[0]->name, codecs[1]->name);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(docs_of_every_width_come_back),
        cmocka_unit_test(docs_may_be_packed_wider_than_needed),
        cmocka_unit_test(random_bytes_unpack_to_the_same_docs),
        cmocka_unit_test(docs_that_run_over_are_refused),
        cmocka_unit_test(docs_that_do_not_increase_are_refused),
        cmocka_unit_test(codes_of_every_width_come_back),
        cmocka_unit_test(random_bytes_unpack_to_the_same_codes),
        cmocka_unit_test(bitmaps_come_back),
        cmocka_unit_test(random_bitmaps_never_overflow),
        cmocka_unit_test(spread_docs_come_back),
        cmocka_unit_test(random_spread_docs_increase_or_are_refused),
        cmocka_unit_test(bitmap_ranks_count_what_is_set_before),
        cmocka_unit_test(search_finds_the_first_not_less),
        cmocka_unit_test(keep_leaves_the_candidates_that_are_docs),
        cmocka_unit_test(accumulate_adds_each_code_once),
    };
    return cmocka_run_group_tests_name(codec->name, tests, seed_random, NULL);
}

int main(void)
{
    int failed = run_with(block_codec_scalar(), "");
    failed += run_with(block_codec_avx2(), "AVX2");
    return failed + run_with(block_codec_avx512(), "AVX-512");
}
