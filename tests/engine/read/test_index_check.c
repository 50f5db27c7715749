// Promise: what is wrong in an index is found although every seal fits its bytes, and merging does not carry it on.
//
// Disks break seals (tests/faults/data_faults.c); what is here only a mistake in the programs could write, so
// the test writes it with their own parts.
#include "engine/format/blob.h"
#include "engine/read/index_check.h"
#include "engine/segment/range_table.h"
#include "engine/write/batch.h"
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

enum { FIRST = 2, SECOND = 10, MAX_TERMS = 64 };

struct fixture {
    char path[64];
    struct index_writer *writer;
    struct store_txn *txn; // of the store that the writer has open
    struct arena arena;
    struct buf problems; // what check says, a line each
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static void add(struct fixture *f, const char *id, const char *text)
{
    struct exchange exchange = {.id = slice_from(id),
                                .question = slice_from(text),
                                .date_question = 20230619,
                                .year = 2023,
                                .source.path = SLICE("test")};
    enum add_outcome outcome;
    must(index_writer_add(f->writer, &exchange, &outcome, &f->err));
}

static void commit(struct fixture *f)
{
    uint64_t generation;
    must(index_writer_commit(f->writer, &generation, &f->err));
}

static struct fixture *make_empty(void)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    arena_init(&f->arena, 0);
    buf_init(&f->problems, 0);
    temp_folder_make(f->path, sizeof f->path);
    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    return f;
}

// Two segments: a0, of one word, and a1; b0 to b9, of which b0 is deleted.
static struct fixture *make_index(void)
{
    struct fixture *f = make_empty();
    add(f, "a0", "piscine");
    add(f, "a1", "des vélos volés sur le quai devant une nouvelle passerelle du canal");
    commit(f);
    for (char id[] = "b0"; id[1] < '0' + SECOND; id[1]++)
        add(f, id, id[1] == '0' + SECOND - 1 ? "tramway" : "autobus");
    commit(f);
    must(index_writer_remove(f->writer, SLICE("b0"), &f->err));
    commit(f);
    assert_int_equal(f->writer->manifest.segment_count, 2);
    return f;
}

static void remove_index(struct fixture *f)
{
    index_writer_close(f->writer);
    arena_clear(&f->arena);
    buf_clear(&f->problems);
    temp_folder_remove(f->path);
    free(f);
}

// --- doing damage ----------------------------------------------------------------------------------

static uint32_t segment_id(const struct fixture *f, unsigned segment)
{
    return f->writer->manifest.segments[segment].id;
}

static struct slice value_of(struct fixture *f, unsigned segment, const char *term)
{
    struct slice value;
    must(dictionary_find(f->txn, segment_id(f, segment), slice_from(term), &value, &f->err));
    return arena_copy(&f->arena, value);
}

struct entry {
    struct slice term, value;
};

static size_t read_terms(struct fixture *f, unsigned segment, struct entry entries[MAX_TERMS])
{
    size_t count = 0;
    struct dictionary_iterator at;
    must(dictionary_seek(f->txn, segment_id(f, segment), SLICE(""), &at, &f->err));
    while (dictionary_next(&at, &f->err) == STATUS_OK) {
        assert_true(count < MAX_TERMS);
        entries[count].term = arena_copy(&f->arena, dictionary_term(&at));
        entries[count++].value = arena_copy(&f->arena, at.value);
    }
    return count;
}

// Writes the terms of a segment anew, one of them with another value; ptr NULL leaves it out.
static void put_value(struct fixture *f, unsigned segment, const char *term, struct slice value)
{
    struct entry entries[MAX_TERMS];
    size_t count = read_terms(f, segment, entries), changed = 0;
    uint32_t big_endian = __builtin_bswap32(segment_id(f, segment));
    must(store_delete_prefix(f->txn, STORE_TERMS, slice_of((char *)&big_endian, 4), &f->err));
    struct dictionary_writer *dictionary = malloc(sizeof *dictionary);
    assert_non_null(dictionary);
    dictionary_writer_init(dictionary, segment_id(f, segment));
    for (size_t i = 0; i < count; i++) {
        bool is_it = slice_equal(entries[i].term, slice_from(term));
        changed += is_it;
        if (is_it)
            entries[i].value = value;
        if (entries[i].value.ptr)
            must(dictionary_writer_add(dictionary, f->txn, entries[i].term, entries[i].value,
                                       &f->err));
    }
    must(dictionary_writer_finish(dictionary, f->txn, &f->err));
    dictionary_writer_clear(dictionary);
    free(dictionary);
    assert_int_equal(changed, 1);
}

// Gives a posting entry another largest code, or the positions of another term.
static void put_entry(struct fixture *f, const char *term, int code, const char *positions_of)
{
    struct posting_entry entry, other;
    struct slice value = value_of(f, 0, term), others = value_of(f, 0, positions_of);
    struct buf changed;
    buf_init(&changed, 0);
    must(posting_entry_decode(value, &entry, &f->err));
    must(posting_entry_decode(others, &other, &f->err));
    assert_true(entry.is_inline && other.is_inline && entry.max_code > 1);
    entry.max_code = (uint8_t)(entry.max_code + code);
    entry.positions = other.positions;
    posting_entry_encode(&entry, &changed);
    put_value(f, 0, term, buf_slice(&changed));
    buf_clear(&changed);
}

// Changes one bit of a part of a segment, and seals it.
static void change_part(struct fixture *f, unsigned segment, enum blob_part part, uint32_t number,
                        unsigned bit)
{
    char key[BLOB_KEY_LEN];
    struct slice bytes, at = blob_key(segment_id(f, segment), part, number, key);
    struct buf changed;
    buf_init(&changed, 0);
    must(blob_get(f->txn, at, &bytes, &f->err));
    buf_append_slice(&changed, bytes);
    assert_true(bit / 8 < changed.len);
    changed.data[bit / 8] ^= (char)(1 << bit % 8);
    must(blob_put(f->txn, at, &changed, &f->err));
    buf_clear(&changed);
}

static void lead_beyond_the_last_document(struct fixture *f)
{
    put_value(f, 0, "xpiscine", value_of(f, 1, "xtramway"));
}

static void understate_the_largest_weight(struct fixture *f)
{
    put_entry(f, "xpiscine", -1, "xpiscine");
}

static void stand_beyond_the_end_of_a_text(struct fixture *f)
{
    put_entry(f, "xpiscine", 0, "xcanal");
}

static void cut_a_list_of_spellings(struct fixture *f)
{
    struct slice value = value_of(f, 0, "fvoles");
    put_value(f, 0, "fvoles", slice_of(value.ptr, value.len - 1));
}

static void lead_an_id_elsewhere(struct fixture *f)
{
    put_value(f, 0, "ia0", value_of(f, 0, "ia1"));
}

static void lead_an_id_nowhere(struct fixture *f)
{
    put_value(f, 0, "ia0", value_of(f, 1, "ib9"));
}

static void lose_an_id(struct fixture *f)
{
    put_value(f, 0, "ia0", SLICE_NONE);
}

static void change_a_hash(struct fixture *f)
{
    change_part(f, 0, PART_HASHES, 0, 64);
}

static void change_a_column(struct fixture *f)
{
    change_part(f, 0, PART_COLUMN, COLUMN_DATE, 64); // its minimum
}

static void delete_without_counting(struct fixture *f)
{
    change_part(f, 1, PART_DELETED, 0, 3);
}

// Takes a bound of the word that all documents have down by a level, or to none at all.
static void lower_a_bound(struct fixture *f, unsigned char level)
{
    char key[BLOB_KEY_LEN];
    struct posting_entry entry;
    struct slice bytes;
    struct buf changed;
    buf_init(&changed, 0);
    must(posting_entry_decode(value_of(f, 0, "xautobus"), &entry, &f->err));
    assert_true(entry.has_ranges);
    must(blob_get(f->txn, blob_key(segment_id(f, 0), PART_POSTINGS, entry.ranges_at.extent, key),
                  &bytes, &f->err));
    buf_append_slice(&changed, bytes);
    char *first = changed.data + entry.ranges_at.offset + 1 + RANGE_CHUNK_BYTES;
    assert_int_equal(*first & 15, 1);
    *first = (char)((*first & 0xf0) | level);
    must(blob_put(f->txn, blob_key(segment_id(f, 0), PART_POSTINGS, entry.ranges_at.extent, key),
                  &changed, &f->err));
    buf_clear(&changed);
}

static void record_a_source_badly(struct fixture *f)
{
    must(store_put(f->txn, STORE_SOURCES, SLICE("D/x.txt"), SLICE("x"), &f->err));
}

// --- finding it --------------------------------------------------------------------------------------

struct row {
    int line;
    void (*harm)(struct fixture *);
    const char *want; // what is said of it, among what else may be said
};

static struct fixture *make_damaged(const struct row *row)
{
    struct fixture *f = make_index();
    must(store_begin(f->writer->store, true, &f->txn, &f->err));
    row->harm(f);
    must(store_commit(f->txn, &f->err));
    index_writer_close(f->writer);
    f->writer = NULL;
    return f;
}

static void note_problem(void *context, const char *problem)
{
    buf_printf(context, "%s\n", problem);
}

static void check_finds_what_fits_its_seal(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {__LINE__, lead_beyond_the_last_document, "segment 1: term \"xpiscine\" is damaged"},
        {__LINE__, understate_the_largest_weight, "segment 1: term \"xpiscine\" is damaged"},
        {__LINE__, stand_beyond_the_end_of_a_text, "segment 1: term \"xpiscine\" is damaged"},
        {__LINE__, cut_a_list_of_spellings, "segment 1: term \"fvoles\" is damaged"},
        {__LINE__, lead_an_id_elsewhere, "a0: its id does not lead to it"},
        {__LINE__, lead_an_id_nowhere, "a0: its id does not lead to it"},
        {__LINE__, lose_an_id, "segment 1: 1 ids for 2 documents"},
        {__LINE__, lose_an_id, "a0: its id does not lead to it"},
        {__LINE__, change_a_hash, "a1: contents and their hash differ"},
        {__LINE__, change_a_column, "a0: contents and columns differ"},
        {__LINE__, delete_without_counting, "segment 2: 2 documents deleted, the manifest says 1"},
        {__LINE__, record_a_source_badly, "source record \"D/x.txt\" is damaged"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture *f = make_damaged(&rows[i]);
        struct index_check_result result;
        must(index_check(f->path, NULL, note_problem, &f->problems, &result, &f->err));
        struct slice said = buf_slice(&f->problems);
        if (slice_find(said, slice_from(rows[i].want)) == said.len)
            fail_msg("line %d: not found: %s\n%.*s", rows[i].line, rows[i].want, SLICE_ARG(said));
        assert_true(result.problems > 0);
        remove_index(f);
    }
}

// The merge that comes with many segments, all of a size.
static enum status merge_by_policy(struct fixture *f)
{
    enum { MORE_THAN_ENOUGH = 12 };
    enum status status = STATUS_OK;
    for (char id[] = "c0"; status == STATUS_OK && id[1] < '0' + MORE_THAN_ENOUGH; id[1]++) {
        uint64_t generation;
        add(f, id, "autobus");
        status = index_writer_commit(f->writer, &generation, &f->err);
    }
    return status;
}

// The merge of everything into another order.
static enum status merge_in_order(struct fixture *f)
{
    return index_writer_optimize(f->writer, NULL, NULL, &f->err);
}

// What is there after a merge has seals of its own, and would be believed for ever.
static void assert_no_merge(enum status (*merge)(struct fixture *))
{
    static const struct row rows[] = {
        {__LINE__, lead_beyond_the_last_document, "segment 1 is damaged: postings"},
        {__LINE__, cut_a_list_of_spellings, "fold entry is damaged"},
        {__LINE__, lead_an_id_nowhere, "an id leads nowhere"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture *f = make_damaged(&rows[i]);
        struct writer_options options = {.must_exist = true};
        must(index_writer_open(f->path, &options, &f->writer, &f->err));
        enum status status = merge(f);
        if (status != STATUS_CORRUPT || strcmp(f->err.message, rows[i].want) != 0)
            fail_msg("line %d: status %d, %s", rows[i].line, (int)status, f->err.message);
        remove_index(f);
    }
}

static void merging_refuses_what_leads_nowhere(void **state)
{
    (void)state;
    assert_no_merge(merge_by_policy);
}

static void reordering_refuses_what_leads_nowhere(void **state)
{
    (void)state;
    assert_no_merge(merge_in_order);
}

// Frequent words have range tables in segments of this size already, so that few documents do.
enum { RANGE_DOCUMENTS = 300 };
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit);
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit)
{
    return doc_limit >= RANGE_DOCUMENTS && (uint64_t)doc_count * RANGE_ONE_IN >= doc_limit;
}

// Commits so many documents, a sixth of which is `some`.
static void add_many(struct fixture *f, const char *some, const char *others)
{
    for (int d = 0; d < RANGE_DOCUMENTS; d++) {
        char id[16];
        snprintf(id, sizeof id, "d%d", d);
        add(f, id, d % 6 ? others : some);
    }
    commit(f);
}

static void a_bound_that_is_too_low_is_found(void **state)
{
    (void)state;
    for (unsigned char level = 0; level <= 2; level++) { // 1: as it was
        struct fixture *f = make_empty();
        struct index_check_result result;
        add_many(f, "autobus", "autobus");
        must(store_begin(f->writer->store, true, &f->txn, &f->err));
        lower_a_bound(f, level);
        must(store_commit(f->txn, &f->err));
        index_writer_close(f->writer);
        f->writer = NULL;
        must(index_check(f->path, NULL, note_problem, &f->problems, &result, &f->err));
        assert_int_equal(result.problems, level != 1);
        struct slice said = buf_slice(&f->problems);
        assert_int_equal(slice_find(said, SLICE("segment 1: term \"xautobus\" is damaged")) <
                             said.len,
                         level != 1);
        remove_index(f);
    }
}

// Documents of three words, merged, so that pairs are listed: a few documents of one, too many of others.
static void a_pair_that_is_not_there_is_found(void **state)
{
    (void)state;
    static const struct {
        uint32_t number; // of the part
        unsigned at;     // of the byte that is changed
        const char *want;
    } rows[] = {
        {1, 14, "segment 2: the pairs of word 0 are damaged"}, // the first document
        {1, 2, "segment 2: the pairs of word 0 are damaged"},  // which word follows
        {0, 12, "segment 2 is damaged: the words of its pairs"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture *f = make_empty();
        struct index_check_result result;
        add_many(f, "autobus rouges rapides", "rouges autobus rapides");
        must(index_writer_optimize(f->writer, NULL, NULL, &f->err));
        assert_int_equal(f->writer->manifest.segments[0].pair_words, 3);
        must(store_begin(f->writer->store, true, &f->txn, &f->err));
        change_part(f, 0, PART_PAIRS, rows[i].number, 8 * rows[i].at);
        must(store_commit(f->txn, &f->err));
        index_writer_close(f->writer);
        f->writer = NULL;
        must(index_check(f->path, NULL, note_problem, &f->problems, &result, &f->err));
        assert_int_equal(result.problems, 1);
        struct slice said = buf_slice(&f->problems);
        if (slice_find(said, slice_from(rows[i].want)) == said.len)
            fail_msg("not found: %s\n%.*s", rows[i].want, SLICE_ARG(said));
        remove_index(f);
    }
}

static void nothing_is_found_where_nothing_is_wrong(void **state)
{
    (void)state;
    struct fixture *f = make_index();
    struct index_check_result result;
    index_writer_close(f->writer);
    f->writer = NULL;
    must(index_check(f->path, NULL, note_problem, &f->problems, &result, &f->err));
    assert_int_equal(result.problems, 0);
    assert_int_equal(result.documents, FIRST + SECOND - 1);
    remove_index(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_where_nothing_is_wrong),
        cmocka_unit_test(check_finds_what_fits_its_seal),
        cmocka_unit_test(a_bound_that_is_too_low_is_found),
        cmocka_unit_test(a_pair_that_is_not_there_is_found),
        cmocka_unit_test(merging_refuses_what_leads_nowhere),
        cmocka_unit_test(reordering_refuses_what_leads_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
