// The questions before and after one, by the same author or to the same minister.
#ifndef SEARCHD_PAGE_NEIGHBOURS_H
#define SEARCHD_PAGE_NEIGHBOURS_H

#include "searchd/page/parts.h"

// The markup; empty without an index, without a full date, or without neighbours.
struct slice page_neighbours(struct page *page, const struct exchange *exchange);

#endif
