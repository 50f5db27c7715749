// The inverter: documents in, posting lists out. See inverter.h.
//
// The idea: every form the analyzer makes has a posting string (its grammar: posting_merge.c) that a token of the
// form is appended to, and nothing else: where its surface and its stems stand follows from where it stood. A flush
// sorts the forms by surface and by stem and merges the strings of those that share a term.
//
// Invariants: documents are numbered as they come, so strings only grow at their end; ids, lengths, hashes, frames
// and columns have one entry a document. A document that is replaced within the batch is still written, marked as
// deleted.
//
// Cost: no hashing a token, one append of one to three bytes; 32 bytes a form, 60 a document, and its frame. A flush
// sorts each form twice or more, and reads each string once a term that its form belongs to.
#include "engine/write/inverter.h"

#include "base/bytes.h"
#include "base/huge.h"
#include "base/map.h"
#include "engine/exchange.h"
#include "engine/format/docstore.h"
#include "engine/persons.h"
#include "engine/term.h"
#include "engine/text/sketch.h"
#include "engine/write/postings/posting_merge.h"
#include "engine/write/postings/posting_pool.h"
#include "engine/write/row.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

// Where a form stood; two to a line of the cache.
struct form_postings {
    struct posting_string string;
    uint32_t last_doc; // UINT32_MAX: none yet
    uint32_t last_position;
    uint32_t word; // what it counts as in a sketch; 0: it is no word of the text
    uint32_t padding[2];
};
static_assert(sizeof(struct form_postings) == 32, "they do not straddle cache lines");

// The persons or the offices of the documents, and where they stood.
struct named_terms {
    struct map keys;
    struct form_postings *postings; // by number of the key
    uint32_t capacity;
};

struct inverter {
    struct analyzer *analyzer;
    struct named_terms persons, offices;
    struct arena arena;
    struct posting_pool pool;
    struct form_postings *forms; // by id of the form
    uint32_t form_count, form_capacity;
    struct columns_builder columns;
    uint64_t *hashes;
    uint32_t (*lengths)[TEXT_FIELD_COUNT];
    bool *referrals;   // whether the answers only point elsewhere
    struct slice *ids; // in the arena
    size_t *frame_ends;
    struct buf frames;
    uint32_t doc_count, doc_capacity;
    const struct inverter_parts *parts; // of a document that is alone; NULL: it is kept whole
};

// Something a flush sorts: a form by its folded word, its surface or one of its stems, or a document by its id.
struct sort_entry {
    uint64_t prefix; // the key's first eight bytes, so that few comparisons look further
    uint32_t number; // of the form or document
    uint32_t stem;   // which of the form's
};

// --- forms -------------------------------------------------------------------------------------

static bool grow_forms(struct inverter *inverter)
{
    uint32_t capacity = inverter->form_capacity ? inverter->form_capacity * 2 : 1 << 14;
    struct form_postings *forms = huge_alloc(capacity * sizeof *forms);
    if (!forms)
        return false;
    if (inverter->form_count)
        memcpy(forms, inverter->forms, inverter->form_count * sizeof *forms);
    free(inverter->forms);
    inverter->forms = forms;
    inverter->form_capacity = capacity;
    return true;
}

// Makes room for every form the analyzer has made since the last call.
static bool learn_forms(struct inverter *inverter)
{
    for (uint32_t count = analyzer_form_count(inverter->analyzer); inverter->form_count < count;) {
        if (inverter->form_count == inverter->form_capacity && !grow_forms(inverter))
            return false;
        const struct form *form = analyzer_form_by_id(inverter->analyzer, inverter->form_count);
        uint32_t word = form->flags & FORM_SYNTHETIC ? 0 : sketch_word(form->folded);
        inverter->forms[inverter->form_count++] =
            (struct form_postings){.last_doc = UINT32_MAX, .word = word};
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
    map_clear(&inverter->persons.keys);
    map_clear(&inverter->offices.keys);
    free(inverter->persons.postings);
    free(inverter->offices.postings);
    free(inverter->forms);
    free(inverter->hashes);
    free(inverter->lengths);
    free(inverter->referrals);
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
    map_reset(&inverter->persons.keys);
    map_reset(&inverter->offices.keys);
    columns_builder_reset(&inverter->columns);
    buf_clear(&inverter->frames); // what it keeps counts as used: the next batch would start full
    inverter->form_count = inverter->doc_count = 0;
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
    void *referrals = realloc(inverter->referrals, capacity * sizeof *inverter->referrals);
    if (referrals)
        inverter->referrals = referrals;
    void *ids = realloc(inverter->ids, capacity * sizeof *inverter->ids);
    if (ids)
        inverter->ids = ids;
    void *ends = realloc(inverter->frame_ends, capacity * sizeof *inverter->frame_ends);
    if (ends)
        inverter->frame_ends = ends;
    if (!hashes || !lengths || !referrals || !ids || !ends)
        return false;
    inverter->doc_capacity = capacity;
    return true;
}

static inline __attribute__((always_inline)) void add_occurrence(struct inverter *inverter,
                                                                 struct form_postings *form,
                                                                 uint32_t doc, uint32_t position)
{
    if (form->last_doc == doc) {
        if (form->last_position == position)
            return;
        posting_pool_varint(&inverter->pool, &form->string, (position - form->last_position) << 1);
    } else {
        posting_pool_varint(&inverter->pool, &form->string, (doc - form->last_doc) << 1 | 1);
        posting_pool_varint(&inverter->pool, &form->string, position);
        form->last_doc = doc;
    }
    form->last_position = position;
}

// Fetches what the tokens to come will touch, in two steps of which the second needs what the first fetched. Rare
// words are nowhere in the cache, and waiting for them took most of the time.
static void fetch_ahead(const struct inverter *inverter, const struct token_list *list, size_t i)
{
    enum { STEP = 6 };
    if (i + 2 * STEP < list->count)
        __builtin_prefetch(&inverter->forms[list->tokens[i + 2 * STEP].form_id], 1);
    if (i + STEP < list->count) {
        const struct posting_string *string =
            &inverter->forms[list->tokens[i + STEP].form_id].string;
        if (string->left > 0)
            __builtin_prefetch(posting_pool_at(&inverter->pool, string->write), 1);
    }
}

void inverter_let_part(struct inverter *inverter, const struct inverter_parts *parts)
{
    inverter->parts = parts;
}

// Gives away what there is of the document at hand when it has outgrown the memory.
static enum status end_part(struct inverter *inverter, struct error *err)
{
    const struct inverter_parts *parts = inverter->parts;
    if (!parts || inverter->doc_count > 0 ||
        inverter_bytes(inverter) + inverter_flush_bytes(inverter) < parts->most_bytes)
        return STATUS_OK;
    columns_builder_next(&inverter->columns);
    inverter->ids[0] = SLICE_NONE;
    inverter->hashes[0] = inverter->frame_ends[0] = 0;
    inverter->doc_count = 1;
    enum status status = parts->write(parts->context, inverter, err);
    inverter_reset(inverter);
    return status;
}

// Analyses one field's text at position `start`; its length in words goes to *length, its words into the sketch.
static enum status add_text(struct inverter *inverter, struct slice text, uint32_t start,
                            struct sketch_builder *sketch, uint32_t *length, struct error *err)
{
    struct token_list list = {.count = ANALYZER_PART_TOKENS};
    uint32_t doc = inverter->doc_count;
    enum status status = analyzer_begin(inverter->analyzer, text, err);
    while (status == STATUS_OK && list.count >= ANALYZER_PART_TOKENS) {
        status = analyzer_next(inverter->analyzer, &list, err);
        if (status != STATUS_OK)
            return status;
        if (!learn_forms(inverter))
            return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
        for (size_t i = 0; i < list.count; i++) {
            fetch_ahead(inverter, &list, i);
            const struct token *token = &list.tokens[i];
            add_occurrence(inverter, &inverter->forms[token->form_id], doc,
                           start + token->position);
        }
        for (size_t i = 0; sketch && i < list.count; i++)
            sketch_token(sketch, list.tokens[i].position,
                         inverter->forms[list.tokens[i].form_id].word);
        status = end_part(inverter, err);
    }
    *length = list.position_count;
    return status;
}

static enum status add_texts(struct inverter *inverter, const struct exchange *exchange,
                             uint32_t lengths[TEXT_FIELD_COUNT], struct sketch *sketch,
                             struct error *err)
{
    struct arena joined;
    arena_init(&joined, 0);
    struct slice texts[TEXT_FIELD_COUNT] = {exchange->title, exchange->question,
                                            exchange_reply_text(exchange, &joined)};
    enum status status = STATUS_OK;
    struct sketch_builder builder = {0};
    uint32_t start = 0;
    for (int f = 0; status == STATUS_OK && f < TEXT_FIELD_COUNT; f++) {
        sketch_text(&builder, f == FIELD_TITLE);
        status = add_text(inverter, texts[f], start, f == FIELD_ANSWER ? NULL : &builder,
                          &lengths[f], err);
        start += lengths[f] ? lengths[f] + FIELD_GAP : 0;
    }
    *sketch = sketch_end(&builder);
    arena_clear(&joined);
    return status;
}

// Notes that the document at hand has a person or an office, at its first position.
static enum status add_named(void *context, enum term_kind kind, struct slice term,
                             struct error *err)
{
    struct inverter *inverter = context;
    struct named_terms *terms = kind == TERM_PERSON ? &inverter->persons : &inverter->offices;
    uint32_t known = terms->keys.count, number = map_put(&terms->keys, term);
    if (number != MAP_NONE && number >= terms->capacity) {
        uint32_t capacity = terms->capacity ? terms->capacity * 2 : 256;
        struct form_postings *bigger = realloc(terms->postings, capacity * sizeof *bigger);
        if (!bigger)
            return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
        terms->postings = bigger;
        terms->capacity = capacity;
    }
    if (number == MAP_NONE)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    if (number == known)
        terms->postings[number] = (struct form_postings){.last_doc = UINT32_MAX};
    add_occurrence(inverter, &terms->postings[number], inverter->doc_count, 0);
    return STATUS_OK;
}

// What holds the frames of a batch grows to half its memory.
static void append_frame(struct buf *out, const struct slice frame[2])
{
    size_t capacity = out->capacity;
    buf_append_slice(out, frame[0]);
    buf_append_slice(out, frame[1]);
    if (out->capacity != capacity)
        huge_advise(out->data, out->capacity);
}

enum status inverter_add(struct inverter *inverter, const struct exchange *exchange,
                         const struct slice frames[2], uint64_t hash, uint32_t *doc,
                         struct error *err)
{
    if (inverter->doc_count == inverter->doc_capacity && !grow_documents(inverter))
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    uint32_t at = inverter->doc_count;
    struct sketch sketch;
    memset(inverter->lengths[at], 0, sizeof inverter->lengths[at]); // a part may be written first
    struct referral ignored;
    inverter->referrals[at] = exchange_referral(exchange, &ignored);
    enum status status = add_texts(inverter, exchange, inverter->lengths[at], &sketch, err);
    if (status == STATUS_OK && analyzer_kind(inverter->analyzer) != ANALYZER_WHITESPACE)
        status = persons_each_term(exchange, add_named, inverter, err);
    if (status != STATUS_OK)
        return status;
    row_add(&inverter->columns, exchange, inverter->lengths[at], &sketch);
    inverter->hashes[at] = hash;
    inverter->ids[at] = arena_copy(&inverter->arena, exchange->id);
    append_frame(&inverter->frames, frames);
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
           inverter->form_capacity * sizeof(struct form_postings) +
           map_bytes(&inverter->persons.keys) + map_bytes(&inverter->offices.keys) +
           (inverter->persons.capacity + inverter->offices.capacity) *
               sizeof(struct form_postings) +
           columns_builder_bytes(&inverter->columns) + inverter->frames.capacity +
           inverter->doc_capacity * 60 + analyzer_memory_bytes(inverter->analyzer);
}

size_t inverter_flush_bytes(const struct inverter *inverter)
{
    // The longest sort and what qsort_r copies it to (few forms have two stems); norms, starts of fields and offset of
    // each document.
    enum { DOCUMENT_BYTES = 32 };
    size_t forms = inverter->form_count + inverter->form_count / 8, docs = inverter->doc_count;
    return (forms > docs ? forms : docs) * 2 * sizeof(struct sort_entry) + docs * DOCUMENT_BYTES;
}

struct slice inverter_frame(const struct inverter *inverter, uint32_t doc)
{
    size_t start = doc ? inverter->frame_ends[doc - 1] : 0, end = inverter->frame_ends[doc];
    // Of a part of a document, whose frame comes with the last part, there is none.
    return end == start ? SLICE_NONE : slice_of(inverter->frames.data + start, end - start);
}

uint64_t inverter_hash(const struct inverter *inverter, uint32_t doc)
{
    return inverter->hashes[doc];
}

void inverter_drop(struct inverter *inverter, uint32_t doc)
{
    inverter->ids[doc].len = 0;
}

bool inverter_is_dropped(const struct inverter *inverter, uint32_t doc)
{
    return inverter->ids[doc].len == 0;
}

// --- flushing ----------------------------------------------------------------------------------

struct sorting {
    const struct inverter *inverter;
    char kind; // TERM_FOLD, TERM_ID or one of enum term_kind
    struct sort_entry *entries;
    size_t count;
};

// The terms of a kind that are no forms; NULL for words.
static const struct named_terms *named_of(const struct inverter *inverter, char kind)
{
    return kind == TERM_PERSON   ? &inverter->persons
           : kind == TERM_OFFICE ? &inverter->offices
                                 : NULL;
}

static struct slice key_of(const struct sorting *sorting, const struct sort_entry *entry)
{
    if (sorting->kind == TERM_ID)
        return sorting->inverter->ids[entry->number];
    const struct named_terms *named = named_of(sorting->inverter, sorting->kind);
    if (named)
        return named->keys.keys[entry->number];
    const struct form *form = analyzer_form_by_id(sorting->inverter->analyzer, entry->number);
    return sorting->kind == TERM_STEM   ? form->terms[entry->stem]
           : sorting->kind == TERM_FOLD ? form->folded
                                        : form->surface;
}

static int compare_entries(const void *a, const void *b, void *context)
{
    const struct sort_entry *x = a, *y = b;
    if (x->prefix != y->prefix)
        return x->prefix < y->prefix ? -1 : 1;
    int order = slice_compare(key_of(context, x), key_of(context, y));
    return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void add_entry(struct sorting *sorting, uint32_t number, uint32_t stem)
{
    struct sort_entry *entry = &sorting->entries[sorting->count++];
    *entry = (struct sort_entry){.number = number, .stem = stem};
    struct slice key = key_of(sorting, entry);
    char first[8] = {0};
    memcpy(first, key.ptr, key.len < 8 ? key.len : 8);
    entry->prefix = __builtin_bswap64(load_u64(first));
}

static void add_form(struct sorting *sorting, uint32_t number)
{
    const struct form *form = analyzer_form_by_id(sorting->inverter->analyzer, number);
    bool has_postings = sorting->inverter->forms[number].string.head;
    if (sorting->kind == TERM_FOLD) {
        if (form->folded.len && form->folded.len < DICTIONARY_MAX_TERM &&
            !slice_equal(form->folded, form->surface))
            add_entry(sorting, number, 0);
        return;
    }
    uint32_t count = sorting->kind == TERM_SURFACE ? 1 : form->term_count;
    for (uint32_t t = 0; has_postings && t < count; t++)
        add_entry(sorting, number, t);
}

// Everything of one kind in the order of the dictionary. The caller frees the entries.
static enum status sort_keys(const struct inverter *inverter, char kind, struct sorting *out,
                             struct error *err)
{
    *out = (struct sorting){.inverter = inverter, .kind = kind};
    const struct named_terms *named = named_of(inverter, kind);
    size_t most = kind == TERM_ID ? inverter->doc_count
                  : named         ? named->keys.count
                                  : inverter->form_count;
    for (uint32_t f = 0; kind == TERM_STEM && f < inverter->form_count; f++) {
        uint32_t stems = analyzer_form_by_id(inverter->analyzer, f)->term_count;
        most += stems > 1 ? stems - 1 : 0;
    }
    out->entries = malloc((most + 1) * sizeof *out->entries);
    if (!out->entries)
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    for (uint32_t d = 0; kind == TERM_ID && d < inverter->doc_count; d++)
        if (!inverter_is_dropped(inverter, d))
            add_entry(out, d, 0);
    for (uint32_t n = 0; named && n < named->keys.count; n++)
        add_entry(out, n, 0);
    for (uint32_t f = 0; kind != TERM_ID && !named && f < inverter->form_count; f++)
        add_form(out, f);
    qsort_r(out->entries, out->count, sizeof *out->entries, compare_entries, out);
    return STATUS_OK;
}

static enum status flush_documents(struct inverter *inverter, const struct inverter_flush *options,
                                   struct error *err)
{
    struct buf frame;
    buf_init(&frame, 0);
    enum status status = STATUS_OK;
    for (uint32_t d = 0; status == STATUS_OK && d < inverter->doc_count; d++) {
        struct slice stored[2] = {inverter_frame(inverter, d)};
        if (options->compressor)
            status = docstore_compress(options->compressor, stored[0], &frame, stored, err);
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
    struct sorting sorting;
    enum status status = sort_keys(inverter, TERM_FOLD, &sorting, err);
    struct fold_writer folds;
    fold_writer_init(&folds, writer);
    for (size_t i = 0; status == STATUS_OK && i < sorting.count; i++) {
        const struct sort_entry *entry = &sorting.entries[i];
        status =
            fold_writer_add(&folds, key_of(&sorting, entry),
                            analyzer_form_by_id(inverter->analyzer, entry->number)->surface, err);
    }
    if (status == STATUS_OK)
        status = fold_writer_finish(&folds, err);
    fold_writer_clear(&folds);
    free(sorting.entries);
    return status;
}

static enum status flush_ids(struct inverter *inverter, struct segment_writer *writer,
                             struct error *err)
{
    struct sorting sorting;
    enum status status = sort_keys(inverter, TERM_ID, &sorting, err);
    for (size_t i = 0; status == STATUS_OK && i < sorting.count; i++)
        status = segment_writer_id(writer, key_of(&sorting, &sorting.entries[i]),
                                   sorting.entries[i].number, err);
    free(sorting.entries);
    return status;
}

// The terms of one kind: each with the strings of all forms that have it.
static enum status flush_terms(struct inverter *inverter, char kind, struct segment_writer *writer,
                               struct error *err)
{
    struct sorting sorting;
    struct posting_merge merge = {.pool = &inverter->pool};
    char term[DICTIONARY_MAX_TERM] = {kind};
    const struct named_terms *named = named_of(inverter, kind);
    const struct form_postings *postings = named ? named->postings : inverter->forms;
    enum status status = sort_keys(inverter, kind, &sorting, err);
    for (size_t i = 0; status == STATUS_OK && i < sorting.count;) {
        struct slice key = key_of(&sorting, &sorting.entries[i]);
        do {
            uint32_t number = sorting.entries[i++].number;
            status = posting_merge_add(&merge, &postings[number].string, err);
        } while (status == STATUS_OK && i < sorting.count &&
                 slice_equal(key_of(&sorting, &sorting.entries[i]), key));
        if (status == STATUS_OK)
            status = posting_merge_write(&merge, writer, err);
        memcpy(term + 1, key.ptr, key.len);
        if (status == STATUS_OK)
            status = segment_writer_end_term(writer, slice_of(term, key.len + 1), err);
    }
    posting_merge_clear(&merge);
    free(sorting.entries);
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
        weighing_set(&weighing, d, inverter->lengths[d], inverter->referrals[d]);
    segment_writer_set_weighing(options->writer, &weighing);
    status = flush_folds(inverter, options->writer, err);
    if (status == STATUS_OK)
        status = flush_ids(inverter, options->writer, err);
    bool has_stems = analyzer_kind(inverter->analyzer) != ANALYZER_WHITESPACE;
    if (status == STATUS_OK)
        status = flush_terms(inverter, TERM_OFFICE, options->writer, err);
    if (status == STATUS_OK)
        status = flush_terms(inverter, TERM_PERSON, options->writer, err);
    if (status == STATUS_OK && has_stems)
        status = flush_terms(inverter, TERM_STEM, options->writer, err);
    if (status == STATUS_OK)
        status = flush_terms(inverter, TERM_SURFACE, options->writer, err);
    weighing_clear(&weighing);
    return status;
}

enum status inverter_flush(struct inverter *inverter, const struct inverter_flush *options,
                           struct segment_info *out, struct error *err)
{
    if (inverter->pool.failed) // lists end anywhere
        return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
    enum status status = flush_documents(inverter, options, err);
    if (status == STATUS_OK)
        status = flush_postings(inverter, options, err);
    if (status == STATUS_OK)
        status = segment_writer_columns(options->writer, &inverter->columns, err);
    if (status == STATUS_OK)
        status = segment_writer_hashes(options->writer, inverter->hashes, inverter->doc_count, err);
    if (status == STATUS_OK)
        status = segment_writer_finish(options->writer, inverter->doc_count, out, err);
    for (uint32_t d = 0; status == STATUS_OK && d < inverter->doc_count; d++)
        for (int f = 0; f < TEXT_FIELD_COUNT; f++)
            out->tokens += inverter->lengths[d][f];
    return status;
}
