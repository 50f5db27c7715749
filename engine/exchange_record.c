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
//     number of speeches; if there are any, where the asker begins in the question  varints
//     for each speech: role << 1 | is_said_before (varint) speaker office            strings
//                      text (string), or its length (varint) where it was said before
//     first_seen changed                                                            u64, two's complement
//
// where a string is its length as a varint and its bytes. What asker and minister say in a debate stands in question
// and answer, joined (engine/debate.h), and is not kept a second time. There is no version in it: the index header
// carries one for everything. Decoding costs one pass over the lengths; whether the bytes of a text are valid UTF-8 is
// checked when a document enters (exchange_validate) and guarded on disk by the checksum around the record, not looked
// at again for every hit of every search.
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

// What is left of question and answer for the speeches to come.
struct said {
    struct slice rest[SPEECH_ROLE_COUNT];
    bool has_begun[SPEECH_ROLE_COUNT];
};

static struct said said_before(const struct exchange *exchange, size_t spoken_at)
{
    struct said said = {0};
    said.rest[SPEECH_AUTHOR] = slice_from_offset(exchange->question, spoken_at);
    if (exchange->replies && exchange->reply_count == 1)
        said.rest[SPEECH_MINISTER] = exchange->replies[0].text;
    return said;
}

// The next `len` bytes that this role said, behind the break between two speeches; false when there are not so many.
static bool said_next(const struct said *said, enum speech_role role, uint64_t len,
                      struct slice *text)
{
    struct slice rest = said->rest[role], mark = SLICE(DEBATE_BREAK);
    if (said->has_begun[role] && !slice_starts_with(rest, mark))
        return false;
    rest = slice_from_offset(rest, said->has_begun[role] ? mark.len : 0);
    if (len > rest.len)
        return false;
    *text = slice_of(rest.ptr, (size_t)len);
    return len > 0;
}

static void said_move(struct said *said, enum speech_role role, struct slice text)
{
    struct slice rest = said->rest[role];
    size_t used = (size_t)(text.ptr + text.len - rest.ptr);
    said->rest[role] = slice_from_offset(rest, used);
    said->has_begun[role] = true;
}

static void encode_speeches(const struct exchange *exchange, struct buf *out)
{
    buf_append_varint(out, exchange->speech_count);
    if (exchange->speech_count == 0)
        return;
    size_t spoken_at = debate_spoken_at(exchange);
    struct said said = said_before(exchange, spoken_at);
    buf_append_varint(out, spoken_at);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        struct slice text;
        bool is_said = speech->role != SPEECH_OTHER &&
                       said_next(&said, speech->role, speech->text.len, &text) &&
                       slice_equal(text, speech->text);
        buf_append_varint(out, (uint64_t)speech->role << 1 | is_said);
        buf_append_string(out, speech->speaker);
        buf_append_string(out, speech->office);
        if (is_said) {
            buf_append_varint(out, text.len);
            said_move(&said, speech->role, text);
        } else {
            buf_append_string(out, speech->text);
        }
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

static void decode_speech(struct cursor *in, struct said *said, struct speech *speech)
{
    uint64_t mark = cursor_varint(in);
    bool is_said = mark & 1;
    in->failed = in->failed || mark >> 1 >= SPEECH_ROLE_COUNT;
    speech->role = in->failed ? SPEECH_OTHER : (enum speech_role)(mark >> 1);
    speech->speaker = cursor_string(in);
    speech->office = cursor_string(in);
    if (!is_said) {
        speech->text = cursor_string(in);
        return;
    }
    uint64_t len = cursor_varint(in);
    in->failed = in->failed || !said_next(said, speech->role, len, &speech->text);
    if (in->failed)
        speech->text = SLICE_NONE;
    else
        said_move(said, speech->role, speech->text);
}

// Behind question and replies of `out`, which hold a part of the texts.
static void decode_speeches(struct cursor *in, struct arena *arena, struct exchange *out)
{
    size_t count = decode_count(in, EXCHANGE_MAX_SPEECHES);
    struct speech *speeches = count ? arena_calloc(arena, count, sizeof *speeches) : NULL;
    uint64_t spoken_at = speeches ? cursor_varint(in) : 0;
    in->failed = in->failed || spoken_at > out->question.len;
    struct said said = said_before(out, in->failed ? 0 : (size_t)spoken_at);
    for (size_t i = 0; speeches && i < count; i++)
        decode_speech(in, &said, &speeches[i]);
    out->speeches = speeches;
    out->speech_count = speeches ? count : 0;
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
    decode_speeches(&in, arena, &exchange);
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "document record: out of memory");
    exchange.first_seen = (int64_t)cursor_u64(&in);
    exchange.changed = (int64_t)cursor_u64(&in);
    if (in.failed || cursor_left(&in) > 0)
        return error_set(err, STATUS_CORRUPT, "document record: damaged, or of another length");
    *out = exchange;
    return STATUS_OK;
}
