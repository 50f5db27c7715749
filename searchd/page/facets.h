// The ways to narrow a search down, and what narrows it already: plain links.
#ifndef SEARCHD_PAGE_FACETS_H
#define SEARCHD_PAGE_FACETS_H

#include "engine/search/search.h"
#include "searchd/page/parts.h"

// Facets as lists of links with counts; a value that is on is marked and its link takes it off.
struct slice page_facets(struct page *page, const struct search_params *params,
                         const struct search_result *result);

// How the query was understood and which filters are on, each a link that undoes it.
struct slice page_chips(struct page *page, const struct search_params *params,
                        const struct search_result *result);

// What was repaired, relaxed or ignored: paragraphs.
struct slice page_notices(struct page *page, const struct search_params *params,
                          const struct search_result *result);

// Appends the escaped URL of `params` on its first page.
void page_search_url(struct page *page, const struct search_params *params);

// Takes filter `at` out of params.
void page_drop_filter(struct search_params *params, size_t at);

// The persons and offices that the words of the query name, with links to what is theirs; empty where there are none.
struct slice page_cards(struct page *page, const struct search_params *params,
                        const struct search_result *result);

#endif
