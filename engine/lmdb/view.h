// What a view of this backend is: a snapshot. For its own operations, and for benchmarks and tests that look below the
// seam.
#ifndef ENGINE_LMDB_VIEW_H
#define ENGINE_LMDB_VIEW_H

#include "engine/backend.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/storage/folder.h"

struct lmdb_view {
    struct view base;
    struct snapshot *snapshot;
    const struct folder *folder; // of the backend
    struct arena scratch;        // of one document that is told
};

static inline struct snapshot *lmdb_snapshot(const struct view *view)
{
    return ((const struct lmdb_view *)view)->snapshot;
}

// The same, for what may take as long as the view's limit says.
static inline struct snapshot *lmdb_limited(const struct view *view)
{
    struct snapshot *snapshot = lmdb_snapshot(view);
    snapshot->limit = view->limit;
    return snapshot;
}

static inline const struct folder *lmdb_folder(const struct view *view)
{
    return ((const struct lmdb_view *)view)->folder;
}

#endif
