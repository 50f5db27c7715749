// What to say when nothing was found: which word or filter is to blame, and what to try.
#ifndef SEARCHD_PAGE_EMPTY_H
#define SEARCHD_PAGE_EMPTY_H

#include "searchd/ask/search_service.h"
#include "searchd/page/parts.h"

// The markup. Every count in it is the result of a search made here.
struct slice page_empty(struct page *page, const struct search_answer *answer);

#endif
