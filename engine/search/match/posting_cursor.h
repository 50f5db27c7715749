// A walk along one posting list, from document to document or by windows of them, for their impacts.
//
// A cursor only moves forward, and stands on a document of the list. It decodes every block that it comes to.
#ifndef ENGINE_SEARCH_MATCH_POSTING_CURSOR_H
#define ENGINE_SEARCH_MATCH_POSTING_CURSOR_H

#include "engine/search/match/window_ops.h"
#include "engine/segment/posting_reader.h"

#include <stdint.h>

#define CURSOR_END UINT32_MAX

struct posting_cursor {
    uint32_t at; // where we stand in the reader's block
    struct posting_reader reader;
};

// Before the first document. What it borrows must outlive it; access->damaged is set where damage ends the walk.
void posting_cursor_open(struct posting_cursor *cursor, const struct postings *postings,
                         struct posting_access *access);

// Moves to the first document >= target and returns it, CURSOR_END after the last.
uint32_t posting_cursor_seek(struct posting_cursor *cursor, uint32_t target);

// The document after the one the cursor stands on.
static inline uint32_t posting_cursor_next(struct posting_cursor *cursor)
{
    const struct posting_reader *reader = &cursor->reader;
    if (cursor->at + 1 < reader->count)
        return reader->docs[++cursor->at];
    return posting_cursor_seek(cursor, reader->docs[cursor->at] + 1);
}

// The documents from the one the cursor stands on to the end of its block, and how many.
static inline const uint32_t *posting_cursor_docs(const struct posting_cursor *cursor,
                                                  unsigned *count)
{
    *count = cursor->reader.count - cursor->at;
    return cursor->reader.docs + cursor->at;
}

// The impacts of these documents; NULL when damaged.
static inline const uint8_t *posting_cursor_impacts(struct posting_cursor *cursor)
{
    const uint8_t *impacts = posting_reader_impacts(&cursor->reader);
    return impacts ? impacts + cursor->at : NULL;
}

// The impact of the document the cursor stands on.
static inline uint8_t posting_cursor_impact(struct posting_cursor *cursor)
{
    const uint8_t *impacts = posting_cursor_impacts(cursor);
    return impacts ? *impacts : 0;
}

// Adds table[impact] to scores[d - base] for every document of the window that is set in `bits`, and leaves the cursor
// at the first document after the window.
void posting_cursor_score(struct posting_cursor *cursor, uint32_t base, const uint64_t *bits,
                          const uint16_t table[256], uint16_t *scores);

// The same for all documents of the window.
void posting_cursor_add(struct posting_cursor *cursor, uint32_t base, const uint16_t table[256],
                        struct window_scores *window);

#endif
