// A plan at work on one segment, window by window.
//
// For each window of WINDOW_DOCS documents the tree is evaluated to a set (a bitmap of 512 bytes), then the
// matching documents are scored by passing over the scoring lists once more. Sets, counts, facets and
// sorting need nothing else; MaxScore and block-max AND (maxscore.h, block_max_and.h) come before this one
// when the tree has a shape for them and only the best k are asked for.
#ifndef ENGINE_SEARCH_MATCH_WINDOW_EVAL_H
#define ENGINE_SEARCH_MATCH_WINDOW_EVAL_H

#include "base/arena.h"
#include "engine/search/match/plan.h"
#include "engine/search/match/window_ops.h"
#include "engine/segment/posting_reader.h"

struct node_eval; // cursors and sets of one plan node

struct window_eval {
    const struct plan *plan;
    struct snapshot *snapshot;
    const struct segment *segment;
    struct work_limit *limit; // of the snapshot
    struct arena *arena;
    struct node_eval *nodes;          // by plan_node.number
    struct position_array *positions; // scratch, one per slot of the widest leaf
    size_t position_count;
    struct posting_access access;
    struct error *err;
    enum status status; // sticky: the first failure
};

// Opens the lists, with memory from the arena; position scratch is freed by window_eval_end. Stays where it is: what
// reads the lists points into it.
enum status window_eval_begin(struct window_eval *eval, const struct plan *plan,
                              struct snapshot *snapshot, uint32_t segment, struct arena *arena,
                              struct error *err) STATUS_NODISCARD;
void window_eval_end(struct window_eval *eval);

// The live matches of the window [base, base + WINDOW_DOCS) into bits[WINDOW_WORDS]; false when there are
// none. Windows must come in increasing order.
bool window_eval_match(struct window_eval *eval, uint32_t base, uint64_t *bits);

// The scores of the documents in `bits`, the set window_eval_match gave for this window.
void window_eval_score(struct window_eval *eval, uint32_t base, const uint64_t *bits,
                       uint16_t scores[WINDOW_DOCS]);

// The score of one leaf for one document, for explanations: any order of documents, one call each.
uint32_t window_eval_leaf_score(struct window_eval *eval, const struct plan_node *leaf,
                                uint32_t doc);

#endif
