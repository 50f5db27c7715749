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

// --- persons and offices ---------------------------------------------------------------------------
//
// Persons and offices that plain words name: « pavet prostitution », « ministre du Budget tram ».
//
// What is theirs is found beside the texts that have the words: as author, minister or respondent, as the office that
// was asked. Only plain words in all texts: not what is excluded, nor in one field.

// A run of words of a leaf that names somebody.
struct people_run {
    uint32_t start, end;              // bytes of the leaf's text; whole units
    const struct people_found *found; // most exchanges first
    size_t count;
    bool are_offices;
};

struct people_runs {
    VEC_OF(struct people_run);
};

// The runs of a leaf, in order; none where names are not looked for.
struct people_runs resolve_find_people(struct resolver *r, const struct query_node *node,
                                       const struct query_words *words);

// The run that the unit is in; NULL: none.
const struct people_run *people_run_at(const struct people_runs *runs,
                                       const struct query_unit *unit);

// Whether units[at] is the title of somebody behind it: « Monsieur » says as little as « M. ».
bool people_run_has_title(const struct people_runs *runs, const struct query_words *words,
                          size_t at);

// A leaf that finds what is theirs, told in an event; with it, their cards.
struct match_node *resolve_people(struct resolver *r, const struct query_node *node,
                                  const struct people_run *run);

// What is found by a word that is looked for as `meant`, too: `words`, and what is theirs whose surname that is, told
// likewise.
struct match_node *resolve_meant_people(struct resolver *r, const struct query_node *node,
                                        const struct query_unit *unit, struct slice meant,
                                        struct match_node *words);

#endif
