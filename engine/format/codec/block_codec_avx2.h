// The set of unpacking functions for processors with AVX2.
#ifndef ENGINE_FORMAT_BLOCK_CODEC_AVX2_H
#define ENGINE_FORMAT_BLOCK_CODEC_AVX2_H

#include "engine/format/codec/block_codec.h"

// NULL where the processor has no AVX2 or no POPCNT. Static storage.
const struct block_codec *block_codec_avx2(void);

#ifdef __x86_64__
// The set's docs_unpack, which other sets have, too.
bool block_docs_unpack_avx2(const unsigned char *in, uint32_t base, unsigned width,
                            uint32_t docs[BLOCK_LEN]) __attribute__((warn_unused_result));
#endif

#endif
