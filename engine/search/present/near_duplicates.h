// Exchanges whose questions are nearly the same: the same text to several ministers, or again a year later.
#ifndef ENGINE_SEARCH_PRESENT_NEAR_DUPLICATES_H
#define ENGINE_SEARCH_PRESENT_NEAR_DUPLICATES_H

#include "base/slice.h"
#include "engine/search/types.h"

#include <stddef.h>
#include <stdint.h>

// What is compared of a question, whatever its length.
enum { SKETCH_BINS = 64 };
struct question_sketch {
    uint64_t least[SKETCH_BINS]; // UINT64_MAX: no shingle fell here
    size_t shingles;
};
void sketch_question(struct slice question, struct question_sketch *out);

// Sets similar_count of every hit: how many of the others ask nearly the same question. sketches[i] is of hits[i].
void near_duplicates_count(struct search_hit *hits, const struct question_sketch *sketches,
                           size_t count);

#endif
