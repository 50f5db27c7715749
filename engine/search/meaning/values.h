// Names, types, dates: leaves on columns, and the request's filters.
#ifndef ENGINE_SEARCH_MEANING_VALUES_H
#define ENGINE_SEARCH_MEANING_VALUES_H

#include "engine/search/meaning/context.h"
#include "engine/search/types.h"

struct match_node *resolve_column(struct resolver *r, const struct query_node *node);
void resolve_filters(struct resolver *r, const struct search_request *request,
                     struct match_list *out);

#endif
