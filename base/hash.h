// Fingerprints of bytes: to notice change, never for security.
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/slice.h"

#include <stdint.h>

// XXH3-64 of s. Chaining, hash = hash_bytes(part, hash), fingerprints a sequence of parts without
// confusing where one ends and the next begins. The result is the same on every machine and
// release.
uint64_t hash_bytes(struct slice s, uint64_t seed);

#endif
