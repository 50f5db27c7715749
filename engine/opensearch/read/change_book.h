// The rows of changes of a cluster's index (engine/changes/change.h), as a process keeps them.
//
// Rows never change, so those that somebody asked for stay, and of a new generation only what came with it is fetched:
// a thousand documents' news take some 40 kB, the most that are ever kept some 60 MB.
#ifndef ENGINE_OPENSEARCH_READ_CHANGE_BOOK_H
#define ENGINE_OPENSEARCH_READ_CHANGE_BOOK_H

#include "base/buf.h"
#include "engine/changes/change_list.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/write/generation.h"

struct work_limit; // engine/search/work_limit.h

struct change_book; // for all threads of a process

// Of which generation something is asked, and through what.
struct change_asking {
    struct session *session;
    struct slice name; // of the index
    const struct generation *generation;
    struct work_limit *limit; // may be NULL
};

struct change_book *change_book_open(void);       // NULL without memory
void change_book_close(struct change_book *book); // NULL is fine

// The changes that are asked for; in the arena.
enum status change_book_list(struct change_book *book, const struct change_asking *asking,
                             const struct change_request *request, struct arena *arena,
                             struct change_list *out, struct error *err) STATUS_NODISCARD;

// Begins a search for records of a kind, as far as they count: more clauses may follow, each after a comma, then "]}}",
// what else a search has, and "}".
void change_ask_put(const struct change_asking *asking, const char *kind, size_t size,
                    struct buf *out);
// Asks NAME-meta. The caller lets the answer go, which is NULL after a failure.
enum status change_ask(const struct change_asking *asking, const struct buf *body,
                       struct json **answer, struct error *err) STATUS_NODISCARD;

#endif
