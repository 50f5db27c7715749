// A write transaction that other threads put into while its owner writes: LMDB wants one thread, and making what is
// written takes several.
#ifndef ENGINE_STORAGE_STORE_RELAY_H
#define ENGINE_STORAGE_STORE_RELAY_H

#include "engine/storage/store.h"

struct store_relay;

// For so many senders. The caller closes, when all of them are done.
enum status store_relay_open(unsigned senders, struct store_relay **relay,
                             struct error *err) STATUS_NODISCARD;
void store_relay_close(struct store_relay *relay);

// What the senders have in the place of the transaction, for store_put only, which waits while much is on its way, and
// fails as soon as writing has. It never needs a checkpoint.
struct store_txn *store_relay_sender(struct store_relay *relay);

// A sender puts no more.
void store_relay_done(struct store_relay *relay);

// Writes what comes, a checkpoint now and then (store_checkpoint), until all senders are done.
enum status store_relay_run(struct store_relay *relay, struct store *store, struct store_txn **txn,
                            struct error *err) STATUS_NODISCARD;

#endif
