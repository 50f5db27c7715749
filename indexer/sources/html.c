// The tokenizer of HTML: one forward pass, bounded look-ahead, no state but a position.
//
// The rules are those of browsers as far as they matter to us: a tag starts with '<' and a letter (or
// "</" and a letter) and ends at the next '>' outside quotes; "<!--" ends at "-->", "<!", "<?" and "</"
// before anything else at the next '>'; script and style hold bytes up to their closing tag. An unclosed
// quote would swallow the rest of the page, so a tag that finds no end within MAX_TAG_LEN is text.
#include "indexer/sources/html.h"

#include "indexer/sources/html_entities.h"

#include <string.h>
#include <strings.h>

enum { MAX_TAG_LEN = 16384, MAX_ENTITY_LEN = 10 };

static struct slice rest_of(const struct html *html)
{
    return slice_from_offset(html->source, html->at);
}

// --- tags ------------------------------------------------------------------------------------

// The length of the tag at the start of s with its '>', 0 when it has no end.
static size_t tag_length(struct slice s)
{
    char quote = 0;
    size_t limit = s.len < MAX_TAG_LEN ? s.len : MAX_TAG_LEN;
    for (size_t i = 1; i < limit; i++) {
        char c = s.ptr[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && s.ptr[i - 1] == '=')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    const char *end = memchr(s.ptr, '>', limit); // an unclosed quote: the first '>' it is
    return end ? (size_t)(end - s.ptr) + 1 : 0;
}

// The length of a comment or declaration at the start of s; 0 when there is none.
static size_t swallowed_length(struct slice s)
{
    if (s.len < 2 || (s.ptr[1] != '!' && s.ptr[1] != '?' && s.ptr[1] != '/'))
        return 0;
    if (s.ptr[1] == '/' && s.len > 2 && char_is_letter(s.ptr[2]))
        return 0; // a closing tag
    struct slice end = SLICE(">");
    if (slice_starts_with(s, SLICE("<!--")))
        end = SLICE("-->");
    else if (slice_starts_with(s, SLICE("<![CDATA[")))
        end = SLICE("]]>");
    size_t at = slice_find(s, end);
    return at < s.len ? at + end.len : s.len;
}

static size_t read_name(struct slice s, size_t at, char name[HTML_MAX_NAME_LEN + 1])
{
    size_t len = 0;
    for (; at < s.len && !char_is_space(s.ptr[at]) && s.ptr[at] != '>' && s.ptr[at] != '/'; at++)
        if (len < HTML_MAX_NAME_LEN)
            name[len++] = char_lower(s.ptr[at]);
    name[len] = '\0';
    return at;
}

static bool read_tag(struct html *html, struct html_token *token)
{
    struct slice s = rest_of(html);
    size_t name_at = s.len > 1 && s.ptr[1] == '/' ? 2 : 1;
    if (s.len <= name_at || !char_is_letter(s.ptr[name_at]))
        return false;
    size_t len = tag_length(s);
    if (len == 0)
        return false;
    struct slice tag = slice_of(s.ptr, len - 1);
    size_t after = read_name(tag, name_at, token->name);
    token->kind = name_at == 2 ? HTML_CLOSE : HTML_OPEN;
    token->attributes = slice_from_offset(tag, after);
    token->text = SLICE_NONE;
    token->start = html->at;
    token->end = html->at += len;
    return true;
}

static bool starts_with_tag(struct slice s, const char *name)
{
    size_t len = strlen(name);
    if (!s.ptr || s.len < len + 2 || s.ptr[0] != '<' || s.ptr[1] != '/')
        return false;
    for (size_t i = 0; i < len; i++)
        if (char_lower(s.ptr[i + 2]) != name[i])
            return false;
    return true;
}

// Moves past the contents of a script or a style.
static void skip_raw(struct html *html, const char *name)
{
    while (html->at < html->source.len && !starts_with_tag(rest_of(html), name)) {
        struct slice rest = slice_from_offset(html->source, html->at + 1);
        html->at += 1 + slice_find(rest, SLICE("</"));
    }
    if (html->at > html->source.len)
        html->at = html->source.len;
}

// --- tokens ----------------------------------------------------------------------------------

// Text up to the next tag, comment or end; the byte at the start is text whatever it is.
static void read_text(struct html *html, struct html_token *token)
{
    size_t at = html->at + 1;
    for (; at < html->source.len; at++) {
        const char *found = memchr(html->source.ptr + at, '<', html->source.len - at);
        at = found ? (size_t)(found - html->source.ptr) : html->source.len;
        char next = at + 1 < html->source.len ? html->source.ptr[at + 1] : ' ';
        if (char_is_letter(next) || next == '/' || next == '!' || next == '?')
            break;
    }
    if (at > html->source.len)
        at = html->source.len;
    *token = (struct html_token){.kind = HTML_TEXT, .start = html->at, .end = at};
    token->text = slice_of(html->source.ptr + html->at, at - html->at);
    html->at = at;
}

bool html_next(struct html *html, struct html_token *token)
{
    while (html->at < html->source.len) {
        if (html->source.ptr[html->at] != '<') {
            read_text(html, token);
            return true;
        }
        size_t swallowed = swallowed_length(rest_of(html));
        if (swallowed > 0) {
            html->at += swallowed;
            continue;
        }
        if (!read_tag(html, token)) {
            read_text(html, token);
            return true;
        }
        if (token->kind == HTML_OPEN && (html_is(token, "script") || html_is(token, "style")))
            skip_raw(html, token->name);
        return true;
    }
    return false;
}

bool html_is(const struct html_token *token, const char *name)
{
    return strcmp(token->name, name) == 0;
}

struct slice html_attribute(const struct html_token *token, const char *name)
{
    struct slice s = token->attributes;
    size_t len = strlen(name);
    for (size_t i = 0; i + len < s.len; i++) {
        bool starts = char_is_space(s.ptr[i]) && i + 1 + len < s.len;
        for (size_t k = 0; starts && k < len; k++)
            starts = char_lower(s.ptr[i + 1 + k]) == name[k];
        if (!starts || s.ptr[i + 1 + len] != '=')
            continue;
        struct slice value = slice_from_offset(s, i + 2 + len);
        char quote = value.len > 0 ? value.ptr[0] : ' ';
        if (quote != '"' && quote != '\'') {
            size_t end = 0;
            while (end < value.len && !char_is_space(value.ptr[end]))
                end++;
            return slice_of(value.ptr, end);
        }
        value = slice_from_offset(value, 1);
        const char *end = memchr(value.ptr, quote, value.len);
        return slice_of(value.ptr, end ? (size_t)(end - value.ptr) : value.len);
    }
    return SLICE_NONE;
}

static bool contains_tag(struct slice s, const char *tag)
{
    size_t len = strlen(tag);
    for (size_t i = 0; i + len <= s.len; i++)
        if (s.ptr[i] == '<' && strncasecmp(s.ptr + i, tag, len) == 0)
            return true;
    return false;
}

bool html_is_cut(struct slice source)
{
    return contains_tag(source, "<html") && !contains_tag(source, "</html");
}

// --- text ------------------------------------------------------------------------------------

static void append_character(struct buf *out, uint32_t c)
{
    if (c < 0x80) {
        buf_append_char(out, (char)c);
    } else if (c < 0x800) {
        buf_append_char(out, (char)(0xC0 | c >> 6));
        buf_append_char(out, (char)(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
        buf_append_char(out, (char)(0xE0 | c >> 12));
        buf_append_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_append_char(out, (char)(0x80 | (c & 0x3F)));
    } else {
        buf_append_char(out, (char)(0xF0 | c >> 18));
        buf_append_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
        buf_append_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
        buf_append_char(out, (char)(0x80 | (c & 0x3F)));
    }
}

// What "&#146;" means: numbers 128 to 159 are Windows-1252, as in every browser.
static uint32_t numbered_character(uint32_t number)
{
    static const uint16_t WINDOWS_1252[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
    };
    if (number >= 128 && number < 160)
        number = WINDOWS_1252[number - 128];
    bool is_surrogate = number >= 0xD800 && number < 0xE000;
    return number == 0 || number > 0x10FFFF || is_surrogate ? 0xFFFD : number;
}

// "#233" or "#xE9" -> 233; 0 when it is no number.
static uint32_t entity_number(struct slice name)
{
    bool is_hex = name.len > 1 && char_lower(name.ptr[1]) == 'x';
    size_t start = is_hex ? 2 : 1;
    uint32_t value = 0;
    for (size_t i = start; i < name.len; i++) {
        char c = char_lower(name.ptr[i]);
        if (c >= '0' && c <= '9')
            value = value * (is_hex ? 16 : 10) + (uint32_t)(c - '0');
        else if (is_hex && c >= 'a' && c <= 'f')
            value = value * 16 + (uint32_t)(c - 'a') + 10;
        else
            return 0;
        if (value > 0x10FFFF)
            return 0xFFFD;
    }
    return name.len > start ? numbered_character(value) : 0;
}

// An entity that nothing ends. Browsers read the oldest names so, those of Latin-1; here a sign's must not go on, and
// none may before an equals sign, lest it be one in an address (« ?id=1&copy=2&timestamp=3 »).
static size_t unclosed_entity_length(struct slice s, uint32_t *character)
{
    size_t len = s.len > 1 && s.ptr[1] == '#' ? 1 : 0;
    while (len + 1 < s.len && (char_is_letter(s.ptr[len + 1]) || char_is_digit(s.ptr[len + 1])))
        len++;
    if (len + 1 < s.len && s.ptr[len + 1] == '=')
        return 0;
    len = len < MAX_ENTITY_LEN ? len : MAX_ENTITY_LEN;
    for (bool is_whole = true; len > 1; len--, is_whole = false) {
        struct slice name = slice_of(s.ptr + 1, len);
        bool is_number = name.ptr[0] == '#';
        *character = is_number ? entity_number(name) : html_entity(name);
        bool is_letter = *character >= 0xC0 && *character != 0xD7 && *character != 0xF7;
        bool is_known = *character > 0 && (is_number || *character <= 0xFF);
        if (is_known && (is_whole || (is_letter && !is_number)))
            return len + 1;
    }
    return 0;
}

// The entity at the start of s (which starts with '&'): its length, 0 when it is none.
static size_t entity_length(struct slice s, uint32_t *character)
{
    size_t end = 1;
    while (end < s.len && end <= MAX_ENTITY_LEN && s.ptr[end] != ';')
        end++;
    if (end < s.len && s.ptr[end] == ';' && end > 1) {
        struct slice name = slice_of(s.ptr + 1, end - 1);
        *character = name.ptr[0] == '#' ? entity_number(name) : html_entity(name);
        if (*character)
            return end + 1;
    }
    return unclosed_entity_length(s, character);
}

void html_append_text(struct buf *out, struct slice text)
{
    for (size_t i = 0; i < text.len;) {
        char c = text.ptr[i];
        uint32_t character;
        size_t entity = c == '&' ? entity_length(slice_from_offset(text, i), &character) : 0;
        if (entity > 0 && !(character < 0x80 && char_is_space((char)character))) {
            append_character(out, character);
        } else if (char_is_space(c) || entity > 0) {
            if (out->len > 0 && out->data[out->len - 1] != ' ')
                buf_append_char(out, ' ');
        } else {
            buf_append_char(out, c);
        }
        i += entity > 0 ? entity : 1;
    }
}
