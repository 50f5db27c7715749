// The terms of the index that a word of a query is looked for by, and the leaves made of them.
//
// A word is looked for by its stems: those of the form typed, those of the accented words it may stand for, and, typed
// with accents, those of the word as texts without accents write it.
#ifndef ENGINE_SEARCH_MEANING_TERMS_H
#define ENGINE_SEARCH_MEANING_TERMS_H

#include "engine/search/meaning/context.h"
#include "engine/search/meaning/expand.h"

struct term_list terms_new(struct resolver *r);

// Adds a copy of a term that is not there yet, while the query's budget of terms lasts.
void terms_add(struct resolver *r, struct term_list *list, enum term_kind kind, struct slice term,
               float boost);

// Adds the stems of a form; NULL adds none.
void terms_add_form(struct resolver *r, struct term_list *list, const struct form *form,
                    float boost);

// What the analyzer makes of a word of the index; NULL when that is nothing, or something failed.
const struct form *terms_form(struct resolver *r, struct slice surface);

// The spellings of a word that may be meant, itself first; none when something failed.
struct expansions terms_spellings(struct resolver *r, const struct form *form);

// The stems a slot is looked for by. With `unit`, what was added is written down; `documents`, unless NULL, is how many
// have the very words, in any spelling that is looked for.
struct term_list terms_of_slot(struct resolver *r, const struct query_slot *slot,
                               const struct query_node *node, const struct query_unit *unit,
                               uint64_t *documents);

// The very forms that were typed, for common words.
struct term_list terms_as_written(struct resolver *r, const struct query_slot *slot);

// For a word that texts have, but only as a form of another, which it would not be by itself: « sris », of SRIs, is
// SRI.
void terms_add_plural(struct resolver *r, struct term_list *list, const struct form *form);

// How many documents have one of the terms, those with several counted as often; 0 when something failed.
uint64_t terms_documents(struct resolver *r, const struct term_list *list);

// Whether two lists have the same terms.
bool terms_are_same(const struct term_list *a, const struct term_list *b);

// A leaf on the terms; NULL when there are none.
struct match_node *terms_leaf(struct resolver *r, uint8_t field_mask, struct slice label,
                              const struct term_list *list);

// Adds a place of a phrase; terms that are none take none.
void terms_add_slot(struct resolver *r, struct slot_list *slots, const struct term_list *list,
                    uint32_t offset);

#endif
