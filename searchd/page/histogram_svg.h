// A histogram over time: an inline SVG whose bars are links, and the same figures as a table.
#ifndef SEARCHD_PAGE_HISTOGRAM_SVG_H
#define SEARCHD_PAGE_HISTOGRAM_SVG_H

#include "engine/search/search.h"
#include "searchd/page/parts.h"

// The <figure>; empty when there is nothing to compare (fewer than two bars). Each bar leads to the
// same search within its year or month.
struct slice histogram_svg(struct page *page, const struct search_params *params,
                           const struct search_result *result);

#endif
