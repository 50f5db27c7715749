// The ways to narrow a search down: values of fields as plain links, each with what choosing it gives.
#ifndef SEARCHD_PAGE_NARROW_FACETS_H
#define SEARCHD_PAGE_NARROW_FACETS_H

#include "answer/search_answer.h"
#include "searchd/page/parts.h"

// One value to choose, or to take off.
struct facet_row {
    struct slice value;
    uint64_t count;
    bool is_on;
    bool adds; // chosen, it adds so many to what is found already
};

struct facet_rows {
    struct facet_row *items; // those that are on come first, then as the facet has them
    size_t count;
    size_t on_count;
    uint64_t distinct; // how many there are in all
};

// What was counted of a field; NULL where nothing was.
const struct facet *page_facet_of(const struct search_result *result, enum field field);

// The rows of one field, `limit` of those not chosen. Where some are chosen, the others are what could be chosen as
// well. False without memory.
bool page_facet_rows(struct page *page, const struct search_answer *answer, enum field field,
                     uint32_t limit, struct facet_rows *out);

// A row as one <li>.
void page_facet_row(struct page *page, const struct search_params *params, enum field field,
                    const struct facet_row *row);

// The first values of each facet; what is left out is one link away.
struct slice page_facets(struct page *page, const struct search_answer *answer);

#endif
