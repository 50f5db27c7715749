// Why a cluster does not answer, in words: for the operator's log, and in French for whoever asked.
#ifndef ENGINE_OPENSEARCH_CLIENT_REASON_H
#define ENGINE_OPENSEARCH_CLIENT_REASON_H

#include "base/error.h"
#include "base/slice.h"
#include "engine/opensearch/client/nodes.h"

// An answer that is none: its code and its body, which says the cluster's own reason.
struct cluster_refusal {
    const struct cluster_nodes *nodes;
    size_t node; // that gave it
    long code;
    struct slice body;
    bool is_named; // we said who we are
};

// Whether an answer says that an index takes nothing because a disk is full: that does not pass while somebody waits.
bool reason_is_full(long code, struct slice body);

// Whether a request failed because a node died under it, as its neighbours notice (500): the next one finds another.
bool reason_is_absence(long code, struct slice body);

// Of an answer that is a list of answers, the status of the one that is worst; 200: all are good.
long reason_worst_status(struct slice body);

// STATUS_IO, FULL or INTERNAL, with the reason.
enum status reason_of_refusal(const struct cluster_refusal *refusal, struct error *err);

// STATUS_UNREACHED: no node could be reached; `how` is what the system says of the last.
enum status reason_of_silence(const struct cluster_nodes *nodes, size_t node, const char *how,
                              struct error *err);

// STATUS_UNREACHED: its certificate is not one to trust, or those to trust cannot be read.
enum status reason_of_distrust(const struct cluster_nodes *nodes, size_t node, const char *how,
                               struct error *err);

#endif
