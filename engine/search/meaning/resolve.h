// What did the person mean? A query's tree, the analyzer and the vocabulary make a match tree.
//
// Resolution makes two trees at once: `strict`, in which words side by side must all occur, and `loose`,
// in which some suffice. Which is run is the mode's business (search.c). On the way it writes down, as
// events, what it understood by each part of the query; interpretation.c puts them into French.
#ifndef ENGINE_SEARCH_MEANING_RESOLVE_H
#define ENGINE_SEARCH_MEANING_RESOLVE_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/search/meaning/events.h"
#include "engine/search/meaning/leaf_words.h"
#include "engine/search/memory/people.h"
#include "engine/search/memory/word_cache.h"
#include "engine/search/query/query.h"
#include "engine/search/types.h"
#include "stemmer/analyzer.h"
#include "stemmer/synonyms.h"

struct resolve_input {
    struct view *view;
    struct analyzer *analyzer;
    const struct synonyms *synonyms;      // NULL: none
    const struct search_request *request; // mode, filters, dates, field_mask
    struct word_cache *cache;             // of what was found out about words
    const struct query *query;
    const struct people *people; // of the view's generation
};

struct resolved {
    struct slice canonical; // the query printed
    struct match_node *strict;
    struct match_node *loose; // NULL when it would be the same
    bool is_question;         // reads as a question in plain French
    bool scores;              // there is something to rank by
    const struct resolve_event *events;
    const struct search_card *cards;
    size_t card_count;
    const struct leaf_words *leaves; // of all leaves that are words
};

// The trees and all they point to belong to the arena, but for forms, which are the analyzer's.
enum status resolve_query(const struct resolve_input *input, struct arena *arena,
                          struct resolved *out, struct error *err) STATUS_NODISCARD;

// Which of the two trees is run in a mode, and which one where that finds nothing (NULL: none).
struct tree_order {
    struct match_node *first, *second;
};
struct tree_order resolved_order(const struct resolved *resolved, enum search_mode mode);

#endif
