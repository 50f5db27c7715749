// Exchanges like another, and exchanges that are nearly the same.
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

// Sets similar_count of every hit: how many of the others ask nearly the same question (the same text to
// several ministers, or again a year later).
enum status similar_count_among(struct search_hit *hits, size_t count, struct arena *arena,
                                struct error *err) STATUS_NODISCARD;

// Exchanges like this one, best first.
enum status search_similar(struct searcher *searcher, struct view *view, struct slice id,
                           uint32_t limit, struct arena *arena, struct search_result *out,
                           struct error *err) STATUS_NODISCARD;

#endif
