// See months.h. Twelve names in two spellings; the second is the folded one.
#include "stemmer/months.h"

static const struct month {
    const char *name, *folded;
} months[12] = {
    {"janvier", "janvier"}, {"février", "fevrier"},   {"mars", "mars"},
    {"avril", "avril"},     {"mai", "mai"},           {"juin", "juin"},
    {"juillet", "juillet"}, {"août", "aout"},         {"septembre", "septembre"},
    {"octobre", "octobre"}, {"novembre", "novembre"}, {"décembre", "decembre"},
};

const char *months_name(unsigned month)
{
    return month >= 1 && month <= 12 ? months[month - 1].name : "";
}

// é and û differ from É and Û in the same bit as letters of ASCII do, in their second byte.
static unsigned char lower(char byte)
{
    return (unsigned char)byte | 0x20;
}

// Spelt out, since every number is asked: é and û are C3 xx.
bool months_may_begin(unsigned char first, unsigned char second)
{
    bool is_accent = second == 0xC3;
    second |= 0x20;
    switch (first | 0x20) {
    case 'j':
        return second == 'a' || second == 'u';
    case 'f':
    case 'd':
        return second == 'e' || is_accent;
    case 'm':
        return second == 'a';
    case 'a':
        return second == 'v' || second == 'o';
    case 's':
        return second == 'e';
    case 'o':
        return second == 'c';
    case 'n':
        return second == 'o';
    default:
        return false;
    }
}

static bool starts_with(struct slice s, struct slice name)
{
    if (s.len < name.len)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (lower(s.ptr[i]) != lower(name.ptr[i]))
            return false;
    return true;
}

int months_at(struct slice s, size_t *len)
{
    for (int m = 0; s.len > 0 && m < 12; m++) {
        if (lower(s.ptr[0]) != (unsigned char)months[m].folded[0])
            continue;
        struct slice spellings[] = {slice_from(months[m].name), slice_from(months[m].folded)};
        for (size_t i = 0; i < 2; i++) {
            if (starts_with(s, spellings[i])) {
                *len = spellings[i].len;
                return m + 1;
            }
        }
    }
    return 0;
}

int months_of_word(struct slice folded)
{
    enum { MIN_LETTERS = 3 };
    while (slice_ends_with(folded, SLICE(".")))
        folded.len--;
    int found = 0;
    for (int m = 0; m < 12 && folded.len >= MIN_LETTERS; m++) {
        struct slice name = slice_from(months[m].folded);
        if (slice_equal(name, folded))
            return m + 1;
        if (slice_starts_with(name, folded))
            found = found ? -1 : m + 1;
    }
    return found > 0 ? found : 0;
}
