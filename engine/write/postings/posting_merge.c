// Reading posting strings, one or several as one list. See posting_merge.h.
//
// The idea: a string is a sequence of varints. A new document starts with (document gap << 1 | 1) and the first
// position; a further position in the same document is (distance << 1), distance >= 1. The first gap counts from -1,
// so it is never 0. Most terms have one form, whose string is simply replayed. Of several, a binary heap says which
// has the next document; few documents have two forms of one word, so positions are rarely merged.
//
// Invariants: a source stands after the head of a document: its number and first position are known, the further
// positions are not read yet. What comes out increases, documents and the positions in each.
//
// Cost: one varint a number; the logarithm of the forms a document where there are several.
#include "engine/write/postings/posting_merge.h"

#include <stdlib.h>

struct posting_source {
    struct posting_string_reader reader;
    uint32_t doc, position;
};

void posting_merge_clear(struct posting_merge *merge)
{
    free(merge->sources);
    free(merge->queue);
    position_array_clear(&merge->positions);
    position_array_clear(&merge->more);
    position_array_clear(&merge->joined);
    *merge = (struct posting_merge){.pool = merge->pool};
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "batch: out of memory");
}

static bool grow(struct posting_merge *merge)
{
    size_t capacity = merge->capacity ? merge->capacity * 2 : 16;
    struct posting_source *sources = realloc(merge->sources, capacity * sizeof *sources);
    if (sources)
        merge->sources = sources;
    uint64_t *queue = realloc(merge->queue, capacity * sizeof *queue);
    if (queue)
        merge->queue = queue;
    if (!sources || !queue)
        return false;
    merge->capacity = capacity;
    return true;
}

enum status posting_merge_add(struct posting_merge *merge, const struct posting_string *string,
                              struct error *err)
{
    if (!string->head)
        return STATUS_OK;
    if (merge->count == merge->capacity && !grow(merge))
        return no_memory(err);
    struct posting_source *source = &merge->sources[merge->count++];
    source->reader = posting_string_read(merge->pool, string);
    source->doc = UINT32_MAX + (posting_string_varint(&source->reader) >> 1);
    source->position = posting_string_varint(&source->reader);
    return STATUS_OK;
}

// The positions of the source's document into `out`; the source moves on. False without memory; *more tells whether
// there is another document.
static bool take_document(struct posting_source *source, struct position_array *out, bool *more)
{
    uint32_t position = source->position;
    out->count = 0;
    if (!position_array_push(out, position))
        return false;
    while ((*more = posting_string_more(&source->reader))) {
        uint32_t value = posting_string_varint(&source->reader);
        if (value & 1) {
            source->doc += value >> 1;
            source->position = posting_string_varint(&source->reader);
            return true;
        }
        position += value >> 1;
        if (!position_array_push(out, position))
            return false;
    }
    return true;
}

// The postings of the only source, as its string has them.
static void replay(const struct posting_source *source, struct segment_writer *writer)
{
    struct posting_string_reader reader = source->reader; // in registers
    struct posting_block *block = &writer->block;
    uint32_t doc = source->doc;
    posting_block_begin(block, doc, source->position);
    while (posting_string_more(&reader)) {
        uint32_t value = posting_string_varint(&reader);
        if (value & 1) {
            posting_block_end(block);
            segment_writer_posting_ended(writer);
            doc += value >> 1;
            posting_block_begin(block, doc, posting_string_varint(&reader));
        } else {
            posting_block_distance(block, value >> 1);
        }
    }
    posting_block_end(block);
    segment_writer_posting_ended(writer);
}

// --- several ---------------------------------------------------------------------------------------

static uint64_t queue_key(const struct posting_merge *merge, size_t source)
{
    return (uint64_t)merge->sources[source].doc << 32 | source;
}

// Puts `key` where it belongs, from place `at` of the heap of `count` downwards.
static void sift_down(uint64_t *queue, size_t count, size_t at, uint64_t key)
{
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && queue[child + 1] < queue[child];
        if (queue[child] >= key)
            break;
        queue[at] = queue[child];
    }
    queue[at] = key;
}

// The union of what merge->positions and merge->more hold, into the former.
static bool join_positions(struct posting_merge *merge)
{
    const struct position_array *a = &merge->positions, *b = &merge->more;
    struct position_array *out = &merge->joined;
    out->count = 0;
    for (size_t i = 0, j = 0; i < a->count || j < b->count;) {
        bool takes_a = j == b->count || (i < a->count && a->values[i] <= b->values[j]);
        uint32_t next = takes_a ? a->values[i] : b->values[j];
        i += i < a->count && a->values[i] == next;
        j += j < b->count && b->values[j] == next;
        if (!position_array_push(out, next))
            return false;
    }
    struct position_array joined = merge->joined;
    merge->joined = merge->positions;
    merge->positions = joined;
    return true;
}

// The first of the queue gives its document to `out` and goes back to where it belongs. False without memory.
static bool take_first(struct posting_merge *merge, size_t *queued, struct position_array *out)
{
    uint32_t first = (uint32_t)merge->queue[0];
    bool more;
    if (!take_document(&merge->sources[first], out, &more))
        return false;
    uint64_t key = more ? queue_key(merge, first) : merge->queue[--*queued];
    if (*queued)
        sift_down(merge->queue, *queued, 0, key);
    return true;
}

static enum status merge_sources(struct posting_merge *merge, struct segment_writer *writer,
                                 struct error *err)
{
    size_t queued = merge->count;
    for (size_t s = queued; s-- > 0;)
        sift_down(merge->queue, queued, s, queue_key(merge, s));
    while (queued) {
        uint32_t doc = (uint32_t)(merge->queue[0] >> 32);
        if (!take_first(merge, &queued, &merge->positions))
            return no_memory(err);
        while (queued && (uint32_t)(merge->queue[0] >> 32) == doc)
            if (!take_first(merge, &queued, &merge->more) || !join_positions(merge))
                return no_memory(err);
        segment_writer_posting(writer, doc, merge->positions.values, merge->positions.count);
    }
    return STATUS_OK;
}

enum status posting_merge_write(struct posting_merge *merge, struct segment_writer *writer,
                                struct error *err)
{
    enum status status = STATUS_OK;
    if (merge->count == 1)
        replay(&merge->sources[0], writer);
    else if (merge->count > 1)
        status = merge_sources(merge, writer, err);
    merge->count = 0;
    return status;
}
