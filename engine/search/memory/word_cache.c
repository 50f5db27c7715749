// Findings about words, by key. See word_cache.h.
//
// A table that never grows, half full at most, over an arena with a limit: nothing is taken out singly. It
// fills during a generation, and starts again empty when a search begins with no more than a quarter left.
#include "engine/search/memory/word_cache.h"

#include "base/hash.h"

enum { SLOTS = 2048, MAX_ENTRIES = SLOTS / 2, MAX_BYTES = 1 << 20 };

struct word_memo_entry {
    uint64_t hash;
    struct slice key; // ptr NULL: free
    struct word_finding finding;
};

void word_memo_init(struct word_memo *memo)
{
    *memo = (struct word_memo){.entries = NULL};
    arena_init(&memo->arena, MAX_BYTES);
}

void word_memo_clear(struct word_memo *memo)
{
    arena_clear(&memo->arena);
    word_memo_init(memo);
}

void word_memo_begin(struct word_memo *memo, const struct snapshot *snapshot)
{
    struct snapshot_info info;
    snapshot_info(snapshot, &info);
    bool is_same = info.generation == memo->generation && info.commit_time == memo->commit_time;
    bool has_room = memo->count < MAX_ENTRIES / 4 * 3 && !memo->arena.failed;
    if (is_same && has_room)
        return;
    arena_reset(&memo->arena);
    memo->entries = NULL;
    memo->count = 0;
    memo->generation = info.generation;
    memo->commit_time = info.commit_time;
}

// The key's entry, or the free one where it would be.
static struct word_memo_entry *find_entry(const struct word_memo *memo, uint64_t hash,
                                          struct slice key)
{
    size_t at = hash % SLOTS;
    while (memo->entries[at].key.ptr &&
           (memo->entries[at].hash != hash || !slice_equal(memo->entries[at].key, key)))
        at = (at + 1) % SLOTS;
    return &memo->entries[at];
}

const struct word_finding *word_memo_find(const struct word_memo *memo, struct slice key)
{
    if (!memo->entries)
        return NULL;
    const struct word_memo_entry *entry = find_entry(memo, hash_bytes(key, 0), key);
    return entry->key.ptr ? &entry->finding : NULL;
}

void word_memo_keep(struct word_memo *memo, struct slice key, const struct word_finding *finding)
{
    if (!memo->entries)
        memo->entries = arena_calloc(&memo->arena, SLOTS, sizeof *memo->entries);
    if (!memo->entries || memo->count == MAX_ENTRIES)
        return;
    struct expansion *words = arena_calloc(&memo->arena, finding->count + 1, sizeof *words);
    struct slice copy = arena_copy(&memo->arena, key);
    bool is_whole = words && copy.ptr;
    for (size_t i = 0; is_whole && i < finding->count; i++) {
        words[i] = finding->words[i];
        words[i].surface = arena_copy(&memo->arena, finding->words[i].surface);
        is_whole = words[i].surface.ptr != NULL;
    }
    uint64_t hash = hash_bytes(key, 0);
    struct word_memo_entry *entry = find_entry(memo, hash, key);
    if (!is_whole || entry->key.ptr)
        return;
    *entry = (struct word_memo_entry){hash, copy, {words, finding->count, finding->walked}};
    memo->count++;
}
