// See draft.h.
//
// The preposition before a person says what she does here: « de », « d' » and « par » name who speaks,
// « à » and « au » who is spoken to. Several share one field, one after the other.
#include "indexer/sources/wallonie/draft.h"

#include "base/date.h"
#include "base/utf8.h"
#include "engine/persons.h"
#include "indexer/sources/text.h"

#include <string.h>

void draft_begin(struct draft *draft, const struct source_input *input,
                 const struct source_sink *sink)
{
    *draft = (struct draft){.input = input, .sink = sink};
}

// --- id and address --------------------------------------------------------------------------

// "2022-2023" in parentheses; empty when there is none.
static struct slice session_in(struct slice number)
{
    for (size_t i = 0; i + 11 <= number.len; i++) {
        const char *s = number.ptr + i;
        bool fits = s[0] == '(' && s[5] == '-' && s[10] == ')';
        for (size_t digit = 1; fits && digit < 10; digit++)
            fits = digit == 5 || char_is_digit(s[digit]);
        if (fits)
            return slice_of(s + 1, 9);
    }
    return SLICE_NONE;
}

static void append_slug(struct buf *id, struct slice s)
{
    size_t depth = 0;
    bool gap = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        char lower = char_lower(c);
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        if (depth > 0 || !(char_is_digit(c) || (lower >= 'a' && lower <= 'z'))) {
            gap = true;
            continue;
        }
        if (gap || i == 0)
            buf_append_char(id, '-');
        gap = false;
        buf_append_char(id, lower);
    }
}

// "516 (2022-2023) 1" -> pw-2022-2023-516-1
static void make_id(struct draft *draft, uint32_t line)
{
    struct exchange *exchange = &draft->exchange;
    struct slice session = session_in(exchange->number);
    if (session.len == 0)
        session = exchange->session;

    struct buf id;
    buf_init(&id, 0);
    buf_append_slice(&id, SLICE("pw"));
    append_slug(&id, session);
    size_t without_number = id.len;
    append_slug(&id, exchange->number);
    if (id.failed)
        draft->lacks_memory = true;
    else if (id.len > EXCHANGE_MAX_ID_LEN || id.len == without_number || without_number == 2)
        DRAFT_REJECT(draft, line, "no session and number to make an id of");
    else
        exchange->id = arena_copy(draft->input->arena, buf_slice(&id));
    buf_clear(&id);
}

static struct slice digits_behind(struct slice s, struct slice mark)
{
    size_t at = slice_find(s, mark);
    struct slice rest = slice_from_offset(s, at < s.len ? at + mark.len : s.len);
    size_t len = 0;
    while (len < rest.len && char_is_digit(rest.ptr[len]))
        len++;
    return slice_of(rest.ptr, len);
}

static struct slice iddoc_of_address(struct slice address)
{
    struct slice found = digits_behind(address, SLICE("iddoc="));
    return found.len > 0 ? found : digits_behind(address, SLICE("id_doc="));
}

// The number that the site files a question under, from the name of a saved page: "PW_36256.html",
// "36256.html", "pwpages?p=interp-questions-voir&type=28&iddoc=139949". A name with other digits in
// it is a date or a count.
static struct slice iddoc_in(struct slice name)
{
    enum { LEAST = 3, MOST = 9 };
    struct slice found = iddoc_of_address(name);
    if (found.len > 0)
        return found.len <= MOST ? found : SLICE_NONE;
    size_t start = 0, end;
    while (start < name.len && !char_is_digit(name.ptr[start]) && name.ptr[start] != '.')
        start++;
    for (end = start; end < name.len && char_is_digit(name.ptr[end]);)
        end++;
    bool is_alone = end == name.len || name.ptr[end] == '.';
    return is_alone && end - start >= LEAST && end - start <= MOST
               ? slice_of(name.ptr + start, end - start)
               : SLICE_NONE;
}

static void make_url(struct draft *draft)
{
    struct slice iddoc = iddoc_in(draft->input->name);
    if (iddoc.len == 0)
        iddoc = iddoc_of_address(draft->saved_from);
    if (iddoc.len > 0)
        draft->exchange.url = arena_printf(draft->input->arena,
                                           "https://www.parlement-wallonie.be/pwpages?"
                                           "p=interp-questions-voir&type=28&iddoc=%.*s",
                                           SLICE_ARG(iddoc));
}

// --- header ----------------------------------------------------------------------------------

enum header_key { NO_KEY, SESSION, YEAR, NUMBER };

static enum header_key header_key_of(struct slice s, struct slice *value)
{
    static const struct {
        enum header_key key;
        const char *name;
    } KEYS[] = {
        {SESSION, "Session"}, {YEAR, "Année"}, {NUMBER, "N°"}, {NUMBER, "Nº"}, {NUMBER, "Numéro"}};
    size_t colon = slice_find(s, SLICE(":"));
    if (colon == s.len)
        return NO_KEY;
    struct slice name = text_trim(slice_of(s.ptr, colon));
    *value = text_trim(slice_from_offset(s, colon + 1));
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (slice_equal(name, slice_from(KEYS[i].name)))
            return KEYS[i].key;
    return NO_KEY;
}

bool draft_is_header(struct slice s)
{
    struct slice value;
    return header_key_of(s, &value) != NO_KEY;
}

void draft_header(struct draft *draft, struct slice s, uint32_t line)
{
    struct slice value;
    switch (header_key_of(s, &value)) {
    case NO_KEY:
        break;
    case SESSION:
        draft->exchange.session = value;
        break;
    case NUMBER:
        draft->exchange.number = value;
        break;
    case YEAR: {
        uint32_t year = value.len == 4 ? date_parse_iso(value) : DATE_NONE;
        if (year == DATE_NONE)
            DRAFT_REJECT(draft, line, "impossible year \"%.*s\"", SLICE_ARG(value));
        draft->exchange.year = date_year(year);
        break;
    }
    }
}

bool draft_is_count(struct slice s, unsigned *count)
{
    struct slice trimmed = text_trim(s);
    unsigned value = 0;
    size_t at = 0;
    for (; at < trimmed.len && char_is_digit(trimmed.ptr[at]) && at < 6; at++)
        value = value * 10 + (unsigned)(trimmed.ptr[at] - '0');
    struct slice rest = text_trim(slice_from_offset(trimmed, at));
    bool is_count = at > 0 && slice_starts_with(rest, SLICE("élément")) &&
                    slice_find(rest, SLICE("trouvé")) < rest.len;
    *count = is_count ? value : *count;
    return is_count;
}

// --- elements --------------------------------------------------------------------------------

static bool is_question_kind(struct slice kind)
{
    return slice_starts_with(kind, SLICE("Question")) ||
           slice_starts_with(kind, SLICE("Interpellation"));
}

static bool is_reply_kind(struct slice kind)
{
    return slice_starts_with(kind, SLICE("Réponse")) ||
           slice_starts_with(kind, SLICE("Complément de réponse"));
}

// « Question écrite du 19/06/2023 » -> « Question écrite », « 19/06/2023 ».
static void split_heading(struct slice s, struct slice *kind, struct slice *date)
{
    struct slice marker = SLICE(" du ");
    *kind = s;
    *date = SLICE_NONE;
    for (size_t at = s.len; at-- > 0;) {
        if (!slice_starts_with(slice_from_offset(s, at), marker))
            continue;
        *kind = text_trim(slice_of(s.ptr, at));
        *date = text_trim(slice_from_offset(s, at + marker.len));
        return;
    }
}

bool draft_is_heading(struct slice s)
{
    struct slice kind, date;
    split_heading(s, &kind, &date);
    bool has_date = date.len > 0 && char_is_digit(date.ptr[0]) && memchr(date.ptr, '/', date.len);
    return has_date || is_question_kind(s) || is_reply_kind(s);
}

static void begin_reply(struct draft *draft, struct slice kind, uint32_t date)
{
    struct exchange *exchange = &draft->exchange;
    if (exchange->reply_count == EXCHANGE_MAX_REPLIES) {
        DRAFT_REJECT(draft, draft->element_line, "more than %d answers", EXCHANGE_MAX_REPLIES);
        return;
    }
    draft->replies[exchange->reply_count++] = (struct reply){.date = date, .nature = kind};
}

// s with plain spaces for those that do not break; s itself without memory, of which the arena tells.
static struct slice plain_spaces(struct slice s, struct arena *arena)
{
    struct slice blank = SLICE("\xC2\xA0");
    char *plain = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    if (!plain)
        return s;
    for (size_t i = 0; i < s.len; i++) {
        bool is_blank = slice_starts_with(slice_from_offset(s, i), blank);
        plain[len++] = is_blank ? ' ' : s.ptr[i];
        i += is_blank;
    }
    return slice_of(plain, len);
}

void draft_heading(struct draft *draft, struct slice s, uint32_t line)
{
    s = plain_spaces(s, draft->input->arena);
    struct slice kind, date_text;
    split_heading(s, &kind, &date_text);
    draft->element_line = line;
    draft->found++;

    uint32_t date = date_parse_dmy(date_text);
    bool is_first = draft->found == 1;
    if (date_text.len == 0)
        DRAFT_REJECT(draft, line, "an element without a date");
    else if (date == DATE_NONE)
        DRAFT_REJECT(draft, line, "impossible date \"%.*s\"", SLICE_ARG(date_text));
    else if (is_first && is_reply_kind(kind))
        DRAFT_REJECT(draft, line, "\"%.*s\" without a question before it", SLICE_ARG(kind));
    else if (!is_first && is_question_kind(kind))
        DRAFT_REJECT(draft, line, "a second question in one exchange");
    else if (!is_first)
        begin_reply(draft, kind, date);
    else
        draft->exchange.type = kind, draft->exchange.date_question = date;
}

// --- persons ---------------------------------------------------------------------------------

enum relation { NOBODY, SPEAKS, SPOKEN_TO };

// What stands before a person's name, and the name into *person.
static enum relation relation_of(struct slice s, struct slice *person)
{
    static const struct {
        enum relation relation;
        const char *word;
    } WORDS[] = {
        {SPEAKS, "de "},    {SPEAKS, "De "},   {SPEAKS, "d'"},    {SPEAKS, "D'"},
        {SPEAKS, "d’"},     {SPEAKS, "D’"},    {SPEAKS, "par "},  {SPEAKS, "Par "},
        {SPOKEN_TO, "à "},  {SPOKEN_TO, "À "}, {SPOKEN_TO, "A "}, {SPOKEN_TO, "au "},
        {SPOKEN_TO, "Au "},
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        struct slice word = slice_from(WORDS[i].word);
        *person = text_trim(slice_from_offset(s, word.len < s.len ? word.len : s.len));
        if (slice_starts_with(s, word) && person->len > 0)
            return WORDS[i].relation;
    }
    return NOBODY;
}

static void add_to(struct slice *list, struct slice item, struct arena *arena)
{
    if (list->len == 0)
        *list = item;
    else if (item.len > 0)
        *list =
            arena_printf(arena, "%.*s" PERSON_SEPARATOR "%.*s", SLICE_ARG(*list), SLICE_ARG(item));
}

static void add_person(struct draft *draft, enum relation relation, struct person person)
{
    struct exchange *exchange = &draft->exchange;
    struct arena *arena = draft->input->arena;
    if (exchange->reply_count > 0) { // whom an answer is addressed to is known
        struct reply *reply = &draft->replies[exchange->reply_count - 1];
        if (relation == SPEAKS) {
            add_to(&reply->respondent, person.name, arena);
            add_to(&reply->office, person.office, arena);
        }
        return;
    }
    size_t *count = relation == SPEAKS ? &draft->author_count : &draft->minister_count;
    if (*count == EXCHANGE_MAX_PERSONS)
        return;
    (relation == SPEAKS ? draft->authors : draft->ministers)[(*count)++] = person;
}

bool draft_is_person(struct slice s)
{
    struct slice person;
    return relation_of(s, &person) != NOBODY && utf8_capital_len(text_trim(person)) > 0;
}

void draft_person(struct draft *draft, struct slice s, uint32_t line)
{
    struct slice person;
    enum relation relation = relation_of(s, &person);
    if (relation == NOBODY) {
        DRAFT_REJECT(draft, line, "no person, neither \"de\" nor \"à\": \"%.*s\"",
                     SLICE_ARG(slice_cut_utf8(s, 80)));
        return;
    }
    size_t comma = slice_find(person, SLICE(","));
    struct slice office =
        comma < person.len ? text_trim(slice_from_offset(person, comma + 1)) : SLICE_NONE;
    add_person(draft, relation, (struct person){text_trim(slice_of(person.ptr, comma)), office});
}

// --- the end ---------------------------------------------------------------------------------

void draft_text(struct draft *draft, struct slice text)
{
    struct exchange *exchange = &draft->exchange;
    struct slice copy = arena_copy(draft->input->arena, text);
    if (exchange->reply_count == 0)
        exchange->question = copy;
    else
        draft->replies[exchange->reply_count - 1].text = copy;
}

void draft_compare_count(struct draft *draft, unsigned announced, uint32_t line)
{
    if (draft->is_rejected || draft->found == announced)
        return;
    if (draft->found < announced)
        DRAFT_REJECT_CUT(draft, line, "announces %u elements, but %u found", announced,
                         draft->found);
    else
        DRAFT_REJECT(draft, line, "announces %u elements, but %u found", announced, draft->found);
}

enum status draft_take(struct draft *draft, uint32_t id_line, uint32_t line, struct error *err)
{
    struct exchange *exchange = &draft->exchange;
    if (!draft->is_rejected)
        make_id(draft, id_line);
    if (!draft->is_rejected)
        make_url(draft);
    persons_set_authors(exchange, draft->authors, draft->author_count, draft->input->arena);
    persons_set_ministers(exchange, draft->ministers, draft->minister_count, draft->input->arena);
    exchange->assembly = SLICE("Parlement de Wallonie");
    if (draft->lacks_memory || draft->input->arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an exchange of this size");
    if (draft->is_rejected)
        return STATUS_OK;
    if (exchange->year == 0)
        exchange->year = date_year(exchange->date_question);
    exchange->replies = draft->replies;
    return draft->sink->take(draft->sink->context, exchange, line, err);
}
