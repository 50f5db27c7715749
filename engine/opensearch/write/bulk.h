// What is sent to a cluster in bounded batches, and sent again where it was too busy for it.
//
// While some batches are on their way the next are made: what failed is told by a later call.
#ifndef ENGINE_OPENSEARCH_WRITE_BULK_H
#define ENGINE_OPENSEARCH_WRITE_BULK_H

#include "base/buf.h"
#include "base/error.h"
#include "engine/opensearch/client/cluster.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BULK_LANES = 2,            // batches on their way at once, which one shard takes in two threads
    BULK_BYTES = 4 << 20,      // after which a batch is sent
    BULK_MAX_LINE = 64 << 20,  // of one document
    BULK_PATIENCE_MS = 300000, // for a cluster that is busy, or loses nodes
};

// Actions, in their order.
struct bulk_load {
    struct buf lines;
    struct buf ends; // of size_t: where each action ends in `lines`
};

struct bulk_sender; // a thread of its own, once there is something to send

// All actions on one document go by the same lane, in their order; those on others may overtake them.
struct bulk_lane {
    struct bulk_load load;      // that waits
    struct bulk_sender *sender; // NULL: not yet
};

// Zeroed memory but for the first four; bulk_clear frees, without sending what waits.
struct bulk {
    struct cluster *cluster;
    struct slice index;
    // Called about once a second while the cluster is waited for; a failure ends the waiting.
    enum status (*keep)(void *context, struct error *err);
    void *context;
    struct bulk_lane lanes[BULK_LANES];
    struct bulk_lane *open; // where an action was begun
    struct buf
        conflicts; // ids, a NUL behind each: somebody else had changed them since they were read
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

// Sends all that waits, and waits until it is done.
enum status bulk_flush(struct bulk *bulk, struct error *err) STATUS_NODISCARD;

#endif
