// Postings gathered in strings and read again: one form's, and those of several forms of a word joined.
#include "engine/write/postings/posting_merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Fewer documents than a block, so that the writer keeps them all where they can be looked at.
enum { DOCUMENTS = POSTING_BLOCK_LEN - 1, FORMS = 7, MOST = 40, STRINGS = 50, VALUES = 3000 };

static uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

// Numbers of any length in bytes.
static uint32_t any_number(uint64_t *random)
{
    return next_random(random) >> next_random(random) % 31;
}

static void strings_give_back_what_was_appended(void **state)
{
    (void)state;
    static uint32_t values[STRINGS][VALUES];
    struct posting_pool pool = {0};
    struct posting_string strings[STRINGS] = {{0}};
    size_t counts[STRINGS] = {0};
    uint64_t random = 3;
    for (int i = 0; i < STRINGS * VALUES / 2; i++) {
        uint32_t s = next_random(&random) % STRINGS;
        if (counts[s] == VALUES)
            continue;
        values[s][counts[s]] = any_number(&random);
        posting_pool_varint(&pool, &strings[s], values[s][counts[s]++]);
    }
    for (int s = 0; s < STRINGS; s++) {
        struct posting_string_reader reader = posting_string_read(&pool, &strings[s]);
        for (size_t i = 0; i < counts[s]; i++) {
            assert_true(posting_string_more(&reader));
            assert_int_equal(posting_string_varint(&reader), values[s][i]);
        }
        assert_false(posting_string_more(&reader));
    }
    posting_pool_clear(&pool);
}

// Where each form stands in each document: no position twice in one form.
struct forms {
    uint32_t counts[FORMS][DOCUMENTS];
    uint32_t positions[FORMS][DOCUMENTS][MOST];
};

static void invent(struct forms *forms, uint64_t *random)
{
    for (int f = 0; f < FORMS; f++) {
        uint32_t one_in = 1 + next_random(random) % 6;
        for (int d = 0; d < DOCUMENTS; d++) {
            uint32_t count = next_random(random) % one_in ? 0 : 1 + next_random(random) % MOST;
            uint32_t position = next_random(random) % 1000;
            for (uint32_t i = 0; i < count; i++) {
                forms->positions[f][d][i] = position;
                position += 1 + (next_random(random) % 3 ? 0 : any_number(random) % 20000);
            }
            forms->counts[f][d] = count;
        }
    }
}

// As the inverter does.
static struct posting_string gather(const struct forms *forms, int f, struct posting_pool *pool)
{
    struct posting_string string = {0};
    uint32_t last_doc = UINT32_MAX;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        for (uint32_t i = 0; i < forms->counts[f][d]; i++) {
            const uint32_t *at = &forms->positions[f][d][i];
            if (i > 0) {
                posting_pool_varint(pool, &string, (at[0] - at[-1]) << 1);
                continue;
            }
            posting_pool_varint(pool, &string, (d - last_doc) << 1 | 1);
            posting_pool_varint(pool, &string, *at);
            last_doc = d;
        }
    }
    return string;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// The positions of the first `count` forms in a document, in order, each once; returns how many.
static size_t joined(const struct forms *forms, int count, uint32_t d, uint32_t *out)
{
    size_t all = 0, different = 0;
    for (int f = 0; f < count; f++) {
        memcpy(out + all, forms->positions[f][d], forms->counts[f][d] * sizeof *out);
        all += forms->counts[f][d];
    }
    qsort(out, all, sizeof *out, compare_numbers);
    for (size_t i = 0; i < all; i++)
        if (i == 0 || out[i] != out[i - 1])
            out[different++] = out[i];
    return different;
}

static void check_written(const struct forms *forms, int count, const struct posting_block *block)
{
    const uint32_t *value = block->values;
    uint32_t at = 0;
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        uint32_t expected[FORMS * MOST];
        size_t n = joined(forms, count, d, expected);
        if (n == 0)
            continue;
        assert_true(at < block->count);
        assert_int_equal(block->docs[at], d);
        assert_int_equal(block->lasts[at], expected[n - 1]);
        for (size_t i = 0; i < n; i++, value++)
            assert_int_equal(*value, i ? expected[i] - expected[i - 1] - 1 : expected[0]);
        assert_int_equal(block->ends[at++], value - block->values);
    }
    assert_int_equal(at, block->count);
}

static void forms_come_out_joined(void **state)
{
    (void)state;
    struct forms *forms = malloc(sizeof *forms);
    uint64_t random = 11;
    assert_non_null(forms);
    for (int round = 0; round < 30; round++) {
        int count = 1 + round % FORMS;
        struct posting_pool pool = {0};
        struct posting_merge merge = {.pool = &pool};
        struct segment_writer writer = {0}; // never has a full block to write
        struct error err;
        invent(forms, &random);
        for (int f = 0; f < count; f++) {
            struct posting_string string = gather(forms, f, &pool);
            assert_int_equal(posting_merge_add(&merge, &string, &err), STATUS_OK);
        }
        assert_int_equal(posting_merge_write(&merge, &writer, &err), STATUS_OK);
        assert_false(writer.block.failed);
        check_written(forms, count, &writer.block);
        posting_block_clear(&writer.block);
        posting_merge_clear(&merge);
        posting_pool_clear(&pool);
    }
    free(forms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_give_back_what_was_appended),
        cmocka_unit_test(forms_come_out_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
