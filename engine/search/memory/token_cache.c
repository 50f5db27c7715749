// Tokens by the text they stand in. See token_cache.h.
//
// A text is known by its length and 64 bits of hash: that two of the few hundred texts kept share both by chance is
// less likely than a bit that flips in memory.
#include "engine/search/memory/token_cache.h"

#include "base/hash.h"

#include <stdlib.h>

enum { CHAINS = 1024, LIMIT_BYTES = 8 << 20, TEXT_MAX_BYTES = UINT16_MAX };

struct kept_text {
    struct lru_node node; // first
    size_t text_len;
    struct kept_tokens tokens; // point to what lies after this struct
    size_t bytes;
};

void token_cache_init(struct token_cache *cache)
{
    *cache = (struct token_cache){.bytes = 0};
}

void token_cache_clear(struct token_cache *cache)
{
    lru_close(&cache->texts, free);
    token_cache_init(cache);
}

bool token_cache_find(struct token_cache *cache, struct slice text, struct kept_tokens *out)
{
    if (!cache->texts.chains)
        return false;
    uint64_t hash = hash_bytes(text, 0);
    struct lru_node *node = lru_chain(&cache->texts, hash);
    while (node && (node->hash != hash || ((struct kept_text *)node)->text_len != text.len))
        node = node->chain;
    if (!node)
        return false;
    lru_use(&cache->texts, node);
    *out = ((struct kept_text *)node)->tokens;
    return true;
}

static void drop_last(struct token_cache *cache)
{
    struct kept_text *text = (struct kept_text *)cache->texts.last;
    lru_remove(&cache->texts, &text->node);
    cache->bytes -= text->bytes;
    free(text);
}

uint16_t token_cache_trace(struct slice term)
{
    const unsigned char *bytes = (const unsigned char *)term.ptr;
    uint32_t some = bytes[0] | (uint32_t)bytes[term.len / 2] << 8 |
                    (uint32_t)bytes[term.len - 1] << 16 | (uint32_t)term.len << 24;
    return (uint16_t)(1 + (some * 0x9E3779B1u >> 20));
}

static struct kept_trace trace_of(const struct form *form)
{
    struct kept_trace trace = {token_cache_trace(form->surface), 0};
    if (form->term_count > 0)
        trace.stem = form->term_count > 1 ? TRACE_SEVERAL : token_cache_trace(form->terms[0]);
    return trace;
}

static struct kept_text *make_text(struct slice text, const struct token_list *list)
{
    size_t bytes =
        sizeof(struct kept_text) +
        list->count * (sizeof(struct kept_trace) + sizeof(uint32_t) + sizeof(struct kept_place));
    struct kept_text *kept = malloc(bytes);
    if (!kept)
        return NULL;
    struct kept_trace *traces = (struct kept_trace *)(kept + 1);
    uint32_t *forms = (uint32_t *)(traces + list->count);
    struct kept_place *places = (struct kept_place *)(forms + list->count);
    for (size_t i = 0; i < list->count; i++) {
        const struct token *token = &list->tokens[i];
        traces[i] = trace_of(token->form);
        forms[i] = token->form_id;
        places[i] = (struct kept_place){(uint16_t)token->start, (uint16_t)token->end,
                                        (uint16_t)token->position};
    }
    *kept = (struct kept_text){.node = {.hash = hash_bytes(text, 0)},
                               .text_len = text.len,
                               .tokens = {traces, forms, places, list->count},
                               .bytes = bytes};
    return kept;
}

bool token_cache_keep(struct token_cache *cache, struct slice text, const struct token_list *list,
                      struct kept_tokens *out)
{
    if (text.len > TEXT_MAX_BYTES || list->position_count > UINT16_MAX)
        return false;
    if (!cache->texts.chains && !lru_open(&cache->texts, CHAINS))
        return false;
    struct kept_text *kept = make_text(text, list);
    if (!kept)
        return false;
    cache->bytes += kept->bytes;
    while (cache->texts.last && cache->bytes > LIMIT_BYTES)
        drop_last(cache);
    lru_add(&cache->texts, &kept->node);
    *out = kept->tokens;
    return true;
}
