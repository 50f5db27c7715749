// JSON of the Assemblée nationale's open data: {"question": {…}}, one to a file, many in a list, or one
// behind the other.
//
// The tree is the one of the XML with the same names; jansson reads it (bounding its depth) and its leaves are
// written down like the XML's. A list of one is written without the list, so lists are walked through
// as if they were not there.
#include "indexer/sources/an/leaves.h"
#include "indexer/sources/an/question.h"
#include "indexer/sources/json_stream.h"
#include "indexer/sources/source.h"
#include "indexer/sources/source_json.h"
#include "indexer/sources/text.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { MAX_DEPTH = 32, MAX_WRAPPERS = 4 };

struct parser {
    const struct source_input *input;
    const struct source_sink *sink;
    struct an_leaves leaves;
    struct an_question question;
    uint32_t line;
    uint64_t questions;
};

static void flatten(struct an_leaves *leaves, const json_t *value, unsigned depth);

static void flatten_object(struct an_leaves *leaves, const json_t *object, unsigned depth)
{
    an_leaves_add(leaves, SLICE(""));
    void *at = json_object_iter((json_t *)(uintptr_t)object);
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
        struct slice key = slice_from(json_object_iter_key(at));
        // {"#text": "x"} is the text of an element that has attributes
        if (slice_equal(key, SLICE("#text"))) {
            flatten(leaves, json_object_iter_value(at), depth + 1);
            continue;
        }
        size_t up = an_leaves_down(leaves, key);
        flatten(leaves, json_object_iter_value(at), depth + 1);
        an_leaves_up(leaves, up);
    }
}

static void flatten(struct an_leaves *leaves, const json_t *value, unsigned depth)
{
    char number[32];
    if (depth == MAX_DEPTH) {
        leaves->is_too_deep = true;
    } else if (json_is_object(value)) {
        flatten_object(leaves, value, depth);
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            flatten(leaves, json_array_get(value, i), depth + 1);
    } else if (json_is_string(value)) {
        an_leaves_add(leaves, slice_of(json_string_value(value), json_string_length(value)));
    } else if (json_is_integer(value)) {
        int len =
            snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        an_leaves_add(leaves, slice_of(number, (size_t)len));
    }
}

static enum status read_question(struct parser *parser, const json_t *object, struct error *err)
{
    parser->questions++;
    parser->question = (struct an_question){.line = parser->line};
    an_leaves_reset(&parser->leaves);
    flatten(&parser->leaves, object, 0);
    if (parser->leaves.is_too_deep) {
        source_reject(parser->sink, parser->line, "JSON nested too deeply");
        return STATUS_OK;
    }
    if (!an_leaves_read(&parser->leaves, &parser->question))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question");
    return an_question_take(&parser->question, parser->input, parser->sink, err);
}

static bool is_question(const json_t *object)
{
    return json_object_get(object, "identifiant") || json_object_get(object, "indexationAN") ||
           json_object_get(object, "LEGISLATURE");
}

static bool is_named_question(const char *key, const json_t *value)
{
    return json_is_object(value) && strcasecmp(key, "question") == 0;
}

// The questions in a value, which may be wrapped: {"questionsEcrites": {"question": [ … ]}}.
static enum status find_questions(struct parser *parser, json_t *value, unsigned level,
                                  struct error *err)
{
    enum status status = STATUS_OK;
    if (json_is_object(value) && is_question(value))
        return read_question(parser, value, err);
    if (level == MAX_WRAPPERS)
        return STATUS_OK;
    if (json_is_array(value))
        for (size_t i = 0; i < json_array_size(value) && status == STATUS_OK; i++)
            status = find_questions(parser, json_array_get(value, i), level + 1, err);
    if (!json_is_object(value))
        return status;
    for (void *at = json_object_iter(value); at && status == STATUS_OK;
         at = json_object_iter_next(value, at)) {
        json_t *inner = json_object_iter_value(at);
        status = is_named_question(json_object_iter_key(at), inner)
                     ? read_question(parser, inner, err)
                     : find_questions(parser, inner, level + 1, err);
    }
    return status;
}

static enum status visit(void *context, json_t *value, uint32_t line, struct error *err)
{
    struct parser *parser = context;
    parser->line = line;
    return find_questions(parser, value, 0, err);
}

static enum status parse_whole(const struct source_input *input, const struct source_sink *sink,
                               struct error *err)
{
    struct parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    parser->input = input;
    parser->sink = sink;
    an_leaves_init(&parser->leaves, input->arena);
    size_t count;
    enum status status = source_json_each(input, sink, visit, parser, &count, err);
    if (status == STATUS_OK && count > 0 && parser->questions == 0)
        source_reject(sink, input->first_line, "JSON without a question in it");
    an_leaves_clear(&parser->leaves);
    free(parser);
    return status;
}

enum status source_parse_an_json(const struct source_input *input, const struct source_sink *sink,
                                 struct error *err)
{
    return json_stream_each(input, sink, parse_whole, err);
}
