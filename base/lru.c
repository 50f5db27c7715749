// See lru.h.
#include "base/lru.h"

#include <stdlib.h>

bool lru_open(struct lru *lru, size_t chain_count)
{
    *lru = (struct lru){.chains = calloc(chain_count, sizeof(struct lru_node *)),
                        .chain_count = chain_count};
    return lru->chains;
}

void lru_close(struct lru *lru, void (*end)(void *node))
{
    for (struct lru_node *node = lru->first, *older; node; node = older) {
        older = node->older;
        end(node);
    }
    free(lru->chains);
    *lru = (struct lru){.chains = NULL};
}

// By other bits of the hash than the lowest, by which an owner may have chosen among several of these.
static struct lru_node **chain_of(const struct lru *lru, uint64_t hash)
{
    return &lru->chains[(hash >> 8) % lru->chain_count];
}

struct lru_node *lru_chain(const struct lru *lru, uint64_t hash)
{
    return *chain_of(lru, hash);
}

static void put_first(struct lru *lru, struct lru_node *node)
{
    node->newer = NULL;
    node->older = lru->first;
    *(lru->first ? &lru->first->newer : &lru->last) = node;
    lru->first = node;
}

static void take_out(struct lru *lru, struct lru_node *node)
{
    *(node->newer ? &node->newer->older : &lru->first) = node->older;
    *(node->older ? &node->older->newer : &lru->last) = node->newer;
}

void lru_add(struct lru *lru, struct lru_node *node)
{
    struct lru_node **chain = chain_of(lru, node->hash);
    node->chain = *chain;
    *chain = node;
    put_first(lru, node);
}

void lru_use(struct lru *lru, struct lru_node *node)
{
    take_out(lru, node);
    put_first(lru, node);
}

void lru_remove(struct lru *lru, struct lru_node *node)
{
    struct lru_node **link = chain_of(lru, node->hash);
    while (*link != node)
        link = &(*link)->chain;
    *link = node->chain;
    take_out(lru, node);
}
