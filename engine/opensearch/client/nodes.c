// See nodes.h.
#include "engine/opensearch/client/nodes.h"

// Whether the node may be asked: it answers, or its rest is over and nobody else has begun to try it.
static bool may_ask(struct cluster_node *node, int64_t now_ms)
{
    int_least64_t until = atomic_load(&node->rests_until_ms);
    if (until == 0)
        return true;
    return until <= now_ms && atomic_compare_exchange_strong(&node->rests_until_ms, &until,
                                                             now_ms + NODE_FIRST_REST_MS);
}

size_t nodes_pick(struct cluster_nodes *nodes, size_t preferred, int64_t now_ms, bool *all_rest)
{
    size_t soonest = preferred % nodes->count;
    *all_rest = false;
    for (size_t i = 0; i < nodes->count; i++) {
        size_t at = (preferred + i) % nodes->count;
        if (may_ask(&nodes->nodes[at], now_ms))
            return at;
        if (atomic_load(&nodes->nodes[at].rests_until_ms) <
            atomic_load(&nodes->nodes[soonest].rests_until_ms))
            soonest = at;
    }
    *all_rest = true;
    return soonest;
}

void node_count(struct cluster_node *node, uint64_t took_us, bool is_answered)
{
    atomic_fetch_add_explicit(&node->asked, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&node->failed, !is_answered, memory_order_relaxed);
    atomic_fetch_add_explicit(&node->took_us, took_us, memory_order_relaxed);
}

void node_failed(struct cluster_node *node, int64_t now_ms)
{
    unsigned before = atomic_fetch_add(&node->failures_in_a_row, 1);
    int64_t rest = before < 5 ? (int64_t)NODE_FIRST_REST_MS << before : NODE_LONGEST_REST_MS;
    atomic_store(&node->rests_until_ms,
                 now_ms + (rest < NODE_LONGEST_REST_MS ? rest : NODE_LONGEST_REST_MS));
}

void node_answered(struct cluster_node *node, int64_t now_ms)
{
    atomic_store_explicit(&node->answered_ms, now_ms, memory_order_relaxed);
    if (atomic_load_explicit(&node->failures_in_a_row, memory_order_relaxed) == 0 &&
        atomic_load_explicit(&node->rests_until_ms, memory_order_relaxed) == 0)
        return;
    atomic_store(&node->failures_in_a_row, 0);
    atomic_store(&node->rests_until_ms, 0);
}
