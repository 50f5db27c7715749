// Posting strings of the inverter, one or several, as one list of postings.
//
// The inverter keeps one string for each form of a word; what a term's list holds is the union of its forms':
// « avocat » has been seen wherever « avocat », « avocats » or « avocate » stood. An occurrence of two forms at
// one position counts once.
#ifndef ENGINE_WRITE_POSTING_MERGE_H
#define ENGINE_WRITE_POSTING_MERGE_H

#include "base/error.h"
#include "engine/format/positions.h"
#include "engine/segment/segment_writer.h"
#include "engine/write/postings/posting_pool.h"

#include <stddef.h>
#include <stdint.h>

struct posting_source;

// Memory kept between lists. Zeroed with `pool` set is ready for use; clear frees.
struct posting_merge {
    const struct posting_pool *pool;
    struct posting_source *sources; // of the list at hand
    uint64_t *queue;                // heap: document and source, the lowest document first
    size_t count, capacity;
    struct position_array positions, more, joined; // of one document
};

void posting_merge_clear(struct posting_merge *merge);

// Adds a string to the list at hand; an empty one adds nothing.
enum status posting_merge_add(struct posting_merge *merge, const struct posting_string *string,
                              struct error *err) STATUS_NODISCARD;

// Gives the list to the writer, posting by posting, and begins the next. The caller ends the term.
enum status posting_merge_write(struct posting_merge *merge, struct segment_writer *writer,
                                struct error *err) STATUS_NODISCARD;

#endif
