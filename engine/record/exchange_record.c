// The fingerprint of an exchange and its stored form.
//
// The stored record is two runs of bytes, read back without copying any text: a head with all that a list of documents
// shows, and the rest with what may be long. Who wants the head alone reads nothing of the rest (docstore.h):
//
//     u32: bytes of the head behind these four; REST_IS_PACKED: the rest is kept as a frame of its own
//     the strings of EXCHANGE_STRINGS, in that order
//     the beginning of the question where there is no titre (string)
//     source: path member (strings), line << 1 | is_copy (varint), root (string)
//     year  date_question  date_closed  closure                                     varints
//     what the answers point at: state, number, session                             varints
//     what the texts cite, and the places they name                                 strings
//     number of authors, then for each: name office                                 strings
//     number of ministers, likewise
//     number of replies, then for each: date (varint) respondent nature office       strings
//     first_seen changed                                                            u64, two's complement
//     seconds before `changed` that the question changed, and each reply            varints
//
//     question, the text of each reply                                              strings
//     number of speeches; if there are any, where the asker begins in the question  varints
//     for each speech: role << 1 | is_said_before (varint) speaker office            strings
//                      text (string), or its length (varint) where it was said before
//
// where a string is its length as a varint and its bytes. What asker and minister say in a debate stands in question
// and answer, joined (engine/debate.h), and is not kept a second time. There is no version in it: the index header
// carries one for everything. Decoding costs one pass over the lengths; whether the bytes of a text are valid UTF-8 is
// checked when a document enters (exchange_checks.c) and guarded on disk by the checksum around the record, not looked
// at again for every hit of every search.
#include "base/bytes.h"
#include "base/hash.h"
#include "base/reader.h"
#include "engine/debate.h"
#include "engine/exchange.h"
#include "engine/record/exchange_checks.h"

#include <stdio.h>

enum { HEAD_LEN_BYTES = 4 };
#define REST_IS_PACKED (1u << 31)

const struct exchange_string EXCHANGE_STRINGS[EXCHANGE_STRING_COUNT] = {
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
    {FIELD_MOTIVE, offsetof(struct exchange, motive)},
    {FIELD_ORIGINAL_URL, offsetof(struct exchange, url)},
};

static void set_string(struct exchange *exchange, size_t i, struct slice value)
{
    memcpy((char *)exchange + EXCHANGE_STRINGS[i].at, &value, sizeof value);
}

// --- fingerprint -----------------------------------------------------------------------------

// A closure after a final answer is nothing that shows.
static enum closure shown_closure(const struct exchange *exchange)
{
    return exchange_answer(exchange) ? CLOSURE_NONE : exchange->closure;
}

// Numbers as they are written, so that the fingerprint is the same on every machine.
static uint64_t hash_numbers(uint64_t hash, size_t a, size_t b, size_t c, size_t d)
{
    const size_t numbers[] = {a, b, c, d};
    char room[100];
    struct buf text = buf_over(room, sizeof room);
    for (int i = 0; i < 4; i++) {
        if (i > 0)
            buf_append_char(&text, ' ');
        buf_append_decimal(&text, numbers[i]);
    }
    return hash_bytes(buf_slice(&text), hash);
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
    for (size_t i = 0; i < EXCHANGE_STRING_COUNT; i++)
        hash = hash_bytes(exchange_string(exchange, i), hash);
    hash = hash_bytes(exchange->question, hash);

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

static void encode_referral(const struct exchange *exchange, struct buf *out)
{
    struct referral referral;
    bool is_found = exchange_referral(exchange, &referral);
    buf_append_varint(out, is_found ? REFERRAL_FOUND : REFERRAL_NONE);
    buf_append_varint(out, referral.number);
    buf_append_varint(out, referral.session_from);
    buf_append_string(out, exchange->cites);
    buf_append_string(out, exchange->places);
}

static void encode_replies(const struct exchange *exchange, struct buf *out)
{
    buf_append_varint(out, exchange->reply_count);
    for (size_t i = 0; i < exchange->reply_count; i++) {
        const struct reply *reply = &exchange->replies[i];
        buf_append_varint(out, reply->date);
        buf_append_string(out, reply->respondent);
        buf_append_string(out, reply->nature);
        buf_append_string(out, reply->office);
    }
}

// Nearly always nothing but zeros.
static void encode_part_times(const struct exchange *exchange, struct buf *out)
{
    uint64_t changed = (uint64_t)exchange->changed;
    buf_append_varint(out, changed - (uint64_t)exchange->question_changed);
    for (size_t i = 0; i < exchange->reply_count; i++)
        buf_append_varint(out, changed - (uint64_t)exchange->replies[i].changed);
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

static void put_varint(const struct exchange_sink *sink, uint64_t value)
{
    unsigned char bytes[10];
    const unsigned char *end = varint_put(bytes, value);
    sink->put(sink->context, slice_of((const char *)bytes, (size_t)(end - bytes)));
}

static void put_string(const struct exchange_sink *sink, struct slice text)
{
    put_varint(sink, text.len);
    sink->put(sink->context, text);
}

static void put_speeches(const struct exchange *exchange, const struct exchange_sink *sink)
{
    put_varint(sink, exchange->speech_count);
    if (exchange->speech_count == 0)
        return;
    size_t spoken_at = debate_spoken_at(exchange);
    struct said said = said_before(exchange, spoken_at);
    put_varint(sink, spoken_at);
    for (size_t i = 0; i < exchange->speech_count; i++) {
        const struct speech *speech = &exchange->speeches[i];
        struct slice text;
        bool is_said = speech->role != SPEECH_OTHER &&
                       said_next(&said, speech->role, speech->text.len, &text) &&
                       slice_equal(text, speech->text);
        put_varint(sink, (uint64_t)speech->role << 1 | is_said);
        put_string(sink, speech->speaker);
        put_string(sink, speech->office);
        if (is_said) {
            put_varint(sink, text.len);
            said_move(&said, speech->role, text);
        } else {
            put_string(sink, speech->text);
        }
    }
}

void exchange_encode_rest(const struct exchange *exchange, const struct exchange_sink *sink)
{
    put_string(sink, exchange->question);
    for (size_t i = 0; i < exchange->reply_count; i++)
        put_string(sink, exchange->replies[i].text);
    put_speeches(exchange, sink);
}

static void count(void *context, struct slice bytes)
{
    size_t *len = context;
    *len += bytes.len;
}

size_t exchange_rest_len(const struct exchange *exchange)
{
    size_t len = 0;
    exchange_encode_rest(exchange, &(struct exchange_sink){count, &len});
    return len;
}

// What stands for the title that an exchange has not.
static struct slice beginning(const struct exchange *exchange)
{
    return exchange->title.len > 0 ? SLICE_NONE : exchange_title(exchange);
}

static void encode_head(const struct exchange *exchange, uint32_t flags, struct buf *out)
{
    size_t start = out->len;
    buf_append_u32(out, 0);
    for (size_t i = 0; i < EXCHANGE_STRING_COUNT; i++)
        buf_append_string(out, exchange_string(exchange, i));
    buf_append_string(out, beginning(exchange));
    encode_source(&exchange->source, out);
    buf_append_varint(out, exchange->year);
    buf_append_varint(out, exchange->date_question);
    buf_append_varint(out, exchange->date_closed);
    buf_append_varint(out, shown_closure(exchange));
    encode_referral(exchange, out);
    encode_persons(exchange->authors, exchange->author_count, out);
    encode_persons(exchange->ministers, exchange->minister_count, out);
    encode_replies(exchange, out);
    buf_append_u64(out, (uint64_t)exchange->first_seen);
    buf_append_u64(out, (uint64_t)exchange->changed);
    encode_part_times(exchange, out);
    if (out->failed)
        return;
    const uint32_t len = (uint32_t)(out->len - start - HEAD_LEN_BYTES) | flags;
    memcpy(out->data + start, &len, sizeof len); // little-endian, as base/bytes.h says
}

void exchange_encode_head(const struct exchange *exchange, struct buf *out)
{
    encode_head(exchange, REST_IS_PACKED, out);
}

static void append(void *context, struct slice bytes)
{
    buf_append_slice(context, bytes);
}

void exchange_encode(const struct exchange *exchange, struct buf *out)
{
    encode_head(exchange, 0, out);
    exchange_encode_rest(exchange, &(struct exchange_sink){append, out});
}

size_t exchange_record_head(struct slice record)
{
    struct cursor in = cursor_over(record);
    size_t len = (size_t)(cursor_u32(&in) & ~REST_IS_PACKED) + HEAD_LEN_BYTES;
    return len < record.len ? len : record.len;
}

bool exchange_record_is_packed(struct slice record)
{
    struct cursor in = cursor_over(record);
    return cursor_u32(&in) & REST_IS_PACKED;
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
        replies[i].nature = cursor_string(in);
        replies[i].office = cursor_string(in);
        in->failed = in->failed || !exchange_date_exists(replies[i].date);
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
    in->failed = in->failed || out->year > 9999 || !exchange_date_exists(out->date_question) ||
                 !exchange_date_exists(out->date_closed) || closure >= CLOSURE_COUNT;
    out->closure = in->failed ? CLOSURE_NONE : (enum closure)closure;
}

static void decode_referral(struct cursor *in, struct exchange *out)
{
    uint64_t state = cursor_varint(in);
    out->referral.number = cursor_varint32(in);
    out->referral.session_from = cursor_varint32(in);
    in->failed = in->failed || state == REFERRAL_NOT_SOUGHT || state >= REFERRAL_STATE_COUNT;
    out->cites = cursor_string(in);
    out->places = cursor_string(in);
    out->referral_state = in->failed ? REFERRAL_NONE : (enum referral_state)state;
}

static void decode_part_times(struct cursor *in, struct reply *replies, struct exchange *out)
{
    uint64_t changed = (uint64_t)out->changed;
    out->question_changed = (int64_t)(changed - cursor_varint(in));
    for (size_t i = 0; replies && i < out->reply_count; i++)
        replies[i].changed = (int64_t)(changed - cursor_varint(in));
}

// The replies, whose texts are in the rest, are returned.
static struct reply *decode_head(struct cursor *in, struct arena *arena, struct exchange *out)
{
    for (size_t i = 0; i < EXCHANGE_STRING_COUNT; i++)
        set_string(out, i, cursor_string(in));
    out->question = cursor_string(in);
    out->source = decode_source(in);
    decode_numbers(in, out);
    decode_referral(in, out);
    out->authors = decode_persons(in, arena, &out->author_count);
    out->ministers = decode_persons(in, arena, &out->minister_count);
    struct reply *replies = decode_replies(in, arena, &out->reply_count);
    out->replies = replies;
    out->first_seen = (int64_t)cursor_u64(in);
    out->changed = (int64_t)cursor_u64(in);
    decode_part_times(in, replies, out);
    in->failed = in->failed || cursor_left(in) > 0;
    return replies;
}

static void decode_rest(struct cursor *in, struct arena *arena, struct reply *replies,
                        struct exchange *out)
{
    out->question = cursor_string(in);
    for (size_t i = 0; replies && i < out->reply_count; i++)
        replies[i].text = cursor_string(in);
    decode_speeches(in, arena, out);
    in->failed = in->failed || cursor_left(in) > 0;
}

enum status exchange_decode(struct slice record, enum exchange_part part, struct arena *arena,
                            struct exchange *out, struct error *err)
{
    struct cursor in = cursor_over(record);
    struct cursor head = cursor_over(cursor_bytes(&in, cursor_u32(&in) & ~REST_IS_PACKED));
    struct exchange exchange = {0};
    struct reply *replies = decode_head(&head, arena, &exchange);
    if (part == EXCHANGE_WHOLE)
        decode_rest(&in, arena, replies, &exchange);
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "document record: out of memory");
    if (in.failed || head.failed)
        return error_set(err, STATUS_CORRUPT, "document record: damaged, or of another length");
    *out = exchange;
    return STATUS_OK;
}

// --- a copy of what is short -------------------------------------------------------------------

static struct person *copy_persons(const struct person *persons, size_t count, struct arena *arena)
{
    struct person *copy = count ? arena_calloc(arena, count, sizeof *copy) : NULL;
    for (size_t i = 0; copy && i < count; i++)
        copy[i] = (struct person){arena_copy(arena, persons[i].name),
                                  arena_copy(arena, persons[i].office)};
    return copy;
}

static struct reply *copy_replies(const struct reply *replies, size_t count, struct arena *arena)
{
    struct reply *copy = count ? arena_calloc(arena, count, sizeof *copy) : NULL;
    for (size_t i = 0; copy && i < count; i++)
        copy[i] = (struct reply){.date = replies[i].date,
                                 .respondent = arena_copy(arena, replies[i].respondent),
                                 .nature = arena_copy(arena, replies[i].nature),
                                 .office = arena_copy(arena, replies[i].office),
                                 .changed = replies[i].changed};
    return copy;
}

bool exchange_copy_short(const struct exchange *exchange, struct arena *arena, struct exchange *out)
{
    struct exchange copy = *exchange;
    for (size_t i = 0; i < EXCHANGE_STRING_COUNT; i++)
        if (exchange_string(exchange, i).len > 0)
            set_string(&copy, i, arena_copy(arena, exchange_string(exchange, i)));
    if (copy.cites.len > 0)
        copy.cites = arena_copy(arena, copy.cites);
    if (copy.places.len > 0)
        copy.places = arena_copy(arena, copy.places);
    copy.authors = copy_persons(exchange->authors, exchange->author_count, arena);
    copy.ministers = copy_persons(exchange->ministers, exchange->minister_count, arena);
    copy.replies = copy_replies(exchange->replies, exchange->reply_count, arena);
    copy.question = beginning(exchange);
    if (copy.question.len > 0)
        copy.question = arena_copy(arena, copy.question);
    copy.speeches = NULL;
    copy.speech_count = 0;
    *out = copy;
    return source_ref_copy(&exchange->source, arena, &out->source) && !arena->failed;
}
