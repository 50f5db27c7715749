// From bytes to units, and where a chunk of text ends.
//
// The hot loop of the analyzer asks only for chunk ends: eight bytes at a time, and a closer look
// at the few bytes that may or may not belong to a word (apostrophes, hyphens, dots, and the leads
// C2 and E2, after which French typography hides its spaces and quotation marks). A chunk is then
// looked up in a cache by its raw bytes; only chunks never seen before are taken apart into units
// here.
//
// Chunks may hold anything odd (a byte that is no UTF-8, a CJK comma): the units say so, and the
// rules split there. What matters is that the end depends only on the bytes from the start on, so
// that a chunk means the same wherever it stands.
#include "stemmer/text/tokenizer.h"

#include "base/utf8.h"
#include "stemmer/text/fold.h"
#include "stemmer/text/peek.h"

#include <utf8proc.h>

// "(e)s", "(ne)", "(trice)s" after a letter: the length up to and with the closing parenthesis.
static size_t parenthesised_suffix_len(struct slice text, size_t at)
{
    size_t i = at + 1;
    while (i < at + 8 && peek_is_letter(text, i))
        i++;
    bool is_suffix =
        i > at + 1 && peek_byte(text, i) == ')' && at > 0 && peek_is_letter(text, at - 1);
    return is_suffix ? i + 1 - at : 0;
}

// "n°", "Nº": the sign after a lone n that starts the chunk.
static size_t degree_len(struct slice text, size_t at, size_t start)
{
    return at == start + 1 && (peek_byte(text, start) | 0x20) == 'n' ? 2 : 0;
}

static bool is_degree(struct slice text, size_t at)
{
    return peek_byte(text, at) == 0xC2 &&
           (peek_byte(text, at + 1) == 0xB0 || peek_byte(text, at + 1) == 0xBA);
}

// Whether a raised digit at `at` belongs to the word that begins at `start`, a sign (m², CO²) or what comes before
// letters. Behind a longer word or a number it is the mark of a note, or an article's (275³).
static bool is_exponent(struct slice text, size_t at, size_t start)
{
    enum { LONGEST_SIGN = 3 };
    for (size_t i = start; i < at; i++) // µg/m³
        start = text.ptr[i] == '/' ? i + 1 : start;
    return at == start || (at - start <= LONGEST_SIGN && !peek_is_digit(text, start));
}

// A hyphen, a soft one and those that Unicode has beside; not a dash.
static size_t hyphen_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at), second = peek_byte(text, at + 1);
    if (byte == 0xC2)
        return second == 0xAD ? 2 : 0;
    if (byte == 0xE2)
        return second == 0x80 && (peek_byte(text, at + 2) & 0xFE) == 0x90 ? 3 : 0;
    return byte == '-';
}

// The length of a line's end with the blanks around it; 0 when there is none.
static size_t line_end_len(struct slice text, size_t at)
{
    enum { MOST_BLANKS = 40 }; // pages set in columns are indented far
    size_t end = at, ends = 0;
    for (; end - at < MOST_BLANKS; end++) {
        unsigned char byte = peek_byte(text, end);
        ends += byte == '\n';
        if ((byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') || ends > 1)
            break;
    }
    return ends == 1 ? end - at : 0;
}

static size_t capital_len(struct slice text, size_t at)
{
    return utf8_capital_len(slice_from_offset(text, at));
}

// Whether a capital behind a line's end goes on what stands before the hyphen at `at`: both in capitals, or both names,
// « Anne-⏎Marie ». Behind « examen- », « CE- » and « EUR- » a heading may begin.
static bool goes_on_in_capitals(struct slice text, size_t at, size_t next)
{
    enum { SHORTEST_NAME = 3, SHORTEST_IN_CAPITALS = 4 };
    size_t start = at, second = next + capital_len(text, next);
    while (start > 0 && peek_is_letter(text, start - 1))
        start--;
    size_t last = at - 1 - ((peek_byte(text, at - 1) & 0xC0) == 0x80);
    bool is_in_capitals = capital_len(text, last) > 0;
    return at - start >= (is_in_capitals ? SHORTEST_IN_CAPITALS : SHORTEST_NAME) &&
           capital_len(text, start) > 0 && peek_is_letter(text, second) &&
           is_in_capitals == (capital_len(text, second) > 0);
}

// The hyphen of a word that goes on in the next line: its length, with the line's end and the blanks around it.
static size_t break_len(struct slice text, size_t at)
{
    size_t hyphen = hyphen_len(text, at);
    if (hyphen == 0 || at < 2 || !peek_is_letter(text, at - 1) || !peek_is_letter(text, at - 2))
        return 0;
    size_t turn = line_end_len(text, at + hyphen), next = at + hyphen + turn;
    bool goes_on = turn > 0 && peek_is_letter(text, next) &&
                   (capital_len(text, next) == 0 || goes_on_in_capitals(text, at, next));
    return goes_on ? hyphen + turn : 0;
}

// C2 xx: how many bytes of it continue the word; 0 when the word ends.
static size_t c2_len(struct slice text, size_t at, size_t start)
{
    switch (peek_byte(text, at + 1)) {
    case 0xB0: // degree
    case 0xBA: // masculine ordinal
        return degree_len(text, at, start);
    case 0xAD: // soft hyphen
        return peek_is_word(text, at + 2) ? 2 : break_len(text, at);
    case 0xB4: // acute accent as apostrophe
    case 0xB7: // middle dot
        return peek_is_word(text, at + 2) ? 2 : 0;
    case 0xB2: // superscript two, three, one
    case 0xB3:
    case 0xB9:
        return is_exponent(text, at, start) ? 2 : 0;
    case 0xB5: // micro
        return 2;
    default:
        return 0;
    }
}

// Whether two letters or more stand on either side of `len` bytes.
static bool is_within_letters(struct slice text, size_t at, size_t len)
{
    return at > 1 && peek_is_letter(text, at - 1) && peek_is_letter(text, at - 2) &&
           peek_is_letter(text, at + len) && peek_is_letter(text, at + len + 1);
}

// E2 xx xx, likewise.
static size_t e2_len(struct slice text, size_t at, size_t start)
{
    unsigned second = peek_byte(text, at + 1);
    unsigned third = peek_byte(text, at + 2);
    bool is_followed = peek_is_word(text, at + 3);
    if (second == 0x80) {
        bool is_dash = third == 0x93 && is_within_letters(text, at, 3); // an en dash: sans–papiers
        bool is_hyphen = third == 0x90 || third == 0x91 || is_dash;
        bool is_quote = third == 0x98 || third == 0x99 || third == 0x9B;
        bool is_invisible = third >= 0x8B && third <= 0x8D;
        bool is_dot = third == 0xA2 || third == 0xA7;
        if (is_hyphen && !is_followed)
            return break_len(text, at);
        return is_followed && (is_hyphen || is_quote || is_invisible || is_dot) ? 3 : 0;
    }
    if (second == 0x81 && third == 0xA0) // word joiner
        return is_followed ? 3 : 0;
    if (second == 0x81 && third >= 0xB0) { // superscripts
        bool is_digit = third <= 0xB9;
        return third <= 0xBF && (!is_digit || is_exponent(text, at, start)) ? 3 : 0;
    }
    if (second == 0x82) // subscripts
        return third <= 0x9C ? 3 : 0;
    if (second == 0x8B) // dot operator
        return third == 0x85 && is_followed ? 3 : 0;
    return second >= 0xB0 ? 3 : 0; // Glagolitic, Latin Extended-C…: letters
}

static size_t joiner_len(struct slice text, size_t at)
{
    switch (peek_byte(text, at)) {
    case '(':
        return parenthesised_suffix_len(text, at);
    case '&': // R&D
        return peek_is_letter(text, at + 1) && !peek_is_word(text, at + 2) ? 1 : 0;
    case '/':
        return peek_is_letter(text, at + 1) ? 1 : 0;
    default:
        return peek_is_word(text, at + 1) ? 1 : break_len(text, at);
    }
}

static size_t odd_len(struct slice text, size_t at, size_t start)
{
    switch (peek_class(text, at)) {
    case BYTE_JOINER:
        return joiner_len(text, at);
    case BYTE_C2:
        return c2_len(text, at, start);
    case BYTE_E2:
        return e2_len(text, at, start);
    case BYTE_BREAK:
    case BYTE_SIGN:
    case BYTE_WORD:
    case BYTE_DIGIT:
        break;
    }
    return 0;
}

size_t tokenizer_chunk_end(struct slice text, size_t at)
{
    size_t limit =
        text.len - at > TOKENIZER_CHUNK_MAX - 8 ? at + TOKENIZER_CHUNK_MAX - 8 : text.len;
    size_t i = at;
    while (i < limit) {
        unsigned run = TOKENIZER_RUN;
        while (run == TOKENIZER_RUN && i + TOKENIZER_RUN <= limit) {
            run = tokenizer_word_run(text.ptr + i);
            i += run;
        }
        while (run == TOKENIZER_RUN && i < limit && peek_is_word(text, i))
            i++;
        size_t len = i < limit ? odd_len(text, i, at) : 0;
        i += len;
        if (len == 0 || is_degree(text, i - len)) // "n°14-82": what follows is a number of its own
            break;
    }
    if (i >= text.len || i == at)
        return i == at ? at + 1 : text.len;
    size_t end = i; // cut only on a boundary, but do not trust the text to have one
    while (end > at + 1 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80 && i - end < 4)
        end--;
    return end;
}

static bool is_dropped(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 || cp == 0xFEFF;
}

static enum unit_kind kind_of_category(uint32_t cp)
{
    switch (utf8proc_category((utf8proc_int32_t)cp)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return UNIT_LETTER;
    case UTF8PROC_CATEGORY_ND:
        return UNIT_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
        return UNIT_SPACE;
    default:
        return UNIT_BREAK;
    }
}

// The sign a code point stands for among those that matter inside words, or UNIT_BREAK.
static enum unit_kind kind_of_sign(uint32_t cp, uint32_t *normal)
{
    switch (cp) {
    case '\'':
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x02B9:
    case 0x02BC:
    case 0x00B4:
    case 0x0060:
    case 0xFF07:
        *normal = '\'';
        return UNIT_APOSTROPHE;
    case '-':
    case 0x2010:
    case 0x2011:
    case 0x2013:
        *normal = '-';
        return UNIT_HYPHEN;
    case '.':
        return UNIT_DOT;
    case 0xB7:
    case 0x2022:
    case 0x2027:
    case 0x22C5:
        *normal = 0xB7;
        return UNIT_MIDDOT;
    case '(':
        return UNIT_OPEN;
    case ')':
        return UNIT_CLOSE;
    case '/':
        return UNIT_SLASH;
    case '&':
        return UNIT_AMPERSAND;
    case 0xB0:
    case 0xBA:
        *normal = 0xB0;
        return UNIT_DEGREE;
    default:
        return UNIT_BREAK;
    }
}

// Sub- and superscripts, ligatures and wide forms mean their plain letters; fractions and the like
// do not mean a word.
static bool wants_compatibility(uint32_t cp)
{
    switch (utf8proc_get_property((utf8proc_int32_t)cp)->decomp_type) {
    case UTF8PROC_DECOMP_TYPE_SUPER:
    case UTF8PROC_DECOMP_TYPE_SUB:
    case UTF8PROC_DECOMP_TYPE_WIDE:
    case UTF8PROC_DECOMP_TYPE_NARROW:
    case UTF8PROC_DECOMP_TYPE_FONT:
    case UTF8PROC_DECOMP_TYPE_COMPAT:
        return true;
    default:
        return false;
    }
}

static size_t add_unit(struct unit *units, size_t count, uint32_t cp, struct unit template)
{
    if (is_dropped(cp))
        return count;
    uint32_t normal = cp;
    enum unit_kind kind = kind_of_sign(cp, &normal);
    if (kind == UNIT_BREAK) {
        kind = kind_of_category(cp);
        normal = kind == UNIT_SPACE ? ' ' : (uint32_t)utf8proc_tolower((utf8proc_int32_t)cp);
        template.is_upper = kind == UNIT_LETTER &&normal != cp;
    }
    template.kind = (uint8_t)kind;
    template.cp = normal;
    units[count] = template;
    return count + 1;
}

// The unit of a letter or digit of ASCII, which most are; false for signs.
static bool make_plain(unsigned char byte, size_t at, struct unit *unit)
{
    unsigned char small = byte | 0x20;
    bool is_letter = small >= 'a' && small <= 'z', is_digit = byte >= '0' && byte <= '9';
    *unit = (struct unit){.kind = is_letter ? UNIT_LETTER : UNIT_DIGIT,
                          .cp = is_letter ? small : byte,
                          .is_upper = is_letter && byte != small,
                          .start = (uint32_t)at,
                          .end = (uint32_t)(at + 1)};
    return is_letter || is_digit;
}

static size_t add_cluster(struct unit *units, size_t count, struct slice chunk, size_t at,
                          size_t *len)
{
    struct fold_cluster cluster = fold_cluster_at(chunk, at);
    *len = cluster.len;
    struct unit template = {.start = (uint32_t)at, .end = (uint32_t)(at + cluster.len)};
    if (cluster.count == 0) {
        template.kind = UNIT_BREAK;
        units[count] = template;
        return count + 1;
    }
    for (size_t c = 0; c < cluster.count; c++) {
        uint32_t ignored = 0;
        bool is_sign = kind_of_sign(cluster.cps[c], &ignored) != UNIT_BREAK;
        if (is_sign || !wants_compatibility(cluster.cps[c])) {
            count = add_unit(units, count, cluster.cps[c], template);
            continue;
        }
        utf8proc_int32_t parts[4];
        int boundary = 0;
        utf8proc_ssize_t n =
            utf8proc_decompose_char((utf8proc_int32_t)cluster.cps[c], parts, 4,
                                    UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary);
        for (utf8proc_ssize_t i = 0; i < n && n <= 4; i++)
            count = add_unit(units, count, (uint32_t)parts[i], template);
    }
    return count;
}

size_t tokenizer_units(struct slice chunk, struct unit *units)
{
    size_t count = 0;
    for (size_t i = 0; i < chunk.len;) {
        unsigned char byte = (unsigned char)chunk.ptr[i];
        bool is_next_ascii = peek_byte(chunk, i + 1) < 0x80; // else a combining mark may follow
        bool is_ascii = byte < 0x80 && is_next_ascii;
        if (is_ascii && make_plain(byte, i, &units[count])) {
            count++;
            i++;
            continue;
        }
        if (is_ascii) {
            struct unit template = {.start = (uint32_t)i, .end = (uint32_t)(i + 1)};
            size_t broken = break_len(chunk, i);
            count = add_unit(units, count, byte, template);
            i += broken > 0 ? broken : 1;
            continue;
        }
        size_t len = break_len(chunk, i);
        if (len > 0) // a soft one, too: where all are soft, those of compounds are
            count = add_unit(units, count, '-',
                             (struct unit){.start = (uint32_t)i, .end = (uint32_t)(i + 1)});
        else
            count = add_cluster(units, count, chunk, i, &len);
        i += len;
    }
    return count;
}

struct slice tokenizer_spell(const struct unit *units, size_t count, char *to, size_t capacity)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        utf8proc_uint8_t bytes[4] = {(utf8proc_uint8_t)units[i].cp};
        bool is_ascii = units[i].cp < 0x80;
        size_t more =
            is_ascii ? 1 : (size_t)utf8proc_encode_char((utf8proc_int32_t)units[i].cp, bytes);
        if (len + more > capacity)
            break;
        memcpy(to + len, bytes, more);
        len += more;
    }
    return slice_of(to, len);
}
