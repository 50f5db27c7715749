// Many growing byte strings in little memory: where the inverter gathers postings.
//
// A string is a chain of chunks cut from large slabs; chunks double from 16 to 1024 bytes, so a rare term
// wastes little and a frequent one is nearly contiguous (the byte-slice pools of Lucene's indexing
// chain). The last four bytes of a chunk hold the address of the next.
#ifndef ENGINE_WRITE_POSTING_POOL_H
#define ENGINE_WRITE_POSTING_POOL_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct posting_pool {
    unsigned char **slabs;
    uint32_t slab_count, slab_capacity;
    uint32_t next; // address of the first free byte in the last slab
    bool failed;   // no memory, or 4 GiB are full
};

// One string. Zero is an empty one.
struct posting_string {
    uint32_t head;  // address + 1 of the first chunk; 0: empty
    uint32_t write; // address of the next byte
    uint16_t left;  // bytes left in the chunk
    uint16_t size;  // of the chunk's payload
};

void posting_pool_clear(struct posting_pool *pool); // frees; zeroed memory is ready for use
void posting_pool_reset(struct posting_pool *pool); // forgets strings, keeps one slab
size_t posting_pool_bytes(const struct posting_pool *pool);

void posting_pool_append_slow(struct posting_pool *pool, struct posting_string *string,
                              unsigned char byte);

enum { POSTING_SLAB_BITS = 21 };

static inline unsigned char *posting_pool_at(const struct posting_pool *pool, uint32_t address)
{
    return pool->slabs[address >> POSTING_SLAB_BITS] + (address & ((1u << POSTING_SLAB_BITS) - 1));
}

static inline void posting_pool_append(struct posting_pool *pool, struct posting_string *string,
                                       unsigned char byte)
{
    if (string->left == 0) {
        posting_pool_append_slow(pool, string, byte);
        return;
    }
    *posting_pool_at(pool, string->write++) = byte;
    string->left--;
}

enum { POSTING_VARINT_MAX = 5 };

static inline __attribute__((always_inline)) void
posting_pool_varint(struct posting_pool *pool, struct posting_string *string, uint32_t value)
{
    if (value < 0x80) {
        posting_pool_append(pool, string, (unsigned char)value);
        return;
    }
    if (string->left < POSTING_VARINT_MAX) { // it may go on in another chunk
        for (; value >= 0x80; value >>= 7)
            posting_pool_append(pool, string, (unsigned char)(value | 0x80));
        posting_pool_append(pool, string, (unsigned char)value);
        return;
    }
    unsigned char *start = posting_pool_at(pool, string->write), *to = varint_put(start, value);
    string->write += (uint32_t)(to - start);
    string->left = (uint16_t)(string->left - (to - start));
}

// Reads a string from its start.
struct posting_string_reader {
    const struct posting_pool *pool;
    const unsigned char *next, *stop; // what is left of this chunk
    uint32_t size;                    // of this chunk's payload
    uint32_t end;                     // address where the string ends
    bool is_last;                     // no chunk follows
};
struct posting_string_reader posting_string_read(const struct posting_pool *pool,
                                                 const struct posting_string *string);
uint32_t posting_string_varint_slow(struct posting_string_reader *reader); // across chunks

static inline bool posting_string_more(const struct posting_string_reader *reader)
{
    return reader->next != reader->stop || !reader->is_last;
}

static inline uint32_t posting_string_varint(struct posting_string_reader *reader)
{
    // Most are of one byte, and most strings of a few: near the ends of chunks.
    if (reader->next != reader->stop && *reader->next < 0x80)
        return *reader->next++;
    if (reader->stop - reader->next < POSTING_VARINT_MAX)
        return posting_string_varint_slow(reader);
    uint32_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char byte = *reader->next++;
        value |= (uint32_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
}

#endif
