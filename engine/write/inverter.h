// Documents in, postings out: the batch in memory (SPIMI, Heinz & Zobel 2003).
//
// For every distinct form a growing list of varints holds where it stood so far: documents, positions. When the
// owner decides the batch is large enough, inverter_flush makes the lists of surfaces and stems of them and hands
// everything to a segment writer. Lists hang on the analyzer's forms, so a token costs no hashing here and is
// written down once, however many terms its form has.
#ifndef ENGINE_WRITE_INVERTER_H
#define ENGINE_WRITE_INVERTER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "engine/exchange.h"
#include "engine/format/columns.h"
#include "engine/segment/segment_writer.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inverter;

// The analyzer stays the caller's; its forms are forgotten at every reset.
enum status inverter_open(struct analyzer *analyzer, struct inverter **out,
                          struct error *err) STATUS_NODISCARD;
void inverter_close(struct inverter *inverter);

// Adds a document and returns its number in the batch. `frames`, one behind the other, are what will be stored for it,
// `hash` is that of its contents. A failure (memory) leaves the batch unusable until inverter_reset.
enum status inverter_add(struct inverter *inverter, const struct exchange *exchange,
                         const struct slice frames[2], uint64_t hash, uint32_t *doc,
                         struct error *err) STATUS_NODISCARD;

// A document alone in the batch whose words outgrow the memory comes in parts: what there is of it is given to `write`,
// as a batch of one document that has words and nothing else, and forgotten. The last part has all the rest.
struct inverter_parts {
    size_t most_bytes; // memory held, and what writing it takes
    enum status (*write)(void *context, struct inverter *inverter, struct error *err);
    void *context;
};
// For the documents to come; NULL: they are kept whole. Borrowed.
void inverter_let_part(struct inverter *inverter, const struct inverter_parts *parts);

uint32_t inverter_count(const struct inverter *inverter);
size_t inverter_bytes(const struct inverter *inverter); // memory held, analyzer included

size_t
inverter_flush_bytes(const struct inverter *inverter); // what inverter_flush will take beside it

// The frame stored for a document of the batch; borrowed until the next add or reset.
struct slice inverter_frame(const struct inverter *inverter, uint32_t doc);
uint64_t inverter_hash(const struct inverter *inverter, uint32_t doc);

// Marks a document of the batch as replaced by a later one: it is written, but its id no longer leads to
// it, and the owner marks it deleted in the segment.
void inverter_drop(struct inverter *inverter, uint32_t doc);
bool inverter_is_dropped(const struct inverter *inverter, uint32_t doc);

// Writes the batch as one segment. STATUS_NO_MEMORY also when an inverter_add of the batch failed for want of it.
struct inverter_flush {
    struct segment_writer *writer;
    struct docstore_compressor *compressor; // NULL: frames are compressed already
};
enum status inverter_flush(struct inverter *inverter, const struct inverter_flush *options,
                           struct segment_info *out, struct error *err) STATUS_NODISCARD;

void inverter_reset(struct inverter *inverter);

#endif
