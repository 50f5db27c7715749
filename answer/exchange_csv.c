#include "answer/exchange_csv.h"

#include "answer/permalink.h"
#include "base/date.h"

static const char *const COLUMNS[] = {
    "id",           "titre",       "type",          "session",   "annee",
    "numero",       "auteur",      "ministre",      "fonction",  "date_question",
    "date_reponse", "delai_jours", "statut",        "repondant", "question",
    "reponse",      "url",         "url_originale", "modifie",   "delai_jours_ouvrables",
    "echeance",     "hors_delai",
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof COLUMNS[0] };

void exchange_csv_header(struct csv *csv)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        csv_text(csv, slice_from(COLUMNS[i]));
    csv_end_row(csv);
}

static void put_date(struct csv *csv, uint32_t date)
{
    char text[DATE_TEXT_SIZE];
    csv_text(csv, slice_of(text, date_format_iso(date, text)));
}

static void put_time(struct csv *csv, int64_t seconds)
{
    char text[DATE_TIME_SIZE];
    csv_text(csv, slice_of(text, date_time_iso(seconds, text)));
}

static void put_permalink(struct csv *csv, struct slice id)
{
    struct buf url;
    buf_init(&url, 0);
    permalink_append(&url, id);
    csv_text(csv, buf_slice(&url));
    csv->out->failed |= url.failed;
    buf_clear(&url);
}

static void put_optional_number(struct csv *csv, bool is_known, int64_t value)
{
    if (is_known)
        csv_number(csv, value);
    else
        csv_text(csv, SLICE(""));
}

// Empty where no rule holds; « oui » and « non » only of answers.
static void put_deadline(struct csv *csv, const struct exchange *exchange,
                         const struct deadlines *deadlines)
{
    struct deadline deadline;
    bool is_found = deadlines_find(deadlines, exchange, &deadline);
    put_date(csv, is_found ? deadline.due : DATE_NONE);
    if (is_found && date_is_full(exchange_reply_date(exchange)))
        csv_text(csv,
                 deadline_is_missed(&deadline, exchange, DATE_NONE) ? SLICE("oui") : SLICE("non"));
    else
        csv_text(csv, SLICE(""));
}

void exchange_csv_row(struct csv *csv, const struct exchange *exchange,
                      const struct deadlines *deadlines, struct arena *arena)
{
    int32_t delay = exchange_delay_days(exchange);
    csv_text(csv, exchange->id);
    csv_text(csv, exchange->title);
    csv_text(csv, exchange->type);
    csv_text(csv, exchange->session);
    put_optional_number(csv, exchange->year > 0, exchange->year);
    csv_text(csv, exchange->number);
    csv_text(csv, exchange->author);
    csv_text(csv, exchange->minister);
    csv_text(csv, exchange->office);
    put_date(csv, exchange->date_question);
    put_date(csv, exchange_reply_date(exchange));
    put_optional_number(csv, delay != DELAY_NONE, delay);
    csv_text(csv, slice_from(exchange_status_name(exchange_status(exchange))));
    csv_text(csv, exchange_respondent(exchange));
    csv_text(csv, exchange->question);
    csv_text(csv, exchange_reply_text(exchange, arena));
    put_permalink(csv, exchange->id);
    csv_text(csv, exchange->url);
    put_time(csv, exchange->changed);
    put_optional_number(csv, delay != DELAY_NONE, exchange_delay_workdays(exchange));
    put_deadline(csv, exchange, deadlines);
    csv_end_row(csv);
}

void exchange_csv_end(struct csv *csv, struct slice word, uint64_t count, struct slice remark)
{
    csv_text(csv, word);
    csv_number(csv, (int64_t)count);
    csv_text(csv, remark);
    for (size_t i = 3; i < COLUMN_COUNT; i++)
        csv_text(csv, SLICE(""));
    csv_end_row(csv);
}
