// SHA-256 (FIPS 180-4), by which files and lists of identifiers are cited.
#ifndef ANSWER_CITATION_SHA256_H
#define ANSWER_CITATION_SHA256_H

#include "base/slice.h"

#include <stdint.h>

enum { SHA256_HEX_LEN = 64 };

struct sha256 {
    uint32_t state[8];
    uint64_t len;            // bytes so far
    unsigned char block[64]; // those that do not fill one yet
};

void sha256_init(struct sha256 *hash);
void sha256_add(struct sha256 *hash, struct slice bytes);
void sha256_end(struct sha256 *hash, char hex[SHA256_HEX_LEN]); // lower case, no NUL

#endif
