// Promises of writing with several threads: what became of each document, what is found, in which order and with which
// score is what one thread makes of the same documents, before and after `optimize`.
#include "engine/backends.h"
#include "engine/format/manifest.h"
#include "engine/read/index_check.h"
#include "engine/search/search.h"
#include "engine/write/index_writer.h"
#include "engine/write/inverters.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCUMENTS = 700, QUERIES = 16, HITS = 40, MOST_OUTCOMES = 4 * DOCUMENTS };

struct found {
    uint64_t total;
    size_t count;
    char ids[HITS][16];
    double scores[HITS];
};

// An index, and all that can be seen of how it was made.
struct made {
    char path[64];
    unsigned threads;
    struct index_writer *writer;
    int outcomes[MOST_OUTCOMES];
    size_t outcome_count;
    uint64_t segments, documents;
    struct found found[QUERIES];
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, made->err.message); \
    } while (0)

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

// A word of a language in which few are frequent.
static void append_word(struct buf *text, uint64_t *random)
{
    static const char *const SYLLABLES[] = {"ba", "ko", "li", "ru", "ten", "mi", "sor", "dal"};
    uint64_t a = next_random(random) % 4096, number = a * a * a >> 24;
    for (number += 8; number > 0; number /= 8)
        buf_append_slice(text, slice_from(SYLLABLES[number % 8]));
    buf_append_char(text, ' ');
}

// Who has a document twice: the source `fort` goes before.
static uint32_t rank_of(void *context, struct slice path)
{
    (void)context;
    return slice_equal(path, SLICE("fort")) ? 0 : SOURCE_UNRANKED;
}

static void open_writer(struct made *made)
{
    const struct writer_options options = {.analyzer = ANALYZER_FRENCH,
                                           .threads = made->threads,
                                           .memory_bytes = (size_t)(made->threads + 32) << 25,
                                           .source_rank = rank_of};
    must(index_writer_open(made->path, &options, &made->writer, &made->err));
}

// The document with that number, in one of its versions.
static void add(struct made *made, const char *source, unsigned number, unsigned version)
{
    char id[16];
    struct buf text = {0};
    uint64_t random = (uint64_t)number * 7919 + version;
    (void)snprintf(id, sizeof id, "d-%u", number);
    for (uint64_t words = 60 + next_random(&random) % 400; words > 0; words--)
        append_word(&text, &random);
    const struct reply reply = {.text = slice_of(text.data, text.len / 2), .date = 20230101};
    const struct exchange exchange = {.id = slice_from(id),
                                      .title = slice_of(text.data, 20),
                                      .question = buf_slice(&text),
                                      .author = number % 3 ? SLICE("PAVET Amandine")
                                                           : SLICE("DUBOIS Élodie"),
                                      .date_question = 20220101 + number % 28,
                                      .year = 2022,
                                      .replies = &reply,
                                      .reply_count = number % 2,
                                      .source.path = slice_from(source)};
    enum add_outcome outcome;
    must(index_writer_add(made->writer, &exchange, &outcome, &made->err));
    assert_true(made->outcome_count < MOST_OUTCOMES);
    made->outcomes[made->outcome_count++] = (int)outcome;
    buf_clear(&text);
}

static void read_source(struct made *made, const char *path, unsigned first, unsigned end,
                        unsigned version)
{
    const struct source_state state = {.mtime_ns = 1, .content_hash = version + 1};
    struct source_left left = {0};
    must(index_writer_source_begin(made->writer, slice_from(path), &made->err));
    for (unsigned number = first; number < end; number++) {
        add(made, path, number, number % 5 ? 0 : version);
        if (number % 97 == 0) // a second time in the same source
            add(made, path, first + (number - first) / 2, version + 1);
    }
    must(index_writer_source_end(made->writer, &state, &left, &made->err));
}

static void commit(struct made *made)
{
    uint64_t generation;
    must(index_writer_commit(made->writer, &generation, &made->err));
}

static void count(struct made *made)
{
    struct index_check_result result;
    index_writer_close(made->writer);
    made->writer = NULL;
    must(index_check(made->path, NULL, NULL, NULL, &result, &made->err));
    assert_int_equal(result.problems, 0);
    made->segments = result.segments;
    made->documents = result.documents;
}

// Documents that come, come again within the batch from a source that goes before, are removed, change later.
static void make(struct made *made, unsigned threads)
{
    *made = (struct made){.threads = threads};
    temp_folder_make(made->path, sizeof made->path);
    open_writer(made);
    read_source(made, "faible", 0, DOCUMENTS, 0);
    read_source(made, "fort", DOCUMENTS / 2, DOCUMENTS / 2 + 150, 1);
    read_source(made, "tard", DOCUMENTS - 50, DOCUMENTS + 50, 2);
    for (unsigned number = 0; number < DOCUMENTS; number += 60) {
        char id[16];
        (void)snprintf(id, sizeof id, "d-%u", number);
        must(index_writer_remove(made->writer, slice_from(id), &made->err));
    }
    uint64_t expected = index_writer_document_count(made->writer);
    commit(made);
    count(made);
    assert_int_equal(made->documents, expected);
    open_writer(made);
    read_source(made, "faible", 0, DOCUMENTS / 2, 3);
    commit(made);
}

static void search_all(struct made *made)
{
    struct backend *backend = NULL;
    struct view *view = NULL;
    struct synonyms *synonyms = NULL;
    struct searcher *searcher = NULL;
    uint64_t random = 5;
    must(backend_open(made->path, NULL, &backend, &made->err));
    must(view_begin(backend, &view, &made->err));
    must(synonyms_open(NULL, &synonyms, &made->err));
    must(searcher_open(backend, synonyms, &searcher, &made->err));
    for (unsigned q = 0; q < QUERIES; q++) {
        struct found *found = &made->found[q];
        struct arena arena = {0};
        struct buf query = {0};
        struct search_result result;
        for (unsigned words = 1 + q % 3; words > 0; words--)
            append_word(&query, &random);
        struct search_request request = {
            .q = buf_slice(&query), .mode = q % 2 ? MODE_ALL : MODE_ANY, .limit = HITS};
        must(search_run(searcher, view, &request, &arena, &result, &made->err));
        *found = (struct found){.total = result.total, .count = result.hit_count};
        for (size_t h = 0; h < result.hit_count; h++) {
            (void)snprintf(found->ids[h], sizeof found->ids[h], "%.*s",
                           SLICE_ARG(result.hits[h].exchange.id));
            found->scores[h] = result.hits[h].score;
        }
        buf_clear(&query);
        arena_clear(&arena);
    }
    searcher_close(searcher);
    synonyms_close(synonyms);
    view_free(view);
    backend_close(backend);
}

static void optimize(struct made *made)
{
    open_writer(made);
    must(index_writer_optimize(made->writer, NULL, NULL, &made->err));
    count(made);
    assert_int_equal(made->segments, 1);
}

static void assert_alike(const struct made *made, const struct made *other)
{
    size_t hits = 0;
    assert_int_equal(made->documents, other->documents);
    for (unsigned q = 0; q < QUERIES; q++) {
        assert_int_equal(made->found[q].total, other->found[q].total);
        assert_memory_equal(&made->found[q], &other->found[q], sizeof made->found[q]);
        hits += made->found[q].count;
    }
    assert_true(hits > (size_t)QUERIES * HITS / 2);
}

static void threads_change_nothing_that_is_seen(void **state)
{
    (void)state;
    static struct made one, many, merged;
    make(&one, 1);
    count(&one);
    search_all(&one);
    make(&many, 4);
    count(&many);
    search_all(&many);
    assert_int_equal(many.outcome_count, one.outcome_count);
    assert_memory_equal(many.outcomes, one.outcomes, sizeof one.outcomes);
    assert_true(many.segments > one.segments + 2);
    assert_alike(&many, &one);
    merged = many;
    optimize(&merged);
    search_all(&merged);
    assert_alike(&merged, &one);
    temp_folder_remove(many.path);
    temp_folder_remove(one.path);
}

// A night's few documents must not become as many segments as there are threads.
static void a_small_batch_is_one_segment(void **state)
{
    (void)state;
    static struct made few;
    struct made *made = &few;
    few = (struct made){.threads = 4};
    temp_folder_make(few.path, sizeof few.path);
    open_writer(&few);
    read_source(&few, "nuit", 0, 20, 0);
    commit(&few);
    read_source(&few, "autre", 20, 40, 0);
    commit(&few);
    count(made);
    assert_int_equal(few.segments, 2);
    assert_int_equal(few.documents, 40);
    temp_folder_remove(few.path);
}

// A run for each of as many threads as an index may have segments, beside the segment that is there.
static void as_many_threads_as_segments_find_room(void **state)
{
    (void)state;
    static char text[80 << 10];
    static struct made wide;
    struct made *made = &wide;
    wide = (struct made){.threads = MANIFEST_MAX_SEGMENTS};
    memset(text, ' ', sizeof text);
    for (size_t i = 0; i + 5 < sizeof text; i += 5)
        memcpy(text + i, "quai", 4);
    temp_folder_make(wide.path, sizeof wide.path);
    open_writer(&wide);
    read_source(&wide, "nuit", 0, 1, 0);
    commit(&wide);
    for (unsigned number = 1; number <= MANIFEST_MAX_SEGMENTS; number++) {
        char id[16];
        enum add_outcome outcome;
        (void)snprintf(id, sizeof id, "d-%u", number);
        const struct exchange exchange = {.id = slice_from(id),
                                          .question = slice_of(text, sizeof text),
                                          .source.path = SLICE("autre")};
        must(index_writer_add(wide.writer, &exchange, &outcome, &wide.err));
    }
    commit(&wide);
    count(&wide);
    assert_int_equal(wide.documents, MANIFEST_MAX_SEGMENTS + 1);
    temp_folder_remove(wide.path);
}

// One that takes memory like many, among others, and its batch given up with documents on their way.
static void large_documents_and_a_batch_given_up(void **state)
{
    (void)state;
    static struct made kept;
    struct made *made = &kept;
    struct buf text = {0};
    uint64_t random = 3;
    kept = (struct made){.threads = 2};
    temp_folder_make(kept.path, sizeof kept.path);
    open_writer(&kept);
    while (text.len < (size_t)3 << 20)
        append_word(&text, &random);
    read_source(&kept, "avant", 0, 100, 0);
    enum add_outcome outcome;
    const struct exchange large = {.id = SLICE("long"),
                                   .title = SLICE("long"),
                                   .question = buf_slice(&text),
                                   .source.path = SLICE("long")};
    must(index_writer_add(kept.writer, &large, &outcome, &kept.err));
    read_source(&kept, "apres", 100, 500, 0);
    commit(&kept);
    read_source(&kept, "perdus", 500, 800, 0);
    count(&kept); // closes without a commit
    assert_int_equal(kept.documents, 501);
    buf_clear(&text);
    temp_folder_remove(kept.path);
}

// Words that no document had before take many times their length. What is on its way to threads is reckoned with before
// it has come there: what a batch is said to take, it never takes more of.
static void what_is_on_its_way_is_reckoned_with(void **state)
{
    enum { MEMORY = 8 << 20, TEXTS = 48, WORDS = 6000 };
    struct analyzer *analyzer;
    struct inverters *all;
    struct error err = {0};
    struct buf text = {0};
    uint64_t random = 1;
    (void)state;
    assert_int_equal(analyzer_open(ANALYZER_FRENCH, &analyzer, &err), STATUS_OK);
    assert_int_equal(inverters_open(analyzer, 2, MEMORY, &all, &err), STATUS_OK);
    for (unsigned settled = 0; settled < TEXTS; settled += 5) { // settled after that many
        inverters_reset(all);
        size_t reckoned = 0;
        for (unsigned i = 0; i <= settled; i++) {
            buf_reset(&text);
            for (unsigned word = 0; word < WORDS; word++)
                buf_printf(&text, "k%llux ", (unsigned long long)next_random(&random));
            const struct exchange exchange = {.id = SLICE("n"), .question = buf_slice(&text)};
            struct inverted at;
            assert_int_equal(inverters_add(all, &exchange, i, &at, &err), STATUS_OK);
            reckoned = inverters_bytes(all);
        }
        assert_int_equal(inverters_settle(all, &err), STATUS_OK);
        size_t taken = inverters_bytes(all);
        if (taken > reckoned)
            fail_msg("after %u: %zu reckoned, %zu taken", settled + 1, reckoned, taken);
    }
    inverters_close(all);
    analyzer_close(analyzer);
    buf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_nothing_that_is_seen),
        cmocka_unit_test(a_small_batch_is_one_segment),
        cmocka_unit_test(as_many_threads_as_segments_find_room),
        cmocka_unit_test(large_documents_and_a_batch_given_up),
        cmocka_unit_test(what_is_on_its_way_is_reckoned_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
