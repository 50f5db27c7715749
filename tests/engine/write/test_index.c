// Promises of the index: what was committed is there, whole, once; what was not is not.
#include "engine/format/codec/block_codec_best.h"
#include "engine/read/doc_ref.h"
#include "engine/read/index_check.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/storage/store_map.h"
#include "engine/write/index_writer.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

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
    temp_folder_make(f->path, sizeof f->path);
    *state = f;
    return 0;
}

// LMDB takes one environment a process for granted: closing one forgets the locks of the other.
static void close_all(struct fixture *f)
{
    snapshot_free(f->snapshot);
    index_close(f->index);
    index_writer_close(f->writer);
    f->snapshot = NULL;
    f->index = NULL;
    f->writer = NULL;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    close_all(f);
    temp_folder_remove(f->path);
    free(f);
    return 0;
}

static void open_writer(struct fixture *f, enum analyzer_kind analyzer)
{
    struct writer_options options = {.analyzer = analyzer};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
}

static struct exchange exchange(const char *id, const char *title, const char *question)
{
    return (struct exchange){.id = slice_from(id),
                             .title = slice_from(title),
                             .question = slice_from(question),
                             .source.path = SLICE("test"),
                             .author = SLICE("PAVET Amandine"),
                             .date_question = 20230619,
                             .year = 2023};
}

static enum add_outcome add(struct fixture *f, struct exchange e)
{
    enum add_outcome outcome = ADD_NEW;
    must(index_writer_add(f->writer, &e, &outcome, &f->err));
    return outcome;
}

static uint64_t commit(struct fixture *f)
{
    uint64_t generation = 0;
    must(index_writer_commit(f->writer, &generation, &f->err));
    return generation;
}

static struct snapshot *look(struct fixture *f)
{
    if (!f->index)
        must(index_open(f->path, NULL, &f->index, &f->err));
    snapshot_end(f->snapshot);
    must(snapshot_begin(f->index, &f->snapshot, &f->err));
    return f->snapshot;
}

static uint64_t documents(struct fixture *f)
{
    struct index_info info;
    snapshot_info(look(f), &info);
    return info.documents;
}

static void committed_document_reads_back(void **state)
{
    struct fixture *f = *state;
    open_writer(f, ANALYZER_FRENCH);
    assert_int_equal(add(f, exchange("a-1", "Les écoles", "Combien d’élèves ?")), ADD_NEW);
    assert_int_equal(commit(f), 1);
    struct doc_key doc;
    must(snapshot_find(look(f), SLICE("a-1"), &doc, &f->err));
    struct arena arena;
    struct exchange got;
    arena_init(&arena, 0);
    must(snapshot_document(f->snapshot, doc, EXCHANGE_WHOLE, &arena, &got, &f->err));
    assert_true(slice_equal(got.question, SLICE("Combien d’élèves ?")));
    assert_true(slice_equal(got.author, SLICE("PAVET Amandine")));
    assert_true(got.first_seen > 0 && got.first_seen == got.changed);
    arena_clear(&arena);
    assert_int_equal(snapshot_find(f->snapshot, SLICE("a-2"), &doc, &f->err), STATUS_NOT_FOUND);
}

static void uncommitted_batch_is_invisible(void **state)
{
    struct fixture *f = *state;
    open_writer(f, ANALYZER_FRENCH);
    add(f, exchange("a-1", "un", "deux"));
    commit(f);
    add(f, exchange("a-2", "un", "deux"));
    assert_int_equal(documents(f), 1);
    close_all(f);
    assert_int_equal(documents(f), 1);
    close_all(f);
    open_writer(f, 0);
    assert_int_equal(index_writer_document_count(f->writer), 1);
}

static void same_contents_change_nothing(void **state)
{
    struct fixture *f = *state;
    open_writer(f, ANALYZER_FRENCH);
    struct exchange e = exchange("a-1", "un", "deux");
    add(f, e);
    assert_int_equal(add(f, e), ADD_UNCHANGED);
    uint64_t first = commit(f);
    assert_int_equal(add(f, e), ADD_UNCHANGED);
    assert_int_equal(commit(f), first);
    e.source.line = 7; // moved
    assert_int_equal(add(f, e), ADD_UNCHANGED);
    assert_int_equal(commit(f), first + 1);
    assert_int_equal(documents(f), 1);
}

static void changed_contents_replace(void **state)
{
    struct fixture *f = *state;
    open_writer(f, ANALYZER_FRENCH);
    add(f, exchange("a-1", "un", "ancien texte"));
    commit(f);
    assert_int_equal(add(f, exchange("a-1", "un", "nouveau texte")), ADD_CHANGED);
    assert_int_equal(add(f, exchange("a-1", "un", "dernier texte")), ADD_CHANGED);
    commit(f);
    assert_int_equal(documents(f), 1);
    struct doc_key doc;
    struct arena arena;
    struct exchange got;
    arena_init(&arena, 0);
    must(snapshot_find(look(f), SLICE("a-1"), &doc, &f->err));
    must(snapshot_document(f->snapshot, doc, EXCHANGE_WHOLE, &arena, &got, &f->err));
    assert_true(slice_equal(got.question, SLICE("dernier texte")));
    arena_clear(&arena);
}

static void removed_document_is_gone(void **state)
{
    struct fixture *f = *state;
    open_writer(f, ANALYZER_FRENCH);
    add(f, exchange("a-1", "un", "deux"));
    add(f, exchange("a-2", "un", "deux"));
    commit(f);
    must(index_writer_remove(f->writer, SLICE("a-1"), &f->err));
    assert_int_equal(index_writer_remove(f->writer, SLICE("a-1"), &f->err), STATUS_NOT_FOUND);
    commit(f);
    struct doc_key doc;
    assert_int_equal(snapshot_find(look(f), SLICE("a-1"), &doc, &f->err), STATUS_NOT_FOUND);
    assert_int_equal(documents(f), 1);
    must(index_writer_remove(f->writer, SLICE("a-2"), &f->err));
    commit(f);
    assert_int_equal(documents(f), 0);
}

// A map too small for what comes: the commit fails, and again when it is asked for again; what was committed stays.
static void a_failed_writer_writes_no_more(void **state)
{
    struct fixture *f = *state;
    const struct writer_options options = {.analyzer = ANALYZER_WHITESPACE,
                                           .map_size_bytes = (size_t)1 << 20};
    uint64_t generation, again;
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    add(f, exchange("first", "title", "words"));
    must(index_writer_commit(f->writer, &generation, &f->err));
    static char text[2 << 20];
    uint32_t random = 1;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        random = random * 1664525 + 1013904223;
        text[i] = i % 9 ? (char)('a' + (random >> 16) % 26) : ' ';
    }
    add(f, exchange("second", "title", text));
    assert_int_equal(index_writer_commit(f->writer, &again, &f->err), STATUS_FULL);
    assert_int_equal(index_writer_commit(f->writer, &again, &f->err), STATUS_IO);
    assert_non_null(strstr(f->err.message, "open it again"));
    close_all(f);
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    add(f, exchange("third", "title", "words"));
    must(index_writer_commit(f->writer, &again, &f->err));
    assert_int_equal(again, generation + 1);
    assert_int_equal(index_writer_document_count(f->writer), 2);
}

static void second_writer_is_told_to_wait(void **state)
{
    struct fixture *f = *state;
    struct index_writer *second = NULL;
    struct writer_options options = {0};
    open_writer(f, ANALYZER_FRENCH);
    assert_int_equal(index_writer_open(f->path, &options, &second, &f->err), STATUS_BUSY);
    assert_non_null(strstr(f->err.message, "another process"));
}

static void other_analyzer_is_refused(void **state)
{
    struct fixture *f = *state;
    struct index_writer *second = NULL;
    struct writer_options options = {.analyzer = ANALYZER_WHITESPACE};
    open_writer(f, ANALYZER_FRENCH);
    close_all(f);
    assert_int_equal(index_writer_open(f->path, &options, &second, &f->err), STATUS_VERSION);
}

static void reading_nothing_says_that_nothing_is_there(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(index_open(f->path, NULL, &f->index, &f->err), STATUS_NOT_FOUND);
    assert_non_null(strstr(f->err.message, "no index here yet"));
}

static void old_snapshot_keeps_its_generation(void **state)
{
    struct fixture *f = *state;
    open_writer(f, ANALYZER_FRENCH);
    add(f, exchange("a-1", "un", "deux"));
    commit(f);
    look(f);
    struct snapshot *later = NULL;
    add(f, exchange("a-2", "un", "deux"));
    commit(f);
    struct index_info old, new;
    snapshot_info(f->snapshot, &old);
    must(snapshot_begin(f->index, &later, &f->err));
    snapshot_info(later, &new);
    assert_int_equal(old.documents, 1);
    assert_int_equal(new.documents, 2);
    assert_int_equal(new.generation, old.generation + 1);
    struct doc_key doc;
    assert_int_equal(snapshot_find(f->snapshot, SLICE("a-2"), &doc, &f->err), STATUS_NOT_FOUND);
    snapshot_free(later);
}

// --- random documents against a naive index ------------------------------------------------------

enum { VOCABULARY = 300, DOCUMENTS = 700, WORDS = 60 };

static unsigned next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(*seed >> 33);
}

static unsigned zipf(uint64_t *seed)
{
    unsigned r = next_random(seed) % VOCABULARY, s = next_random(seed) % VOCABULARY;
    return r * s / VOCABULARY * r / VOCABULARY;
}

struct naive {
    unsigned short words[DOCUMENTS][WORDS];
    unsigned lengths[DOCUMENTS];
    bool alive[DOCUMENTS];
};

static void write_text(const struct naive *naive, unsigned d, char *text)
{
    text[0] = '\0';
    for (unsigned w = 0; w < naive->lengths[d]; w++)
        text += snprintf(text, 8, "w%u ", naive->words[d][w]);
}

static void make_document(struct fixture *f, struct naive *naive, unsigned d, uint64_t *seed)
{
    char id[16], text[WORDS * 8];
    naive->lengths[d] = 1 + next_random(seed) % WORDS;
    for (unsigned w = 0; w < naive->lengths[d]; w++)
        naive->words[d][w] = (unsigned short)zipf(seed);
    naive->alive[d] = true;
    snprintf(id, sizeof id, "d-%u", d);
    write_text(naive, d, text);
    add(f, exchange(id, "", text));
}

static unsigned naive_count(const struct naive *naive, unsigned word)
{
    unsigned count = 0;
    for (unsigned d = 0; d < DOCUMENTS; d++) {
        bool has = false;
        for (unsigned w = 0; naive->alive[d] && w < naive->lengths[d]; w++)
            has = has || naive->words[d][w] == word;
        count += has;
    }
    return count;
}

// Walks one term's live postings in every segment and checks each position against the stored text.
static unsigned check_postings(struct fixture *f, unsigned word)
{
    char term[16];
    snprintf(term, sizeof term, "w%u", word);
    unsigned live = 0;
    struct position_array at = {0};
    for (uint32_t s = 0; s < f->snapshot->manifest.segment_count; s++) {
        const struct segment *segment = &f->snapshot->segments[s];
        struct segment_term found;
        struct positions positions;
        struct position_reader reader = {0};
        if (segment_term(segment, TERM_SURFACE, slice_from(term), &found, &f->err) != STATUS_OK)
            continue;
        must(positions_open(found.positions, found.doc_count, &positions, &f->err));
        position_reader_open(&reader, &positions);
        for (uint32_t b = 0, index = 0; b < postings_total_blocks(&found.postings); b++) {
            uint32_t docs[POSTING_BLOCK_LEN];
            uint8_t codes[POSTING_BLOCK_LEN];
            uint32_t n = postings_docs(&found.postings, block_codec_best(), b, docs);
            assert_true(n > 0 && postings_codes(&found.postings, block_codec_best(), b, codes));
            for (uint32_t i = 0; i < n; i++, index++) {
                must(position_reader_read(&reader, index, &at, &f->err));
                assert_true(codes[i] > 0 && codes[i] <= found.max_code);
                live += !segment_is_deleted(segment, docs[i]);
                struct arena arena;
                struct exchange e;
                arena_init(&arena, 0);
                must(snapshot_document(f->snapshot, doc_key_of((struct doc_ref){s, docs[i]}),
                                       EXCHANGE_WHOLE, &arena, &e, &f->err));
                const char *word_at = e.question.ptr;
                for (uint32_t p = 0, k = 0; k < at.count; p++) {
                    if (p == at.values[k]) {
                        assert_memory_equal(word_at, term, strlen(term));
                        assert_int_equal(word_at[strlen(term)], ' ');
                        k++;
                    }
                    word_at = strchr(word_at, ' ') + 1;
                }
                arena_clear(&arena);
            }
        }
        position_reader_clear(&reader);
    }
    position_array_clear(&at);
    return live;
}

static void check_all(struct fixture *f, const struct naive *naive)
{
    look(f);
    for (unsigned word = 0; word < VOCABULARY; word += word < 12 ? 1 : 7)
        assert_int_equal(check_postings(f, word), naive_count(naive, word));
}

static void random_history(struct fixture *f, enum analyzer_kind analyzer, bool optimize)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 7;
    print_message("SEED=%llu\n", (unsigned long long)seed);
    static struct naive naive;
    memset(&naive, 0, sizeof naive);
    open_writer(f, analyzer);
    for (unsigned d = 0; d < DOCUMENTS; d++) {
        make_document(f, &naive, d, &seed);
        if (d % 60 == 59)
            commit(f);
    }
    for (unsigned i = 0; i < 200; i++) {
        unsigned d = next_random(&seed) % DOCUMENTS;
        char id[16];
        snprintf(id, sizeof id, "d-%u", d);
        if (!naive.alive[d] || i % 3 == 0) {
            make_document(f, &naive, d, &seed);
        } else {
            must(index_writer_remove(f->writer, slice_from(id), &f->err));
            naive.alive[d] = false;
        }
        if (i % 40 == 39)
            commit(f);
    }
    commit(f);
    check_all(f, &naive);
    if (optimize) {
        must(index_writer_optimize(f->writer, NULL, NULL, &f->err));
        check_all(f, &naive);
        assert_int_equal(f->snapshot->manifest.segment_count, 1);
        assert_int_equal(f->snapshot->manifest.segments[0].deleted_count, 0);
    }
}

// 60,000 bytes that compress badly, in six words of small letters: capitals and figures are looked at for long.
static void fill_with_noise(char *text, size_t len, uint64_t *state)
{
    for (size_t i = 0; i < len; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        text[i] = i % 10000 == 9999 ? ' ' : (char)('a' + (*state >> 33) % 26);
    }
}

// Adds documents d0, d1… of NOISE_BYTES that nothing compresses.
enum { NOISE_BYTES = 60000 };
static void add_noise(struct fixture *f, int count)
{
    char text[NOISE_BYTES];
    uint64_t noise = 1;
    for (int i = 0; i < count; i++) {
        char id[16];
        snprintf(id, sizeof id, "d%d", i);
        fill_with_noise(text, sizeof text, &noise);
        struct exchange e = exchange(id, "", "");
        e.question = slice_of(text, sizeof text);
        add(f, e);
    }
}

static void full_batch_leaves_room_for_the_next(void **state)
{
    struct fixture *f = *state;
    struct writer_options options = {.analyzer = ANALYZER_WHITESPACE, .memory_bytes = 1};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    add_noise(f, 400);
    uint64_t generation = commit(f);
    assert_in_range(generation, 2, 10); // one a batch, not one a document
    assert_int_equal(documents(f), 400);
}

static long resident_file_bytes(void)
{
    long pages = 0;
    FILE *statm = fopen("/proc/self/statm", "re");
    assert_non_null(statm);
    assert_int_equal(fscanf(statm, "%*s %*s %ld", &pages), 1);
    fclose(statm);
    return pages * sysconf(_SC_PAGESIZE);
}

static long read_noise(struct fixture *f, int count, bool is_bounded)
{
    long most = 0;
    struct arena arena;
    arena_init(&arena, 0);
    for (int i = 0; i < count; i++) {
        char id[16];
        struct doc_key doc;
        struct exchange got;
        snprintf(id, sizeof id, "d%d", i * 77 % count);
        must(snapshot_find(f->snapshot, slice_from(id), &doc, &f->err));
        must(snapshot_document(f->snapshot, doc, EXCHANGE_WHOLE, &arena, &got, &f->err));
        assert_int_equal(got.question.len, NOISE_BYTES);
        if (is_bounded)
            store_txn_bound_pages(f->snapshot->txn, got.question.len);
        long now = resident_file_bytes();
        most = most < now ? now : most;
        arena_reset(&arena);
    }
    arena_clear(&arena);
    return most;
}

static void released_pages_are_no_longer_resident(void **state)
{
    enum { COUNT = 800 };
    struct fixture *f = *state;
    open_writer(f, ANALYZER_WHITESPACE);
    add_noise(f, COUNT);
    commit(f);
    close_all(f);
    look(f);
    long before = resident_file_bytes(), read = read_noise(f, COUNT, false);
    assert_true(read - before > (long)(STORE_MAP_RESIDENT * 3 / 2)); // else it shows nothing
    snapshot_release_pages(f->snapshot);
    assert_true(resident_file_bytes() - before < (read - before) / 4);
    assert_true(read_noise(f, COUNT, true) - before < (long)(STORE_MAP_RESIDENT * 3 / 2));
}

static void print_problem(void *context, const char *problem)
{
    (void)context;
    print_message("%s\n", problem);
}

static uint64_t file_bytes(struct fixture *f)
{
    struct index_info info;
    snapshot_info(look(f), &info);
    return info.file_bytes;
}

// The same 200 documents, 40 of them with other words every night.
static void one_night(struct fixture *f, unsigned night)
{
    for (unsigned d = 0; d < 40; d++) {
        char id[16], text[600];
        int len = 0;
        snprintf(id, sizeof id, "d%u", (night * 40 + d) % 200);
        for (unsigned word = 0; word < 60; word++)
            len += snprintf(text + len, sizeof text - (size_t)len, "m%u ",
                            (night * 31 + d * word) % 3000);
        add(f, exchange(id, "titre", text));
    }
    commit(f);
}

// What a merge frees, later nights write over: the file of the first nights is large enough for all.
static void the_file_stops_growing(void **state)
{
    enum { FIRST_NIGHTS = 40, NIGHTS = 200 };
    struct fixture *f = *state;
    // What the documents were before is kept for ninety nights, and is not what this is about.
    struct writer_options options = {.analyzer = ANALYZER_WHITESPACE,
                                     .keep_texts_days = KEEP_NO_TEXTS};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    uint64_t first = 0, most = 0;
    for (unsigned night = 0; night < NIGHTS; night++) {
        one_night(f, night);
        uint64_t bytes = file_bytes(f);
        most = bytes > most ? bytes : most;
        first = night < FIRST_NIGHTS ? most : first;
    }
    print_message("most bytes in %d nights: %llu, in %d: %llu\n", FIRST_NIGHTS,
                  (unsigned long long)first, NIGHTS, (unsigned long long)most);
    assert_true(most <= first + first / 2);
}

static void check_finds_a_random_history_sound(void **state)
{
    struct fixture *f = *state;
    random_history(f, ANALYZER_FRENCH, false);
    uint64_t live = documents(f);
    close_all(f);
    struct index_check_result result;
    must(index_check(f->path, NULL, print_problem, NULL, &result, &f->err));
    assert_int_equal(result.problems, 0);
    assert_int_equal(result.documents, live);
    assert_true(result.postings > 0 && result.positions >= result.postings);
}

static void every_posting_is_true_after_a_random_history(void **state)
{
    random_history(*state, ANALYZER_WHITESPACE, false);
}

static void every_posting_is_true_after_optimize(void **state)
{
    random_history(*state, ANALYZER_WHITESPACE, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(committed_document_reads_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uncommitted_batch_is_invisible, set_up, tear_down),
        cmocka_unit_test_setup_teardown(same_contents_change_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changed_contents_replace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(removed_document_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_writer_writes_no_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(second_writer_is_told_to_wait, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_analyzer_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reading_nothing_says_that_nothing_is_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(old_snapshot_keeps_its_generation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_batch_leaves_room_for_the_next, set_up, tear_down),
        cmocka_unit_test_setup_teardown(released_pages_are_no_longer_resident, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_file_stops_growing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(check_finds_a_random_history_sound, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_posting_is_true_after_a_random_history, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_posting_is_true_after_optimize, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("index", tests, NULL, NULL);
}
