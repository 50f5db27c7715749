// Postings on their way into another order: they come out by document, with the positions they were given.
#include "engine/write/postings/posting_sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { POSTINGS = POSTING_BLOCK_LEN - 1, LONGEST = UINT16_MAX + 10, LONGEST_PLACE = 64 };

// Document and positions of the posting that comes out in place `place`. Each second one reaches behind what two
// bytes hold; one has more positions than two bytes count.
static uint32_t doc_of(uint32_t place)
{
    return place * 8191;
}

static uint32_t invent(uint32_t place, uint32_t *positions)
{
    uint32_t count = place == LONGEST_PLACE ? LONGEST : 1 + place % 5;
    for (uint32_t i = 0; i < count; i++)
        positions[i] = place + i * (place % 2 ? 70000 : 3);
    return count;
}

static void postings_come_out_by_document(void **state)
{
    (void)state;
    struct posting_sort sort = {0};
    struct segment_writer writer = {0}; // never has a full block to write
    struct error err;
    uint32_t *positions = malloc(LONGEST * sizeof *positions);
    assert_non_null(positions);
    for (uint32_t i = 0; i < POSTINGS; i++) {
        uint32_t place = i * 50 % POSTINGS; // 50 and 127 have no common divisor: all, in disorder
        uint32_t count = invent(place, positions);
        assert_int_equal(posting_sort_add(&sort, doc_of(place), positions, count, &err), STATUS_OK);
    }
    assert_int_equal(posting_sort_write(&sort, &writer, &err), STATUS_OK);
    assert_int_equal(writer.block.count, POSTINGS);
    const uint32_t *value = writer.block.values;
    for (uint32_t place = 0; place < POSTINGS; place++) {
        uint32_t count = invent(place, positions);
        assert_int_equal(writer.block.docs[place], doc_of(place));
        assert_int_equal(writer.block.lasts[place], positions[count - 1]);
        for (uint32_t i = 0; i < count; i++, value++)
            assert_int_equal(*value, i ? positions[i] - positions[i - 1] - 1 : positions[0]);
        assert_ptr_equal(value, writer.block.values + writer.block.ends[place]);
    }
    posting_block_clear(&writer.block);
    posting_sort_clear(&sort);
    free(positions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(postings_come_out_by_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
