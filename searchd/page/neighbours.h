// What stands beside a question: those before and after it, by the same author or to the same minister, and those that
// are nearly the same.
#ifndef SEARCHD_PAGE_NEIGHBOURS_H
#define SEARCHD_PAGE_NEIGHBOURS_H

#include "engine/search/search.h"
#include "searchd/page/parts.h"

// The markup; empty without an index, without a full date, or without neighbours.
struct slice page_neighbours(struct page *page, const struct exchange *exchange);

// « Posée aussi à 6 ministres », as a link to the series; empty without others.
struct slice page_series_line(struct page *page, const struct exchange *exchange,
                              const struct search_series *series);

// Whom the question was put to and what they answered, side by side; empty without others. `series` may be NULL.
struct slice page_series_answers(struct page *page, const struct exchange *exchange,
                                 const struct search_series *series);

// What else is like it, without those of its series; both may be NULL.
struct slice page_similar(struct page *page, const struct search_result *similar,
                          const struct search_series *series);

#endif
