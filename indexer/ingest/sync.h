// The end of a sync: what has vanished from the sources leaves the index, unless that looks like an accident.
#ifndef INDEXER_INGEST_SYNC_H
#define INDEXER_INGEST_SYNC_H

#include "indexer/ingest/ingest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sync_options {
    const struct slice *roots; // canonical paths; addresses, those in `gone` included
    size_t root_count;
    // Addresses that gave much less than the last time: what left them stays, unless forced.
    const struct slice *held;
    size_t held_count;
    const struct claims_gone *gone; // addresses that are sources no more; may be NULL
    unsigned max_removed_percent;   // of the documents under the roots; more are not removed
    bool force;                     // remove them all the same
};

struct sync_outcome {
    uint64_t vanished_files;
    uint64_t known_documents;   // on record under the roots
    uint64_t refused_documents; // that would have been removed, but were too many; 0: all done
    bool has_missing_root;      // a root is not there at all, which is why some of them stay
};

// Removes the documents of files that vanished under the roots and those that left their file; a document that
// another file holds moves there. The caller commits. Call after all files were ingested; not when the run was
// interrupted.
enum status sync_finish(struct ingest *ingest, const struct sync_options *options,
                        struct sync_outcome *outcome, struct error *err) STATUS_NODISCARD;

// For who removes nothing: documents that left their file in this run move to other files that hold them.
enum status sync_hand_over(struct ingest *ingest, struct error *err) STATUS_NODISCARD;

#endif
