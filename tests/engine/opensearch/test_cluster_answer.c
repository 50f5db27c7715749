// Promise: what a cluster answers to a search is read as it is meant, and an answer that is not whole is no answer.
#include "engine/exchange.h"
#include "engine/opensearch/query/search_answer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum status read_hits(const char *text, struct arena *arena, struct search_hits *out,
                             struct json **tree)
{
    struct error err = {0};
    assert_int_equal(json_read(slice_from(text), tree, &err), STATUS_OK);
    return search_answer_hits(*tree, SORT_RELEVANCE, 2, arena, out, &err);
}

#define WHOLE "\"timed_out\":false,\"_shards\":{\"total\":3,\"successful\":3,\"failed\":0}"

static void test_answers_are_whole_or_none(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status status;
    } cases[] = {
        {"{\"timed_out\":false,\"_shards\":{\"total\":3,\"successful\":2,\"failed\":1},"
         "\"hits\":{\"hits\":[]}}",
         STATUS_IO},
        {"{\"timed_out\":false,\"_shards\":{\"total\":3,\"successful\":2,\"failed\":0},"
         "\"hits\":{\"hits\":[]}}",
         STATUS_IO},
        {"{\"timed_out\":true,\"_shards\":{\"total\":3,\"successful\":3,\"failed\":0},"
         "\"hits\":{\"hits\":[]}}",
         STATUS_IO},
        {"{\"hits\":{\"hits\":[]}}", STATUS_CORRUPT},
        {"{" WHOLE "}", STATUS_CORRUPT},
        {"{" WHOLE ",\"hits\":{\"total\":{\"value\":10000,\"relation\":\"gte\"},\"hits\":[]}}",
         STATUS_CORRUPT},
        {"{" WHOLE ",\"hits\":{\"hits\":[{\"sort\":[3.0,0,\"Q\"]}]}}", STATUS_CORRUPT},
        {"{" WHOLE ",\"hits\":{\"hits\":[{\"fields\":{\"key\":[1]}}]}}", STATUS_CORRUPT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct search_hits hits;
        struct json *tree;
        arena_init(&arena, 0);
        assert_int_equal(read_hits(cases[i].text, &arena, &hits, &tree), cases[i].status);
        json_release(tree);
        arena_clear(&arena);
    }
}

static void test_hits_are_read(void **state)
{
    (void)state;
    struct arena arena;
    struct search_hits hits;
    struct json *tree;
    arena_init(&arena, 0);
    assert_int_equal(
        read_hits("{" WHOLE ",\"hits\":{\"total\":{\"value\":12,\"relation\":\"eq\"},\"hits\":["
                  "{\"fields\":{\"key\":[30064771073]},\"sort\":[31001.0,20240101,\"Q\"]},"
                  "{\"fields\":{\"key\":[4]},\"sort\":[1,0,\"R\"]}]}}",
                  &arena, &hits, &tree),
        STATUS_OK);
    assert_int_equal(hits.total, 12);
    assert_int_equal(hits.count, 2);
    assert_int_equal(hits.hits[0].doc.bits, 30064771073u);
    assert_int_equal(hits.hits[0].key, 31001);
    assert_true(hits.hits[0].score == 15500.5);
    assert_int_equal(hits.hits[1].key, 1);
    json_release(tree);
    arena_clear(&arena);
}

static enum status read_keys(const char *text, struct arena *arena, struct search_keys *out)
{
    struct error err = {0};
    struct json *tree;
    assert_int_equal(json_read(slice_from(text), &tree, &err), STATUS_OK);
    enum status status = search_answer_keys(tree, arena, out, &err);
    json_release(tree); // keys are numbers
    return status;
}

static void test_keys_are_read(void **state)
{
    (void)state;
    struct arena arena;
    struct search_keys found;
    arena_init(&arena, 0);
    assert_int_equal(
        read_keys("{" WHOLE ",\"hits\":{\"total\":{\"value\":12,\"relation\":\"eq\"},\"hits\":["
                  "{\"_score\":null,\"sort\":[4]},{\"_score\":null,\"sort\":[30064771073]}]}}",
                  &arena, &found),
        STATUS_OK);
    assert_int_equal(found.total, 12);
    assert_int_equal(found.count, 2);
    assert_int_equal(found.keys[0].bits, 4);
    assert_int_equal(found.keys[1].bits, 30064771073u);
    static const char *const bad[] = {
        "{" WHOLE ",\"hits\":{\"hits\":[{\"fields\":{\"key\":[1]}}]}}",
        "{" WHOLE ",\"hits\":{\"hits\":[{\"sort\":[1.5]}]}}",
        "{" WHOLE ",\"hits\":{\"hits\":7}}",
        "{" WHOLE ",\"hits\":{\"total\":{\"value\":9,\"relation\":\"gte\"},\"hits\":[]}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(read_keys(bad[i], &arena, &found), STATUS_CORRUPT);
    arena_clear(&arena);
}

static void test_counts_are_read(void **state)
{
    (void)state;
    static const char text[] =
        "{\"aggregations\":{"
        "\"f8\":{\"doc_count_error_upper_bound\":0,\"sum_other_doc_count\":0,\"buckets\":["
        "{\"key\":\"A ; B\",\"doc_count\":4},{\"key\":\"\",\"doc_count\":1}]},"
        "\"f9\":{\"doc_count_error_upper_bound\":0,\"sum_other_doc_count\":1,\"buckets\":[]},"
        "\"f13\":{\"buckets\":[{\"key\":\"*-31.0\",\"doc_count\":1},{\"key\":\"b\",\"doc_count\":2}"
        ","
        "{\"key\":\"c\",\"doc_count\":3},{\"key\":\"d\",\"doc_count\":4}]},"
        "\"no_delay\":{\"doc_count\":9},\"uncovered\":{\"doc_count\":5},"
        "\"f14\":{\"buckets\":[{\"key\":0,\"doc_count\":7},{\"key\":5,\"doc_count\":1}]},"
        "\"months\":{\"buckets\":[{\"key\":2.02403E7,\"doc_count\":2,"
        "\"words\":{\"value\":1234.0}},{\"key\":2.02404E7,\"doc_count\":1}]}}}";
    _Static_assert(FIELD_AUTHOR == 8 && FIELD_MINISTER == 9 && FIELD_DELAY == 13 &&
                       FIELD_STATUS == 14,
                   "as the text has them");
    struct arena arena;
    struct counted_strings strings;
    struct counted_months months;
    uint32_t delays[SEARCH_DELAY_CLASSES] = {0}, statuses[EXCHANGE_STATUS_COUNT] = {0};
    struct json *tree;
    arena_init(&arena, 0);
    assert_int_equal(json_read(slice_from(text), &tree, NULL), STATUS_OK);
    assert_int_equal(search_answer_strings(tree, FIELD_AUTHOR, &arena, &strings, NULL), STATUS_OK);
    assert_int_equal(strings.count, 2);
    assert_true(slice_equal(strings.values[0].value, SLICE("A ; B")));
    assert_int_equal(strings.values[0].count, 4);
    assert_int_equal(strings.values[1].value.len, 0);
    assert_int_equal(search_answer_strings(tree, FIELD_MINISTER, &arena, &strings, NULL),
                     STATUS_TOO_LARGE);
    assert_int_equal(search_answer_strings(tree, FIELD_TYPE, &arena, &strings, NULL),
                     STATUS_CORRUPT);
    assert_int_equal(search_answer_numbers(tree, FIELD_DELAY, delays, SEARCH_DELAY_CLASSES, NULL),
                     STATUS_OK);
    assert_int_equal(delays[0], 1);
    assert_int_equal(delays[3], 4);
    assert_int_equal(delays[4], 9);
    assert_int_equal(
        search_answer_numbers(tree, FIELD_STATUS, statuses, EXCHANGE_STATUS_COUNT, NULL),
        STATUS_OK);
    assert_int_equal(statuses[EXCHANGE_WAITING], 3); // four of the seven wait for nothing
    assert_int_equal(statuses[EXCHANGE_UNCOVERED], 5);
    assert_int_equal(search_answer_months(tree, &arena, &months, NULL), STATUS_OK);
    assert_int_equal(months.buckets[0].date, 20240300);
    assert_int_equal(months.buckets[0].count, 2);
    assert_int_equal(months.buckets[0].words, 1234);
    assert_int_equal(months.buckets[1].words, 0);
    json_release(tree);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_are_whole_or_none),
        cmocka_unit_test(test_hits_are_read),
        cmocka_unit_test(test_keys_are_read),
        cmocka_unit_test(test_counts_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
