// Promise: a range table never says less than a document's weight, and says no more than it must; what is no table is
// refused; every set of functions over bounds gives what the plain one gives.
#include "engine/search/match/ranges/range_ops.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCS = 3 * RANGE_CHUNK_DOCS - 5, ROUNDS = 40 };

static const struct range_ops *fast_ops; // the set that is compared with the plain one

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 20;
}

// A list as documents and codes, as it is stored, and its table.
struct list {
    uint32_t docs[DOCS];
    uint8_t codes[DOCS], of_doc[DOCS]; // code of each document; 0 also where it is not in the list
    bool has[DOCS];
    uint32_t count;
    struct postings_writer writer;
    struct buf bytes, scratch, table;
    struct postings postings;
    uint8_t max_code;
};

static struct list *new_list(void)
{
    struct list *list = calloc(1, sizeof *list);
    assert_non_null(list);
    buf_init(&list->bytes, 0);
    buf_init(&list->scratch, 0);
    buf_init(&list->table, 0);
    return list;
}

static void end_list(struct list *list)
{
    postings_writer_clear(&list->writer);
    buf_clear(&list->bytes);
    buf_clear(&list->scratch);
    buf_clear(&list->table);
    free(list);
}

// About one document in `rarity`, with codes from `least` to least + spread - 1.
static void fill(struct list *list, uint64_t *random, unsigned rarity, unsigned least,
                 unsigned spread)
{
    memset(list->of_doc, 0, sizeof list->of_doc);
    memset(list->has, 0, sizeof list->has);
    list->count = 0;
    list->max_code = 0;
    for (uint32_t d = 0; d < DOCS; d++) {
        bool is_gap = d / 3000 % 3 == 1; // empty groups
        if (is_gap || (next_random(random) % rarity != 0 && d + 1 < DOCS))
            continue;
        uint8_t code = (uint8_t)(least + next_random(random) % spread);
        list->docs[list->count] = d;
        list->codes[list->count++] = list->of_doc[d] = code;
        list->has[d] = true;
        list->max_code = code > list->max_code ? code : list->max_code;
    }
    buf_reset(&list->bytes);
    buf_reset(&list->table);
    postings_writer_reset(&list->writer);
    uint32_t full = list->count / POSTING_BLOCK_LEN * POSTING_BLOCK_LEN;
    for (uint32_t i = 0; i < full; i += POSTING_BLOCK_LEN)
        postings_writer_block(&list->writer, list->docs + i, list->codes + i);
    postings_writer_finish(
        &list->writer,
        &(struct postings_tail){list->docs + full, list->codes + full, list->count - full},
        &list->bytes);
    assert_int_equal(
        postings_open(buf_slice(&list->bytes), list->count, DOCS, &list->postings, NULL),
        STATUS_OK);
    assert_int_equal(
        range_table_build(&list->postings, list->max_code, &list->scratch, &list->table, NULL),
        STATUS_OK);
}

static struct range_table open_table(const struct list *list)
{
    struct range_table table;
    assert_int_equal(range_table_open(buf_slice(&list->table), list->max_code, DOCS, &table, NULL),
                     STATUS_OK);
    return table;
}

static void a_table_bounds_every_document(void **state)
{
    (void)state;
    static const unsigned shapes[][3] = {{1, 200, 3}, {2, 150, 100}, {40, 0, 256}, {60, 0, 2},
                                         {5, 250, 6}, {300, 90, 90}, {9, 1, 1},    {3, 0, 1}};
    struct list *list = new_list();
    uint64_t random = 3;
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        fill(list, &random, shapes[s][0], shapes[s][1], shapes[s][2]);
        struct range_table table = open_table(list);
        for (uint32_t first = 0; first < DOCS; first += RANGE_DOCS) {
            unsigned level = range_table_level(&table, first), largest = 0, any = 0;
            for (uint32_t d = first; d < first + RANGE_DOCS && d < DOCS; d++) {
                assert_int_equal(range_table_level(&table, d), level);
                any += list->has[d];
                largest = list->of_doc[d] > largest ? list->of_doc[d] : largest;
            }
            assert_int_equal(level > 0, any > 0);
            if (any == 0)
                continue;
            largest = largest > 1 ? largest : 1;
            assert_true(table.codes[level] >= largest);
            assert_true(level + 1 == RANGE_LEVELS || table.codes[level + 1] < largest ||
                        table.codes[level + 1] == table.codes[level]);
            assert_true(table.codes[level] <= (list->max_code > 1 ? list->max_code : 1));
        }
    }
    end_list(list);
}

static void what_is_no_table_is_refused(void **state)
{
    (void)state;
    struct list *list = new_list();
    struct range_table table;
    uint64_t random = 5;
    fill(list, &random, 7, 100, 50);
    struct slice whole = buf_slice(&list->table);
    size_t head = 1 + 3 * RANGE_CHUNK_BYTES;
    for (size_t len = 0; len < whole.len; len += len < head ? 1 : 97)
        assert_int_equal(
            range_table_open(slice_of(whole.ptr, len), list->max_code, DOCS, &table, NULL),
            STATUS_CORRUPT);
    assert_int_equal(range_table_open(whole, list->max_code, DOCS * 2, &table, NULL),
                     STATUS_CORRUPT);
    for (size_t byte = 1; byte < head; byte++) { // any bit of a chunk's head
        list->table.data[byte] ^= 0x10;
        assert_int_equal(range_table_open(whole, list->max_code, DOCS, &table, NULL),
                         STATUS_CORRUPT);
        list->table.data[byte] ^= 0x10;
    }
    assert_int_equal(range_table_open(whole, list->max_code, DOCS, &table, NULL), STATUS_OK);
    end_list(list);
}

static void fill_values(uint64_t *random, uint16_t values[RANGE_LEVELS])
{
    values[0] = 0;
    for (int level = 1; level < RANGE_LEVELS; level++)
        values[level] = (uint16_t)next_random(random);
}

static void the_same_sums_are_made_and_collected(void **state)
{
    (void)state;
    static uint16_t plain[3 * RANGES_PER_CHUNK], fast[3 * RANGES_PER_CHUNK];
    static uint32_t of_plain[3 * RANGES_PER_CHUNK], of_fast[3 * RANGES_PER_CHUNK];
    struct list *list = new_list();
    uint64_t random = 11;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint16_t values[RANGE_LEVELS];
        if (round % 8 == 0) { // what overflows stays at the top
            memset(plain, 0, sizeof plain);
            memset(fast, 0, sizeof fast);
        }
        fill(list, &random, 1 + round * 3, 60, 190);
        fill_values(&random, values);
        struct range_table table = open_table(list);
        for (uint32_t c = 0; c < table.chunk_count; c++) {
            range_ops_scalar()->add(&table, c, values, plain + (size_t)c * RANGES_PER_CHUNK);
            fast_ops->add(&table, c, values, fast + (size_t)c * RANGES_PER_CHUNK);
        }
        assert_memory_equal(plain, fast, sizeof plain);
        for (uint32_t least = 1; least <= UINT16_MAX; least += 9362) {
            uint32_t n = 3 * RANGES_PER_CHUNK;
            uint32_t count = range_ops_scalar()->collect(plain, n, (uint16_t)least, of_plain);
            assert_int_equal(fast_ops->collect(plain, n, (uint16_t)least, of_fast), count);
            assert_memory_equal(of_plain, of_fast, count * sizeof *of_plain);
        }
    }
    end_list(list);
}

static void levels_are_those_of_the_table(void **state)
{
    (void)state;
    static struct range_candidate candidates[DOCS];
    static uint8_t plain[DOCS], fast[DOCS];
    struct list *list = new_list();
    uint64_t random = 17;
    for (unsigned round = 0; round < 8; round++) {
        unsigned n = 0;
        fill(list, &random, 1 + round * 30, 100, 100);
        struct range_table table = open_table(list);
        for (uint32_t d = round; d < DOCS; d += 1 + (uint32_t)next_random(&random) % 40)
            candidates[n++].doc = d;
        range_ops_scalar()->levels(&table, candidates, n, plain);
        fast_ops->levels(&table, candidates, n, fast);
        for (unsigned i = 0; i < n; i++) {
            assert_int_equal(plain[i], range_table_level(&table, candidates[i].doc));
            assert_int_equal(fast[i], plain[i]);
        }
    }
    end_list(list);
}

static void what_reaches_the_least_is_taken(void **state)
{
    (void)state;
    static uint16_t scores[RANGE_CHUNK_DOCS], before[RANGE_CHUNK_DOCS], sums[RANGES_PER_CHUNK];
    static uint16_t places[RANGE_CHUNK_DOCS];
    static struct range_candidate taken[RANGE_CHUNK_DOCS + 1];
    uint64_t random = 13;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned n = 0, at = 0, rarity = 1 + (unsigned)next_random(&random) % 50;
        for (size_t r = 0; r < RANGES_PER_CHUNK; r++)
            sums[r] = (uint16_t)(next_random(&random) >> next_random(&random) % 16);
        for (uint32_t d = 0; d < RANGE_CHUNK_DOCS; d++) {
            if (next_random(&random) % rarity == 0 || d + 1 == RANGE_CHUNK_DOCS)
                places[n++] = (uint16_t)d;
            scores[d] = before[d] = (uint16_t)(next_random(&random) >> next_random(&random) % 20);
        }
        uint32_t least = 1 + (uint32_t)next_random(&random) % 70000,
                 base = round * RANGE_CHUNK_DOCS;
        struct range_window window = {base, scores, sums};
        unsigned count = range_take(&window, places, n, least, taken);
        for (unsigned i = 0; i < n; i++) {
            uint32_t score = before[places[i]], bound = score + sums[places[i] >> RANGE_SHIFT];
            assert_int_equal(scores[places[i]], 0);
            if (score == 0 || bound < least)
                continue;
            assert_true(at < count);
            assert_int_equal(taken[at].doc, base + places[i]);
            assert_int_equal(taken[at].score, score);
            assert_int_equal(taken[at++].bound, bound < UINT16_MAX ? bound : UINT16_MAX);
        }
        assert_int_equal(at, count);
    }
}

static void candidates_are_parted(void **state)
{
    (void)state;
    enum { MOST = 200, ROOM = 20 };
    uint64_t random = 19;
    for (unsigned round = 0; round < 100 * ROUNDS; round++) {
        struct range_candidate plain[MOST], fast[MOST], best[2][ROOM + 1];
        unsigned n = (unsigned)next_random(&random) % MOST, room = round % (ROOM + 1);
        for (unsigned i = 0; i < n; i++)
            plain[i] = (struct range_candidate){(uint32_t)next_random(&random), 7,
                                                (uint16_t)next_random(&random)};
        memcpy(fast, plain, sizeof fast);
        uint32_t cut = UINT16_MAX + 1 - (uint32_t)next_random(&random) % 10000;
        struct range_split of_plain = {.list = plain, .best = best[0], .room = room, .cut = cut};
        of_plain.least = (uint32_t)next_random(&random) % (UINT16_MAX + 1);
        struct range_split of_fast = of_plain;
        of_fast.list = fast;
        of_fast.best = best[1];
        unsigned above = 0, others = 0;
        for (unsigned i = 0; i < n; i++) {
            bool is_best = plain[i].bound >= cut && above < room;
            above += is_best;
            others += !is_best && plain[i].bound >= of_plain.least;
        }
        range_ops_scalar()->split(&of_plain, n);
        fast_ops->split(&of_fast, n);
        assert_int_equal(of_plain.taken, above);
        assert_int_equal(of_plain.kept, others);
        assert_int_equal(of_fast.taken, above);
        assert_int_equal(of_fast.kept, others);
        assert_memory_equal(best[0], best[1], above * sizeof *best[0]);
        assert_memory_equal(plain, fast, others * sizeof *plain);
    }
}

// All of it for one set beside the plain one; NULL: this processor has it not.
static int run_with(const struct range_ops *ops, const char *name)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_bounds_every_document),
        cmocka_unit_test(what_is_no_table_is_refused),
        cmocka_unit_test(the_same_sums_are_made_and_collected),
        cmocka_unit_test(levels_are_those_of_the_table),
        cmocka_unit_test(what_reaches_the_least_is_taken),
        cmocka_unit_test(candidates_are_parted),
    };
    fast_ops = ops;
    if (!ops)
        print_message("skipped: this processor has no %s, whose variant is not tested\n", name);
    return ops ? cmocka_run_group_tests_name(name, tests, NULL, NULL) : 0;
}

int main(void)
{
    int failed = run_with(range_ops_scalar(), "plain C");
    failed += run_with(range_ops_avx2(), "AVX2");
    return failed + run_with(range_ops_avx512(), "AVX-512");
}
