// What is derived from an exchange: its status, the reply that counts, who replied. See exchange.h.
//
// Nothing of this is stored twice: the programs, the index's columns and what is shown all ask here, so they cannot
// disagree. All are walks over a few replies; only the joined text of several is copied.
#include "engine/exchange.h"

#include "engine/workdays.h"
#include "stemmer/text/fold.h"

#include <stdio.h>

static const char *const STATUS_NAMES[EXCHANGE_STATUS_COUNT] = {
    [EXCHANGE_WAITING] = "sans-reponse",   [EXCHANGE_ANSWERED] = "repondue",
    [EXCHANGE_PROVISIONAL] = "provisoire", [EXCHANGE_WITHDRAWN] = "retiree",
    [EXCHANGE_LAPSED] = "caduque",         [EXCHANGE_UNCOVERED] = "non-couverte",
};

struct slice exchange_title(const struct exchange *exchange)
{
    return exchange->title.len ? exchange->title
                               : fold_cut(slice_trim(exchange->question), EXCHANGE_BEGINNING_BYTES);
}

const char *speech_role_name(enum speech_role role)
{
    static const char *const NAMES[SPEECH_ROLE_COUNT] = {
        [SPEECH_AUTHOR] = "auteur", [SPEECH_MINISTER] = "ministre", [SPEECH_OTHER] = "autre"};
    return NAMES[role];
}

bool exchange_is_provisional(const struct reply *reply)
{
    const struct slice word = SLICE("provisoire");
    for (size_t i = 0; i + word.len <= reply->nature.len; i++)
        if (slice_equal_ignoring_case(slice_of(reply->nature.ptr + i, word.len), word))
            return true;
    return false;
}

const struct reply *exchange_answer(const struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->reply_count; i++)
        if (!exchange_is_provisional(&exchange->replies[i]))
            return &exchange->replies[i];
    return NULL;
}

// Its place among those of its kind, from 1 on.
static unsigned place_in_kind(const struct exchange *exchange, size_t at)
{
    bool kind = exchange_is_provisional(&exchange->replies[at]);
    unsigned place = 1;
    for (size_t i = 0; i < at; i++)
        place += exchange_is_provisional(&exchange->replies[i]) == kind;
    return place;
}

void exchange_reply_name(const struct exchange *exchange, size_t at,
                         char out[static EXCHANGE_REPLY_NAME_SIZE])
{
    const char *kind = exchange_is_provisional(&exchange->replies[at]) ? "-provisoire" : "";
    unsigned place = place_in_kind(exchange, at);
    if (place == 1)
        (void)snprintf(out, EXCHANGE_REPLY_NAME_SIZE, "reponse%s", kind);
    else
        (void)snprintf(out, EXCHANGE_REPLY_NAME_SIZE, "reponse%s-%u", kind, place);
}

const struct reply *exchange_same_reply(const struct exchange *exchange, size_t at,
                                        const struct exchange *other)
{
    bool kind = exchange_is_provisional(&exchange->replies[at]);
    unsigned place = place_in_kind(exchange, at);
    for (size_t i = 0; i < other->reply_count; i++)
        if (exchange_is_provisional(&other->replies[i]) == kind && --place == 0)
            return &other->replies[i];
    return NULL;
}

int32_t exchange_delay_days(const struct exchange *exchange)
{
    return exchange_days_until(exchange, exchange_reply_date(exchange));
}

int32_t exchange_days_until(const struct exchange *exchange, uint32_t answered)
{
    if (!date_is_full(exchange->date_question) || !date_is_full(answered))
        return DELAY_NONE;

    // An answer dated before its question is a slip of the source: no delay is better than a wrong
    // one.
    int32_t days = date_to_days(answered) - date_to_days(exchange->date_question);
    return days < 0 ? DELAY_NONE : days;
}

int32_t exchange_delay_workdays(const struct exchange *exchange)
{
    if (exchange_delay_days(exchange) == DELAY_NONE)
        return DELAY_NONE;
    return workdays_between(exchange->date_question, exchange_reply_date(exchange));
}

enum exchange_status exchange_status(const struct exchange *exchange)
{
    if (exchange_answer(exchange))
        return EXCHANGE_ANSWERED;
    if (exchange->closure != CLOSURE_NONE)
        return exchange->closure == CLOSURE_LAPSED ? EXCHANGE_LAPSED : EXCHANGE_WITHDRAWN;
    if (exchange->reply_count > 0)
        return EXCHANGE_PROVISIONAL;
    return exchange->is_uncovered ? EXCHANGE_UNCOVERED : EXCHANGE_WAITING;
}

bool exchange_is_waiting(const struct exchange *exchange)
{
    enum exchange_status status = exchange_status(exchange);
    return status == EXCHANGE_WAITING || status == EXCHANGE_PROVISIONAL;
}

const char *exchange_status_name(enum exchange_status status)
{
    return STATUS_NAMES[status];
}

enum exchange_status exchange_status_by_name(struct slice name)
{
    int status = 0;
    while (status < EXCHANGE_STATUS_COUNT && !slice_equal(name, slice_from(STATUS_NAMES[status])))
        status++;
    return (enum exchange_status)status;
}

uint32_t exchange_day_changed(const struct exchange *exchange)
{
    enum { DAY_SECONDS = 86400 };
    const int64_t last = INT64_C(253402300799); // of year 9999
    return exchange->changed > 0 && exchange->changed <= last
               ? date_from_days((int32_t)(exchange->changed / DAY_SECONDS))
               : DATE_NONE;
}

uint32_t exchange_reply_date(const struct exchange *exchange)
{
    const struct reply *answer = exchange_answer(exchange);
    return answer ? answer->date : DATE_NONE;
}

struct slice exchange_respondent(const struct exchange *exchange)
{
    const struct reply *answer = exchange_answer(exchange);
    return answer ? answer->respondent : SLICE_NONE;
}

struct slice exchange_referral_name(const struct exchange *exchange)
{
    struct referral ignored;
    if (!exchange_answer(exchange))
        return SLICE_NONE;
    return exchange_referral(exchange, &ignored) ? SLICE("oui") : SLICE("non");
}

struct slice exchange_reply_text(const struct exchange *exchange, struct arena *arena)
{
    if (exchange->reply_count == 0)
        return SLICE_NONE;
    if (exchange->reply_count == 1)
        return exchange->replies[0].text;

    size_t total = 0;
    for (size_t i = 0; i < exchange->reply_count; i++)
        total += exchange->replies[i].text.len + 2;
    char *joined = arena_alloc(arena, total);
    if (!joined)
        return SLICE_NONE;

    size_t len = 0;
    for (size_t i = 0; i < exchange->reply_count; i++) {
        struct slice text = exchange->replies[i].text;
        if (text.len == 0)
            continue;
        if (len > 0) {
            memcpy(joined + len, "\n\n", 2);
            len += 2;
        }
        memcpy(joined + len, text.ptr, text.len);
        len += text.len;
    }
    return slice_of(joined, len);
}
