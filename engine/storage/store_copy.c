// Copying a store. See store_copy in store.h.
//
// LMDB reads every page through its map while it copies, and what was read stays in the process. So it writes into a
// pipe, and a thread that moves that on to the file lets the pages go meanwhile, as whoever else reads much does.
//
// Cost: all bytes are copied once more, through 64 KiB.
#include "engine/storage/store.h"
#include "engine/storage/store_inside.h"
#include "engine/storage/store_intact.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

enum { PIECE = 32 << 10 };

struct mover {
    struct store *store;
    int from, to;
    int code; // errno of what failed; 0: nothing
};

static bool write_piece(int to, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = write(to, bytes, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes += put;
        len -= (size_t)put;
    }
    return true;
}

// Until the other end is closed. When it fails it closes its own, so that whoever still writes is told.
static void *move(void *data)
{
    struct mover *mover = data;
    char piece[PIECE];
    for (;;) {
        ssize_t len = read(mover->from, piece, sizeof piece);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0 || (len > 0 && !write_piece(mover->to, piece, (size_t)len)))
            mover->code = errno;
        if (len <= 0 || mover->code)
            break;
        store_bound_pages(mover->store, (uint64_t)len);
    }
    (void)close(mover->from);
    return NULL;
}

// The newest state to an open file; 0, or errno or what LMDB says.
static int copy_to(struct store *store, int fd)
{
    int ends[2];
    pthread_t thread;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    struct mover mover = {.store = store, .from = ends[0], .to = fd};
    int code = pthread_create(&thread, NULL, move, &mover);
    if (code) {
        (void)close(ends[0]);
        (void)close(ends[1]);
        return code;
    }
    code = mdb_env_copyfd2(store->env, ends[1], MDB_CP_COMPACT);
    (void)close(ends[1]);
    (void)pthread_join(thread, NULL);
    return mover.code ? mover.code : code;
}

enum status store_copy(struct store *store, const char *file, struct error *err)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    struct store_txn *txn = NULL;
    enum status status = store_begin(store, false, &txn, err); // holds what is copied
    int code = status == STATUS_OK ? copy_to(store, fd) : 0;
    if (code)
        status = error_set(err, code == ENOSPC ? STATUS_FULL : STATUS_IO, "%s: copy to %s: %s",
                           store->folder.path, file, mdb_strerror(code));
    if (status == STATUS_OK)
        status = store_intact_end(txn, err);
    store_abort(txn);
    if (status == STATUS_OK && fsync(fd) != 0)
        status = error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    if (close(fd) != 0 && status == STATUS_OK)
        status = error_set(err, STATUS_IO, "%s: %s", file, strerrordesc_np(errno));
    if (status != STATUS_OK)
        (void)unlink(file);
    return status;
}
