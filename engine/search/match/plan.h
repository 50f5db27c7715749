// From a match tree to what running it needs: terms looked up, nodes numbered.
//
// A plan is made once per request, for all segments. Running it on a segment takes
// a `window_eval`: cursors and scratch sets for that segment.
//
// The unit of work is a posting: about a nanosecond.
#ifndef ENGINE_SEARCH_MATCH_PLAN_H
#define ENGINE_SEARCH_MATCH_PLAN_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/read/segments.h"
#include "engine/segment/segment.h"

// A term of a leaf, in every segment.
struct plan_term {
    const struct match_term *term;
    const struct segment_term *in_segment; // per segment; doc_count 0: not there
    uint32_t doc_count;                    // over all segments, at most all documents
    uint64_t position_bytes;               // over all segments
    double contribution; // as the tree was weighed, of a full stored weight; 0: does not score
    uint16_t table[256]; // per impact, scaled
};

struct plan_slot {
    struct plan_term *terms;
    size_t term_count;
    uint32_t offset;
};

struct plan_node {
    const struct match_node *node;
    struct plan_slot *slots; // TERMS: one slot; PHRASE, NEAR: as in the match node
    size_t slot_count;
    struct plan_node **children;
    size_t child_count;
    uint32_t number; // 0 .. plan.node_count - 1
    uint64_t cost;   // an upper bound of the documents it matches
    bool scores;
};

struct plan {
    struct plan_node *root;
    uint32_t node_count;
    uint32_t term_count;
    uint64_t documents; // stored in all segments
    uint32_t segment_count;
    double scale; // integer score / scale = score
};

enum status plan_make(struct snapshot *snapshot, const struct match_node *root, struct arena *arena,
                      struct plan *out, struct error *err) STATUS_NODISCARD;

#endif
