// See document.h.
//
// Every distinct term gets a number and its text once (words repeat over documents), every token one entry a term of
// its form. Sorted by place the entries are the texts tt, tq, tr; sorted by term they are the postings that are
// weighed, by the same function that weighs those of a folder. So a document's weights are the same in both.
#include "engine/opensearch/write/document.h"

#include "base/map.h"
#include "engine/format/docstore.h"
#include "engine/format/impacts.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/term_text.h"
#include "engine/opensearch/write/bulk.h"
#include "engine/persons.h"
#include "engine/text/sketch.h"

#include <stdlib.h>
#include <string.h>

// A builder that has learnt so many bytes of words begins anew.
#define MOST_WORDS ((size_t)64 << 20)

// Analysed and in JSON a text takes four times its bytes, and sixteen where hardly a word comes twice. A cluster takes
// a hundred MiB at most, and of one string (places, weights) fifty million characters.
#define MOST_TEXT ((size_t)12 << 20)
#define SURE_TEXT ((size_t)2 << 20) // that is short enough whatever stands in it
#define MOST_STRING ((size_t)49000000)
#define MOST_LINE ((size_t)BULK_MAX_LINE - (1 << 20)) // what is not known yet finds room

enum {
    FORM_MOST_TERMS = FORM_TERMS_MAX + 1,
    MOST_VALUE =
        32766, // of a column (Lucene's MAX_TERM_LENGTH): a longer one fails the whole night
};

// A term at a place; positions count over all texts, as in a folder's postings.
struct occurrence {
    uint32_t term, position;
};

struct form_terms {
    uint32_t word; // what it counts as in a sketch
    uint32_t count;
    uint32_t terms[FORM_MOST_TERMS];
};

struct document_builder {
    struct analyzer *analyzer;
    bool has_stems;
    struct docstore_compressor *compressor;
    struct docstore_reader *reader;
    struct map terms;         // by their text
    struct form_terms *forms; // by id of the form
    uint32_t form_count, form_capacity;
    struct occurrence *occurrences;
    size_t count, capacity;
    struct posting_block block;
    struct weighing weighing;
    struct buf record, packed, scratch;
    size_t longest; // of the strings that a document was analysed to
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "document for the cluster: out of memory");
}

enum status document_builder_open(struct analyzer *analyzer, struct document_builder **out,
                                  struct error *err)
{
    struct document_builder *builder = calloc(1, sizeof *builder);
    if (!builder)
        return no_memory(err);
    builder->analyzer = analyzer;
    builder->has_stems = analyzer_kind(analyzer) != ANALYZER_WHITESPACE;
    enum status status = docstore_compressor_open(SLICE_NONE, &builder->compressor, err);
    if (status == STATUS_OK)
        status = docstore_reader_open(SLICE_NONE, &builder->reader, err);
    if (status == STATUS_OK)
        status = weighing_init(&builder->weighing, 1, err);
    if (status != STATUS_OK) {
        document_builder_close(builder);
        return status;
    }
    *out = builder;
    return STATUS_OK;
}

void document_builder_close(struct document_builder *builder)
{
    if (!builder)
        return;
    docstore_compressor_close(builder->compressor);
    docstore_reader_close(builder->reader);
    map_clear(&builder->terms);
    free(builder->forms);
    free(builder->occurrences);
    posting_block_clear(&builder->block);
    weighing_clear(&builder->weighing);
    buf_clear(&builder->record);
    buf_clear(&builder->packed);
    buf_clear(&builder->scratch);
    free(builder);
}

// --- terms ---------------------------------------------------------------------------------------

static uint32_t number_of(struct document_builder *builder, enum term_kind kind, struct slice term)
{
    buf_reset(&builder->scratch);
    term_text_put(&builder->scratch, kind, term);
    return builder->scratch.failed ? MAP_NONE
                                   : map_put(&builder->terms, buf_slice(&builder->scratch));
}

static bool learn_form(struct document_builder *builder, const struct form *form)
{
    struct form_terms *known = &builder->forms[builder->form_count++];
    *known = (struct form_terms){
        .word = form->flags & FORM_SYNTHETIC ? 0 : sketch_word(form->folded), .count = 1};
    known->terms[0] = number_of(builder, TERM_SURFACE, form->surface);
    bool fine = known->terms[0] != MAP_NONE;
    for (uint32_t t = 0; builder->has_stems && fine && t < form->term_count; t++) {
        known->terms[known->count] = number_of(builder, TERM_STEM, form->terms[t]);
        fine = known->terms[known->count++] != MAP_NONE;
    }
    return fine;
}

static bool learn_forms(struct document_builder *builder)
{
    for (uint32_t count = analyzer_form_count(builder->analyzer); builder->form_count < count;) {
        if (builder->form_count == builder->form_capacity) {
            uint32_t capacity = builder->form_capacity ? builder->form_capacity * 2 : 1 << 12;
            struct form_terms *bigger = realloc(builder->forms, capacity * sizeof *bigger);
            if (!bigger)
                return false;
            builder->forms = bigger;
            builder->form_capacity = capacity;
        }
        if (!learn_form(builder, analyzer_form_by_id(builder->analyzer, builder->form_count)))
            return false;
    }
    return true;
}

static void forget_words(struct document_builder *builder)
{
    if (map_bytes(&builder->terms) + analyzer_memory_bytes(builder->analyzer) < MOST_WORDS)
        return;
    analyzer_forget(builder->analyzer);
    map_reset(&builder->terms);
    builder->form_count = 0;
}

static bool add_occurrence(struct document_builder *builder, uint32_t term, uint32_t position)
{
    if (builder->count == builder->capacity) {
        size_t capacity = builder->capacity ? builder->capacity * 2 : 1 << 12;
        struct occurrence *bigger = realloc(builder->occurrences, capacity * sizeof *bigger);
        if (!bigger)
            return false;
        builder->occurrences = bigger;
        builder->capacity = capacity;
    }
    builder->occurrences[builder->count++] = (struct occurrence){term, position};
    return true;
}

// --- texts ---------------------------------------------------------------------------------------

// A document on its way.
struct making {
    struct document_builder *builder;
    uint32_t lengths[TEXT_FIELD_COUNT];
    bool is_referral; // its answers only point elsewhere
    struct sketch_builder sketch;
};

static enum status add_text(struct making *making, struct slice text, uint32_t start, int field,
                            struct error *err)
{
    struct document_builder *builder = making->builder;
    struct token_list list = {.count = ANALYZER_PART_TOKENS};
    sketch_text(&making->sketch, field == FIELD_TITLE);
    enum status status = analyzer_begin(builder->analyzer, text, err);
    while (status == STATUS_OK && list.count >= ANALYZER_PART_TOKENS) {
        status = analyzer_next(builder->analyzer, &list, err);
        if (status == STATUS_OK && !learn_forms(builder))
            status = no_memory(err);
        for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
            const struct form_terms *form = &builder->forms[list.tokens[i].form_id];
            if (field != FIELD_ANSWER)
                sketch_token(&making->sketch, list.tokens[i].position, form->word);
            for (uint32_t t = 0; t < form->count; t++)
                if (!add_occurrence(builder, form->terms[t], start + list.tokens[i].position))
                    return no_memory(err);
        }
    }
    making->lengths[field] = list.position_count;
    return status;
}

static enum status add_named(void *context, enum term_kind kind, struct slice term,
                             struct error *err)
{
    struct document_builder *builder = context;
    uint32_t number = number_of(builder, kind, term);
    return number != MAP_NONE && add_occurrence(builder, number, 0) ? STATUS_OK : no_memory(err);
}

static enum status add_texts(struct making *making, const struct exchange *exchange,
                             struct error *err)
{
    struct arena joined;
    arena_init(&joined, 0);
    const struct slice texts[TEXT_FIELD_COUNT] = {exchange->title, exchange->question,
                                                  exchange_reply_text(exchange, &joined)};
    enum status status = STATUS_OK;
    uint32_t start = 0;
    for (int f = 0; status == STATUS_OK && f < TEXT_FIELD_COUNT; f++) {
        status = add_text(making, texts[f], start, f, err);
        start += making->lengths[f] ? making->lengths[f] + FIELD_GAP : 0;
    }
    arena_clear(&joined);
    if (status == STATUS_OK && making->builder->has_stems)
        status = persons_each_term(exchange, add_named, making->builder, err);
    return status;
}

static int by_place(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->term > y->term) - (x->term < y->term);
}

static int by_term(const void *a, const void *b)
{
    const struct occurrence *x = a, *y = b;
    if (x->term != y->term)
        return x->term < y->term ? -1 : 1;
    return (x->position > y->position) - (x->position < y->position);
}

// Sorts, and leaves out what stands twice at one place.
static void sort_places(struct document_builder *builder)
{
    size_t kept = 0;
    qsort(builder->occurrences, builder->count, sizeof *builder->occurrences, by_place);
    for (size_t i = 0; i < builder->count; i++)
        if (kept == 0 || by_place(&builder->occurrences[kept - 1], &builder->occurrences[i]) != 0)
            builder->occurrences[kept++] = builder->occurrences[i];
    builder->count = kept;
}

// The string that was made in scratch.
static void put_analysed(struct document_builder *builder, struct buf *out)
{
    struct slice text = buf_slice(&builder->scratch);
    json_put_string(out, text);
    out->failed = out->failed || builder->scratch.failed;
    builder->longest = text.len > builder->longest ? text.len : builder->longest;
}

// One text: places one behind the other, "_" where nothing stands. Nothing in it needs an escape of JSON's but for
// quotes and backslashes.
static void put_places(struct document_builder *builder, size_t *next, uint32_t start,
                       uint32_t length, struct buf *out)
{
    struct buf *text = &builder->scratch;
    buf_reset(text);
    for (uint32_t p = 0; p < length; p++) {
        bool is_first = true;
        if (p > 0)
            buf_append_char(text, ' ');
        while (*next < builder->count && builder->occurrences[*next].position <= start + p) {
            if (!is_first)
                buf_append_char(text, '|');
            is_first = false;
            buf_append_slice(text, builder->terms.keys[builder->occurrences[(*next)++].term]);
        }
        if (is_first)
            buf_append_char(text, '_');
    }
    put_analysed(builder, out);
}

static void put_texts(struct making *making, struct buf *out)
{
    static const char *const names[TEXT_FIELD_COUNT] = {"tt", "tq", "tr"};
    uint32_t start = 0;
    size_t next = 0;
    sort_places(making->builder);
    for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
        if (making->lengths[f] == 0) // what has none is found by that (query/column_query.c)
            continue;
        json_add_key(out, names[f]);
        put_places(making->builder, &next, start, making->lengths[f], out);
        start += making->lengths[f] ? making->lengths[f] + FIELD_GAP : 0;
    }
}

// --- weights -------------------------------------------------------------------------------------

// The term of occurrence `at`, and where those of the next one begin.
static size_t end_of_term(const struct document_builder *builder, size_t at)
{
    size_t end = at + 1;
    while (end < builder->count && builder->occurrences[end].term == builder->occurrences[at].term)
        end++;
    return end;
}

static void put_block(struct document_builder *builder, const uint32_t *terms, struct buf *weights,
                      struct buf *values)
{
    uint8_t codes[POSTING_BLOCK_LEN];
    weigh_postings(&builder->weighing, &builder->block, codes);
    for (uint32_t i = 0; i < builder->block.count; i++) {
        struct slice text = builder->terms.keys[terms[i]];
        if (weights->len > 0)
            buf_append_char(weights, ' ');
        buf_append_slice(weights, text);
        buf_append_char(weights, '|');
        buf_append_decimal(weights, (uint64_t)codes[i] + 1);
        buf_append_char(values, values->len > 0 ? ',' : ' ');
        json_put_string(values, text);
    }
    posting_block_reset(&builder->block);
}

static void put_weights(struct making *making, struct buf *out)
{
    struct document_builder *builder = making->builder;
    uint32_t terms[POSTING_BLOCK_LEN];
    struct buf values = {0};
    struct buf *weights = &builder->scratch;
    buf_reset(weights);
    weighing_set(&builder->weighing, 0, making->lengths, making->is_referral);
    qsort(builder->occurrences, builder->count, sizeof *builder->occurrences, by_term);
    for (size_t at = 0; at < builder->count;) {
        size_t end = end_of_term(builder, at);
        terms[builder->block.count] = builder->occurrences[at].term;
        posting_block_begin(&builder->block, 0, builder->occurrences[at].position);
        for (size_t i = at + 1; i < end; i++)
            posting_block_distance(&builder->block, builder->occurrences[i].position -
                                                        builder->occurrences[i - 1].position);
        posting_block_end(&builder->block);
        at = end;
        if (builder->block.failed)
            break;
        if (builder->block.count == POSTING_BLOCK_LEN || at == builder->count)
            put_block(builder, terms, weights, &values);
    }
    buf_append_slice(out, SLICE(",\"w\":"));
    put_analysed(builder, out);
    buf_append_slice(out, SLICE(",\"v\":["));
    buf_append_slice(out, buf_slice(&values));
    buf_append_char(out, ']');
    out->failed = out->failed || values.failed || builder->block.failed;
    buf_clear(&values);
}

// --- columns -------------------------------------------------------------------------------------

// Where the column of a folder says "none", the field is not there.
static void put_known(struct buf *out, const char *name, int64_t value, int64_t none)
{
    if (value != none)
        json_add_i64(out, name, value);
}

static void put_bytes(struct buf *out, const char *name, struct slice bytes)
{
    json_add_key(out, name);
    buf_append_char(out, '"');
    size_t start = out->len;
    term_text_put_bytes(out, bytes);
    struct slice text = slice_of(out->data + start, out->failed ? 0 : out->len - start);
    if (memchr(text.ptr ? text.ptr : "", '"', text.len) ||
        memchr(text.ptr ? text.ptr : "", '\\', text.len)) {
        struct buf copy = {0};
        buf_append_slice(&copy, text);
        out->len = start - 1;
        json_put_string(out, buf_slice(&copy));
        out->failed = out->failed || copy.failed;
        buf_clear(&copy);
        return;
    }
    buf_append_char(out, '"');
}

static void put_dates(struct buf *out, const struct exchange *exchange)
{
    uint32_t asked = exchange->date_question, answered = exchange_reply_date(exchange);
    put_known(out, "annee", exchange->year, 0);
    put_known(out, "date_question", asked, DATE_NONE);
    put_known(out, "date_reponse", answered, DATE_NONE);
    put_known(out, "delai_jours", exchange_delay_days(exchange), DELAY_NONE);
    put_known(out, "modifie", exchange_day_changed(exchange), DATE_NONE);
    put_known(out, "date_nouvelle", asked > answered ? asked : answered, DATE_NONE);
    if (asked != DATE_NONE)
        json_add_i64(out, "date_tard",
                     asked + (asked % 10000 == 0 ? 9999U
                              : asked % 100 == 0 ? 99U
                                                 : 0U));
    json_add_i64(out, "statut", exchange_status(exchange));
}

// Columns that hold what a source says, as it says it.
struct told {
    const char *name;
    struct slice value;
};
enum { TOLD_COUNT = 9 };

static void list_told(const struct exchange *exchange, struct told out[TOLD_COUNT])
{
    const struct told all[TOLD_COUNT] = {
        {"type", exchange->type},
        {"session", exchange->session},
        {"auteur", exchange->author},
        {"ministre", exchange->minister},
        {"repondant", exchange_respondent(exchange)},
        {"numero", exchange->number},
        {"assemblee", exchange->assembly},
        {"groupe", exchange->group},
        {"fonction", exchange->office},
    };
    memcpy(out, all, sizeof all);
}

static void put_columns(struct buf *out, const struct exchange *exchange,
                        const struct sketch *sketch)
{
    static const char *const sketches[COLUMN_SKETCHES] = {"sketch0", "sketch1", "sketch2",
                                                          "sketch3"};
    struct told told[TOLD_COUNT];
    list_told(exchange, told);
    for (size_t i = 0; i < TOLD_COUNT; i++)
        json_add_string(out, told[i].name, told[i].value);
    json_add_string(out, "renvoi", exchange_referral_name(exchange));
    json_add_string(out, "cite", exchange->cites);
    json_add_string(out, "lieux", exchange->places);
    put_bytes(out, "racine", exchange->source.root);
    put_dates(out, exchange);
    for (int i = 0; i < COLUMN_SKETCHES; i++)
        json_add_i64(out, sketches[i], sketch_pair(sketch, i));
}

static void put_owner(struct buf *out, const struct source_ref *source)
{
    buf_append_slice(out, SLICE(",\"owner\":{\"line\":"));
    buf_append_decimal(out, source->line);
    json_add_i64(out, "copy", source->is_copy);
    put_bytes(out, "path", source->path);
    put_bytes(out, "member", source->member);
    put_bytes(out, "root", source->root);
    buf_append_char(out, '}');
}

// --- the whole -----------------------------------------------------------------------------------

enum status document_pack(struct document_builder *builder, const struct exchange *exchange,
                          struct buf *out, struct error *err)
{
    struct slice frames[2];
    buf_reset(&builder->record);
    enum status status = docstore_record(builder->compressor, exchange, &builder->record, err);
    if (status == STATUS_OK)
        status = docstore_compress(builder->compressor, buf_slice(&builder->record),
                                   &builder->packed, frames, err);
    if (status != STATUS_OK)
        return status;
    buf_append_slice(out, frames[0]);
    buf_append_slice(out, frames[1]);
    return out->failed ? no_memory(err) : STATUS_OK;
}

enum status document_unpack(struct document_builder *builder, struct slice frames,
                            enum exchange_part part, struct arena *arena, struct exchange *out,
                            struct error *err)
{
    struct slice record;
    enum status status = docstore_read(builder->reader, frames, part, arena, &record, err);
    return status == STATUS_OK ? exchange_decode(record, part, arena, out, err) : status;
}

static enum status put_stored(struct document_builder *builder, const struct exchange *exchange,
                              struct buf *out, struct error *err)
{
    struct buf frames = {0};
    enum status status = document_pack(builder, exchange, &frames, err);
    buf_append_slice(out, SLICE(",\"exchange\":"));
    json_put_base64(out, buf_slice(&frames));
    buf_clear(&frames);
    return status;
}

enum status document_put(struct document_builder *builder, const struct exchange *exchange,
                         const struct document_stamp *stamp, struct buf *out, uint64_t *tokens,
                         struct error *err)
{
    struct referral ignored;
    struct making making = {.builder = builder,
                            .is_referral = exchange_referral(exchange, &ignored)};
    forget_words(builder);
    builder->count = 0;
    builder->longest = 0;
    enum status status = add_texts(&making, exchange, err);
    if (status != STATUS_OK)
        return status;
    struct sketch sketch = sketch_end(&making.sketch);
    *tokens = 0;
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        *tokens += making.lengths[f];
    buf_append_slice(out, SLICE("{\"id\":"));
    json_put_string(out, exchange->id);
    json_add_i64(out, "since", (int64_t)stamp->since);
    json_add_i64(out, "until", (int64_t)stamp->until);
    json_add_i64(out, "key", (int64_t)stamp->key);
    json_add_i64(out, "hash", (int64_t)stamp->hash);
    json_add_i64(out, "first_seen", exchange->first_seen);
    json_add_i64(out, "changed", exchange->changed);
    json_add_i64(out, "tokens", (int64_t)*tokens);
    put_owner(out, &exchange->source);
    put_columns(out, exchange, &sketch);
    put_texts(&making, out);
    put_weights(&making, out);
    status = put_stored(builder, exchange, out, err);
    buf_append_char(out, '}');
    return status == STATUS_OK && out->failed ? no_memory(err) : status;
}

// --- what a cluster takes ------------------------------------------------------------------------

static enum status check_analysed(struct document_builder *builder, const struct exchange *exchange,
                                  struct error *err)
{
    const struct document_stamp none = {0};
    struct buf line = {0};
    uint64_t tokens;
    enum status status = document_put(builder, exchange, &none, &line, &tokens, err);
    if (status == STATUS_OK && (line.len > MOST_LINE || builder->longest > MOST_STRING))
        status = error_set(err, STATUS_INVALID,
                           "its texts are longer, analysed, than an index in a cluster takes");
    buf_clear(&line);
    return status;
}

enum status document_check(struct document_builder *builder, const struct exchange *exchange,
                           struct error *err)
{
    struct told told[TOLD_COUNT];
    size_t text = exchange->title.len + exchange->question.len;
    for (size_t i = 0; i < exchange->reply_count; i++)
        text += exchange->replies[i].text.len;
    for (size_t i = 0; i < exchange->speech_count; i++)
        text += exchange->speeches[i].text.len / 2; // most are in question or answer as well
    if (text > MOST_TEXT)
        return error_set(err, STATUS_INVALID,
                         "its texts are longer than the %zu MiB that an index in a cluster takes",
                         MOST_TEXT >> 20);
    list_told(exchange, told);
    for (size_t i = 0; i < TOLD_COUNT; i++)
        if (told[i].value.len > MOST_VALUE)
            return error_set(err, STATUS_INVALID,
                             "%s is longer than the %d bytes that an index in a cluster takes",
                             told[i].name, MOST_VALUE);
    return text > SURE_TEXT ? check_analysed(builder, exchange, err) : STATUS_OK;
}
