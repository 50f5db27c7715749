// The documents of what was found.
#ifndef ENGINE_SEARCH_PRESENT_HITS_H
#define ENGINE_SEARCH_PRESENT_HITS_H

#include "engine/backend.h"
#include "engine/search/types.h"

// Hits with their exchanges, all read in one call; from the arena, and everything else in them zero.
enum status hits_load(struct view *view, const struct retrieve_hit *found, size_t count,
                      struct arena *arena, struct search_hit **out,
                      struct error *err) STATUS_NODISCARD;

#endif
