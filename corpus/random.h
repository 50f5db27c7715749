// Random numbers that are the same on every machine, and drawing from any distribution in constant time.
#ifndef CORPUS_RANDOM_H
#define CORPUS_RANDOM_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

// A stream of its own for each (seed, stream): document 7 is the same whatever is made before it.
struct random random_of(uint64_t seed, uint64_t stream);

uint64_t random_next(struct random *random);

// Uniform in 0 … limit - 1; limit > 0.
uint32_t random_below(struct random *random, uint32_t limit);

// True `percent` times in a hundred.
bool random_chance(struct random *random, uint32_t percent);

// About normal: mean 0, deviation 1, between -6 and 6.
double random_normal(struct random *random);

// Any distribution over 0 … count - 1 (Walker's alias method).
struct alias {
    struct alias_cell *cells; // owned
    uint32_t count;
};

struct alias_cell {
    uint32_t threshold; // a random number up to here stays in this cell
    uint32_t other;     // above it goes there
};

// alias_close frees it. The weights need not sum to one; count > 0.
enum status alias_open(struct alias *alias, const double *weights, uint32_t count,
                       struct error *err) STATUS_NODISCARD;
void alias_close(struct alias *alias);

uint32_t alias_draw(const struct alias *alias, struct random *random);

#endif
