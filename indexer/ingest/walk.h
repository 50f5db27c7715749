// Walking folders in a fixed order.
#ifndef INDEXER_INGEST_WALK_H
#define INDEXER_INGEST_WALK_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#include <sys/stat.h>

struct walk {
    void *context;
    // A regular file with its stat. Anything but STATUS_OK ends the walk and is returned.
    enum status (*file)(void *context, const char *path, const struct stat *info,
                        struct error *err);
    // A folder or file that could not be read; the walk goes on. `reason` is from strerror.
    void (*unreadable)(void *context, const char *path, const char *reason);
    const struct stat *omitted; // a folder that is passed over below the path; NULL: none
};

// Visits the file `path`, or all files in the folder `path` and below, in the byte order of their paths.
// Hidden files (".…"), editors' copies ("…~") and unfinished downloads (".part", ".tmp", ".partial",
// ".crdownload", ".swp") in folders are passed over; links to folders are not followed.
enum status walk_path(const char *path, const struct walk *walk,
                      struct error *err) STATUS_NODISCARD;

// The path under which a source is recorded: absolute, without links, "." and ".."; for a path that is
// not there any more, as much of it as is there. Borrowed from the arena; STATUS_NO_MEMORY or
// STATUS_INVALID (longer than the system allows).
enum status walk_canonical(const char *path, struct arena *arena, struct slice *out,
                           struct error *err) STATUS_NODISCARD;

// Whether a file of that name is passed over: hidden, or somebody's draft, lock or unfinished download.
bool walk_passes_over(struct slice name);

#endif
