// The passes over a window's arrays: every set of functions gives what the plain one gives.
#include "engine/search/match/window_ops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCS = 4096, ROUNDS = 400 };

static const struct window_ops *fast_ops; // the set that is compared with the plain one

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 20;
}

static void the_same_scores_are_collected(void **state)
{
    (void)state;
    static uint16_t scores[DOCS], plain[DOCS], fast[DOCS];
    const uint16_t leasts[] = {1, 2, 17, 255, 256, 32767, 32768, 40000, UINT16_MAX};
    uint64_t random = 7;
    size_t found = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint16_t least = leasts[round % (sizeof leasts / sizeof *leasts)];
        uint64_t rarity = 1 + next_random(&random) % 200;
        memset(scores, 0, sizeof scores);
        for (size_t i = 0; i < DOCS; i++)
            if (next_random(&random) % rarity == 0) // near the least, where a mistake would show
                scores[i] = (uint16_t)(least + next_random(&random) % 3 - 1);
        uint64_t groups = round % 5 == 0 ? UINT64_MAX : next_random(&random) * next_random(&random);
        unsigned count = window_ops_scalar()->collect(scores, groups, least, plain);
        assert_int_equal(fast_ops->collect(scores, groups, least, fast), count);
        assert_memory_equal(plain, fast, count * sizeof *plain);
        found += count;
    }
    assert_true(found > ROUNDS);
}

static void the_same_bits_are_made_and_counted(void **state)
{
    (void)state;
    static uint8_t marks[DOCS];
    uint64_t plain[DOCS / 64], fast[DOCS / 64], random = 9;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < DOCS; i++)
            marks[i] = next_random(&random) % (1 + round) == 0;
        for (size_t w = 0; w < DOCS / 64; w++)
            plain[w] = fast[w] = round % 2 ? 0 : next_random(&random);
        window_ops_scalar()->or_marks(marks, DOCS, plain);
        fast_ops->or_marks(marks, DOCS, fast);
        assert_memory_equal(plain, fast, sizeof plain);
        assert_int_equal(fast_ops->count(plain, DOCS / 64),
                         window_ops_scalar()->count(plain, DOCS / 64));
    }
}

// Bits that begin before, within and behind the words, some of which have other bits already; neither bytes after
// the n bits nor words after the last are touched.
static void the_same_bits_are_put_at_the_same_place(void **state)
{
    (void)state;
    enum { WORDS = 16 };
    uint64_t random = 11;
    for (unsigned round = 0; round < 100 * ROUNDS; round++) {
        uint32_t n = 1 + (uint32_t)(next_random(&random) % (64 * 40)), given = (n + 63) / 64;
        int64_t at = (int64_t)(next_random(&random) % (64 * 60)) - 64 * 42;
        uint64_t *from = malloc(given * sizeof *from), plain[WORDS + 1], fast[WORDS + 1];
        for (uint32_t w = 0; w < given; w++)
            from[w] = next_random(&random) << 20 ^ next_random(&random);
        for (size_t w = 0; w <= WORDS; w++)
            plain[w] = round % 2 ? 0 : next_random(&random) & next_random(&random);
        uint64_t wanted[WORDS + 1];
        memcpy(wanted, plain, sizeof wanted);
        memcpy(fast, plain, sizeof fast);
        for (int64_t i = 0; i < n; i++)
            if (at + i >= 0 && at + i < 64 * WORDS)
                wanted[(at + i) / 64] |= (from[i / 64] >> i % 64 & 1) << (at + i) % 64;
        window_ops_scalar()->or_at(plain, WORDS, (unsigned char *)from, n, at);
        fast_ops->or_at(fast, WORDS, (unsigned char *)from, n, at);
        assert_memory_equal(plain, wanted, sizeof wanted);
        assert_memory_equal(fast, wanted, sizeof wanted);
        free(from);
    }
}

// All of it for one set beside the plain one; NULL: this processor has it not.
static int run_with(const struct window_ops *ops, const char *name)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_scores_are_collected),
        cmocka_unit_test(the_same_bits_are_made_and_counted),
        cmocka_unit_test(the_same_bits_are_put_at_the_same_place),
    };
    fast_ops = ops;
    if (!ops)
        print_message("skipped: this processor has no %s, whose variant is not tested\n", name);
    return ops ? cmocka_run_group_tests_name(name, tests, NULL, NULL) : 0;
}

int main(void)
{
    int failed = run_with(window_ops_avx2(), "AVX2");
    return failed + run_with(window_ops_avx512(), "AVX-512");
}
