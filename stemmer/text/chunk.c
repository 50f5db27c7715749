// See chunk.h: digits may be the beginning of a number with spaces inside, letters go to the end of the word and
// what hangs on it, and a few signs are words by themselves.
#include "stemmer/text/chunk.h"

#include "stemmer/text/number_scan.h"
#include "stemmer/text/peek.h"
#include "stemmer/text/tokenizer.h"

// The length of a sign that is a word: "%", "$", "€".
static size_t sign_len(struct slice text, size_t at)
{
    unsigned char byte = peek_byte(text, at);
    if (byte == '%' || byte == '$')
        return 1;
    bool is_euro =
        byte == 0xE2 && peek_byte(text, at + 1) == 0x82 && peek_byte(text, at + 2) == 0xAC;
    return is_euro ? 3 : 0;
}

size_t chunk_end(struct slice text, size_t at)
{
    enum byte_class class = peek_byte_class[(unsigned char)text.ptr[at]];
    size_t sign;
    switch (class) {
    case BYTE_DIGIT: {
        size_t end = number_scan_end(text, at);
        return end ? end : tokenizer_chunk_end(text, at);
    }
    case BYTE_WORD:
        return tokenizer_chunk_end(text, at);
    case BYTE_SIGN:
    case BYTE_E2:
        sign = sign_len(text, at);
        return sign ? at + sign : 0;
    case BYTE_C2: // µg
        return peek_byte(text, at + 1) == 0xB5 && peek_is_letter(text, at + 2)
                   ? tokenizer_chunk_end(text, at)
                   : 0;
    case BYTE_BREAK:
    case BYTE_JOINER:
        break;
    }
    return 0;
}

size_t chunk_long_gap_len(struct slice text, size_t at)
{
    enum byte_class class = peek_class(text, at);
    size_t len = 1, most = class == BYTE_C2 ? 2 : class == BYTE_E2 ? 3 : 1;
    while (len < most && (peek_byte(text, at + len) & 0xC0) == 0x80)
        len++;
    return len;
}
