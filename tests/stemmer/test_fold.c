// The promises of fold: accents, ligatures and case are gone or kept as said, whatever the bytes.
#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_becomes(void (*append)(struct buf *, struct slice), struct slice text,
                           const char *expected)
{
    struct buf out;
    buf_init(&out, 0);
    append(&out, text);
    assert_false(out.failed);
    assert_int_equal(out.len, strlen(expected));
    assert_memory_equal(out.data ? out.data : "", expected, out.len);
    buf_clear(&out);
}

static void folding_drops_case_accents_and_ligatures(void **state)
{
    (void)state;
    assert_becomes(fold_append, SLICE("DÉPUTÉES"), "deputees");
    assert_becomes(fold_append, SLICE("Œuvre"), "oeuvre");
    assert_becomes(fold_append, SLICE("ex æquo"), "ex aequo");
    assert_becomes(fold_append, SLICE("L'Haÿ-les-Roses"), "l'hay-les-roses");
    assert_becomes(fold_append,
                   SLICE("e\xCC\x81"
                         "cole"),
                   "ecole");
    assert_becomes(fold_append, SLICE("Łódź, Straße, Århus, smørrebrød"),
                   "lodz, strasse, arhus, smorrebrod");
    assert_becomes(fold_append, SLICE("Ελλάς"), "ελλας");
    assert_becomes(fold_append, SLICE("CO₂ ﬁn 1ᵉʳ"), "co2 fin 1er");
    assert_becomes(fold_append, SLICE(""), "");
}

static void letters_of_latin1_fold_to_what_they_are_made_of(void **state)
{
    (void)state;
    assert_becomes(fold_append, SLICE("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"),
                   "aaaaaaaeceeeeiiiidnooooo×ouuuuythss");
    assert_becomes(fold_append, SLICE("àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"),
                   "aaaaaaaeceeeeiiiidnooooo÷ouuuuythy");
    assert_becomes(fold_append, SLICE("a\xC3"), "a"); // cut in the middle
    assert_becomes(fold_append, SLICE("é\xC3z"), "ez");
}

static void append_words(struct buf *out, struct slice text)
{
    fold_append_words(out, text, '\0');
}

static void append_words_and_stars(struct buf *out, struct slice text)
{
    fold_append_words(out, text, '*');
}

static void words_are_what_stands_between_signs(void **state)
{
    (void)state;
    assert_becomes(append_words, SLICE("L’Hermite, Anne\u2011Lise"), "l hermite anne lise");
    assert_becomes(append_words, SLICE("LʼHERMITE  Anne–Lise"), "l hermite anne lise");
    assert_becomes(append_words, SLICE("L＇hermite «\u00a0Anne-Lise\u00a0»"),
                   "l hermite anne lise");
    assert_becomes(append_words, SLICE("ŒUVRE, (n° 12ᵉ) et ½"), "oeuvre n 12e et 1 2");
    assert_becomes(append_words,
                   SLICE("e\xCC\x81"
                         "cole mater\u00ADnelle"),
                   "ecole maternelle");
    assert_becomes(append_words, SLICE("× Ÿ ÷ Ελλάς"), "y ελλας");
    assert_becomes(append_words, SLICE("a\xFF\xC3"), "a");
    assert_becomes(append_words, SLICE("—«»’"), "");
    assert_becomes(append_words, SLICE("an*e"), "an e");
    assert_becomes(append_words_and_stars, SLICE("*Ân*e !"), "*an*e");
}

static void folding_twice_changes_nothing(void **state)
{
    (void)state;
    struct buf once;
    struct buf twice;
    buf_init(&once, 0);
    buf_init(&twice, 0);
    for (uint32_t cp = 0x80; cp < 0x3000; cp++) {
        char bytes[3] = {(char)(cp < 0x800 ? 0xC0 | cp >> 6 : 0xE0 | cp >> 12),
                         (char)(0x80 | (cp < 0x800 ? cp & 0x3F : cp >> 6 & 0x3F)),
                         (char)(0x80 | (cp & 0x3F))};
        buf_reset(&once);
        buf_reset(&twice);
        fold_append(&once, slice_of(bytes, cp < 0x800 ? 2 : 3));
        fold_append(&twice, buf_slice(&once));
        if (!slice_equal(buf_slice(&once), buf_slice(&twice))) {
            fail_msg("U+%04X folds to %.*s, and that to %.*s", (unsigned)cp,
                     SLICE_ARG(buf_slice(&once)), SLICE_ARG(buf_slice(&twice)));
        }
    }
    buf_clear(&once);
    buf_clear(&twice);
}

static void lower_case_composes_and_keeps_accents(void **state)
{
    (void)state;
    assert_becomes(fold_append_lower, SLICE("DÉPUTÉES"), "députées");
    assert_becomes(fold_append_lower, SLICE("ŒUVRE"), "œuvre");
    assert_becomes(fold_append_lower,
                   SLICE("E\xCC\x81"
                         "COLE"),
                   "école");
    assert_becomes(fold_append_lower, SLICE("COVID"), "covid");
}

static void bytes_that_are_not_utf8_are_dropped(void **state)
{
    (void)state;
    assert_false(fold_is_utf8(SLICE("\xE9t\xE9")));
    assert_false(fold_is_utf8(SLICE("a\xC0\xAF")));            // overlong
    assert_false(fold_is_utf8(SLICE("\xED\xA0\x80")));         // surrogate
    assert_false(fold_is_utf8(SLICE("\xF4\x90\x80\x80")));     // past U+10FFFF
    assert_false(fold_is_utf8(SLICE("a\xC3")));                // cut
    assert_true(fold_is_utf8(SLICE("été €\xF0\x9D\x84\x9E"))); // one, two, three and four bytes
    assert_becomes(fold_append, SLICE("\xE9t\xE9"), "t");
    assert_becomes(fold_append_lower, SLICE("A\xC3"), "a");
}

static void windows_1252_becomes_utf8(void **state)
{
    (void)state;
    assert_becomes(fold_append_windows1252, SLICE("l\x92\xE9tat \x96 5 \x80, \x9Cuvre"),
                   "l’état – 5 €, œuvre");
    assert_becomes(fold_append_windows1252, SLICE("\x81"), "\xEF\xBF\xBD");
}

static void cutting_leaves_whole_characters(void **state)
{
    (void)state;
    assert_int_equal(fold_cut(SLICE("été"), 5).len, 5);
    assert_int_equal(fold_cut(SLICE("été"), 4).len, 3);
    assert_int_equal(fold_cut(SLICE("été"), 1).len, 0);
    assert_int_equal(fold_cut(SLICE("\x80\x80\x80\x80\x80\x80"), 5).len, 5);
}

// The table of RFC 3629, byte by byte.
static bool is_utf8_by_the_table(const unsigned char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        unsigned char c = s[i++];
        size_t more = c < 0x80 ? 0 : c >= 0xC2 && c <= 0xDF ? 1 : (c & 0xF0) == 0xE0 ? 2 : 3;
        if ((c >= 0x80 && c < 0xC2) || c > 0xF4 || more > len - i)
            return false;
        unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
        unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
        for (; more > 0; more--, low = 0x80, high = 0xBF) {
            if (s[i] < low || s[i] > high)
                return false;
            i++;
        }
    }
    return true;
}

static void two_bytes_are_judged_alike_wherever_they_stand(void **state)
{
    (void)state;
    enum { LEN = 18 };
    for (unsigned pair = 0; pair < 1 << 16; pair++) {
        for (size_t at = 0; at + 2 <= LEN; at++) {
            unsigned char text[LEN] = "aaaa\xC3\xA9zz\xC3\xA0pppp\xC3\xAAx";
            text[at] = (unsigned char)(pair >> 8);
            text[at + 1] = (unsigned char)pair;
            bool expected = is_utf8_by_the_table(text, LEN);
            if (fold_is_utf8(slice_of((const char *)text, LEN)) != expected)
                fail_msg("%04x at %zu", pair, at);
        }
    }
}

static void a_byte_that_is_no_character_is_seen_behind_any_run(void **state)
{
    (void)state;
    enum { LEN = 160 };
    char text[LEN];
    for (size_t at = 0; at < LEN; at++)
        for (size_t accent = 0; accent + 2 <= LEN; accent++) {
            memset(text, 'a', LEN);
            memcpy(text + accent, "\xC3\xA9", 2);
            assert_true(fold_is_utf8(slice_of(text, LEN)));
            text[at] = (char)0xFF;
            assert_false(fold_is_utf8(slice_of(text, LEN)));
        }
}

// Every character there is, alone and with a mark behind it.
static void folding_grows_no_further_than_is_said(void **state)
{
    (void)state;
    struct buf text, folded;
    buf_init(&text, 0);
    buf_init(&folded, 0);
    for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
        unsigned char bytes[4] = {(unsigned char)cp};
        size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
        for (size_t i = 1; i < len; i++)
            bytes[i] = (unsigned char)(0x80 | (cp >> 6 * (len - 1 - i) & 0x3F));
        if (len > 1)
            bytes[0] = (unsigned char)(0xF00 >> len | cp >> 6 * (len - 1));
        buf_reset(&text);
        buf_reset(&folded);
        buf_append(&text, bytes, len);
        fold_append(&folded, buf_slice(&text));
        assert_true(folded.len <= FOLD_MAX_GROWTH * text.len);
        char room[4 * FOLD_MAX_GROWTH + 1];
        struct buf over = buf_over(room, FOLD_MAX_GROWTH * text.len + 1);
        fold_append(&over, buf_slice(&text));
        assert_true(!over.failed && slice_equal(buf_slice(&over), buf_slice(&folded)));
    }
    buf_clear(&text);
    buf_clear(&folded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding_drops_case_accents_and_ligatures),
        cmocka_unit_test(letters_of_latin1_fold_to_what_they_are_made_of),
        cmocka_unit_test(words_are_what_stands_between_signs),
        cmocka_unit_test(folding_twice_changes_nothing),
        cmocka_unit_test(lower_case_composes_and_keeps_accents),
        cmocka_unit_test(bytes_that_are_not_utf8_are_dropped),
        cmocka_unit_test(windows_1252_becomes_utf8),
        cmocka_unit_test(folding_grows_no_further_than_is_said),
        cmocka_unit_test(cutting_leaves_whole_characters),
        cmocka_unit_test(two_bytes_are_judged_alike_wherever_they_stand),
        cmocka_unit_test(a_byte_that_is_no_character_is_seen_behind_any_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
