// Commas where they belong: before an item that is not the first of its list or object.
#ifndef ENGINE_OPENSEARCH_QUERY_JSON_ITEM_H
#define ENGINE_OPENSEARCH_QUERY_JSON_ITEM_H

#include "base/buf.h"

static inline void json_item(struct buf *out)
{
    char last = out->len > 0 ? out->data[out->len - 1] : '[';
    if (last != '[' && last != '{' && last != ':')
        buf_append_char(out, ',');
}

#endif
