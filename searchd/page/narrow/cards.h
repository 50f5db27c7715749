// Who is named by the words of a query.
#ifndef SEARCHD_PAGE_NARROW_CARDS_H
#define SEARCHD_PAGE_NARROW_CARDS_H

#include "searchd/page/parts.h"

// The persons and offices that the words of the query name, with links to what is theirs; empty where there are none.
struct slice page_cards(struct page *page, const struct search_params *params,
                        const struct search_result *result);

#endif
