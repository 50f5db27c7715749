// What the sets of unpacking functions share: for block_codec*.c and nobody else.
#ifndef ENGINE_INDEX_BLOCK_CODEC_SETS_H
#define ENGINE_INDEX_BLOCK_CODEC_SETS_H

#include <assert.h>

#include "engine/index/block_codec.h"

// Little-endian files are read by plain loads.
static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the index is little-endian");

// Whether docs, unpacked from gaps of `width` bits above base, never ran over 2^32.
bool block_docs_increase(const uint32_t docs[BLOCK_LEN], uint32_t base, unsigned width);

#ifdef __x86_64__
const struct block_codec *block_codec_avx2(void); // only where the processor has AVX2 and POPCNT
#endif

#endif
