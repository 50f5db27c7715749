// What tells whether two texts are nearly the same: 32 bytes a text, which agree in as many places as the texts share
// of their sequences of words.
//
// A text is the set of its sequences of SKETCH_SEQUENCE words (A. Broder, "On the resemblance and containment of
// documents", 1997); two are alike as far as the sets overlap. Each word of its title counts as SKETCH_TITLE_WEIGHT
// sequences: two questions made from one form differ in few words, but their titles say that they are two.
//
// The overlap is estimated by one permutation hashing (P. Li, A. Owen, C.-H. Zhang, 2012): each sequence's hash falls
// into one of the bins, which keeps the smallest; a bin that nothing fell into borrows from another (A. Shrivastava,
// "Optimal densification for fast and accurate minwise hashing", 2017), and a byte of each is kept (P. Li, A. König,
// "b-bit minwise hashing", 2010). Four bytes that stand together are looked up as one number, so that texts alike are
// found without comparing each with each (P. Indyk, R. Motwani, 1998).
//
// A sketch depends on the words of its text alone.
#ifndef ENGINE_TEXT_SKETCH_H
#define ENGINE_TEXT_SKETCH_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SKETCH_SEQUENCE = 3, // words
    SKETCH_TITLE_WEIGHT = 3,
    SKETCH_BINS = 32,
    SKETCH_WORDS = SKETCH_BINS / 4,
    SKETCH_LEAST = 24, // sequences that a text must have to be told apart by them
    SKETCH_ALIKE = 23, // bins of two texts that are nearly the same, at least
};

// All zero: the text is too short.
struct sketch {
    uint32_t words[SKETCH_WORDS];
};

// A sketch in the making; zeroed memory.
struct sketch_builder {
    uint32_t least[SKETCH_BINS];          // the complement of the smallest hash; 0: none fell here
    uint32_t before[SKETCH_SEQUENCE - 1]; // the words before, the last first
    uint32_t count;                       // words so far
    uint32_t
        next; // a word at an earlier position of the text is none: it stands where one has been
    bool is_title;
};

// What a word counts as; words that are equal without accents count as the same. Never 0.
uint32_t sketch_word(struct slice folded);

static inline void sketch_put(struct sketch_builder *builder, uint64_t hash)
{
    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93u;
    uint32_t *least = &builder->least[hash >> 59];
    uint32_t value = ~(uint32_t)(hash ^ hash >> 27) | 1;
    *least = value > *least ? value : *least;
}

// A word of the title.
static inline void sketch_add_title(struct sketch_builder *builder, uint32_t word)
{
    for (uint64_t i = 1; i <= SKETCH_TITLE_WEIGHT; i++)
        sketch_put(builder, word * 0xff51afd7ed558ccdu + i * 0xc4ceb9fe1a85ec53u);
}

// The next word of the text.
static inline void sketch_add(struct sketch_builder *builder, uint32_t word)
{
    uint64_t hash = word * 0x9e3779b97f4a7c15u + builder->before[0] * 0xbf58476d1ce4e5b9u +
                    builder->before[1] * 0x94d049bb133111ebu;
    builder->before[1] = builder->before[0];
    builder->before[0] = word;
    if (++builder->count >= SKETCH_SEQUENCE)
        sketch_put(builder, hash);
}

// The words to come are those of the title, or of the question.
static inline void sketch_text(struct sketch_builder *builder, bool is_title)
{
    builder->next = 0;
    builder->is_title = is_title;
}

// A word of an analysed text at its position, in their order; 0: none of the text. The first at a position counts.
static inline void sketch_token(struct sketch_builder *builder, uint32_t position, uint32_t word)
{
    if (word == 0 || position < builder->next)
        return;
    builder->next = position + 1;
    if (builder->is_title)
        sketch_add_title(builder, word);
    else
        sketch_add(builder, word);
}

struct sketch sketch_end(const struct sketch_builder *builder);

// Two of its words as columns have them.
static inline int64_t sketch_pair(const struct sketch *sketch, int pair)
{
    return (int64_t)((uint64_t)sketch->words[2 * pair + 1] << 32 | sketch->words[2 * pair]);
}

static inline void sketch_set_pair(struct sketch *sketch, int pair, int64_t value)
{
    sketch->words[2 * pair] = (uint32_t)value;
    sketch->words[2 * pair + 1] = (uint32_t)((uint64_t)value >> 32);
}

static inline bool sketch_is_empty(const struct sketch *sketch)
{
    uint32_t any = 0;
    for (int w = 0; w < SKETCH_WORDS; w++)
        any |= sketch->words[w];
    return any == 0;
}

// In how many bins two sketches agree.
unsigned sketch_common(const struct sketch *a, const struct sketch *b);

#endif
