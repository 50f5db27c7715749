// The parser of the query language: what was typed, as a tree.
#ifndef ENGINE_SEARCH_QUERY_PARSE_H
#define ENGINE_SEARCH_QUERY_PARSE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/search/query/query.h"
#include "engine/search/query/refusal.h"

// Understands `text`. STATUS_INVALID with a message in that language: text that is not UTF-8 or holds NUL, an
// unknown field, a field that cannot be searched, a malformed date or number, a limit exceeded.
enum status query_parse(struct slice text, enum language language, struct arena *arena,
                        struct query *out, struct error *err) STATUS_NODISCARD;

#endif
