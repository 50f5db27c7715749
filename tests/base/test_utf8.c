// Text of others, fit to be shown.
#include "base/utf8.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capitals_are_told_with_their_accents),
        cmocka_unit_test(what_commands_a_terminal_is_blanked_and_all_else_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
