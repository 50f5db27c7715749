// GET /recherche?valeurs=FIELD: all values of a field among what a search finds.
#ifndef SEARCHD_PAGE_NARROW_VALUES_H
#define SEARCHD_PAGE_NARROW_VALUES_H

#include "answer/search_answer.h"
#include "searchd/page/parts.h"

// The parameters of /recherche with this one.
#define VALUES_PARAMS (PAGE_PARAMS | PARAM_VALUES)

// Prepares the request of an answer that was read with params.facet_mask: all values, no hits.
void page_values_prepare(struct search_answer *answer);

enum status page_values_render(struct request_context *context, const struct search_answer *answer,
                               struct http_response *response, struct error *err) STATUS_NODISCARD;

#endif
