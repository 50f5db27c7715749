#include "answer/permalink.h"

#include "answer/params.h"

// A slash of an identifier is %2F: it ends no part of the path, so no route and no proxy can take what follows for one.
void permalink_append(struct buf *out, struct slice id)
{
    buf_append_slice(out, SLICE("/question/"));
    params_append_encoded(out, id);
}

void permalink_put(struct json_writer *json, const char *key, struct slice id)
{
    json_writer_key(json, key);
    json_writer_string_begin(json);
    json_writer_string_append(json, json->links);
    permalink_append(json->out, id); // ASCII without quotes or backslashes
    json_writer_string_end(json);
}

void permalink_put_cell(struct csv *csv, struct slice id)
{
    struct buf url;
    buf_init(&url, 0);
    buf_append_slice(&url, csv->links);
    permalink_append(&url, id);
    csv_text(csv, buf_slice(&url));
    csv->out->failed |= url.failed;
    buf_clear(&url);
}
