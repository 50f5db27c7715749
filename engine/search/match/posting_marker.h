// Marks which documents of a window a posting list has, window by window.
//
// Windows come in increasing order. Blocks that are bitmaps are put into the window's bits as they are stored; no
// document that the segment does not have is ever marked.
#ifndef ENGINE_SEARCH_MATCH_POSTING_MARKER_H
#define ENGINE_SEARCH_MATCH_POSTING_MARKER_H

#include "engine/search/match/window_ops.h"
#include "engine/segment/posting_reader.h"

#include <stdint.h>

struct posting_marker {
    uint32_t from; // no block before this one reaches into the windows to come
    struct posting_reader reader;
};

// What it borrows must outlive it; access->damaged is set where damage ends the list.
void posting_marker_open(struct posting_marker *marker, const struct postings *postings,
                         struct posting_access *access);

// Sets bit d - base for every document d of the window that starts with document base.
void posting_marker_bits(struct posting_marker *marker, uint32_t base, uint64_t bits[WINDOW_WORDS]);

// The same for lists with many documents in a window of any size, a multiple of 64: documents of packed blocks are
// told as marks[d - base] = 1 instead, since stores of bytes do not wait for one another as those into one word of
// bits do. marks has size bytes, bits size bits.
void posting_marker_marks(struct posting_marker *marker, uint32_t base, uint32_t size,
                          uint8_t *marks, uint64_t *bits);

#endif
