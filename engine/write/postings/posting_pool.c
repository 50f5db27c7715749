// Where posting strings lie while a batch grows. See posting_pool.h, which draws the chain of chunks.
//
// Invariants: an address is a slab's number and an offset in it, so 32 bits do for all; a chunk never straddles two
// slabs. The bytes are our own, written moments ago in this process: nothing is checked. `failed` is sticky, and what
// was written before is still sound.
//
// Cost: a store a byte; four bytes of link a chunk, and at most the last chunk is idle, which is no longer than what
// stands before it and 16 bytes.
#include "engine/write/postings/posting_pool.h"

#include "base/huge.h"

#include <stdlib.h>
#include <string.h>

enum {
    SLAB_BYTES = 1 << POSTING_SLAB_BITS,
    LINK_BYTES = 4,
    FIRST_PAYLOAD = 16 - LINK_BYTES,
    LARGEST_CHUNK = 1024,
};

void posting_pool_clear(struct posting_pool *pool)
{
    for (uint32_t s = 0; s < pool->slab_count; s++)
        free(pool->slabs[s]);
    free(pool->slabs);
    memset(pool, 0, sizeof *pool);
}

void posting_pool_reset(struct posting_pool *pool)
{
    for (uint32_t s = 1; s < pool->slab_count; s++)
        free(pool->slabs[s]);
    pool->slab_count = pool->slab_count ? 1 : 0;
    pool->next = 0;
    pool->failed = false;
}

size_t posting_pool_bytes(const struct posting_pool *pool)
{
    return (size_t)pool->slab_count * SLAB_BYTES;
}

static bool add_slab(struct posting_pool *pool)
{
    if (pool->slab_count + 1 == 1u << (32 - POSTING_SLAB_BITS))
        return false;
    if (pool->slab_count == pool->slab_capacity) {
        uint32_t capacity = pool->slab_capacity ? pool->slab_capacity * 2 : 64;
        unsigned char **bigger = realloc(pool->slabs, capacity * sizeof *bigger);
        if (!bigger)
            return false;
        pool->slabs = bigger;
        pool->slab_capacity = capacity;
    }
    unsigned char *slab = huge_alloc(SLAB_BYTES);
    if (!slab)
        return false;
    pool->next = pool->slab_count << POSTING_SLAB_BITS;
    pool->slabs[pool->slab_count++] = slab;
    return true;
}

// The address of a new chunk of `size` bytes; false without memory.
static bool new_chunk(struct posting_pool *pool, uint32_t size, uint32_t *address)
{
    uint32_t used = pool->next & (SLAB_BYTES - 1);
    bool first = pool->slab_count == 0;
    bool full = pool->slab_count && (pool->next >> POSTING_SLAB_BITS) >= pool->slab_count;
    if (first || full || used + size > SLAB_BYTES) {
        if (!add_slab(pool)) {
            pool->failed = true;
            return false;
        }
    }
    *address = pool->next;
    pool->next += size;
    return true;
}

void posting_pool_append_slow(struct posting_pool *pool, struct posting_string *string,
                              unsigned char byte)
{
    uint32_t chunk = string->size ? (string->size + LINK_BYTES) * 2u : FIRST_PAYLOAD + LINK_BYTES;
    if (chunk > LARGEST_CHUNK)
        chunk = LARGEST_CHUNK;
    uint32_t address;
    if (pool->failed || !new_chunk(pool, chunk, &address))
        return;
    if (string->head)
        memcpy(posting_pool_at(pool, string->write - 1) + 1, &address, LINK_BYTES);
    else
        string->head = address + 1;
    string->write = address;
    string->size = string->left = (uint16_t)(chunk - LINK_BYTES);
    *posting_pool_at(pool, string->write++) = byte;
    string->left--;
}

// The reader at the start of the chunk at `address`, with a payload of `size` bytes.
static void enter_chunk(struct posting_string_reader *reader, uint32_t address, uint32_t size)
{
    reader->size = size;
    reader->is_last = reader->end >= address && reader->end - address <= size;
    reader->next = posting_pool_at(reader->pool, address);
    reader->stop = reader->next + (reader->is_last ? reader->end - address : size);
}

struct posting_string_reader posting_string_read(const struct posting_pool *pool,
                                                 const struct posting_string *string)
{
    struct posting_string_reader reader = {.pool = pool, .end = string->write, .is_last = true};
    if (string->head)
        enter_chunk(&reader, string->head - 1, FIRST_PAYLOAD);
    return reader;
}

static unsigned char next_byte(struct posting_string_reader *reader)
{
    if (reader->next == reader->stop) {
        uint32_t address, chunk = (reader->size + LINK_BYTES) * 2;
        memcpy(&address, reader->next, LINK_BYTES);
        enter_chunk(reader, address, (chunk > LARGEST_CHUNK ? LARGEST_CHUNK : chunk) - LINK_BYTES);
    }
    return *reader->next++;
}

uint32_t posting_string_varint_slow(struct posting_string_reader *reader)
{
    uint32_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = next_byte(reader);
        value |= (uint32_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
}
