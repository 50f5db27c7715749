// What is in a document's key, for those below the seam.
#ifndef ENGINE_READ_DOC_REF_H
#define ENGINE_READ_DOC_REF_H

#include "engine/retrieval.h"

#include <stdint.h>

// One document of a snapshot.
struct doc_ref {
    uint32_t segment; // 0 .. segments - 1, oldest first
    uint32_t doc;     // ordinal within the segment
};

static inline struct doc_key doc_key_of(struct doc_ref ref)
{
    return (struct doc_key){(uint64_t)ref.segment << 32 | ref.doc};
}

static inline struct doc_ref doc_ref_of(struct doc_key key)
{
    return (struct doc_ref){(uint32_t)(key.bits >> 32), (uint32_t)key.bits};
}

#endif
