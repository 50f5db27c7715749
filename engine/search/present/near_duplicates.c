// Near-duplicates, by their shingles. See near_duplicates.h.
//
// Near-duplicates are told by the overlap of their five-word sequences (shingles), estimated by one
// permutation hashing (Li, Owen & Zhang, 2012): each shingle's hash falls into one of 64 bins, which
// keeps the smallest; the share of equal bins is the share of common shingles.
#include "engine/search/present/near_duplicates.h"

#include <stdbool.h>
#include <string.h>

enum { SHINGLE = 5, MIN_SHINGLES = 8, MIN_COMMON_BINS = 45 };

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 33) * 0xff51afd7ed558ccdu;
    x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 33;
}

static bool is_word_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
}

void sketch_question(struct slice text, struct question_sketch *out)
{
    memset(out->least, 0xff, sizeof out->least);
    out->shingles = 0;
    uint64_t words[SHINGLE] = {0};
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        uint64_t word = 1469598103934665603u;
        size_t start = at;
        for (; at < text.len && is_word_byte((unsigned char)text.ptr[at]); at++)
            word = (word ^ ((unsigned char)text.ptr[at] | 0x20u)) * 1099511628211u;
        if (at == start) {
            at++;
            continue;
        }
        words[count++ % SHINGLE] = word;
        if (count < SHINGLE)
            continue;
        uint64_t shingle = 0;
        for (size_t i = 0; i < SHINGLE; i++)
            shingle = mix(shingle + words[(count + i) % SHINGLE]);
        uint64_t *bin = &out->least[shingle % SKETCH_BINS];
        *bin = shingle < *bin ? shingle : *bin;
        out->shingles++;
    }
}

static bool is_nearly(const struct question_sketch *a, const struct question_sketch *b)
{
    if (a->shingles < MIN_SHINGLES || b->shingles < MIN_SHINGLES)
        return false;
    unsigned filled = 0, equal = 0;
    for (size_t i = 0; i < SKETCH_BINS; i++) {
        filled += a->least[i] != UINT64_MAX || b->least[i] != UINT64_MAX;
        equal += a->least[i] == b->least[i] && a->least[i] != UINT64_MAX;
    }
    return equal * SKETCH_BINS >= filled * MIN_COMMON_BINS;
}

void near_duplicates_count(struct search_hit *hits, const struct question_sketch *sketches,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        hits[i].similar_count = 0;
        for (size_t j = 0; j < i; j++) {
            if (!is_nearly(&sketches[i], &sketches[j]))
                continue;
            hits[i].similar_count++;
            hits[j].similar_count++;
        }
    }
}
