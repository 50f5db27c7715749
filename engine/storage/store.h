// Bytes by key, in transactions: LMDB behind one door (store_create.c makes its file).
//
// One environment, seven tables, one writer, readers that never wait. Reads are zero-copy: a value
// points into the memory map and is good until its transaction ends (or, in a write transaction,
// until the next write).
#ifndef ENGINE_STORAGE_STORE_H
#define ENGINE_STORAGE_STORE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/storage/store_table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STORE_MAX_KEY = 511 };

struct folder;
struct store;
struct store_txn;

enum store_mode {
    STORE_READ,   // take a reader's slot, create nothing but the file of the slots
    STORE_WRITE,  // and take the writer's lock
    STORE_CREATE, // and make folder and tables where there are none
};

struct store_options {
    enum store_mode mode;
    size_t map_size_bytes; // 0: the default, sparse, so that it never needs to grow
    unsigned max_readers;  // 0: 126
};

// STATUS_NOT_FOUND (with message) without an index there, and then nothing was created; STATUS_BUSY when another
// writer has it; STATUS_INVALID on a network file system, whose locks and maps cannot be trusted; STATUS_CORRUPT
// when the structure of the file is damaged, so that nothing opened leads LMDB astray. An index that lacks a table
// was made by another version: it is opened as it is, so that its header can be read; other tables are CORRUPT.
enum status store_open(const char *path, const struct store_options *options, struct store **store,
                       struct error *err) STATUS_NODISCARD;
void store_close(struct store *store);
const char *store_path(const struct store *store);            // as it was opened; the store's
const struct folder *store_folder(const struct store *store); // and the files in it

// What has happened to the files while they are open, so that this store cannot be trusted any more: removed,
// replaced, cut short, overwritten. NULL: nothing. To be asked now and then, by one thread.
const char *store_trouble(struct store *store);

// Copies the newest state to a new file without free pages, while others read and write; durable when
// it returns, and gone when it fails.
enum status store_copy(struct store *store, const char *file, struct error *err) STATUS_NODISCARD;

// Looks through the newest state of the file as opening does, and also for the heads of large values and for pages
// that are neither used nor free. STATUS_CORRUPT names the first damaged page.
enum status store_check(struct store *store, struct error *err) STATUS_NODISCARD;

// Bytes of the file, with its free pages; 0 when they cannot be had.
uint64_t store_file_bytes(const struct store *store);

// Frees reader slots of dead processes; returns how many.
int store_check_readers(struct store *store);

// Tells the system that the mapped pages read so far need not stay resident. Costs only refaults.
void store_release_pages(struct store *store);

// The same once they are too many; to be called, by one thread, for every place that was read, with its bytes.
void store_bound_pages(struct store *store, uint64_t bytes);
void store_txn_bound_pages(struct store_txn *txn, uint64_t bytes); // of its store

// A value that was read, copied from the file into `room`, so that no pages become resident for it and for what lies
// around it: for short values of which the next one is anywhere. The value itself where it is long or cannot be had so.
struct slice store_txn_copied(struct store_txn *txn, struct slice value, struct buf *room);

// A transaction belongs to one thread. Commit and abort free it; after a failed commit it is gone too. Beginning,
// renewing and committing find out what others did to the files: STATUS_CORRUPT then.
enum status store_begin(struct store *store, bool write, struct store_txn **txn,
                        struct error *err) STATUS_NODISCARD;
enum status store_commit(struct store_txn *txn, struct error *err) STATUS_NODISCARD;
void store_abort(struct store_txn *txn); // NULL is fine

// A read transaction laid aside and taken up again, on the newest state.
void store_reset(struct store_txn *txn);
enum status store_renew(struct store_txn *txn, struct error *err) STATUS_NODISCARD;

// Whether all that was read in a transaction was what had been committed; STATUS_CORRUPT says what others did to the
// files meanwhile. It is to be ended or laid aside next; nothing borrowed from it is good any more.
enum status store_settle(struct store_txn *txn, struct error *err) STATUS_NODISCARD;

// Grows with every commit: two read transactions with equal numbers see the same bytes.
uint64_t store_txn_number(const struct store_txn *txn);

enum status store_get(struct store_txn *txn, enum store_table table, struct slice key,
                      struct slice *value, struct error *err) STATUS_NODISCARD;
enum status store_put(struct store_txn *txn, enum store_table table, struct slice key,
                      struct slice value, struct error *err) STATUS_NODISCARD;
// Whether a transaction is a sender's (store_relay.h), which takes values whole.
bool store_is_sender(const struct store_txn *txn);
// The same with a value of `size` bytes that the caller writes where *room is, before anything else of the transaction.
enum status store_put_room(struct store_txn *txn, enum store_table table, struct slice key,
                           size_t size, char **room, struct error *err) STATUS_NODISCARD;
// STATUS_OK also when the key is not there.
enum status store_delete(struct store_txn *txn, enum store_table table, struct slice key,
                         struct error *err) STATUS_NODISCARD;

// The first entry with a key >= `key`. STATUS_NOT_FOUND at the end.
enum status store_seek(struct store_txn *txn, enum store_table table, struct slice key,
                       struct slice *found, struct slice *value,
                       struct error *err) STATUS_NODISCARD;
// The entry after the one last found by store_seek or store_next in this table.
enum status store_next(struct store_txn *txn, enum store_table table, struct slice *found,
                       struct slice *value, struct error *err) STATUS_NODISCARD;

// Removes every entry whose key starts with `prefix`.
enum status store_delete_prefix(struct store_txn *txn, enum store_table table, struct slice prefix,
                                struct error *err) STATUS_NODISCARD;

// Commits *txn and begins another in its place when it holds back so much that it is time to; NULL after a failure.
enum status store_checkpoint(struct store *store, struct store_txn **txn,
                             struct error *err) STATUS_NODISCARD;

#endif
