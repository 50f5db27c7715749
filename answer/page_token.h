// The opaque token with which a client asks for the next page.
//
// It names a place (the last hit seen) in one search of one generation: the place would mean
// something else in any other, so a token says which it belongs to and is refused elsewhere. It is
// not secret and not signed: a forged one can only name another place.
#ifndef ANSWER_PAGE_TOKEN_H
#define ANSWER_PAGE_TOKEN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/retrieval.h"

#include <stdint.h>

// Which list of the search it continues: its hits, or the partials behind them (engine/search/types.h). Or none of a
// search, but the changes of an index: then `generation` is the number of the last change seen, `commit_time` its
// moment, `search` the epoch of the changes (engine/changes/change.h), and nothing else says anything.
enum page_list { PAGE_LIST_HITS, PAGE_LIST_PARTIALS, PAGE_LIST_CHANGES, PAGE_LIST_COUNT };

struct page_token {
    enum page_list list;
    uint64_t generation;
    int64_t commit_time; // tells apart equal generations of two indexes
    uint64_t search;     // hash of the search that it continues
    int64_t key;         // sort key of the last hit seen
    struct doc_key doc;
    uint32_t seen;   // hits before the next page; 0: key and doc say nothing
    uint32_t inside; // lines of a concordance before the next page, of the hit with which it begins
};

enum { PAGE_TOKEN_LEN = 80 }; // characters

// The token as text, safe in URLs. Borrowed from the arena; {NULL, 0} without memory.
struct slice page_token_encode(const struct page_token *token, struct arena *arena);

// STATUS_INVALID when text is not a token that encode made (whoever mistypes one gets told).
enum status page_token_decode(struct slice text, struct page_token *out,
                              struct error *err) STATUS_NODISCARD;

#endif
