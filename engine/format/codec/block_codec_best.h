// The choice among the sets of unpacking functions.
#ifndef ENGINE_FORMAT_BLOCK_CODEC_BEST_H
#define ENGINE_FORMAT_BLOCK_CODEC_BEST_H

#include "engine/format/codec/block_codec.h"

// The fastest set for this processor. Static storage.
const struct block_codec *block_codec_best(void);

#endif
