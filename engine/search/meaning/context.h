// A query being resolved: what the parts of resolution share. Private to resolve.c and what it calls.
#ifndef ENGINE_SEARCH_MEANING_CONTEXT_H
#define ENGINE_SEARCH_MEANING_CONTEXT_H

#include "base/error.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/search/meaning/events.h"
#include "engine/search/meaning/leaf_words.h"
#include "engine/search/meaning/match_build.h"
#include "engine/search/memory/people.h"
#include "engine/search/memory/word_cache.h"
#include "engine/search/query/query.h"
#include "engine/search/query/words.h"
#include "engine/search/types.h"
#include "stemmer/analyzer.h"
#include "stemmer/synonyms.h"

// Weights of the leaves that only improve the order, relative to a word's 1. Measured: docs/relevance.md.
#define RESOLVE_WEIGHT_SURFACE 0.25f
#define RESOLVE_WEIGHT_PAIR 0.3f // of each of n pairs in a run of words: divided by the root of n
#define RESOLVE_WEIGHT_NEAR_TWO 0.6f // of two words near each other, in any order
#define RESOLVE_WEIGHT_NEAR_THREE 0.1f
// Boosts of alternatives within a leaf.
#define RESOLVE_BOOST_UNACCENTED 0.8f // « sécurité » finds « securite »
#define RESOLVE_BOOST_LOOSE 0.5f      // « article 1er » finds « article 1 »
#define RESOLVE_BOOST_TYPO 0.5f       // per typing error
#define RESOLVE_BOOST_NEIGHBOUR 0.8f  // « indemntié » finds « indemnité »

struct resolver {
    struct view *view;
    struct analyzer *analyzer;
    const struct synonyms *synonyms;
    struct word_cache *cache;
    const struct people *people;
    enum language language; // of refusals
    bool without_people;    // nobody is looked for by name
    struct {
        VEC_OF(struct search_card);
    } cards;
    struct arena *arena;
    struct outcome outcome; // of all calls below; asked once at the end
    bool is_french;
    bool is_question;
    bool keeps_stops; // second try: the query has nothing but stop words
    bool saw_stops;
    enum search_mode mode;
    uint8_t field_mask;                // for words without a field
    size_t terms_left;                 // budget, RETRIEVE_MAX_TERMS in all
    size_t words_left;                 // budget of vocabulary to walk, EXPAND_MAX_WALK in all
    size_t expansions_left;            // budget of expanded words, RESOLVE_MAX_EXPANSIONS in all
    uint64_t postings_left;            // budget of their postings, RESOLVE_MAX_POSTINGS in all
    struct match_list optional;        // what only adds to the score
    struct match_list optional_strict; // the same, in the strict tree only
    struct match_list optional_loose;  // and in the loose one only
    bool is_negative;                  // under a NOT: nothing scores
    bool is_insisted;                  // under a plus: words are what they are
    bool is_silent;                    // no events
    struct resolve_event *first, *last;
    const struct leaf_words *leaves; // analysed so far
};

// A part of the query in both trees; NULL in both when there is nothing to match.
struct resolve_pair {
    struct match_node *strict, *loose;
};

static inline bool resolver_failed(const struct resolver *r)
{
    return outcome_failed(&r->outcome);
}

// Notes that memory ran out; returns false.
bool resolver_no_memory(struct resolver *r);

// Zeroed memory; NULL and failed without.
void *resolver_alloc(struct resolver *r, size_t count, size_t size);

void resolver_add(struct resolver *r, struct match_list *list, struct match_node *node);

// Writes an event about bytes start..end of the node's text; the caller may fill in the rest. NULL where
// nothing is to be told, and without memory.
struct resolve_event *resolver_event(struct resolver *r, enum resolve_event_kind kind,
                                     const struct query_node *node, uint32_t start, uint32_t end);

// The fields a leaf looks in.
uint8_t resolver_field_mask(const struct resolver *r, const struct query_node *node);

// Gives a leaf its label; NULL stands for memory that ran out.
struct match_node *resolver_label(struct resolver *r, struct slice label, struct match_node *leaf);

// The words of `text`, which is not the query's; false when that or anything before has failed.
bool resolver_words(struct resolver *r, struct slice text, struct query_words *out);

// The words of a leaf of the query; NULL when that or anything before has failed.
const struct query_words *resolver_leaf_words(struct resolver *r, const struct query_node *node);

#endif
