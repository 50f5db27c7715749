// The page of one exchange, apart from reading it.
#ifndef SEARCHD_PAGE_EXCHANGE_H
#define SEARCHD_PAGE_EXCHANGE_H

#include "engine/search/search.h"
#include "searchd/ask/search_service.h"
#include "searchd/page/parts.h"

// What is shown beside it; each may be NULL.
struct exchange_beside {
    const struct search_series *series;
    const struct search_result *similar;
    const struct citation_list *citations;
};

enum status page_exchange_render(struct request_context *context, const struct exchange *exchange,
                                 const struct exchange_forms *forms,
                                 const struct exchange_beside *beside,
                                 struct http_response *response,
                                 struct error *err) STATUS_NODISCARD;

#endif
