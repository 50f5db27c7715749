// See roman.h.
#include "stemmer/words/roman.h"

#include <stddef.h>

uint32_t roman_value(struct slice numeral, bool *is_regular)
{
    static const struct {
        const char *text;
        uint32_t value;
        uint32_t decade;
    } digits[] = {{"m", 1000, 1000}, {"m", 1000, 1000}, {"m", 1000, 1000}, {"cm", 900, 100},
                  {"d", 500, 100},   {"cd", 400, 100},  {"c", 100, 100},   {"c", 100, 100},
                  {"c", 100, 100},   {"xc", 90, 10},    {"l", 50, 10},     {"xl", 40, 10},
                  {"x", 10, 10},     {"x", 10, 10},     {"x", 10, 10},     {"ix", 9, 1},
                  {"v", 5, 1},       {"iv", 4, 1},      {"i", 1, 1},       {"i", 1, 1},
                  {"i", 1, 1}};
    enum { FOUR = 4, NINE = 9 };
    static const char letters[] = "mdclxvi";
    size_t at = 0;
    uint32_t value = 0;
    *is_regular = true;
    if (numeral.len > 0 && !memchr(letters, numeral.ptr[numeral.len - 1], sizeof letters - 1))
        return 0; // as of most words
    for (size_t d = 0; d < sizeof digits / sizeof *digits; d++) {
        struct slice digit = slice_from(digits[d].text);
        if (!slice_starts_with(slice_from_offset(numeral, at), digit))
            continue;
        uint32_t before = value / digits[d].decade % 10;
        *is_regular &= digit.len == 2 ? before == 0 : before != FOUR && before != NINE;
        at += digit.len;
        value += digits[d].value;
    }
    return at == numeral.len ? value : 0;
}
