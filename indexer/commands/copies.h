// Where copies of an index went: what `remove --erase` cannot reach, and names.
//
// `dump` and `backup` note the place in INDEX/copies, a path a line, each once. Who may not write there, or moves the
// copy afterwards, has one that nobody knows of.
#ifndef INDEXER_COMMANDS_COPIES_H
#define INDEXER_COMMANDS_COPIES_H

#include "base/slice.h"

#include <stddef.h>

// Notes a file or folder; NULL: standard output, if that is a file.
void copies_note(const char *index, const char *path);

// Calls `visit` for each file (a dump, what waits to be told of alerts) and folder (a backup) that has the document, or
// one that was removed, or cannot be looked into. `alerts`: the folder of saved searches; NULL: none.
void copies_with(const char *index, const char *alerts, struct slice id,
                 void (*visit)(void *context, const char *path, struct slice id), void *context);

#endif
