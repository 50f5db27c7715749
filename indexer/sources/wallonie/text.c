// The text layout of the Parliament of Wallonia.
//
//   /                                    a lone slash starts an exchange
//
//   Title                                one line, or several until the next empty one
//
//     • Session : 2022-2023
//     • Année : 2023
//     • N° : 516 (2022-2023) 1
//
//   2 élément(s) trouvé(s).
//
//     • Question écrite du 19/06/2023
//       • de PAVET Amandine
//       • à MORREALE Christie, Ministre de …
//       Text, paragraphs separated by empty lines …
//
//     • Réponse du 13/07/2023
//       …
//
// The same as text tools leave the page: w3m, lynx, html2text and the other html2text have bullets and
// stars of their own, wrap lines at a margin, and of the print page have neither slash nor count. There
// the title is what stands before the header, and a line goes on in the next one when the next one's
// first word had no more room on it (or, in Markdown, when it does not end in two blanks).
#include "indexer/sources/text.h"
#include "indexer/sources/wallonie/draft.h"

#include <stdlib.h>
#include <string.h>

enum {
    MARGIN = 79,      // of w3m and html2text unless told otherwise
    LYNX_MARGIN = 74, // of lynx, whose inner bullets are a '+'
    BULLET_INDENT = 2 // a bullet's own further lines stand at least that far behind it
};

struct reading {
    struct draft draft;
    struct lines lines;
    struct text text; // of the element being read
    bool in_element;
    bool has_slash;     // before the title
    bool is_markdown;   // of python3-html2text
    bool is_dump;       // of a page by some tool
    size_t indent;      // of the header's bullets, and so of the elements'
    size_t margin;      // where the tool wrapped its lines; 0: nowhere
    size_t last_width;  // of the line read before
    bool goes_on;       // that line says so itself
    unsigned announced; // elements
    uint32_t count_line;
};

// --- lines of the layout ---------------------------------------------------------------------

static size_t indent_of(struct slice line)
{
    size_t indent = 0;
    while (indent < line.len && line.ptr[indent] == ' ')
        indent++;
    return indent;
}

// Columns up to the last character that is no blank.
static size_t width_of(struct slice line)
{
    size_t width = 0, last = 0;
    for (size_t i = 0; i < line.len; i++) {
        width += ((unsigned char)line.ptr[i] & 0xC0) != 0x80;
        last = line.ptr[i] == ' ' || line.ptr[i] == '\t' ? last : width;
    }
    return last;
}

// s without the stars or hashes that html2text sets around a heading.
static struct slice without_stars(struct slice s)
{
    while (s.len > 0 && (s.ptr[0] == '*' || s.ptr[0] == '#'))
        s = slice_from_offset(s, 1);
    while (s.len > 0 && s.ptr[s.len - 1] == '*')
        s.len--;
    return text_trim(s);
}

static bool is_typed_bullet(struct slice bullet)
{
    return bullet.len == 1; // '*', '+', 'o': of a dump only
}

// Whether the line is a bullet: which one, and what follows it.
static bool is_bullet(struct slice line, struct slice *bullet, struct slice *rest)
{
    static const char *const BULLETS[] = {"•", "□", "◦", "○", "▪", "*", "+", "o"};
    struct slice trimmed = text_trim(line);
    for (size_t i = 0; i < sizeof BULLETS / sizeof *BULLETS; i++) {
        *bullet = slice_from(BULLETS[i]);
        if (!slice_starts_with(trimmed, *bullet))
            continue;
        *rest = slice_from_offset(trimmed, bullet->len);
        if (is_typed_bullet(*bullet) && (rest->len == 0 || rest->ptr[0] != ' '))
            continue;
        *rest = text_trim(*rest);
        return true;
    }
    return false;
}

static bool is_separator(struct slice line)
{
    return indent_of(line) <= BULLET_INDENT + 1 && slice_equal(text_trim(line), SLICE("/"));
}

// The heading of an element: a bullet as far out as the header's.
static bool is_heading(const struct reading *reading, struct slice line, struct slice *heading)
{
    struct slice bullet, rest;
    if (!is_bullet(line, &bullet, &rest) || indent_of(line) > reading->indent + 1)
        return false;
    if (is_typed_bullet(bullet) && !reading->is_dump)
        return false;
    *heading = without_stars(rest);
    return draft_is_heading(*heading);
}

// The margin at which a tool broke these lines; 0 when none did. A page without a line beyond the
// usual margin was broken there; one broken elsewhere has many lines that end near the longest.
static size_t margin_of(struct slice text)
{
    enum { NEAR = 12, MANY = 3 };
    size_t longest = 0, near = 0;
    struct slice line;
    for (struct lines lines = {text, 0}; lines_next(&lines, &line);)
        longest = width_of(line) > longest ? width_of(line) : longest;
    for (struct lines lines = {text, 0}; lines_next(&lines, &line);)
        near += width_of(line) + NEAR >= longest;
    return longest <= MARGIN + 1 ? MARGIN : near >= MANY ? longest : 0;
}

// --- header ----------------------------------------------------------------------------------

// The title as it grows: behind a slash the first paragraph, else the last one before the header.
struct title {
    struct buf text;
    bool has_ended;
};

static void add_to_title(const struct reading *reading, struct title *title, struct slice line)
{
    line = text_trim(line);
    bool is_other = title->has_ended && title->text.len > 0;
    if (line.len == 0)
        title->has_ended = true;
    if (line.len == 0 || (is_other && reading->has_slash))
        return;
    if (is_other)
        buf_reset(&title->text);
    title->has_ended = false;
    if (title->text.len > 0)
        buf_append_char(&title->text, ' ');
    buf_append_slice(&title->text, line);
}

static void end_title(struct reading *reading, struct title *title, uint32_t line)
{
    struct slice text = buf_slice(&title->text);
    reading->is_markdown = slice_starts_with(text, SLICE("#"));
    if (title->text.failed)
        reading->draft.lacks_memory = reading->draft.is_rejected = true;
    else if (without_stars(text).len == 0)
        DRAFT_REJECT(&reading->draft, line, "no title");
    else
        reading->draft.exchange.title = arena_copy(
            reading->draft.input->arena, slice_starts_with(text, SLICE("*")) || reading->is_markdown
                                             ? without_stars(text)
                                             : text);
}

// One line of the header; false when it is the last.
static bool read_header_line(struct reading *reading, struct title *title, struct slice line,
                             bool *has_title)
{
    struct draft *draft = &reading->draft;
    struct slice bullet, rest, heading;
    bool is_count = draft_is_count(line, &reading->announced);
    bool is_header = is_bullet(line, &bullet, &rest) && draft_is_header(rest);
    if ((is_count || is_header) && !*has_title) {
        end_title(reading, title, reading->lines.number);
        *has_title = true;
    }
    if (is_count) {
        reading->count_line = reading->lines.number;
        return false;
    }
    if (is_header) {
        reading->indent = indent_of(line);
        reading->is_dump = reading->is_dump || is_typed_bullet(bullet);
        if (!draft->is_rejected)
            draft_header(draft, rest, reading->lines.number);
        return !draft->is_rejected;
    }
    if (!*has_title && is_bullet(line, &bullet, &rest)) // of a menu
        title->has_ended = true;
    else if (!*has_title)
        add_to_title(reading, title, line);
    return !*has_title || reading->has_slash || !is_heading(reading, line, &heading);
}

// Everything up to the count of elements, or to the first element where there is none.
static void read_header(struct reading *reading)
{
    struct title title = {.has_ended = false};
    struct lines before = reading->lines;
    struct slice line;
    bool has_title = false, goes_on = true;
    while (goes_on && lines_next(&reading->lines, &line)) {
        goes_on = read_header_line(reading, &title, line, &has_title);
        if (goes_on)
            before = reading->lines;
    }
    if (!goes_on && reading->count_line == 0) // that line is the first element's
        reading->lines = before;
    if (goes_on && !reading->draft.is_rejected)
        DRAFT_REJECT_CUT(&reading->draft, reading->lines.number,
                         "truncated: no line saying how many elements there are");
    buf_clear(&title.text);
}

// --- elements --------------------------------------------------------------------------------

static void end_element(struct reading *reading)
{
    struct slice text = buf_slice(&reading->text.out);
    if (!reading->in_element || reading->draft.is_rejected)
        return;
    if (reading->text.out.failed)
        reading->draft.lacks_memory = reading->draft.is_rejected = true;
    else if (text.len == 0)
        DRAFT_REJECT_CUT(&reading->draft, reading->draft.element_line,
                         "truncated: an element without text");
    else
        draft_text(&reading->draft, text);
    buf_reset(&reading->text.out);
    reading->text.paragraph_ended = false;
    reading->in_element = false;
}

// The bullet with the further lines that a tool broke it into.
static struct slice whole_bullet(struct reading *reading, struct slice line, struct slice rest)
{
    struct arena *arena = reading->draft.input->arena;
    struct slice next, bullet, other;
    for (struct lines ahead = reading->lines; lines_next(&ahead, &next);) {
        bool goes_on = text_trim(next).len > 0 && !is_bullet(next, &bullet, &other) &&
                       indent_of(next) >= indent_of(line) + BULLET_INDENT;
        if (!goes_on)
            break;
        rest = arena_printf(arena, "%.*s %.*s", SLICE_ARG(rest), SLICE_ARG(text_trim(next)));
        reading->lines = ahead;
    }
    return rest;
}

// The list of persons right under a heading: every bullet up to the first text. Behind an empty line a
// bullet is the text's own, once there was a person.
static void read_persons(struct reading *reading)
{
    bool has_person = false, is_after_gap = false;
    struct slice line, bullet, rest;
    for (struct lines ahead = reading->lines; lines_next(&ahead, &line);) {
        if (text_trim(line).len == 0) {
            is_after_gap = true;
            continue;
        }
        bool is_person = is_bullet(line, &bullet, &rest) && indent_of(line) > reading->indent &&
                         !(has_person && is_after_gap) &&
                         (!is_typed_bullet(bullet) || reading->is_dump);
        if (!is_person)
            return;
        reading->lines = ahead;
        reading->is_dump = reading->is_dump || !slice_equal(bullet, SLICE("•"));
        if (reading->margin == MARGIN && slice_equal(bullet, SLICE("+")))
            reading->margin = LYNX_MARGIN;
        uint32_t number = reading->lines.number;
        draft_person(&reading->draft, whole_bullet(reading, line, rest), number);
        if (reading->draft.is_rejected)
            return;
        ahead = reading->lines;
        has_person = true;
        is_after_gap = false;
    }
}

static size_t first_word_width(struct slice line)
{
    size_t len = 0;
    while (len < line.len && line.ptr[len] != ' ')
        len++;
    return width_of(slice_of(line.ptr, len));
}

// Whether the tool broke a paragraph before this line.
static bool is_continuation(const struct reading *reading, struct slice trimmed)
{
    if (reading->text.out.len == 0 || reading->text.paragraph_ended)
        return false;
    if (reading->is_markdown)
        return reading->goes_on;
    return reading->is_dump && reading->margin > 0 &&
           reading->last_width + 1 + first_word_width(trimmed) > reading->margin;
}

// Markdown writes a backslash before what would mean something: "2013\." is "2013.".
static void append_unescaped(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool is_escape =
            s.ptr[i] == '\\' && i + 1 < s.len && memchr("\\`*_{}[]()#+-.!>", s.ptr[i + 1], 16);
        i += is_escape;
        buf_append_char(out, s.ptr[i]);
    }
}

static void add_line(struct reading *reading, struct slice line)
{
    struct slice trimmed = text_trim(line);
    if (trimmed.len == 0) {
        reading->text.paragraph_ended = true;
        return;
    }
    struct buf plain = {0};
    if (reading->is_markdown) {
        append_unescaped(&plain, trimmed);
        trimmed = buf_slice(&plain);
    }
    if (is_continuation(reading, trimmed)) {
        buf_append_char(&reading->text.out, ' ');
        buf_append_slice(&reading->text.out, trimmed);
    } else {
        text_add_line(&reading->text, trimmed);
    }
    reading->text.out.failed = reading->text.out.failed || plain.failed;
    buf_clear(&plain);
    reading->last_width = width_of(line);
    reading->goes_on = !slice_ends_with(line, SLICE("  "));
}

static void read_elements(struct reading *reading)
{
    struct slice line, heading;
    while (!reading->draft.is_rejected && lines_next(&reading->lines, &line)) {
        if (is_heading(reading, line, &heading)) {
            end_element(reading);
            if (reading->draft.is_rejected)
                break;
            draft_heading(&reading->draft, heading, reading->lines.number);
            reading->in_element = true;
            if (!reading->draft.is_rejected)
                read_persons(reading);
        } else if (reading->in_element) {
            add_line(reading, line);
        }
    }
    end_element(reading);
    if (reading->count_line > 0)
        draft_compare_count(&reading->draft, reading->announced, reading->count_line);
}

// --- exchanges -------------------------------------------------------------------------------

static enum status read_exchange(struct reading *reading, struct error *err)
{
    uint32_t first_line = reading->lines.number + 1;
    reading->margin = margin_of(reading->lines.rest);
    read_header(reading);
    uint32_t id_line = reading->count_line > 0 ? reading->count_line : first_line;
    if (!reading->draft.is_rejected)
        read_elements(reading);
    if (!reading->draft.is_rejected && reading->draft.found == 0)
        DRAFT_REJECT_CUT(&reading->draft, id_line, "no question");
    return draft_take(&reading->draft, id_line, first_line, err);
}

// Cuts what is left of the file before the next separator; false at the end.
static bool next_part(struct lines *rest, struct lines *part, bool *has_slash)
{
    struct slice line;
    struct lines ahead = *rest;
    *part = *rest;
    *has_slash = false;
    bool has_contents = false;
    while (lines_next(&ahead, &line)) {
        if (is_separator(line) && has_contents)
            break;
        if (is_separator(line)) {
            *part = ahead;
            *has_slash = true;
        }
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
    for (bool has_slash; status == STATUS_OK && next_part(&rest, &part, &has_slash); parts++) {
        struct text kept = reading->text;
        *reading = (struct reading){
            .lines = part, .text = kept, .has_slash = has_slash, .indent = BULLET_INDENT};
        draft_begin(&reading->draft, input, sink);
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
