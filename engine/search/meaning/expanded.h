// Stars and tildes on the texts.
//
// Surfaces are expanded, not stems: « frigorifi* » must find frigorifique, whose stem is shorter.
#ifndef ENGINE_SEARCH_MEANING_EXPANDED_H
#define ENGINE_SEARCH_MEANING_EXPANDED_H

#include "engine/search/meaning/context.h"

struct match_node *resolve_expanded(struct resolver *r, const struct query_node *node);

#endif
