// What to match and what to score: the boundary between understanding a query and running it.
//
// The query room turns words into a tree of match nodes (resolve.c), weighs its terms (weigh.c), and a backend runs it
// (backend.h; plan.c and below). Matching is boolean; scoring is linear: a document that matches the tree
// scores the sum, over all scoring leaves, of weight × idf × the posting's stored weight. Nodes under a
// MATCH_NOT never score. All memory belongs to the request's arena.
#ifndef ENGINE_MATCH_TREE_H
#define ENGINE_MATCH_TREE_H

#include "base/slice.h"
#include "engine/field.h"
#include "engine/term.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum match_kind {
    MATCH_NONE,   // nothing
    MATCH_ALL,    // every document (« SAUF x » alone, filters alone)
    MATCH_TERMS,  // at least one of the alternatives occurs
    MATCH_PHRASE, // slots at their offsets, in order, within one text field
    MATCH_NEAR,   // one alternative of each slot, any order, within a window of `window` positions
    MATCH_COLUMN, // a test on columns: value sets and ranges
    MATCH_AND,
    MATCH_OR,
    MATCH_NOT,      // one child
    MATCH_OPTIONAL, // children score where they occur but need not: must stand under a MATCH_AND
};

// One index term as an alternative of a leaf.
struct match_term {
    enum term_kind kind;
    struct slice term;
    float boost; // 1: as the leaf; less for a typo, an expansion, another accent
};

// The most places a phrase may have: snippets give each a bit of 64, and need some for words beside it.
enum { MATCH_MAX_SLOTS = 60 };

// One place of a phrase.
struct match_slot {
    const struct match_term *terms;
    size_t term_count;
    uint32_t offset; // in words from the first slot; ignored by MATCH_NEAR
};

// A test on a column. For text columns the query room lists the accepted values (exact, as stored);
// for numbers a closed range.
struct match_column {
    enum field field; // AUTEUR MINISTRE REPONDANT TYPE SESSION STATUT NUMERO ID SERIE: values;
                      // ANNEE DATE DATE_REPONSE DELAI: range; TITRE QUESTION REPONSE: has any words
    const struct slice *values;
    size_t value_count;
    int64_t low; // DATE: yyyymmdd with first_day/last_day applied; documents without value fail
    int64_t high;
};

// What a term of a leaf is worth, and what the index says of it. Written into the tree before it is run: weights are
// made of how many documents of the whole index have a term, which whatever runs the tree need not know.
struct match_weight {
    uint64_t documents; // that have the term
    double weight;      // leaf's weight × idf × boost, of a full stored weight; 0: adds nothing
    const void *place;  // where the backend has the term; NULL: it looks again
};

struct match_node {
    enum match_kind kind;
    uint8_t field_mask; // TERMS, PHRASE, NEAR: FIELD_MASK_ALL or a subset
    bool scores;        // TERMS, PHRASE, NEAR: adds to the score
    float weight;       // of a scoring leaf; 1 is normal
    struct slice label; // of a scoring leaf, for explain; retrieval does not look at it
    const struct match_term *terms;
    size_t term_count;
    const struct match_slot *slots;
    size_t slot_count;
    const struct match_weight
        *weights; // one a term, slot after slot; NULL: not weighed, scores nothing
    uint32_t window;
    struct match_column column;
    struct match_node *const *children;
    size_t child_count;
};

// Whether it looks for words.
static inline bool match_is_leaf(const struct match_node *node)
{
    return node->kind == MATCH_TERMS || node->kind == MATCH_PHRASE || node->kind == MATCH_NEAR;
}

// How many leaves of the tree score.
size_t match_leaf_count(const struct match_node *root);

// How many documents match a weighed tree, if words stood in them without regard to one another; of columns nothing is
// known. And how many may match at most.
double match_guess(const struct match_node *root, uint64_t documents);
uint64_t match_most(const struct match_node *root, uint64_t documents);

#endif
