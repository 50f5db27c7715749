// The changes of an index in its table STORE_CHANGES: what is kept, and how it is found.
//
//     key                        value
//     'e'  u64 BE number         a row of changes (change_row.h), the first of them with that number
//     'g'  id                    the id was removed and has not come back: u64 number, u64 when, u64 first seen, seal
//     'm'                        counters (struct change_counters), seal
//     't'  u64 BE number         what the document of that change was before: u64 when, its stored frame, seal
//
// Of changes, the newest CHANGE_LOG_MAX are kept, to whole rows; a tombstone and a text go with the change that made
// them. Old texts go after so many days, or earlier where they would take more than CHANGE_LOG_TEXT_BYTES; one commit
// keeps at most CHANGE_LOG_COMMIT_BYTES of them: a night that alters more is a parser's, not a parliament's.
#ifndef ENGINE_CHANGES_CHANGE_LOG_H
#define ENGINE_CHANGES_CHANGE_LOG_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/changes/change.h"
#include "engine/changes/change_list.h"
#include "engine/changes/change_row.h"
#include "engine/storage/store.h"

// Those of an index without changes where there are none.
enum status change_log_counters(struct store_txn *txn, struct change_counters *out,
                                struct error *err) STATUS_NODISCARD;
enum status change_log_put_counters(struct store_txn *txn, const struct change_counters *counters,
                                    struct error *err) STATUS_NODISCARD;

// --- writing ---------------------------------------------------------------------------------

// Puts the row at counters->next, which it moves on. An empty row is fine.
enum status change_log_put_row(struct store_txn *txn, struct change_counters *counters,
                               struct change_row_builder *row, struct error *err) STATUS_NODISCARD;

enum status change_log_put_tombstone(struct store_txn *txn, struct change_counters *counters,
                                     struct slice id, const struct tombstone *tombstone,
                                     struct error *err) STATUS_NODISCARD;

// STATUS_OK also where there is none.
enum status change_log_drop_tombstone(struct store_txn *txn, struct change_counters *counters,
                                      struct slice id, struct error *err) STATUS_NODISCARD;

// What a change's document was before: its frames, which need no dictionary, for that of the index is made anew.
enum status change_log_put_text(struct store_txn *txn, struct change_counters *counters,
                                uint64_t number, int64_t when, const struct slice frames[2],
                                struct error *err) STATUS_NODISCARD;

// Drops what is too old or too much.
enum status change_log_prune(struct store_txn *txn, struct change_counters *counters, int64_t now,
                             struct error *err) STATUS_NODISCARD;

// --- reading ---------------------------------------------------------------------------------

// `now` decides which old texts still count as kept. What `out` points to lives in the arena.
enum status change_log_list(struct store_txn *txn, const struct change_request *request,
                            int64_t now, struct arena *arena, struct change_list *out,
                            struct error *err) STATUS_NODISCARD;

// STATUS_NOT_FOUND for an id that was never removed, or has come back.
enum status change_log_tombstone(struct store_txn *txn, struct slice id, struct tombstone *out,
                                 struct error *err) STATUS_NODISCARD;

// The stored frames of what a change's document was before; points into the transaction. STATUS_NOT_FOUND.
enum status change_log_text(struct store_txn *txn, uint64_t number, int64_t now,
                            struct slice *frame, struct error *err) STATUS_NODISCARD;

// Whether every record is sound and the counters tell the truth. STATUS_CORRUPT says what is not.
enum status change_log_check(struct store_txn *txn, struct error *err) STATUS_NODISCARD;

#endif
