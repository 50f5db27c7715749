// Cutting prose into pieces. See pieces.h.
//
// One walk over the bytes, as far as is asked for. White space, also what does not break, separates; signs stand by
// themselves; a number takes with it the groups and decimals that belong to it. Words are folded as far as the lists
// that they are looked up in go.
#include "engine/text/pieces.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <string.h>

// The character at `at` where its bytes begin as the spaces and signs below do, and how many they are; else 0.
static uint32_t code_at(struct slice text, size_t at, size_t *len)
{
    enum { TWO = 0xc2, TWO_MORE = 0xc3, THREE = 0xe2 };
    const unsigned char *bytes = (const unsigned char *)text.ptr + at;
    *len = bytes[0] == THREE ? 3 : 2;
    if ((bytes[0] != TWO && bytes[0] != TWO_MORE && bytes[0] != THREE) || text.len - at < *len)
        return 0;
    uint32_t code = (uint32_t)(bytes[0] & 0x1f) << 6 | (bytes[1] & 0x3f);
    return *len == 2 ? code : (code & 0x3ff) << 6 | (bytes[2] & 0x3f);
}

// Bytes of the white space at `at`: ASCII, or a space that does not break.
static size_t space_at(struct slice text, size_t at)
{
    enum { NO_BREAK = 0xa0, THIN = 0x2009, NARROW_NO_BREAK = 0x202f };
    if (at >= text.len)
        return 0;
    unsigned char c = (unsigned char)text.ptr[at];
    if (c < 0x80)
        return c <= ' ';
    size_t len;
    uint32_t code = code_at(text, at, &len);
    return code == NO_BREAK || code == THIN || code == NARROW_NO_BREAK ? len : 0;
}

// Bytes of a sign that is no letter; 0 of a letter or digit.
static size_t sign_at(struct slice text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    size_t len;
    if (c < 0x80)
        return char_is_letter((char)c) || slice_digit_at(text, at) ? 0 : 1;
    switch (code_at(text, at, &len)) {
    case 0x2018: // ‘
    case 0x2019: // ’
    case 0x201c: // “
    case 0x201d: // ”
    case 0xab:   // «
    case 0xbb:   // »
    case 0x2013: // –
    case 0x2014: // —
    case 0x2026: // …
    case 0x2022: // •
    case 0xb7:   // ·
    case 0xb0:   // °
    case 0xba:   // º
    case 0xa7:   // §
    case 0xb1:   // ±
    case 0xd7:   // ×
    case 0x2265: // ≥
    case 0x2264: // ≤
    case 0xa3:   // £
    case 0x20ac: // €
        return len;
    default:
        return 0;
    }
}

static size_t digits_end(struct slice text, size_t at)
{
    while (slice_digit_at(text, at))
        at++;
    return at;
}

// The bytes between groups of three digits: a space, a full stop or an apostrophe; 0: no such group follows.
static size_t grouping_at(struct slice text, size_t at)
{
    struct slice rest = slice_from_offset(text, at);
    bool is_sign = slice_starts_with(rest, SLICE(".")) || slice_starts_with(rest, SLICE("'"));
    size_t curly = slice_starts_with(rest, SLICE("’")) ? strlen("’") : 0;
    size_t len = is_sign ? 1 : curly > 0 ? curly : space_at(text, at);
    bool is_group = len > 0 && digits_end(text, at + len) == at + len + 3 && text.ptr[at] != '\n';
    return is_group ? len : 0;
}

// Groups of three digits, then decimals behind a comma, or behind a full stop that groups nothing.
static size_t read_number(struct slice text, size_t at, struct piece *piece)
{
    size_t end = digits_end(text, at), first = end - at;
    double value = 0, place = 1;
    piece->is_plain = true;
    for (size_t i = at; i < end; i++)
        value = value * 10 + (text.ptr[i] - '0');
    size_t gap = first <= 3 && text.ptr[at] != '0' ? grouping_at(text, end) : 0;
    while (gap > 0) {
        for (size_t i = end + gap; i < end + gap + 3; i++)
            value = value * 10 + (text.ptr[i] - '0');
        end += gap + 3;
        gap = grouping_at(text, end);
        piece->is_plain = false;
    }
    bool has_comma = end < text.len && text.ptr[end] == ',' && slice_digit_at(text, end + 1);
    bool has_stop =
        piece->is_plain && end < text.len && text.ptr[end] == '.' && slice_digit_at(text, end + 1);
    if (has_comma || has_stop) {
        piece->is_plain = false;
        for (end++; slice_digit_at(text, end); end++) {
            place /= 10;
            value += place * (text.ptr[end] - '0');
        }
    }
    piece->value = value;
    return end;
}

static size_t read_word(struct slice text, size_t at, struct piece *piece)
{
    enum { LONGEST = 24 };
    char room[LONGEST * FOLD_MAX_GROWTH + 1];
    struct buf folded = buf_over(room, sizeof room);
    size_t end = at;
    while (end < text.len &&
           (char_is_letter(text.ptr[end]) ||
            (!slice_digit_at(text, end) && space_at(text, end) == 0 && sign_at(text, end) == 0)))
        end++;
    fold_append(&folded, fold_cut(slice_of(text.ptr + at, end - at), LONGEST));
    size_t len = folded.len < PIECE_FOLDED_SIZE - 1 ? folded.len : PIECE_FOLDED_SIZE - 1;
    memcpy(piece->folded, room, len);
    piece->folded[len] = '\0';
    return end;
}

void pieces_begin(struct slice text, struct pieces *pieces)
{
    pieces->text = text;
    pieces->count = 0;
    pieces->behind = 0;
}

// False behind the last.
static bool cut_one(struct pieces *pieces)
{
    struct slice text = pieces->text;
    size_t at = pieces->behind, space = space_at(text, at);
    bool is_glued = at > 0 && space == 0;
    for (; space > 0; space = space_at(text, at))
        at += space;
    pieces->behind = at;
    if (at == text.len || pieces->count == PIECES_MOST)
        return false;
    struct piece *piece = &pieces->items[pieces->count++];
    size_t sign = sign_at(text, at);
    piece->start = at;
    piece->is_glued = is_glued;
    piece->is_plain = false;
    piece->value = 0;
    piece->folded[0] = '\0';
    piece->kind = sign > 0 ? PIECE_SIGN : slice_digit_at(text, at) ? PIECE_NUMBER : PIECE_WORD;
    piece->end = sign > 0                      ? at + sign
                 : piece->kind == PIECE_NUMBER ? read_number(text, at, piece)
                                               : read_word(text, at, piece);
    pieces->behind = piece->end;
    return true;
}

void pieces_cut(struct slice text, struct pieces *pieces)
{
    pieces_begin(text, pieces);
    while (cut_one(pieces)) {
    }
}

const struct piece *piece_at(struct pieces *pieces, size_t at)
{
    static const struct piece none = {.kind = PIECE_SIGN};
    while (at >= pieces->count && at < PIECES_MOST && cut_one(pieces)) {
    }
    return at < pieces->count ? &pieces->items[at] : &none;
}

bool piece_is_sign(struct pieces *pieces, size_t at, const char *signs)
{
    const struct piece *piece = piece_at(pieces, at);
    return piece->kind == PIECE_SIGN && piece->end == piece->start + 1 &&
           strchr(signs, pieces->text.ptr[piece->start]);
}

bool piece_is(struct pieces *pieces, size_t at, struct slice text)
{
    const struct piece *piece = piece_at(pieces, at);
    return slice_equal(slice_of(pieces->text.ptr + piece->start, piece->end - piece->start), text);
}

size_t pieces_hyphen_len(struct slice text, size_t at)
{
    static const char *const hyphens[] = {"-", "\u00ad", "\u2010", "\u2011", "\u2013"};
    for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++)
        if (slice_starts_with(slice_from_offset(text, at), slice_from(hyphens[i])))
            return strlen(hyphens[i]);
    return 0;
}

bool piece_is_hyphen(struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    size_t len = piece->end - piece->start;
    return len > 0 && len == pieces_hyphen_len(pieces->text, piece->start);
}

bool piece_is_degree(struct pieces *pieces, size_t at)
{
    return piece_is(pieces, at, SLICE("°")) || piece_is(pieces, at, SLICE("º"));
}

static bool is_word(const struct piece *piece, const char *word)
{
    return piece->folded[0] == word[0] && piece->kind == PIECE_WORD &&
           strcmp(piece->folded, word) == 0;
}

bool piece_is_word(struct pieces *pieces, size_t at, const char *word)
{
    return is_word(piece_at(pieces, at), word);
}

bool piece_is_among(const struct piece *piece, const char *const *words)
{
    while (*words && !is_word(piece, *words))
        words++;
    return *words != NULL;
}

bool piece_is_any(struct pieces *pieces, size_t at, const char *const *words)
{
    return piece_is_among(piece_at(pieces, at), words);
}

// --- where words begin -----------------------------------------------------------------------------

// Whether what ends before `at` may be within a word: a letter, or bytes that are neither sign nor space.
static bool is_within(struct slice text, size_t at)
{
    unsigned char last = (unsigned char)text.ptr[at - 1];
    if (last < 0x80)
        return char_is_letter((char)last);
    for (size_t len = 2; len <= 3 && len <= at; len++)
        if (space_at(text, at - len) == len || sign_at(text, at - len) == len)
            return false;
    return true;
}

bool pieces_has_letter(struct slice text, size_t at)
{
    unsigned char c = (unsigned char)text.ptr[at];
    return char_is_letter((char)c) ||
           (c >= 0xc0 && space_at(text, at) == 0 && sign_at(text, at) == 0);
}

bool pieces_has_word(struct slice text, size_t at)
{
    return pieces_has_letter(text, at) && (at == 0 || !is_within(text, at));
}

size_t pieces_words_before(struct slice text, size_t at, size_t words)
{
    enum { FAR = PIECES_MOST - 40 };
    size_t from = at;
    while (from > 0 && words > 0 && at - from < FAR)
        words -= pieces_has_word(text, --from);
    while (from < at && ((unsigned char)text.ptr[from] >> 6) == 2)
        from++;
    return from;
}
