// What is sent to a cluster in bounded batches, and sent again where it was too busy for it.
#ifndef ENGINE_OPENSEARCH_WRITE_BULK_H
#define ENGINE_OPENSEARCH_WRITE_BULK_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/opensearch/client/cluster.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BULK_BYTES = 4 << 20,      // after which a batch is sent
    BULK_MAX_LINE = 64 << 20,  // of one document
    BULK_PATIENCE_MS = 300000, // for a cluster that is busy, or loses nodes
};

// Zeroed memory but for the first two; bulk_clear frees.
struct bulk {
    struct session *session;
    struct slice index;
    struct buf lines; // of the actions that wait
    struct buf ends;  // of size_t: where each action ends in `lines`
    struct buf
        conflicts; // ids, a NUL behind each: somebody else had changed them since they were read
    uint64_t sent; // actions so far
};
void bulk_clear(struct bulk *bulk);

// Begins the action that puts a document under an id; its body, one line without its end, is to be appended to the
// lines that this returns, and bulk_put_end called.
struct buf *bulk_put(struct bulk *bulk, struct slice id);
// The same where the document must be as it was read.
struct buf *bulk_replace(struct bulk *bulk, struct slice id, int64_t sequence, int64_t term);
// STATUS_TOO_LARGE leaves the document out.
enum status bulk_put_end(struct bulk *bulk, struct error *err) STATUS_NODISCARD;

// One that is not there any more is fine.
enum status bulk_delete(struct bulk *bulk, struct slice id, struct error *err) STATUS_NODISCARD;

// Sends all that waits.
enum status bulk_flush(struct bulk *bulk, struct error *err) STATUS_NODISCARD;

#endif
