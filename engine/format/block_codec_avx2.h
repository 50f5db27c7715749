// The set of unpacking functions for processors with AVX2.
#ifndef ENGINE_FORMAT_BLOCK_CODEC_AVX2_H
#define ENGINE_FORMAT_BLOCK_CODEC_AVX2_H

#include "engine/format/block_codec.h"

// NULL where the processor has no AVX2 or no POPCNT. Static storage.
const struct block_codec *block_codec_avx2(void);

#endif
