// Text that was encoded twice: UTF-8 read as Windows-1252 and written as UTF-8 again (« Ã‰dith »).
#ifndef INDEXER_SOURCES_MOJIBAKE_H
#define INDEXER_SOURCES_MOJIBAKE_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

// Whether `text` was encoded twice; then *out is the text as it was, borrowed from the arena. A text is
// taken for one only when each run of its characters beyond ASCII is UTF-8 once more, which no French
// text is.
bool mojibake_mend(struct slice text, struct arena *arena, struct slice *out);

#endif
