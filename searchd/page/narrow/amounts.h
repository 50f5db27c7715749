// Sentences of answers that say how many, above the results of a question for a number.
#ifndef SEARCHD_PAGE_NARROW_AMOUNTS_H
#define SEARCHD_PAGE_NARROW_AMOUNTS_H

#include "answer/search_answer.h"
#include "searchd/page/parts.h"

enum { PAGE_AMOUNTS = 3 };

struct slice page_amounts(struct page *page, const struct search_answer *answer);

#endif
