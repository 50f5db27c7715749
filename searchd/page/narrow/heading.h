// What a page of results is called.
#ifndef SEARCHD_PAGE_NARROW_HEADING_H
#define SEARCHD_PAGE_NARROW_HEADING_H

#include "answer/search_answer.h"
#include "searchd/page/parts.h"

// « 42 échanges pour « eau » », « 1 308 questions à Noël Gilles, sans réponse »: as the heading (markup), or as the
// title of the window (text, with the number of the page).
struct slice page_results_heading(struct page *page, const struct search_answer *answer,
                                  bool is_markup);

#endif
