// Promise: docs/index-format.md shows the bytes that this program writes.
//
// The examples are written anew by the writers themselves and compared with what stands between the marks
// of that document. UPDATE_GOLDEN=1 writes them there; a difference means that the format has changed, which
// wants another INDEX_FORMAT_VERSION.
#include "engine/changes/change_log.h"
#include "engine/exchange.h"
#include "engine/format/blob.h"
#include "engine/format/columns.h"
#include "engine/format/dictionary.h"
#include "engine/format/manifest.h"
#include "engine/format/positions.h"
#include "engine/format/postings.h"
#include "engine/roots/roots.h"
#include "engine/segment/range_table.h"
#include "engine/source_record.h"
#include "engine/storage/store.h"
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

#define BEGIN "<!-- bytes: begin -->\n"
#define END "<!-- bytes: end -->"

enum { BYTES_A_LINE = 16, LIST_DOCUMENTS = 130 };

// One run of bytes: offset, hexadecimal, and what they are beside the first line.
static void show(struct buf *out, struct slice all, size_t from, size_t len, const char *what)
{
    assert_true(from + len <= all.len);
    for (size_t at = 0; at < len; at += BYTES_A_LINE) {
        char hex[3 * BYTES_A_LINE + 1] = "";
        for (size_t i = at; i < len && i < at + BYTES_A_LINE; i++)
            snprintf(hex + 3 * (i - at), 4, "%02x ", (unsigned char)all.ptr[from + i]);
        if (at == 0)
            buf_printf(out, "%04zx  %-48s %s\n", from, hex, what);
        else
            buf_printf(out, "%04zx  %.*s\n", from + at, (int)strlen(hex) - 1, hex);
    }
}

static void title(struct buf *out, const char *text)
{
    buf_printf(out, "%s%s\n\n```\n", out->len ? "```\n\n" : "", text);
}

// --- the examples --------------------------------------------------------------------------------

static void show_ranges(struct buf *out, const struct postings *postings)
{
    struct buf largest, bytes;
    struct error err;
    buf_init(&largest, 0);
    buf_init(&bytes, 0);
    assert_int_equal(range_table_build(postings, 203, &largest, &bytes, &err), STATUS_OK);
    struct slice all = buf_slice(&bytes);
    title(out,
          "Its range table, of a segment of so many documents; two bytes of each group stand for "
          "ranges 0 and 8, 1 and 9 …");
    show(out, all, 0, 1, "last: no code is so low");
    show(out, all, 1, 8, "groups with documents");
    show(out, all, 9, 4, "groups before this chunk");
    show(out, all, 13, all.len - 13, "levels: 1 is 203");
    buf_clear(&largest);
    buf_clear(&bytes);
}

// Documents 0, 2, 4 … but for a wide gap in the middle and two behind the block; codes 200 to 203.
static void show_postings(struct buf *out)
{
    struct postings_writer writer = {0};
    struct buf list;
    buf_init(&list, 0);
    postings_writer_reset(&writer);
    uint32_t docs[LIST_DOCUMENTS];
    uint8_t codes[LIST_DOCUMENTS];
    for (uint32_t i = 0; i < LIST_DOCUMENTS; i++) {
        docs[i] = 2 * i + (i < 64 ? 0 : 5000);
        codes[i] = (uint8_t)(200 + i % 4);
    }
    postings_writer_block(&writer, docs, codes);
    const struct postings_tail tail = {docs + POSTING_BLOCK_LEN, codes + POSTING_BLOCK_LEN,
                                       LIST_DOCUMENTS - POSTING_BLOCK_LEN};
    postings_writer_finish(&writer, &tail, &list);
    postings_writer_clear(&writer);
    struct slice all = buf_slice(&list);
    struct postings postings;
    struct error err;
    assert_int_equal(
        postings_open(all, LIST_DOCUMENTS, docs[LIST_DOCUMENTS - 1] + 1, &postings, &err),
        STATUS_OK);
    unsigned width = postings.doc_widths[0];
    assert_int_equal(width & SPREAD_FLAG, SPREAD_FLAG);
    size_t words = 8 * (size_t)block_spread_words(0, 5254, width & SPREAD_MAX_WIDTH);
    size_t lows = 16 * (size_t)(width & SPREAD_MAX_WIDTH), at = 12;
    title(out,
          "A posting list: 130 documents, 0, 2 … 126, 5128, 5130 … 5258, with the weight codes "
          "200, 201, 202, 203, 200 …");
    show(out, all, 0, 4, "last_doc: 5254");
    show(out, all, 4, 4, "offset");
    show(out, all, 8, 1, "max_code: 203");
    show(out, all, 9, 1, "doc_width: SPREAD_FLAG, and so many lower bits");
    show(out, all, 10, 1, "low_code: 200");
    show(out, all, 11, 1, "code_width");
    show(out, all, at, words, "documents: upper bits");
    show(out, all, at += words, lows, "documents: lower bits");
    show(out, all, at += lows, 32, "codes: two bits each, code k in byte k % 32");
    show(out, all, at += 32, 2, "tail: the distances to 5256 and 5258, minus 1");
    show(out, all, at += 2, 2, "tail: their codes");
    assert_int_equal(at + 2, all.len);
    show_ranges(out, &postings);
    buf_clear(&list);
}

// Document i has the term at i % 8; every fourth also three words further; the last only at 300.
static void show_positions(struct buf *out)
{
    struct positions_writer writer;
    struct posting_block block = {0};
    struct buf list;
    buf_init(&list, 0);
    positions_writer_init(&writer);
    for (uint32_t i = 0; i < LIST_DOCUMENTS; i++) {
        uint32_t positions[2] = {i + 1 < LIST_DOCUMENTS ? i % 8 : 300, i % 8 + 3};
        posting_block_add(&block, i, positions, i % 4 == 0 ? 2 : 1);
        if (block.count == POSTING_BLOCK_LEN) {
            positions_writer_block(&writer, &block);
            posting_block_reset(&block);
        }
    }
    positions_writer_finish(&writer, &block, &list);
    positions_writer_clear(&writer);
    posting_block_clear(&block);
    struct slice all = buf_slice(&list);
    size_t width = (unsigned char)all.ptr[8], values = 128 + 32, lows = values * width / 8;
    uint32_t tail;
    memcpy(&tail, all.ptr + 4, 4);
    title(out,
          "The positions of such a list: i % 8 in document i, in every fourth also 3 words behind; "
          "300 in the last");
    show(out, all, 0, 4, "offset of the block");
    show(out, all, 4, 4, "offset of the tail");
    show(out, all, 8, 1, "width: lower bits a value");
    show(out, all, 9, 2, "values: 160");
    show(out, all, 11, values / 8, "starts");
    show(out, all, 11 + values / 8, lows, "lows");
    show(out, all, 11 + values / 8 + lows, 8 + tail - 11 - values / 8 - lows, "highs");
    show(out, all, 8 + tail, all.len - 8 - tail, "tail: 0 and 3 as 01 00 02; 300");
    buf_clear(&list);
}

static void show_column(struct buf *out)
{
    static const char *const types[] = {"orale", "écrite", "écrite", ""};
    struct columns_builder columns;
    struct buf bytes;
    buf_init(&bytes, 0);
    columns_builder_init(&columns);
    for (int d = 0; d < 4; d++) {
        columns_builder_next(&columns);
        columns_builder_set_string(&columns, COLUMN_TYPE, slice_from(types[d]));
    }
    columns_builder_encode(&columns, COLUMN_TYPE, &bytes);
    columns_builder_clear(&columns);
    struct slice all = buf_slice(&bytes);
    title(out, "A column of names, of four documents: orale, écrite, écrite, none");
    show(out, all, 0, 4, "width, three zeros");
    show(out, all, 4, 4, "documents");
    show(out, all, 8, 8, "minimum");
    show(out, all, 16, 4, "strings");
    show(out, all, 20, 4, "values");
    show(out, all, 24, 16, "string offsets");
    show(out, all, 40, all.len - 40, "strings: orale, écrite");
    buf_clear(&bytes);
}

static void add_term(struct dictionary_writer *dictionary, struct store_txn *txn, const char *term,
                     const struct posting_entry *entry)
{
    struct buf value;
    struct error err;
    buf_init(&value, 0);
    posting_entry_encode(entry, &value);
    assert_int_equal(
        dictionary_writer_add(dictionary, txn, slice_from(term), buf_slice(&value), &err),
        STATUS_OK);
    buf_clear(&value);
}

static void show_dictionary(struct buf *out, struct store_txn *txn)
{
    const struct posting_entry rare = {.doc_count = 1,
                                       .max_code = 200,
                                       .is_inline = true,
                                       .postings = slice_of("\x07\xc8", 2),
                                       .positions = slice_of("\x0a", 1)};
    const struct posting_entry frequent = {.doc_count = 130,
                                           .max_code = 203,
                                           .tenth_code = 203,
                                           .postings_at = {0, 0, 168},
                                           .positions_at = {0, 0, 104}};
    struct dictionary_writer *dictionary = malloc(sizeof *dictionary);
    struct slice block;
    struct error err;
    assert_non_null(dictionary);
    dictionary_writer_init(dictionary, 1);
    add_term(dictionary, txn, "slait", &rare);
    add_term(dictionary, txn, "slaiterie", &frequent);
    assert_int_equal(dictionary_writer_finish(dictionary, txn, &err), STATUS_OK);
    dictionary_writer_clear(dictionary);
    free(dictionary);
    assert_int_equal(store_get(txn, STORE_TERMS, slice_of("\0\0\0\x01slaiterie", 13), &block, &err),
                     STATUS_OK);
    title(out, "A dictionary block, under the key `00 00 00 01 slaiterie`: lait in document 7 at "
               "position 5, "
               "laiterie in the list above");
    show(out, block, 0, 2, "shared 0, more 5");
    show(out, block, 2, 5, "slait");
    show(out, block, 7, 1, "length of the value");
    show(out, block, 8, 4, "1 document, max_code 200, form 0, 2 bytes of postings");
    show(out, block, 12, 3, "posting (document 7, code 200), position 5");
    show(out, block, 15, 2, "shared 5, more 4");
    show(out, block, 17, 4, "erie");
    show(out, block, 21, 1, "length of the value");
    show(out, block, 22, 5, "130 documents, max_code 203, tenth_code 203, form 1");
    size_t restarts = block.len - 8;
    show(out, block, 27, restarts - 27, "extent, offset, length of postings and of positions");
    show(out, block, restarts, 4, "restarts: at 0; 1 of them");
    show(out, block, restarts + 4, 4, "seal");
}

static void show_header(struct buf *out, struct store_txn *txn)
{
    const struct index_header header = {INDEX_FORMAT_VERSION, ANALYZER_WHITESPACE,
                                        ANALYZER_WHITESPACE};
    struct slice record;
    struct error err;
    assert_int_equal(header_write(txn, &header, &err), STATUS_OK);
    assert_int_equal(store_get(txn, STORE_META, SLICE("header"), &record, &err), STATUS_OK);
    title(out, "The header of an index with the whitespace analyzer");
    show(out, record, 0, 10, "9, hemicycle");
    show(out, record, 10, 4, "format version");
    show(out, record, 14, 4, "analyzer");
    show(out, record, 18, 8, "its fingerprint");
    show(out, record, 26, 8, "seal");
}

static void show_document(struct buf *out)
{
    const struct reply reply = {
        .text = SLICE("Oui."), .respondent = SLICE("B"), .date = 20230713, .changed = 1700000001};
    const struct exchange exchange = {
        .id = SLICE("q-1"),
        .title = SLICE("Le halage"),
        .question = SLICE("Où ?"),
        .source = {SLICE("/q/a.zip"), SLICE("b.jsonl"), 3, false, SLICE("/q")},
        .year = 2023,
        .date_question = 20230619,
        .replies = &reply,
        .reply_count = 1,
        .first_seen = 1700000000,
        .changed = 1700000001,
        .question_changed = 1700000000};
    struct buf record;
    buf_init(&record, 0);
    exchange_encode(&exchange, &record);
    struct slice all = buf_slice(&record);
    title(out, "A document, before it is compressed: question and one answer, line 3 of b.jsonl in "
               "an archive");
    show(out, all, 0, 4, "bytes of the head from here");
    show(out, all, 4, 14, "id q-1, titre Le halage");
    show(out, all, 18, 9,
         "type, assemblee, session, numero, auteur, groupe, ministre, fonction, ministre_depot");
    show(out, all, 27, 2, "motif, url: none");
    show(out, all, 29, 1, "the beginning of the question: not needed, there is a titre");
    show(out, all, 30, 17, "source: path /q/a.zip, member b.jsonl");
    show(out, all, 47, 1, "source: line 3 << 1 | whether it is a copy");
    show(out, all, 48, 3, "source: root /q");
    show(out, all, 51, 6, "annee 2023, date_question 20230619");
    show(out, all, 57, 2, "date_cloture; 1 withdrawn, 2 lapsed");
    show(out, all, 59, 3, "1: the answers point nowhere; question and session they would point at");
    show(out, all, 62, 2, "cite, places named: none");
    show(out, all, 64, 2, "lists of authors and ministers: none");
    show(out, all, 66, 1, "answers: 1");
    show(out, all, 67, 8, "date 20230713, repondant B; nature, fonction: none");
    show(out, all, 75, 16, "premiere_vue, modifie");
    show(out, all, 91, 2, "so many seconds before that changed the question, and the answer");
    show(out, all, 93, 6, "behind the head: question Où ?");
    show(out, all, 99, 5, "the answer's text: Oui.");
    show(out, all, 104, 1, "interventions: none");
    assert_int_equal(all.len, 105);
    buf_clear(&record);
}

static void show_source(struct buf *out)
{
    const struct source_state state = {
        .mtime_ns = 1700000000123456789, .size_bytes = 1000, .content_hash = 0x0123456789abcdef};
    struct id_set ids = {0}, none = {0};
    struct buf record;
    uint32_t index;
    bool is_new;
    buf_init(&record, 0);
    assert_true(id_set_add(&ids, SLICE("q-1"), &index, &is_new));
    assert_true(id_set_add(&ids, SLICE("q-2"), &index, &is_new));
    id_set_flag(&ids, index, ID_SKIPPED);
    const struct source_holding holding = {.ids = &ids, .kept = &none};
    source_record_encode(SLICE("/q/a.jsonl"), &state, &holding, &record);
    struct slice all = buf_slice(&record);
    title(out,
          "A source, under the key /q/a.jsonl: it holds q-1, and q-2, which another source has");
    show(out, all, 0, 11, "path");
    show(out, all, 11, 8, "time of its last change, in nanoseconds");
    show(out, all, 19, 8, "bytes");
    show(out, all, 27, 8, "hash of its bytes; 0: read it again");
    show(out, all, 35, 8, "hash of what the operator says of it; 0: nothing");
    show(out, all, 43, 1, "1: something in it was rejected");
    show(out, all, 44, 1, "memo: none");
    show(out, all, 45, 1, "ids: 2");
    show(out, all, 46, 4, "length 3 << 2 | flags, q-1");
    show(out, all, 50, 4, "flags: 1 another source had it, 2 it is here twice; q-2");
    show(out, all, 54, 8, "seal");
    assert_int_equal(all.len, 62);
    buf_clear(&record);
    id_set_clear(&ids);
}

static void show_member(struct buf *out)
{
    const struct source_member member = {.flags = MEMBER_REJECTED,
                                         .name = SLICE("b.xml"),
                                         .size_bytes = 700,
                                         .content_hash = 0x0123456789abcdef};
    const uint32_t places[] = {4, 5, 1};
    struct buf record;
    buf_init(&record, 0);
    source_member_encode(&member, places, 3, &record);
    struct slice all = buf_slice(&record);
    title(out,
          "A member of an archive, behind the ids of the archive's source: it holds three of them");
    show(out, all, 0, 1, "flags: 1 something in it was rejected, 2 it was not read to its end");
    show(out, all, 1, 6, "name b.xml");
    show(out, all, 7, 2, "bytes: 700");
    show(out, all, 9, 8, "hash of its CRC-32; 0: read it again");
    show(out, all, 17, 1, "ids: 3");
    show(out, all, 18, 3, "their places 4, 5 and 1: +4, +1, -4");
    assert_int_equal(all.len, 21);
    buf_clear(&record);
}

static void show_changes(struct buf *out, struct store_txn *txn)
{
    struct change_counters counters = {.epoch = 1, .first = 1, .next = 1, .keep_days = 90};
    struct change_row_builder row = {.generation = 7, .when = 1700000000};
    struct slice all;
    struct error err;
    change_row_add(&row, &(struct change){.kind = CHANGE_NEW,
                                          .before = EXCHANGE_STATUS_COUNT,
                                          .after = EXCHANGE_WAITING,
                                          .id = SLICE("q-1"),
                                          .source = SLICE("a.jsonl:1")});
    change_row_add(&row, &(struct change){.kind = CHANGE_ANSWERED,
                                          .parts = CHANGE_ANSWER,
                                          .before = EXCHANGE_WAITING,
                                          .after = EXCHANGE_ANSWERED,
                                          .old_hash = 0x1122334455667788,
                                          .has_old = true,
                                          .id = SLICE("q-2"),
                                          .source = SLICE("a.jsonl:2")});
    change_row_add(&row, &(struct change){.kind = CHANGE_KIND_COUNT,
                                          .before = EXCHANGE_STATUS_COUNT,
                                          .after = EXCHANGE_STATUS_COUNT});
    assert_int_equal(change_log_put_row(txn, &counters, &row, &err), STATUS_OK);
    assert_int_equal(store_get(txn, STORE_CHANGES, slice_of("e\0\0\0\0\0\0\0\1", 9), &all, &err),
                     STATUS_OK);
    title(out,
          "Three changes of generation 7: q-1 is new, q-2 has its answer, the third was erased");
    show(out, all, 0, 6, "generation 7, at 1700000000");
    show(out, all, 6, 8, "how many of each kind: 1 new, 1 answered; erased: 1");
    show(out, all, 14, 2, "new | no part; was not there | without answer");
    show(out, all, 16, 5, "id q-1: shares nothing");
    show(out, all, 21, 11, "source a.jsonl:1");
    show(out, all, 32, 2, "answered | its answer; without answer | answered | old text kept");
    show(out, all, 34, 8, "hash of what it was");
    show(out, all, 42, 3, "id q-2: shares 2 bytes, then 1");
    show(out, all, 45, 3, "source a.jsonl:2: shares 8 bytes, then 1");
    show(out, all, 48, 2, "a change of an erased document");
    show(out, all, 50, 8, "seal");
    assert_int_equal(all.len, 58);
    change_row_clear(&row);
}

static void show_roots(struct buf *out)
{
    struct arena arena;
    struct buf record;
    arena_init(&arena, 0);
    buf_init(&record, 0);
    struct roots roots = {.arena = &arena};
    const struct source_root section = {
        .path = SLICE("/q"), .licence = SLICE("CC0"), .coverage = COVERAGE_ANSWERS};
    assert_true(roots_tell(&roots, SLICE("[/q]\nlicence = CC0\n"), &section, 1));
    assert_non_null(roots_put(&roots, SLICE("/r")));
    roots_find(&roots, SLICE("/r"))->was_answered = true;
    roots_encode(&roots, &record);
    struct slice all = buf_slice(&record);
    title(out, "Two source roots: /q, a section of the operator's file, and /r");
    show(out, all, 0, 1, "roots: 2");
    show(out, all, 1, 7, "path /q, licence CC0");
    show(out, all, 8, 1, "1 answers, 2 none, 0 not told | 4 a section | 8 was answered");
    show(out, all, 9, 4, "path /r, no licence");
    show(out, all, 13, 1, "was answered");
    show(out, all, 14, 20, "the operator's file");
    show(out, all, 34, 8, "seal");
    assert_int_equal(all.len, 42);
    buf_clear(&record);
    arena_clear(&arena);
}

// Words have range tables, and pairs, in the smallest segments already.
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit);
bool __wrap_range_table_is_due(uint32_t doc_count, uint32_t doc_limit)
{
    return doc_count > 0 && doc_limit > 0;
}

static void show_part(struct buf *out, struct store_txn *txn, uint32_t segment, uint32_t number,
                      void (*show_bytes)(struct buf *out, struct slice all))
{
    char key[BLOB_KEY_LEN];
    struct slice all;
    struct error err;
    assert_int_equal(blob_get(txn, blob_key(segment, PART_PAIRS, number, key), &all, &err),
                     STATUS_OK);
    show_bytes(out, all);
}

static void show_pair_words(struct buf *out, struct slice all)
{
    title(out, "The words of pairs, of a segment with « le bon lait » and « bon lait le bon »");
    show(out, all, 0, 12, "where each word ends");
    show(out, all, 12, 9, "bon, lait, le");
    assert_int_equal(all.len, 21);
}

static void show_pair_row(struct buf *out, struct slice all)
{
    title(out, "The pairs that begin with word 0, bon: bon lait, in both documents");
    show(out, all, 0, 2, "pairs");
    show(out, all, 2, 2, "second: 1, lait");
    show(out, all, 4, 4, "end of its list");
    show(out, all, 8, 2, "documents 0 and 1");
    assert_int_equal(all.len, 10);
}

static void show_pairs(struct buf *out)
{
    static const char *const texts[] = {"le bon lait", "bon lait le bon"};
    char folder[64];
    struct index_writer *writer;
    struct store_txn *txn;
    struct error err;
    uint64_t generation;
    temp_folder_make(folder, sizeof folder);
    struct writer_options options = {.analyzer = ANALYZER_WHITESPACE};
    assert_int_equal(index_writer_open(folder, &options, &writer, &err), STATUS_OK);
    for (int d = 0; d < 2; d++) {
        struct exchange exchange = {.id = d ? SLICE("b") : SLICE("a"),
                                    .question = slice_from(texts[d]),
                                    .source.path = SLICE("test")};
        enum add_outcome outcome;
        assert_int_equal(index_writer_add(writer, &exchange, &outcome, &err), STATUS_OK);
    }
    assert_int_equal(index_writer_commit(writer, &generation, &err), STATUS_OK);
    assert_int_equal(index_writer_optimize(writer, NULL, NULL, &err), STATUS_OK);
    assert_int_equal(store_begin(writer->store, false, &txn, &err), STATUS_OK);
    show_part(out, txn, writer->manifest.segments[0].id, 0, show_pair_words);
    show_part(out, txn, writer->manifest.segments[0].id, 1, show_pair_row);
    store_abort(txn);
    index_writer_close(writer);
    temp_folder_remove(folder);
}

// --- comparing -----------------------------------------------------------------------------------

static void read_document(const char *path, struct buf *out)
{
    FILE *file = fopen(path, "r");
    char chunk[4096];
    if (!file)
        fail_msg("%s cannot be opened", path);
    for (size_t len; (len = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_append(out, chunk, len);
    fclose(file);
    buf_append_char(out, '\0');
}

static void write_document(const char *path, struct slice before, struct slice bytes,
                           const char *after)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%.*s%.*s%s", SLICE_ARG(before), SLICE_ARG(bytes), after);
    assert_int_equal(fclose(file), 0);
}

static void the_document_shows_what_is_written(void **state)
{
    (void)state;
    char folder[64], path[4096];
    struct store *store;
    struct store_txn *txn;
    struct error err;
    struct buf made, document;
    buf_init(&made, 0);
    buf_init(&document, 0);
    temp_folder_make(folder, sizeof folder);
    assert_int_equal(
        store_open(folder, &(struct store_options){.mode = STORE_CREATE}, &store, &err), STATUS_OK);
    assert_int_equal(store_begin(store, true, &txn, &err), STATUS_OK);
    show_header(&made, txn);
    show_postings(&made);
    show_positions(&made);
    show_pairs(&made);
    show_dictionary(&made, txn);
    show_column(&made);
    show_document(&made);
    show_source(&made);
    show_member(&made);
    show_roots(&made);
    show_changes(&made, txn);
    buf_printf(&made, "```\n");
    store_abort(txn);
    store_close(store);
    temp_folder_remove(folder);

    assert_non_null(getenv("HEMICYCLE_SOURCE"));
    snprintf(path, sizeof path, "%s/docs/index-format.md", getenv("HEMICYCLE_SOURCE"));
    read_document(path, &document);
    const char *begin = strstr(document.data, BEGIN), *end = strstr(document.data, END);
    assert_true(begin && end && begin < end);
    begin += strlen(BEGIN);
    struct slice shown = slice_of(begin, (size_t)(end - begin));
    if (getenv("UPDATE_GOLDEN"))
        write_document(path, slice_of(document.data, (size_t)(begin - document.data)),
                       buf_slice(&made), end);
    else if (!slice_equal(shown, buf_slice(&made)))
        fail_msg("%s shows other bytes than are written: UPDATE_GOLDEN=1 shows the difference, but "
                 "mind the version of the format",
                 path);
    buf_clear(&made);
    buf_clear(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_document_shows_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
