// Which order documents should have: similar ones next to each other, so that gaps are small and the bounds
// of blocks sharp.
#ifndef ENGINE_WRITE_REORDER_H
#define ENGINE_WRITE_REORDER_H

#include "base/error.h"
#include "engine/segment/segment.h"
#include "engine/term.h"
#include "engine/write/merger.h"

#include <stddef.h>
#include <stdint.h>

struct reorder {
    const struct segment *sources;
    uint32_t source_count;
    enum term_kind kind; // of the terms that make documents similar
    size_t
        memory_bytes; // the order itself, 4 bytes a document, and a megabyte a thread come on top
    unsigned threads;
    struct merge_progress progress; // advances by reorder_work
};

// What reordering has to do, on the scale of merge_work.
uint64_t reorder_work(const struct segment *sources, uint32_t count);

// The order for struct merge: a new number per source and document, UINT32_MAX for deleted ones. The same
// documents always get the same order with the same memory: that of their ids when memory does not suffice for a
// better one, or no term tells them apart. The caller frees it with reorder_free.
enum status reorder_run(const struct reorder *reorder, uint32_t ***order,
                        struct error *err) STATUS_NODISCARD;
void reorder_free(uint32_t **order, uint32_t source_count); // NULL is fine

#endif
