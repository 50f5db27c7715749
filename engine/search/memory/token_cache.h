// The tokens of texts that were analysed lately, for extracts.
//
// The stored texts of the hits that people look at are analysed again at each search that finds them. A token is kept
// in fourteen bytes, a text under the hash of its bytes: what the index does meanwhile does not matter. The text used
// longest ago gives way. Belongs to one thread and to one analyzer.
#ifndef ENGINE_SEARCH_MEMORY_TOKEN_CACHE_H
#define ENGINE_SEARCH_MEMORY_TOKEN_CACHE_H

#include "base/lru.h"
#include "base/slice.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a token may be, told from a few of its bytes: 0 nothing, TRACE_SEVERAL several stems. What has another trace
// is another term.
enum { TRACE_SEVERAL = 4097, TRACE_COUNT };
struct kept_trace {
    uint16_t surface, stem;
};
uint16_t token_cache_trace(struct slice term); // of one term, not empty

struct kept_place {
    uint16_t start, end; // bytes of the text
    uint16_t position;
};

// Tokens in reading order. Most are looked at for their trace alone.
struct kept_tokens {
    const struct kept_trace *traces;
    const uint32_t *forms; // ids
    const struct kept_place *places;
    size_t count;
};

struct token_cache {
    struct lru texts;
    size_t bytes;
};

void token_cache_init(struct token_cache *cache);

// Forgets all texts: with analyzer_forget, which ends the life of the forms.
void token_cache_clear(struct token_cache *cache);

// False: not known. What it points to lives until the next token_cache_keep or _clear, here as below.
bool token_cache_find(struct token_cache *cache, struct slice text, struct kept_tokens *out);

// Keeps the tokens of `text`, which is not known yet. False, and nothing is kept, when it is too long or there is no
// memory.
bool token_cache_keep(struct token_cache *cache, struct slice text, const struct token_list *list,
                      struct kept_tokens *out);

#endif
