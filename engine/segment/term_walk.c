// See term_walk.h. A step looks at every segment: they are few, the merge policy sees to that.
#include "engine/segment/term_walk.h"

#include <stdlib.h>
#include <string.h>

static enum status advance(struct term_walk_source *source, struct error *err)
{
    enum status status = dictionary_next(&source->iterator, err);
    source->ended = status != STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status term_walk_open(struct term_walk *walk, const struct segment *segments, uint32_t count,
                           struct slice from, struct error *err)
{
    *walk = (struct term_walk){.source_count = count};
    walk->sources = calloc((size_t)count + 1, sizeof *walk->sources);
    if (!walk->sources)
        return error_set(err, STATUS_NO_MEMORY, "merge: out of memory");
    enum status status = STATUS_OK;
    for (uint32_t s = 0; status == STATUS_OK && s < count; s++) {
        status = dictionary_seek(segments[s].txn, segments[s].info.id, from,
                                 &walk->sources[s].iterator, err);
        walk->sources[s].has_term = true; // so that the first step is one for all
    }
    return status;
}

void term_walk_close(struct term_walk *walk)
{
    free(walk->sources);
    walk->sources = NULL;
}

enum status term_walk_next(struct term_walk *walk, struct error *err)
{
    const struct term_walk_source *smallest = NULL;
    for (uint32_t s = 0; s < walk->source_count; s++) {
        struct term_walk_source *source = &walk->sources[s];
        if (source->has_term) {
            enum status status = advance(source, err);
            if (status != STATUS_OK)
                return status;
        }
        if (!source->ended &&
            (!smallest || slice_compare(dictionary_term(&source->iterator),
                                        dictionary_term(&smallest->iterator)) < 0))
            smallest = source;
    }
    if (!smallest)
        return STATUS_NOT_FOUND;
    memcpy(walk->bytes, smallest->iterator.term, smallest->iterator.term_len);
    walk->term = slice_of(walk->bytes, smallest->iterator.term_len);
    for (uint32_t s = 0; s < walk->source_count; s++) {
        struct term_walk_source *source = &walk->sources[s];
        source->has_term =
            !source->ended && slice_equal(dictionary_term(&source->iterator), walk->term);
    }
    return STATUS_OK;
}
