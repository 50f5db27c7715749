// Which of the changes are asked for, wherever a backend keeps their rows: a folder in its table (change_log.h), a
// cluster as documents (engine/opensearch).
#ifndef ENGINE_CHANGES_CHANGE_LIST_H
#define ENGINE_CHANGES_CHANGE_LIST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/change.h"

#include <stdint.h>

enum {
    CHANGE_LOG_MAX = 1 << 20,
    CHANGE_LOG_TEXT_BYTES = 256 << 20,
    CHANGE_LOG_COMMIT_BYTES = 16 << 20,
    CHANGE_LOG_DAYS = 90, // that old texts are kept, unless told otherwise
};

struct change_counters {
    uint64_t epoch;       // drawn when the first change was noted
    uint64_t first, next; // numbers: of the oldest change kept, of the next one
    uint64_t first_text;  // no change before it has a text any more
    uint64_t text_bytes;  // that all of them take
    uint64_t tombstones;
    uint64_t keep_days; // old texts
};

// The rows (change_row.h) of one generation. Each function tells a row and the number of its first change; the bytes
// stay for as long as what is listed. STATUS_NOT_FOUND: there is none any more.
struct change_rows {
    struct change_counters counters;
    int64_t now; // decides which old texts still count as kept
    void *context;
    enum status (*seek)(void *context, uint64_t from, uint64_t *number, struct slice *row,
                        struct error *err); // the first whose number is not smaller
    enum status (*next)(void *context, uint64_t *number, struct slice *row, struct error *err);
};

// What `out` points to lives in the arena.
enum status change_list_make(const struct change_rows *source, const struct change_request *request,
                             struct arena *arena, struct change_list *out,
                             struct error *err) STATUS_NODISCARD;

#endif
