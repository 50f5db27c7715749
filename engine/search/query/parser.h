// What the two halves of the parser share: parse.c (structure) and leaf.c (words). Private to them.
#ifndef ENGINE_SEARCH_QUERY_PARSER_H
#define ENGINE_SEARCH_QUERY_PARSER_H

#include "engine/search/query/chars.h"
#include "engine/search/query/query.h"

struct query_notice {
    struct query_notice *next;
    struct slice text;
};

struct query_parser {
    struct slice in; // points to `copy`
    char *copy;      // in the arena
    size_t at;
    struct arena *arena;
    struct error *err;
    enum status status; // sticky: not OK ends the work
    uint32_t depth;
    uint32_t words;
    struct query_notice *first_notice, **last_notice;
    size_t notice_count;
    struct slice lone_operators[4]; // to search when nothing else was typed
    size_t lone_operator_count;
};

static inline bool query_parser_failed(const struct query_parser *p)
{
    return p->status != STATUS_OK;
}

static inline bool query_parser_at_end(const struct query_parser *p)
{
    return p->at >= p->in.len;
}

// The byte at the reading position, NUL at the end.
static inline char query_parser_peek(const struct query_parser *p)
{
    return query_parser_at_end(p) ? '\0' : p->in.ptr[p->at];
}

void query_parser_skip_space(struct query_parser *p);

// Makes the bytes from `start` to the reading position spaces: they mean nothing.
void query_parser_blank(struct query_parser *p, size_t start);

// Zeroed memory from the arena; NULL and the parser failed without.
void *query_parser_alloc(struct query_parser *p, size_t count, size_t size);

void query_parser_note(struct query_parser *p, struct slice text);

// A node without text or children; NULL and the parser failed without memory.
struct query_node *query_parser_node(struct query_parser *p, enum query_kind kind,
                                     enum field field);

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

// Reads the value behind `date:`, `delai:` or `annee:`.
struct query_node *query_leaf_range(struct query_parser *p, enum field field);

#endif
