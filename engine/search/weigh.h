// What the words of a match tree are worth: the index is asked once how many documents have each of them.
#ifndef ENGINE_SEARCH_WEIGH_H
#define ENGINE_SEARCH_WEIGH_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/backend.h"
#include "engine/match_tree.h"

// Weighs all leaves that no MATCH_NOT stands above: sets their `weights`, from the arena. To be done before a tree is
// run for its order, with the same view. STATUS_TOO_LARGE for a tree beyond RETRIEVE_MAX_DEPTH or RETRIEVE_MAX_TERMS.
enum status weigh_tree(struct view *view, struct match_node *root, struct arena *arena,
                       struct error *err) STATUS_NODISCARD;

#endif
