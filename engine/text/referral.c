// Recognising an answer that only points elsewhere, by its words. See referral.h.
//
// The text is cut into sentences, and each is folded to plain words and judged (referral_sentence.h). Everything here
// leans to the side of « it is an answer »: one sentence that neither points nor greets, or a word by which the
// minister goes on (« toutefois », « j'ajoute »), and the text is one. Long texts are not even read.
#include "engine/text/referral.h"

#include "base/buf.h"
#include "engine/text/referral_sentence.h"
#include "stemmer/text/fold.h"

#include <stddef.h>

enum { MAX_BYTES = 800 };

// --- the question pointed at -----------------------------------------------------------------

// The number that *words begins with, at most nine digits, a space after it; moves behind it. 0: there is none.
static uint32_t take_number(struct slice *words)
{
    uint32_t number = 0;
    size_t at = 0;
    while (at < words->len && at < 9 && char_is_digit(words->ptr[at]))
        number = number * 10 + (uint32_t)(words->ptr[at++] - '0');
    if (at == 0 || at >= words->len || words->ptr[at] != ' ')
        return 0;
    *words = slice_from_offset(*words, at + 1);
    return number;
}

// 2022 and 2023, or 23.
static bool is_session(uint32_t from, uint32_t to)
{
    bool is_next = to == from + 1 || (to < 100 && to == (from + 1) % 100);
    return from >= 1900 && from < 2100 && is_next;
}

// Whether *words begins with a session, and not with a number before one; moves behind it.
static bool take_session(struct slice *words, uint32_t *from)
{
    struct slice rest = *words;
    uint32_t first = take_number(&rest), second = take_number(&rest);
    struct slice behind = rest;
    if (!is_session(first, second) || is_session(second, take_number(&rest)))
        return false;
    *from = first;
    *words = behind;
    return true;
}

static void read_session(struct slice words, struct referral *out)
{
    for (size_t i = 0; i + 1 < words.len && out->session_from == 0; i++) {
        struct slice rest = slice_from_offset(words, i + 1);
        if (words.ptr[i] == ' ' && char_is_digit(rest.ptr[0]))
            take_session(&rest, &out->session_from);
    }
}

// The first number of a question that the words name: behind its session or before it. 0: there is none.
static uint32_t number_in(struct slice words)
{
    static const char *const MARKS[] = {" n ",
                                        " no ",
                                        " nr ",
                                        " n s ",
                                        " nrs ",
                                        " num ",
                                        " numero ",
                                        " numeros ",
                                        " question ",
                                        " questions ",
                                        " question ecrite ",
                                        " questions ecrites ",
                                        " question orale ",
                                        " questions orales ",
                                        " question parlementaire ",
                                        " questions parlementaires ",
                                        " interpellation ",
                                        " qe ",
                                        " qo ",
                                        " q e ",
                                        " q o ",
                                        " nos "};
    uint32_t number = 0, ignored;
    for (size_t m = 0; m < sizeof MARKS / sizeof *MARKS && number == 0; m++) {
        struct slice mark = slice_from(MARKS[m]);
        for (size_t i = 0; i + mark.len < words.len && number == 0; i++) {
            struct slice rest = slice_from_offset(words, i + mark.len);
            if (!slice_equal(slice_of(words.ptr + i, mark.len), mark))
                continue;
            take_session(&rest, &ignored);
            number = take_number(&rest);
        }
    }
    return number;
}

// --- answers ---------------------------------------------------------------------------------

// « Monsieur le Député, »: how long that is in bytes, at most.
enum { MAX_ADDRESS = 60 };

// Whether the comma at `at` ends the words by which the member is addressed.
static bool ends_address(struct slice text, size_t at)
{
    static const char *const TITLES[] = {"Madame",  "Monsieur", "Mesdames", "Messieurs", "Cher",
                                         "Chère",   "MADAME",   "MONSIEUR", "madame",    "monsieur",
                                         "M. le D", "Mme la D", "Honorable"};
    struct slice before = slice_trim(slice_of(text.ptr, at));
    bool is_titled = false;
    for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES && !is_titled; i++)
        is_titled = slice_starts_with(before, slice_from(TITLES[i]));
    return is_titled && before.len <= MAX_ADDRESS && slice_find(before, SLICE(",")) == before.len;
}

static bool is_end(struct slice text, size_t at)
{
    char c = text.ptr[at];
    if (c == '\n' || (c == ',' && ends_address(text, at)))
        return true;
    if ((c != '.' && c != '!' && c != '?') || (at + 1 < text.len && text.ptr[at + 1] != ' '))
        return c == '.' && at + 1 < text.len && text.ptr[at + 1] == '\n';
    size_t start = at; // « M. », « art. » end no sentence
    while (start > 0 && text.ptr[start - 1] != ' ')
        start--;
    struct slice word = slice_of(text.ptr + start, at - start);
    bool is_yes_or_no = slice_equal_ignoring_case(word, SLICE("oui")) ||
                        slice_equal_ignoring_case(word, SLICE("non"));
    return c != '.' || at - start > 3 || is_yes_or_no || at + 2 >= text.len;
}

// The next sentence of *rest.
static struct slice next_sentence(struct slice *rest)
{
    size_t end = 0;
    while (end < rest->len && !is_end(*rest, end))
        end++;
    struct slice sentence = slice_of(rest->ptr, end);
    *rest = slice_from_offset(*rest, end < rest->len ? end + 1 : end);
    return sentence;
}

bool referral_find(struct slice answer, struct referral *out)
{
    char room[MAX_BYTES * FOLD_MAX_GROWTH + 4];
    *out = (struct referral){0};
    if (answer.len == 0 || answer.len > MAX_BYTES)
        return false;
    bool is_pointing = false;
    while (answer.len > 0) {
        struct buf folded = buf_over(room, sizeof room);
        buf_append_char(&folded, ' ');
        struct slice raw = next_sentence(&answer);
        fold_append_words(&folded, raw, 0);
        buf_append_char(&folded, ' ');
        struct slice words = buf_slice(&folded);
        if (words.len <= 2)
            continue;
        struct referral_sentence sentence = referral_sentence_of(raw, words, number_in(words));
        if (referral_sentence_points(&sentence)) {
            is_pointing = true;
            out->number = out->number ? out->number : sentence.number;
            read_session(words, out);
        } else if (!referral_sentence_greets(&sentence) &&
                   !referral_sentence_accompanies(&sentence)) {
            *out = (struct referral){0};
            return false;
        }
    }
    return is_pointing;
}

uint32_t referral_number(struct slice number)
{
    uint32_t value = 0;
    size_t at = 0;
    while (at < number.len && at < 9 && char_is_digit(number.ptr[at]))
        value = value * 10 + (uint32_t)(number.ptr[at++] - '0');
    return value;
}
