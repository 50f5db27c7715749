// What has been found out about words of the vocabulary, kept while the generation lasts.
//
// Which other words share a stem, which spelling is nearest: each answer walks hundreds of words of the vocabulary, and
// the same words are asked about over and over. Keys are the asker's business: everything that a finding depends on
// besides the generation. Belongs to one thread.
#ifndef ENGINE_SEARCH_MEMORY_WORD_CACHE_H
#define ENGINE_SEARCH_MEMORY_WORD_CACHE_H

#include "base/arena.h"
#include "base/slice.h"
#include "engine/index_info.h"

#include <stddef.h>
#include <stdint.h>

// A word of the index that a word of a query may become.
struct expansion {
    struct slice surface;
    uint32_t documents;
    uint32_t distance; // typing errors
};

struct word_finding {
    const struct expansion *words;
    size_t count;
    size_t walked; // words of the vocabulary, where a query may only walk so many
};

struct word_cache_entry;

struct word_cache {
    struct word_cache_entry *entries; // open addressing by the key's hash; from the arena
    size_t count;
    uint64_t generation; // of what is kept
    int64_t commit_time;
    struct arena arena;
};

void word_cache_init(struct word_cache *cache);
void word_cache_clear(struct word_cache *cache); // forgets all and gives the memory back

// To be called when a search begins: forgets what another generation's words were, and everything when there is
// little room left. Until the next call, whatever was found or kept stays where it is.
void word_cache_begin(struct word_cache *cache, const struct index_info *info);

// NULL: nothing is known under this key.
const struct word_finding *word_cache_find(const struct word_cache *cache, struct slice key);

// Keeps a copy; does nothing when there is no room.
void word_cache_keep(struct word_cache *cache, struct slice key,
                     const struct word_finding *finding);

#endif
