// The form of /comparer.
#ifndef SEARCHD_PAGE_FIGURES_COMPARE_FORM_H
#define SEARCHD_PAGE_FIGURES_COMPARE_FORM_H

#include "searchd/page/parts.h"

// The form, filled in with what is compared.
enum status compare_form(struct page *page, const struct search_params *params,
                         struct slice *markup, struct error *err) STATUS_NODISCARD;

#endif
