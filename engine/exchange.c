// An exchange as a value: what is derived from it, whether it keeps its promises, and its stored
// form.
//
// The stored record is one run of bytes, read back without copying any text:
//
//     id title type session number author minister office question url            strings
//     source: path member (strings), line << 1 | is_copy                            varint
//     year  date_question                                                           varints
//     reply count, then for each reply: date (varint) respondent text                 strings
//     first_seen changed                                                           u64, two's
//     complement
//
// where a string is its length as a varint and its bytes. There is no version in it: the index
// header carries one for everything. Decoding costs one pass over the lengths; whether the bytes of
// a text are valid UTF-8 is checked when a document enters (exchange_validate) and guarded on disk
// by the checksum around the record, not looked at again for every hit of every search.
#include "engine/exchange.h"

#include "base/hash.h"
#include "base/reader.h"
#include "engine/workdays.h"
#include "stemmer/text/fold.h"

#include <stdio.h>

enum { STRING_COUNT = 10 };

// The text fields in the order of the record; `at` lets one loop serve encoding, decoding and
// checks.
struct string_field {
    const char *name;
    size_t at;
};

static const struct string_field STRINGS[STRING_COUNT] = {
    {"id", offsetof(struct exchange, id)},
    {"titre", offsetof(struct exchange, title)},
    {"type", offsetof(struct exchange, type)},
    {"session", offsetof(struct exchange, session)},
    {"numero", offsetof(struct exchange, number)},
    {"auteur", offsetof(struct exchange, author)},
    {"ministre", offsetof(struct exchange, minister)},
    {"fonction", offsetof(struct exchange, office)},
    {"question", offsetof(struct exchange, question)},
    {"url", offsetof(struct exchange, url)},
};

static struct slice string_get(const struct exchange *exchange, size_t i)
{
    struct slice value;
    memcpy(&value, (const char *)exchange + STRINGS[i].at, sizeof value);
    return value;
}

static void string_set(struct exchange *exchange, size_t i, struct slice value)
{
    memcpy((char *)exchange + STRINGS[i].at, &value, sizeof value);
}

int32_t exchange_delay_days(const struct exchange *exchange)
{
    uint32_t answered = exchange_reply_date(exchange);
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

const char *exchange_status(const struct exchange *exchange)
{
    return exchange->reply_count > 0 ? "repondue" : "sans-reponse";
}

uint32_t exchange_reply_date(const struct exchange *exchange)
{
    return exchange->reply_count > 0 ? exchange->replies[0].date : DATE_NONE;
}

struct slice exchange_respondent(const struct exchange *exchange)
{
    return exchange->reply_count > 0 ? exchange->replies[0].respondent : SLICE_NONE;
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

// --- validation ------------------------------------------------------------------------------

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

static bool date_exists(uint32_t date)
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
        if (!fold_is_utf8(reply->text) || !fold_is_utf8(reply->respondent))
            return error_set(err, STATUS_INVALID, "reponse is not UTF-8");
        if (!date_exists(reply->date))
            return error_set(err, STATUS_INVALID, "date_reponse does not exist");
    }
    return STATUS_OK;
}

enum status exchange_validate(const struct exchange *exchange, struct error *err)
{
    for (size_t i = 0; i < STRING_COUNT; i++)
        if (!fold_is_utf8(string_get(exchange, i)))
            return error_set(err, STATUS_INVALID, "%s is not UTF-8", STRINGS[i].name);

    enum status status = validate_id(exchange->id, err);
    if (status != STATUS_OK)
        return status;
    if (exchange->title.len == 0 && exchange->question.len == 0)
        return error_set(err, STATUS_INVALID, "neither titre nor question");
    if (exchange->year != 0 && (exchange->year < 1000 || exchange->year > 9999))
        return error_set(err, STATUS_INVALID, "annee does not exist");
    if (!date_exists(exchange->date_question))
        return error_set(err, STATUS_INVALID, "date_question does not exist");
    return validate_replies(exchange, err);
}

// --- fingerprint and record ------------------------------------------------------------------

uint64_t exchange_content_hash(const struct exchange *exchange)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < STRING_COUNT; i++)
        hash = hash_bytes(string_get(exchange, i), hash);

    // Numbers by value, so that the fingerprint is the same on every machine.
    char text[64];
    int len = snprintf(text, sizeof text, "%u %u %zu", exchange->year, exchange->date_question,
                       exchange->reply_count);
    hash = hash_bytes(slice_of(text, (size_t)len), hash);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        len = snprintf(text, sizeof text, "%u", reply->date);
        hash = hash_bytes(slice_of(text, (size_t)len), hash);
        hash = hash_bytes(reply->respondent, hash);
        hash = hash_bytes(reply->text, hash);
    }
    return hash;
}

static void encode_source(const struct source_ref *source, struct buf *out)
{
    buf_append_string(out, source->path);
    buf_append_string(out, source->member);
    buf_append_varint(out, (uint64_t)source->line << 1 | source->is_copy);
}

static struct source_ref decode_source(struct cursor *in)
{
    struct slice path = cursor_string(in), member = cursor_string(in);
    uint64_t line = cursor_varint(in);
    in->failed = in->failed || line >> 1 > UINT32_MAX;
    return (struct source_ref){path, member, (uint32_t)(line >> 1), line & 1};
}

void exchange_encode(const struct exchange *exchange, struct buf *out)
{
    for (size_t i = 0; i < STRING_COUNT; i++)
        buf_append_string(out, string_get(exchange, i));
    encode_source(&exchange->source, out);
    buf_append_varint(out, exchange->year);
    buf_append_varint(out, exchange->date_question);

    buf_append_varint(out, exchange->reply_count);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        buf_append_varint(out, reply->date);
        buf_append_string(out, reply->respondent);
        buf_append_string(out, reply->text);
    }
    buf_append_u64(out, (uint64_t)exchange->first_seen);
    buf_append_u64(out, (uint64_t)exchange->changed);
}

static enum status decode_replies(struct cursor *in, struct arena *arena, struct exchange *exchange,
                                  struct error *err)
{
    uint64_t count = cursor_varint(in);
    if (in->failed || count > EXCHANGE_MAX_REPLIES)
        return error_set(err, STATUS_CORRUPT, "document record: impossible number of answers");
    if (count == 0)
        return STATUS_OK;

    struct reply *replies = arena_calloc(arena, count, sizeof *replies);
    if (!replies)
        return error_set(err, STATUS_NO_MEMORY, "document record: out of memory");
    for (size_t i = 0; i < count; i++) {
        replies[i].date = cursor_varint32(in);
        replies[i].respondent = cursor_string(in);
        replies[i].text = cursor_string(in);
        if (!date_exists(replies[i].date))
            return error_set(err, STATUS_CORRUPT, "document record: impossible date of an answer");
    }
    exchange->replies = replies;
    exchange->reply_count = count;
    return STATUS_OK;
}

enum status exchange_decode(struct slice record, struct arena *arena, struct exchange *out,
                            struct error *err)
{
    struct cursor in = cursor_over(record);
    struct exchange exchange = {0};
    for (size_t i = 0; i < STRING_COUNT; i++)
        string_set(&exchange, i, cursor_string(&in));
    exchange.source = decode_source(&in);
    exchange.year = cursor_varint32(&in);
    exchange.date_question = cursor_varint32(&in);
    if (!date_exists(exchange.date_question) || exchange.year > 9999)
        return error_set(err, STATUS_CORRUPT, "document record: impossible date");

    enum status status = decode_replies(&in, arena, &exchange, err);
    if (status != STATUS_OK)
        return status;
    exchange.first_seen = (int64_t)cursor_u64(&in);
    exchange.changed = (int64_t)cursor_u64(&in);
    if (in.failed || cursor_left(&in) > 0)
        return error_set(err, STATUS_CORRUPT, "document record: wrong length");
    *out = exchange;
    return STATUS_OK;
}
