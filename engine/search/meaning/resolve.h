// What did the person mean? A query's tree, the analyzer and the vocabulary make a match tree.
//
// Resolution makes two trees at once: `strict`, in which words side by side must all occur, and `loose`,
// in which some suffice. Which is run is the mode's business (search.c). On the way it writes down, as
// events, what it understood by each part of the query; interpretation.c puts them into French.
#ifndef ENGINE_SEARCH_MEANING_RESOLVE_H
#define ENGINE_SEARCH_MEANING_RESOLVE_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/meaning/match_tree.h"
#include "engine/search/query/query.h"
#include "engine/search/types.h"
#include "stemmer/analyzer.h"
#include "stemmer/synonyms.h"

enum resolve_event_kind {
    RESOLVE_ACCENTS,    // other spellings are looked for too: words
    RESOLVE_SYNONYMS,   // other names are looked for too: words
    RESOLVE_STOPS,      // too common to look for
    RESOLVE_STOPS_ONLY, // nothing but such words: looked for all the same
    RESOLVE_WEAK,       // only makes it a question
    RESOLVE_EMPHASIS,   // a quotation in a question: its words will do
    RESOLVE_EXPANDED,   // a star or a tilde became words, and left_out more
    RESOLVE_NO_WORD,    // … became nothing
    RESOLVE_UNKNOWN,    // stands in no document
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
    bool is_cut;        // EXPANDED: not all words are looked for
    bool is_incomplete; // EXPANDED: not even all of the vocabulary was
};

struct resolve_input {
    struct snapshot *snapshot;
    struct analyzer *analyzer;
    const struct synonyms *synonyms;      // NULL: none
    const struct search_request *request; // mode, filters, dates, field_mask
    const struct query *query;
};

struct resolved {
    struct slice canonical; // the query printed
    const struct match_node *strict;
    const struct match_node *loose; // NULL when it would be the same
    bool is_question;               // reads as a question: run the loose tree
    bool scores;                    // there is something to rank by
    const struct resolve_event *events;
};

// The trees and all they point to belong to the arena, but for forms, which are the analyzer's.
enum status resolve_query(const struct resolve_input *input, struct arena *arena,
                          struct resolved *out, struct error *err) STATUS_NODISCARD;

#endif
