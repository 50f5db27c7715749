// The sheet beside an exchange.
#ifndef SEARCHD_PAGE_FACTS_H
#define SEARCHD_PAGE_FACTS_H

#include "engine/search/search.h"
#include "searchd/page/parts.h"

// Its terms and what they are, as markup. `cited` may be NULL.
struct slice page_facts(struct page *page, const struct exchange *exchange,
                        const struct citation_list *cited);

#endif
