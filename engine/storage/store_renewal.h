// A new index in the place of the one that is there, so that no page keeps what the old one had: LMDB leaves the bytes
// of what was deleted in free pages and in the free parts of others, and a compact copy takes the latter along.
//
//     INDEX                    the index
//     INDEX.renewal/work       a copy of it, to be changed at leisure
//     INDEX.renewal/fresh      what the copy holds in the end, entry by entry in a new file
//
// When `fresh` is on disk, the two folders change names in one step of the file system (renameat2), and the old one is
// removed. Killed anywhere before, nothing has happened; killed after, the new index is there whole; what lies beside
// it the next writer sweeps away. Who reads the old one finds out as with any index that was replaced.
#ifndef ENGINE_STORAGE_STORE_RENEWAL_H
#define ENGINE_STORAGE_STORE_RENEWAL_H

#include "base/error.h"
#include "engine/storage/store.h"

#include <limits.h>

struct store_renewal {
    char place[PATH_MAX], beside[PATH_MAX + 16], work[PATH_MAX + 32], fresh[PATH_MAX + 32];
};

// Copies the index, whose lock the store holds until the renewal has ended, to `work`. STATUS_IO where the
// place cannot be exchanged. After a failure nothing is left.
enum status store_renewal_begin(struct store *store, struct store_renewal *renewal,
                                struct error *err) STATUS_NODISCARD;

// Puts what `work` holds, which nobody has open any more, in the place of the index.
enum status store_renewal_finish(struct store_renewal *renewal, size_t map_size_bytes,
                                 struct error *err) STATUS_NODISCARD;

// Instead of that: removes the copy.
void store_renewal_drop(const struct store_renewal *renewal);

// Removes what a renewal of the index in `path` that was killed has left beside it; what was not the index's own comes
// back into its folder. To be called with the lock held.
enum status store_renewal_sweep(const char *path, struct error *err) STATUS_NODISCARD;

#endif
