// See removed_words.h.
//
// A removed document is read and analysed once more: the same text gives the same words, as an index is only written
// with the analyzer that made it. Its distinct words are counted in a map, which is added to the store a segment at a
// time. That costs as much as indexing the document did, and spares every other question a look at postings.
#include "engine/write/removed_words.h"

#include "engine/persons.h"
#include "engine/segment/dead_counts.h"
#include "engine/term.h"

#include <stdlib.h>
#include <string.h>

struct word_deaths {
    uint32_t documents; // that are removed and have the word
    uint32_t last;      // the number of the last of them
};

struct removal {
    struct index_writer *writer;
    struct map words; // with their kind
    struct word_deaths *deaths;
    size_t capacity;
    uint32_t documents; // so far, of this segment
    struct arena arena; // of one document
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
}

static enum status count_word(struct removal *removal, char kind, struct slice word,
                              struct error *err)
{
    char key[DICTIONARY_MAX_TERM];
    if (word.len + 1 >= sizeof key)
        return STATUS_OK; // no dictionary has it
    key[0] = kind;
    memcpy(key + 1, word.ptr, word.len);
    uint32_t known = removal->words.count;
    uint32_t at = map_put(&removal->words, slice_of(key, word.len + 1));
    if (at == MAP_NONE)
        return no_memory(err);
    if (at >= removal->capacity) {
        size_t capacity = removal->capacity ? removal->capacity * 2 : 1024;
        struct word_deaths *bigger = realloc(removal->deaths, capacity * sizeof *bigger);
        if (!bigger)
            return no_memory(err);
        removal->deaths = bigger;
        removal->capacity = capacity;
    }
    struct word_deaths *deaths = &removal->deaths[at];
    if (at == known)
        *deaths = (struct word_deaths){0};
    if (deaths->last != removal->documents)
        *deaths = (struct word_deaths){deaths->documents + 1, removal->documents};
    return STATUS_OK;
}

static enum status count_text(struct removal *removal, struct slice text, struct error *err)
{
    struct analyzer *analyzer = removal->writer->analyzer;
    bool has_stems = analyzer_kind(analyzer) != ANALYZER_WHITESPACE;
    struct token_list list = {.count = ANALYZER_PART_TOKENS};
    enum status status = analyzer_begin(analyzer, text, err);
    while (status == STATUS_OK && list.count >= ANALYZER_PART_TOKENS) {
        status = analyzer_next(analyzer, &list, err);
        for (size_t i = 0; status == STATUS_OK && i < list.count; i++) {
            const struct form *form = analyzer_form_by_id(analyzer, list.tokens[i].form_id);
            status = count_word(removal, TERM_SURFACE, form->surface, err);
            for (uint32_t t = 0; status == STATUS_OK && has_stems && t < form->term_count; t++)
                status = count_word(removal, TERM_STEM, form->terms[t], err);
        }
    }
    return status;
}

static enum status count_named(void *context, enum term_kind kind, struct slice term,
                               struct error *err)
{
    return count_word(context, (char)kind, term, err);
}

static enum status count_document(struct removal *removal, const struct doc_place *place,
                                  struct error *err)
{
    struct exchange exchange;
    arena_reset(&removal->arena);
    removal->documents++;
    enum status status =
        batch_load(removal->writer, place, EXCHANGE_WHOLE, &removal->arena, &exchange, err);
    if (status == STATUS_OK)
        status = count_text(removal, exchange.title, err);
    if (status == STATUS_OK)
        status = count_text(removal, exchange.question, err);
    if (status == STATUS_OK)
        status = count_text(removal, exchange_reply_text(&exchange, &removal->arena), err);
    if (status == STATUS_OK && analyzer_kind(removal->writer->analyzer) != ANALYZER_WHITESPACE)
        status = persons_each_term(&exchange, count_named, removal, err);
    return status;
}

static enum status write_counts(struct removal *removal, struct store_txn *txn, uint32_t segment,
                                struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t w = 0; status == STATUS_OK && w < removal->words.count; w++)
        status = dead_counts_add(txn, segment, removal->words.keys[w], removal->deaths[w].documents,
                                 err);
    map_reset(&removal->words);
    removal->documents = 0;
    return status;
}

// Whether the batch removes a document of the view's, or of its own.
static bool is_removed(const struct index_writer *writer, const struct doc_place *place)
{
    if (place->in_batch)
        return inverter_is_dropped(inverters_at(writer->inverters, place->segment), place->doc);
    const unsigned char *bitmap = writer->deletions[place->segment].bitmap;
    return bitmap[place->doc / 8] >> place->doc % 8 & 1 &&
           !segment_is_deleted(&writer->segments[place->segment], place->doc);
}

static enum status count_segment(struct removal *removal, struct doc_place place,
                                 const struct segment_info *info, struct store_txn *txn,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (place.doc = 0; status == STATUS_OK && place.doc < info->doc_count; place.doc++)
        if (is_removed(removal->writer, &place))
            status = count_document(removal, &place, err);
    return status == STATUS_OK ? write_counts(removal, txn, info->id, err) : status;
}

enum status removed_words_write(struct index_writer *writer, struct store_txn *txn,
                                const struct manifest *manifest, struct error *err)
{
    struct removal removal = {.writer = writer};
    arena_init(&removal.arena, 0);
    enum status status = STATUS_OK;
    uint32_t committed =
        0; // in the view: the kept segments are some of them, in the same order, and the batch's
    for (uint32_t s = 0; status == STATUS_OK && s < manifest->segment_count; s++) {
        const struct segment_info *info = &manifest->segments[s];
        while (committed < writer->manifest.segment_count &&
               writer->manifest.segments[committed].id != info->id)
            committed++;
        struct doc_place place = {.segment = committed};
        if (committed == writer->manifest.segment_count)
            place =
                (struct doc_place){.in_batch = true, .segment = batch_inverter(writer, info->id)};
        if (place.in_batch || writer->deletions[committed].bitmap)
            status = count_segment(&removal, place, info, txn, err);
    }
    arena_clear(&removal.arena);
    map_clear(&removal.words);
    free(removal.deaths);
    return status;
}
