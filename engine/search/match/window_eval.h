// A plan at work on one segment, window by window.
//
// For each window of WINDOW_DOCS documents the tree is evaluated to a set (a bitmap of 512 bytes), then the
// matching documents are scored by passing over the scoring lists once more. Sets, counts, facets and
// sorting need nothing else; pruned strategies (maxscore.c, block_max_and.c) come before this one when the tree
// is simple and only the best k are asked for.
#ifndef ENGINE_SEARCH_MATCH_WINDOW_EVAL_H
#define ENGINE_SEARCH_MATCH_WINDOW_EVAL_H

#include "base/arena.h"
#include "engine/search/match/plan.h"

struct node_run; // cursors and sets of one plan node

struct segment_run {
    const struct plan *plan;
    const struct segment *segment;
    struct arena *arena;
    struct node_run *nodes;           // by plan_node.number
    struct position_array *positions; // scratch, one per slot of the widest leaf
    size_t position_count;
    struct error *err;
    enum status status; // sticky: the first failure
};

// Prepares cursors; memory from the arena. Position scratch is freed by segment_run_end.
enum status segment_run_begin(struct segment_run *run, const struct plan *plan,
                              struct snapshot *snapshot, uint32_t segment, struct arena *arena,
                              struct error *err) STATUS_NODISCARD;
void segment_run_end(struct segment_run *run);

// The live matches of the window [base, base + WINDOW_DOCS) into bits[WINDOW_WORDS]; false when there are
// none. Windows must come in increasing order.
bool segment_run_match(struct segment_run *run, uint32_t base, uint64_t *bits);

// The scores of the documents in `bits`, the set segment_run_match gave for this window.
void segment_run_score(struct segment_run *run, uint32_t base, const uint64_t *bits,
                       uint16_t scores[WINDOW_DOCS]);

// The score of one leaf for one document, for explanations: any order of documents, one call per run.
uint32_t segment_run_leaf_score(struct segment_run *run, const struct plan_node *leaf,
                                uint32_t doc);

#endif
