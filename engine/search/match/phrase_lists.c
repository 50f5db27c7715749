// Postings of phrases. See phrase_lists.h.
//
// A phrase scores what its words do where it holds: so each of its words gets a list of its own documents and stored
// weights, cut down to those that have the phrase. Such lists have neither positions nor tables of ranges.
#include "engine/search/match/phrase_lists.h"

#include "engine/format/postings.h"
#include "engine/search/match/block_max_and.h"

// What is needed for one phrase in one segment, and no longer.
struct making {
    struct arena scratch, *arena;
    struct document_list found;
    struct postings_writer writer;
    struct buf bytes;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// Cuts a list down to the documents that were found. Its bytes go into the arena.
static enum status cut_list(struct making *making, const struct segment_term *whole,
                            struct segment_term *out, struct error *err)
{
    uint32_t docs[POSTING_BLOCK_LEN], count = 0;
    uint8_t codes[POSTING_BLOCK_LEN], most = 0;
    struct posting_access access = posting_access_make();
    struct posting_cursor walk;
    posting_cursor_open(&walk, &whole->postings, &access);
    postings_writer_reset(&making->writer);
    buf_reset(&making->bytes);
    for (size_t i = 0; i < making->found.count; i++) {
        if (posting_cursor_seek(&walk, making->found.items[i]) != making->found.items[i])
            continue; // one word of a slot that has several
        docs[count] = making->found.items[i];
        codes[count] = posting_cursor_impact(&walk);
        most = codes[count] > most ? codes[count] : most;
        if (++count == POSTING_BLOCK_LEN) {
            postings_writer_block(&making->writer, docs, codes);
            count = 0;
        }
    }
    const struct postings_tail tail = {docs, codes, count};
    postings_writer_finish(&making->writer, &tail, &making->bytes);
    struct slice bytes = arena_copy(making->arena, buf_slice(&making->bytes));
    if (making->bytes.failed || !bytes.ptr)
        return no_memory(err);
    if (access.damaged)
        return error_set(err, STATUS_CORRUPT, "posting list is damaged");
    *out = (struct segment_term){.doc_count = making->writer.doc_count, .max_code = most};
    return postings_open(bytes, out->doc_count, whole->postings.doc_limit, &out->postings, err);
}

// Finds the documents of one segment that have the phrase.
static enum status find(struct making *making, struct snapshot *snapshot,
                        const struct query_shape *phrase, uint32_t segment, struct error *err)
{
    struct segment_lists lists;
    const struct retrieval retrieval = {
        .snapshot = snapshot, .shape = phrase, .arena = &making->scratch};
    arena_reset(&making->scratch);
    making->found = (struct document_list){.room = vec_in(&making->scratch, VEC_NO_LIMIT)};
    enum status status = segment_lists_open(&lists, &retrieval, segment, err);
    if (status == STATUS_OK)
        return block_max_and_find(&lists, &making->found, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

// The lists of a phrase in one segment. `room` has a row of all segments for each of its terms.
static enum status make(struct making *making, struct snapshot *snapshot,
                        const struct shape_alternative *alternative, struct segment_term *room,
                        uint32_t segment, struct error *err)
{
    const struct shape_phrase *slots = &alternative->phrase->phrases[0];
    uint32_t segments = snapshot->manifest.segment_count;
    enum status status = find(making, snapshot, alternative->phrase, segment, err);
    size_t at = 0;
    for (size_t g = 0; g < slots->count; g++)
        for (size_t t = 0; t < slots->groups[g].term_count; t++, at++) {
            const struct segment_term *whole = &slots->groups[g].terms[t].in_segment[segment];
            struct segment_term *cut = &room[at * segments + segment];
            *cut = (struct segment_term){.doc_count = 0};
            if (status == STATUS_OK && making->found.count > 0 && whole->doc_count > 0)
                status = cut_list(making, whole, cut, err);
        }
    return status;
}

enum status phrase_lists_make(struct snapshot *snapshot, const struct query_shape *shape,
                              struct arena *arena, struct error *err)
{
    enum status status = STATUS_OK;
    uint32_t segments = snapshot->manifest.segment_count;
    struct making making = {.arena = arena};
    arena_init(&making.scratch, arena->limit_bytes);
    buf_init(&making.bytes, 0);
    postings_writer_reset(&making.writer);
    for (size_t a = 0; status == STATUS_OK && a < shape->alternative_count; a++) {
        const struct shape_alternative *alternative = &shape->alternatives[a];
        size_t terms = alternative->term_count;
        struct segment_term *room = arena_calloc(arena, terms * segments + 1, sizeof *room);
        if (!room)
            status = no_memory(err);
        for (uint32_t s = 0; status == STATUS_OK && s < segments; s++)
            status = make(&making, snapshot, alternative, room, s, err);
        for (size_t t = 0; room && t < terms; t++)
            alternative->terms[t].in_segment = room + t * segments;
    }
    postings_writer_clear(&making.writer);
    buf_clear(&making.bytes);
    arena_clear(&making.scratch);
    return status;
}
