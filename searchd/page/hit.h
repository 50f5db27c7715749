// One hit of a page of results.
#ifndef SEARCHD_PAGE_HIT_H
#define SEARCHD_PAGE_HIT_H

#include "engine/search/search.h"
#include "searchd/page/parts.h"

// Appends the <li>. `words` (percent-encoded, may be empty) goes into the link as ?surligner=, so that
// the exchange shows what was found.
void page_hit(struct page *page, const struct search_hit *hit, struct slice words);

// What the hits, some of the result's, are to mark in their exchanges: the quotations of the query, and the distinct
// words that the snippets mark elsewhere; percent-encoded and joined with '+'.
struct slice page_marked_words(struct page *page, const struct search_result *result,
                               const struct search_hit *hits, size_t count);

#endif
