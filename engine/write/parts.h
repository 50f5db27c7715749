// A document whose words outgrow the memory: written in parts, which are joined when it is committed.
//
// A part is a segment that no manifest names, with the words of a stretch of the text; a writer that is killed leaves
// it to be swept, like any other. The segment that the parts are joined to is that of the document written at once.
#ifndef ENGINE_WRITE_PARTS_H
#define ENGINE_WRITE_PARTS_H

#include "base/error.h"
#include "engine/exchange.h"
#include "engine/write/batch.h"

#include <stdbool.h>

// Lets documents that are alone in a batch be written in parts of so much memory.
void parts_begin(struct index_writer *writer, size_t most_bytes);

// Whether the document is so long that it should be alone.
bool parts_may_come(const struct index_writer *writer, const struct exchange *exchange);

// Joins the parts with *last, the segment that the batch became, to segment `whole`, and erases them; *last is the
// whole from then on. What *txn holds is made durable on the way.
enum status parts_join(struct index_writer *writer, struct store_txn **txn, uint32_t whole,
                       struct segment_info *last, struct error *err) STATUS_NODISCARD;

#endif
