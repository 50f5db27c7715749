// Saved searches the other way round: which of a few documents does each of many searches find?
//
// The documents of a night are opened once, and each request is then asked of them alone. A request finds what the
// same search has in its `hits` and what counts in its `total` at that generation, no more and no less; what mode=auto
// shows where nothing has all the words, it does not find.
#ifndef ENGINE_SEARCH_STANDING_H
#define ENGINE_SEARCH_STANDING_H

#include "base/error.h"
#include "engine/backend.h"
#include "engine/search/searcher.h"
#include "engine/search/types.h"

struct standing;

// `docs` in index order, no one twice; borrowed, as the other two are.
enum status standing_open(struct searcher *searcher, struct view *view, const struct doc_key *docs,
                          size_t count, struct standing **out, struct error *err) STATUS_NODISCARD;
void standing_close(struct standing *standing); // NULL is fine

// Which documents a request finds: bit i of *found is docs[i]; borrowed until the next call. STATUS_INVALID, as
// search_run, for a query that nobody can answer.
enum status standing_match(struct standing *standing, const struct search_request *request,
                           const uint64_t **found, struct error *err) STATUS_NODISCARD;

#endif
