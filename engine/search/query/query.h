// What did the person type? The query language as a tree, before any analysis of French.
//
// The parser knows operators, quotes, fields, dates and parentheses, but no words: runs of plain
// words stay raw text, which resolve.c hands to the analyzer, so that « 4 874 », « 19 juin 2023 »
// and « a-t-il » are understood as in documents. It repairs what it can and says so in notices; the
// only errors are an unknown field, a value that is no date or number, and the limits below.
//
//     titre:vaccin "mise en œuvre" SAUF (école* OU date:2020..2022)
//     LIST ─ WORDS titre « vaccin »
//          ├ PHRASE « mise en œuvre »
//          └ NOT ─ OR ─ WILDCARD « école* »
//                     └ RANGE date 20200000..20221231
//
// docs/query-language.md describes the language for people. parse.h makes the tree, print.h is the way back; value.h
// knows what stands in ranges.
#ifndef ENGINE_SEARCH_QUERY_QUERY_H
#define ENGINE_SEARCH_QUERY_QUERY_H

#include "base/slice.h"
#include "engine/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    QUERY_MAX_BYTES = 8192,
    QUERY_MAX_DEPTH = 32,    // parentheses within parentheses
    QUERY_MAX_WORDS = 256,   // words between spaces, operators not counted
    QUERY_MAX_DISTANCE = 50, // "a b"~N
    QUERY_DEFAULT_DISTANCE = 5,
};

enum query_kind {
    QUERY_ALL,    // everything: nothing was typed, or `*`
    QUERY_WORDS,  // one or more words in a row, combined as the mode says
    QUERY_PHRASE, // between quotes; distance 0: exactly, else within that many words
    QUERY_EXACT,  // =mot
    QUERY_WILDCARD, // prostitu*  *isation: text holds the stars; of a field that is no range, "*": any value
    QUERY_FUZZY, // mot~ mot~1 mot~2; distance 0: as the word's length allows
    QUERY_RANGE, // date:2020..2023 delai:>30 annee:2020
    QUERY_LIST,  // side by side, combined as the mode says
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT, // one child
};

// Nodes and their texts belong to the arena given to query_parse.
struct query_node {
    enum query_kind kind;
    enum field field;  // of a leaf: where to look; FIELD_COUNT: wherever the request says
    bool required;     // child of a LIST after `+`
    bool asks;         // the root: a question mark stands in the text
    uint32_t distance; // PHRASE, FUZZY
    struct slice text; // of a leaf but RANGE: UTF-8, spaces single, not empty
    int64_t low, high; // RANGE, both inclusive; INT64_MIN and INT64_MAX: open
    const struct query_node *const *children;
    size_t child_count;
};

struct query {
    const struct query_node *root; // never NULL
    const struct slice *notices;   // what was repaired or ignored, in French
    size_t notice_count;
};

#endif
