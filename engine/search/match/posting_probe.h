// Asks one posting list about documents that somebody else found.
//
// The documents asked for never decrease, from question to question and within one, whatever the questions are; so
// a probe needs no place to stand on. Blocks that are bitmaps are looked at as they are stored.
#ifndef ENGINE_SEARCH_MATCH_POSTING_PROBE_H
#define ENGINE_SEARCH_MATCH_POSTING_PROBE_H

#include "engine/segment/posting_reader.h"

#include <stdbool.h>
#include <stdint.h>

struct posting_probe {
    uint32_t until; // the first document after the reader's block
    uint32_t at;    // no document of a decoded block before this one is asked for any more
    uint32_t first; // of the bitmap
    const unsigned char *bitmap; // the block, where it was not decoded
    struct posting_reader reader;
};

// What it borrows must outlive it. Once access->damaged is set, by whomever, the list has no more documents.
void posting_probe_open(struct posting_probe *probe, const struct postings *postings,
                        struct posting_access *access);

// Whether the list has the document; if so, its number in the list.
bool posting_probe_has(struct posting_probe *probe, uint32_t doc, uint32_t *index);

// table[impact] of the document; 0 when the list does not have it.
uint32_t posting_probe_score(struct posting_probe *probe, uint32_t doc, const uint16_t table[256]);

// Which of n documents the list has: their places in docs and their numbers in the list. Returns how many.
unsigned posting_probe_find(struct posting_probe *probe, const uint32_t *docs, unsigned n,
                            uint32_t *places, uint32_t *indexes);

// Adds table[impact] to the scores of those of n documents, at most a block's, that the list has.
void posting_probe_add(struct posting_probe *probe, const uint32_t *docs, unsigned n,
                       const uint16_t table[256], uint32_t *scores);

// Leaves of n documents those that the list has; returns how many.
unsigned posting_probe_keep(struct posting_probe *probe, uint32_t *docs, unsigned n);

#endif
