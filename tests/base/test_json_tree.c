// Promises of JSON read in place: jansson takes the same texts for the same values, whatever a text is made of, and
// the scan for the end of a string is the same in every set of instructions.
#include "base/buf.h"
#include "base/json/scan.h"
#include "stemmer/text/fold.h"
#include "tests/base/json_oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void check(struct slice text, enum json_verdict expected)
{
    enum json_verdict verdict = json_oracle(text);
    if (verdict != expected)
        fail_msg("%d instead of %d: %.*s", verdict, expected, text.len > 200 ? 200 : (int)text.len,
                 text.ptr);
}

static const char *const RIGHT[] = {
    "{}",
    " { } ",
    "[]",
    "\r\n[\t]\r\n",
    "null",
    "\"seul\"",
    "-0",
    "0",
    "12",
    "{\"\": \"\"}",
    "{\"a\": {\"b\": {\"c\": []}}, \"d\": [[], {}, [{}]]}",
    "{\"a\": 1, \"a\": \"deux\"}",
    "{\"a\": 1, \"\\u0061\": 2, \"b\": null, \"b\": [3]}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u00e9\\u00E9\\u20ac\\uFFFF\\u0001\\u007f\"",
    "\"\\ud83d\\ude00 \\uDBFF\\uDFFF \\ud800\\udc00\"",
    "\"\x7f\xC2\x80\xEF\xBF\xBF\"",
    "\"é\xF4\x8F\xBF\xBF\"",
    "[true,false,null]",
    "[1.0, -1.5, 0.25, 1e5, 1E+5, 1e-5, 0e0]",
    "[9223372036854775807, -9223372036854775808]",
    "1e-400",
    "1.7976931348623157e308",
    "[0.00000000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "{\"a\" :\n1 ,\r\n\"b\":\t2}",
};

static void what_is_json_means_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof RIGHT / sizeof *RIGHT; i++)
        check(slice_from(RIGHT[i]), JSON_BOTH_READ);
}

static const char *const WRONG[] = {
    "",
    " ",
    "{",
    "[",
    "}",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{a:1}",
    "{'a':1}",
    "{\"a\" 1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1}",
    "{} x",
    "{}{}",
    "[]\n\n,",
    "{}\f",
    "\xC2\xA0{}",
    "\xEF\xBB\xBF{}",
    "tru",
    "truex",
    "True",
    "nullnull",
    "nul",
    "01",
    "-",
    "-a",
    "+1",
    ".5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "1a",
    "0x10",
    "- 1",
    "9223372036854775808",
    "-9223372036854775809",
    "1e400",
    "-1e400",
    "NaN",
    "1e99999999999999999999",
    "Infinity",
    "99999999999999999999999999999999999999999999",
    "\"",
    "\"a",
    "\"a\\",
    "\"a\\\"",
    "\"\\x\"",
    "\"\\'\"",
    "\"\\u\"",
    "\"\\u12\"",
    "\"\\u123g\"",
    "\"\\u 123\"",
    "\"\\ud800\"",
    "\"\\udc00\"",
    "\"\\ud800\\ud800\"",
    "\"\\ud800x\"",
    "\"\\ud800\\n\"",
    "\"\\ud800\\u\"",
    "\"\\ud800\\u0041\"",
    "\"\\ude00\\ud83d\"",
    "\"\\u0000\"",
    "{\"a\\u0000b\": 1}",
    "{\"\\u0000\": 1}",
    "\"a\nb\"",
    "\"a\tb\"",
    "\"\x01\"",
    "\"\x1f\"",
    "{\"a\": \"x\ny\"}",
    "\n\n\n{\"a\": }",
    "/* */ {}",
    "{} // x",
};

static void what_is_not_json_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        check(slice_from(WRONG[i]), JSON_BOTH_REFUSE);
    check(SLICE("{\"a\": \"x\0y\"}"), JSON_BOTH_REFUSE);
    check(SLICE("{}\0"), JSON_BOTH_REFUSE);
    check(SLICE("0\0"), JSON_BOTH_REFUSE);
}

// `opening` so many times, then `middle`, then `closing` as often.
static void check_nested(const char *opening, const char *middle, const char *closing,
                         unsigned times, enum json_verdict expected)
{
    struct buf text = {0};
    for (unsigned i = 0; i < times; i++)
        buf_append_slice(&text, slice_from(opening));
    buf_append_slice(&text, slice_from(middle));
    for (unsigned i = 0; i < times; i++)
        buf_append_slice(&text, slice_from(closing));
    check(buf_slice(&text), expected);
    buf_clear(&text);
}

static void depth_ends_where_jansson_ends_it(void **state)
{
    (void)state;
    check_nested("[", "", "]", 2048, JSON_BOTH_READ);
    check_nested("[", "", "]", 2049, JSON_BOTH_REFUSE);
    check_nested("[", "1", "]", 2047, JSON_BOTH_READ);
    check_nested("[", "1", "]", 2048, JSON_BOTH_REFUSE);
    check_nested("{\"a\":", "[]", "}", 2047, JSON_BOTH_READ);
    check_nested("{\"a\":", "[]", "}", 2048, JSON_BOTH_REFUSE);
    check_nested("[{\"a\":", "{}", "}]", 100000, JSON_BOTH_REFUSE);
    check_nested("[", "", "", 100000, JSON_BOTH_REFUSE);
}

// At every place of a register, and behind strings that were unescaped before.
static void an_escape_may_stand_anywhere(void **state)
{
    (void)state;
    struct buf text = {0};
    for (size_t len = 0; len < 70; len++)
        for (size_t at = 0; at <= len; at++) {
            buf_reset(&text);
            buf_append_slice(&text, SLICE("{\"\\u00e9\": \""));
            for (size_t i = 0; i < len; i++)
                buf_append_slice(&text, i == at ? SLICE("\\n") : SLICE("à"));
            buf_append_slice(&text, at % 3 ? SLICE("\", \"b\": \"\\\"\\\"\"}") : SLICE("\"}"));
            check(buf_slice(&text), JSON_BOTH_READ);
        }
    buf_reset(&text);
    buf_append_char(&text, '"');
    for (int i = 0; i < 200000; i++)
        buf_append_slice(&text, SLICE("\\u20ac\\ud83d\\ude00é"));
    buf_append_char(&text, '"');
    check(buf_slice(&text), JSON_BOTH_READ);
    text.len -= 1;
    check(buf_slice(&text), JSON_BOTH_REFUSE);
    buf_clear(&text);
}

// Texts that are nearly JSON: a few bytes put in, taken out or changed for others that mean something in it.
static void nearly_json_is_judged_alike(void **state)
{
    (void)state;
    static const char SEED[] =
        "{\"id\": \"q-1\", \"n\": -12.5e3, \"reponses\": [{\"texte\": \"L\\u2019eau"
        " \\ud83d\\ude00 é\\r\\n\", \"v\": true}, null, 0], \"id\": false}";
    static const char PIECES[] =
        "\"\"\"\\\\{}[]:,,  \n\r\t0123456789abcdefDu+-.eEtrufalsn\x01\x7f/";
    uint64_t random = 11;
    unsigned verdicts[3] = {0};
    for (unsigned round = 0; round < 60000; round++) {
        char text[sizeof SEED + 8];
        size_t len = sizeof SEED - 1;
        memcpy(text, SEED, len);
        for (uint64_t change = 0; change <= next_random(&random) % 4; change++) {
            size_t at = next_random(&random) % len;
            char piece = PIECES[next_random(&random) % (sizeof PIECES - 1)];
            uint64_t kind = next_random(&random) % 3;
            if (kind == 0) {
                memmove(text + at + 1, text + at, len - at);
                len++;
            } else if (kind == 1) {
                memmove(text + at, text + at + 1, len - at - 1);
                len--;
                continue;
            }
            text[at] = piece;
        }
        struct slice mutant = slice_of(text, len);
        if (!fold_is_utf8(mutant))
            continue;
        enum json_verdict verdict = json_oracle(mutant);
        if (verdict == JSON_THEY_DIFFER)
            fail_msg("they differ: %.*s", SLICE_ARG(mutant));
        verdicts[verdict]++;
    }
    assert_true(verdicts[JSON_BOTH_READ] > 3000 && verdicts[JSON_BOTH_REFUSE] > 3000);
}

static size_t plain_by_hand(const char *bytes, size_t len)
{
    size_t at = 0;
    while (at < len && (unsigned char)bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\')
        at++;
    return at;
}

static void every_scan_ends_at_the_same_byte(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 80; len++) {
        char *bytes = malloc(len ? len : 1); // exactly: a byte read behind it is seen
        assert_non_null(bytes);
        for (unsigned byte = 0; byte < 256; byte++)
            for (size_t at = 0; at <= len; at++) {
                memset(bytes, at % 2 ? 0xC3 : '!', len);
                if (at < len)
                    bytes[at] = (char)byte;
                if (at + 1 < len)
                    bytes[at + 1] = '"';
                size_t expected = plain_by_hand(bytes, len);
                assert_int_equal(json_scan_scalar()->plain(bytes, len), expected);
                assert_int_equal(json_scan_best()->plain(bytes, len), expected);
            }
        free(bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_means_the_same),
        cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(depth_ends_where_jansson_ends_it),
        cmocka_unit_test(an_escape_may_stand_anywhere),
        cmocka_unit_test(nearly_json_is_judged_alike),
        cmocka_unit_test(every_scan_ends_at_the_same_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
