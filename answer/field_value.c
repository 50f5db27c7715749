// See field_value.h.
//
// What holds of a document whatever form it is shown in: JSON and CSV ask here, so that they cannot differ in a value,
// nor in what it means that there is none.
#include "answer/field_value.h"

#include "base/date.h"
#include "engine/persons.h"

#include <assert.h>

static struct field_value text(struct slice value)
{
    return (struct field_value){.kind = value.len > 0 ? VALUE_TEXT : VALUE_NONE, .text = value};
}

static struct field_value number(bool is_known, int64_t value)
{
    return (struct field_value){.kind = is_known ? VALUE_NUMBER : VALUE_NONE, .number = value};
}

static struct field_value date(uint32_t value)
{
    return (struct field_value){.kind = value != DATE_NONE ? VALUE_DATE : VALUE_NONE,
                                .number = value};
}

static struct field_value days(int32_t value)
{
    return number(value != DELAY_NONE, value);
}

static struct field_value instant(int64_t value)
{
    return (struct field_value){.kind = VALUE_TIME, .number = value};
}

struct field_value field_value_of(const struct exchange *exchange, enum field field,
                                  struct arena *arena)
{
    switch ((int)field) {
    case FIELD_ID:
        return text(exchange->id);
    case FIELD_TITLE:
        return text(exchange->title);
    case FIELD_TYPE:
        return text(exchange->type);
    case FIELD_ASSEMBLY:
        return text(exchange->assembly);
    case FIELD_GROUP:
        return text(exchange->group);
    case FIELD_FIRST_MINISTER:
        return text(exchange->first_minister);
    case FIELD_CLOSED:
        return date(exchange->date_closed);
    case FIELD_MOTIVE:
        return text(exchange->motive);
    case FIELD_SESSION:
        return text(exchange->session);
    case FIELD_YEAR:
        return number(exchange->year > 0, exchange->year);
    case FIELD_NUMBER:
        return text(exchange->number);
    case FIELD_AUTHOR:
        return text(exchange->author);
    case FIELD_MINISTER:
        return text(exchange->minister);
    case FIELD_OFFICE:
        return text(exchange->office);
    case FIELD_RESPONDENT:
        return text(exchange_respondent(exchange));
    case FIELD_QUESTION:
        return text(exchange->question);
    case FIELD_ANSWER:
        return text(exchange_reply_text(exchange, arena));
    case FIELD_DATE:
        return date(exchange->date_question);
    case FIELD_ANSWER_DATE:
        return date(exchange_reply_date(exchange));
    case FIELD_DELAY:
        return days(exchange_delay_days(exchange));
    case FIELD_WORKDAYS:
        return days(exchange_delay_workdays(exchange));
    case FIELD_STATUS:
        return text(slice_from(exchange_status_name(exchange_status(exchange))));
    case FIELD_REFERRAL:
        return text(exchange_referral_name(exchange));
    case FIELD_CITE:
        return text(exchange->cites);
    case FIELD_COMMUNE:
    case FIELD_PROVINCE:
        return text(persons_values(field, exchange->places, arena));
    case FIELD_ORIGINAL_URL:
        return text(exchange->url);
    case FIELD_LICENCE:
        return text(exchange->licence);
    case FIELD_FIRST_SEEN:
        return instant(exchange->first_seen);
    case FIELD_CHANGED:
        return instant(exchange->changed);
    default:
        assert(false && "an exchange alone has no such value");
        return (struct field_value){0};
    }
}

struct field_value field_value_of_reply(const struct exchange *exchange, size_t reply,
                                        enum field field)
{
    if (reply >= exchange->reply_count)
        return (struct field_value){.kind = VALUE_NONE};
    const struct reply *only = &exchange->replies[reply];
    switch ((int)field) {
    case FIELD_ANSWER:
        return text(only->text);
    case FIELD_ROW_RANK:
        return number(true, (int64_t)reply + 1);
    case FIELD_ROW_NATURE:
        return text(only->nature);
    case FIELD_ROW_DATE:
        return date(only->date);
    case FIELD_ROW_DELAY:
        return days(exchange_days_until(exchange, only->date));
    case FIELD_ROW_RESPONDENT:
        return text(only->respondent);
    case FIELD_ROW_OFFICE:
        return text(only->office);
    default:
        assert(false && "an answer alone has no such value");
        return (struct field_value){0};
    }
}
