#include "answer/permalink.h"

#include "answer/params.h"

// Identifiers may hold '/', which separates segments of the path and stays as it is.
void permalink_append(struct buf *out, struct slice id)
{
    buf_append_slice(out, SLICE("/question/"));
    while (id.len > 0) {
        size_t slash = slice_find(id, SLICE("/"));
        params_append_encoded(out, slice_of(id.ptr, slash));
        if (slash < id.len)
            buf_append_char(out, '/');
        id = slice_from_offset(id, slash < id.len ? slash + 1 : slash);
    }
}

void permalink_put(struct json_writer *json, const char *key, struct slice id)
{
    json_writer_key(json, key);
    json_writer_string_begin(json);
    json_writer_string_append(json, json->links);
    permalink_append(json->out, id); // ASCII without quotes or backslashes
    json_writer_string_end(json);
}
