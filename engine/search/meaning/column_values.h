// Which stored values of a column does a person mean? « pavet », « Amandine PAVET », « ecrite ».
//
// Whole values are compared by their keys (engine/field.h), parts of them word by word as those are folded.
#ifndef ENGINE_SEARCH_MEANING_COLUMN_VALUES_H
#define ENGINE_SEARCH_MEANING_COLUMN_VALUES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum column_match {
    COLUMN_MATCH_ALL_WORDS, // every word typed is a word of the value
    COLUMN_MATCH_IN_ORDER,  // and they stand there in that order, next to each other
    // It is this value, or of several persons has the one or all that were typed; a citation in any spelling that texts
    // have.
    COLUMN_MATCH_WHOLE,
    COLUMN_MATCH_WILDCARD, // stars within words
    COLUMN_MATCH_FUZZY,    // with typing errors
};

struct column_value {
    struct slice value; // as stored
    struct slice shown; // of a list of citations, the one that matches; else the value
    uint32_t documents;
    uint32_t distance; // of FUZZY: typing errors
};

// The values of `field` (a column of texts) that match what was typed, most documents first, from the
// arena. FIELD_ID and FIELD_SERIES match as they stand.
enum status column_values_find(struct view *view, enum field field, struct slice typed,
                               enum column_match match, struct arena *arena,
                               struct column_value **out, size_t *count,
                               struct error *err) STATUS_NODISCARD;

// Adds the folded words of a value, letters and digits, from the arena; `failed` without memory.
void column_words(struct slice value, bool keep_stars, struct arena *arena, struct slice_list *out);

#endif
