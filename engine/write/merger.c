// Merging: the live documents of several segments into a new one. See merger.h.
//
// The idea: a map per source tells each old document its new number. Where the old order is kept the maps are
// increasing and sources follow one another, so a term's postings are simply strung together; where documents are
// reordered, one term's postings are gathered and sorted (posting_sort.h). Stored documents are copied as the frames
// they are, unless they are to be compressed anew.
//
// Invariants: the sources are checked against their seals before anything is read, so that no damage is sealed anew;
// terms come in byte order of all sources at once (term_walk.h); a term without a live document is left out.
//
// Cost: every posting is read and written once, besides sorting; memory is that of merger.h, and what store_bound_pages
// leaves of the pages read.
#include "engine/write/merger.h"

#include "base/reader.h"
#include "engine/format/codec/block_codec_best.h"
#include "engine/segment/column_merge.h"
#include "engine/segment/dead_counts.h"
#include "engine/segment/pair_builder.h"
#include "engine/segment/range_table.h"
#include "engine/segment/term_walk.h"
#include "engine/write/postings/posting_sort.h"

#include <stdlib.h>
#include <string.h>

// How often positions are read for pairs, for most segments: once to count and once to write them down.
enum { PAIR_READINGS = 2 };

// What a new dictionary is learnt from.
enum { SAMPLES = 512, SAMPLE_BYTES = 8 << 10 };

#define DROPPED UINT32_MAX
#define REPORT_EVERY_BYTES ((uint64_t)8 << 20)

struct merger {
    struct merge *merge;
    uint32_t **maps;
    struct origin *origins; // per new document
    uint32_t doc_count;
    struct weighing weighing;
    struct term_walk walk;
    struct position_array block_positions;
    struct posting_sort postings; // of one term, where documents are reordered
    struct buf places;            // of one term, where all is one document: positions, uint32_t
    struct fold_writer folds;
    struct pair_builder *pairs;
    struct docstore_compressor *compressor; // by the new dictionary; NULL: frames stay as they are
    struct buf stored;                      // of a document, copied from the file
    struct arena record;                    // one that is compressed anew
    struct buf frames;                      // its new ones
    uint64_t unreported_bytes;
    uint64_t tokens;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "merge: out of memory");
}

static void note_done(void *context, uint64_t bytes)
{
    struct merger *merger = context;
    struct merge_progress *progress = &merger->merge->progress;
    merger->unreported_bytes += bytes;
    progress->done += bytes;
    if (merger->unreported_bytes < REPORT_EVERY_BYTES)
        return;
    merger->unreported_bytes = 0;
    if (progress->report)
        progress->report(progress->context, progress->done, progress->total);
}

// Reading maps pages in; without this they would count as ours until the end of the merge.
static void note_read(struct merger *merger, uint64_t bytes)
{
    store_txn_bound_pages(merger->merge->sources[0].txn, bytes);
    note_done(merger, bytes);
}

// --- documents ---------------------------------------------------------------------------------

static enum status map_to_one(struct merger *merger, struct error *err)
{
    uint32_t last = merger->merge->source_count - 1;
    for (uint32_t s = 0; s <= last; s++) {
        merger->maps[s] = calloc(1, sizeof *merger->maps[s]);
        if (!merger->maps[s])
            return no_memory(err);
    }
    merger->origins = malloc(sizeof *merger->origins);
    if (!merger->origins)
        return no_memory(err);
    merger->origins[0] = (struct origin){last, 0};
    merger->doc_count = 1;
    return STATUS_OK;
}

static enum status make_maps(struct merger *merger, struct error *err)
{
    struct merge *merge = merger->merge;
    merger->maps = calloc(merge->source_count + 1, sizeof *merger->maps);
    if (!merger->maps)
        return no_memory(err);
    if (merge->is_one_document)
        return map_to_one(merger, err);
    for (uint32_t s = 0; s < merge->source_count; s++) {
        const struct segment *source = &merge->sources[s];
        uint32_t *map = malloc(((size_t)source->info.doc_count + 1) * sizeof *map);
        if (!map)
            return no_memory(err);
        merger->maps[s] = map;
        for (uint32_t d = 0; d < source->info.doc_count; d++) {
            bool dropped = segment_is_deleted(source, d);
            map[d] = dropped ? DROPPED : merge->order ? merge->order[s][d] : merger->doc_count;
            merger->doc_count += !dropped;
        }
    }
    merger->origins = malloc(((size_t)merger->doc_count + 1) * sizeof *merger->origins);
    if (!merger->origins)
        return no_memory(err);
    for (uint32_t s = 0; s < merge->source_count; s++) {
        for (uint32_t d = 0; d < merge->sources[s].info.doc_count; d++)
            if (merger->maps[s][d] != DROPPED)
                merger->origins[merger->maps[s][d]] = (struct origin){s, d};
    }
    return STATUS_OK;
}

// What is stored of a document, borrowed until the next one: in a new order they lie all over the file.
static enum status frames_of(struct merger *merger, uint32_t doc, struct slice *frames,
                             struct error *err)
{
    struct origin origin = merger->origins[doc];
    const struct segment *source = &merger->merge->sources[origin.source];
    enum status status = segment_frame(source, origin.doc, frames, err);
    if (status == STATUS_OK && merger->merge->order)
        *frames = store_txn_copied(source->txn, *frames, &merger->stored);
    if (status == STATUS_OK && frames->ptr != merger->stored.data) // what was copied maps nothing
        store_txn_bound_pages(source->txn, frames->len);
    return status;
}

// Adds the record of every step-th document to `samples` and its size to `sizes`; *count of them.
static enum status take_samples(struct merger *merger, struct buf *samples, size_t *sizes,
                                unsigned *count, struct error *err)
{
    uint32_t step = merger->doc_count / SAMPLES + 1;
    enum status status = STATUS_OK;
    for (uint32_t d = 0; status == STATUS_OK && d < merger->doc_count; d += step) {
        struct slice frames, record;
        arena_reset(&merger->record);
        status = frames_of(merger, d, &frames, err);
        if (status == STATUS_OK)
            status = docstore_read(merger->merge->reader, frames, EXCHANGE_SHORT, &merger->record,
                                   &record, err);
        if (status != STATUS_OK)
            return status;
        buf_append(samples, record.ptr, record.len < SAMPLE_BYTES ? record.len : SAMPLE_BYTES);
        sizes[(*count)++] = record.len < SAMPLE_BYTES ? record.len : SAMPLE_BYTES;
    }
    return samples->failed ? no_memory(err) : status;
}

// Makes the dictionary of the new segment and what compresses by it.
static enum status renew_dictionary(struct merger *merger, struct error *err)
{
    struct buf *dictionary = merger->merge->dictionary;
    struct buf samples = {0};
    size_t *sizes = calloc(SAMPLES + 1, sizeof *sizes);
    unsigned count = 0;
    enum status status =
        sizes ? take_samples(merger, &samples, sizes, &count, err) : no_memory(err);
    if (status == STATUS_OK)
        docstore_train(buf_slice(&samples), sizes, count, dictionary);
    if (status == STATUS_OK && dictionary->failed)
        status = no_memory(err);
    if (status == STATUS_OK)
        status = docstore_compressor_open(buf_slice(dictionary), &merger->compressor, err);
    buf_clear(&samples);
    free(sizes);
    return status;
}

// What is stored of a document from now on.
static enum status new_frames(struct merger *merger, struct slice stored, struct slice frames[2],
                              struct error *err)
{
    frames[0] = stored;
    frames[1] = SLICE_NONE;
    if (!merger->compressor)
        return STATUS_OK;
    struct slice record;
    arena_reset(&merger->record);
    enum status status =
        docstore_take_record(merger->merge->reader, &stored, &merger->record, &record, err);
    if (status == STATUS_OK)
        status = docstore_compress(merger->compressor, record, &merger->frames, frames, err);
    frames[1] = stored; // what was packed stays as it is
    return status;
}

static enum status merge_documents(struct merger *merger, struct error *err)
{
    struct merge *merge = merger->merge;
    enum status status = weighing_init(&merger->weighing, merger->doc_count, err);
    if (status == STATUS_OK && merge->reader)
        status = renew_dictionary(merger, err);
    for (uint32_t d = 0; status == STATUS_OK && d < merger->doc_count; d++) {
        const struct segment *source = &merge->sources[merger->origins[d].source];
        uint32_t lengths[TEXT_FIELD_COUNT];
        segment_lengths(source, merger->origins[d].doc, lengths);
        weighing_set(&merger->weighing, d, lengths,
                     segment_is_referral(source, merger->origins[d].doc));
        for (int f = 0; f < TEXT_FIELD_COUNT; f++)
            merger->tokens += lengths[f];
        struct slice stored, frames[2];
        status = frames_of(merger, d, &stored, err);
        if (status == STATUS_OK)
            status = new_frames(merger, stored, frames, err);
        if (status == STATUS_OK)
            status = segment_writer_document(merge->writer, frames, err);
        if (status == STATUS_OK)
            note_read(merger, stored.len);
    }
    return status;
}

static enum status merge_column(struct merger *merger, enum column_id column,
                                const struct column **columns, struct error *err)
{
    const struct merge *merge = merger->merge;
    struct buf bytes = {0};
    for (uint32_t s = 0; s < merge->source_count; s++)
        columns[s] = &merge->sources[s].columns[column];
    column_merge(&(struct column_merge){.columns = columns,
                                        .source_count = merge->source_count,
                                        .origins = merger->origins,
                                        .doc_count = merger->doc_count,
                                        .has_strings = (int)column < COLUMN_STRINGS},
                 &bytes);
    store_txn_bound_pages(merge->sources[0].txn, bytes.len);
    enum status status = segment_writer_column(merge->writer, column, &bytes, err);
    buf_clear(&bytes);
    return status;
}

static enum status merge_columns(struct merger *merger, struct error *err)
{
    enum status status = STATUS_OK;
    const struct column **columns = calloc(merger->merge->source_count + 1, sizeof *columns);
    if (!columns)
        return no_memory(err);
    for (int c = 0; status == STATUS_OK && c < COLUMN_COUNT; c++)
        status = merge_column(merger, (enum column_id)c, columns, err);
    free(columns);
    uint64_t *hashes = malloc(((size_t)merger->doc_count + 1) * sizeof *hashes);
    if (!hashes)
        return no_memory(err);
    for (uint32_t d = 0; d < merger->doc_count; d++)
        hashes[d] = segment_hash(&merger->merge->sources[merger->origins[d].source],
                                 merger->origins[d].doc);
    if (status == STATUS_OK)
        status = segment_writer_hashes(merger->merge->writer, hashes, merger->doc_count, err);
    free(hashes);
    return status;
}

// --- terms -------------------------------------------------------------------------------------

// One source's list of a term.
struct source_list {
    uint32_t source;
    struct segment_term term;
    struct positions positions;
};

// One block of a list; *live grows by the postings kept.
static enum status merge_block(struct merger *merger, const struct source_list *list,
                               uint32_t block, uint32_t *live, struct error *err)
{
    uint32_t source = list->source;
    uint32_t docs[POSTING_BLOCK_LEN], counts[POSTING_BLOCK_LEN];
    uint32_t n = postings_docs(&list->term.postings, block_codec_best(), block, docs);
    if (n == 0)
        return error_set(err, STATUS_CORRUPT, "segment %u is damaged: postings",
                         merger->merge->sources[source].info.id);
    enum status status =
        positions_read_block(&list->positions, block, counts, &merger->block_positions, err);
    const uint32_t *at = merger->block_positions.values;
    for (uint32_t i = 0; status == STATUS_OK && i < n; i++) {
        uint32_t doc = merger->maps[source][docs[i]];
        if (doc != DROPPED) {
            (*live)++;
            if (merger->merge->is_one_document)
                buf_append(&merger->places, at, counts[i] * sizeof *at);
            else if (!merger->merge->order)
                segment_writer_posting(merger->merge->writer, doc, at, counts[i]);
            else
                status = posting_sort_add(&merger->postings, doc, at, counts[i], err);
        }
        at += counts[i];
    }
    return status;
}

static enum status merge_postings(struct merger *merger, uint32_t source, struct slice value,
                                  uint32_t *live, struct error *err)
{
    struct source_list list = {.source = source};
    struct segment_term *term = &list.term;
    enum status status = segment_term_from_value(&merger->merge->sources[source], value, term, err);
    if (status == STATUS_OK)
        status = positions_open(term->positions, term->doc_count, &list.positions, err);
    uint32_t blocks = status == STATUS_OK ? postings_total_blocks(&term->postings) : 0;
    for (uint32_t b = 0; status == STATUS_OK && b < blocks; b++)
        status = merge_block(merger, &list, b, live, err);
    if (status == STATUS_OK)
        note_read(merger,
                  (uint64_t)(term->postings.end - term->postings.payload) + term->positions.len);
    return status;
}

// Whether a document that is kept has the word.
static enum status is_live(const struct merger *merger, struct slice surface, bool *out,
                           struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t s = 0; status == STATUS_OK && !*out && s < merger->merge->source_count; s++) {
        const struct segment *source = &merger->merge->sources[s];
        uint32_t live;
        store_txn_bound_pages(source->txn, 0);
        status = dead_counts_find_live(source, TERM_SURFACE, surface, &live, err);
        *out = live > 0;
    }
    return status;
}

static enum status merge_fold(struct merger *merger, struct slice folded, struct slice value,
                              struct error *err)
{
    struct cursor cursor = cursor_over(value);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && cursor_left(&cursor)) {
        bool lives = false;
        struct slice surface = cursor_string(&cursor);
        if (cursor.failed)
            return error_set(err, STATUS_CORRUPT, "fold entry is damaged");
        status = is_live(merger, surface, &lives, err);
        if (lives)
            status = fold_writer_add(&merger->folds, folded, surface, err);
    }
    return status;
}

static enum status merge_id(struct merger *merger, uint32_t source, struct slice id,
                            struct slice value, struct error *err)
{
    struct cursor cursor = cursor_over(value);
    uint32_t doc = cursor_varint32(&cursor);
    if (cursor.failed || doc >= merger->merge->sources[source].info.doc_count)
        return error_set(err, STATUS_CORRUPT, "an id leads nowhere");
    uint32_t renamed = merger->maps[source][doc];
    return renamed == DROPPED ? STATUS_OK
                              : segment_writer_id(merger->merge->writer, id, renamed, err);
}

// The posting of the one document.
static enum status write_places(struct merger *merger, struct error *err)
{
    const struct buf *places = &merger->places;
    if (places->failed)
        return no_memory(err);
    const uint32_t *positions = (const uint32_t *)(const void *)places->data;
    segment_writer_posting(merger->merge->writer, 0, positions, places->len / sizeof *positions);
    buf_reset(&merger->places);
    return STATUS_OK;
}

// All sources' entries of one term into the new segment.
static enum status merge_term(struct merger *merger, struct slice term, struct error *err)
{
    enum status status = STATUS_OK;
    uint32_t live = 0;
    bool has_postings = term.ptr[0] != TERM_FOLD && term.ptr[0] != TERM_ID;
    struct slice name = slice_from_offset(term, 1);
    for (uint32_t s = 0; status == STATUS_OK && s < merger->merge->source_count; s++) {
        if (!merger->walk.sources[s].has_term)
            continue;
        struct slice value = merger->walk.sources[s].iterator.value;
        if (has_postings)
            status = merge_postings(merger, s, value, &live, err);
        else if (term.ptr[0] == TERM_FOLD)
            status = merge_fold(merger, name, value, err);
        else
            status = merge_id(merger, s, name, value, err);
    }
    if (status == STATUS_OK && live && merger->merge->order)
        status = posting_sort_write(&merger->postings, merger->merge->writer, err);
    if (status == STATUS_OK && merger->places.len > 0)
        status = write_places(merger, err);
    if (status != STATUS_OK || live == 0)
        return status;
    if (term.ptr[0] == TERM_SURFACE && range_table_is_due(live, merger->doc_count))
        pair_builder_word(merger->pairs, name, live);
    return segment_writer_end_term(merger->merge->writer, term, err);
}

static enum status merge_terms(struct merger *merger, struct error *err)
{
    enum status status = term_walk_open(&merger->walk, merger->merge->sources,
                                        merger->merge->source_count, slice_of("", 0), err);
    segment_writer_set_weighing(merger->merge->writer, &merger->weighing);
    fold_writer_init(&merger->folds, merger->merge->writer);
    char kind = 0;
    while (status == STATUS_OK) {
        status = term_walk_next(&merger->walk, err);
        char next = status == STATUS_OK ? merger->walk.term.ptr[0] : 0;
        if (kind == TERM_FOLD && next != TERM_FOLD &&
            (status == STATUS_OK || status == STATUS_NOT_FOUND)) {
            enum status finished = fold_writer_finish(&merger->folds, err);
            status = finished == STATUS_OK ? status : finished;
        }
        kind = next;
        if (status == STATUS_OK)
            status = merge_term(merger, merger->walk.term, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

// What only terms want.
static void forget_terms(struct merger *merger)
{
    for (uint32_t s = 0; merger->maps && s < merger->merge->source_count; s++)
        free(merger->maps[s]);
    free(merger->maps);
    merger->maps = NULL;
    term_walk_close(&merger->walk);
    weighing_clear(&merger->weighing);
    position_array_clear(&merger->block_positions);
    posting_sort_clear(&merger->postings);
    buf_clear(&merger->places);
    fold_writer_clear(&merger->folds);
}

static void merger_clear(struct merger *merger)
{
    forget_terms(merger);
    free(merger->origins);
    docstore_compressor_close(merger->compressor);
    arena_clear(&merger->record);
    buf_clear(&merger->frames);
    buf_clear(&merger->stored);
}

uint64_t merge_work(const struct segment *sources, uint32_t count)
{
    uint64_t bytes = 0, positions = 0;
    uint32_t documents = 0;
    for (uint32_t s = 0; s < count; s++) {
        const struct segment_info *info = &sources[s].info;
        bytes += info->bytes_documents + info->bytes_postings + info->bytes_positions;
        positions += info->bytes_positions;
        documents += info->doc_count;
    }
    return bytes + (range_table_is_due(documents, documents) ? PAIR_READINGS * positions : 0);
}

static struct pair_builder *new_pairs(struct merger *merger)
{
    enum { PART_OF_MEMORY = 4 };
    size_t docs = merger->merge->memory_bytes / PART_OF_MEMORY / sizeof(uint32_t);
    return pair_builder_new((struct pair_builder_options){
        .docs_at_once = docs < UINT32_MAX ? (uint32_t)docs : UINT32_MAX,
        .progress = note_done,
        .context = merger});
}

enum status merge_run(struct merge *merge, struct segment_info *out, struct error *err)
{
    struct merger merger = {.merge = merge};
    merger.pairs = new_pairs(&merger);
    merge->progress.total += merge_work(merge->sources, merge->source_count);
    enum status status = merger.pairs ? STATUS_OK : no_memory(err);
    for (uint32_t s = 0; status == STATUS_OK && s < merge->source_count; s++) // seal no damage anew
        status = segment_check_seals(&merge->sources[s], NULL, NULL, err);
    if (status == STATUS_OK)
        status = make_maps(&merger, err);
    if (status == STATUS_OK)
        status = merge_documents(&merger, err);
    if (status == STATUS_OK)
        status = merge_terms(&merger, err);
    forget_terms(&merger); // columns want the memory
    if (status == STATUS_OK)
        status = merge_columns(&merger, err);
    if (status == STATUS_OK)
        status = segment_writer_finish(merge->writer, merger.doc_count, out, err);
    if (status == STATUS_OK)
        out->tokens = merger.tokens;
    struct pair_builder *pairs = merger.pairs;
    merger_clear(&merger); // pairs want the memory that terms had
    if (status == STATUS_OK)
        status = segment_writer_pairs(merge->writer, pairs, out, err);
    pair_builder_free(pairs);
    return status;
}
