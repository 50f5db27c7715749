#include "answer/permalink.h"

#include "answer/params.h"

// A slash of an identifier is %2F: it ends no part of the path, so no route and no proxy can take what follows for one.
void permalink_append(struct buf *out, struct slice id)
{
    buf_append_slice(out, SLICE("/question/"));
    buf_append_encoded(out, id);
}

struct slice permalink_place(struct said_place place, char room[PERMALINK_PLACE_SIZE])
{
    struct buf out = buf_over(room, PERMALINK_PLACE_SIZE);
    if (place.anchor)
        buf_printf(&out, "%c-p%u", place.anchor, place.paragraph);
    return buf_slice(&out);
}

static void append_place(struct buf *out, struct slice id, struct said_place place)
{
    char room[PERMALINK_PLACE_SIZE];
    permalink_append(out, id);
    buf_append_slice(out, place.anchor ? SLICE("#") : SLICE(""));
    buf_append_slice(out, permalink_place(place, room));
}

void permalink_put_place(struct json_writer *json, const char *key, struct slice id,
                         struct said_place place)
{
    json_writer_key(json, key);
    json_writer_string_begin(json);
    json_writer_string_append(json, json->links);
    append_place(json->out, id, place); // ASCII without quotes or backslashes
    json_writer_string_end(json);
}

void permalink_put(struct json_writer *json, const char *key, struct slice id)
{
    permalink_put_place(json, key, id, (struct said_place){0});
}

void permalink_put_place_cell(struct csv *csv, struct slice id, struct said_place place)
{
    struct buf url;
    buf_init(&url, 0);
    buf_append_slice(&url, csv->links);
    append_place(&url, id, place);
    csv_text(csv, buf_slice(&url));
    csv->out->failed |= url.failed;
    buf_clear(&url);
}

void permalink_put_cell(struct csv *csv, struct slice id)
{
    permalink_put_place_cell(csv, id, (struct said_place){0});
}
