// Every place where the words of a query stand, in its context.
#ifndef ENGINE_SEARCH_PRESENT_CONCORDANCE_H
#define ENGINE_SEARCH_PRESENT_CONCORDANCE_H

#include "engine/search/present/word_marker.h"
#include "engine/search/types.h"

struct concordance_input {
    struct view *view;
    struct word_marker *marker;
    const struct retrieve_hit *found; // in the order of the page
    size_t count;
    struct line_wish wish; // its `skip`: lines of the first exchange
};

// Lines of the exchanges, one after the other, until there are as many as wanted or the work for one page is done. The
// exchanges looked at become *hits, each with what EXCHANGE_SHORT has. All from the arena.
enum status concordance_make(const struct concordance_input *input, struct arena *arena,
                             struct search_hit **hits, struct concordance *out,
                             struct error *err) STATUS_NODISCARD;

#endif
