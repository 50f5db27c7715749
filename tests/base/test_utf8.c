// Text of others, fit to be shown.
#include "base/utf8.h"
#include "base/utf8_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void what_commands_a_terminal_is_blanked_and_all_else_stays(void **state)
{
    (void)state;
    const struct {
        int line;
        const char *text, *blanked;
    } rows[] = {
        {__LINE__, "l’été « à 6 % » 🙂 日本", "l’été « à 6 % » 🙂 日本"},
        {__LINE__,
         "a\x1b]0;b\x07"
         "c\x7f",
         "a ]0;b c "},
        {__LINE__, "a\r\n\tb", "a   b"},
        {__LINE__,
         "a\xc2\x9b"
         "31mb\xc2\x85\xc2\xa0",
         "a  31mb  \xc2\xa0"},
        {__LINE__,
         "a\x9b"
         "31mb\xe2\x80",
         "a?31mb??"},
        {__LINE__, "\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069",
         "                          "},
        {__LINE__, "\u200d\u2010\u202f\u2065\u2070", "\u200d\u2010\u202f\u2065\u2070"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[80];
        size_t len = strlen(rows[i].text);
        memcpy(text, rows[i].text, len + 1);
        utf8_blank_controls(text, len, false);
        if (strcmp(text, rows[i].blanked) != 0)
            fail_msg("line %d: '%s'", rows[i].line, text);
    }
    char lines[] = "a\nb\tc\n";
    utf8_blank_controls(lines, sizeof lines - 1, true);
    assert_string_equal(lines, "a\nb c\n");
}

static void capitals_are_told_with_their_accents(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len;
    } rows[] = {
        {"A", 1}, {"Z", 1}, {"À", 2}, {"Île", 2}, {"Þ", 2},  {"Œuvre", 2}, {"Š", 2},  {"Ÿ", 2},
        {"", 0},  {"a", 0}, {"@", 0}, {"[", 0},   {"×", 0},  {"ß", 0},     {"à", 0},  {"œ", 0},
        {"š", 0}, {"ÿ", 0}, {"1", 0}, {"’", 0},   {"日", 0}, {"\xc3", 0},  {" É", 0}, {"\u0160", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (utf8_capital_len(slice_from(rows[i].text)) != rows[i].len)
            fail_msg("'%s'", rows[i].text);
}

// Each of these bytes begins or ends a range of the table of RFC 3629.
static const unsigned char EDGES[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf,
                                      0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed,
                                      0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};

static bool is_utf8_by_sequences(struct slice s)
{
    while (s.len > 0) {
        size_t len = utf8_sequence_len(s);
        if (len == 0)
            return false;
        s = slice_from_offset(s, len);
    }
    return true;
}

static void check(const unsigned char *bytes, size_t len)
{
    struct slice text = slice_of((const char *)bytes, len);
    bool expected = is_utf8_by_sequences(text);
    if (utf8_check_best()->is_valid(text) != expected ||
        utf8_check_scalar()->is_valid(text) != expected)
        fail_msg("%02x %02x %02x %02x before the end of %zu", bytes[len - 4], bytes[len - 3],
                 bytes[len - 2], bytes[len - 1], len);
}

// At the end of a text, and before more of it.
static void four_bytes_are_judged_alike_wherever_blocks_end(void **state)
{
    (void)state;
    enum { COUNT = sizeof EDGES, LONGEST = 72 };
    for (unsigned n = 0; n < COUNT * COUNT * COUNT * COUNT; n++) {
        unsigned char four[4] = {EDGES[n % COUNT], EDGES[n / COUNT % COUNT],
                                 EDGES[n / COUNT / COUNT % COUNT],
                                 EDGES[n / COUNT / COUNT / COUNT]};
        unsigned char text[LONGEST];
        size_t at = 28 + n % 37; // from before one border of blocks to behind the next
        memset(text, 'a', sizeof text);
        memcpy(text + at, four, sizeof four);
        check(text, at + sizeof four);
        check(text, LONGEST);
        memcpy(text + 30, four, sizeof four);
        check(text, LONGEST);
    }
}

static void texts_of_all_lengths_are_judged_alike(void **state)
{
    (void)state;
    static const char accents[] =
        "é€\U0001d11eé€\U0001d11eé€\U0001d11eé€\U0001d11eé€\U0001d11eé€\U0001d11eé€\U0001d11e"
        "é€\U0001d11eé€\U0001d11eé€\U0001d11eé€\U0001d11eé€\U0001d11e";
    for (size_t start = 0; start < 9; start++)
        for (size_t len = 0; start + len < sizeof accents; len++) {
            struct slice text = slice_of(accents + start, len);
            assert_int_equal(utf8_check_best()->is_valid(text), is_utf8_by_sequences(text));
            assert_int_equal(utf8_check_scalar()->is_valid(text), is_utf8_by_sequences(text));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capitals_are_told_with_their_accents),
        cmocka_unit_test(four_bytes_are_judged_alike_wherever_blocks_end),
        cmocka_unit_test(texts_of_all_lengths_are_judged_alike),
        cmocka_unit_test(what_commands_a_terminal_is_blanked_and_all_else_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
