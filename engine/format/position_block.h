// Blocks of position lists taken apart: what position_block.c and position_reader.c share. positions.c says how a block
// is written.
#ifndef ENGINE_FORMAT_POSITION_BLOCK_H
#define ENGINE_FORMAT_POSITION_BLOCK_H

#include "engine/format/positions.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

// Functions that count bits are compiled twice, plainly and for processors that have instructions for it.
#define INLINE static inline __attribute__((always_inline))
#ifdef __x86_64__
#define COUNTING __attribute__((target("popcnt,bmi")))

static inline bool has_counting(void)
{
    return __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}
#else
#define COUNTING

static inline bool has_counting(void)
{
    return true;
}
#endif

// Eight bytes, as many as there are before `end`, the others 0.
INLINE uint64_t load_bytes(const unsigned char *from, const unsigned char *end)
{
    uint64_t word = 0;
    if (end - from >= 8)
        memcpy(&word, from, 8);
    else if (from < end)
        memcpy(&word, from, (size_t)(end - from));
    return word;
}

// What is said of a list that is not what was written, and without memory.
enum status position_list_damaged(struct error *err);
enum status position_list_no_memory(struct error *err);

// Where the parts of full block `number` are; false when it is damaged.
bool position_block_open(const struct positions *positions, uint32_t number,
                         struct position_block *out) STATUS_NODISCARD;

// Reads the first `documents` of block `number` (block_count means the tail), unless they were; a full block whole.
enum status position_whole_read(struct position_whole *whole, const struct positions *positions,
                                uint32_t number, uint32_t documents,
                                struct error *err) STATUS_NODISCARD;

#endif
