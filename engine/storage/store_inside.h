// The insides of a store, for the modules that are it: opening (store_open.c), transactions (store.c), and whether what
// was opened is still what is there (store_intact.c).
#ifndef ENGINE_STORAGE_STORE_INSIDE_H
#define ENGINE_STORAGE_STORE_INSIDE_H

#include "base/error.h"
#include "engine/storage/folder.h"
#include "engine/storage/store_map.h"
#include "engine/storage/store_table.h"
#include "engine/storage/store_walk.h"

#include <lmdb.h>

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

// In the place of a table that is not there.
#define NO_TABLE UINT_MAX

enum { STORE_META_BYTES = 152 };

// The meta page that a transaction began with.
struct store_mark {
    uint64_t commit; // 0: none yet
    char meta[STORE_META_BYTES];
};

// A commit of which the next one is there already.
struct store_stuck {
    uint64_t commit;
    int64_t since_ms;
};

struct store {
    MDB_env *env;
    MDB_dbi tables[STORE_TABLE_COUNT]; // or NO_TABLE
    struct folder folder;
    struct store_map map, lock_map; // of data.mdb, of lock.mdb
    int lock_fd;                    // -1 when opened for reading
    uint64_t file_bytes;            // when it was last asked about (store_trouble)
    pthread_mutex_t known_lock;
    struct store_mark known;  // the newest commit that was seen; guarded by known_lock
    struct store_stuck stuck; // likewise
    uint64_t locks_head;      // the first bytes of lock.mdb, once it is guarded
};

struct store_txn {
    // Of a sender, which has nothing else: takes what is put (store_relay.h).
    enum status (*put)(void *context, enum store_table table, struct slice key, struct slice value,
                       struct error *err);
    void *put_context;
    struct store *store;
    MDB_txn *txn;
    MDB_cursor *cursors[STORE_TABLE_COUNT];
    bool write;
    size_t bytes;
    struct store_mark mark;
    struct store_pages_of pages; // of the commit that is read, with its trees
    struct store_tree trees[STORE_TABLE_COUNT];
    struct store_walk walks[STORE_TABLE_COUNT];
    uint64_t walked_commit;
};

extern const char *const STORE_TABLE_NAMES[STORE_TABLE_COUNT];

// Turns an LMDB or system code into a status and a message that says what to do.
enum status store_fail(const struct store *store, int code, const char *what, struct error *err);

// Whether lock.mdb is what LMDB made of it.
bool store_has_locks(const struct store *store);

// Whether a file was cut short or overwritten while it is open, and then says so.
bool store_is_broken(const struct store *store, struct error *err);

#endif
