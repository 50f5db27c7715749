// A row of entries between those who make them and the one who writes. See store_relay.h.
//
// Invariants: the row and all numbers are touched with the lock held; entries of one sender are written in the order
// in which they were put. A failure is kept, and everybody who puts or waits is told of it.
//
// Memory: MOST_BYTES in the row and as much being written, or one larger entry.
#include "engine/storage/store_relay.h"

#include "engine/storage/store_inside.h"

#include <stdlib.h>
#include <string.h>

#define MOST_BYTES ((size_t)1 << 20)

struct entry {
    struct entry *next;
    enum store_table table;
    size_t key_len, value_len;
    char bytes[]; // key, then value
};

struct store_relay {
    pthread_mutex_t lock;
    pthread_cond_t has_come, has_gone;
    struct entry *first, **last; // the row
    size_t bytes;                // in it
    unsigned senders;            // not done yet
    enum status status;          // of writing
    struct error error;
    struct store_txn sender;
};

static struct entry *make_entry(enum store_table table, struct slice key, struct slice value)
{
    struct entry *entry = malloc(sizeof *entry + key.len + value.len);
    if (!entry)
        return NULL;
    *entry = (struct entry){.table = table, .key_len = key.len, .value_len = value.len};
    memcpy(entry->bytes, key.ptr, key.len);
    if (value.len > 0)
        memcpy(entry->bytes + key.len, value.ptr, value.len);
    return entry;
}

static enum status put(void *context, enum store_table table, struct slice key, struct slice value,
                       struct error *err)
{
    struct store_relay *relay = context;
    struct entry *entry = make_entry(table, key, value);
    if (!entry)
        return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
    size_t size = key.len + value.len;
    pthread_mutex_lock(&relay->lock);
    while (relay->status == STATUS_OK && relay->bytes > 0 && relay->bytes + size > MOST_BYTES)
        pthread_cond_wait(&relay->has_gone, &relay->lock);
    enum status status = relay->status;
    if (status == STATUS_OK) {
        *relay->last = entry;
        relay->last = &entry->next;
        relay->bytes += size;
        pthread_cond_signal(&relay->has_come);
    } else {
        free(entry);
        (void)error_set(err, status, "%s", relay->error.message);
    }
    pthread_mutex_unlock(&relay->lock);
    return status;
}

enum status store_relay_open(unsigned senders, struct store_relay **out, struct error *err)
{
    struct store_relay *relay = calloc(1, sizeof *relay);
    if (!relay)
        return error_set(err, STATUS_NO_MEMORY, "index: out of memory");
    pthread_mutex_init(&relay->lock, NULL);
    pthread_cond_init(&relay->has_come, NULL);
    pthread_cond_init(&relay->has_gone, NULL);
    relay->last = &relay->first;
    relay->senders = senders;
    relay->sender = (struct store_txn){.put = put, .put_context = relay};
    *out = relay;
    return STATUS_OK;
}

static void free_entries(struct entry *first)
{
    while (first) {
        struct entry *next = first->next;
        free(first);
        first = next;
    }
}

void store_relay_close(struct store_relay *relay)
{
    if (!relay)
        return;
    free_entries(relay->first);
    pthread_cond_destroy(&relay->has_gone);
    pthread_cond_destroy(&relay->has_come);
    pthread_mutex_destroy(&relay->lock);
    free(relay);
}

struct store_txn *store_relay_sender(struct store_relay *relay)
{
    return &relay->sender;
}

void store_relay_done(struct store_relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    relay->senders--;
    pthread_cond_signal(&relay->has_come);
    pthread_mutex_unlock(&relay->lock);
}

static enum status write_entries(const struct entry *entry, struct store *store,
                                 struct store_txn **txn, struct error *err)
{
    enum status status = STATUS_OK;
    for (; status == STATUS_OK && entry; entry = entry->next) {
        struct slice key = slice_of(entry->bytes, entry->key_len);
        struct slice value = slice_of(entry->bytes + entry->key_len, entry->value_len);
        status = store_put(*txn, entry->table, key, value, err);
        if (status == STATUS_OK)
            status = store_checkpoint(store, txn, err);
    }
    return status;
}

enum status store_relay_run(struct store_relay *relay, struct store *store, struct store_txn **txn,
                            struct error *err)
{
    pthread_mutex_lock(&relay->lock);
    for (;;) {
        while (!relay->first && relay->senders > 0)
            pthread_cond_wait(&relay->has_come, &relay->lock);
        struct entry *taken = relay->first;
        if (!taken)
            break;
        enum status status = relay->status;
        struct error error = {0};
        relay->first = NULL;
        relay->last = &relay->first;
        relay->bytes = 0;
        pthread_cond_broadcast(&relay->has_gone);
        pthread_mutex_unlock(&relay->lock);
        if (status == STATUS_OK)
            status = write_entries(taken, store, txn, &error);
        free_entries(taken);
        pthread_mutex_lock(&relay->lock);
        if (relay->status == STATUS_OK && status != STATUS_OK) {
            relay->status = status;
            relay->error = error;
            pthread_cond_broadcast(&relay->has_gone);
        }
    }
    enum status status = relay->status;
    if (status != STATUS_OK)
        (void)error_set(err, status, "%s", relay->error.message);
    pthread_mutex_unlock(&relay->lock);
    return status;
}
