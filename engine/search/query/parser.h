// A query being parsed: what parse.c (structure) and leaf.c (words) work on. Private to them.
#ifndef ENGINE_SEARCH_QUERY_PARSER_H
#define ENGINE_SEARCH_QUERY_PARSER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/search/query/query.h"
#include "engine/search/query/refusal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct query_notice {
    struct query_notice *next;
    struct slice text;
};

struct query_parser {
    struct slice in; // points to `copy`
    char *copy;      // in the arena
    size_t at;
    struct arena *arena;
    enum language language; // of refusals
    struct error *err;
    enum status status; // sticky: not OK ends the work
    uint32_t depth, deepest;
    uint32_t words;
    struct query_notice *first_notice, **last_notice;
    size_t notice_count;
    struct slice lone_operators[4]; // to search when nothing else was typed
    struct query_notice *lone_notices[4];
    size_t lone_operator_count;
    struct slice last_and; // the last ET, or its like, as typed
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

struct query_notice *query_parser_note(struct query_parser *p, struct slice text);

// Tells that a word before a colon is text, and which field may have been meant.
void query_parser_note_no_field(struct query_parser *p, struct slice name);

// A node without text or children; NULL and the parser failed without memory.
struct query_node *query_parser_node(struct query_parser *p, enum query_kind kind,
                                     enum field field);

#endif
