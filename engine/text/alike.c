// See alike.h.
//
// Whoever shares one of the numbers that a sketch consists of is a candidate (so that eight passes with a hash table
// take the place of comparing each with each), and candidates that are alike are joined (union-find). Those that share
// a number are compared in the order of their sketches, each with the WINDOW after it: boilerplate that thousands share
// costs no square, and which are compared does not depend on where they stand in the index.
#include "engine/text/alike.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 64 };

#define NOBODY UINT32_MAX

struct making {
    const struct sketch *sketches;
    uint32_t count;
    uint32_t *parents; // of candidates that belong together
    bool *is_copy;  // its sketch is another's, which it is joined with and which is compared for it
    uint32_t *next; // candidate with the same number; NOBODY: none
    uint32_t *slots;  // hash table of the first of those
    uint32_t *bucket; // those of one number
    uint32_t slot_mask;
};

uint32_t alike_root(uint32_t *parents, uint32_t member)
{
    while (parents[member] != member) {
        parents[member] = parents[parents[member]];
        member = parents[member];
    }
    return member;
}

static int compare_sketches(const void *a, const void *b, void *making)
{
    const struct sketch *sketches = ((const struct making *)making)->sketches;
    return memcmp(&sketches[*(const uint32_t *)a], &sketches[*(const uint32_t *)b],
                  sizeof *sketches);
}

static void join_copy(struct making *making, uint32_t original, uint32_t copy)
{
    making->is_copy[copy] = true;
    making->parents[alike_root(making->parents, copy)] = alike_root(making->parents, original);
}

// Joins those of a bucket that are alike. Of equal ones, the first alone is compared with others.
static void join_bucket(struct making *making, uint32_t count)
{
    const struct sketch *sketches = making->sketches;
    uint32_t *bucket = making->bucket, distinct = 0;
    qsort_r(bucket, count, sizeof *bucket, compare_sketches, making);
    for (uint32_t i = 0; i < count; i++)
        if (distinct > 0 && compare_sketches(&bucket[distinct - 1], &bucket[i], making) == 0)
            join_copy(making, bucket[distinct - 1], bucket[i]);
        else
            bucket[distinct++] = bucket[i];
    for (uint32_t i = 0; i < distinct; i++) {
        for (uint32_t j = i + 1; j < distinct && j - i <= WINDOW; j++) {
            uint32_t a = alike_root(making->parents, bucket[i]),
                     b = alike_root(making->parents, bucket[j]);
            if (a != b && sketch_common(&sketches[bucket[i]], &sketches[bucket[j]]) >= SKETCH_ALIKE)
                making->parents[b] = a;
        }
    }
}

// The slot of the candidates that have this number for the word.
static uint32_t *find_slot(const struct making *making, int word, uint32_t number)
{
    uint32_t at = (uint32_t)(number * 0x9e3779b97f4a7c15u >> 32) & making->slot_mask;
    while (making->slots[at] != NOBODY && making->sketches[making->slots[at]].words[word] != number)
        at = (at + 1) & making->slot_mask;
    return &making->slots[at];
}

static void join_by_word(struct making *making, int word)
{
    memset(making->slots, 0xff, ((size_t)making->slot_mask + 1) * sizeof *making->slots);
    for (uint32_t i = 0; i < making->count; i++) {
        if (making->is_copy[i])
            continue;
        uint32_t *slot = find_slot(making, word, making->sketches[i].words[word]);
        making->next[i] = *slot;
        *slot = i;
    }
    for (uint32_t at = 0; at <= making->slot_mask; at++) {
        uint32_t count = 0;
        for (uint32_t i = making->slots[at]; i != NOBODY; i = making->next[i])
            making->bucket[count++] = i;
        if (count > 1)
            join_bucket(making, count);
    }
}

static bool prepare(struct making *making)
{
    size_t count = (size_t)making->count + 1;
    while (making->slot_mask < making->count * 2)
        making->slot_mask = making->slot_mask * 2 + 1;
    making->is_copy = calloc(count, sizeof *making->is_copy);
    making->next = malloc(count * sizeof *making->next);
    making->bucket = malloc(count * sizeof *making->bucket);
    making->slots = malloc(((size_t)making->slot_mask + 1) * sizeof *making->slots);
    for (uint32_t i = 0; i < making->count; i++)
        making->parents[i] = i;
    return making->is_copy && making->next && making->bucket && making->slots;
}

enum status alike_join(const struct sketch *sketches, uint32_t count, uint32_t *parents,
                       struct error *err)
{
    if (count >= NOBODY / 4)
        return error_set(err, STATUS_TOO_LARGE, "series: too many documents");
    struct making making = {
        .sketches = sketches, .count = count, .parents = parents, .slot_mask = 1};
    bool enough = prepare(&making);
    for (int word = 0; enough && word < SKETCH_WORDS; word++)
        join_by_word(&making, word);
    free(making.is_copy);
    free(making.next);
    free(making.bucket);
    free(making.slots);
    return enough ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "series: out of memory");
}
