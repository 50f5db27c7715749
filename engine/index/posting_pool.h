// Many growing byte strings in little memory: where the inverter gathers postings.
//
// A string is a chain of chunks cut from large slabs; chunks double from 16 to 1024 bytes, so a rare term
// wastes little and a frequent one is nearly contiguous (the byte-slice pools of Lucene's indexing
// chain). The last four bytes of a chunk hold the address of the next.
#ifndef ENGINE_INDEX_POSTING_POOL_H
#define ENGINE_INDEX_POSTING_POOL_H

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

enum { POSTING_SLAB_BITS = 20 };

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

static inline void posting_pool_varint(struct posting_pool *pool, struct posting_string *string,
                                       uint32_t value)
{
    while (value >= 0x80) {
        posting_pool_append(pool, string, (unsigned char)(value | 0x80));
        value >>= 7;
    }
    posting_pool_append(pool, string, (unsigned char)value);
}

// Reads a string from its start.
struct posting_string_reader {
    const struct posting_pool *pool;
    const unsigned char *next;
    uint32_t left; // in this chunk
    uint32_t size;
    uint32_t end;     // address where the string ends
    uint32_t address; // of the chunk being read
};
struct posting_string_reader posting_string_read(const struct posting_pool *pool,
                                                 const struct posting_string *string);
bool posting_string_more(const struct posting_string_reader *reader);
uint32_t posting_string_varint(struct posting_string_reader *reader);

#endif
