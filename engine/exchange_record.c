// Whether an exchange keeps its promises, its fingerprint and its stored form.
//
// The stored record is one run of bytes, read back without copying any text:
//
//     the strings of STRINGS, in that order
//     source: path member (strings), line << 1 | is_copy (varint), root (string)
//     year  date_question  date_closed  closure                                     varints
//     number of authors, then for each: name office                                 strings
//     number of ministers, likewise
//     number of replies, then for each: date (varint) respondent text nature office  strings
//     number of speeches, then for each: role (varint) speaker office text           strings
//     first_seen changed                                                            u64, two's complement
//
// where a string is its length as a varint and its bytes. There is no version in it: the index
// header carries one for everything. Decoding costs one pass over the lengths; whether the bytes of
// a text are valid UTF-8 is checked when a document enters (exchange_validate) and guarded on disk
// by the checksum around the record, not looked at again for every hit of every search.
#include "base/hash.h"
#include "base/reader.h"
#include "engine/debate.h"
#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/persons.h"
#include "stemmer/text/fold.h"

#include <stdio.h>

enum { STRING_COUNT = 14 };

// The text fields in the order of the record; `at` lets one loop serve encoding, decoding and
// checks.
struct string_field {
    enum field field;
    size_t at;
};

static const struct string_field STRINGS[STRING_COUNT] = {
    {FIELD_ID, offsetof(struct exchange, id)},
    {FIELD_TITLE, offsetof(struct exchange, title)},
    {FIELD_TYPE, offsetof(struct exchange, type)},
    {FIELD_ASSEMBLY, offsetof(struct exchange, assembly)},
    {FIELD_SESSION, offsetof(struct exchange, session)},
    {FIELD_NUMBER, offsetof(struct exchange, number)},
    {FIELD_AUTHOR, offsetof(struct exchange, author)},
    {FIELD_GROUP, offsetof(struct exchange, group)},
    {FIELD_MINISTER, offsetof(struct exchange, minister)},
    {FIELD_OFFICE, offsetof(struct exchange, office)},
    {FIELD_FIRST_MINISTER, offsetof(struct exchange, first_minister)},
    {FIELD_QUESTION, offsetof(struct exchange, question)},
    {FIELD_MOTIVE, offsetof(struct exchange, motive)},
    {FIELD_ORIGINAL_URL, offsetof(struct exchange, url)},
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
        if (!fold_is_utf8(reply->text) || !fold_is_utf8(reply->respondent) ||
            !fold_is_utf8(reply->nature) || !fold_is_utf8(reply->office))
            return error_set(err, STATUS_INVALID, "reponse is not UTF-8");
        if (!date_exists(reply->date))
            return error_set(err, STATUS_INVALID, "date_reponse does not exist");
    }
    return STATUS_OK;
}

static enum status validate_persons(const struct person *persons, size_t count, struct slice names,
                                    const char *field, struct error *err)
{
    if (count > EXCHANGE_MAX_PERSONS)
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
    if (!date_exists(exchange->date_question))
        return error_set(err, STATUS_INVALID, "date_question does not exist");
    if (!date_exists(exchange->date_closed))
        return error_set(err, STATUS_INVALID, "date_cloture does not exist");
    if ((unsigned)exchange->closure >= CLOSURE_COUNT)
        return error_set(err, STATUS_INVALID, "statut does not exist");
    return STATUS_OK;
}

enum status exchange_validate(const struct exchange *exchange, struct error *err)
{
    for (size_t i = 0; i < STRING_COUNT; i++)
        if (!fold_is_utf8(string_get(exchange, i)))
            return error_set(err, STATUS_INVALID, "%s is not UTF-8", field_name(STRINGS[i].field));

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
    return status == STATUS_OK ? validate_speeches(exchange, err) : status;
}

// --- fingerprint -----------------------------------------------------------------------------

// A closure after a final answer is nothing that shows.
static enum closure shown_closure(const struct exchange *exchange)
{
    return exchange_answer(exchange) ? CLOSURE_NONE : exchange->closure;
}

// Numbers by value, so that the fingerprint is the same on every machine.
static uint64_t hash_numbers(uint64_t hash, size_t a, size_t b, size_t c, size_t d)
{
    char text[100];
    int len = snprintf(text, sizeof text, "%zu %zu %zu %zu", a, b, c, d);
    return hash_bytes(slice_of(text, (size_t)len), hash);
}

static uint64_t hash_persons(uint64_t hash, const struct person *persons, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hash = hash_bytes(persons[i].office, hash_bytes(persons[i].name, hash));
    return hash;
}

uint64_t exchange_content_hash(const struct exchange *exchange)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < STRING_COUNT; i++)
        hash = hash_bytes(string_get(exchange, i), hash);

    hash = hash_numbers(hash, exchange->year, exchange->date_question, exchange->date_closed,
                        shown_closure(exchange));
    hash = hash_numbers(hash, exchange->author_count, exchange->minister_count,
                        exchange->reply_count, exchange->speech_count);
    hash = hash_persons(hash, exchange->authors, exchange->author_count);
    hash = hash_persons(hash, exchange->ministers, exchange->minister_count);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        hash = hash_numbers(hash, reply->date, 0, 0, 0);
        hash = hash_bytes(reply->respondent, hash);
        hash = hash_bytes(reply->text, hash);
        hash = hash_bytes(reply->nature, hash);
        hash = hash_bytes(reply->office, hash);
    }
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        hash = hash_numbers(hash, speech->role, 0, 0, 0);
        hash = hash_bytes(speech->speaker, hash);
        hash = hash_bytes(speech->office, hash);
        hash = hash_bytes(speech->text, hash);
    }
    return hash;
}

// --- record ----------------------------------------------------------------------------------

static void encode_source(const struct source_ref *source, struct buf *out)
{
    buf_append_string(out, source->path);
    buf_append_string(out, source->member);
    buf_append_varint(out, (uint64_t)source->line << 1 | source->is_copy);
    buf_append_string(out, source->root);
}

static struct source_ref decode_source(struct cursor *in)
{
    struct slice path = cursor_string(in), member = cursor_string(in);
    uint64_t line = cursor_varint(in);
    struct slice root = cursor_string(in);
    in->failed = in->failed || line >> 1 > UINT32_MAX;
    return (struct source_ref){path, member, (uint32_t)(line >> 1), line & 1, root};
}

static void encode_persons(const struct person *persons, size_t count, struct buf *out)
{
    buf_append_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        buf_append_string(out, persons[i].name);
        buf_append_string(out, persons[i].office);
    }
}

static void encode_replies(const struct exchange *exchange, struct buf *out)
{
    buf_append_varint(out, exchange->reply_count);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        buf_append_varint(out, reply->date);
        buf_append_string(out, reply->respondent);
        buf_append_string(out, reply->text);
        buf_append_string(out, reply->nature);
        buf_append_string(out, reply->office);
    }
}

static void encode_speeches(const struct exchange *exchange, struct buf *out)
{
    buf_append_varint(out, exchange->speech_count);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        buf_append_varint(out, speech->role);
        buf_append_string(out, speech->speaker);
        buf_append_string(out, speech->office);
        buf_append_string(out, speech->text);
    }
}

void exchange_encode(const struct exchange *exchange, struct buf *out)
{
    for (size_t i = 0; i < STRING_COUNT; i++)
        buf_append_string(out, string_get(exchange, i));
    encode_source(&exchange->source, out);
    buf_append_varint(out, exchange->year);
    buf_append_varint(out, exchange->date_question);
    buf_append_varint(out, exchange->date_closed);
    buf_append_varint(out, shown_closure(exchange));
    encode_persons(exchange->authors, exchange->author_count, out);
    encode_persons(exchange->ministers, exchange->minister_count, out);
    encode_replies(exchange, out);
    encode_speeches(exchange, out);
    buf_append_u64(out, (uint64_t)exchange->first_seen);
    buf_append_u64(out, (uint64_t)exchange->changed);
}

// The announced length of a list; fails the cursor where it cannot be.
static size_t decode_count(struct cursor *in, size_t most)
{
    uint64_t count = cursor_varint(in);
    if (count > most) {
        in->failed = true;
        return 0;
    }
    return in->failed ? 0 : (size_t)count;
}

static struct person *decode_persons(struct cursor *in, struct arena *arena, size_t *count)
{
    *count = decode_count(in, EXCHANGE_MAX_PERSONS);
    struct person *persons = *count ? arena_calloc(arena, *count, sizeof *persons) : NULL;
    for (size_t i = 0; persons && i < *count; i++) {
        persons[i].name = cursor_string(in);
        persons[i].office = cursor_string(in);
    }
    return persons;
}

static struct reply *decode_replies(struct cursor *in, struct arena *arena, size_t *count)
{
    *count = decode_count(in, EXCHANGE_MAX_REPLIES);
    struct reply *replies = *count ? arena_calloc(arena, *count, sizeof *replies) : NULL;
    for (size_t i = 0; replies && i < *count; i++) {
        replies[i].date = cursor_varint32(in);
        replies[i].respondent = cursor_string(in);
        replies[i].text = cursor_string(in);
        replies[i].nature = cursor_string(in);
        replies[i].office = cursor_string(in);
        in->failed = in->failed || !date_exists(replies[i].date);
    }
    return replies;
}

static struct speech *decode_speeches(struct cursor *in, struct arena *arena, size_t *count)
{
    *count = decode_count(in, EXCHANGE_MAX_SPEECHES);
    struct speech *speeches = *count ? arena_calloc(arena, *count, sizeof *speeches) : NULL;
    for (size_t i = 0; speeches && i < *count; i++) {
        uint64_t role = cursor_varint(in);
        speeches[i].speaker = cursor_string(in);
        speeches[i].office = cursor_string(in);
        speeches[i].text = cursor_string(in);
        in->failed = in->failed || role >= SPEECH_ROLE_COUNT;
        speeches[i].role = in->failed ? SPEECH_OTHER : (enum speech_role)role;
    }
    return speeches;
}

static void decode_numbers(struct cursor *in, struct exchange *out)
{
    out->year = cursor_varint32(in);
    out->date_question = cursor_varint32(in);
    out->date_closed = cursor_varint32(in);
    uint64_t closure = cursor_varint(in);
    in->failed = in->failed || out->year > 9999 || !date_exists(out->date_question) ||
                 !date_exists(out->date_closed) || closure >= CLOSURE_COUNT;
    out->closure = in->failed ? CLOSURE_NONE : (enum closure)closure;
}

enum status exchange_decode(struct slice record, struct arena *arena, struct exchange *out,
                            struct error *err)
{
    struct cursor in = cursor_over(record);
    struct exchange exchange = {0};
    for (size_t i = 0; i < STRING_COUNT; i++)
        string_set(&exchange, i, cursor_string(&in));
    exchange.source = decode_source(&in);
    decode_numbers(&in, &exchange);
    exchange.authors = decode_persons(&in, arena, &exchange.author_count);
    exchange.ministers = decode_persons(&in, arena, &exchange.minister_count);
    exchange.replies = decode_replies(&in, arena, &exchange.reply_count);
    exchange.speeches = decode_speeches(&in, arena, &exchange.speech_count);
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "document record: out of memory");
    exchange.first_seen = (int64_t)cursor_u64(&in);
    exchange.changed = (int64_t)cursor_u64(&in);
    if (in.failed || cursor_left(&in) > 0)
        return error_set(err, STATUS_CORRUPT, "document record: damaged, or of another length");
    *out = exchange;
    return STATUS_OK;
}
