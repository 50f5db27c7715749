// Promises about the difference of two texts: taking out what is marked as taken out gives the new text, taking out
// what is marked as put in gives the old one; an edit is shown where it is, with words around it; and it stays short.
#include "base/buf.h"
#include "searchd/page/figures/diff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 1 << 20, TEXT_SIZE = 4096, MOST_WORDS = 10 }; // so few that none is left out

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

// "le [-vieux-] {+nouveau+} pont ~": pieces as one reads them.
static const char *shown(const char *before, const char *after, size_t max_bytes)
{
    static const char *const opening[] = {"", "[-", "{+", "~"}, *const closing[] = {"", "-]", "+}",
                                                                                    ""};
    static char room[TEXT_SIZE];
    struct buf text = buf_over(room, sizeof room);
    const struct diff_piece *pieces;
    size_t count;
    assert_true(
        diff_texts(slice_from(before), slice_from(after), max_bytes, &arena, &pieces, &count));
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s%.*s%s", i ? " " : "", opening[pieces[i].kind],
                   SLICE_ARG(pieces[i].text), closing[pieces[i].kind]);
    room[text.len] = '\0';
    return room;
}

static void an_edit_is_shown_where_it_is(void **state)
{
    (void)state;
    assert_string_equal(shown("le vieux pont", "le nouveau pont", ROOM),
                        "le [-vieux-] {+nouveau+} pont");
    assert_string_equal(shown("le pont", "le pont fermé", ROOM), "le pont {+fermé+}");
    assert_string_equal(shown("hier le pont", "le pont", ROOM), "[-hier-] le pont");
    assert_string_equal(shown("", "un texte", ROOM), "{+un texte+}");
    assert_string_equal(shown("un texte", "", ROOM), "[-un texte-]");
    assert_string_equal(shown("le  pont\n\nferme", "le pont ferme ", ROOM), "");
    assert_string_equal(shown("", "", ROOM), "");
    assert_string_equal(shown("a b c d", "a x c y", ROOM), "a [-b-] {+x+} c [-d-] {+y+}");
}

static void words_far_from_an_edit_are_left_out(void **state)
{
    (void)state;
    assert_string_equal(shown("1 2 3 4 5 6 7 8 9 10 11 12 ici 1 2 3 4 5 6 7 8 9 10 11 12",
                              "1 2 3 4 5 6 7 8 9 10 11 12 là 1 2 3 4 5 6 7 8 9 10 11 12", ROOM),
                        "~ 5 6 7 8 9 10 11 12 [-ici-] {+là+} 1 2 3 4 5 6 7 8 ~");
}

static void what_is_long_is_cut(void **state)
{
    (void)state;
    char before[TEXT_SIZE / 2] = "", after[TEXT_SIZE / 2] = "";
    struct buf first = buf_over(before, sizeof before), second = buf_over(after, sizeof after);
    for (int i = 0; i < 400; i++) {
        buf_printf(&first, "non ");
        buf_printf(&second, "oui ");
    }
    const char *cut = shown(before, after, 40); // too many edits: one for the other
    assert_true(strlen(cut) < 120);
    assert_non_null(strstr(cut, "[-non non"));
    assert_non_null(strstr(cut, "{+oui oui"));
    assert_string_equal(cut + strlen(cut) - 1, "~");
}

// The text that is left without the pieces of one kind, its words with one blank between.
static void rebuild(const struct diff_piece *pieces, size_t count, enum diff_kind without,
                    struct buf *text)
{
    buf_reset(text);
    for (size_t i = 0; i < count; i++) {
        assert_int_not_equal(pieces[i].kind, DIFF_GAP);
        if (pieces[i].kind != without)
            buf_printf(text, "%.*s ", SLICE_ARG(pieces[i].text));
    }
}

static void any_two_texts_come_out_of_their_difference(void **state)
{
    (void)state;
    uint64_t seed = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 7;
    print_message("SEED=%llu\n", (unsigned long long)seed);
    for (int round = 0; round < 3000; round++) {
        struct buf texts[2], rebuilt;
        buf_init(&rebuilt, 0);
        for (int t = 0; t < 2; t++) {
            buf_init(&texts[t], 0);
            for (unsigned n = (unsigned)((seed >> 33) % MOST_WORDS); n > 0; n--) {
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                buf_printf(&texts[t], "%c ", (char)('a' + (seed >> 40) % 4));
            }
            seed = seed * 6364136223846793005u + 1442695040888963407u;
        }
        const struct diff_piece *pieces;
        size_t count;
        arena_reset(&arena);
        assert_true(
            diff_texts(buf_slice(&texts[0]), buf_slice(&texts[1]), ROOM, &arena, &pieces, &count));
        bool is_same = slice_equal(buf_slice(&texts[0]), buf_slice(&texts[1]));
        assert_int_equal(count == 0, is_same);
        rebuild(pieces, count, DIFF_NEW, &rebuilt);
        assert_true(is_same || slice_equal(buf_slice(&rebuilt), buf_slice(&texts[0])));
        rebuild(pieces, count, DIFF_OLD, &rebuilt);
        assert_true(is_same || slice_equal(buf_slice(&rebuilt), buf_slice(&texts[1])));
        buf_clear(&texts[0]);
        buf_clear(&texts[1]);
        buf_clear(&rebuilt);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edit_is_shown_where_it_is),
        cmocka_unit_test(words_far_from_an_edit_are_left_out),
        cmocka_unit_test(what_is_long_is_cut),
        cmocka_unit_test(any_two_texts_come_out_of_their_difference),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
