// The set of unpacking functions for processors with AVX-512.
#ifndef ENGINE_FORMAT_BLOCK_CODEC_AVX512_H
#define ENGINE_FORMAT_BLOCK_CODEC_AVX512_H

#include "engine/format/codec/block_codec.h"

// NULL where the processor has no AVX-512, or not the part of it that moves bytes together (VBMI2). Static storage.
const struct block_codec *block_codec_avx512(void);

#endif
