// See index_check.h.
//
// One pass over the blobs (seals), one over the dictionary (postings and positions, term by term), one over
// the documents. Memory is one term's block and one document. A problem is reported and the check goes on
// with the next term or document; only what nothing can be said about any more ends it.
#include "engine/read/index_check.h"

#include "base/reader.h"
#include "engine/changes/change_log.h"
#include "engine/exchange.h"
#include "engine/format/codec/block_codec_best.h"
#include "engine/format/impacts.h"
#include "engine/read/doc_ref.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/segment/dead_counts.h"
#include "engine/segment/pair_builder.h"
#include "engine/segment/range_table.h"
#include "engine/source_record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIR_DOCS_AT_ONCE = 8 << 20 }; // 32 MiB

struct checking {
    struct snapshot *snapshot;
    struct index_check_result *result;
    void (*report)(void *context, const char *problem);
    void *context;
    struct position_array positions;
    uint8_t best[BEST_CODES];   // codes of the term
    struct buf largest, ranges; // scratch
    struct pair_builder *pairs; // of the segment, while it has lists of pairs; else NULL
};

__attribute__((format(printf, 2, 3))) static void problem(struct checking *checking,
                                                          const char *format, ...)
{
    char text[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    checking->result->problems++;
    if (checking->report)
        checking->report(checking->context, text);
}

// Damage is a problem to be told, and does not keep us from reading on; anything else does.
static enum status tell_damage(struct checking *checking, enum status status,
                               const struct error *damage, struct error *err)
{
    if (status == STATUS_CORRUPT)
        problem(checking, "%s", damage->message);
    else if (status != STATUS_OK)
        return error_set(err, status, "%s", damage->message);
    return STATUS_OK;
}

static enum status check_pages(struct checking *checking, struct index *index, struct error *err)
{
    struct error damage = {0};
    return tell_damage(checking, index_check_pages(index, &damage), &damage, err);
}

// --- seals ---------------------------------------------------------------------------------------

static void report_seal(void *context, const char *what)
{
    problem(context, "%s", what);
}

// --- terms ---------------------------------------------------------------------------------------

// Positions of one document: increasing, and each within a field.
static bool positions_are_sound(const struct segment *segment, uint32_t doc,
                                const uint32_t *positions, uint32_t count)
{
    uint32_t lengths[TEXT_FIELD_COUNT], starts[TEXT_FIELD_COUNT];
    segment_lengths(segment, doc, lengths);
    field_starts_from_lengths(lengths, starts);
    for (uint32_t i = 0; i < count; i++) {
        bool inside = positions[i] == 0; // also of who stands in a document without words
        for (int f = 0; f < TEXT_FIELD_COUNT; f++)
            inside = inside || (starts[f] != UINT32_MAX && positions[i] >= starts[f] &&
                                positions[i] - starts[f] < lengths[f]);
        if (!inside || (i && positions[i] <= positions[i - 1]))
            return false;
    }
    return count > 0;
}

static bool block_is_sound(struct checking *checking, const struct segment *segment,
                           const struct segment_term *term, const struct positions *positions,
                           uint32_t block, uint32_t *last, uint32_t *dead)
{
    uint32_t docs[POSTING_BLOCK_LEN], counts[POSTING_BLOCK_LEN];
    uint8_t codes[POSTING_BLOCK_LEN], max = 0;
    const struct block_codec *codec = block_codec_best();
    uint32_t n = postings_docs(&term->postings, codec, block, docs);
    if (n == 0 || !postings_codes(&term->postings, codec, block, codes) ||
        positions_read_block(positions, block, counts, &checking->positions, NULL) != STATUS_OK)
        return false;
    const uint32_t *at = checking->positions.values;
    for (uint32_t i = 0; i < n; i++) {
        if ((*last != UINT32_MAX && docs[i] <= *last) ||
            !positions_are_sound(segment, docs[i], at, counts[i]))
            return false;
        *last = docs[i];
        *dead += segment_is_deleted(segment, docs[i]);
        at += counts[i];
        max = codes[i] > max ? codes[i] : max;
    }
    postings_keep_best(checking->best, codes, n);
    checking->result->postings += n;
    checking->result->positions += checking->positions.count;
    bool full = block < term->postings.block_count;
    return !full || max == term->postings.max_codes[block];
}

// The range table is the one that the postings make.
static bool ranges_are_sound(struct checking *checking, const struct segment *segment,
                             const struct segment_term *term)
{
    if (!range_table_is_due(term->doc_count, segment->info.doc_count))
        return term->ranges.len == 0;
    buf_reset(&checking->ranges);
    return range_table_build(&term->postings, term->max_code, &checking->largest, &checking->ranges,
                             NULL) == STATUS_OK &&
           slice_equal(buf_slice(&checking->ranges), term->ranges);
}

// The postings of a term, which starts with its kind, and how many of their documents are said to be deleted.
static bool postings_are_sound(struct checking *checking, const struct segment *segment,
                               struct slice name, struct slice value)
{
    struct segment_term term;
    struct positions positions;
    if (segment_term_from_value(segment, value, &term, NULL) != STATUS_OK ||
        positions_open(term.positions, term.doc_count, &positions, NULL) != STATUS_OK)
        return false;
    store_txn_bound_pages(segment->txn, term.positions.len);
    if (checking->pairs && name.ptr[0] == TERM_SURFACE &&
        range_table_is_due(term.doc_count, segment->info.doc_count))
        pair_builder_word(checking->pairs, slice_from_offset(name, 1), term.doc_count);
    memset(checking->best, 0, sizeof checking->best);
    uint32_t last = UINT32_MAX, dead = 0, live, blocks = postings_total_blocks(&term.postings);
    for (uint32_t b = 0; b < blocks; b++)
        if (!block_is_sound(checking, segment, &term, &positions, b, &last, &dead))
            return false;
    return term.max_code == checking->best[0] &&
           term.tenth_code == checking->best[BEST_CODES - 1] &&
           ranges_are_sound(checking, segment, &term) &&
           dead_counts_live(segment, name, term.doc_count, &live, NULL) == STATUS_OK &&
           live == term.doc_count - dead;
}

// The rows of pairs from `from` to end - 1 are the ones that the postings make.
static enum status check_rows(struct checking *checking, const struct segment *segment,
                              uint32_t from, uint32_t end, struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t word = from; status == STATUS_OK && word < end; word++) {
        struct slice row;
        buf_reset(&checking->ranges);
        pair_builder_put_row(checking->pairs, word, &checking->ranges);
        status = segment_pair_row(segment, word, &row, err);
        if (status == STATUS_OK && checking->ranges.failed)
            return error_set(err, STATUS_NO_MEMORY, "check: out of memory");
        if (status == STATUS_OK && !slice_equal(row, buf_slice(&checking->ranges)))
            problem(checking, "segment %u: the pairs of word %u are damaged", segment->info.id,
                    word);
    }
    return status;
}

static enum status check_pairs(struct checking *checking, const struct segment *segment,
                               struct error *err)
{
    uint32_t count = 0, from, end = 0;
    struct slice words;
    enum status status = pair_builder_begin(checking->pairs, segment, &count, err);
    buf_reset(&checking->ranges);
    pair_builder_put_words(checking->pairs, &checking->ranges);
    if (status == STATUS_OK)
        status = segment_pair_words(segment, &words, err);
    if (status == STATUS_OK &&
        (count != segment->info.pair_words || !slice_equal(words, buf_slice(&checking->ranges))))
        return error_set(err, STATUS_CORRUPT, "segment %u is damaged: the words of its pairs",
                         segment->info.id);
    while (status == STATUS_OK && end < count) {
        status = pair_builder_fill(checking->pairs, segment, &from, &end, err);
        if (status == STATUS_OK)
            status = check_rows(checking, segment, from, end, err);
    }
    return status;
}

static bool fold_is_sound(struct slice value)
{
    struct cursor cursor = cursor_over(value);
    while (!cursor.failed && cursor_left(&cursor))
        cursor_string(&cursor);
    return !cursor.failed;
}

static enum status check_terms(struct checking *checking, const struct segment *segment,
                               struct error *err)
{
    struct dictionary_iterator *at = malloc(sizeof *at);
    if (!at)
        return error_set(err, STATUS_NO_MEMORY, "check: out of memory");
    char before[DICTIONARY_MAX_TERM];
    size_t before_len = 0;
    uint64_t ids = 0, bytes = 0; // of blocks and their keys: a block that was renamed is missed
    const char *block = NULL;
    enum status status = dictionary_seek(segment->txn, segment->info.id, slice_of("", 0), at, err);
    while (status == STATUS_OK && (status = dictionary_next(at, err)) == STATUS_OK) {
        struct slice term = dictionary_term(at);
        bytes += at->block.ptr != block ? at->block.len + at->block_key_len : 0;
        block = at->block.ptr;
        bool sound = term.len > 1 && slice_compare(slice_of(before, before_len), term) < 0;
        char kind = sound ? term.ptr[0] : '\0';
        bool has_postings =
            kind == TERM_SURFACE || kind == TERM_STEM || kind == TERM_PERSON || kind == TERM_OFFICE;
        if (has_postings)
            sound = postings_are_sound(checking, segment, term, at->value);
        else if (kind == TERM_FOLD)
            sound = fold_is_sound(at->value);
        else
            ids += kind == TERM_ID;
        if (!sound || (!has_postings && kind != TERM_FOLD && kind != TERM_ID))
            problem(checking, "segment %u: term \"%.*s\" is damaged", segment->info.id,
                    SLICE_ARG(term));
        checking->result->terms++;
        memcpy(before, term.ptr, term.len);
        before_len = term.len;
    }
    free(at);
    if (status == STATUS_NOT_FOUND)
        status = STATUS_OK;
    if (status == STATUS_OK && bytes != segment->info.bytes_dictionary)
        problem(checking, "segment %u: a dictionary of %llu bytes instead of %llu",
                segment->info.id, (unsigned long long)bytes,
                (unsigned long long)segment->info.bytes_dictionary);
    uint32_t live = segment->info.doc_count - segment->info.deleted_count;
    if (status == STATUS_OK && ids < live)
        problem(checking, "segment %u: %llu ids for %u documents", segment->info.id,
                (unsigned long long)ids, live);
    return status;
}

// --- documents -----------------------------------------------------------------------------------

static bool columns_agree(const struct segment *segment, uint32_t doc,
                          const struct exchange *exchange)
{
    const struct column *columns = segment->columns;
    const struct slice strings[COLUMN_STRINGS] = {exchange->type,
                                                  exchange->session,
                                                  exchange->author,
                                                  exchange->minister,
                                                  exchange_respondent(exchange),
                                                  exchange->number,
                                                  exchange->assembly,
                                                  exchange->group,
                                                  exchange->id,
                                                  exchange_referral_name(exchange),
                                                  exchange->source.root,
                                                  exchange->office,
                                                  exchange->cites,
                                                  exchange->places};
    for (int c = 0; c < COLUMN_STRINGS; c++)
        if (!slice_equal(column_string(&columns[c], column_value(&columns[c], doc)), strings[c]))
            return false;
    return column_value(&columns[COLUMN_ANNEE], doc) == exchange->year &&
           column_value(&columns[COLUMN_DATE], doc) == exchange->date_question &&
           column_value(&columns[COLUMN_DATE_REPONSE], doc) == exchange_reply_date(exchange) &&
           column_value(&columns[COLUMN_DELAI], doc) == exchange_delay_days(exchange) &&
           column_value(&columns[COLUMN_MODIFIE], doc) == exchange_day_changed(exchange) &&
           segment_status(segment, doc) == exchange_status(exchange);
}

static void check_document(struct checking *checking, uint32_t s, uint32_t doc, struct arena *arena)
{
    const struct segment *segment = &checking->snapshot->segments[s];
    struct exchange exchange;
    struct doc_key found, here = doc_key_of((struct doc_ref){s, doc});
    struct error err = {0};
    store_txn_bound_pages(segment->txn, 0);
    if (snapshot_document(checking->snapshot, here, EXCHANGE_WHOLE, arena, &exchange, &err) !=
        STATUS_OK) {
        problem(checking, "segment %u, document %u: %s", segment->info.id, doc, err.message);
        return;
    }
    checking->result->documents++;
    if (exchange_content_hash(&exchange) != segment_hash(segment, doc))
        problem(checking, "%.*s: contents and their hash differ", SLICE_ARG(exchange.id));
    if (!columns_agree(segment, doc, &exchange))
        problem(checking, "%.*s: contents and columns differ", SLICE_ARG(exchange.id));
    if (snapshot_find(checking->snapshot, exchange.id, &found, NULL) != STATUS_OK ||
        found.bits != here.bits)
        problem(checking, "%.*s: its id does not lead to it", SLICE_ARG(exchange.id));
}

static void check_documents(struct checking *checking, uint32_t s)
{
    const struct segment *segment = &checking->snapshot->segments[s];
    struct arena arena;
    uint32_t deleted = 0;
    arena_init(&arena, 0);
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        arena_reset(&arena);
        if (segment_is_deleted(segment, d))
            deleted++;
        else
            check_document(checking, s, d, &arena);
    }
    arena_clear(&arena);
    if (deleted != segment->info.deleted_count)
        problem(checking, "segment %u: %u documents deleted, the manifest says %u",
                segment->info.id, deleted, segment->info.deleted_count);
}

static enum status check_segment(struct checking *checking, uint32_t s, struct error *err)
{
    const struct segment *segment = &checking->snapshot->segments[s];
    struct error damage = {0};
    bool has_pairs = segment->info.pair_words > 0;
    checking->pairs =
        has_pairs
            ? pair_builder_new((struct pair_builder_options){.docs_at_once = PAIR_DOCS_AT_ONCE})
            : NULL;
    if (has_pairs && !checking->pairs)
        return error_set(err, STATUS_NO_MEMORY, "check: out of memory");
    enum status status = segment_check_seals(segment, report_seal, checking, err);
    if (status == STATUS_OK)
        status = check_terms(checking, segment, err);
    if (status == STATUS_OK && has_pairs)
        status = tell_damage(checking, check_pairs(checking, segment, &damage), &damage, err);
    pair_builder_free(checking->pairs);
    checking->pairs = NULL;
    if (status == STATUS_OK)
        check_documents(checking, s);
    return status;
}

static enum status check_sources(struct checking *checking, struct error *err)
{
    struct slice key, value;
    struct store_txn *txn = checking->snapshot->txn;
    enum status status = store_seek(txn, STORE_SOURCES, slice_of("", 0), &key, &value, err);
    for (; status == STATUS_OK; status = store_next(txn, STORE_SOURCES, &key, &value, err)) {
        if (source_record_check(key, value, NULL) != STATUS_OK)
            problem(checking, "source record \"%.*s\" is damaged", SLICE_ARG(key));
        checking->result->sources++;
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status check_changes(struct checking *checking, struct error *err)
{
    struct error damage = {0};
    return tell_damage(checking, change_log_check(checking->snapshot->txn, &damage), &damage, err);
}

// An orphan's document is there and came from the source that left it.
static enum status check_orphans(struct checking *checking, struct error *err)
{
    struct slice id, path;
    struct store_txn *txn = checking->snapshot->txn;
    struct arena arena;
    arena_init(&arena, 0);
    enum status status = store_seek(txn, STORE_ORPHANS, slice_of("", 0), &id, &path, err);
    for (; status == STATUS_OK; status = store_next(txn, STORE_ORPHANS, &id, &path, err)) {
        struct doc_key key;
        struct exchange exchange;
        arena_reset(&arena);
        if (snapshot_find(checking->snapshot, id, &key, NULL) != STATUS_OK ||
            snapshot_document(checking->snapshot, key, EXCHANGE_SHORT, &arena, &exchange, NULL) !=
                STATUS_OK ||
            !slice_equal(exchange.source.path, path))
            problem(checking, "orphan \"%.*s\" is damaged", SLICE_ARG(id));
    }
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status index_check(const char *path, const struct index_options *options,
                        void (*report)(void *context, const char *problem), void *context,
                        struct index_check_result *out, struct error *err)
{
    *out = (struct index_check_result){0};
    struct checking checking = {.result = out, .report = report, .context = context};
    struct index *index = NULL;
    enum status status = index_open(path, options, &index, err);
    if (status == STATUS_OK)
        status = check_pages(&checking, index, err);
    if (status == STATUS_OK)
        status = snapshot_begin(index, &checking.snapshot, err);
    if (status == STATUS_OK) {
        out->generation = checking.snapshot->manifest.generation;
        out->segments = checking.snapshot->manifest.segment_count;
    }
    for (uint32_t s = 0; status == STATUS_OK && s < out->segments; s++)
        status = check_segment(&checking, s, err);
    if (status == STATUS_OK)
        status = check_sources(&checking, err);
    if (status == STATUS_OK)
        status = check_orphans(&checking, err);
    if (status == STATUS_OK)
        status = check_changes(&checking, err);
    position_array_clear(&checking.positions);
    buf_clear(&checking.largest);
    buf_clear(&checking.ranges);
    snapshot_free(checking.snapshot);
    index_close(index);
    return status;
}
