// The nodes of a cluster as this process knows them: where they are, and which of them lately did not answer.
//
// Shared by all threads without a lock. A node that failed is left alone for a while, twice as long each time in a row;
// then one request tries it, while the others still go elsewhere.
#ifndef ENGINE_OPENSEARCH_CLIENT_NODES_H
#define ENGINE_OPENSEARCH_CLIENT_NODES_H

#include "engine/opensearch/client/address.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NODE_FIRST_REST_MS = 1000, NODE_LONGEST_REST_MS = 16000 };

struct cluster_node {
    struct slice host;                   // host:port
    atomic_int_least64_t rests_until_ms; // by clock_coarse_ms; 0: it answers
    atomic_uint failures_in_a_row;
    atomic_int_least64_t answered_ms;     // when it did so last
    atomic_ullong asked, failed, took_us; // requests so far; failed: without an answer that is one
};

struct cluster_nodes {
    struct cluster_node *nodes;
    size_t count;
};

// The node to ask at `now_ms`, `preferred` if it answers. Where all of them rest, the one that does so the shortest
// while, and *all_rest.
size_t nodes_pick(struct cluster_nodes *nodes, size_t preferred, int64_t now_ms, bool *all_rest);

// Counts a request that took so long.
void node_count(struct cluster_node *node, uint64_t took_us, bool is_answered);

void node_failed(struct cluster_node *node, int64_t now_ms);
void node_answered(struct cluster_node *node, int64_t now_ms);

#endif
