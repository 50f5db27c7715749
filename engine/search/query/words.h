// The words of a query: a leaf's text through the analyzer, grouped into what a person meant as one.
//
// Most units are one word. « vice-présidente », « 19 juin 2023 » and « député·e·s » are several
// tokens of the analyzer but one thing to find:
//
//     text      l’avocate        vice-présidente                          député·e·s
//     slots     {avocate}        {vice} {présidente}                      {députés, députées}
//     covers    -                {vice-présidente}: the term vicepresident    -
//
// Slots are positions, with the forms that stand there; covers are forms that stand for all slots.
#ifndef ENGINE_SEARCH_QUERY_WORDS_H
#define ENGINE_SEARCH_QUERY_WORDS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct query_slot {
    const struct form *const *forms; // the analyzer's, until analyzer_forget
    size_t form_count;
    uint32_t position; // in words, in the leaf's text
};

struct query_unit {
    uint32_t start, end; // bytes of the leaf's text
    const struct query_slot *slots;
    size_t slot_count;
    const struct form *const *covers;
    size_t cover_count;
    bool is_date; // a cover stands for a day: the slots need not be looked for
};

struct query_words {
    const struct query_unit *units;
    size_t count;
    uint32_t position_count;
    struct token_list tokens; // that the units were made of; a copy
};

// The units of `text`, in order, from the arena. Fails only for want of memory.
enum status query_words_make(struct analyzer *analyzer, struct slice text, struct arena *arena,
                             struct query_words *out, struct error *err) STATUS_NODISCARD;

// Whether no form of the slot has terms.
bool query_slot_is_stop(const struct query_slot *slot);

// Whether no form of any of its slots has terms, and it has no cover.
bool query_unit_is_stop(const struct query_unit *unit);

// The unit's text. Points into `text`.
static inline struct slice query_unit_text(const struct query_unit *unit, struct slice text)
{
    return slice_of(text.ptr + unit->start, unit->end - unit->start);
}

#endif
