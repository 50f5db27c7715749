// The leaves of a query: words, quotations, stars, tildes, ranges. Private to the parser.
#ifndef ENGINE_SEARCH_QUERY_LEAF_H
#define ENGINE_SEARCH_QUERY_LEAF_H

#include "base/slice.h"
#include "engine/search/query/parser.h"
#include "engine/search/query/query.h"

// Gives a leaf its text, white space made single spaces; a leaf on dates or numbers becomes a RANGE.
// NULL when it holds no word, or the parser failed.
struct query_node *query_leaf_finish(struct query_parser *p, struct query_node *leaf,
                                     struct slice text);

// Reads a quotation, the reading position being at its quote. NULL when there is nothing in it.
struct query_node *query_leaf_phrase(struct query_parser *p, enum field field);

// Reads what stands before the next space, quote or bracket; its bytes go to *raw. A plain word comes
// back as WORDS without text: it may become part of a run. NULL for punctuation.
struct query_node *query_leaf_word(struct query_parser *p, enum field field, bool exact,
                                   struct slice *raw);

// Reads the value after `date:`, `delai:` or `annee:`, of which parts may be quoted.
struct query_node *query_leaf_range(struct query_parser *p, enum field field);

// Whether a quotation with something in it begins at the reading position.
bool query_leaf_has_quoted_value(const struct query_parser *p);

#endif
