// Promise: a merged segment lists, of any two of its frequent words, exactly the documents in which positions say that
// the one follows the other; in whatever pieces the lists are made.
#include "engine/segment/pair_builder.h"
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

#include <cmocka.h>

// Frequent words have range tables, and pairs, in segments of this size already.
enum { LEAST_DOCUMENTS = 30 };
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit);
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit)
{
    return doc_limit >= LEAST_DOCUMENTS && (uint64_t)doc_count * RANGE_ONE_IN >= doc_limit;
}

struct fixture {
    char path[64];
    struct index_writer *writer;
    struct store_txn *txn;
    struct arena arena;
    struct segment segment; // the only one
    uint64_t random;
    unsigned added;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static unsigned below(struct fixture *f, unsigned limit)
{
    f->random = f->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(f->random >> 33) % limit;
}

static struct fixture *begin(enum analyzer_kind analyzer)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    arena_init(&f->arena, 0);
    temp_folder_make(f->path, sizeof f->path);
    struct writer_options options = {.analyzer = analyzer};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
    return f;
}

static void add(struct fixture *f, const char *title, struct slice text)
{
    char id[16];
    snprintf(id, sizeof id, "d%u", f->added++);
    struct exchange exchange = {.id = slice_from(id),
                                .title = slice_from(title),
                                .question = text,
                                .source.path = SLICE("test")};
    enum add_outcome outcome;
    must(index_writer_add(f->writer, &exchange, &outcome, &f->err));
}

static void commit(struct fixture *f)
{
    uint64_t generation;
    must(index_writer_commit(f->writer, &generation, &f->err));
}

// Merges everything and opens what comes of it.
static void merge(struct fixture *f)
{
    commit(f);
    must(index_writer_optimize(f->writer, NULL, NULL, &f->err));
    assert_int_equal(f->writer->manifest.segment_count, 1);
    must(store_begin(f->writer->store, false, &f->txn, &f->err));
    must(segment_open(f->txn, &f->writer->manifest.segments[0], &f->arena, &f->segment, &f->err));
}

static void end(struct fixture *f)
{
    if (f->txn)
        store_abort(f->txn);
    index_writer_close(f->writer);
    arena_clear(&f->arena);
    temp_folder_remove(f->path);
    free(f);
}

// --- what positions say --------------------------------------------------------------------------

// A word's documents and where it stands in each.
struct word {
    struct slice name;
    uint32_t count;
    uint32_t *docs;
    struct position_array *positions;
};

static struct word read_word(struct fixture *f, struct slice name)
{
    struct segment_term term;
    struct positions positions;
    struct position_reader reader = {0};
    must(segment_term(&f->segment, TERM_SURFACE, name, &term, &f->err));
    must(positions_open(term.positions, term.doc_count, &positions, &f->err));
    position_reader_open(&reader, &positions);
    struct word word = {name, 0, calloc(term.doc_count, sizeof(uint32_t)),
                        calloc(term.doc_count, sizeof(struct position_array))};
    assert_true(word.docs && word.positions);
    for (uint32_t b = 0; b < postings_total_blocks(&term.postings); b++) {
        uint32_t docs[POSTING_BLOCK_LEN];
        uint32_t n = postings_docs(&term.postings, block_codec_scalar(), b, docs);
        for (uint32_t i = 0; i < n; i++, word.count++) {
            word.docs[word.count] = docs[i];
            must(position_reader_read(&reader, word.count, &word.positions[word.count], &f->err));
        }
    }
    assert_int_equal(word.count, term.doc_count);
    position_reader_clear(&reader);
    return word;
}

static void free_word(struct word *word)
{
    for (uint32_t i = 0; i < word->count; i++)
        position_array_clear(&word->positions[i]);
    free(word->positions);
    free(word->docs);
}

static bool follows(const struct position_array *first, const struct position_array *second)
{
    for (size_t i = 0, j = 0; i < first->count && j < second->count;) {
        uint32_t wanted = first->values[i] + 1;
        if (second->values[j] == wanted)
            return true;
        if (second->values[j] < wanted)
            j++;
        else
            i++;
    }
    return false;
}

// Documents in which `second` follows `first`, into docs; how many.
static uint32_t documents_of(const struct word *first, const struct word *second, uint32_t *docs)
{
    uint32_t count = 0;
    for (uint32_t i = 0, j = 0; i < first->count && j < second->count;) {
        uint32_t a = first->docs[i], b = second->docs[j];
        if (a == b && follows(&first->positions[i], &second->positions[j]))
            docs[count++] = a;
        i += a <= b;
        j += b <= a;
    }
    return count;
}

static struct slice name_of(const struct word_pairs *pairs, uint32_t number)
{
    uint32_t start = number ? load_u32(pairs->ends + (number - 1) * 4) : 0;
    return slice_of(pairs->words + start, load_u32(pairs->ends + number * 4) - start);
}

// Compares all lists of the segment; returns how many pairs are too frequent to be listed.
static uint32_t compare_lists(struct fixture *f)
{
    const struct word_pairs *pairs = &f->segment.pairs;
    struct word *words = calloc(pairs->count, sizeof *words);
    uint32_t *docs = calloc(f->segment.info.doc_count + 1, sizeof *docs), frequent = 0;
    uint32_t limit = word_pairs_limit(f->segment.info.doc_count);
    assert_true(pairs->count > 0 && words && docs);
    for (uint32_t w = 0; w < pairs->count; w++) {
        words[w] = read_word(f, name_of(pairs, w));
        assert_int_equal(word_pairs_number(pairs, words[w].name), w);
    }
    for (uint32_t a = 0; a < pairs->count; a++) {
        struct slice row;
        must(segment_pair_row(&f->segment, a, &row, &f->err));
        for (uint32_t b = 0; b < pairs->count; b++) {
            uint32_t listed[PAIR_MAX_DOCS], count,
                wanted = documents_of(&words[a], &words[b], docs);
            enum status status =
                word_pairs_documents(row, b, f->segment.info.doc_count, listed, &count, &f->err);
            assert_int_equal(status, wanted > limit ? STATUS_NOT_FOUND : STATUS_OK);
            frequent += status == STATUS_NOT_FOUND;
            if (status == STATUS_NOT_FOUND)
                continue;
            assert_int_equal(count, wanted);
            assert_memory_equal(listed, docs, wanted * sizeof *docs);
        }
    }
    for (uint32_t w = 0; w < pairs->count; w++)
        free_word(&words[w]);
    free(words);
    free(docs);
    return frequent;
}

// --- cases ---------------------------------------------------------------------------------------

static void lists_hold_what_positions_say(void **state)
{
    (void)state;
    enum { DOCUMENTS = 1300, WORDS = 30 }; // 64 documents of a pair are listed
    struct fixture *f = begin(ANALYZER_WHITESPACE);
    for (unsigned d = 0; d < DOCUMENTS; d++) {
        struct buf text = {0};
        for (unsigned i = below(f, WORDS); i > 0; i--)
            buf_printf(&text, "w%u ", below(f, 1 + below(f, 80)));
        buf_printf(&text, d % 20 ? "a b" : "b a");
        add(f, d % 3 ? "a" : "b w1", buf_slice(&text));
        buf_clear(&text);
        if (d == DOCUMENTS / 2)
            commit(f);
    }
    merge(f);
    assert_true(f->segment.pairs.count > 20);
    assert_int_equal(word_pairs_number(&f->segment.pairs, SLICE("w")), PAIR_NO_WORD);
    assert_true(compare_lists(f) >= 1); // « a b »
    end(f);
}

// Of French some words stand at one place: parts of a compound and the compound, letters and their acronym.
static void words_at_one_place_are_all_listed(void **state)
{
    (void)state;
    static const char *const words[] = {
        "la",     "sous-effectif", "L. 1234-5",   "S.N.C.B.", "E411",
        "12 bis", "l'État",        "aujourd'hui", "1er",      "R & D",
        "art. 3", "XIXe siècle",   "2020-2021",   "le",       "plan"};
    struct fixture *f = begin(ANALYZER_FRENCH);
    for (unsigned d = 0; d < 600; d++) {
        struct buf text = {0};
        for (unsigned i = 1 + below(f, 15); i > 0; i--)
            buf_printf(&text, "%s ", words[below(f, sizeof words / sizeof *words)]);
        add(f, "", buf_slice(&text));
        buf_clear(&text);
    }
    merge(f);
    compare_lists(f);
    end(f);
}

// More places than are laid out at once, in one document, and in the two after it.
static void long_documents_are_listed(void **state)
{
    (void)state;
    static const unsigned lengths[] = {1200000, 700000, 400000};
    struct fixture *f = begin(ANALYZER_WHITESPACE);
    char *text = malloc(2 * (size_t)lengths[0] + 1);
    assert_non_null(text);
    for (unsigned d = 0; d < LEAST_DOCUMENTS; d++) {
        unsigned length = d < 3 ? lengths[d] : 5;
        for (unsigned i = 0; i < length; i++)
            memcpy(text + (size_t)i * 2, &"a b c d e f "[2 * ((size_t)i % (d % 3 + 4))], 2);
        add(f, "", slice_of(text, (size_t)length * 2));
    }
    free(text);
    merge(f);
    compare_lists(f);
    end(f);
}

// In one piece and in as many as there are words: the same rows.
static void pieces_make_no_difference(void **state)
{
    (void)state;
    struct fixture *f = begin(ANALYZER_WHITESPACE);
    for (unsigned d = 0; d < 200; d++) {
        struct buf text = {0};
        for (unsigned i = 0; i < 20; i++)
            buf_printf(&text, "w%u ", below(f, 25));
        add(f, "", buf_slice(&text));
        buf_clear(&text);
    }
    merge(f);
    struct pair_builder *builder =
        pair_builder_new((struct pair_builder_options){.docs_at_once = 1});
    assert_non_null(builder);
    struct buf row;
    uint32_t count, from, to = 0, pieces = 0;
    buf_init(&row, 0);
    for (uint32_t w = 0; w < f->segment.pairs.count; w++) {
        struct slice name = name_of(&f->segment.pairs, w);
        struct segment_term term;
        must(segment_term(&f->segment, TERM_SURFACE, name, &term, &f->err));
        pair_builder_word(builder, name, term.doc_count);
    }
    must(pair_builder_begin(builder, &f->segment, &count, &f->err));
    assert_int_equal(count, 25);
    for (; to < count; pieces++) {
        must(pair_builder_fill(builder, &f->segment, &from, &to, &f->err));
        for (uint32_t w = from; w < to; w++) {
            struct slice stored;
            buf_reset(&row);
            pair_builder_put_row(builder, w, &row);
            must(segment_pair_row(&f->segment, w, &stored, &f->err));
            assert_true(slice_equal(stored, buf_slice(&row)));
        }
    }
    assert_int_equal(pieces, count);
    buf_clear(&row);
    pair_builder_free(builder);
    end(f);
}

// What no writer has written is refused, or read within its bytes.
static void damaged_rows_are_refused(void **state)
{
    (void)state;
    struct word_pairs pairs;
    uint32_t docs[PAIR_MAX_DOCS], count;
    static const char row[] = "\x02\0"
                              "\x03\0\x05\0"
                              "\x02\0\0\0\x04\0\0\0"
                              "\x07\x01"
                              "\x00\x02";
    const size_t len = sizeof row - 1;
    assert_int_equal(word_pairs_documents(slice_of(row, len), 3, 9, docs, &count, NULL), STATUS_OK);
    assert_true(count == 2 && docs[0] == 7 && docs[1] == 8);
    assert_int_equal(word_pairs_documents(slice_of(row, len), 5, 9, docs, &count, NULL), STATUS_OK);
    assert_true(count == 2 && docs[0] == 0 && docs[1] == 2);
    assert_int_equal(word_pairs_documents(slice_of(row, len), 4, 9, docs, &count, NULL), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(word_pairs_documents(slice_of(row, len), 3, 8, docs, &count, NULL),
                     STATUS_CORRUPT); // a document beyond the last
    for (size_t cut = 0; cut + 2 < len; cut++)
        assert_int_equal(word_pairs_documents(slice_of(row, cut), 5, 9, docs, &count, NULL),
                         STATUS_CORRUPT);
    assert_int_equal(word_pairs_open(slice_of("\x02\0\0\0ab", 6), 1, &pairs, NULL), STATUS_OK);
    assert_int_equal(word_pairs_open(slice_of("\x02\0\0\0ab", 6), 0, &pairs, NULL), STATUS_CORRUPT);
    assert_int_equal(word_pairs_open(slice_of("\x02\0\0\0abc", 7), 1, &pairs, NULL),
                     STATUS_CORRUPT);
    assert_int_equal(word_pairs_open(slice_of("\x03\0\0\0ab", 6), 1, &pairs, NULL), STATUS_CORRUPT);
    assert_int_equal(word_pairs_open(slice_of("\x02\0", 2), 1, &pairs, NULL), STATUS_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_hold_what_positions_say),
        cmocka_unit_test(words_at_one_place_are_all_listed),
        cmocka_unit_test(long_documents_are_listed),
        cmocka_unit_test(pieces_make_no_difference),
        cmocka_unit_test(damaged_rows_are_refused),
    };
    return cmocka_run_group_tests_name("word_pairs", tests, NULL, NULL);
}
