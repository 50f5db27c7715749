// What is kept under a hash, in the order of its last use: the inside of a cache.
//
// Nodes are part of the owner's things, which the owner compares, counts and frees; here are a table of chains and one
// list. No locks.
#ifndef BASE_LRU_H
#define BASE_LRU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lru_node {
    uint64_t hash; // set by the owner before lru_add
    struct lru_node *chain, *newer, *older;
};

struct lru {
    struct lru_node **chains; // NULL: not open
    size_t chain_count;
    struct lru_node *first, *last; // the one used last comes first
};

bool lru_open(struct lru *lru, size_t chain_count); // false without memory
void lru_close(struct lru *lru,
               void (*end)(void *node)); // ends each node: free, or what the owner has

// Where to look for a hash: this node and those after it by `chain`. NULL: there is none.
struct lru_node *lru_chain(const struct lru *lru, uint64_t hash);

void lru_add(struct lru *lru, struct lru_node *node); // as the one used last
void lru_use(struct lru *lru, struct lru_node *node); // makes it the one used last
void lru_remove(struct lru *lru, struct lru_node *node);

#endif
