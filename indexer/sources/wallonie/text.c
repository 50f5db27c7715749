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

struct parser {
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

// Columns before the first character that is no blank; a tab is one step of the layout.
static size_t indent_of(struct slice line)
{
    struct slice rest = line, blank = SLICE("\xC2\xA0");
    size_t indent = 0;
    for (;; indent++) {
        bool is_blank = slice_starts_with(rest, blank),
             is_tab = slice_starts_with(rest, SLICE("\t"));
        if (!is_blank && !is_tab && !slice_starts_with(rest, SLICE(" ")))
            return indent;
        indent += is_tab ? BULLET_INDENT - 1 : 0;
        rest = slice_from_offset(rest, is_blank ? blank.len : 1);
    }
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
    static const char *const BULLETS[] = {"•", "·", "●", "□", "■", "◦", "○", "▪", "*", "+", "o"};
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
static bool is_heading(const struct parser *parser, struct slice line, struct slice *heading)
{
    struct slice bullet, rest;
    if (!is_bullet(line, &bullet, &rest) || indent_of(line) > parser->indent + 1)
        return false;
    if (is_typed_bullet(bullet) && !parser->is_dump)
        return false;
    *heading = without_stars(rest);
    return draft_is_heading(*heading);
}

static size_t first_word_width(struct slice line)
{
    size_t len = 0;
    while (len < line.len && line.ptr[len] != ' ')
        len++;
    return width_of(slice_of(line.ptr, len));
}

// Whether the lines end where `margin` left no room for the next one's first word, as they do when a tool broke them
// there, and not when they are someone's own.
static bool is_broken_at(struct slice text, size_t margin)
{
    enum { MANY = 4 };
    size_t full = 0, others = 0, last_width = 0;
    struct slice line, bullet, rest;
    for (struct lines lines = {text, 0}; lines_next(&lines, &line);) {
        struct slice trimmed = text_trim(line);
        if (last_width > 0 && trimmed.len > 0 && !is_bullet(line, &bullet, &rest)) {
            bool is_full =
                last_width <= margin && last_width + 1 + first_word_width(trimmed) > margin;
            full += is_full;
            others += !is_full;
        }
        last_width = trimmed.len > 0 ? width_of(line) : 0;
    }
    return full >= MANY && full > others;
}

// The margin at which a tool broke these lines; 0 when none did. A word may be longer than that; a page without a line
// beyond the usual margin was broken there if anywhere.
static size_t margin_of(struct slice text)
{
    size_t longest = 0;
    struct slice line;
    for (struct lines lines = {text, 0}; lines_next(&lines, &line);)
        longest = width_of(line) > longest ? width_of(line) : longest;
    bool is_beyond = longest > MARGIN + 1;
    if (is_beyond && is_broken_at(text, MARGIN))
        return MARGIN;
    if (is_broken_at(text, longest))
        return longest;
    return is_beyond ? 0 : MARGIN;
}

// --- header ----------------------------------------------------------------------------------

// The title as it grows: behind a slash the first paragraph, else the last one before the header.
struct title {
    struct buf text;
    bool has_ended;
};

static void add_to_title(const struct parser *parser, struct title *title, struct slice line)
{
    line = text_trim(line);
    bool is_other = title->has_ended && title->text.len > 0;
    if (line.len == 0)
        title->has_ended = true;
    if (line.len == 0 || (is_other && parser->has_slash))
        return;
    if (is_other)
        buf_reset(&title->text);
    title->has_ended = false;
    if (title->text.len > 0)
        buf_append_char(&title->text, ' ');
    buf_append_slice(&title->text, line);
}

static void end_title(struct parser *parser, struct title *title, uint32_t line)
{
    struct slice text = buf_slice(&title->text);
    parser->is_markdown = slice_starts_with(text, SLICE("#"));
    if (title->text.failed)
        parser->draft.lacks_memory = parser->draft.is_rejected = true;
    else if (without_stars(text).len == 0)
        DRAFT_REJECT(&parser->draft, line, "no title");
    else
        parser->draft.exchange.title = arena_copy(
            parser->draft.input->arena, slice_starts_with(text, SLICE("*")) || parser->is_markdown
                                            ? without_stars(text)
                                            : text);
}

// One line of the header; false when it is the last.
static bool read_header_line(struct parser *parser, struct title *title, struct slice line,
                             bool *has_title)
{
    struct draft *draft = &parser->draft;
    struct slice bullet, rest, heading;
    bool is_count = draft_is_count(line, &parser->announced);
    bool is_header = is_bullet(line, &bullet, &rest) && draft_is_header(rest);
    if ((is_count || is_header) && !*has_title) {
        end_title(parser, title, parser->lines.number);
        *has_title = true;
    }
    if (is_count) {
        parser->count_line = parser->lines.number;
        return false;
    }
    if (is_header) {
        parser->indent = indent_of(line);
        parser->is_dump = parser->is_dump || is_typed_bullet(bullet);
        if (!draft->is_rejected)
            draft_header(draft, rest, parser->lines.number);
        return !draft->is_rejected;
    }
    if (!*has_title && is_bullet(line, &bullet, &rest)) // of a menu
        title->has_ended = true;
    else if (!*has_title)
        add_to_title(parser, title, line);
    return !*has_title || parser->has_slash || !is_heading(parser, line, &heading);
}

// Everything up to the count of elements, or to the first element where there is none.
static void read_header(struct parser *parser)
{
    struct title title = {.has_ended = false};
    struct lines before = parser->lines;
    struct slice line;
    bool has_title = false, goes_on = true;
    while (goes_on && lines_next(&parser->lines, &line)) {
        goes_on = read_header_line(parser, &title, line, &has_title);
        if (goes_on)
            before = parser->lines;
    }
    if (!goes_on && parser->count_line == 0) // that line is the first element's
        parser->lines = before;
    if (goes_on && !parser->draft.is_rejected)
        DRAFT_REJECT_CUT(&parser->draft, parser->lines.number,
                         "truncated: no line saying how many elements there are");
    buf_clear(&title.text);
}

// --- elements --------------------------------------------------------------------------------

// An answer without a text is one that only has a document attached; but the last one may be cut.
static void end_element(struct parser *parser, bool is_last)
{
    struct slice text = buf_slice(&parser->text.out);
    if (!parser->in_element || parser->draft.is_rejected)
        return;
    if (parser->text.out.failed)
        parser->draft.lacks_memory = parser->draft.is_rejected = true;
    else if (text.len == 0 && (is_last || parser->draft.exchange.reply_count == 0))
        DRAFT_REJECT_CUT(&parser->draft, parser->draft.element_line,
                         "truncated: an element without text");
    else
        draft_text(&parser->draft, text);
    buf_reset(&parser->text.out);
    parser->text.paragraph_ended = false;
    parser->in_element = false;
}

// The bullet with the further lines that a tool broke it into.
static struct slice whole_bullet(struct parser *parser, struct slice line, struct slice rest)
{
    struct arena *arena = parser->draft.input->arena;
    struct slice next, bullet, other;
    for (struct lines ahead = parser->lines; lines_next(&ahead, &next);) {
        bool goes_on = text_trim(next).len > 0 && !is_bullet(next, &bullet, &other) &&
                       indent_of(next) >= indent_of(line) + BULLET_INDENT &&
                       slice_starts_with(next, SLICE("\t")) == slice_starts_with(line, SLICE("\t"));
        if (!goes_on)
            break;
        rest = arena_printf(arena, "%.*s %.*s", SLICE_ARG(rest), SLICE_ARG(text_trim(next)));
        parser->lines = ahead;
    }
    return rest;
}

// The list of persons right under a heading: every bullet up to the first text, whether a copy kept its indentation or
// not. Behind an empty line a bullet is the text's own, once there was a person.
static void read_persons(struct parser *parser)
{
    bool has_person = false, is_after_gap = false;
    struct slice line, bullet, rest, heading;
    for (struct lines ahead = parser->lines; lines_next(&ahead, &line);) {
        if (text_trim(line).len == 0) {
            is_after_gap = true;
            continue;
        }
        bool is_person = is_bullet(line, &bullet, &rest) && !is_heading(parser, line, &heading) &&
                         (indent_of(line) > parser->indent || draft_is_person(rest) ||
                          (!has_person && parser->indent == 0)) &&
                         !(has_person && is_after_gap) &&
                         (!is_typed_bullet(bullet) || parser->is_dump);
        if (!is_person)
            return;
        parser->lines = ahead;
        parser->is_dump = parser->is_dump || !slice_equal(bullet, SLICE("•"));
        if (parser->margin == MARGIN && slice_equal(bullet, SLICE("+")))
            parser->margin = LYNX_MARGIN;
        uint32_t number = parser->lines.number;
        draft_person(&parser->draft, whole_bullet(parser, line, rest), number);
        if (parser->draft.is_rejected)
            return;
        ahead = parser->lines;
        has_person = true;
        is_after_gap = false;
    }
}

// Whether the tool broke a paragraph before this line.
static bool is_continuation(const struct parser *parser, struct slice trimmed)
{
    if (parser->text.out.len == 0 || parser->text.paragraph_ended)
        return false;
    if (parser->is_markdown)
        return parser->goes_on;
    return parser->is_dump && parser->margin > 0 &&
           parser->last_width + 1 + first_word_width(trimmed) > parser->margin;
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

static void add_line(struct parser *parser, struct slice line)
{
    struct slice trimmed = text_trim(line);
    if (trimmed.len == 0) {
        parser->text.paragraph_ended = true;
        return;
    }
    struct buf plain = {0};
    if (parser->is_markdown) {
        append_unescaped(&plain, trimmed);
        trimmed = buf_slice(&plain);
    }
    if (is_continuation(parser, trimmed)) {
        buf_append_char(&parser->text.out, ' ');
        buf_append_slice(&parser->text.out, trimmed);
    } else {
        text_add_line(&parser->text, trimmed);
    }
    parser->text.out.failed = parser->text.out.failed || plain.failed;
    buf_clear(&plain);
    parser->last_width = width_of(line);
    parser->goes_on = !slice_ends_with(line, SLICE("  "));
}

static void read_elements(struct parser *parser)
{
    struct slice line, heading;
    while (!parser->draft.is_rejected && lines_next(&parser->lines, &line)) {
        if (is_heading(parser, line, &heading)) {
            end_element(parser, false);
            if (parser->draft.is_rejected)
                break;
            draft_heading(&parser->draft, heading, parser->lines.number);
            parser->in_element = true;
            if (!parser->draft.is_rejected)
                read_persons(parser);
        } else if (parser->in_element) {
            add_line(parser, line);
        }
    }
    end_element(parser, true);
    if (parser->count_line > 0)
        draft_compare_count(&parser->draft, parser->announced, parser->count_line);
}

// --- exchanges -------------------------------------------------------------------------------

static enum status read_exchange(struct parser *parser, struct error *err)
{
    uint32_t first_line = parser->lines.number + 1;
    parser->margin = margin_of(parser->lines.rest);
    read_header(parser);
    uint32_t id_line = parser->count_line > 0 ? parser->count_line : first_line;
    if (!parser->draft.is_rejected)
        read_elements(parser);
    if (!parser->draft.is_rejected && parser->draft.found == 0)
        DRAFT_REJECT_CUT(&parser->draft, id_line, "no question");
    return draft_take(&parser->draft, id_line, first_line, err);
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

    struct parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    enum status status = STATUS_OK;
    struct lines rest = {text, input->first_line - 1}, part;
    unsigned parts = 0;
    for (bool has_slash; status == STATUS_OK && next_part(&rest, &part, &has_slash); parts++) {
        struct text kept = parser->text;
        *parser = (struct parser){
            .lines = part, .text = kept, .has_slash = has_slash, .indent = BULLET_INDENT};
        draft_begin(&parser->draft, input, sink);
        buf_reset(&parser->text.out);
        parser->text.paragraph_ended = false;
        status = read_exchange(parser, err);
    }
    if (status == STATUS_OK && parts == 0)
        source_reject_cut(sink, input->first_line, "no exchange in it");
    buf_clear(&parser->text.out);
    free(parser);
    return status;
}
