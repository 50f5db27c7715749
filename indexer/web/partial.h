// What has come of a download so far: a file beside the index, so that the rest can be asked for another time.
#ifndef INDEXER_WEB_PARTIAL_H
#define INDEXER_WEB_PARTIAL_H

#include "base/error.h"
#include "base/slice.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARTIAL_MAX_VALIDATOR = 256 };

struct partial {
    int fd;
    uint64_t size;
    char validator[PARTIAL_MAX_VALIDATOR]; // for If-Range; empty: it cannot be gone on with
    char path[PATH_MAX], note_path[PATH_MAX];
};

// Opens what is there of `url`, or an empty file. STATUS_IO, STATUS_FULL. Ends with partial_close.
enum status partial_open(const char *index, struct slice url, struct partial *out,
                         struct error *err) STATUS_NODISCARD;

// Empties it, for bytes that the server knows by `validator` (may be empty).
enum status partial_restart(struct partial *partial, struct slice url, const char *validator,
                            struct error *err) STATUS_NODISCARD;
enum status partial_append(struct partial *partial, const char *bytes, size_t len,
                           struct error *err) STATUS_NODISCARD;

// Removes it, unless it is to be gone on with another time.
void partial_close(struct partial *partial, bool is_kept);

// Removes what is older than a day.
void partial_tidy(const char *index);

#endif
