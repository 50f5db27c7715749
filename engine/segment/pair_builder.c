// See pair_builder.h.
//
// The idea: some documents at a time, the words' positions are laid out as the texts were, a slot for each place in a
// text, empty where no frequent word stands; then what stands side by side is seen by walking along. Two words may
// stand at one place (an acronym and its letters): those that find their slot taken wait in `crowd`. A first walk over
// the segment counts the documents of each pair, a second one writes them down where the counts say; if they are
// too many for memory, further walks do, for some of the first words each.
//
// Cost: each walk reads the positions of the words once, but for blocks that lie across a border of documents.
#include "engine/segment/pair_builder.h"

#include "engine/format/codec/block_codec_best.h"
#include "engine/format/impacts.h"
#include "engine/segment/word_pairs.h"

#include <stdlib.h>
#include <string.h>

enum {
    SCAN_DOCS = UINT16_MAX, // laid out at once, at most
    SCAN_SLOTS = 1 << 20,   // but for a document that has more
};

struct candidate {
    uint32_t start, len; // of the word in `text`
    uint32_t doc_count;
    uint32_t place; // among the candidates
};

struct word_list {
    struct postings postings;
    struct positions positions;
    uint32_t block; // the first that may have documents not laid out yet
};

// A word at a place that another one has.
struct crowded {
    uint32_t slot;
    uint16_t word;
};

struct pair_builder {
    struct pair_builder_options options;
    struct buf text, candidates; // struct candidate; in the end of the words chosen, in byte order
    uint32_t count;              // of words
    struct word_list *lists;
    uint16_t *last; // of each pair: the document laid out that it was seen in last, counted from 1
    uint16_t *counts; // documents of each pair; limit + 1 where they are more
    uint32_t limit;   // of the documents of a pair that are listed
    // What is laid out: documents from `from` on.
    uint32_t from, scanned;
    uint32_t *bases; // the slot of each document's first place
    uint16_t *slots; // numbers of words plus 1; an empty one before and after each document
    size_t slot_capacity;
    struct buf crowd; // struct crowded, by slots
    uint64_t bytes;   // read for it
    struct position_array positions;
    // What is written down: pairs of the words first to end - 1.
    uint32_t first, end;
    uint32_t *docs;
    uint32_t *at; // of each of these pairs: where its next document goes
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "pairs: out of memory");
}

struct pair_builder *pair_builder_new(struct pair_builder_options options)
{
    struct pair_builder *builder = calloc(1, sizeof *builder);
    if (builder)
        builder->options = options;
    return builder;
}

void pair_builder_free(struct pair_builder *builder)
{
    if (!builder)
        return;
    buf_clear(&builder->text);
    buf_clear(&builder->candidates);
    buf_clear(&builder->crowd);
    position_array_clear(&builder->positions);
    free(builder->lists);
    free(builder->last);
    free(builder->counts);
    free(builder->bases);
    free(builder->slots);
    free(builder->docs);
    free(builder->at);
    free(builder);
}

// --- words ---------------------------------------------------------------------------------------

static struct candidate *words_of(const struct pair_builder *builder)
{
    return (struct candidate *)(void *)builder->candidates.data;
}

void pair_builder_word(struct pair_builder *builder, struct slice word, uint32_t doc_count)
{
    struct candidate candidate = {(uint32_t)builder->text.len, (uint32_t)word.len, doc_count,
                                  builder->count++};
    buf_append_slice(&builder->text, word);
    buf_append(&builder->candidates, &candidate, sizeof candidate);
}

static int by_frequency(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->doc_count != y->doc_count)
        return x->doc_count > y->doc_count ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->place < y->place ? -1 : 1;
}

static void choose_words(struct pair_builder *builder)
{
    if (builder->count <= PAIR_MAX_WORDS)
        return;
    qsort(words_of(builder), builder->count, sizeof(struct candidate), by_frequency);
    builder->count = PAIR_MAX_WORDS;
    qsort(words_of(builder), builder->count, sizeof(struct candidate), by_place);
}

void pair_builder_put_words(const struct pair_builder *builder, struct buf *out)
{
    const struct candidate *words = words_of(builder);
    uint32_t end = 0;
    for (uint32_t w = 0; w < builder->count; w++)
        buf_append_u32(out, end += words[w].len);
    for (uint32_t w = 0; w < builder->count; w++)
        buf_append(out, builder->text.data + words[w].start, words[w].len);
}

// --- laying out ----------------------------------------------------------------------------------

static enum status open_lists(struct pair_builder *builder, const struct segment *segment,
                              struct error *err)
{
    const struct candidate *words = words_of(builder);
    for (uint32_t w = 0; w < builder->count; w++) {
        struct segment_term term;
        struct slice word = slice_of(builder->text.data + words[w].start, words[w].len);
        store_txn_bound_pages(segment->txn, 0); // each list begins on pages of its own
        enum status status = segment_term(segment, TERM_SURFACE, word, &term, err);
        if (status == STATUS_NOT_FOUND)
            return error_set(err, STATUS_CORRUPT, "segment %u is damaged: a word of pairs",
                             segment->info.id);
        if (status == STATUS_OK)
            status =
                positions_open(term.positions, term.doc_count, &builder->lists[w].positions, err);
        if (status != STATUS_OK)
            return status;
        builder->lists[w].postings = term.postings;
        builder->lists[w].block = 0;
    }
    return STATUS_OK;
}

// The places in a document's texts: those from 0 on, up to the end of its last field.
static uint32_t places_of(const struct segment *segment, uint32_t doc)
{
    uint32_t lengths[TEXT_FIELD_COUNT], starts[TEXT_FIELD_COUNT], places = 0;
    segment_lengths(segment, doc, lengths);
    field_starts_from_lengths(lengths, starts);
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        if (starts[f] != UINT32_MAX)
            places = starts[f] + lengths[f];
    return places;
}

// Makes empty slots for the next documents.
static enum status lay_out(struct pair_builder *builder, const struct segment *segment,
                           struct error *err)
{
    size_t slots = 1;
    uint32_t limit = segment->info.doc_count - builder->from;
    for (builder->scanned = 0; builder->scanned < limit && builder->scanned < SCAN_DOCS;
         builder->scanned++) {
        size_t more = (size_t)places_of(segment, builder->from + builder->scanned) + 1;
        if (builder->scanned > 0 && slots + more > SCAN_SLOTS)
            break;
        builder->bases[builder->scanned] = (uint32_t)slots;
        slots += more;
    }
    builder->bases[builder->scanned] = (uint32_t)slots;
    if (slots > builder->slot_capacity) {
        free(builder->slots);
        builder->slot_capacity = slots > SCAN_SLOTS ? slots : SCAN_SLOTS;
        builder->slots = malloc(builder->slot_capacity * sizeof *builder->slots);
        if (!builder->slots) {
            builder->slot_capacity = 0;
            return no_memory(err);
        }
    }
    memset(builder->slots, 0, slots * sizeof *builder->slots);
    buf_reset(&builder->crowd);
    builder->bytes = 0;
    return STATUS_OK;
}

// Puts a word at its places in document `number` of those laid out; false where one lies outside of it.
static bool put_word(struct pair_builder *builder, uint32_t word, uint32_t number,
                     const uint32_t *positions, uint32_t count)
{
    uint32_t base = builder->bases[number], places = builder->bases[number + 1] - base - 1;
    for (uint32_t i = 0; i < count; i++) {
        if (positions[i] >= places)
            return false;
        uint32_t slot = base + positions[i];
        if (builder->slots[slot]) {
            struct crowded crowded = {slot, (uint16_t)word};
            buf_append(&builder->crowd, &crowded, sizeof crowded);
        } else {
            builder->slots[slot] = (uint16_t)(word + 1);
        }
    }
    return true;
}

static enum status put_list(struct pair_builder *builder, const struct segment *segment,
                            uint32_t word, struct error *err)
{
    struct word_list *list = &builder->lists[word];
    uint32_t end = builder->from + builder->scanned, docs[POSTING_BLOCK_LEN];
    for (; list->block < postings_total_blocks(&list->postings); list->block++) {
        uint32_t counts[POSTING_BLOCK_LEN];
        uint32_t n = postings_docs(&list->postings, block_codec_best(), list->block, docs);
        enum status status = STATUS_CORRUPT;
        if (n > 0 && docs[0] >= end)
            return STATUS_OK;
        if (n > 0)
            status = positions_read_block(&list->positions, list->block, counts,
                                          &builder->positions, NULL);
        const uint32_t *at = builder->positions.values;
        for (uint32_t i = 0; status == STATUS_OK && i < n && docs[i] < end; at += counts[i++])
            if (docs[i] >= builder->from &&
                !put_word(builder, word, docs[i] - builder->from, at, counts[i]))
                status = STATUS_CORRUPT;
        if (status != STATUS_OK)
            return status == STATUS_NO_MEMORY
                       ? no_memory(err)
                       : error_set(err, STATUS_CORRUPT, "segment %u is damaged: positions",
                                   segment->info.id);
        builder->bytes += builder->positions.count; // some one byte each
        store_txn_bound_pages(segment->txn, builder->positions.count);
        if (docs[n - 1] >= end)
            return STATUS_OK;
    }
    return STATUS_OK;
}

// --- pairs ---------------------------------------------------------------------------------------

// A pair in document `number` of those laid out.
static void note_pair(struct pair_builder *builder, uint32_t first, uint32_t second,
                      uint32_t number)
{
    size_t pair = (size_t)first * builder->count + second;
    if (builder->last[pair] == number + 1)
        return;
    builder->last[pair] = (uint16_t)(number + 1);
    if (!builder->docs)
        builder->counts[pair] =
            (uint16_t)(builder->counts[pair] + (builder->counts[pair] <= builder->limit));
    else if (first >= builder->first && first < builder->end &&
             builder->counts[pair] <= builder->limit)
        builder->docs[builder->at[pair - (size_t)builder->first * builder->count]++] =
            builder->from + number;
}

// What stands side by side where more than one word has a place: from the *next-th of those on, up to slot `end`.
static void note_crowd(struct pair_builder *builder, uint32_t number, uint32_t end, size_t *next)
{
    const struct crowded *crowd = (const struct crowded *)(const void *)builder->crowd.data;
    size_t count = builder->crowd.len / sizeof *crowd;
    for (; *next < count && crowd[*next].slot < end; ++*next) {
        uint32_t slot = crowd[*next].slot, word = crowd[*next].word;
        if (builder->slots[slot - 1])
            note_pair(builder, builder->slots[slot - 1] - 1u, word, number);
        if (builder->slots[slot + 1])
            note_pair(builder, word, builder->slots[slot + 1] - 1u, number);
        for (size_t i = *next + 1; i < count && crowd[i].slot <= slot + 1; i++)
            if (crowd[i].slot == slot + 1)
                note_pair(builder, word, crowd[i].word, number);
    }
}

static int by_slot(const void *a, const void *b)
{
    const struct crowded *x = a, *y = b;
    return x->slot < y->slot ? -1 : x->slot > y->slot;
}

static void note_pairs(struct pair_builder *builder)
{
    size_t crowd = 0;
    if (builder->crowd.len > 0)
        qsort(builder->crowd.data, builder->crowd.len / sizeof(struct crowded),
              sizeof(struct crowded), by_slot);
    for (uint32_t d = 0; d < builder->scanned; d++) {
        uint32_t base = builder->bases[d], end = builder->bases[d + 1] - 1;
        const uint16_t *slots = builder->slots;
        for (uint32_t s = base; s < end; s++)
            if (slots[s] && slots[s + 1])
                note_pair(builder, slots[s] - 1u, slots[s + 1] - 1u, d);
        note_crowd(builder, d, end, &crowd);
    }
}

// Notes all pairs of the segment.
static enum status scan(struct pair_builder *builder, const struct segment *segment,
                        struct error *err)
{
    size_t pairs = (size_t)builder->count * builder->count;
    enum status status = open_lists(builder, segment, err);
    for (builder->from = 0; status == STATUS_OK && builder->from < segment->info.doc_count;
         builder->from += builder->scanned) {
        status = lay_out(builder, segment, err);
        for (uint32_t w = 0; status == STATUS_OK && w < builder->count; w++)
            status = put_list(builder, segment, w, err);
        if (status == STATUS_OK && builder->crowd.failed)
            status = no_memory(err);
        if (status == STATUS_OK && builder->options.progress)
            builder->options.progress(builder->options.context, builder->bytes);
        memset(builder->last, 0, pairs * sizeof *builder->last);
        if (status == STATUS_OK)
            note_pairs(builder);
    }
    return status;
}

enum status pair_builder_begin(struct pair_builder *builder, const struct segment *segment,
                               uint32_t *count, struct error *err)
{
    if (builder->text.failed || builder->candidates.failed)
        return no_memory(err);
    choose_words(builder);
    *count = builder->count;
    builder->limit = word_pairs_limit(segment->info.doc_count);
    if (builder->count == 0)
        return STATUS_OK;
    size_t pairs = (size_t)builder->count * builder->count;
    builder->lists = calloc(builder->count, sizeof *builder->lists);
    builder->last = malloc(pairs * sizeof *builder->last);
    builder->counts = calloc(pairs, sizeof *builder->counts);
    builder->bases = malloc((SCAN_DOCS + 1) * sizeof *builder->bases);
    if (!builder->lists || !builder->last || !builder->counts || !builder->bases)
        return no_memory(err);
    return scan(builder, segment, err);
}

// --- rows ----------------------------------------------------------------------------------------

static uint32_t kept_of(const struct pair_builder *builder, size_t pair)
{
    return builder->counts[pair] <= builder->limit ? builder->counts[pair] : 0;
}

// Which words come next: as many as fit, and where the documents of each of their pairs go. Returns how many documents.
static size_t next_words(struct pair_builder *builder)
{
    size_t docs = 0;
    builder->first = builder->end;
    for (; builder->end < builder->count; builder->end++) {
        size_t of_word = 0, row = (size_t)builder->end * builder->count;
        for (uint32_t second = 0; second < builder->count; second++)
            of_word += kept_of(builder, row + second);
        if (builder->end > builder->first && docs + of_word > builder->options.docs_at_once)
            break;
        docs += of_word;
    }
    return docs;
}

enum status pair_builder_fill(struct pair_builder *builder, const struct segment *segment,
                              uint32_t *from, uint32_t *end, struct error *err)
{
    free(builder->docs);
    free(builder->at);
    size_t docs = next_words(builder), start = (size_t)builder->first * builder->count;
    size_t pairs = (size_t)builder->end * builder->count - start;
    builder->docs = malloc((docs + 1) * sizeof *builder->docs);
    builder->at = malloc((pairs + 1) * sizeof *builder->at);
    if (!builder->docs || !builder->at)
        return no_memory(err);
    uint32_t next = 0;
    for (size_t p = 0; p < pairs; p++) {
        builder->at[p] = next;
        next += kept_of(builder, start + p);
    }
    *from = builder->first;
    *end = builder->end;
    return scan(builder, segment, err);
}

static void put_documents(const uint32_t *docs, uint32_t count, struct buf *out)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < count; i++) {
        buf_append_varint(out, docs[i] - before);
        before = docs[i];
    }
}

void pair_builder_put_row(const struct pair_builder *builder, uint32_t word, struct buf *out)
{
    size_t row = (size_t)word * builder->count, start = (size_t)builder->first * builder->count;
    size_t head = out->len;
    uint32_t pairs = 0;
    buf_append_u16(out, 0);
    for (uint32_t second = 0; second < builder->count; second++) {
        if (builder->counts[row + second] == 0)
            continue;
        buf_append_u16(out, (uint16_t)second);
        pairs++;
    }
    size_t ends = out->len, lists = ends + (size_t)pairs * 4;
    for (uint32_t p = 0; p < pairs; p++)
        buf_append_u32(out, 0);
    uint32_t nth = 0;
    for (uint32_t second = 0; second < builder->count; second++) {
        if (builder->counts[row + second] == 0)
            continue;
        uint32_t count = kept_of(builder, row + second);
        put_documents(builder->docs + builder->at[row + second - start] - count, count, out);
        if (out->failed)
            return;
        uint32_t end = (uint32_t)(out->len - lists);
        memcpy(out->data + ends + (size_t)nth++ * 4, &end, sizeof end);
    }
    if (!out->failed)
        memcpy(out->data + head, &(uint16_t){(uint16_t)pairs}, sizeof(uint16_t));
}
