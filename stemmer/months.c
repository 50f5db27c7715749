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

// Every number is asked, so that a table says by the low bits of two bytes what may be one: é and û are C3 xx.
bool months_may_begin(unsigned char first, unsigned char second)
{
#define BIT(c) (1u << ((c)&31))
    static const uint32_t second_of[32] = {['j' & 31] = BIT('a') | BIT('u'),
                                           ['f' & 31] = BIT('e') | BIT(0xC3),
                                           ['d' & 31] = BIT('e') | BIT(0xC3),
                                           ['m' & 31] = BIT('a'),
                                           ['a' & 31] = BIT('v') | BIT('o'),
                                           ['s' & 31] = BIT('e'),
                                           ['o' & 31] = BIT('c'),
                                           ['n' & 31] = BIT('o')};
    return char_is_letter((char)first) && (second_of[first & 31] & BIT(second)) != 0;
#undef BIT
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
        if (*months[m].folded != *folded.ptr)
            continue;
        struct slice name = slice_from(months[m].folded);
        if (slice_equal(name, folded))
            return m + 1;
        if (slice_starts_with(name, folded))
            found = found ? -1 : m + 1;
    }
    return found > 0 ? found : 0;
}
