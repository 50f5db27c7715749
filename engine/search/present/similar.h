// Exchanges like another, and exchanges that are nearly the same.
#ifndef ENGINE_SEARCH_PRESENT_SIMILAR_H
#define ENGINE_SEARCH_PRESENT_SIMILAR_H

#include "engine/search/search.h"

// Sets similar_count of every hit: how many of the others ask nearly the same question (the same text to
// several ministers, or again a year later).
enum status similar_count_among(struct search_hit *hits, size_t count, struct arena *arena,
                                struct error *err) STATUS_NODISCARD;

#endif
