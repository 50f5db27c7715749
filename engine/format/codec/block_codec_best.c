// See block_codec_best.h.
#include "engine/format/codec/block_codec_best.h"

#include "engine/format/codec/block_codec_avx2.h"
#include "engine/format/codec/block_codec_avx512.h"

const struct block_codec *block_codec_best(void)
{
    const struct block_codec *avx512 = block_codec_avx512(), *avx2 = block_codec_avx2();
    return avx512 ? avx512 : avx2 ? avx2 : block_codec_scalar();
}
