// Promise: a column merged from those of several segments is, byte for byte, the one that would be built from the same
// documents one by one, whatever their order, the deleted ones among them and the strings they share.
#include "engine/segment/column_merge.h"
#include "tests/faults/alloc_fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MAX_SOURCES = 6, MAX_DOCS = 40, NAME = 16 };

struct world {
    uint64_t random;
    uint32_t source_count;
    uint32_t doc_counts[MAX_SOURCES];
    struct buf bytes[MAX_SOURCES];
    struct column opened[MAX_SOURCES];
    const struct column *columns[MAX_SOURCES];
    struct origin origins[MAX_SOURCES * MAX_DOCS];
    uint32_t doc_count;
};

static unsigned below(struct world *w, unsigned limit)
{
    w->random = w->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(w->random >> 33) % limit;
}

// Of `distinct` names, some of which begin others; "" is one.
static struct slice random_name(struct world *w, unsigned distinct, char name[NAME])
{
    unsigned number = below(w, distinct);
    int len = number ? snprintf(name, NAME, "%s%u", number % 3 ? "é" : "a", number) : 0;
    return slice_of(name, (size_t)len);
}

static void build_source(struct world *w, uint32_t source, enum column_id column, unsigned distinct)
{
    struct columns_builder builder;
    columns_builder_init(&builder);
    w->doc_counts[source] = below(w, MAX_DOCS + 1);
    for (uint32_t d = 0; d < w->doc_counts[source]; d++) {
        char name[NAME];
        columns_builder_next(&builder);
        if ((int)column < COLUMN_STRINGS)
            columns_builder_set_string(&builder, column, random_name(w, distinct, name));
        else
            columns_builder_set(&builder, column, (int64_t)below(w, distinct) * 977 - 5000);
    }
    columns_builder_encode(&builder, column, &w->bytes[source]);
    columns_builder_clear(&builder);
    struct error err;
    assert_false(w->bytes[source].failed);
    assert_int_equal(
        column_open(buf_slice(&w->bytes[source]), w->doc_counts[source], &w->opened[source], &err),
        STATUS_OK);
    w->columns[source] = &w->opened[source];
}

// Leaves some documents out, and mixes the others.
static void choose_documents(struct world *w)
{
    unsigned kept_of_ten = below(w, 11);
    w->doc_count = 0;
    for (uint32_t s = 0; s < w->source_count; s++)
        for (uint32_t d = 0; d < w->doc_counts[s]; d++)
            if (below(w, 10) < kept_of_ten)
                w->origins[w->doc_count++] = (struct origin){s, d};
    for (uint32_t d = w->doc_count; d > 1; d--) {
        uint32_t other = below(w, d);
        struct origin moved = w->origins[d - 1];
        w->origins[d - 1] = w->origins[other];
        w->origins[other] = moved;
    }
}

static void build_expected(const struct world *w, enum column_id column, struct buf *out)
{
    struct columns_builder builder;
    columns_builder_init(&builder);
    for (uint32_t d = 0; d < w->doc_count; d++) {
        const struct column *source = w->columns[w->origins[d].source];
        int64_t value = column_value(source, w->origins[d].doc);
        columns_builder_next(&builder);
        if ((int)column < COLUMN_STRINGS)
            columns_builder_set_string(&builder, column, column_string(source, value));
        else
            columns_builder_set(&builder, column, value);
    }
    columns_builder_encode(&builder, column, out);
    columns_builder_clear(&builder);
}

static void merge(const struct world *w, bool has_strings, struct buf *out)
{
    const struct column_merge all = {.columns = w->columns,
                                     .source_count = w->source_count,
                                     .origins = w->origins,
                                     .doc_count = w->doc_count,
                                     .has_strings = has_strings};
    column_merge(&all, out);
}

static void try_once(uint64_t seed, enum column_id column, unsigned distinct)
{
    struct world w = {.random = seed};
    w.source_count = 1 + below(&w, MAX_SOURCES);
    for (uint32_t s = 0; s < w.source_count; s++)
        build_source(&w, s, column, distinct);
    choose_documents(&w);
    struct buf expected = {0}, merged = {0};
    build_expected(&w, column, &expected);
    merge(&w, (int)column < COLUMN_STRINGS, &merged);
    assert_false(merged.failed);
    if (!slice_equal(buf_slice(&expected), buf_slice(&merged)))
        fail_msg("column %d, seed %llu: %zu bytes for %zu", column, (unsigned long long)seed,
                 merged.len, expected.len);
    buf_clear(&expected);
    buf_clear(&merged);
    for (uint32_t s = 0; s < w.source_count; s++)
        buf_clear(&w.bytes[s]);
}

static void test_as_built_one_by_one(void **state)
{
    (void)state;
    static const unsigned distinct[] = {1, 2, 7, 300, 70000};
    for (size_t i = 0; i < sizeof distinct / sizeof *distinct; i++) {
        for (uint64_t seed = 0; seed < 200; seed++) {
            try_once(seed, COLUMN_AUTEUR, distinct[i]);
            try_once(seed, COLUMN_DATE, distinct[i]);
        }
    }
}

// Damage can be sealed by whoever wrote it: what is not there counts as "", and nothing outside is read.
static void test_ordinals_that_lead_nowhere(void **state)
{
    (void)state;
    struct world w = {.random = 3, .source_count = 1};
    do {
        buf_clear(&w.bytes[0]);
        build_source(&w, 0, COLUMN_AUTEUR, 7);
    } while (w.doc_counts[0] < 2 || w.opened[0].width != 1);
    size_t header = (size_t)((const char *)w.opened[0].values - w.bytes[0].data);
    w.bytes[0].data[header] = (char)0xFF;
    w.origins[0] = (struct origin){0, 0};
    w.doc_count = 1;
    struct buf merged = {0};
    merge(&w, true, &merged);
    struct column column;
    struct error err;
    assert_int_equal(column_open(buf_slice(&merged), 1, &column, &err), STATUS_OK);
    assert_int_equal(column_value(&column, 0), 0);
    assert_int_equal(column.string_count, 1);
    buf_clear(&merged);
    buf_clear(&w.bytes[0]);
}

// Whatever request for memory is refused, and those behind it, or not: the column says that it failed, or is whole.
static void test_memory_that_is_refused(void **state)
{
    (void)state;
    struct world w = {.random = 11, .source_count = 3};
    for (uint32_t s = 0; s < w.source_count; s++)
        build_source(&w, s, COLUMN_AUTEUR, 300);
    do
        choose_documents(&w);
    while (w.doc_count < MAX_DOCS);
    struct buf expected = {0};
    build_expected(&w, COLUMN_AUTEUR, &expected);
    for (int all = 0; all < 2; all++) {
        bool was_refused = true;
        for (size_t n = 1; was_refused; n++) {
            struct buf merged = {0};
            alloc_fault_set(n, all != 0);
            merge(&w, true, &merged);
            was_refused = alloc_fault_end();
            assert_true(merged.failed || slice_equal(buf_slice(&expected), buf_slice(&merged)));
            buf_clear(&merged);
        }
    }
    buf_clear(&expected);
    for (uint32_t s = 0; s < w.source_count; s++)
        buf_clear(&w.bytes[s]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_built_one_by_one),
        cmocka_unit_test(test_ordinals_that_lead_nowhere),
        cmocka_unit_test(test_memory_that_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
