// Small files of the alerts' folder: read whole, and written so that they are there whole or not at all.
#ifndef INDEXER_ALERTS_FILES_H
#define INDEXER_ALERTS_FILES_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/vec.h"

#include <stddef.h>
#include <sys/types.h>

// STATUS_IO with path, what was tried and why it did not go.
enum status files_error(const char *path, const char *what, struct error *err) STATUS_NODISCARD;

// The contents of a regular file; STATUS_NOT_FOUND without message when there is none, STATUS_TOO_LARGE over `most`
// bytes. From the arena.
enum status files_read(const char *path, size_t most, struct arena *arena, struct slice *out,
                       struct error *err) STATUS_NODISCARD;

// Puts a file in the place of what was there: durable when it returns.
enum status files_put(const char *path, struct slice text, mode_t mode,
                      struct error *err) STATUS_NODISCARD;

// Takes a file away, durably; one that is not there is none the less gone.
enum status files_take(const char *path, struct error *err) STATUS_NODISCARD;

// Makes what was renamed, made or taken in a folder last.
enum status files_settle(const char *folder, struct error *err) STATUS_NODISCARD;

// The names in a folder, sorted, but for those that begin with a dot; STATUS_NOT_FOUND without message.
enum status files_list(const char *folder, struct arena *arena, struct slice_list *out,
                       struct error *err) STATUS_NODISCARD;

// A folder of ours, of nobody else's reading.
enum status files_make_folder(const char *path, mode_t mode, struct error *err) STATUS_NODISCARD;

#endif
