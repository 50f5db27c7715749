// Exchanges as rows of CSV.
//
// Header and rows are written from the one table of columns (params/columns.h). An export may break off on its way, so
// the last row says that it is the last and how many there were: without it, the file is not whole.
#include "answer/exchange_csv.h"

#include "answer/field_value.h"
#include "answer/permalink.h"
#include "base/date.h"

void exchange_csv_columns(const struct params_columns *chosen, bool by_answer,
                          struct exchange_columns *out)
{
    enum field field;
    *out = (struct exchange_columns){.by_answer = by_answer};
    for (size_t i = 0; i < chosen->count; i++)
        for (size_t c = 0; params_columns_nth(c, by_answer, &field); c++)
            if (strcmp(chosen->names[i], field_name(field)) == 0)
                out->fields[out->count++] = field;
    for (size_t c = 0; chosen->count == 0 && params_columns_nth(c, by_answer, &field); c++)
        if (field != FIELD_REPLIES)
            out->fields[out->count++] = field;
}

void exchange_csv_header(struct csv *csv, const struct exchange_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        csv_text(csv, slice_from(field_name(columns->fields[i])));
    csv_end_row(csv);
}

static void put_time(struct csv *csv, int64_t seconds)
{
    char text[DATE_TIME_SIZE];
    csv_text(csv, slice_of(text, date_time_iso(seconds, text)));
}

// Empty where no rule holds; « oui » and « non » only of answers.
static void put_overdue(struct csv *csv, const struct exchange *exchange,
                        const struct deadline *deadline)
{
    bool is_told = deadline && date_is_full(exchange_reply_date(exchange));
    bool is_missed = is_told && deadline_is_missed(deadline, exchange, DATE_NONE);
    csv_text(csv, !is_told ? SLICE("") : is_missed ? SLICE("oui") : SLICE("non"));
}

static void put_value(struct csv *csv, const struct field_value *value)
{
    switch (value->kind) {
    case VALUE_NONE:
        csv_text(csv, SLICE(""));
        break;
    case VALUE_TEXT:
        csv_text(csv, value->text);
        break;
    case VALUE_NUMBER:
        csv_number(csv, value->number);
        break;
    case VALUE_DATE:
        csv_date(csv, (uint32_t)value->number);
        break;
    case VALUE_TIME:
        put_time(csv, value->number);
        break;
    }
}

// A debate as its record reads: who, in what office, and the words.
static void put_speeches(struct csv *csv, const struct exchange *exchange)
{
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        buf_append_slice(&text, i > 0 ? SLICE("\n\n") : SLICE(""));
        buf_append_slice(&text, speech->speaker);
        if (speech->speaker.len > 0 && speech->office.len > 0)
            buf_append_slice(&text, SLICE(", "));
        buf_append_slice(&text, speech->office);
        if (speech->speaker.len + speech->office.len > 0)
            buf_append_slice(&text, SLICE(" : "));
        buf_append_slice(&text, speech->text);
    }
    csv_text(csv, buf_slice(&text));
    csv->out->failed |= text.failed;
    buf_clear(&text);
}

// A list as JSON has it.
static void put_list(struct csv *csv, const struct exchange *exchange, enum field list,
                     const struct answer_about *about)
{
    struct buf text;
    struct json_writer json;
    buf_init(&text, 0);
    json_writer_init(&json, &text);
    answer_json_list(&json, exchange, list, about);
    csv_text(csv, buf_slice(&text));
    csv->out->failed |= text.failed;
    buf_clear(&text);
}

// Whether it is of the answer that the row is of.
static bool is_of_answer(const struct exchange_columns *columns, enum field field)
{
    return columns->by_answer && (field == FIELD_ANSWER || params_columns_are_of_row(field));
}

void exchange_csv_row(struct csv *csv, const struct exchange_columns *columns,
                      const struct exchange *exchange, const struct answer_about *about)
{
    struct deadline found;
    const struct deadline *deadline =
        deadlines_find(about->deadlines, exchange, &found) ? &found : NULL;
    for (size_t i = 0; i < columns->count; i++) {
        enum field field = columns->fields[i];
        if (field == FIELD_URL) {
            permalink_put_cell(csv, exchange->id);
        } else if (field == FIELD_DUE) {
            csv_date(csv, deadline ? deadline->due : DATE_NONE);
        } else if (field == FIELD_OVERDUE) {
            put_overdue(csv, exchange, deadline);
        } else if (field == FIELD_SPEECHES) {
            put_speeches(csv, exchange);
        } else if (field == FIELD_SOURCE) {
            csv_text(csv, source_ref_text(&exchange->source, false, about->arena));
        } else if (field == FIELD_SERIES) {
            csv_text(csv, about->series ? about->series->id : SLICE(""));
        } else if (field == FIELD_AUTHORS || field == FIELD_MINISTERS || field == FIELD_REPLIES) {
            put_list(csv, exchange, field, about);
        } else {
            struct field_value value = is_of_answer(columns, field)
                                           ? field_value_of_reply(exchange, about->reply, field)
                                           : field_value_of(exchange, field, about->arena);
            put_value(csv, &value);
        }
    }
    csv_end_row(csv);
}

void exchange_csv_end(struct csv *csv, const struct exchange_columns *columns, struct slice word,
                      uint64_t count, struct slice remark)
{
    csv_text(csv, word);
    csv_number(csv, (int64_t)count);
    csv_text(csv, remark);
    for (size_t i = 3; i < columns->count; i++)
        csv_text(csv, SLICE(""));
    csv_end_row(csv);
}
