// See sketch.h.
#include "engine/text/sketch.h"

#include "base/hash.h"

uint32_t sketch_word(struct slice folded)
{
    uint64_t hash = hash_bytes(folded, 0);
    uint32_t word = (uint32_t)(hash ^ hash >> 32);
    return word ? word : 1;
}

// The bin that an empty one borrows from at its try number `attempt`.
static unsigned other_bin(unsigned bin, unsigned attempt)
{
    uint64_t hash = (bin * 64 + attempt + 1) * 0x9e3779b97f4a7c15u;
    return (unsigned)(hash >> 40) % SKETCH_BINS;
}

struct sketch sketch_end(const struct sketch_builder *builder)
{
    struct sketch sketch = {0};
    if (builder->count < SKETCH_LEAST + SKETCH_SEQUENCE - 1)
        return sketch;
    for (unsigned bin = 0; bin < SKETCH_BINS; bin++) {
        uint32_t least = builder->least[bin];
        for (unsigned attempt = 0; least == 0; attempt++)
            least = builder->least[other_bin(bin, attempt)];
        sketch.words[bin / 4] |= (least >> 8 & 0xff) << bin % 4 * 8;
    }
    return sketch;
}

// A byte of a ^ b that is zero keeps its highest bit clear through the addition; the multiplication adds those bits up.
unsigned sketch_common(const struct sketch *a, const struct sketch *b)
{
    unsigned differing = 0;
    for (int w = 0; w < SKETCH_WORDS; w++) {
        uint32_t both = a->words[w] ^ b->words[w];
        uint32_t marks = (((both & 0x7f7f7f7fu) + 0x7f7f7f7fu) | both) & 0x80808080u;
        differing += (marks >> 7) * 0x01010101u >> 24;
    }
    return SKETCH_BINS - differing;
}
