// A walk along one posting list, by windows of documents or from document to document.
//
// A cursor only moves forward. It decodes a block when it first needs one of its documents, and the block's
// impacts when it first needs one of those. Damaged bytes end the walk and set `failed`.
#ifndef ENGINE_SEARCH_MATCH_POSTING_CURSOR_H
#define ENGINE_SEARCH_MATCH_POSTING_CURSOR_H

#include "engine/format/postings.h"
#include "engine/segment/segment.h"

#include <stdbool.h>
#include <stdint.h>

#define CURSOR_END UINT32_MAX

enum { CURSOR_PADDING = 8 };

// Documents evaluated together: their scores (8 KiB) and sets (512 bytes each) stay in the first cache.
enum { WINDOW_DOCS = 4096, WINDOW_WORDS = WINDOW_DOCS / 64 };

struct posting_cursor {
    struct postings postings;
    const struct block_codec *codec;
    uint32_t block; // UINT32_MAX before the first
    uint32_t count; // documents in it
    uint32_t at;    // where we stand in it
    bool has_impacts;
    bool failed;
    uint32_t until;                                    // the first document behind the block
    const unsigned char *bitmap;                       // the block, where it was not decoded
    uint32_t first;                                    // its first document
    uint32_t docs[POSTING_BLOCK_LEN + CURSOR_PADDING]; // behind the last: CURSOR_END
    uint8_t impacts[POSTING_BLOCK_LEN];
};

void posting_cursor_open(struct posting_cursor *cursor, const struct postings *postings);

// Moves to the first document >= target and returns it, CURSOR_END behind the last.
uint32_t posting_cursor_seek(struct posting_cursor *cursor, uint32_t target);

// The document behind the one the cursor stands on.
static inline uint32_t posting_cursor_next(struct posting_cursor *cursor)
{
    if (cursor->at + 1 < cursor->count)
        return cursor->docs[++cursor->at];
    return posting_cursor_seek(cursor, cursor->docs[cursor->at] + 1);
}

// The impact, and the number in the list, of the document the cursor stands on.
uint8_t posting_cursor_impact(struct posting_cursor *cursor);
static inline uint32_t posting_cursor_index(const struct posting_cursor *cursor)
{
    return cursor->block * POSTING_BLOCK_LEN + cursor->at;
}

// The impacts from the document on that the cursor stands on; NULL when damaged.
const uint8_t *posting_cursor_impacts(struct posting_cursor *cursor);

// Whether the list has the document, which is not before any asked for; if so, the cursor stands on it. Bitmaps are not
// decoded for this.
bool posting_cursor_has(struct posting_cursor *cursor, uint32_t doc);

// Which of n documents, in increasing order, the list has: their places in docs and their numbers in the list. Returns
// how many; from call to call the documents increase too. A cursor used for this serves for nothing else.
unsigned posting_cursor_find(struct posting_cursor *cursor, const uint32_t *docs, unsigned n,
                             uint32_t *places, uint32_t *indexes);

// Leaves of n documents, in increasing order, those that the list has, and returns how many; from call to call they
// increase too. A cursor used for this serves for nothing else.
unsigned posting_cursor_keep(struct posting_cursor *cursor, uint32_t *docs, unsigned n);

// Sets bit d - base for every document base <= d < end, and leaves the cursor at the first >= end.
void posting_cursor_fill(struct posting_cursor *cursor, uint32_t base, uint32_t end,
                         uint64_t *bits);

// The documents of the window for counting: those of packed blocks as marks[d - base] = 1, those of bitmaps, which
// need no decoding, as bits of `bits`. A cursor used for this serves for nothing else.
void posting_cursor_mark(struct posting_cursor *cursor, uint32_t base, uint32_t end, uint8_t *marks,
                         uint64_t *bits);

// Adds table[impact] to scores[d - base] for every document of the window that is set in `bits`.
void posting_cursor_score(struct posting_cursor *cursor, uint32_t base, const uint64_t *bits,
                          const uint16_t table[256], uint16_t *scores);

// Scores of a window that knows where it is not zero.
struct window_scores {
    uint64_t touched; // bit g: documents 64 g to 64 g + 63 of the window may have a score
    uint16_t scores[WINDOW_DOCS];
};

// Adds table[impact] to the scores of all documents of the window.
void posting_cursor_add(struct posting_cursor *cursor, uint32_t base, const uint16_t table[256],
                        struct window_scores *window);

// Makes all scores zero again; a window_scores must start zeroed.
void window_scores_clear(struct window_scores *window);

#endif
