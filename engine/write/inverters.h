// The inverters of a batch, one a thread, and the documents on their way to them.
//
// Documents are dealt in runs, one inverter after the other, so that which of them has a document depends on what came
// and on the number of threads, never on how fast they are. A batch of less than a run is one inverter's, and no thread
// is started for it.
#ifndef ENGINE_WRITE_INVERTERS_H
#define ENGINE_WRITE_INVERTERS_H

#include "base/error.h"
#include "engine/exchange.h"
#include "engine/storage/store.h"
#include "engine/write/inverter.h"
#include "stemmer/analyzer.h"

#include <stddef.h>
#include <stdint.h>

struct inverters;

// The analyzer, the first inverter's, stays the caller's, who may use it while nothing is on its way. All together
// shall keep to the memory, which runs are cut to.
enum status inverters_open(struct analyzer *analyzer, unsigned threads, size_t memory_bytes,
                           struct inverters **out, struct error *err) STATUS_NODISCARD;
void inverters_close(struct inverters *inverters);

// What is added from now on is stored compressed, with the index's dictionary; where that is empty, as it is. Only
// while there is no document.
enum status inverters_compress(struct inverters *inverters, struct slice dictionary,
                               struct error *err) STATUS_NODISCARD;

// Which inverter has a document, and as which of its documents.
struct inverted {
    unsigned inverter;
    uint32_t doc;
};

// Adds a document; `hash` is that of its contents. A failure may be that of a document before, and leaves the batch
// unusable until inverters_reset.
enum status inverters_add(struct inverters *inverters, const struct exchange *exchange,
                          uint64_t hash, struct inverted *out, struct error *err) STATUS_NODISCARD;

// A document that is alone in the batch is added in parts from now on, when it is long. Borrowed.
void inverters_let_part(struct inverters *inverters, const struct inverter_parts *parts);

uint32_t inverters_count(const struct inverters *inverters); // documents added
size_t inverters_bytes(
    const struct inverters *inverters); // memory held and on its way, and what writing will take

// Waits until nothing is on its way. inverters_at and whatever is asked of what it returns come after, before the next
// inverters_add.
enum status inverters_settle(struct inverters *inverters, struct error *err) STATUS_NODISCARD;
unsigned inverters_used(const struct inverters *inverters); // those that have documents: the first
struct inverter *inverters_at(const struct inverters *inverters, unsigned i);

// Writes each inverter that has documents as a segment, at the same time, numbered from first_segment on.
struct inverters_flush {
    struct store *store;
    struct store_txn **txn; // replaced at every checkpoint
    uint32_t first_segment;
    bool is_compressed;      // what was added is: inverters_compress
    struct slice dictionary; // else what to compress with; empty: none
};
enum status inverters_flush(struct inverters *inverters, const struct inverters_flush *flush,
                            struct segment_info *out, struct error *err) STATUS_NODISCARD;

// Forgets all documents, also those on their way, and whatever failed.
void inverters_reset(struct inverters *inverters);

#endif
