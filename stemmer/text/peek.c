// See peek.h. Most bytes of a text are plain letters and spaces, which the header tells by a look at a table; here is
// what is longer than a byte (no-break spaces, dashes, line ends), and what a few bytes mean together. Words are
// compared without their case, in ASCII and for é and its like, and nothing here remembers what it saw.
#include "stemmer/text/peek.h"

#define B BYTE_BREAK
#define W BYTE_WORD
#define D BYTE_DIGIT
#define S BYTE_SIGN
#define J BYTE_JOINER
const uint8_t peek_byte_class[256] = {
    B, B, B,       B, B, B, B, B, B, B, B, B, B, B, B, B,
    B, B, B,       B, B, B, B, B, B, B, B, B, B, B, B, B, //
    B, B, B,       B, S, S, J, J, J, B, B, B, B, J, J, J,
    D, D, D,       D, D, D, D, D, D, D, B, B, B, B, B, B, //
    B, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W,       W, W, W, W, W, W, W, W, B, B, B, B, B, //
    B, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W,       W, W, W, W, W, W, W, W, B, B, B, B, B, //
    W, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W, //
    W, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W, //
    W, W, BYTE_C2, W, W, W, W, W, W, W, W, W, W, W, W, W, //
    W, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W, //
    W, W, BYTE_E2, W, W, W, W, W, W, W, W, W, W, W, W, W, //
    W, W, W,       W, W, W, W, W, W, W, W, W, W, W, W, W, //
};
#undef B
#undef W
#undef D
#undef S
#undef J

size_t peek_wide_space_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at);
    if (byte == 0xC2)
        return peek_byte(text, at + 1) == 0xA0 ? 2 : 0;
    if (byte == 0xE2 && peek_byte(text, at + 1) == 0x80) {
        unsigned char third = peek_byte(text, at + 2);
        return third == 0xAF || (third >= 0x80 && third <= 0x8A) ? 3 : 0;
    }
    return 0;
}

size_t peek_wide_gap_len(struct slice text, size_t at)
{
    enum { SPACES = 8 };
    size_t end = at;
    bool is_broken = false;
    for (size_t spaces = 0; spaces < SPACES; spaces++) {
        bool is_end = !is_broken && peek_byte(text, end) == '\n';
        size_t len = is_end || peek_byte(text, end) == '\r' ? 1 : peek_space_len(text, end);
        if (len == 0)
            break;
        is_broken = is_broken || is_end;
        end += len;
    }
    return end - at;
}

size_t peek_wide_dash_len(struct slice text, size_t at)
{
    unsigned char second = peek_byte(text, at + 1), third = peek_byte(text, at + 2);
    bool is_dash =
        peek_byte(text, at) == 0xE2 && ((second == 0x80 && third >= 0x90 && third <= 0x93) ||
                                        (second == 0x88 && third == 0x92)); // U+2212, minus
    return is_dash ? 3 : 0;
}

bool peek_has_word(struct slice text, size_t at, struct slice small)
{
    if (text.len - at < small.len || peek_is_letter(text, at + small.len))
        return false;
    for (size_t i = 0; i < small.len; i++) {
        unsigned char a = peek_byte(text, at + i);
        unsigned char b = (unsigned char)small.ptr[i];
        if (a != b && (b < 'a' || b > 'z' || a + ('a' - 'A') != b))
            return false;
    }
    return true;
}

bool peek_is_among(struct slice word, const char *const *list, size_t count)
{
    for (size_t i = 0; word.len > 0 && i < count; i++)
        if ((word.ptr[0] | 0x20) == (list[i][0] | 0x20) && peek_equals(word, list[i]))
            return true;
    return false;
}

bool peek_is_lone_capital(struct slice text, size_t at)
{
    unsigned char letter = peek_byte(text, at), next = peek_byte(text, at + 1);
    bool is_capital = letter >= 'B' && letter <= 'Z' && letter != 'Y';
    if (!is_capital || peek_is_word(text, at + 1))
        return false;
    unsigned char second = peek_byte(text, at + 2);
    bool is_person = letter == 'M' && next == '.' && second != 0 && second != '\n';
    bool is_bound = next == '\'' || next == '-' || next == '&' || next == '/' || next == '(' ||
                    (next == 0xE2 && second == 0x80) || next == 0xC2;
    bool is_next_number = next == ' ' && (peek_is_digit(text, at + 2) || second == '&');
    size_t sign = at + 1 + peek_space_len(text, at + 1);
    return !is_person && !is_bound && !is_next_number && peek_currency_len(text, sign) == 0;
}
