// Where copies of an index went: what `remove --erase` cannot reach, and names.
//
// `dump`, `backup` and `copy` into a folder note the place in INDEX/copies, a path a line, each once, before anything
// is written there; and when all is written they look whether the index is still the same. So a copy that is made while
// a document is erased is named, or fails, or both. Who may not write the list, or moves the copy afterwards, has one
// that nobody knows of.
#ifndef INDEXER_COMMANDS_COPIES_H
#define INDEXER_COMMANDS_COPIES_H

#include "base/error.h"
#include "base/slice.h"

#include <stddef.h>

struct backend;

// In a folder, what is not whole yet: a file of dump, one of backup, and a folder of copy.
#define COPIES_DUMP_PARTIAL ".hemicycle-dump.partial"
#define COPIES_BACKUP_PARTIAL "data.mdb.partial"
#define COPIES_COPY_PARTIAL "copy.partial"

// Notes a file or folder; NULL: standard output, if that is a file.
void copies_note(const char *index, const char *path);

// STATUS_BUSY when the folder `index` has another index than the one that was opened there and copied.
enum status copies_settle(const char *index, struct backend *opened,
                          struct error *err) STATUS_NODISCARD;

// Calls `visit` for each file (a dump, what waits to be told of alerts) and folder (a backup) that has the document, or
// one that was removed, or cannot be looked into. `alerts`: the folder of saved searches; NULL: none.
void copies_with(const char *index, const char *alerts, struct slice id,
                 void (*visit)(void *context, const char *path, struct slice id), void *context);

#endif
