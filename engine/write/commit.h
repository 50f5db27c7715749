// The batch becomes a generation, and segments become one.
#ifndef ENGINE_WRITE_COMMIT_H
#define ENGINE_WRITE_COMMIT_H

#include "base/error.h"
#include "engine/write/merger.h"

#include <stdint.h>

struct index_writer;

// What index_writer.h promises of index_writer_commit.
enum status commit_batch(struct index_writer *writer, uint64_t *generation,
                         struct error *err) STATUS_NODISCARD;

// Merges the segments with these places in the manifest into one, in the order of `order` (see struct merge), as a
// generation of its own.
enum status commit_merge(struct index_writer *writer, const uint32_t *places, uint32_t count,
                         const uint32_t *const *order, struct merge_progress progress,
                         struct error *err) STATUS_NODISCARD;

#endif
