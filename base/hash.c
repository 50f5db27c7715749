// The home of xxHash. XXH3 was chosen because it is specified to be stable, runs at memory speed
// and mixes the length into the result, which is what makes chaining by seed unambiguous.
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_bytes(struct slice s, uint64_t seed)
{
    return XXH3_64bits_withSeed(s.ptr, s.len, seed);
}
