// The search form, filled in with the state of a search, and what was wrong with its parameters.
#ifndef SEARCHD_PAGE_FORM_H
#define SEARCHD_PAGE_FORM_H

#include "searchd/page/parts.h"

// The form's markup. `params` may be NULL (nothing searched yet). The filters are folded away unless
// is_open.
struct slice page_form(struct page *page, const struct search_params *params, bool is_open);

// The field of `de` or `a`. <input type=date> knows whole days only: a month stands for its first or last day, which
// means the same. What is no date is kept as it was typed, and marked.
struct slice page_date_field(struct page *page, const char *name, struct slice typed,
                             uint32_t date);

// A hidden input; none for an empty value.
void page_append_hidden(struct buf *out, const char *name, struct slice value);

// What forms of figures have no field for: all filters but those on `but` (FIELD_COUNT: all), where and how words are
// looked for.
void page_append_hidden_search(struct buf *out, const struct search_params *params, enum field but);

// Each problem as a sentence, with a link to the nearest valid form where one is known; empty when
// there is none.
struct slice page_problems(struct page *page, const struct param_problems *problems);

#endif
