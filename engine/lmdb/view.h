// What a view of this backend is: a snapshot. For its own operations, and for benchmarks and tests that look below the
// seam.
#ifndef ENGINE_LMDB_VIEW_H
#define ENGINE_LMDB_VIEW_H

#include "engine/backend.h"
#include "engine/read/snapshot.h"

struct lmdb_view {
    struct view base;
    struct snapshot *snapshot;
};

static inline struct snapshot *lmdb_snapshot(const struct view *view)
{
    return ((const struct lmdb_view *)view)->snapshot;
}

#endif
