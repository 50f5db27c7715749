// JSON: one exchange a line, or a list of them, under the French names of the contract or their English aliases.
//
//     {"id": "q-1", "titre": "…", "question": "…", "date": "2023-06-19", "reponse": "…",
//      "date_reponse": "2023-07-13", "auteur": "…", "ministre": "MORREALE Christie, Ministre de …"}
//
// Only id is required, and titre or question. Several answers are a list of texts in `reponse`, or
// `reponses`: [{"nature", "texte", "repondant", "fonction", "date"}]. What dumps and the API's exports write comes in
// again. Keys that are not known are somebody else's business and ignored; a known key with a value of the wrong
// kind is a mistake and rejected. How lines and indentation lie does not matter (json/split.h).
#include "base/json/tree.h"
#include "engine/field.h"
#include "indexer/sources/json/split.h"
#include "indexer/sources/json_course.h"
#include "indexer/sources/jsonl_exchange.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <jansson.h>

#include <inttypes.h>

struct parser {
    const struct source_input *input;
    const struct source_sink *sink;
    struct json_course *course;
    struct json_tree tree;
    bool has_noticed; // the encoding, said once for each input
};

// --- what dumps and exports have besides documents -----------------------------------------------

static bool is_without_folder(const struct json_node *text)
{
    return json_node_is(text, JSON_NODE_STRING) && text->is.text.len > 0 &&
           !memchr(text->is.text.ptr, '/', text->is.text.len);
}

// Whether a document was written by a dated dump, which shows of paths the last part alone. What was read from standard
// input shows no folder in other dumps either.
static bool is_dated(const struct json_node *object)
{
    const struct json_node *root = json_node_get(object, SOURCE_ROOT_KEY);
    if (!is_without_folder(json_node_get(root, SOURCE_ROOT_PATH_KEY)))
        return false;
    const struct json_node *source = json_node_get(object, field_name(FIELD_SOURCE));
    return is_without_folder(source) && !slice_starts_with(source->is.text, SLICE("-")) &&
           json_node_get(object, field_name(FIELD_FIRST_SEEN));
}

static bool is_other(const struct json_node *announced, uint64_t found)
{
    return json_node_is(announced, JSON_NODE_INTEGER) &&
           (uint64_t)json_node_integer(announced) != found;
}

// The record at the end of a dump or an export, against what stands before it, if that could be counted. Behind it,
// where two were put together, all is counted anew.
static void check_record(const struct parser *parser, const struct json_node *object, uint32_t line)
{
    struct json_course *course = parser->course;
    uint64_t rows = course->rows - 1; // it is none itself
    const struct json_node *count = json_node_get(object, "count");
    const struct json_node *gone = json_node_get(object, "disparues");
    if (json_node_is(json_node_get(object, "fin"), JSON_NODE_FALSE))
        source_reject_cut(parser->sink, line, "truncated: an export that was broken off");
    else if (!course->was_lost && is_other(count, rows))
        source_reject(parser->sink, line, "announces %" PRId64 " documents, but %" PRIu64 " found",
                      json_node_integer(count), rows);
    else if (!course->was_lost && is_other(gone, course->gone))
        source_reject(parser->sink, line,
                      "announces %" PRId64 " ids that are gone, but %" PRIu64 " found",
                      json_node_integer(gone), course->gone);
    course->rows = 0;
    course->gone = 0;
    course->is_dated = false;
}

// Whether the object is no document, but the record of a dump or export, or an id that is gone.
static bool take_record(const struct parser *parser, const struct json_node *object, uint32_t line)
{
    struct json_course *course = parser->course;
    if (json_node_get(object, "id")) {
        bool is_gone = json_node_is(json_node_get(object, "disparue_le"), JSON_NODE_STRING);
        course->rows -= is_gone;
        course->gone += is_gone;
        course->is_dated = course->is_dated || is_gone || is_dated(object);
        return is_gone;
    }
    const struct json_node *end = json_node_get(object, "fin");
    if (!json_node_is(end, JSON_NODE_TRUE) && !json_node_is(end, JSON_NODE_FALSE))
        return false;
    check_record(parser, object, line);
    return true;
}

// --- documents -----------------------------------------------------------------------------------

static enum status read_object(struct parser *parser, const struct json_node *object, uint32_t line,
                               struct error *err)
{
    struct exchange exchange;
    struct error problem = {0};
    if (take_record(parser, object, line))
        return STATUS_OK;
    enum status status = jsonl_exchange_read(object, parser->input->arena, &exchange, &problem);
    if (status == STATUS_INVALID) {
        source_reject(parser->sink, line, "%s", problem.message);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return error_set(err, status, "%s", problem.message);
    return parser->sink->take(parser->sink->context, &exchange, line, err);
}

// Lets jansson say what is wrong with a text that is no JSON.
static void reject_text(struct parser *parser, struct slice text, uint32_t line)
{
    json_error_t error = {.line = 1};
    json_t *value = json_loadb(text.ptr, text.len, JSON_DECODE_ANY, &error);
    line += error.line > 1 ? (uint32_t)error.line - 1 : 0;
    source_reject(parser->sink, line, "not JSON: %s", value ? "it cannot be read" : error.text);
    json_decref(value);
}

static enum status read_piece(struct parser *parser, const struct json_piece *piece,
                              struct error *err)
{
    struct slice text = piece->text;
    const char *binary = memchr(text.ptr, 0, text.len) ? text_why_binary(text) : NULL;
    if (binary) {
        source_reject(parser->sink, piece->line, "%s", binary);
        return STATUS_OK;
    }
    if (piece->kind == JSON_PIECE_CUT) {
        source_reject_cut(parser->sink, piece->line, "truncated: the last object does not end");
        return STATUS_OK;
    }
    bool is_utf8 = fold_is_utf8(text);
    if (!is_utf8 && !text_to_utf8(text, parser->input->arena, &text))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a line of this length");

    const struct json_node *object;
    enum status status = json_tree_read(&parser->tree, text, JSON_STRICT, &object);
    if (status == STATUS_INVALID) {
        reject_text(parser, text, piece->line);
        return STATUS_OK;
    }
    if (status != STATUS_OK)
        return error_set(err, status, "no memory for a line of this length");
    if (!is_utf8 && !parser->has_noticed) {
        parser->has_noticed = true;
        parser->sink->notice(parser->sink->context, piece->line,
                             SLICE("not UTF-8: read as Windows-1252"));
    }
    return read_object(parser, object, piece->line, err);
}

static bool is_empty_list(struct slice text)
{
    text = slice_trim(text);
    return text.len > 1 && text.ptr[0] == '[' &&
           slice_equal(slice_trim(slice_from_offset(text, 1)), SLICE("]"));
}

// What only the end of the file tells; that it ends within an object was told.
static void check_end(const struct parser *parser, const struct json_piece *last, uint32_t line)
{
    if (parser->course->has_more || last->kind == JSON_PIECE_CUT)
        return;
    if (json_course_is_cut(parser->course))
        source_reject_cut(parser->sink, line, "truncated: the list does not end");
    else if (parser->course->is_dated)
        source_reject_cut(parser->sink, line,
                          "truncated: a dated dump without the record at its end");
}

// Takes all of a part, and leaves the last piece of it in *last.
static enum status read_part(struct parser *parser, struct json_split *split,
                             struct json_piece *last, struct error *err)
{
    struct json_course *course = parser->course;
    struct slice trimmed = slice_trim(split->rest);
    enum status status = STATUS_OK;
    split->open = course->open;
    while (status == STATUS_OK && json_split_next(split, last)) {
        course->was_lost = course->was_lost || last->kind != JSON_PIECE_OBJECT;
        course->rows++; // unless it turns out to be none
        status = read_piece(parser, last, err);
    }
    course->open = split->open;
    if (trimmed.len > 0)
        course->last_byte = trimmed.ptr[trimmed.len - 1];
    return status;
}

enum status source_parse_jsonl(const struct source_input *input, const struct source_sink *sink,
                               struct error *err)
{
    struct slice bytes = input->bytes;
    if (slice_starts_with(bytes, SLICE("\xEF\xBB\xBF")))
        bytes = slice_from_offset(bytes, 3);

    struct json_course course = {0};
    struct parser parser = {
        .input = input, .sink = sink, .course = input->course ? input->course : &course};
    struct json_split split = {.rest = bytes, .line = input->first_line};
    struct json_piece last = {.text = SLICE_NONE};
    enum status status = read_part(&parser, &split, &last, err);
    json_tree_clear(&parser.tree);
    // A later part may well be the end of a list only.
    bool is_bare = !last.text.ptr && input->first_line == 1 && slice_trim(bytes).len > 0;
    if (is_bare && !is_empty_list(bytes))
        source_reject_cut(sink, 1, "truncated: a list without a document");
    else if (status == STATUS_OK)
        check_end(&parser, &last, split.line);
    return status;
}
