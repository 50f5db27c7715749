// JSON of QRVA, as its programming interface answers: {"start", "total", "items": [ … ]}, or one document.
//
// Texts are {"br": ["line", …]}: each string in them, however deep, is a line, but for what were attributes of
// mark-up: {"a": {"href": …, "content": "the site"}}.
#include "indexer/sources/json_stream.h"
#include "indexer/sources/qrva/document.h"
#include "indexer/sources/source.h"
#include "indexer/sources/source_json.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>

enum { MAX_DEPTH = 16 };

struct reading {
    const struct source_input *input;
    const struct source_sink *sink;
    struct qrva_document document;
    uint32_t line; // of the value
    uint64_t documents;
};

static bool is_attribute(const char *key)
{
    static const char *const NAMES[] = {"href", "target", "rel", "class", "style", "title", "id"};
    return key[0] == '@' || slice_is_among(slice_from(key), NAMES, sizeof NAMES / sizeof *NAMES);
}

static void append_lines(struct buf *html, json_t *value, unsigned depth)
{
    if (depth == MAX_DEPTH)
        return;
    if (json_is_object(value)) {
        for (void *at = json_object_iter(value); at; at = json_object_iter_next(value, at))
            if (!is_attribute(json_object_iter_key(at)))
                append_lines(html, json_object_iter_value(at), depth + 1);
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            append_lines(html, json_array_get(value, i), depth + 1);
    } else if (json_is_string(value)) {
        if (html->len > 0)
            buf_append_slice(html, SLICE("<br>"));
        qrva_escape(html, slice_of(json_string_value(value), json_string_length(value)));
    } else if (json_is_integer(value)) {
        buf_printf(html, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    }
}

static enum status read_document(struct reading *reading, json_t *object, struct error *err)
{
    struct arena *arena = reading->input->arena;
    const char *key;
    json_t *value;
    reading->documents++;
    reading->document = (struct qrva_document){.line = reading->line};
    json_object_foreach(object, key, value)
    {
        struct buf html = {0};
        append_lines(&html, value, 0);
        qrva_add(&reading->document, slice_from(key), arena_copy(arena, buf_slice(&html)));
        buf_clear(&html);
    }
    return qrva_take(&reading->document, reading->input, reading->sink, err);
}

// A document, an answer of the interface, or a list of either.
static enum status find_documents(struct reading *reading, json_t *value, unsigned depth,
                                  struct error *err)
{
    enum status status = STATUS_OK;
    if (json_object_get(value, "SDOCNAME"))
        return read_document(reading, value, err);
    if (json_is_object(value) && depth < 2)
        return find_documents(reading, json_object_get(value, "items"), depth + 1, err);
    for (size_t i = 0; depth < 3 && status == STATUS_OK && i < json_array_size(value); i++)
        status = find_documents(reading, json_array_get(value, i), depth + 1, err);
    return status;
}

static enum status visit(void *context, json_t *value, uint32_t line, struct error *err)
{
    struct reading *reading = context;
    reading->line = line;
    return find_documents(reading, value, 0, err);
}

static enum status parse_whole(const struct source_input *input, const struct source_sink *sink,
                               struct error *err)
{
    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    reading->input = input;
    reading->sink = sink;
    size_t count;
    enum status status = source_json_each(input, sink, visit, reading, &count, err);
    if (status == STATUS_OK && count > 0 && reading->documents == 0)
        source_reject(sink, input->first_line, "JSON without a question in it");
    free(reading);
    return status;
}

enum status source_parse_qrva_json(const struct source_input *input, const struct source_sink *sink,
                                   struct error *err)
{
    return json_stream_each(input, sink, parse_whole, err);
}
