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
// docs/query-language.md describes the language for people; query_print is the way back.
#ifndef ENGINE_SEARCH_QUERY_QUERY_H
#define ENGINE_SEARCH_QUERY_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/field.h"

enum {
    QUERY_MAX_BYTES = 8192,
    QUERY_MAX_DEPTH = 32,    // parentheses within parentheses
    QUERY_MAX_WORDS = 256,   // words between spaces, operators not counted
    QUERY_MAX_DISTANCE = 50, // "a b"~N
    QUERY_DEFAULT_DISTANCE = 5,
};

enum query_kind {
    QUERY_ALL,      // everything: nothing was typed, or `*`
    QUERY_WORDS,    // one or more words in a row, combined as the mode says
    QUERY_PHRASE,   // between quotes; distance 0: exactly, else within that many words
    QUERY_EXACT,    // =mot
    QUERY_WILDCARD, // prostitu*  *isation: text holds the stars
    QUERY_FUZZY,    // mot~ mot~1 mot~2; distance 0: as the word's length allows
    QUERY_RANGE,    // date:2020..2023 delai:>30 annee:2020
    QUERY_LIST,     // side by side, combined as the mode says
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT, // one child
};

// Nodes and their texts belong to the arena given to query_parse.
struct query_node {
    enum query_kind kind;
    enum field field;  // of a leaf: where to look; FIELD_COUNT: wherever the request says
    bool required;     // child of a LIST behind `+`
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

// Understands `text`. STATUS_INVALID with a message in French: text that is not UTF-8 or holds NUL, an
// unknown field, a field that cannot be searched, a malformed date or number, a limit exceeded.
enum status query_parse(struct slice text, struct arena *arena, struct query *out,
                        struct error *err) STATUS_NODISCARD;

// A change to make while printing: bytes start..end of a leaf's text become `text`, or the leaf as a
// whole when start == end == 0. Empty text leaves them out. Plain words only: the text printed in place
// is query language again ("=securite").
struct query_edit {
    const struct query_node *node;
    size_t start, end;
    struct slice text;
};

// Appends the query in the query language: parsing what is printed gives the same tree. `edit` may be
// NULL. Nothing is appended for QUERY_ALL as a root.
void query_print(const struct query_node *root, const struct query_edit *edit, struct buf *out);

// The range that `value` stands for in a RANGE of `field` ("2020..2023", ">30", "juin 2023").
// STATUS_INVALID with a message in French. value.c.
enum status query_range_parse(enum field field, struct slice value, int64_t *low, int64_t *high,
                              struct error *err) STATUS_NODISCARD;
void query_range_print(const struct query_node *range, struct buf *out);
bool query_field_is_range(enum field field);

// The lower bound of a period that begins with `date`: the number of its year or month when it begins
// with the first day of one, so that dates known no better are included.
int64_t query_date_low(uint32_t date);

#endif
