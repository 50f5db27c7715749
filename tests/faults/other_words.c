// other_words INDEX: says in the index's header that it was made with other word lists, as an index of a program of
// another day would.
#include "engine/format/manifest.h"
#include "engine/storage/store.h"

#include <stdio.h>

static enum status change(struct store *store, struct error *err)
{
    struct store_txn *txn;
    struct index_header header;
    enum status status = store_begin(store, true, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = header_read(txn, &header, err);
    header.analyzer_fingerprint ^= 1;
    if (status == STATUS_OK)
        status = header_write(txn, &header, err);
    if (status == STATUS_OK)
        return store_commit(txn, err);
    store_abort(txn);
    return status;
}

int main(int argc, char **argv)
{
    const struct store_options options = {.mode = STORE_WRITE};
    struct store *store;
    struct error err;
    if (argc != 2)
        return 64;
    enum status status = store_open(argv[1], &options, &store, &err);
    if (status == STATUS_OK) {
        status = change(store, &err);
        store_close(store);
    }
    if (status != STATUS_OK)
        (void)fprintf(stderr, "%s\n", err.message);
    return status_exit_code(status);
}
