// See roman.h.
#include "stemmer/words/roman.h"

#include <stddef.h>

uint32_t roman_value(struct slice numeral, bool *is_regular)
{
    static const struct {
        const char *text;
        uint32_t value;
    } digits[] = {{"m", 1000}, {"m", 1000}, {"m", 1000}, {"cm", 900}, {"d", 500}, {"cd", 400},
                  {"c", 100},  {"c", 100},  {"c", 100},  {"xc", 90},  {"l", 50},  {"xl", 40},
                  {"x", 10},   {"x", 10},   {"x", 10},   {"ix", 9},   {"v", 5},   {"iv", 4},
                  {"i", 1},    {"i", 1},    {"i", 1}};
    size_t at = 0;
    uint32_t value = 0;
    *is_regular = true;
    for (size_t d = 0; d < sizeof digits / sizeof *digits; d++) {
        struct slice digit = slice_from(digits[d].text);
        if (!slice_starts_with(slice_from_offset(numeral, at), digit))
            continue;
        *is_regular =
            *is_regular && (digit.len == 2 || value % (10 * digits[d].value) < 9 * digits[d].value);
        at += digit.len;
        value += digits[d].value;
    }
    return at == numeral.len ? value : 0;
}
