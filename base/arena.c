// Memory that many small things share and that is freed at once: one request's, one document's, one batch's.
//
// The idea: bump allocation in a list of blocks, newest first; only the newest one is allocated from.
//
//     arena.block -> [header | used ......... | free (poisoned) ] -> [header | used ... ] -> NULL
//
// Invariants: the limit counts the blocks' usable bytes, which is what the process really holds, and is never
// exceeded; `failed` stays set until the next reset. With AddressSanitizer every allocation is followed by at least 16
// poisoned bytes, so that running over its end is reported as with malloc.
//
// Cost: an addition and a comparison an allocation. A new block is twice as large as the last, or as large as the
// request asks, or what the limit still allows: so n bytes cost O(log n) calls of malloc, and at most half of the
// memory is idle. The space left at the end of a block when a new one is taken is lost until the next reset.
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define poison(start, size) __asan_poison_memory_region(start, size)
#define unpoison(start, size) __asan_unpoison_memory_region(start, size)
#define RED_ZONE_BYTES 16
#else
#define poison(start, size) ((void)(start), (void)(size))
#define unpoison(start, size) ((void)(start), (void)(size))
#define RED_ZONE_BYTES 0
#endif

#define ALIGNMENT ((size_t)16)
#define FIRST_BLOCK_BYTES ((size_t)4096)

struct arena_block {
    struct arena_block *next; // older
    size_t size;              // usable bytes
    size_t used;              // multiple of ALIGNMENT
    size_t reserved;          // keeps `bytes` aligned
    char bytes[];
};

static_assert(sizeof(struct arena_block) % ALIGNMENT == 0, "bytes[] must be aligned");

static void block_free(struct arena *arena, struct arena_block *block)
{
    arena->held_bytes -= block->size;
    unpoison(block->bytes, block->size);
    free(block);
}

void arena_init(struct arena *arena, size_t limit_bytes)
{
    *arena = (struct arena){.limit_bytes = limit_bytes};
}

void arena_clear(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        block_free(arena, arena->block);
        arena->block = next;
    }
    arena_init(arena, arena->limit_bytes);
}

void arena_reset(struct arena *arena)
{
    struct arena_block *largest = arena->block;
    for (struct arena_block *block = arena->block; block; block = block->next)
        if (block->size > largest->size)
            largest = block;
    for (struct arena_block *block = arena->block, *next; block; block = next) {
        next = block->next;
        if (block != largest)
            block_free(arena, block);
    }
    if (largest) {
        largest->next = NULL;
        largest->used = 0;
        poison(largest->bytes, largest->size);
    }
    arena->block = largest;
    arena->failed = false;
}

void arena_rest(struct arena *arena, size_t most_bytes)
{
    if (arena->held_bytes > most_bytes)
        arena_clear(arena);
    else
        arena_reset(arena);
}

struct arena_mark arena_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->block, arena->block ? arena->block->used : 0};
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
    struct arena_block *block = arena->block;
    if (!block || block != mark.block)
        return;
    poison(block->bytes + mark.used, block->used - mark.used);
    block->used = mark.used;
}

// How large a block for `need` bytes should be; 0 when the limit forbids it.
static size_t block_size_for(const struct arena *arena, size_t need)
{
    size_t size = FIRST_BLOCK_BYTES;
    if (arena->block && arena->block->size <= SIZE_MAX / 4)
        size = 2 * arena->block->size;
    if (size < need)
        size = need;
    if (arena->limit_bytes == 0)
        return size;
    size_t left =
        arena->limit_bytes > arena->held_bytes ? arena->limit_bytes - arena->held_bytes : 0;
    if (need > left)
        return 0;
    return size < left ? size : left;
}

static bool add_block(struct arena *arena, size_t need)
{
    // A block that reset kept and that is too small only stands in the limit's way.
    size_t wanted = block_size_for(arena, need);
    if (arena->block && arena->block->used == 0) {
        struct arena_block *idle = arena->block;
        arena->block = idle->next;
        block_free(arena, idle);
        if (wanted == 0)
            wanted = block_size_for(arena, need);
    }
    if (wanted == 0 || wanted > SIZE_MAX - sizeof(struct arena_block))
        return false;
    struct arena_block *block = malloc(sizeof *block + wanted);
    if (!block)
        return false;
    *block = (struct arena_block){.next = arena->block, .size = wanted};
    poison(block->bytes, block->size);
    arena->block = block;
    arena->held_bytes += wanted;
    return true;
}

// The bytes that an allocation takes from its block; 0 when the sum overflows.
static size_t footprint(size_t size)
{
    if (size > SIZE_MAX - RED_ZONE_BYTES - ALIGNMENT)
        return 0;
    size_t taken = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    return (taken ? taken : ALIGNMENT) + RED_ZONE_BYTES;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t taken = footprint(size);
    struct arena_block *block = arena->block;
    bool fits = taken != 0 && block && block->size - block->used >= taken;
    if (!fits && (taken == 0 || !add_block(arena, taken))) {
        arena->failed = true;
        return NULL;
    }
    block = arena->block;
    char *start = block->bytes + block->used;
    block->used += taken;
    unpoison(start, size);
    return start;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        arena->failed = true;
        return NULL;
    }
    void *start = arena_alloc(arena, total);
    return start ? memset(start, 0, total) : NULL;
}

struct slice arena_copy(struct arena *arena, struct slice s)
{
    if (s.len == SIZE_MAX) {
        arena->failed = true;
        return SLICE_NONE;
    }
    char *copy = arena_alloc(arena, s.len + 1);
    if (!copy)
        return SLICE_NONE;
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return slice_of(copy, s.len);
}

struct slice arena_take(struct arena *arena, struct buf *buf)
{
    struct slice taken = buf->failed ? SLICE_NONE : arena_copy(arena, buf_slice(buf));
    arena->failed = arena->failed || buf->failed;
    buf_clear(buf);
    return taken;
}

struct slice arena_printf(struct arena *arena, const char *format, ...)
{
    char most[256]; // are shorter, and formatted once
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(most, sizeof most, format, arguments);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (!text)
        arena->failed = true;
    else if ((size_t)length < sizeof most)
        memcpy(text, most, (size_t)length + 1);
    else
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text ? slice_of(text, (size_t)length) : SLICE_NONE;
}
