// Promises of reordering: every document keeps its contents and gets exactly one place; similar ones come to
// stand together; threads, and running it again, change nothing; what cannot be done is left undone.
#include "engine/read/doc_ref.h"
#include "engine/read/index_check.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/write/bisect.h"
#include "engine/write/index_writer.h"
#include "engine/write/reorder.h"
#include "tests/temp_folder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static unsigned next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33);
}

// --- the graph alone -----------------------------------------------------------------------------

enum { TOPICS = 16, WORDS_OF_TOPIC = 60, COMMON_WORDS = 200, TERMS = 1160, LENGTH = 24 };

struct graph {
    struct bisect_doc *docs;
    uint16_t *terms;
    uint32_t count;
};

static bool has_term(const uint16_t *terms, uint32_t length, uint16_t term)
{
    for (uint32_t i = 0; i < length; i++)
        if (terms[i] == term)
            return true;
    return false;
}

// Document d is about topic d % TOPICS, so that neighbours never are about the same. Two words in three are
// the topic's.
static struct graph make_graph(uint32_t count, uint64_t seed)
{
    struct graph graph = {calloc((size_t)count + 1, sizeof *graph.docs),
                          malloc(((size_t)count + 1) * LENGTH * sizeof *graph.terms), count};
    assert_non_null(graph.docs);
    assert_non_null(graph.terms);
    for (uint32_t d = 0; d < count; d++) {
        struct bisect_doc *doc = &graph.docs[d];
        *doc = (struct bisect_doc){.number = d, .first = d * LENGTH};
        for (unsigned i = 0; i < LENGTH; i++) {
            unsigned topic_word = d % TOPICS * WORDS_OF_TOPIC + next_random(&seed) % WORDS_OF_TOPIC;
            unsigned common = TOPICS * WORDS_OF_TOPIC + next_random(&seed) % COMMON_WORDS;
            uint16_t term = (uint16_t)(i % 3 ? topic_word : common);
            if (!has_term(graph.terms + doc->first, doc->length, term))
                graph.terms[doc->first + doc->length++] = term;
        }
    }
    return graph;
}

static void free_graph(struct graph *graph)
{
    free(graph->docs);
    free(graph->terms);
}

static void order(struct graph *graph, unsigned threads)
{
    struct error err;
    struct bisect bisect = {.docs = graph->docs,
                            .doc_count = graph->count,
                            .terms = graph->terms,
                            .term_count = TERMS,
                            .threads = threads};
    assert_int_equal(bisect_run(&bisect, &err), STATUS_OK);
}

static void every_document_gets_one_place(void **state)
{
    (void)state;
    static const uint32_t counts[] = {0, 1, 2, 3, 15, 16, 17, 31, 33, 64, 65, 1000, 4097};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct graph graph = make_graph(counts[i], i);
        bool *seen = calloc((size_t)counts[i] + 1, sizeof *seen);
        assert_non_null(seen);
        order(&graph, 1);
        for (uint32_t p = 0; p < counts[i]; p++) {
            uint32_t number = graph.docs[p].number;
            assert_true(number < counts[i] && !seen[number]);
            assert_int_equal(graph.docs[p].first, number * LENGTH);
            seen[number] = true;
        }
        free(seen);
        free_graph(&graph);
    }
}

static void documents_of_a_topic_come_together(void **state)
{
    (void)state;
    struct graph graph = make_graph(4000, 1);
    unsigned same = 0;
    order(&graph, 1);
    for (uint32_t p = 1; p < graph.count; p++)
        same += graph.docs[p].number % TOPICS == graph.docs[p - 1].number % TOPICS;
    print_message("%u of 3999 neighbours share their topic\n", same);
    assert_true(same > 3800);
    free_graph(&graph);
}

static void threads_do_not_change_the_order(void **state)
{
    (void)state;
    static const unsigned threads[] = {0, 2, 3, 8};
    struct graph alone = make_graph(5000, 2);
    order(&alone, 1);
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        struct graph graph = make_graph(5000, 2);
        order(&graph, threads[i]);
        for (uint32_t p = 0; p < graph.count; p++)
            assert_int_equal(graph.docs[p].number, alone.docs[p].number);
        free_graph(&graph);
    }
    free_graph(&alone);
}

static void documents_without_difference_stay_in_order(void **state)
{
    (void)state;
    struct graph graph = make_graph(1000, 3);
    for (uint32_t d = 1; d < graph.count; d++) {
        graph.docs[d].length = graph.docs[0].length;
        memcpy(graph.terms + graph.docs[d].first, graph.terms,
               graph.docs[0].length * sizeof *graph.terms);
    }
    order(&graph, 1);
    for (uint32_t p = 0; p < graph.count; p++)
        assert_int_equal(graph.docs[p].number, p);
    free_graph(&graph);
}

static void near_duplicates_become_neighbours(void **state)
{
    (void)state;
    struct graph graph = make_graph(2000, 4);
    for (uint32_t d = 0; d < 1000; d++) { // d + 1000 says what d says, but for one word
        graph.docs[d + 1000].length = graph.docs[d].length - 1;
        memcpy(graph.terms + graph.docs[d + 1000].first, graph.terms + graph.docs[d].first,
               graph.docs[d + 1000].length * sizeof *graph.terms);
    }
    uint32_t places[2000], near = 0;
    order(&graph, 2);
    for (uint32_t p = 0; p < graph.count; p++)
        places[graph.docs[p].number] = p;
    for (uint32_t d = 0; d < 1000; d++) {
        uint32_t a = places[d], b = places[d + 1000];
        near += a / 32 == b / 32 || (a > b ? a - b : b - a) < 32;
    }
    print_message("%u of 1000 pairs stand within 32 places\n", near);
    assert_true(near > 900);
    free_graph(&graph);
}

static void add_steps(void *context, uint64_t steps)
{
    *(uint64_t *)context += steps;
}

static void steps_add_up(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 2; threads++) {
        struct graph graph = make_graph(3333, 5);
        struct error err;
        uint64_t steps = 0;
        struct bisect bisect = {graph.docs, graph.count, graph.terms, TERMS,
                                threads,    add_steps,   &steps};
        assert_int_equal(bisect_run(&bisect, &err), STATUS_OK);
        assert_int_equal(steps, bisect_steps(3333));
        free_graph(&graph);
    }
}

// --- in an index ---------------------------------------------------------------------------------

struct fixture {
    char path[64];
    struct index_writer *writer;
    struct index *index;
    struct snapshot *snapshot;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    temp_folder_make(f->path, sizeof f->path);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    snapshot_free(f->snapshot);
    index_close(f->index);
    index_writer_close(f->writer);
    temp_folder_remove(f->path);
    free(f);
    return 0;
}

static void look(struct fixture *f)
{
    if (!f->index)
        must(index_open(f->path, NULL, &f->index, &f->err));
    snapshot_free(f->snapshot);
    f->snapshot = NULL;
    must(snapshot_begin(f->index, &f->snapshot, &f->err));
}

enum { DOCUMENTS = 2000, TEXT_WORDS = 40 };

// What document d says; the same for the same d. Common words have no bearing on its topic.
static struct slice text_of(uint32_t d, char text[TEXT_WORDS * 10])
{
    uint64_t seed = d + 1;
    size_t len = 0;
    for (unsigned i = 0; i < TEXT_WORDS; i++) {
        unsigned word = next_random(&seed) % WORDS_OF_TOPIC;
        len += (size_t)(i % 3 ? snprintf(text + len, 10, "t%uw%u ", d % TOPICS, word)
                              : snprintf(text + len, 10, "c%u ", word));
    }
    return slice_of(text, len - 1);
}

static void add(struct fixture *f, uint32_t d)
{
    char id[16], text[TEXT_WORDS * 10];
    snprintf(id, sizeof id, "d%u", d);
    struct exchange exchange = {.id = slice_from(id),
                                .question = text_of(d, text),
                                .source.path = SLICE("test"),
                                .date_question = 20200101 + d % 28,
                                .number = slice_from(id + 1)};
    enum add_outcome outcome;
    must(index_writer_add(f->writer, &exchange, &outcome, &f->err));
}

static bool is_removed(uint32_t d)
{
    return d % 7 == 3;
}

// Several segments, a seventh of the documents deleted.
static void fill(struct fixture *f, struct writer_options options)
{
    uint64_t generation;
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        add(f, d);
        if (d % 700 == 699)
            must(index_writer_commit(f->writer, &generation, &f->err));
    }
    must(index_writer_commit(f->writer, &generation, &f->err));
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        char id[16];
        snprintf(id, sizeof id, "d%u", d);
        if (is_removed(d))
            must(index_writer_remove(f->writer, slice_from(id), &f->err));
    }
    must(index_writer_commit(f->writer, &generation, &f->err));
}

// The d of a document, from its column.
static uint32_t number_of(const struct segment *segment, uint32_t doc)
{
    const struct column *column = &segment->columns[COLUMN_NUMERO];
    char text[16];
    struct slice number = column_string(column, column_value(column, doc));
    snprintf(text, sizeof text, "%.*s", SLICE_ARG(number));
    return (uint32_t)strtoul(text, NULL, 10);
}

static void check_documents(struct fixture *f)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (uint32_t d = 0; d < DOCUMENTS; d++) {
        char id[16], text[TEXT_WORDS * 10];
        struct doc_key key;
        struct exchange got;
        snprintf(id, sizeof id, "d%u", d);
        enum status status = snapshot_find(f->snapshot, slice_from(id), &key, &f->err);
        assert_int_equal(status, is_removed(d) ? STATUS_NOT_FOUND : STATUS_OK);
        if (status != STATUS_OK)
            continue;
        must(snapshot_document(f->snapshot, key, EXCHANGE_WHOLE, &arena, &got, &f->err));
        assert_true(slice_equal(got.question, text_of(d, text)));
        struct doc_ref ref = doc_ref_of(key);
        assert_int_equal(number_of(&f->snapshot->segments[ref.segment], ref.doc), d);
        arena_reset(&arena);
    }
    arena_clear(&arena);
}

static void print_problem(void *context, const char *problem)
{
    (void)context;
    print_message("%s\n", problem);
}

struct watched {
    uint64_t calls, done, total;
};

static void watch(void *context, uint64_t done, uint64_t total)
{
    struct watched *watched = context;
    assert_true(done >= watched->done && done <= total);
    assert_true(watched->calls == 0 || total == watched->total);
    *watched = (struct watched){watched->calls + 1, done, total};
}

static uint64_t posting_bytes(struct fixture *f)
{
    struct index_info info;
    look(f);
    snapshot_info(f->snapshot, &info);
    return info.bytes_postings;
}

static void optimize_and_check(struct fixture *f, struct writer_options options)
{
    struct watched watched = {0};
    fill(f, options);
    must(index_writer_optimize(f->writer, watch, &watched, &f->err));
    assert_true(watched.calls > 1);
    look(f);
    assert_int_equal(f->snapshot->manifest.segment_count, 1);
    assert_int_equal(f->snapshot->manifest.segments[0].deleted_count, 0);
    check_documents(f);
    snapshot_free(f->snapshot);
    index_close(f->index);
    index_writer_close(f->writer);
    f->snapshot = NULL;
    f->index = NULL;
    f->writer = NULL;
    struct index_check_result result;
    must(index_check(f->path, NULL, print_problem, NULL, &result, &f->err));
    assert_int_equal(result.problems, 0);
    assert_int_equal(result.documents, DOCUMENTS - (DOCUMENTS + 3) / 7);
}

static void optimize_keeps_every_document(void **state)
{
    optimize_and_check(*state, (struct writer_options){.analyzer = ANALYZER_WHITESPACE});
}

static void optimize_keeps_every_document_in_french(void **state)
{
    optimize_and_check(*state, (struct writer_options){.analyzer = ANALYZER_FRENCH, .threads = 2});
}

static void optimize_brings_topics_together(void **state)
{
    struct fixture *f = *state;
    fill(f, (struct writer_options){.analyzer = ANALYZER_WHITESPACE});
    must(index_writer_optimize(f->writer, NULL, NULL, &f->err));
    look(f);
    const struct segment *segment = &f->snapshot->segments[0];
    unsigned same = 0, count = segment->info.doc_count;
    for (uint32_t d = 1; d < count; d++)
        same += number_of(segment, d) % TOPICS == number_of(segment, d - 1) % TOPICS;
    print_message("%u of %u neighbours share their topic\n", same, count - 1);
    assert_true(same > count - count / 20);
    uint64_t bytes = posting_bytes(f);
    must(index_writer_optimize(f->writer, NULL, NULL, &f->err));
    assert_true(posting_bytes(f) <= bytes + bytes / 50); // an order once good stays good
}

static uint32_t **order_with(struct fixture *f, size_t memory_bytes, unsigned threads)
{
    struct reorder reorder = {.sources = f->snapshot->segments,
                              .source_count = f->snapshot->manifest.segment_count,
                              .kind = TERM_SURFACE,
                              .memory_bytes = memory_bytes,
                              .threads = threads};
    uint32_t **numbers = NULL;
    must(reorder_run(&reorder, &numbers, &f->err));
    return numbers;
}

static void little_memory_still_gives_an_order(void **state)
{
    struct fixture *f = *state;
    fill(f, (struct writer_options){.analyzer = ANALYZER_WHITESPACE});
    look(f);
    size_t fixed = bisect_memory(BISECT_MAX_TERMS, 1) + DOCUMENTS * sizeof(struct bisect_doc);
    uint32_t count = f->snapshot->manifest.segment_count;
    bool seen[DOCUMENTS] = {false};
    uint32_t **numbers = order_with(f, fixed + (size_t)40000, 1); // of 120 kB
    uint32_t **others = order_with(f, fixed + (size_t)40000, 4);
    assert_non_null(numbers);
    uint32_t live = 0;
    for (uint32_t s = 0; s < count; s++) {
        const struct segment *segment = &f->snapshot->segments[s];
        assert_memory_equal(numbers[s], others[s], segment->info.doc_count * sizeof **numbers);
        for (uint32_t d = 0; d < segment->info.doc_count; d++) {
            bool is_gone = segment_is_deleted(segment, d);
            assert_int_equal(is_gone, numbers[s][d] == UINT32_MAX);
            if (is_gone)
                continue;
            assert_true(numbers[s][d] < DOCUMENTS && !seen[numbers[s][d]]);
            seen[numbers[s][d]] = true;
            live++;
        }
    }
    for (uint32_t p = 0; p < live; p++)
        assert_true(seen[p]);
    reorder_free(numbers, count);
    reorder_free(others, count);
}

// Where there is no memory for better, documents stand in the order of their ids.
static void no_memory_gives_the_order_of_ids(void **state)
{
    struct fixture *f = *state;
    fill(f, (struct writer_options){.analyzer = ANALYZER_WHITESPACE});
    look(f);
    uint32_t **numbers = order_with(f, 1000, 1);
    uint32_t count = f->snapshot->manifest.segment_count;
    static struct slice ids[DOCUMENTS];
    for (uint32_t s = 0; s < count; s++) {
        const struct segment *segment = &f->snapshot->segments[s];
        const struct column *column = &segment->columns[COLUMN_ID];
        for (uint32_t d = 0; d < segment->info.doc_count; d++)
            if (numbers[s][d] != UINT32_MAX)
                ids[numbers[s][d]] = column_string(column, column_value(column, d));
    }
    for (uint32_t p = 1; p < DOCUMENTS && ids[p].ptr; p++)
        assert_true(slice_compare(ids[p - 1], ids[p]) < 0);
    reorder_free(numbers, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_document_gets_one_place),
        cmocka_unit_test(documents_of_a_topic_come_together),
        cmocka_unit_test(threads_do_not_change_the_order),
        cmocka_unit_test(documents_without_difference_stay_in_order),
        cmocka_unit_test(near_duplicates_become_neighbours),
        cmocka_unit_test(steps_add_up),
        cmocka_unit_test_setup_teardown(optimize_keeps_every_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(optimize_keeps_every_document_in_french, set_up, tear_down),
        cmocka_unit_test_setup_teardown(optimize_brings_topics_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(little_memory_still_gives_an_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_memory_gives_the_order_of_ids, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("reorder", tests, NULL, NULL);
}
