// How a search was understood and what narrows it down.
#ifndef SEARCHD_PAGE_NARROW_CHIPS_H
#define SEARCHD_PAGE_NARROW_CHIPS_H

#include "searchd/page/parts.h"

// How the query was understood and which filters are on, each a link that undoes it.
struct slice page_chips(struct page *page, const struct search_params *params,
                        const struct search_result *result);

// What was repaired, relaxed or ignored: paragraphs.
struct slice page_notices(struct page *page, const struct search_params *params,
                          const struct search_result *result);

#endif
