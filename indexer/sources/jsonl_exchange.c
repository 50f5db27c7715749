// One exchange from an object under the names of the contract. See jsonl.c.
//
// All fields are read, whatever is wrong with some; the first mistake is what is told. Lists take exactly their room
// from the arena, since a window has thousands of documents. `statut` is read last: it is the source's word, and counts
// only where answers and speeches do not say more.
#include "indexer/sources/jsonl_exchange.h"

#include "base/date.h"
#include "engine/debate.h"
#include "engine/field.h"
#include "engine/persons.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <inttypes.h>

struct parser {
    struct arena *arena;
    struct error *err; // of the first mistake
    bool is_rejected;
};

#define REJECT(parser, ...) \
    ((void)((parser)->is_rejected || error_set((parser)->err, STATUS_INVALID, __VA_ARGS__)), \
     (parser)->is_rejected = true)

// The value under the first of the field's names that is there and not null.
static const struct json_node *find(const struct json_node *object, enum field field)
{
    const char *key = field_name(field);
    for (size_t n = 1; key; key = field_key(field, n++)) {
        const struct json_node *value = json_node_get(object, key);
        if (value && value->kind != JSON_NODE_NULL)
            return value;
    }
    return NULL;
}

// The list under one of the names; an empty one where there is none, or only something else.
static const struct json_node *find_list(struct parser *parser, const struct json_node *object,
                                         enum field field)
{
    const struct json_node *list = find(object, field);
    if (list && !json_node_is(list, JSON_NODE_LIST))
        REJECT(parser, "\"%s\" is not a list", field_name(field));
    return json_node_is(list, JSON_NODE_LIST) ? list : NULL;
}

// \r\n and \r become \n; nothing stands at either end.
static struct slice clean(struct slice s, struct arena *arena)
{
    s = text_trim(s);
    if (!memchr(s.ptr, '\r', s.len))
        return s;
    char *out = arena_alloc(arena, s.len);
    if (!out)
        return SLICE_NONE;
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '\r')
            out[len++] = s.ptr[i];
        else if (i + 1 == s.len || s.ptr[i + 1] != '\n')
            out[len++] = '\n';
    return slice_of(out, len);
}

static struct slice text_of(struct parser *parser, const struct json_node *value, enum field field)
{
    if (!value)
        return SLICE("");
    if (json_node_is(value, JSON_NODE_STRING))
        return clean(value->is.text, parser->arena);
    if (json_node_is(value, JSON_NODE_INTEGER))
        return arena_printf(parser->arena, "%" PRId64, value->is.integer);
    REJECT(parser, "\"%s\" is not a text", field_name(field));
    return SLICE("");
}

static struct slice get(struct parser *parser, const struct json_node *object, enum field field)
{
    return text_of(parser, find(object, field), field);
}

// "2023-06-19", also with a time behind it, "2023-06", "2023", "19/06/2023".
static uint32_t get_date(struct parser *parser, const struct json_node *object, enum field field)
{
    struct slice text = get(parser, object, field);
    if (text.len == 0)
        return DATE_NONE;
    struct slice day = text.len > 10 && (text.ptr[10] == 'T' || text.ptr[10] == ' ')
                           ? slice_of(text.ptr, 10)
                           : text;
    uint32_t date = date_parse_iso(day);
    if (date == DATE_NONE)
        date = date_parse_dmy(day);
    if (date == DATE_NONE)
        REJECT(parser, "impossible date \"%.*s\" in \"%s\"", SLICE_ARG(text), field_name(field));
    return date;
}

// Room for a list of the exchange; NULL where it is too long (rejected), empty, or without memory.
static void *room_for(struct parser *parser, size_t count, size_t most, size_t size)
{
    if (count > most)
        REJECT(parser, "more than %zu elements in a list", most);
    return count == 0 || count > most ? NULL : arena_calloc(parser->arena, count, size);
}

// --- persons ---------------------------------------------------------------------------------

// [{"nom", "fonction"}], or the names alone. An empty name is nobody: dumps of older programs have some.
static const struct person *read_persons(struct parser *parser, const struct json_node *list,
                                         size_t *count)
{
    size_t size = json_node_count(list);
    struct person *persons = room_for(parser, size, EXCHANGE_MAX_PERSONS, sizeof *persons);
    const struct json_node *value = persons ? json_node_first(list) : NULL;
    *count = 0;
    for (; value; value = json_node_after(list, value)) {
        bool is_object = json_node_is(value, JSON_NODE_OBJECT);
        const struct json_node *name = is_object ? find(value, FIELD_NAME) : value;
        struct person *person = &persons[*count];
        person->name = text_of(parser, name, FIELD_NAME);
        person->office = is_object ? get(parser, value, FIELD_OFFICE) : SLICE_NONE;
        if (person->name.len == 0 && (!name || person->office.len > 0))
            REJECT(parser, "a person without \"%s\"", field_name(FIELD_NAME));
        *count += person->name.len > 0;
    }
    return persons;
}

// The list of persons under its own name, or in place of the one name; NULL where there is none.
static const struct json_node *find_persons(struct parser *parser, const struct json_node *object,
                                            enum field list, enum field one)
{
    const struct json_node *persons = find_list(parser, object, list);
    const struct json_node *value = find(object, one);
    if (json_node_count(persons) > 0)
        return persons;
    return json_node_count(value) > 0 ? value : NULL;
}

static void read_authors(struct parser *parser, const struct json_node *object,
                         struct exchange *exchange)
{
    const struct json_node *list = find_persons(parser, object, FIELD_AUTHORS, FIELD_AUTHOR);
    if (!list) {
        exchange->author = get(parser, object, FIELD_AUTHOR);
        return;
    }
    size_t count;
    const struct person *authors = read_persons(parser, list, &count);
    persons_set_authors(exchange, authors, count, parser->arena);
}

// "MORREALE Christie, Ministre de l'Emploi" is a name and an office; "Ministre de l'Emploi, de la
// Formation" is an office with a comma in it, and stays whole.
static void split_minister(struct exchange *exchange)
{
    static const char *const OFFICES[] = {"Minist", "minist", "Secr", "secr", "Vice-", "Premi"};
    struct slice whole = exchange->minister;
    size_t comma = slice_find(whole, SLICE(", "));
    struct slice rest = slice_from_offset(whole, comma < whole.len ? comma + 2 : whole.len);
    bool rest_is_office = false;
    for (size_t i = 0; i < sizeof OFFICES / sizeof *OFFICES; i++)
        rest_is_office = rest_is_office || slice_starts_with(rest, slice_from(OFFICES[i]));
    bool starts_with_office =
        slice_starts_with(whole, SLICE("Minist")) || slice_starts_with(whole, SLICE("Secr"));
    if (rest_is_office && !starts_with_office) {
        exchange->minister = slice_of(whole.ptr, comma);
        exchange->office = rest;
    }
}

static void read_ministers(struct parser *parser, const struct json_node *object,
                           struct exchange *exchange)
{
    const struct json_node *list = find_persons(parser, object, FIELD_MINISTERS, FIELD_MINISTER);
    const struct json_node *value = find(object, FIELD_MINISTER);
    struct slice office = get(parser, object, FIELD_OFFICE);
    if (list) {
        size_t count;
        const struct person *ministers = read_persons(parser, list, &count);
        persons_set_ministers(exchange, ministers, count, parser->arena);
    } else if (json_node_is(value, JSON_NODE_OBJECT)) {
        exchange->minister = get(parser, value, FIELD_NAME);
        exchange->office = get(parser, value, FIELD_OFFICE);
    } else {
        exchange->minister = text_of(parser, value, FIELD_MINISTER);
        if (office.len == 0)
            split_minister(exchange);
    }
    if (exchange->office.len == 0) // of whom, only the source knows
        exchange->office = office;
}

// --- answers ---------------------------------------------------------------------------------

static void read_reply(struct parser *parser, const struct json_node *value, struct reply *reply)
{
    if (!json_node_is(value, JSON_NODE_OBJECT)) {
        reply->text = text_of(parser, value, FIELD_ANSWER);
        return;
    }
    reply->text = get(parser, value, FIELD_REPLY_TEXT);
    reply->respondent = get(parser, value, FIELD_RESPONDENT);
    reply->date = get_date(parser, value, FIELD_REPLY_DATE);
    reply->nature = get(parser, value, FIELD_NATURE);
    reply->office = get(parser, value, FIELD_OFFICE);
}

static struct reply *read_reply_list(struct parser *parser, const struct json_node *list,
                                     size_t *count)
{
    size_t size = json_node_count(list);
    struct reply *replies = room_for(parser, size, EXCHANGE_MAX_REPLIES, sizeof *replies);
    *count = 0;
    const struct json_node *value = replies ? json_node_first(list) : NULL;
    for (; value; value = json_node_after(list, value)) {
        read_reply(parser, value, &replies[*count]);
        *count += json_node_is(value, JSON_NODE_OBJECT) || replies[*count].text.len > 0;
    }
    return replies;
}

// What an answer lacks itself is the document's.
static void complete_reply(struct parser *parser, const struct json_node *object,
                           struct reply *reply)
{
    if (reply->date == DATE_NONE)
        reply->date = get_date(parser, object, FIELD_ANSWER_DATE);
    if (reply->respondent.len == 0)
        reply->respondent = get(parser, object, FIELD_RESPONDENT);
}

static void read_replies(struct parser *parser, const struct json_node *object,
                         struct exchange *exchange)
{
    const struct json_node *list = find(object, FIELD_REPLIES);
    const struct json_node *texts = find(object, FIELD_ANSWER);
    size_t *count = &exchange->reply_count;
    struct reply *replies =
        json_node_is(list, JSON_NODE_LIST) ? read_reply_list(parser, list, count) : NULL;
    bool has_several = *count > 1; // the document's day and respondent are those of one of them
    if (*count == 0 && json_node_count(texts) > 0) {
        replies = read_reply_list(parser, texts, count);
    } else if (*count == 0) {
        struct reply only = {.text = json_node_is(texts, JSON_NODE_LIST)
                                         ? SLICE_NONE
                                         : get(parser, object, FIELD_ANSWER)};
        complete_reply(parser, object, &only);
        // A date without a text is an answer too: the text was not published with it.
        replies = only.text.len > 0 || only.date != DATE_NONE
                      ? room_for(parser, 1, 1, sizeof *replies)
                      : NULL;
        *count = replies != NULL;
        if (replies)
            *replies = only;
    }
    for (size_t n = 0; n < *count && !has_several; n++)
        complete_reply(parser, object, &replies[n]);
    exchange->replies = replies;
}

// --- what came of it -------------------------------------------------------------------------

// "Répondue", "sans réponse": as people write it.
static enum exchange_status status_of(struct slice text)
{
    char room[32 * FOLD_MAX_GROWTH + 1];
    struct buf folded = buf_over(room, sizeof room);
    fold_append(&folded, fold_cut(text, 32));
    for (size_t i = 0; i < folded.len; i++)
        if (folded.data[i] == ' ' || folded.data[i] == '_')
            folded.data[i] = '-';
    return exchange_status_by_name(buf_slice(&folded));
}

// A source may know of an answer that it does not publish; its word counts where no answer says more.
static void add_told_reply(struct parser *parser, struct exchange *exchange, struct slice nature)
{
    size_t count = exchange->reply_count > 0 ? exchange->reply_count : 1;
    struct reply *replies = room_for(parser, count, EXCHANGE_MAX_REPLIES, sizeof *replies);
    if (!replies || exchange->speech_count > 0) // a debate is its own answer
        return;
    if (exchange->reply_count > 0)
        memcpy(replies, exchange->replies, count * sizeof *replies);
    for (size_t i = 0; i < count; i++)
        if (replies[i].nature.len == 0)
            replies[i].nature = nature;
    exchange->replies = replies;
    exchange->reply_count = count;
}

static void read_status(struct parser *parser, const struct json_node *object,
                        struct exchange *exchange)
{
    struct slice text = get(parser, object, FIELD_STATUS);
    exchange->date_closed = get_date(parser, object, FIELD_CLOSED);
    exchange->motive = get(parser, object, FIELD_MOTIVE);
    if (text.len == 0)
        return;
    switch (status_of(text)) {
    case EXCHANGE_ANSWERED:
        if (exchange->reply_count == 0)
            add_told_reply(parser, exchange, SLICE_NONE);
        break;
    case EXCHANGE_PROVISIONAL:
        add_told_reply(parser, exchange, SLICE("Réponse provisoire"));
        break;
    case EXCHANGE_WITHDRAWN:
        exchange->closure = CLOSURE_WITHDRAWN;
        break;
    case EXCHANGE_LAPSED:
        exchange->closure = CLOSURE_LAPSED;
        break;
    case EXCHANGE_WAITING:
    case EXCHANGE_UNCOVERED: // the root of the file says that
        break;
    default:
        REJECT(parser, "unknown \"statut\" \"%.*s\"", SLICE_ARG(text));
    }
}

// --- debates ---------------------------------------------------------------------------------

static enum speech_role role_of(struct parser *parser, const struct json_node *object)
{
    struct slice text = get(parser, object, FIELD_ROLE);
    for (int role = 0; role < SPEECH_ROLE_COUNT; role++)
        if (slice_equal(text, slice_from(speech_role_name((enum speech_role)role))))
            return (enum speech_role)role;
    if (text.len > 0)
        REJECT(parser, "unknown \"role\" \"%.*s\"", SLICE_ARG(text));
    return SPEECH_OTHER;
}

static void read_speeches(struct parser *parser, const struct json_node *object,
                          struct exchange *exchange)
{
    const struct json_node *list = find_list(parser, object, FIELD_SPEECHES);
    size_t count = json_node_count(list);
    struct speech *speeches = room_for(parser, count, EXCHANGE_MAX_SPEECHES, sizeof *speeches);
    const struct json_node *value = speeches ? json_node_first(list) : NULL;
    for (size_t i = 0; value; value = json_node_after(list, value), i++) {
        if (!json_node_is(value, JSON_NODE_OBJECT))
            REJECT(parser, "an intervention is not an object");
        speeches[i] = (struct speech){.speaker = get(parser, value, FIELD_SPEAKER),
                                      .office = get(parser, value, FIELD_OFFICE),
                                      .text = get(parser, value, FIELD_REPLY_TEXT),
                                      .role = role_of(parser, value)};
    }
    exchange->speeches = speeches;
    exchange->speech_count = speeches ? count : 0;
}

// --- the exchange ----------------------------------------------------------------------------

// Seconds since 1970, or the time as text; 0 when it is neither.
static int64_t time_of(const struct json_node *value)
{
    int64_t seconds = json_node_integer(value);
    if (json_node_is(value, JSON_NODE_STRING))
        (void)date_time_parse_iso(value->is.text, &seconds);
    return seconds;
}

// What the root of a dumped document says of it; what else is called so is somebody else's business.
static void read_root(struct parser *parser, const struct json_node *object,
                      struct exchange *exchange)
{
    const struct json_node *root = json_node_get(object, SOURCE_ROOT_KEY);
    const struct json_node *path = json_node_get(root, SOURCE_ROOT_PATH_KEY);
    if (exchange->first_seen == 0 || !json_node_is(path, JSON_NODE_STRING))
        return;
    exchange->source.root = path->is.text;
    exchange->is_uncovered =
        json_node_is(json_node_get(root, SOURCE_ROOT_ANSWERS_KEY), JSON_NODE_FALSE);
    exchange->licence = get(parser, object, FIELD_LICENCE);
}

static void read_fields(struct parser *parser, const struct json_node *object,
                        struct exchange *exchange)
{
    exchange->id = get(parser, object, FIELD_ID);
    exchange->title = get(parser, object, FIELD_TITLE);
    exchange->type = get(parser, object, FIELD_TYPE);
    exchange->assembly = get(parser, object, FIELD_ASSEMBLY);
    exchange->session = get(parser, object, FIELD_SESSION);
    exchange->number = get(parser, object, FIELD_NUMBER);
    exchange->group = get(parser, object, FIELD_GROUP);
    exchange->first_minister = get(parser, object, FIELD_FIRST_MINISTER);
    exchange->question = get(parser, object, FIELD_QUESTION);
    // In what this program wrote, `url` is where a site shows the document.
    exchange->url =
        get(parser, object,
            json_node_get(object, field_name(FIELD_ORIGINAL_URL)) ? FIELD_ORIGINAL_URL : FIELD_URL);
    // Of a dump; other files have texts or nothing there.
    exchange->first_seen = time_of(find(object, FIELD_FIRST_SEEN));
    exchange->changed = time_of(find(object, FIELD_CHANGED));
    read_root(parser, object, exchange);
    exchange->date_question = get_date(parser, object, FIELD_DATE);
    uint32_t year = get_date(parser, object, FIELD_YEAR);
    exchange->year = date_year(year != DATE_NONE ? year : exchange->date_question);
    read_authors(parser, object, exchange);
    read_ministers(parser, object, exchange);
    read_replies(parser, object, exchange);
    read_speeches(parser, object, exchange);
    if (exchange->id.len == 0)
        REJECT(parser, "no \"%s\"", field_name(FIELD_ID));
}

enum status jsonl_exchange_read(const struct json_node *object, struct arena *arena,
                                struct exchange *out, struct error *err)
{
    struct parser parser = {.arena = arena, .err = err};
    struct exchange exchange = {0};
    enum status status = STATUS_OK;
    if (!json_node_is(object, JSON_NODE_OBJECT))
        return error_set(err, STATUS_INVALID, "not a JSON object");
    read_fields(&parser, object, &exchange);
    if (!parser.is_rejected && exchange.speech_count > 0) {
        uint32_t date = exchange.reply_count > 0 ? exchange.replies[0].date
                                                 : get_date(&parser, object, FIELD_ANSWER_DATE);
        status = debate_settle(&exchange, date, arena, err);
    }
    read_status(&parser, object, &exchange);
    if (status != STATUS_OK)
        return status;
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a line of this length");
    *out = exchange;
    return parser.is_rejected ? STATUS_INVALID : STATUS_OK;
}
