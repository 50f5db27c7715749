// The page of results, apart from the search that gave them.
#ifndef SEARCHD_PAGE_RESULTS_H
#define SEARCHD_PAGE_RESULTS_H

#include "searchd/ask/search_service.h"
#include "searchd/page/parts.h"

// Renders an answered search, or (problems in answer->problems) the form with what is wrong.
enum status page_results_render(struct request_context *context, const struct search_answer *answer,
                                struct http_response *response, struct error *err) STATUS_NODISCARD;

#endif
