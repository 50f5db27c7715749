// Merging: the live documents of several segments into a new one. See merger.h.
//
// The idea: a map per source tells each old document its new number. Where the old order is kept the maps are
// increasing and sources follow one another, so a term's postings are simply strung together; where documents are
// reordered, one term's postings are gathered and sorted (posting_sort.h). Stored documents are copied as the frames
// they are.
//
// Invariants: the sources are checked against their seals before anything is read, so that no damage is sealed anew;
// terms come in byte order of all sources at once (term_walk.h); a term without a live document is left out.
//
// Cost: every posting is read and written once, besides sorting; memory is that of merger.h. Pages read are let go
// every RELEASE_EVERY_BYTES.
#include "engine/write/merger.h"

#include "base/reader.h"
#include "engine/format/block_codec_best.h"
#include "engine/segment/term_walk.h"
#include "engine/write/posting_sort.h"

#include <stdlib.h>
#include <string.h>

#define DROPPED UINT32_MAX
#define RELEASE_EVERY_BYTES ((uint64_t)8 << 20)

// A document of the new segment and where it comes from.
struct origin {
    uint32_t source, doc;
};

struct run {
    struct merge *merge;
    uint32_t **maps;
    struct origin *origins; // per new document
    uint32_t doc_count;
    struct weighing weighing;
    struct term_walk walk;
    struct position_array block_positions;
    struct posting_sort postings; // of one term, where documents are reordered
    struct fold_writer folds;
    uint64_t read_bytes;
    uint64_t field_tokens[TEXT_FIELD_COUNT];
    uint32_t field_docs[TEXT_FIELD_COUNT];
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "merge: out of memory");
}

// Reading maps pages in; without this they would count as ours until the end of the merge.
static void note_read(struct run *run, uint64_t bytes)
{
    struct merge_progress *progress = &run->merge->progress;
    run->read_bytes += bytes;
    progress->done += bytes;
    if (run->read_bytes < RELEASE_EVERY_BYTES)
        return;
    run->read_bytes = 0;
    store_release_pages(run->merge->store);
    if (progress->report)
        progress->report(progress->context, progress->done, progress->total);
}

// --- documents ---------------------------------------------------------------------------------

static enum status make_maps(struct run *run, struct error *err)
{
    struct merge *merge = run->merge;
    run->maps = calloc(merge->source_count + 1, sizeof *run->maps);
    if (!run->maps)
        return no_memory(err);
    for (uint32_t s = 0; s < merge->source_count; s++) {
        const struct segment *source = &merge->sources[s];
        uint32_t *map = malloc(((size_t)source->info.doc_count + 1) * sizeof *map);
        if (!map)
            return no_memory(err);
        run->maps[s] = map;
        for (uint32_t d = 0; d < source->info.doc_count; d++) {
            bool dropped = segment_is_deleted(source, d);
            map[d] = dropped ? DROPPED : merge->order ? merge->order[s][d] : run->doc_count;
            run->doc_count += !dropped;
        }
    }
    run->origins = malloc(((size_t)run->doc_count + 1) * sizeof *run->origins);
    if (!run->origins)
        return no_memory(err);
    for (uint32_t s = 0; s < merge->source_count; s++) {
        for (uint32_t d = 0; d < merge->sources[s].info.doc_count; d++)
            if (run->maps[s][d] != DROPPED)
                run->origins[run->maps[s][d]] = (struct origin){s, d};
    }
    return STATUS_OK;
}

static enum status merge_documents(struct run *run, struct error *err)
{
    struct merge *merge = run->merge;
    enum status status = weighing_init(&run->weighing, run->doc_count, err);
    for (uint32_t d = 0; status == STATUS_OK && d < run->doc_count; d++) {
        const struct segment *source = &merge->sources[run->origins[d].source];
        uint32_t lengths[TEXT_FIELD_COUNT];
        segment_lengths(source, run->origins[d].doc, lengths);
        weighing_set(&run->weighing, d, lengths, merge->average);
        for (int f = 0; f < TEXT_FIELD_COUNT; f++) {
            run->field_tokens[f] += lengths[f];
            run->field_docs[f] += lengths[f] > 0;
        }
        struct slice stored;
        status = segment_frame(source, run->origins[d].doc, &stored, err);
        if (status == STATUS_OK)
            status = segment_writer_document(merge->writer, stored, err);
        note_read(run, stored.len);
    }
    return status;
}

static enum status merge_column(struct run *run, enum column_id column, struct error *err)
{
    struct columns_builder builder;
    columns_builder_init(&builder);
    for (uint32_t d = 0; d < run->doc_count; d++) {
        const struct segment *source = &run->merge->sources[run->origins[d].source];
        int64_t value = column_value(&source->columns[column], run->origins[d].doc);
        columns_builder_next(&builder);
        if ((int)column < COLUMN_STRINGS)
            columns_builder_set_string(&builder, column,
                                       column_string(&source->columns[column], value));
        else
            columns_builder_set(&builder, column, value);
    }
    enum status status = segment_writer_column(run->merge->writer, &builder, column, NULL, err);
    columns_builder_clear(&builder);
    return status;
}

static enum status merge_columns(struct run *run, struct error *err)
{
    enum status status = STATUS_OK;
    for (int c = 0; status == STATUS_OK && c < COLUMN_COUNT; c++)
        status = merge_column(run, (enum column_id)c, err);
    uint64_t *hashes = malloc(((size_t)run->doc_count + 1) * sizeof *hashes);
    if (!hashes)
        return no_memory(err);
    for (uint32_t d = 0; d < run->doc_count; d++)
        hashes[d] = segment_hash(&run->merge->sources[run->origins[d].source], run->origins[d].doc);
    if (status == STATUS_OK)
        status = segment_writer_hashes(run->merge->writer, hashes, run->doc_count, err);
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
static enum status merge_block(struct run *run, const struct source_list *list, uint32_t block,
                               uint32_t *live, struct error *err)
{
    uint32_t source = list->source;
    uint32_t docs[POSTING_BLOCK_LEN], counts[POSTING_BLOCK_LEN];
    uint32_t n = postings_docs(&list->term.postings, block_codec_best(), block, docs);
    if (n == 0)
        return error_set(err, STATUS_CORRUPT, "segment %u is damaged: postings",
                         run->merge->sources[source].info.id);
    enum status status =
        positions_read_block(&list->positions, block, counts, &run->block_positions, err);
    const uint32_t *at = run->block_positions.values;
    for (uint32_t i = 0; status == STATUS_OK && i < n; i++) {
        uint32_t doc = run->maps[source][docs[i]];
        if (doc != DROPPED) {
            (*live)++;
            if (!run->merge->order)
                segment_writer_posting(run->merge->writer, doc, at, counts[i]);
            else
                status = posting_sort_add(&run->postings, doc, at, counts[i], err);
        }
        at += counts[i];
    }
    return status;
}

static enum status merge_postings(struct run *run, uint32_t source, struct slice value,
                                  uint32_t *live, struct error *err)
{
    struct source_list list = {.source = source};
    struct segment_term *term = &list.term;
    enum status status = segment_term_from_value(&run->merge->sources[source], value, term, err);
    if (status == STATUS_OK)
        status = positions_open(term->positions, term->doc_count, &list.positions, err);
    uint32_t blocks = status == STATUS_OK ? postings_total_blocks(&term->postings) : 0;
    for (uint32_t b = 0; status == STATUS_OK && b < blocks; b++)
        status = merge_block(run, &list, b, live, err);
    if (status == STATUS_OK)
        note_read(run,
                  (uint64_t)(term->postings.end - term->postings.payload) + term->positions.len);
    return status;
}

static enum status merge_fold(struct run *run, struct slice folded, struct slice value,
                              struct error *err)
{
    struct cursor cursor = cursor_over(value);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && cursor_left(&cursor)) {
        struct slice surface = cursor_string(&cursor);
        if (cursor.failed)
            return error_set(err, STATUS_CORRUPT, "fold entry is damaged");
        status = fold_writer_add(&run->folds, folded, surface, err);
    }
    return status;
}

static enum status merge_id(struct run *run, uint32_t source, struct slice id, struct slice value,
                            struct error *err)
{
    struct cursor cursor = cursor_over(value);
    uint32_t doc = cursor_varint32(&cursor);
    if (cursor.failed || doc >= run->merge->sources[source].info.doc_count)
        return error_set(err, STATUS_CORRUPT, "an id leads nowhere");
    uint32_t renamed = run->maps[source][doc];
    return renamed == DROPPED ? STATUS_OK : segment_writer_id(run->merge->writer, id, renamed, err);
}

// All sources' entries of one term into the new segment.
static enum status merge_term(struct run *run, struct slice term, struct error *err)
{
    enum status status = STATUS_OK;
    uint32_t live = 0;
    bool has_postings = term.ptr[0] == TERM_STEM || term.ptr[0] == TERM_SURFACE;
    struct slice name = slice_from_offset(term, 1);
    for (uint32_t s = 0; status == STATUS_OK && s < run->merge->source_count; s++) {
        if (!run->walk.sources[s].has_term)
            continue;
        struct slice value = run->walk.sources[s].iterator.value;
        if (has_postings)
            status = merge_postings(run, s, value, &live, err);
        else if (term.ptr[0] == TERM_FOLD)
            status = merge_fold(run, name, value, err);
        else
            status = merge_id(run, s, name, value, err);
    }
    if (status == STATUS_OK && live && run->merge->order)
        status = posting_sort_write(&run->postings, run->merge->writer, err);
    if (status != STATUS_OK || live == 0)
        return status;
    return segment_writer_end_term(run->merge->writer, term, err);
}

static enum status merge_terms(struct run *run, struct error *err)
{
    enum status status = term_walk_open(&run->walk, run->merge->sources, run->merge->source_count,
                                        slice_of("", 0), err);
    segment_writer_set_weighing(run->merge->writer, &run->weighing);
    fold_writer_init(&run->folds, run->merge->writer);
    char kind = 0;
    while (status == STATUS_OK) {
        status = term_walk_next(&run->walk, err);
        char next = status == STATUS_OK ? run->walk.term.ptr[0] : 0;
        if (kind == TERM_FOLD && next != TERM_FOLD &&
            (status == STATUS_OK || status == STATUS_NOT_FOUND)) {
            enum status finished = fold_writer_finish(&run->folds, err);
            status = finished == STATUS_OK ? status : finished;
        }
        kind = next;
        if (status == STATUS_OK)
            status = merge_term(run, run->walk.term, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static void run_clear(struct run *run)
{
    for (uint32_t s = 0; run->maps && s < run->merge->source_count; s++)
        free(run->maps[s]);
    free(run->maps);
    free(run->origins);
    term_walk_close(&run->walk);
    weighing_clear(&run->weighing);
    position_array_clear(&run->block_positions);
    posting_sort_clear(&run->postings);
    fold_writer_clear(&run->folds);
}

uint64_t merge_work(const struct segment *sources, uint32_t count)
{
    uint64_t bytes = 0;
    for (uint32_t s = 0; s < count; s++)
        bytes += sources[s].info.bytes_documents + sources[s].info.bytes_postings +
                 sources[s].info.bytes_positions;
    return bytes;
}

enum status merge_run(struct merge *merge, struct segment_info *out, struct error *err)
{
    struct run run = {.merge = merge};
    merge->progress.total += merge_work(merge->sources, merge->source_count);
    enum status status = STATUS_OK;
    for (uint32_t s = 0; status == STATUS_OK && s < merge->source_count; s++) // seal no damage anew
        status = segment_check_seals(&merge->sources[s], NULL, NULL, err);
    if (status == STATUS_OK)
        status = make_maps(&run, err);
    if (status == STATUS_OK)
        status = merge_documents(&run, err);
    if (status == STATUS_OK)
        status = merge_terms(&run, err);
    if (status == STATUS_OK)
        status = merge_columns(&run, err);
    if (status == STATUS_OK)
        status = segment_writer_finish(merge->writer, run.doc_count, out, err);
    if (status == STATUS_OK) {
        memcpy(out->field_tokens, run.field_tokens, sizeof run.field_tokens);
        memcpy(out->field_docs, run.field_docs, sizeof run.field_docs);
    }
    run_clear(&run);
    return status;
}
