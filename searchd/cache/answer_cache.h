// Finished answers, kept for whoever asks the same of the same generation.
//
// The key says everything that an answer depends on (generation, target, representation, host, day), so
// nothing is ever invalidated: what nobody asks for any more gives way. Bounded in bytes. All
// functions may be called from any thread.
#ifndef SEARCHD_CACHE_ANSWER_CACHE_H
#define SEARCHD_CACHE_ANSWER_CACHE_H

#include "base/error.h"
#include "base/slice.h"
#include "searchd/handle/http.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct answer_cache;

// A 200 with its headers, unchangeable, shared by counting.
struct stored_answer;

enum { ANSWER_CACHE_MAX_BODY = 64 << 10 };

// limit_bytes 0: stores nothing, finds nothing. The caller closes.
enum status answer_cache_open(size_t limit_bytes, struct answer_cache **cache,
                              struct error *err) STATUS_NODISCARD;
void answer_cache_close(struct answer_cache *cache); // NULL is fine

// The answer stored under key, counted once for the caller (answer_cache_release); NULL when there is none, which is a
// miss for the statistics unless the caller will ask again.
struct stored_answer *answer_cache_find(struct answer_cache *cache, struct slice key,
                                        bool will_ask_again);

// Keeps a copy of the response's body, type and headers under key and returns it, counted once for the
// caller; NULL when it is too large or there is no memory.
struct stored_answer *answer_cache_store(struct answer_cache *cache, struct slice key,
                                         const struct http_response *response, struct slice body);

void answer_cache_release(struct stored_answer *answer);

// What was stored; borrowed until answer_cache_release.
struct slice answer_cache_body(const struct stored_answer *answer);
void answer_cache_fill(const struct stored_answer *answer, struct http_response *response);

struct answer_cache_stats {
    uint64_t hits, misses, bytes;
};
void answer_cache_stats(struct answer_cache *cache, struct answer_cache_stats *out);

#endif
