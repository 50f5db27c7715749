// An order of documents in which those with the same terms stand together.
//
// The documents come as a bipartite graph, each with a list of term numbers; what the terms are does not
// matter here. See bisect.c for the method.
#ifndef ENGINE_WRITE_BISECT_H
#define ENGINE_WRITE_BISECT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum {
    BISECT_MAX_TERMS = 65535, // a term number takes two bytes; the last one marks dropped terms
    BISECT_MAX_TERMS_PER_DOC = 4096, // so that 32 bits hold a sum over them
};

struct bisect_doc {
    uint32_t number; // ascending when bisect_run is called: the order the documents have
    uint32_t first;  // of its terms in `terms`
    uint32_t length;
    int32_t pull; // scratch
};

struct bisect {
    struct bisect_doc *docs; // put into the new order
    uint32_t doc_count;
    uint16_t *terms; // distinct within a document; overwritten
    uint32_t term_count;
    unsigned threads; // 0 or 1: one. The order does not depend on it.
    // Called now and then, by the caller's thread, with the steps done since the last call. May be NULL.
    void (*advance)(void *context, uint64_t steps);
    void *context;
};

// Steps that `advance` is told of in all.
uint64_t bisect_steps(uint32_t doc_count);

// Memory it takes beside docs and terms.
size_t bisect_memory(uint32_t term_count, unsigned threads);

enum status bisect_run(const struct bisect *bisect, struct error *err) STATUS_NODISCARD;

#endif
