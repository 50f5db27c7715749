// What a commit changes for readers, noted for the record of changes (engine/changes/change.h).
//
// Each document put into the batch leaves a note; the rest is found at the commit, by comparing what the batch leaves
// with what is committed. So whatever a batch does and undoes, a change is what is different in the end.
#ifndef ENGINE_WRITE_NEWS_H
#define ENGINE_WRITE_NEWS_H

#include "base/error.h"
#include "engine/exchange.h"
#include "engine/intake/claim.h"
#include "engine/storage/store.h"
#include "engine/write/pending.h"

#include <stdbool.h>
#include <stdint.h>

struct index_writer;

// What is remembered of a document that neither the batch nor what is committed has; *place is where it still is, if it
// is (`changed` says so).
enum status news_recall(struct index_writer *writer, struct slice id, struct recollection *out,
                        struct doc_place *place, struct error *err) STATUS_NODISCARD;

// Of the document put last, with the number of its entry. `has_own_times`: it came with those at which an earlier index
// saw it.
enum status news_note(struct index_writer *writer, const struct exchange *exchange, uint64_t number,
                      bool has_own_times, struct error *err) STATUS_NODISCARD;

// Writes the changes of the batch, and drops what is kept no more. `generation`: the one to be.
enum status news_write(struct index_writer *writer, struct store_txn *txn, uint64_t generation,
                       struct error *err) STATUS_NODISCARD;

#endif
