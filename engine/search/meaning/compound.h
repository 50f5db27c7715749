// What people join, or part, as texts do not: « vice-présidente », « sans papiers », « sanspapiers »,
// « contrat-travail », « COP 26 ».
//
// A compound is looked for joined, and by its parts next to each other. One that a common word begins or ends is
// another thing than the word beside it (« non-respect », « rendez-vous »), and is so, too, where its hyphen is left
// out (« non respect »), if texts of the index usually write it with one. Prefixes that are words or stand between
// words, too (« après vente », « sur endettement »), only add the compound to the two. A compound that no text writes
// is the asker's own, and words like any others. A name and its number (« COP 26 », « PM10 ») are one where texts join
// them.
#ifndef ENGINE_SEARCH_MEANING_COMPOUND_H
#define ENGINE_SEARCH_MEANING_COMPOUND_H

#include "engine/search/meaning/context.h"

// Whether a common word begins or ends it: without that, it would say something else.
bool compound_hangs(const struct query_unit *unit);

// Whether the hyphen is the asker's own (« contrat-travail », « cdd vers-cdi »): an index of many words has the
// compound nowhere, joined or with its hyphen.
bool compound_is_apart(struct resolver *r, const struct query_unit *unit);

// The compound that units[at] and the next are in texts of the index (« sans papiers »); NULL: they are two words.
const struct query_unit *compound_of_two(struct resolver *r, const struct query_words *words,
                                         size_t at);

// Whether what compound_of_two gave is a name and its number.
bool compound_is_numbered(const struct query_unit *unit);

// Whether what compound_of_two gave is looked for beside its two words (« socio économique », « non lieu »), and not
// instead of them (« sans papiers »).
bool compound_adds_to_words(struct resolver *r, const struct query_unit *unit);

// The compound that a word of the query is in texts of the index, which is told (« sanspapiers »), or a name with its
// number joined, of which texts have both (« cop26 »); NULL: it is one word.
const struct query_unit *compound_of_one(struct resolver *r, const struct query_node *node,
                                         const struct query_unit *unit);

// Tells how a compound that was typed joined or in two words is written with its hyphen, or the other way round.
void compound_tell(struct resolver *r, const struct query_node *node,
                   const struct query_unit *unit);

// What to look for.
struct compound_nodes {
    struct match_node *either;       // joined, or its parts next to each other; NULL: nothing
    struct match_node *joined;       // as one word, with a hyphen or without; NULL: nothing
    struct match_list any;           // joined, or a part; of one that hangs joined only
    const struct query_slot **words; // its parts, where they are words by themselves
    size_t word_count;
};

struct compound_nodes compound_resolve(struct resolver *r, const struct query_node *node,
                                       const struct query_unit *unit, uint8_t field_mask);

// What may stand at a unit's slot; `node` as for terms_of_slot. A common word has to stand there, as it is or in
// the other number (« ayants droit »), where the compound hangs on it.
struct term_list compound_slot_terms(struct resolver *r, const struct query_unit *unit, size_t s,
                                     const struct query_node *node);

#endif
