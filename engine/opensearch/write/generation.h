// The generation document of NAME-meta: which versions count, and who may write.
//
// It is the one document that is replaced in place, and only by who read it last (compare and set): a commit is that
// replacement, and so is taking the lease. Whoever takes it is given a generation number that nobody had before. What a
// writer sends bears its number, so what one that lost its lease sends late bears a number that no reader counts: those
// that were given out and never committed are `voids`.
#ifndef ENGINE_OPENSEARCH_WRITE_GENERATION_H
#define ENGINE_OPENSEARCH_WRITE_GENERATION_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/change_log.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/client/json.h"

#include <stdint.h>

enum { GENERATION_MAX_VOIDS = 32, GENERATION_MAX_COMMITS = 64 };

struct generation_commit {
    uint64_t number;
    int64_t time;
};

struct generation {
    struct slice analyzer;    // "french-3"
    struct slice fingerprint; // of the analyzer, in hexadecimal digits
    struct slice index;       // NAME-<hex>
    uint64_t number;          // for readers
    uint64_t
        committed; // the last one; more than that when only records of sources were written since
    uint64_t claimed; // the last one given out
    uint64_t voids[GENERATION_MAX_VOIDS];
    size_t void_count;
    struct generation_commit commits[GENERATION_MAX_COMMITS]; // the last ones, oldest first
    size_t commit_count;
    uint64_t documents, tokens;
    int64_t commit_time;
    struct slice roots; // engine/roots/roots.h
    struct change_counters changes;
    struct slice owner, host; // of the lease; empty: nobody has it
    int64_t expires;          // seconds since 1970
    uint64_t revision;        // counts the replacements

    int64_t sequence, term; // of the document as it was read or written last
};

// Reads it; slices live in the arena. STATUS_NOT_FOUND where there is none; STATUS_VERSION where another version of
// this program made the index.
enum status generation_read(struct session *session, struct slice meta, struct arena *arena,
                            struct generation *out, struct error *err) STATUS_NODISCARD;

// Replaces it if nobody else has meanwhile, or creates it (sequence -1). STATUS_BUSY: somebody has. Whatever node dies
// meanwhile, what it says is so.
enum status generation_write(struct session *session, struct slice meta,
                             struct generation *generation, struct error *err) STATUS_NODISCARD;

// Appends the condition on `since`, or on a document's `since` and `until`, that a version counts for readers of
// generation `number`: clauses of a "filter", with commas between.
void generation_put_written(const struct generation *generation, uint64_t number, struct buf *out);
void generation_put_alive(const struct generation *generation, uint64_t number, struct buf *out);

// Appends the void numbers, commas between.
void generation_put_voids(const struct generation *generation, struct buf *out);

#endif
