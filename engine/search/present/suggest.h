// Completions: what may a person be about to type?
#ifndef ENGINE_SEARCH_PRESENT_SUGGEST_H
#define ENGINE_SEARCH_PRESENT_SUGGEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/field.h"
#include "engine/read/snapshot.h"
#include "engine/search/searcher.h"

struct suggestion {
    struct slice text;
    enum field field; // FIELD_COUNT: a word of the texts; FIELD_AUTEUR, FIELD_MINISTRE: a name
    uint32_t documents;
};

// Completions of the last word of `prefix`, names included; at most max. Returns how many.
enum status search_suggest(struct searcher *searcher, struct snapshot *snapshot,
                           struct slice prefix, struct arena *arena, struct suggestion *out,
                           size_t max, size_t *count, struct error *err) STATUS_NODISCARD;

#endif
