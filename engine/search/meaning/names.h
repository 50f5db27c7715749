// Other names of what a query names: « CPAS » finds « centre public d'action sociale » too.
//
// Only in plain words: a quotation means these words, and what is excluded is what was typed. The other name
// is looked for as a phrase, of stems, so that plurals and missing accents do not matter; a name of which
// a word stands in no document is left out, and not told.
#ifndef ENGINE_SEARCH_MEANING_NAMES_H
#define ENGINE_SEARCH_MEANING_NAMES_H

#include "engine/search/meaning/context.h"

// The names among the words of a leaf that have other names.
struct synonym_list resolve_find_names(struct resolver *r, const struct query_words *words);

// The other names of one of them as nodes, told in an event.
void resolve_other_names(struct resolver *r, const struct query_node *node,
                         const struct synonym *name, struct match_list *out);

#endif
