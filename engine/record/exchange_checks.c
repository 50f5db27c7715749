// Whether an exchange keeps the promises of exchange.h, before it enters the index.
//
// Nothing that passes is refused later: not by the stored record, nor by a page, an export or a line of JSON. Texts may
// be of any length together; but how long they get where they are escaped is bounded, and so is all that a list of a
// hundred exchanges shows. Cost: a pass over all bytes, and one more where the texts are very long.
#include "engine/record/exchange_checks.h"

#include "engine/debate.h"
#include "engine/persons.h"
#include "stemmer/text/fold.h"

// Browsers and proxies resolve a part between slashes that is one of these.
static bool is_dots(struct slice part)
{
    return slice_equal(part, SLICE(".")) || slice_equal(part, SLICE(".."));
}

static enum status validate_id(struct slice id, struct error *err)
{
    if (id.len == 0)
        return error_set(err, STATUS_INVALID, "no id");
    if (id.len > EXCHANGE_MAX_ID_LEN)
        return error_set(err, STATUS_INVALID, "id longer than %d bytes", EXCHANGE_MAX_ID_LEN);

    size_t part = 0;
    for (size_t i = 0; i <= id.len; i++) {
        unsigned char c = i < id.len ? (unsigned char)id.ptr[i] : '/';
        if (c <= ' ' || c == 0x7F)
            return error_set(err, STATUS_INVALID, "id with white space or a control character");
        if (c != '/')
            continue;
        if (is_dots(slice_of(id.ptr + part, i - part)))
            return error_set(err, STATUS_INVALID, "id \"%.*s\" cannot stand in a URL",
                             SLICE_ARG(id));
        part = i + 1;
    }
    return STATUS_OK;
}

bool exchange_date_exists(uint32_t date)
{
    if (date == DATE_NONE)
        return true;
    uint32_t month = date_month(date), day = date_day(date);
    if (month == 0 && day != 0)
        return false;
    return date_from_ymd((int)date_year(date), month ? (int)month : 1, day ? (int)day : 1) !=
           DATE_NONE;
}

static enum status validate_replies(const struct exchange *exchange, struct error *err)
{
    if (exchange->reply_count > EXCHANGE_MAX_REPLIES)
        return error_set(err, STATUS_INVALID, "more than %d answers", EXCHANGE_MAX_REPLIES);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        if (!fold_is_utf8(reply->text) || !fold_is_utf8(reply->respondent) ||
            !fold_is_utf8(reply->nature) || !fold_is_utf8(reply->office))
            return error_set(err, STATUS_INVALID, "reponse is not UTF-8");
        if (!exchange_date_exists(reply->date))
            return error_set(err, STATUS_INVALID, "date_reponse does not exist");
    }
    return STATUS_OK;
}

static enum status validate_persons(const struct person *persons, size_t count, struct slice names,
                                    const char *field, struct error *err)
{
    size_t named = 0;
    struct slice rest = names, name;
    while (named <= EXCHANGE_MAX_PERSONS && persons_next(&rest, &name))
        named++;
    if (count > EXCHANGE_MAX_PERSONS || named > EXCHANGE_MAX_PERSONS) // lists are written of both
        return error_set(err, STATUS_INVALID, "more than %d persons in %s", EXCHANGE_MAX_PERSONS,
                         field);
    for (size_t i = 0; i < count; i++)
        if (persons[i].name.len == 0 || !fold_is_utf8(persons[i].office))
            return error_set(err, STATUS_INVALID, "%s has no name or is not UTF-8", field);
    if (count > 0 && !persons_are_named(persons, count, names))
        return error_set(err, STATUS_INVALID, "%s has not the names of its list", field);
    return STATUS_OK;
}

static enum status validate_speeches(const struct exchange *exchange, struct error *err)
{
    if (exchange->speech_count > EXCHANGE_MAX_SPEECHES)
        return error_set(err, STATUS_INVALID, "more than %d interventions", EXCHANGE_MAX_SPEECHES);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        if (!fold_is_utf8(speech->speaker) || !fold_is_utf8(speech->office) ||
            !fold_is_utf8(speech->text))
            return error_set(err, STATUS_INVALID, "interventions is not UTF-8");
        if ((unsigned)speech->role >= SPEECH_ROLE_COUNT)
            return error_set(err, STATUS_INVALID, "role of an intervention does not exist");
    }
    if (exchange->speech_count > 0 && !debate_is_settled(exchange))
        return error_set(err, STATUS_INVALID, "question or reponse is not what interventions say");
    return STATUS_OK;
}

static enum status validate_numbers(const struct exchange *exchange, struct error *err)
{
    if (exchange->year != 0 && (exchange->year < 1000 || exchange->year > 9999))
        return error_set(err, STATUS_INVALID, "annee does not exist");
    if (!exchange_date_exists(exchange->date_question))
        return error_set(err, STATUS_INVALID, "date_question does not exist");
    if (!exchange_date_exists(exchange->date_closed))
        return error_set(err, STATUS_INVALID, "date_cloture does not exist");
    if ((unsigned)exchange->closure >= CLOSURE_COUNT)
        return error_set(err, STATUS_INVALID, "statut does not exist");
    return STATUS_OK;
}

// All that has no limit of its own.
struct lengths {
    size_t shown;   // bytes of what EXCHANGE_SHORT has
    size_t written; // bytes of the rest, as JSON writes them
};

enum { AS_NUMBER = 6 }; // bytes of \u001f, what a byte becomes at most

// What a text is long where it is escaped: controls as numbers, quotation marks and the like with a backslash before.
static size_t escaped_len(struct slice text)
{
    size_t len = text.len;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\' || c == '\n')
            len++;
        else if (c < ' ' || c == 0x7F)
            len += AS_NUMBER - 1;
        else if (c == 0xC2 && i + 1 < text.len && (unsigned char)text.ptr[i + 1] < 0xA0)
            len += AS_NUMBER - 2;
    }
    return len;
}

static size_t plain_len(struct slice text)
{
    return text.len;
}

// A dump tells speeches besides question and answer.
static size_t length_of_texts(const struct exchange *exchange, size_t (*length)(struct slice))
{
    size_t sum = length(exchange->question);
    for (size_t i = 0; i < exchange->reply_count; i++)
        sum += length(exchange->replies[i].text);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        sum += length(speech->speaker) + length(speech->office) + length(speech->text);
    }
    return sum;
}

static struct lengths measure(const struct exchange *exchange)
{
    struct lengths lengths = {0, length_of_texts(exchange, plain_len)};
    if (lengths.written > EXCHANGE_MAX_WRITTEN / AS_NUMBER) // shorter texts fit whatever is in them
        lengths.written = length_of_texts(exchange, escaped_len);
    for (size_t i = 0; i < EXCHANGE_STRING_COUNT; i++)
        lengths.shown += exchange_string(exchange, i).len;
    for (size_t i = 0; i < exchange->author_count; i++)
        lengths.shown += exchange->authors[i].name.len + exchange->authors[i].office.len;
    for (size_t i = 0; i < exchange->minister_count; i++)
        lengths.shown += exchange->ministers[i].name.len + exchange->ministers[i].office.len;
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        lengths.shown += reply->respondent.len + reply->nature.len + reply->office.len;
    }
    return lengths;
}

static enum status validate_lengths(const struct exchange *exchange, struct error *err)
{
    struct lengths lengths = measure(exchange);
    if (lengths.shown > EXCHANGE_MAX_SHORT)
        return error_set(err, STATUS_INVALID,
                         "titre, names and the like are longer than %zu bytes all in all",
                         EXCHANGE_MAX_SHORT);
    if (lengths.written > EXCHANGE_MAX_WRITTEN)
        return error_set(err, STATUS_INVALID, "the texts are longer than %zu bytes all in all",
                         EXCHANGE_MAX_WRITTEN);
    return STATUS_OK;
}

enum status exchange_validate(const struct exchange *exchange, struct error *err)
{
    for (size_t i = 0; i < EXCHANGE_STRING_COUNT; i++)
        if (!fold_is_utf8(exchange_string(exchange, i)))
            return error_set(err, STATUS_INVALID, "%s is not UTF-8",
                             field_name(EXCHANGE_STRINGS[i].field));
    if (!fold_is_utf8(exchange->question))
        return error_set(err, STATUS_INVALID, "question is not UTF-8");

    enum status status = validate_id(exchange->id, err);
    if (status != STATUS_OK)
        return status;
    if (exchange->title.len == 0 && exchange->question.len == 0)
        return error_set(err, STATUS_INVALID, "neither titre nor question");
    status = validate_numbers(exchange, err);
    if (status == STATUS_OK)
        status = validate_persons(exchange->authors, exchange->author_count, exchange->author,
                                  "auteurs", err);
    if (status == STATUS_OK)
        status = validate_persons(exchange->ministers, exchange->minister_count, exchange->minister,
                                  "ministres", err);
    if (status == STATUS_OK)
        status = validate_replies(exchange, err);
    if (status == STATUS_OK)
        status = validate_speeches(exchange, err);
    return status == STATUS_OK ? validate_lengths(exchange, err) : status;
}
