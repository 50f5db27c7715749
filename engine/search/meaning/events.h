// What was understood by each part of a query, thing by thing; interpretation.c puts it into French.
#ifndef ENGINE_SEARCH_MEANING_EVENTS_H
#define ENGINE_SEARCH_MEANING_EVENTS_H

#include "base/slice.h"
#include "engine/search/query/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum resolve_event_kind {
    RESOLVE_ACCENTS,    // other spellings are looked for too: words
    RESOLVE_SYNONYMS,   // other names are looked for too: words
    RESOLVE_STOPS,      // too common to look for
    RESOLVE_STOPS_ONLY, // nothing but such words: looked for all the same
    RESOLVE_WEAK,       // only makes it a question
    RESOLVE_LINKS,      // is a preposition with the words around it: not required
    RESOLVE_HELPS,      // says what a question wants of its topic: not required
    RESOLVE_COMMON,     // in many documents: not required of a question
    RESOLVE_APART,      // a compound that no text has: its parts are words by themselves
    RESOLVE_EXPANDED,   // a star or a tilde became words, and left_out more
    RESOLVE_NO_WORD,    // … became nothing
    RESOLVE_UNKNOWN,    // stands in no document
    RESOLVE_NEIGHBOUR,  // stands in hardly any: a word near to it is looked for too: words
    RESOLVE_PEOPLE,     // what is theirs is looked for, too: words
    RESOLVE_VALUES,     // a name became values: words
    RESOLVE_NO_VALUE,   // … no value; words: what may have been meant
    RESOLVE_NOTHING,    // the query holds nothing to look for
    RESOLVE_LONG,       // a long quotation is looked for in pieces
};

struct resolve_event {
    const struct resolve_event *next;
    enum resolve_event_kind kind;
    const struct query_node *node;
    uint32_t start, end; // bytes of node->text
    const struct slice *words;
    size_t word_count;
    size_t left_out;
    bool is_unknown;    // NEIGHBOUR: no text has the word as typed
    bool is_cut;        // EXPANDED, PEOPLE: not all of them are looked for
    bool are_offices;   // PEOPLE: nobody by name
    size_t sought;      // PEOPLE: so many are, those who have most exchanges
    bool is_incomplete; // EXPANDED: not even all of the vocabulary was
};

#endif
