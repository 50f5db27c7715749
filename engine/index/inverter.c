// The inverter. See inverter.h.
//
// A posting string is a sequence of varints. A new document starts with (document gap << 1 | 1) and the
// first position; a further position in the same document is (distance << 1), distance >= 1. The first gap
// counts from -1, so it is never 0 and a string never starts with a zero distance.
//
// A form's terms are numbered once, when the form is first seen: `form_terms` lists, per form, its surface
// and its stems as indexes into `terms`. Two tokens of one term at one position count once.
#include "engine/index/inverter.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/hash.h"

#include "engine/index/docstore.h"
#include "engine/index/posting_pool.h"
#include "engine/index/snapshot.h"

enum { CACHE_LINE = 64 };

// What every occurrence touches; two to a line of the cache.
struct term {
    struct posting_string postings;
    uint32_t last_doc; // UINT32_MAX: none yet
    uint32_t last_position;
    uint32_t padding[3];
};
static_assert(sizeof(struct term) == 32, "terms do not straddle cache lines");

// Terms of one form: indexes into terms[], surface first.
struct form_terms {
    uint32_t term[1 + ANALYZER_MAX_TERMS];
    uint32_t count;
};

struct inverter {
    struct analyzer *analyzer;
    struct arena arena;
    struct posting_pool pool;
    struct term *terms; // aligned to CACHE_LINE
    struct slice *keys; // of terms: kind byte and term; in the arena
    uint32_t term_count, term_capacity;
    uint32_t *slots; // open addressing: term index + 1
    uint32_t slot_count;
    struct form_terms *forms;
    uint32_t form_count, form_capacity;
    struct columns_builder columns;
    uint64_t *hashes;
    uint32_t (*lengths)[TEXT_FIELD_COUNT];
    struct slice *ids; // in the arena
    size_t *frame_ends;
    struct buf frames;
    uint32_t doc_count, doc_capacity;
};

// --- terms -------------------------------------------------------------------------------------

static uint32_t *find_slot(const struct inverter *inverter, struct slice key)
{
    uint32_t mask = inverter->slot_count - 1;
    uint32_t at = (uint32_t)hash_bytes(slice_of(key.ptr, key.len), 0) & mask;
    while (inverter->slots[at] && !slice_equal(inverter->keys[inverter->slots[at] - 1], key))
        at = (at + 1) & mask;
    return &inverter->slots[at];
}

static bool grow_terms(struct inverter *inverter)
{
    uint32_t capacity = inverter->term_capacity ? inverter->term_capacity * 2 : 1 << 14;
    struct slice *keys = realloc(inverter->keys, capacity * sizeof *keys);
    if (!keys)
        return false;
    inverter->keys = keys;
    struct term *terms = aligned_alloc(CACHE_LINE, capacity * sizeof *terms);
    if (!terms)
        return false;
    if (inverter->term_count)
        memcpy(terms, inverter->terms, inverter->term_count * sizeof *terms);
    free(inverter->terms);
    inverter->terms = terms;
    inverter->term_capacity = capacity;
    uint32_t *slots = calloc((size_t)capacity * 2, sizeof *slots);
    if (!slots)
        return false;
    free(inverter->slots);
    inverter->slots = slots;
    inverter->slot_count = capacity * 2;
    for (uint32_t t = 0; t < inverter->term_count; t++)
        *find_slot(inverter, keys[t]) = t + 1;
    return true;
}

// The index of the term, made when new; UINT32_MAX without memory.
static uint32_t term_index(struct inverter *inverter, enum term_kind kind, struct slice term)
{
    char key_bytes[DICTIONARY_MAX_TERM];
    key_bytes[0] = (char)kind;
    memcpy(key_bytes + 1, term.ptr, term.len);
    struct slice key = slice_of(key_bytes, term.len + 1);
    if (inverter->term_count == inverter->term_capacity && !grow_terms(inverter))
        return UINT32_MAX;
    uint32_t *slot = find_slot(inverter, key);
    if (*slot)
        return *slot - 1;
    struct slice copy = arena_copy(&inverter->arena, key);
    if (!copy.ptr)
        return UINT32_MAX;
    inverter->terms[inverter->term_count] = (struct term){.last_doc = UINT32_MAX};
    inverter->keys[inverter->term_count] = copy;
    *slot = ++inverter->term_count;
    return inverter->term_count - 1;
}

static bool grow_forms(struct inverter *inverter)
{
    uint32_t capacity = inverter->form_capacity ? inverter->form_capacity * 2 : 1 << 14;
    struct form_terms *forms = realloc(inverter->forms, capacity * sizeof *forms);
    if (!forms)
        return false;
    inverter->forms = forms;
    inverter->form_capacity = capacity;
    return true;
}

// Numbers the terms of every form the analyzer has made since the last call.
static bool learn_forms(struct inverter *inverter)
{
    bool with_stems = analyzer_kind(inverter->analyzer) != ANALYZER_WHITESPACE;
    for (uint32_t count = analyzer_form_count(inverter->analyzer); inverter->form_count < count;) {
        if (inverter->form_count == inverter->form_capacity && !grow_forms(inverter))
            return false;
        const struct form *form = analyzer_form_by_id(inverter->analyzer, inverter->form_count);
        struct form_terms *terms = &inverter->forms[inverter->form_count++];
        terms->count = 0;
        terms->term[terms->count++] = term_index(inverter, TERM_SURFACE, form->surface);
        for (int t = 0; with_stems && t < form->term_count; t++)
            terms->term[terms->count++] = term_index(inverter, TERM_STEM, form->terms[t]);
        for (uint32_t t = 0; t < terms->count; t++) {
            if (terms->term[t] == UINT32_MAX)
                return false;
        }
    }
    return true;
}

// --- documents ---------------------------------------------------------------------------------

enum status inverter_open(struct analyzer *analyzer, struct inverter **out, struct error *err)
{
    struct inverter *inverter = calloc(1, sizeof *inverter);
    if (!inverter)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    inverter->analyzer = analyzer;
    arena_init(&inverter->arena, 0);
    columns_builder_init(&inverter->columns);
    *out = inverter;
    return STATUS_OK;
}

void inverter_close(struct inverter *inverter)
{
    if (!inverter)
        return;
    arena_clear(&inverter->arena);
    posting_pool_clear(&inverter->pool);
    columns_builder_clear(&inverter->columns);
    buf_clear(&inverter->frames);
    free(inverter->terms);
    free(inverter->keys);
    free(inverter->slots);
    free(inverter->forms);
    free(inverter->hashes);
    free(inverter->lengths);
    free(inverter->ids);
    free(inverter->frame_ends);
    free(inverter);
}

void inverter_reset(struct inverter *inverter)
{
    struct analyzer *analyzer = inverter->analyzer;
    analyzer_forget(analyzer);
    arena_reset(&inverter->arena);
    posting_pool_reset(&inverter->pool);
    columns_builder_reset(&inverter->columns);
    buf_clear(&inverter->frames); // what it keeps counts as used: the next batch would start full
    inverter->term_count = inverter->form_count = inverter->doc_count = 0;
    if (inverter->slots)
        memset(inverter->slots, 0, inverter->slot_count * sizeof *inverter->slots);
}

static bool grow_documents(struct inverter *inverter)
{
    uint32_t capacity = inverter->doc_capacity ? inverter->doc_capacity * 2 : 256;
    void *hashes = realloc(inverter->hashes, capacity * sizeof *inverter->hashes);
    if (hashes)
        inverter->hashes = hashes;
    void *lengths = realloc(inverter->lengths, capacity * sizeof *inverter->lengths);
    if (lengths)
        inverter->lengths = lengths;
    void *ids = realloc(inverter->ids, capacity * sizeof *inverter->ids);
    if (ids)
        inverter->ids = ids;
    void *ends = realloc(inverter->frame_ends, capacity * sizeof *inverter->frame_ends);
    if (ends)
        inverter->frame_ends = ends;
    if (!hashes || !lengths || !ids || !ends)
        return false;
    inverter->doc_capacity = capacity;
    return true;
}

static void add_occurrence(struct inverter *inverter, struct term *term, uint32_t doc,
                           uint32_t position)
{
    if (term->last_doc == doc) {
        if (term->last_position == position)
            return;
        posting_pool_varint(&inverter->pool, &term->postings,
                            (position - term->last_position) << 1);
    } else {
        posting_pool_varint(&inverter->pool, &term->postings, (doc - term->last_doc) << 1 | 1);
        posting_pool_varint(&inverter->pool, &term->postings, position);
        term->last_doc = doc;
    }
    term->last_position = position;
}

// Fetches what the tokens to come will touch, in three steps that each need what the one before fetched. Rare
// words are nowhere in the cache, and waiting for them took most of the time.
static void fetch_ahead(const struct inverter *inverter, const struct token_list *list, size_t i)
{
    enum { STEP = 6 };
    if (i + 3 * STEP < list->count)
        __builtin_prefetch(list->tokens[i + 3 * STEP].form);
    if (i + 2 * STEP < list->count)
        __builtin_prefetch(&inverter->forms[list->tokens[i + 2 * STEP].form->id]);
    if (i + STEP < list->count) {
        const struct form_terms *terms = &inverter->forms[list->tokens[i + STEP].form->id];
        for (uint32_t t = 0; t < terms->count; t++)
            __builtin_prefetch(&inverter->terms[terms->term[t]], 1);
    }
    if (i + STEP / 2 < list->count) {
        const struct form_terms *terms = &inverter->forms[list->tokens[i + STEP / 2].form->id];
        for (uint32_t t = 0; t < terms->count; t++) {
            const struct posting_string *string = &inverter->terms[terms->term[t]].postings;
            if (string->left > 0)
                __builtin_prefetch(posting_pool_at(&inverter->pool, string->write), 1);
        }
    }
}

// Analyses one field's text at position `start`; its length in words goes to *length.
static enum status add_text(struct inverter *inverter, struct slice text, uint32_t start,
                            uint32_t *length, struct error *err)
{
    struct token_list list;
    enum status status = analyzer_run(inverter->analyzer, text, &list, err);
    if (status != STATUS_OK)
        return status;
    if (!learn_forms(inverter))
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    uint32_t doc = inverter->doc_count;
    for (size_t i = 0; i < list.count; i++) {
        fetch_ahead(inverter, &list, i);
        const struct form_terms *terms = &inverter->forms[list.tokens[i].form->id];
        uint32_t position = start + list.tokens[i].position;
        for (uint32_t t = 0; t < terms->count; t++)
            add_occurrence(inverter, &inverter->terms[terms->term[t]], doc, position);
    }
    *length = list.position_count;
    return STATUS_OK;
}

static enum status add_texts(struct inverter *inverter, const struct exchange *exchange,
                             uint32_t lengths[TEXT_FIELD_COUNT], struct error *err)
{
    struct arena joined;
    arena_init(&joined, 0);
    struct slice texts[TEXT_FIELD_COUNT] = {exchange->titre, exchange->question,
                                            exchange_reply_text(exchange, &joined)};
    enum status status = STATUS_OK;
    uint32_t start = 0;
    for (int f = 0; status == STATUS_OK && f < TEXT_FIELD_COUNT; f++) {
        status = add_text(inverter, texts[f], start, &lengths[f], err);
        start += lengths[f] ? lengths[f] + FIELD_GAP : 0;
    }
    arena_clear(&joined);
    return status;
}

void columns_add_exchange(struct columns_builder *columns, const struct exchange *exchange,
                          const uint32_t lengths[TEXT_FIELD_COUNT])
{
    columns_builder_next(columns);
    columns_builder_set_string(columns, COLUMN_TYPE, exchange->type);
    columns_builder_set_string(columns, COLUMN_SESSION, exchange->session);
    columns_builder_set_string(columns, COLUMN_AUTEUR, exchange->auteur);
    columns_builder_set_string(columns, COLUMN_MINISTRE, exchange->ministre);
    columns_builder_set_string(columns, COLUMN_REPONDANT, exchange_respondent(exchange));
    columns_builder_set_string(columns, COLUMN_NUMERO, exchange->numero);
    columns_builder_set(columns, COLUMN_ANNEE, exchange->annee);
    columns_builder_set(columns, COLUMN_DATE, exchange->date_question);
    columns_builder_set(columns, COLUMN_DATE_REPONSE, exchange_reply_date(exchange));
    columns_builder_set(columns, COLUMN_DELAI, exchange_delay_days(exchange));
    columns_builder_set(columns, COLUMN_STATUT, exchange->reply_count > 0);
    columns_builder_set(columns, COLUMN_LENGTH_TITRE, lengths[FIELD_TITRE]);
    columns_builder_set(columns, COLUMN_LENGTH_QUESTION, lengths[FIELD_QUESTION]);
    columns_builder_set(columns, COLUMN_LENGTH_REPONSE, lengths[FIELD_REPONSE]);
}

enum status inverter_add(struct inverter *inverter, const struct exchange *exchange,
                         struct slice frame, uint32_t *doc, struct error *err)
{
    if (inverter->doc_count == inverter->doc_capacity && !grow_documents(inverter))
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    uint32_t at = inverter->doc_count;
    enum status status = add_texts(inverter, exchange, inverter->lengths[at], err);
    if (status != STATUS_OK)
        return status;
    columns_add_exchange(&inverter->columns, exchange, inverter->lengths[at]);
    inverter->hashes[at] = exchange_content_hash(exchange);
    inverter->ids[at] = arena_copy(&inverter->arena, exchange->id);
    buf_append_slice(&inverter->frames, frame);
    inverter->frame_ends[at] = inverter->frames.len;
    if (inverter->pool.failed || inverter->columns.failed || inverter->frames.failed ||
        !inverter->ids[at].ptr)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    *doc = inverter->doc_count++;
    return STATUS_OK;
}

uint32_t inverter_count(const struct inverter *inverter)
{
    return inverter->doc_count;
}

size_t inverter_bytes(const struct inverter *inverter)
{
    return inverter->arena.held_bytes + posting_pool_bytes(&inverter->pool) +
           inverter->term_capacity *
               (sizeof(struct term) + sizeof(struct slice) + 2 * sizeof(uint32_t)) +
           inverter->form_capacity * sizeof(struct form_terms) +
           columns_builder_bytes(&inverter->columns) + inverter->frames.capacity +
           inverter->doc_capacity * 60 + analyzer_memory_bytes(inverter->analyzer);
}

struct slice inverter_frame(const struct inverter *inverter, uint32_t doc)
{
    size_t start = doc ? inverter->frame_ends[doc - 1] : 0;
    return slice_of(inverter->frames.data + start, inverter->frame_ends[doc] - start);
}

uint64_t inverter_hash(const struct inverter *inverter, uint32_t doc)
{
    return inverter->hashes[doc];
}

void inverter_totals(const struct inverter *inverter, struct segment_info *info)
{
    for (uint32_t d = 0; d < inverter->doc_count; d++) {
        for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
            info->field_tokens[f] += inverter->lengths[d][f];
            info->field_docs[f] += inverter->lengths[d][f] > 0;
        }
    }
}

void inverter_drop(struct inverter *inverter, uint32_t doc)
{
    inverter->ids[doc].len = 0;
}

bool inverter_is_dropped(const struct inverter *inverter, uint32_t doc)
{
    return inverter->ids[doc].len == 0;
}

struct slice inverter_id(const struct inverter *inverter, uint32_t doc)
{
    return inverter->ids[doc];
}

// --- flushing ----------------------------------------------------------------------------------

// What a flush sorts: a key, and what it stands for.
struct sort_entry {
    struct slice key;
    uint32_t number;
};

static int compare_entries(const void *a, const void *b)
{
    const struct sort_entry *x = a, *y = b;
    int order = slice_compare(x->key, y->key);
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static enum status flush_documents(struct inverter *inverter, const struct inverter_flush *options,
                                   struct error *err)
{
    struct buf frame;
    buf_init(&frame, 0);
    enum status status = STATUS_OK;
    for (uint32_t d = 0; status == STATUS_OK && d < inverter->doc_count; d++) {
        struct slice stored = inverter_frame(inverter, d);
        if (options->compressor) {
            buf_reset(&frame);
            status = docstore_compress(options->compressor, stored, &frame, err);
            stored = buf_slice(&frame);
        }
        if (status == STATUS_OK)
            status = segment_writer_document(options->writer, stored, err);
    }
    buf_clear(&frame);
    return status;
}

// The folds: for every folded word, the accented surfaces seen for it.
static enum status flush_folds(struct inverter *inverter, struct segment_writer *writer,
                               struct error *err)
{
    struct sort_entry *entries = malloc((inverter->form_count + 1) * sizeof *entries);
    if (!entries)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    size_t count = 0;
    for (uint32_t f = 0; f < inverter->form_count; f++) {
        const struct form *form = analyzer_form_by_id(inverter->analyzer, f);
        if (form->folded.len && form->folded.len < DICTIONARY_MAX_TERM &&
            !slice_equal(form->folded, form->surface))
            entries[count++] = (struct sort_entry){form->folded, f};
    }
    qsort(entries, count, sizeof *entries, compare_entries);

    struct fold_writer folds;
    fold_writer_init(&folds, writer);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = fold_writer_add(
            &folds, entries[i].key,
            analyzer_form_by_id(inverter->analyzer, entries[i].number)->surface, err);
    if (status == STATUS_OK)
        status = fold_writer_finish(&folds, err);
    fold_writer_clear(&folds);
    free(entries);
    return status;
}

static enum status flush_ids(struct inverter *inverter, struct segment_writer *writer,
                             struct error *err)
{
    struct sort_entry *entries = malloc((inverter->doc_count + 1) * sizeof *entries);
    if (!entries)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    size_t count = 0;
    for (uint32_t d = 0; d < inverter->doc_count; d++) {
        if (!inverter_is_dropped(inverter, d))
            entries[count++] = (struct sort_entry){inverter->ids[d], d};
    }
    qsort(entries, count, sizeof *entries, compare_entries);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = segment_writer_id(writer, entries[i].key, entries[i].number, err);
    free(entries);
    return status;
}

// Replays one term's posting string into the segment writer.
static enum status flush_term(struct inverter *inverter, uint32_t number,
                              struct segment_writer *writer, struct position_array *positions,
                              struct error *err)
{
    struct posting_string_reader reader =
        posting_string_read(&inverter->pool, &inverter->terms[number].postings);
    uint32_t doc = UINT32_MAX, position = 0;
    positions->count = 0;
    while (posting_string_more(&reader)) {
        uint32_t value = posting_string_varint(&reader);
        if (value & 1) {
            if (positions->count)
                segment_writer_posting(writer, doc, positions->values, positions->count);
            positions->count = 0;
            doc += value >> 1;
            position = posting_string_varint(&reader);
        } else {
            position += value >> 1;
        }
        if (!position_array_push(positions, position))
            return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    }
    segment_writer_posting(writer, doc, positions->values, positions->count);
    return segment_writer_end_term(writer, inverter->keys[number], err);
}

static enum status flush_terms(struct inverter *inverter, struct segment_writer *writer,
                               struct error *err)
{
    struct sort_entry *entries = malloc((inverter->term_count + 1) * sizeof *entries);
    if (!entries)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    size_t count = 0;
    for (uint32_t t = 0; t < inverter->term_count; t++) {
        if (inverter->terms[t].last_doc != UINT32_MAX)
            entries[count++] = (struct sort_entry){inverter->keys[t], t};
    }
    qsort(entries, count, sizeof *entries, compare_entries);
    struct position_array positions = {0};
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = flush_term(inverter, entries[i].number, writer, &positions, err);
    position_array_clear(&positions);
    free(entries);
    return status;
}

static enum status flush_postings(struct inverter *inverter, const struct inverter_flush *options,
                                  struct error *err)
{
    struct weighing weighing;
    enum status status = weighing_init(&weighing, inverter->doc_count, err);
    if (status != STATUS_OK)
        return status;
    for (uint32_t d = 0; d < inverter->doc_count; d++)
        weighing_set(&weighing, d, inverter->lengths[d], options->average);
    segment_writer_set_weighing(options->writer, &weighing);
    status = flush_folds(inverter, options->writer, err);
    if (status == STATUS_OK)
        status = flush_ids(inverter, options->writer, err);
    if (status == STATUS_OK)
        status = flush_terms(inverter, options->writer, err);
    weighing_clear(&weighing);
    return status;
}

enum status inverter_flush(struct inverter *inverter, const struct inverter_flush *options,
                           struct segment_info *out, struct error *err)
{
    enum status status = flush_documents(inverter, options, err);
    if (status == STATUS_OK)
        status = flush_postings(inverter, options, err);
    for (int c = 0; status == STATUS_OK && c < COLUMN_COUNT; c++)
        status = segment_writer_column(options->writer, &inverter->columns, (enum column_id)c, NULL,
                                       err);
    if (status == STATUS_OK)
        status = segment_writer_hashes(options->writer, inverter->hashes, inverter->doc_count, err);
    if (status == STATUS_OK)
        status = segment_writer_finish(options->writer, inverter->doc_count, out, err);
    if (status == STATUS_OK)
        inverter_totals(inverter, out);
    return status;
}
