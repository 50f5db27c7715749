// The whole text of a source that has to be gone through more than once: in memory while it is short, else in a file
// without a name (in /tmp), seen through a map whose pages are let go of now and then.
#ifndef INDEXER_SOURCES_SPOOL_H
#define INDEXER_SOURCES_SPOOL_H

#include "base/buf.h"
#include "base/error.h"
#include "indexer/sources/source.h"

#include <stdbool.h>
#include <stddef.h>

struct spool {
    const struct source_sink *sink;
    struct buf held;
    char *map; // NULL: the text is held
    size_t len;
    bool has_noticed;
};

// Reads the input to its end. *is_text is false where it is none: that was rejected. The text is UTF-8 but where it is
// mapped; spool_utf8 makes it so, piece by piece. The caller closes, whatever comes out.
enum status spool_read(struct spool *spool, const struct source_input *input,
                       const struct source_sink *sink, struct slice *text, bool *is_text,
                       struct error *err) STATUS_NODISCARD;
void spool_close(struct spool *spool);

// A part of the text, as UTF-8: what is not is read as Windows-1252 (into the arena), which is said once.
struct slice spool_utf8(struct spool *spool, struct slice part, uint32_t line, struct arena *arena);

// Lets go of the memory of what was looked at; it may be looked at again.
void spool_let_go(const struct spool *spool);

#endif
