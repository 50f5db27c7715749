// Dumps of nosdéputés.fr: questions of the Assemblée nationale as CSV, or with the same names as JSON,
// {"question": {…}}, alone or in {"questions": [ … ]}, or as XML, <questions><question>…. They have the Assemblée's
// ids, so each is the same document as the Assemblée's own. The kind of a question stands in its address only.
#include "indexer/sources/an/names.h"
#include "indexer/sources/an/question.h"
#include "indexer/sources/an/xml.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/json_stream.h"
#include "indexer/sources/rows.h"
#include "indexer/sources/source.h"
#include "indexer/sources/source_json.h"

#include <jansson.h>

enum { MAX_DEPTH = 4 };

// "QE" of "http://questions.assemblee-nationale.fr/q14/14-7QE.htm"; QE without an address.
static struct slice kind_in(struct slice url)
{
    for (size_t at = 0; at + 1 < url.len; at++) {
        if (url.ptr[at] != 'Q')
            continue;
        struct slice rest = slice_from_offset(url, at);
        rest.len = slice_find(rest, SLICE("."));
        struct slice kind = an_question_kind(rest);
        if (kind.len >= 2 && kind.len <= 4)
            return kind;
    }
    return SLICE("QE");
}

static enum status take_row(const struct row *row, const struct source_input *input,
                            const struct source_sink *sink, struct error *err)
{
    struct an_question question = {
        .line = row->line,
        .legislature = row_get(row, "legislature"),
        .number = row_get(row, "numero"),
        .kind = kind_in(row_get(row, "source")),
        .url = row_get(row, "source"),
        .title = row_get(row, "themes"),
        .author = row_get(row, "depute_nom"),
        .group = row_get(row, "depute_groupe_acronyme"),
        .minister = row_get(row, "ministere"),
        .question = rows_text(row_get(row, "question"), input->arena),
        .date_question = row_get(row, "date"),
        .closure = row_get(row, "motif_retrait"),
        .date_closure = row_get(row, "date_cloture"),
    };
    struct slice answer = rows_text(row_get(row, "reponse"), input->arena), looks_like;
    if (question.author.len == 0)
        question.author = an_names_author_in(question.question);
    if (question.group.len == 0)
        question.group = row_get(row, "parlementaire_groupe_acronyme");
    if (answer.len > 0)
        question.replies[question.reply_count++] = (struct reply){
            .text = answer,
            .date = dates_find(question.date_closure, &looks_like),
        };
    return an_question_take(&question, input, sink, err);
}

// --- JSON ------------------------------------------------------------------------------------

struct finding {
    const struct source_input *input;
    const struct source_sink *sink;
    uint32_t line; // of the value
    uint64_t found;
};

static enum status take_object(struct finding *finding, json_t *object, struct error *err)
{
    struct row row = {.line = finding->line};
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool is_text = json_is_string(value);
        if (row.count == ROWS_MAX_COLUMNS || !(is_text || json_is_integer(value)))
            continue;
        row.names[row.count] = slice_from(key);
        row.values[row.count++] =
            is_text ? slice_of(json_string_value(value), json_string_length(value))
                    : arena_printf(finding->input->arena, "%" JSON_INTEGER_FORMAT,
                                   json_integer_value(value));
    }
    finding->found++;
    return take_row(&row, finding->input, finding->sink, err);
}

static enum status find_questions(struct finding *finding, json_t *value, unsigned depth,
                                  struct error *err)
{
    enum status status = STATUS_OK;
    json_t *item;
    size_t i;
    if (json_object_get(value, "numero"))
        return take_object(finding, value, err);
    if (depth == MAX_DEPTH)
        return STATUS_OK;
    if (json_is_object(value)) {
        item = json_object_get(value, "question");
        item = item ? item : json_object_get(value, "questions");
        return find_questions(finding, item, depth + 1, err);
    }
    json_array_foreach(value, i, item)
    {
        status = find_questions(finding, item, depth + 1, err);
        if (status != STATUS_OK)
            break;
    }
    return status;
}

static enum status visit(void *context, json_t *value, uint32_t line, struct error *err)
{
    struct finding *finding = context;
    finding->line = line;
    return find_questions(finding, value, 0, err);
}

static enum status parse_whole(const struct source_input *input, const struct source_sink *sink,
                               struct error *err)
{
    struct finding finding = {.input = input, .sink = sink};
    size_t count;
    enum status status = source_json_each(input, sink, visit, &finding, &count, err);
    if (status == STATUS_OK && count > 0 && finding.found == 0)
        source_reject(sink, input->first_line, "JSON without a question in it");
    return status;
}

// --- XML -------------------------------------------------------------------------------------

static enum status take_element(struct an_leaves *leaves, uint32_t line,
                                const struct source_input *input, const struct source_sink *sink,
                                struct error *err)
{
    struct row row = {.line = line};
    const struct an_leaf *list = (const struct an_leaf *)(const void *)leaves->list.data;
    size_t count = leaves->list.len / sizeof *list;
    if (leaves->list.failed || leaves->arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question");
    for (size_t i = 0; i < count; i++) {
        if (list[i].text.len == 0 || row.count == ROWS_MAX_COLUMNS)
            continue;
        row.names[row.count] = list[i].path;
        row.values[row.count++] = list[i].text;
    }
    return take_row(&row, input, sink, err);
}

enum status source_parse_nosdeputes(const struct source_input *input,
                                    const struct source_sink *sink, struct error *err)
{
    struct slice head = input->bytes;
    if (slice_starts_with(head, SLICE("\xEF\xBB\xBF")))
        head = slice_from_offset(head, 3);
    head = slice_trim(head);
    char first = head.len > 0 ? head.ptr[0] : ' ';
    if (first == '<')
        return an_xml_each(input, sink, take_element, err);
    if (first == '{' || first == '[')
        return json_stream_each(input, sink, parse_whole, err);
    return rows_each(input, sink, take_row, err);
}
