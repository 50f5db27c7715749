// Completions: what may a person be about to type?
#ifndef ENGINE_SEARCH_PRESENT_SUGGEST_H
#define ENGINE_SEARCH_PRESENT_SUGGEST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/field.h"
#include "engine/search/searcher.h"

#include <stddef.h>
#include <stdint.h>

struct suggestion {
    struct slice text;
    enum field field;   // FIELD_COUNT: a word of the texts; FIELD_AUTHOR, FIELD_MINISTER: a name
    struct slice query; // what is asked when it is chosen: what was typed before, and this
    uint64_t documents; // that have this very word, or name in that role
};

struct suggestion_list {
    VEC_OF(struct suggestion);
};

// Adds completions of the last word of `prefix`, names included, to `out` while that has room; their texts are borrowed
// from the arena. Of words that a search does not tell apart there is the most frequent. Nothing is to be taken from
// `out` after a failure.
enum status search_suggest(struct searcher *searcher, struct view *view, struct slice prefix,
                           struct arena *arena, struct suggestion_list *out,
                           struct error *err) STATUS_NODISCARD;

#endif
