// JSON Lines: one exchange a line, under the French names of the contract or their English aliases.
//
//     {"id": "q-1", "titre": "…", "question": "…", "date": "2023-06-19", "reponse": "…",
//      "date_reponse": "2023-07-13", "auteur": "…", "ministre": "MORREALE Christie, Ministre de …"}
//
// Only id is required, and titre or question. Several answers are a list of texts in `reponse`, or
// `reponses`: [{"texte", "repondant", "date"}]. What dumps and the API's exports write comes in again. Keys
// that are not known are somebody else's business and ignored; a known key with a value of the wrong kind
// is a mistake and rejected.
#include "base/date.h"
#include "engine/field.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <jansson.h>

struct parser {
    const struct source_input *input;
    const struct source_sink *sink;
    uint32_t line;
    bool is_rejected;
    bool has_noticed; // the encoding, said once for each input
    struct exchange exchange;
    struct reply replies[EXCHANGE_MAX_REPLIES];
};

#define REJECT(parser, ...) \
    ((parser)->is_rejected = true, source_reject((parser)->sink, (parser)->line, __VA_ARGS__))

// The value under the first of the field's names that is there and not null.
static const json_t *find(const json_t *object, enum field field)
{
    const char *key = field_name(field);
    for (size_t n = 1; key; key = field_key(field, n++)) {
        const json_t *value = json_object_get(object, key);
        if (value && !json_is_null(value))
            return value;
    }
    return NULL;
}

// \r\n and \r become \n; nothing stands at either end.
static struct slice clean(struct slice s, struct arena *arena)
{
    s = text_trim(s);
    if (!memchr(s.ptr, '\r', s.len))
        return s;
    char *out = arena_alloc(arena, s.len);
    if (!out)
        return SLICE_NONE;
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\r')
            out[len++] = s.ptr[i];
        else if (i + 1 == s.len || s.ptr[i + 1] != '\n')
            out[len++] = '\n';
    return slice_of(out, len);
}

static struct slice text_of(struct parser *parser, const json_t *value, enum field field)
{
    if (!value)
        return SLICE("");
    if (json_is_string(value))
        return clean(slice_of(json_string_value(value), json_string_length(value)),
                     parser->input->arena);
    if (json_is_integer(value))
        return arena_printf(parser->input->arena, "%" JSON_INTEGER_FORMAT,
                            json_integer_value(value));
    if (!parser->is_rejected)
        REJECT(parser, "\"%s\" is not a text", field_name(field));
    return SLICE("");
}

static struct slice get(struct parser *parser, const json_t *object, enum field field)
{
    return text_of(parser, find(object, field), field);
}

// "2023-06-19", also with a time after it, "2023-06", "2023", "19/06/2023".
static uint32_t get_date(struct parser *parser, const json_t *object, enum field field)
{
    struct slice text = get(parser, object, field);
    if (text.len == 0)
        return DATE_NONE;
    struct slice day = text.len > 10 && (text.ptr[10] == 'T' || text.ptr[10] == ' ')
                           ? slice_of(text.ptr, 10)
                           : text;
    uint32_t date = date_parse_iso(day);
    if (date == DATE_NONE)
        date = date_parse_dmy(day);
    if (date == DATE_NONE && !parser->is_rejected)
        REJECT(parser, "impossible date \"%.*s\" in \"%s\"", SLICE_ARG(text), field_name(field));
    return date;
}

// --- answers ---------------------------------------------------------------------------------

static struct reply *add_reply(struct parser *parser)
{
    struct exchange *exchange = &parser->exchange;
    if (exchange->reply_count == EXCHANGE_MAX_REPLIES) {
        if (!parser->is_rejected)
            REJECT(parser, "more than %d answers", EXCHANGE_MAX_REPLIES);
        return NULL;
    }
    parser->replies[exchange->reply_count] = (struct reply){.date = DATE_NONE};
    return &parser->replies[exchange->reply_count++];
}

static void add_text_reply(struct parser *parser, const json_t *value)
{
    struct slice text = text_of(parser, value, FIELD_ANSWER);
    struct reply *reply = text.len > 0 ? add_reply(parser) : NULL;
    if (reply)
        reply->text = text;
}

static void add_reply_object(struct parser *parser, const json_t *value)
{
    if (!json_is_object(value)) {
        add_text_reply(parser, value);
        return;
    }
    struct reply *reply = add_reply(parser);
    if (!reply)
        return;
    reply->text = get(parser, value, FIELD_REPLY_TEXT);
    reply->respondent = get(parser, value, FIELD_RESPONDENT);
    reply->date = get_date(parser, value, FIELD_REPLY_DATE);
}

static void add_reply_list(struct parser *parser, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        add_reply_object(parser, json_array_get(list, i));
}

static void read_replies(struct parser *parser, const json_t *object)
{
    struct exchange *exchange = &parser->exchange;
    const json_t *list = find(object, FIELD_REPLIES);
    const json_t *texts = find(object, FIELD_ANSWER);
    if (json_is_array(list)) {
        add_reply_list(parser, list);
        return;
    }
    if (json_is_array(texts))
        add_reply_list(parser, texts);
    else
        add_text_reply(parser, texts);

    // A date without a text is an answer too: the text was not published with it.
    uint32_t date = get_date(parser, object, FIELD_ANSWER_DATE);
    struct slice respondent = get(parser, object, FIELD_RESPONDENT);
    if (exchange->reply_count == 0 && date != DATE_NONE)
        (void)add_reply(parser);
    for (size_t n = 0; n < exchange->reply_count; n++) {
        if (parser->replies[n].date == DATE_NONE)
            parser->replies[n].date = date;
        if (parser->replies[n].respondent.len == 0)
            parser->replies[n].respondent = respondent;
    }
}

// --- the exchange ----------------------------------------------------------------------------

// "MORREALE Christie, Ministre de l'Emploi" is a name and an office; "Ministre de l'Emploi, de la
// Formation" is an office with a comma in it, and stays whole.
static void read_minister(struct parser *parser, const json_t *object)
{
    struct exchange *exchange = &parser->exchange;
    const json_t *value = find(object, FIELD_MINISTER);
    exchange->office = get(parser, object, FIELD_OFFICE);
    if (json_is_object(value)) {
        exchange->minister = get(parser, value, FIELD_NAME);
        exchange->office = get(parser, value, FIELD_OFFICE);
        return;
    }
    exchange->minister = text_of(parser, value, FIELD_MINISTER);
    struct slice whole = exchange->minister;
    size_t comma = slice_find(whole, SLICE(", "));
    struct slice rest = slice_from_offset(whole, comma < whole.len ? comma + 2 : whole.len);
    bool rest_is_office =
        slice_starts_with(rest, SLICE("Minist")) || slice_starts_with(rest, SLICE("minist")) ||
        slice_starts_with(rest, SLICE("Secr")) || slice_starts_with(rest, SLICE("secr")) ||
        slice_starts_with(rest, SLICE("Vice-")) || slice_starts_with(rest, SLICE("Premi"));
    bool starts_with_office =
        slice_starts_with(whole, SLICE("Minist")) || slice_starts_with(whole, SLICE("Secr"));
    if (exchange->office.len == 0 && rest_is_office && !starts_with_office) {
        exchange->minister = slice_of(whole.ptr, comma);
        exchange->office = rest;
    }
}

// Seconds since 1970, or the time as text; 0 when it is neither.
static int64_t time_of(const json_t *value)
{
    int64_t seconds = json_integer_value(value);
    if (json_is_string(value))
        (void)date_time_parse_iso(slice_of(json_string_value(value), json_string_length(value)),
                                  &seconds);
    return seconds;
}

static void read_fields(struct parser *parser, const json_t *object)
{
    struct exchange *exchange = &parser->exchange;
    exchange->id = get(parser, object, FIELD_ID);
    exchange->title = get(parser, object, FIELD_TITLE);
    exchange->type = get(parser, object, FIELD_TYPE);
    exchange->session = get(parser, object, FIELD_SESSION);
    exchange->number = get(parser, object, FIELD_NUMBER);
    exchange->author = get(parser, object, FIELD_AUTHOR);
    exchange->question = get(parser, object, FIELD_QUESTION);
    // In what this program wrote, `url` is where a site shows the document.
    exchange->url = get(parser, object,
                        json_object_get(object, field_name(FIELD_ORIGINAL_URL)) ? FIELD_ORIGINAL_URL
                                                                                : FIELD_URL);
    // Of a dump; other files have texts or nothing there.
    exchange->first_seen = time_of(find(object, FIELD_FIRST_SEEN));
    exchange->changed = time_of(find(object, FIELD_CHANGED));
    exchange->date_question = get_date(parser, object, FIELD_DATE);
    uint32_t year = get_date(parser, object, FIELD_YEAR);
    exchange->year = date_year(year != DATE_NONE ? year : exchange->date_question);
    read_minister(parser, object);
    read_replies(parser, object);
    exchange->replies = parser->replies;
    if (!parser->is_rejected && exchange->id.len == 0)
        REJECT(parser, "no \"%s\"", field_name(FIELD_ID));
}

static enum status read_object(struct parser *parser, const json_t *object, struct error *err)
{
    if (!json_is_object(object)) {
        REJECT(parser, "not a JSON object");
        return STATUS_OK;
    }
    read_fields(parser, object);
    if (parser->input->arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a line of this length");
    if (parser->is_rejected)
        return STATUS_OK;
    return parser->sink->take(parser->sink->context, &parser->exchange, parser->line, err);
}

static enum status read_line(struct parser *parser, struct slice line, bool is_unfinished,
                             struct error *err)
{
    const char *binary = memchr(line.ptr, 0, line.len) ? text_why_binary(line) : NULL;
    if (binary) {
        REJECT(parser, "%s", binary);
        return STATUS_OK;
    }
    bool is_utf8 = fold_is_utf8(line);
    if (!is_utf8 && !text_to_utf8(line, parser->input->arena, &line))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a line of this length");

    json_error_t problem;
    json_t *object = json_loadb(line.ptr, line.len, JSON_DECODE_ANY, &problem);
    if (!object) {
        if (is_unfinished)
            source_reject_cut(parser->sink, parser->line, "truncated: the last line is no JSON");
        else
            REJECT(parser, "not JSON: %s", problem.text);
        return STATUS_OK;
    }
    if (!is_utf8 && !parser->has_noticed) {
        parser->has_noticed = true;
        parser->sink->notice(parser->sink->context, parser->line,
                             SLICE("not UTF-8: read as Windows-1252"));
    }
    enum status status = read_object(parser, object, err);
    json_decref(object);
    return status;
}

enum status source_parse_jsonl(const struct source_input *input, const struct source_sink *sink,
                               struct error *err)
{
    struct slice bytes = input->bytes;
    if (slice_starts_with(bytes, SLICE("\xEF\xBB\xBF")))
        bytes = slice_from_offset(bytes, 3);

    struct parser parser = {.input = input, .sink = sink};
    struct lines lines = {bytes, input->first_line - 1};
    struct slice line;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && lines_next(&lines, &line)) {
        line = slice_trim(line);
        parser.line = lines.number;
        parser.is_rejected = false;
        parser.exchange = (struct exchange){0};
        bool is_unfinished =
            lines.rest.len == 0 && bytes.len > 0 && bytes.ptr[bytes.len - 1] != '\n';
        if (line.len > 0)
            status = read_line(&parser, line, is_unfinished, err);
    }
    return status;
}
