// Where a chunk of text ends: the longest stretch that has to be analysed in one piece.
#ifndef STEMMER_CHUNK_H
#define STEMMER_CHUNK_H

#include "base/slice.h"

// The end of the chunk that starts at byte `at`; 0 when nothing starts there.
size_t chunk_end(struct slice text, size_t at);

// The length of what stands at `at`, where no chunk begins: a whole character, of whose last bytes none must begin what
// follows it.
size_t chunk_long_gap_len(struct slice text, size_t at); // of several bytes
static inline size_t chunk_gap_len(struct slice text, size_t at)
{
    return (unsigned char)text.ptr[at] < 0x80 ? 1 : chunk_long_gap_len(text, at);
}

#endif
