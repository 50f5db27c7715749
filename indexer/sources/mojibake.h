// Text that was encoded twice: UTF-8 read as Windows-1252 and written as UTF-8 again (« Ã‰dith »).
#ifndef INDEXER_SOURCES_MOJIBAKE_H
#define INDEXER_SOURCES_MOJIBAKE_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

// Whether something in `text` was encoded twice; then *out is the text as it was, borrowed from the arena. Only
// characters that French texts have are mended, each for itself: a text may be joined of a right part and a wrong one.
bool mojibake_mend(struct slice text, struct arena *arena, struct slice *out);

#endif
