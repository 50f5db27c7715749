// Words that stand together: quotations, proximity, names. See context.h.
//
// A quotation is looked for by surfaces, proximity and names by stems.
#ifndef ENGINE_SEARCH_MEANING_PHRASE_H
#define ENGINE_SEARCH_MEANING_PHRASE_H

#include "engine/search/meaning/context.h"

struct match_node *resolve_phrase(struct resolver *r, const struct query_node *node);
struct match_node *resolve_near(struct resolver *r, const struct query_node *node);

// The words of `text` as a phrase of stems that scores like one word; NULL when one of them stands nowhere.
struct match_node *resolve_name(struct resolver *r, uint8_t field_mask, struct slice text);

#endif
