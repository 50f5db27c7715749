// Which files are in an index's folder: is it still the index that was opened?
#ifndef ENGINE_STORAGE_FOLDER_H
#define ENGINE_STORAGE_FOLDER_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct file_id {
    dev_t device;
    ino_t inode; // 0: no such file
    size_t bytes;
};

// An index's folder and the files that were opened in it.
struct folder {
    char path[PATH_MAX];
    struct file_id data, locks;
};

// Notes the folder; false for a path too long.
bool folder_note(struct folder *folder, const char *path);

// Notes the data file, before it is opened: one replaced in between is noticed by the next look.
void folder_note_data(struct folder *folder);

// Notes the lock file, after the index was opened, which makes it.
void folder_note_locks(struct folder *folder);

// Whether both are of the same data file.
bool folder_is_same(const struct folder *a, const struct folder *b);

// Whether the data file that was opened is no longer there: gone, or another (a link to one is another too). What
// cannot be looked at is taken for being there.
bool folder_lost_data(const struct folder *folder);

// Whether a lock file was opened that is no longer there, so that writers do not see who reads.
bool folder_lost_locks(const struct folder *folder);

// Whether lock.mdb is shorter than it was noted.
bool folder_cut_locks(const struct folder *folder);

// Whether the lock file that was opened is there still.
bool folder_has_same_locks(const struct folder *folder);

#endif
