// xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS
// 2021), seeded through splitmix64 (Steele, Lea and Flood, OOPSLA 2014) as its authors advise.
//
// Alias tables are built in linear time after Vose ("A linear algorithm for generating random numbers
// with a given distribution", IEEE TSE 1991): every cell holds two outcomes, so a draw costs one
// random number and one memory access, however skewed the distribution. Thresholds have 32 bits: a
// probability is off by at most 2^-32.
#include "corpus/random.h"

#include <stdlib.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

struct random random_of(uint64_t seed, uint64_t stream)
{
    uint64_t first = splitmix(&seed) ^ stream;
    struct random random;
    for (int i = 0; i < 4; i++)
        random.state[i] = splitmix(&first);
    return random;
}

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint32_t random_below(struct random *random, uint32_t limit)
{
    // Multiply and shift; the bias, below limit / 2^32, does not matter here.
    return (uint32_t)(((random_next(random) >> 32) * limit) >> 32);
}

bool random_chance(struct random *random, uint32_t percent)
{
    return random_below(random, 100) < percent;
}

double random_normal(struct random *random)
{
    // Irwin and Hall: twelve uniform numbers have variance one. Integers, so no rounding to differ.
    uint64_t sum = 0;
    for (int i = 0; i < 12; i++)
        sum += random_next(random) >> 32;
    return (double)sum / 4294967296.0 - 6.0;
}

struct worklist {
    uint32_t *items;
    uint32_t count;
};

// Gives each cell that lacks probability the rest from one that has too much.
static void pair_up(struct alias *alias, double *share, struct worklist *small,
                    struct worklist *large)
{
    while (small->count && large->count) {
        uint32_t poor = small->items[--small->count];
        uint32_t rich = large->items[large->count - 1];
        alias->cells[poor] = (struct alias_cell){(uint32_t)(share[poor] * 4294967295.0), rich};
        share[rich] -= 1.0 - share[poor];
        if (share[rich] < 1.0) {
            large->count--;
            small->items[small->count++] = rich;
        }
    }
}

enum status alias_open(struct alias *alias, const double *weights, uint32_t count,
                       struct error *err)
{
    enum status status = STATUS_OK;
    double sum = 0;
    alias->count = count;
    alias->cells = calloc(count, sizeof *alias->cells);
    double *share = calloc(count, sizeof *share);
    struct worklist small = {calloc(count, sizeof(uint32_t)), 0};
    struct worklist large = {calloc(count, sizeof(uint32_t)), 0};
    if (!alias->cells || !share || !small.items || !large.items) {
        status = error_set(err, STATUS_NO_MEMORY, "no memory for a table of %u weights", count);
        alias_close(alias);
        goto done;
    }
    for (uint32_t i = 0; i < count; i++)
        sum += weights[i];
    for (uint32_t i = 0; i < count; i++) {
        struct worklist *list;
        share[i] = weights[i] * count / sum;
        alias->cells[i] = (struct alias_cell){UINT32_MAX, i}; // what rounding leaves over stays so
        list = share[i] < 1.0 ? &small : &large;
        list->items[list->count++] = i;
    }
    pair_up(alias, share, &small, &large);
done:
    free(share);
    free(small.items);
    free(large.items);
    return status;
}

void alias_close(struct alias *alias)
{
    free(alias->cells);
    *alias = (struct alias){0};
}

uint32_t alias_draw(const struct alias *alias, struct random *random)
{
    uint64_t bits = random_next(random);
    uint32_t cell = (uint32_t)(((bits >> 32) * alias->count) >> 32);
    return (uint32_t)bits <= alias->cells[cell].threshold ? cell : alias->cells[cell].other;
}
