// The layout of the Parliament of Wallonia: a question and its answers as one page of text.
//
//     /                                            starts an exchange; a file may hold several
//                                                  (the slash may be missing before the first)
//     Le soutien des associations qui …            title
//
//       • Session : 2022-2023                      header: an indented bullet, a key, a value
//       • Année : 2023
//       • N° : 516 (2022-2023) 1
//
//     2 élément(s) trouvé(s).                      how many elements follow: checked
//
//       • Question écrite du 19/06/2023            an element: a bullet indented by at most three
//         • de PAVET Amandine                      its people: deeper bullets before the text
//         • à MORREALE Christie, Ministre de …
//         Dans le cadre du Plan …                  its text: lines of a paragraph, empty lines
//         between
//       • Réponse du 13/07/2023
//         • de MORREALE Christie
//         Dès le début de …
//
// Nothing closes a file, so the count and an element without text are all that shows a cut. The id
// is made of what names the exchange for its parliament: pw-SESSION-NUMBER. One pass, a line at a
// time.
#include "base/date.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"

#include <stdlib.h>

#define BULLET "\xE2\x80\xA2"

enum { MAX_ELEMENT_INDENT = 3 };

struct reading {
    const struct source_input *input;
    const struct source_sink *sink;
    struct lines lines;
    struct exchange exchange;
    struct reply replies[EXCHANGE_MAX_REPLIES];
    struct text text;     // of the element being read
    struct slice *target; // where that text goes; NULL before the first element
    uint32_t element_line;
    uint32_t count_line;
    unsigned announced, found;
    bool is_rejected; // said once for each exchange
    bool lacks_memory;
};

#define REJECT(reading, line, ...) \
    ((reading)->is_rejected = true, source_reject((reading)->sink, line, __VA_ARGS__))
#define REJECT_CUT(reading, line, ...) \
    ((reading)->is_rejected = true, source_reject_cut((reading)->sink, line, __VA_ARGS__))

// --- lines of the layout ---------------------------------------------------------------------

static size_t indent_of(struct slice line)
{
    size_t indent = 0;
    while (indent < line.len && line.ptr[indent] == ' ')
        indent++;
    return indent;
}

// Whether the line is a bullet; what follows it goes to *rest.
static bool is_bullet(struct slice line, struct slice *rest)
{
    struct slice trimmed = text_trim(line);
    if (!slice_starts_with(trimmed, SLICE(BULLET)))
        return false;
    *rest = text_trim(slice_from_offset(trimmed, strlen(BULLET)));
    return true;
}

// "2 élément(s) trouvé(s)." with the number into *count.
static bool is_count(struct slice line, unsigned *count)
{
    struct slice trimmed = text_trim(line);
    unsigned value = 0;
    size_t at = 0;
    for (; at < trimmed.len && trimmed.ptr[at] >= '0' && trimmed.ptr[at] <= '9' && at < 6; at++)
        value = value * 10 + (unsigned)(trimmed.ptr[at] - '0');
    struct slice rest = text_trim(slice_from_offset(trimmed, at));
    *count = value;
    return at > 0 && slice_starts_with(rest, SLICE("élément")) &&
           slice_find(rest, SLICE("trouvé")) < rest.len;
}

static bool is_separator(struct slice line)
{
    return line.len > 0 && line.ptr[0] == '/' && slice_trim(line).len == 1;
}

// --- id --------------------------------------------------------------------------------------

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// "2022-2023" in parentheses; empty when there is none.
static struct slice session_in(struct slice number)
{
    for (size_t i = 0; i + 11 <= number.len; i++) {
        const char *s = number.ptr + i;
        bool fits = s[0] == '(' && s[5] == '-' && s[10] == ')';
        for (size_t digit = 1; fits && digit < 10; digit++)
            fits = digit == 5 || is_digit(s[digit]);
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
        char lower = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        depth += c == '(';
        depth -= c == ')' && depth > 0;
        if (depth > 0 || !(is_digit(c) || (lower >= 'a' && lower <= 'z'))) {
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
static void make_id(struct reading *reading)
{
    struct exchange *exchange = &reading->exchange;
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
        reading->lacks_memory = true;
    else if (id.len > EXCHANGE_MAX_ID_LEN || id.len == without_number || without_number == 2)
        REJECT(reading, reading->count_line, "no session and number to make an id of");
    else
        exchange->id = arena_copy(reading->input->arena, buf_slice(&id));
    buf_clear(&id);
}

// --- header ----------------------------------------------------------------------------------

static void read_header_line(struct reading *reading, struct slice rest)
{
    size_t colon = slice_find(rest, SLICE(":"));
    if (colon == rest.len)
        return;
    struct slice key = text_trim(slice_of(rest.ptr, colon));
    struct slice value = text_trim(slice_from_offset(rest, colon + 1));

    if (slice_equal(key, SLICE("Session"))) {
        reading->exchange.session = value;
    } else if (slice_equal(key, SLICE("N°"))) {
        reading->exchange.number = value;
    } else if (slice_equal(key, SLICE("Année"))) {
        uint32_t year = value.len == 4 ? date_parse_iso(value) : DATE_NONE;
        if (year == DATE_NONE)
            REJECT(reading, reading->lines.number, "impossible year \"%.*s\"", SLICE_ARG(value));
        reading->exchange.year = date_year(year);
    }
}

// The title: one line, or several until an empty one.
static void read_title(struct reading *reading)
{
    struct lines ahead = reading->lines;
    struct buf title;
    buf_init(&title, 0);
    struct slice line, rest;
    unsigned count;
    while (lines_next(&ahead, &line)) {
        bool is_empty = text_trim(line).len == 0;
        if ((is_empty && title.len > 0) || is_bullet(line, &rest) || is_count(line, &count))
            break;
        reading->lines = ahead;
        if (is_empty)
            continue;
        if (title.len > 0)
            buf_append_char(&title, ' ');
        buf_append_slice(&title, text_trim(line));
    }
    if (title.failed)
        reading->lacks_memory = reading->is_rejected = true;
    else if (title.len > 0)
        reading->exchange.title = arena_copy(reading->input->arena, buf_slice(&title));
    else
        REJECT(reading, reading->lines.number + 1, "no title");
    buf_clear(&title);
}

// Everything up to the count of elements.
static void read_header(struct reading *reading)
{
    struct slice line, rest;
    read_title(reading);
    while (!reading->is_rejected && lines_next(&reading->lines, &line)) {
        if (is_count(line, &reading->announced)) {
            reading->count_line = reading->lines.number;
            return;
        }
        if (is_bullet(line, &rest))
            read_header_line(reading, rest);
    }
    if (!reading->is_rejected)
        REJECT_CUT(reading, reading->lines.number,
                   "truncated: no line saying how many elements there are");
}

// --- elements --------------------------------------------------------------------------------

static void end_element(struct reading *reading)
{
    if (!reading->target)
        return;
    struct slice text = buf_slice(&reading->text.out);
    if (reading->text.out.failed)
        reading->lacks_memory = reading->is_rejected = true;
    else if (text.len == 0)
        REJECT_CUT(reading, reading->element_line, "truncated: an element without text");
    else
        *reading->target = arena_copy(reading->input->arena, text);
    buf_reset(&reading->text.out);
    reading->text.paragraph_ended = false;
    reading->target = NULL;
}

static void begin_question(struct reading *reading, struct slice kind, uint32_t date)
{
    if (reading->found > 1) {
        REJECT(reading, reading->element_line, "a second question in one exchange");
        return;
    }
    reading->exchange.type = kind;
    reading->exchange.date_question = date;
    reading->target = &reading->exchange.question;
}

static void begin_reply(struct reading *reading, uint32_t date)
{
    struct exchange *exchange = &reading->exchange;
    if (exchange->reply_count == EXCHANGE_MAX_REPLIES) {
        REJECT(reading, reading->element_line, "more than %d answers", EXCHANGE_MAX_REPLIES);
        return;
    }
    struct reply *reply = &reading->replies[exchange->reply_count++];
    *reply = (struct reply){.date = date};
    reading->target = &reply->text;
}

static bool is_question_kind(struct slice kind)
{
    return slice_starts_with(kind, SLICE("Question")) ||
           slice_starts_with(kind, SLICE("Interpellation"));
}

// "Question écrite du 19/06/2023": splits it; false when it is a bullet of some text.
static bool is_heading(struct slice rest, struct slice *kind, struct slice *date)
{
    bool is_known = is_question_kind(rest) || slice_starts_with(rest, SLICE("Réponse"));
    struct slice marker = SLICE(" du ");
    *kind = rest;
    *date = SLICE_NONE;
    for (size_t at = rest.len; at-- > 0;) {
        if (!slice_starts_with(slice_from_offset(rest, at), marker))
            continue;
        *kind = text_trim(slice_of(rest.ptr, at));
        *date = text_trim(slice_from_offset(rest, at + marker.len));
        break;
    }
    bool has_date = date->len > 0 && is_digit(date->ptr[0]) && memchr(date->ptr, '/', date->len);
    return is_known || has_date;
}

static void begin_element(struct reading *reading, struct slice kind, struct slice date_text)
{
    end_element(reading);
    if (reading->is_rejected)
        return;
    reading->element_line = reading->lines.number;
    reading->found++;

    uint32_t date = date_parse_dmy(date_text);
    if (date_text.len == 0)
        REJECT(reading, reading->element_line, "an element without a date");
    else if (date == DATE_NONE)
        REJECT(reading, reading->element_line, "impossible date \"%.*s\"", SLICE_ARG(date_text));
    else if (is_question_kind(kind))
        begin_question(reading, kind, date);
    else if (reading->found == 1)
        REJECT(reading, reading->element_line, "\"%.*s\" without a question before it",
               SLICE_ARG(kind));
    else
        begin_reply(reading, date);
}

// "de PAVET Amandine", "à MORREALE Christie, Ministre de …" under a heading. Several recipients
// share one field, one after the other.
static bool read_person(struct reading *reading, struct slice rest)
{
    struct exchange *exchange = &reading->exchange;
    bool is_from = slice_starts_with(rest, SLICE("de "));
    if (!is_from && !slice_starts_with(rest, SLICE("à ")))
        return false;
    struct slice person = text_trim(slice_from_offset(rest, 3)); // "de " and "à " are 3 bytes each

    if (reading->target != &exchange->question) {
        if (is_from)
            reading->replies[exchange->reply_count - 1].respondent = person;
        return true;
    }
    if (is_from) {
        exchange->author = person;
        return true;
    }
    size_t comma = slice_find(person, SLICE(","));
    struct slice name = text_trim(slice_of(person.ptr, comma));
    struct slice office =
        comma < person.len ? text_trim(slice_from_offset(person, comma + 1)) : SLICE_NONE;
    struct arena *arena = reading->input->arena;
    if (exchange->minister.len == 0) {
        exchange->minister = name;
        exchange->office = office;
    } else {
        exchange->minister =
            arena_printf(arena, "%.*s ; %.*s", SLICE_ARG(exchange->minister), SLICE_ARG(name));
        exchange->office =
            arena_printf(arena, "%.*s ; %.*s", SLICE_ARG(exchange->office), SLICE_ARG(office));
    }
    return true;
}

static void read_elements(struct reading *reading)
{
    struct slice line, rest, kind, date;
    while (!reading->is_rejected && lines_next(&reading->lines, &line)) {
        bool bullet = is_bullet(line, &rest);
        if (bullet && indent_of(line) <= MAX_ELEMENT_INDENT && is_heading(rest, &kind, &date))
            begin_element(reading, kind, date);
        else if (bullet && reading->target && reading->text.out.len == 0 &&
                 read_person(reading, rest))
            continue;
        else if (reading->target)
            text_add_line(&reading->text, line);
    }
    if (!reading->is_rejected)
        end_element(reading);
    if (reading->is_rejected || reading->found == reading->announced)
        return;
    if (reading->found < reading->announced)
        REJECT_CUT(reading, reading->count_line, "announces %u elements, but %u found",
                   reading->announced, reading->found);
    else
        REJECT(reading, reading->count_line, "announces %u elements, but %u found",
               reading->announced, reading->found);
}

// --- exchanges -------------------------------------------------------------------------------

static enum status read_exchange(struct reading *reading, struct error *err)
{
    uint32_t first_line = reading->lines.number + 1;
    read_header(reading);
    if (!reading->is_rejected)
        read_elements(reading);
    if (!reading->is_rejected && reading->found == 0)
        REJECT_CUT(reading, reading->count_line, "no question");
    if (!reading->is_rejected)
        make_id(reading);
    if (reading->lacks_memory || reading->input->arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for an exchange of this size");
    if (reading->is_rejected)
        return STATUS_OK;

    struct exchange *exchange = &reading->exchange;
    if (exchange->year == 0)
        exchange->year = date_year(exchange->date_question);
    exchange->replies = reading->replies;
    return reading->sink->take(reading->sink->context, exchange, first_line, err);
}

// Cuts what is left of the file before the next separator; false at the end.
static bool next_part(struct lines *rest, struct lines *part)
{
    struct slice line;
    struct lines ahead = *rest;
    *part = *rest;
    bool has_contents = false;
    while (lines_next(&ahead, &line)) {
        if (is_separator(line) && has_contents)
            break;
        if (is_separator(line))
            *part = ahead;
        has_contents = has_contents || (!is_separator(line) && text_trim(line).len > 0);
        *rest = ahead;
    }
    part->rest.len = (size_t)(rest->rest.ptr - part->rest.ptr);
    return has_contents;
}

enum status source_parse_wallonie(const struct source_input *input, const struct source_sink *sink,
                                  struct error *err)
{
    struct slice text;
    if (!source_text(input, sink, &text))
        return STATUS_OK;

    struct reading *reading = calloc(1, sizeof *reading);
    if (!reading)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    enum status status = STATUS_OK;
    struct lines rest = {text, input->first_line - 1}, part;
    unsigned parts = 0;
    while (status == STATUS_OK && next_part(&rest, &part)) {
        parts++;
        struct text kept = reading->text;
        *reading = (struct reading){.input = input, .sink = sink, .lines = part, .text = kept};
        buf_reset(&reading->text.out);
        reading->text.paragraph_ended = false;
        status = read_exchange(reading, err);
    }
    if (status == STATUS_OK && parts == 0)
        source_reject_cut(sink, input->first_line, "no exchange in it");
    buf_clear(&reading->text.out);
    free(reading);
    return status;
}
