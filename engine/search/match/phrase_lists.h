// Phrases that are alternatives to other words, as lists: in which documents each holds, and what its words give there.
//
// Made for each segment before the shape is run, by looking the phrase up as a conjunction: by itself, or with the
// rarest word that every match must have, of whose documents alone positions are read then. What finds the best hits
// then knows lists only.
#ifndef ENGINE_SEARCH_MATCH_PHRASE_LISTS_H
#define ENGINE_SEARCH_MATCH_PHRASE_LISTS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/match/query_shape.h"

// Looks the terms of the shape's alternatives up: lists in the arena, of the documents that have the phrase, but
// for some that cannot match.
enum status phrase_lists_make(struct snapshot *snapshot, const struct query_shape *shape,
                              struct arena *arena, struct error *err) STATUS_NODISCARD;

#endif
