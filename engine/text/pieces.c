// Cutting prose into pieces. See pieces.h.
//
// One walk over the bytes. White space, also what does not break, separates; signs stand by themselves; a number takes
// with it the groups and decimals that belong to it. Words are folded as far as the lists that they are looked up in
// go.
#include "engine/text/pieces.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <string.h>

static bool is_digit(struct slice text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

static bool starts(struct slice text, size_t at, struct slice with)
{
    return slice_starts_with(slice_from_offset(text, at), with);
}

// What the spaces and signs below begin with, as most letters do not: nothing more is asked of those.
static bool is_lead(unsigned char c)
{
    return c == 0xc2 || c == 0xe2;
}

static bool is_ascii_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Bytes of the white space at `at`: ASCII, or a space that does not break.
static size_t space_at(struct slice text, size_t at)
{
    if (at >= text.len)
        return 0;
    unsigned char c = (unsigned char)text.ptr[at];
    if (c <= ' ')
        return 1;
    if (!is_lead(c))
        return 0;
    if (starts(text, at, SLICE("\u00a0")))
        return 2;
    return starts(text, at, SLICE("\u202f")) || starts(text, at, SLICE("\u2009")) ? 3 : 0;
}

// Bytes of a sign that is no letter; 0 of a letter or digit.
static size_t sign_at(struct slice text, size_t at)
{
    static const char *const SIGNS[] = {"«", "»", "’", "‘", "“", "”", "–", "—", "…", "€",
                                        "°", "º", "§", "•", "·", "±", "≥", "≤", "£"};
    unsigned char c = (unsigned char)text.ptr[at];
    if (c < 0x80)
        return is_ascii_letter(c) || is_digit(text, at) ? 0 : 1;
    if (!is_lead(c))
        return starts(text, at, SLICE("×")) ? 2 : 0;
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++)
        if (starts(text, at, slice_from(SIGNS[i])))
            return strlen(SIGNS[i]);
    return 0;
}

static size_t digits_end(struct slice text, size_t at)
{
    while (is_digit(text, at))
        at++;
    return at;
}

// The bytes between groups of three digits: a space or a full stop; 0: no such group follows.
static size_t grouping_at(struct slice text, size_t at)
{
    size_t len = at < text.len && text.ptr[at] == '.' ? 1 : space_at(text, at);
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
    bool has_comma = end < text.len && text.ptr[end] == ',' && is_digit(text, end + 1);
    bool has_stop =
        piece->is_plain && end < text.len && text.ptr[end] == '.' && is_digit(text, end + 1);
    if (has_comma || has_stop) {
        piece->is_plain = false;
        for (end++; is_digit(text, end); end++) {
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
           (is_ascii_letter((unsigned char)text.ptr[end]) ||
            (!is_digit(text, end) && space_at(text, end) == 0 && sign_at(text, end) == 0)))
        end++;
    fold_append(&folded, fold_cut(slice_of(text.ptr + at, end - at), LONGEST));
    size_t len = folded.len < PIECE_FOLDED_SIZE - 1 ? folded.len : PIECE_FOLDED_SIZE - 1;
    memcpy(piece->folded, room, len);
    piece->folded[len] = '\0';
    return end;
}

void pieces_cut(struct slice text, struct pieces *pieces)
{
    pieces->text = text;
    pieces->count = 0;
    bool is_glued = false;
    for (size_t at = 0; at < text.len && pieces->count < PIECES_MOST;) {
        size_t space = space_at(text, at);
        if (space > 0) {
            at += space;
            is_glued = false;
            continue;
        }
        struct piece *piece = &pieces->items[pieces->count++];
        *piece = (struct piece){.start = at, .is_glued = is_glued};
        size_t sign = sign_at(text, at);
        piece->kind = sign > 0 ? PIECE_SIGN : is_digit(text, at) ? PIECE_NUMBER : PIECE_WORD;
        at = sign > 0                      ? at + sign
             : piece->kind == PIECE_NUMBER ? read_number(text, at, piece)
                                           : read_word(text, at, piece);
        piece->end = at;
        is_glued = true;
    }
}

const struct piece *piece_at(const struct pieces *pieces, size_t at)
{
    static const struct piece none = {.kind = PIECE_SIGN};
    return at < pieces->count ? &pieces->items[at] : &none;
}

bool piece_is_sign(const struct pieces *pieces, size_t at, const char *signs)
{
    const struct piece *piece = piece_at(pieces, at);
    return piece->kind == PIECE_SIGN && piece->end == piece->start + 1 &&
           strchr(signs, pieces->text.ptr[piece->start]);
}

bool piece_is(const struct pieces *pieces, size_t at, struct slice text)
{
    const struct piece *piece = piece_at(pieces, at);
    return slice_equal(slice_of(pieces->text.ptr + piece->start, piece->end - piece->start), text);
}

bool piece_is_word(const struct pieces *pieces, size_t at, const char *word)
{
    const struct piece *piece = piece_at(pieces, at);
    return piece->folded[0] == word[0] && piece->kind == PIECE_WORD &&
           strcmp(piece->folded, word) == 0;
}

bool piece_is_any(const struct pieces *pieces, size_t at, const char *const *words)
{
    while (*words && !piece_is_word(pieces, at, *words))
        words++;
    return *words != NULL;
}
