// See block_codec_best.h.
#include "engine/format/block_codec_best.h"

#include "engine/format/block_codec_avx2.h"

const struct block_codec *block_codec_best(void)
{
    const struct block_codec *avx2 = block_codec_avx2();
    return avx2 ? avx2 : block_codec_scalar();
}
