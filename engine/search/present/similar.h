// Exchanges like another.
#ifndef ENGINE_SEARCH_PRESENT_SIMILAR_H
#define ENGINE_SEARCH_PRESENT_SIMILAR_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/backend.h"
#include "engine/search/searcher.h"
#include "engine/search/types.h"

#include <stddef.h>
#include <stdint.h>

// Exchanges like this one, best first.
enum status search_similar(struct searcher *searcher, struct view *view, struct slice id,
                           uint32_t limit, struct arena *arena, struct search_result *out,
                           struct error *err) STATUS_NODISCARD;

#endif
