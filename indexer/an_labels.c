// Labels are matched at the start of a folded block. Most need a separator behind them (or nothing at
// all), so that a sentence which happens to start with « Analyse » is not taken for one.
#include "indexer/an_labels.h"

#include <stdint.h>

#include "base/buf.h"
#include "stemmer/fold.h"

enum { LABEL_REACH = 120 }; // bytes

// Folded, apostrophes straight. A label that needs a separator is not taken for one in running text.
static const struct label {
    const char *folded;
    enum an_fact fact;
    bool needs_separator;
} LABELS[] = {
    {"texte de la question", TEXT_QUESTION, false},
    {"texte de la reponse", TEXT_ANSWER, false},
    {"debat", TEXT_ANSWER, true},
    {"question publiee", DATE_QUESTION, false},
    {"question soumise", DATE_QUESTION, false},
    {"reponse publiee", DATE_ANSWER, false},
    {"reponse en seance", DATE_ANSWER, false},
    {"date de la seance", DATE_SITTING, true},
    {"ministere interroge", MINISTRY, true},
    {"ministere attributaire", MINISTRY_ANSWERING, true},
    {"ministere repondant", MINISTRY_ANSWERING, true},
    {"rubrique", RUBRIQUE, true},
    {"tete d'analyse", TETE_ANALYSE, true},
    {"analyse", ANALYSE, true},
    {"titre", TITLE, true},
    {"auteur", AUTHOR, true},
    {"question de", AUTHOR, true},
    {"type de question", KIND, true},
    {"nature", KIND, true},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t an_labels_digits(struct slice s)
{
    size_t len = 0;
    while (len < s.len && is_digit(s.ptr[len]))
        len++;
    return len;
}

static struct slice skip_spaces(struct slice s)
{
    while (s.len > 0 && s.ptr[0] == ' ')
        s = slice_from_offset(s, 1);
    return s;
}

struct slice an_labels_fold(struct slice text, struct arena *arena)
{
    struct buf folded = {0};
    fold_append(&folded, fold_cut(text, LABEL_REACH));
    struct slice copy = arena_copy(arena, buf_slice(&folded));
    buf_clear(&folded);
    char *out = (char *)(uintptr_t)copy.ptr;
    size_t len = 0;
    for (size_t i = 0; i < copy.len; i++) {
        if (slice_starts_with(slice_from_offset(copy, i), SLICE("\xE2\x80\x99"))) {
            out[len++] = '\'';
            i += 2;
        } else if (slice_starts_with(slice_from_offset(copy, i), SLICE("\xC2\xA0"))) {
            out[len++] = ' ';
            i += 1;
        } else {
            out[len++] = copy.ptr[i];
        }
    }
    return slice_of(out, len);
}

size_t an_labels_separator(struct slice s)
{
    if (s.len > 0 && (s.ptr[0] == ':' || s.ptr[0] == '>'))
        return 1;
    return slice_starts_with(s, SLICE("\xE2\x80\xBA")) ? 3 : 0; // ›
}

enum an_fact an_labels_fact(struct slice folded)
{
    for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
        struct slice label = slice_from(LABELS[i].folded);
        if (!slice_starts_with(folded, label))
            continue;
        struct slice rest = skip_spaces(slice_from_offset(folded, label.len));
        if (rest.len == 0 || an_labels_separator(rest) > 0 || !LABELS[i].needs_separator)
            return LABELS[i].fact;
    }
    return NOTHING;
}

struct slice an_labels_number(struct slice folded)
{
    if (!slice_starts_with(folded, SLICE("question")))
        return slice_of(NULL, 0);
    for (size_t i = 8; i + 1 < folded.len && i < 60; i++) {
        bool is_mark = folded.ptr[i] == 'n' && folded.ptr[i - 1] == ' ';
        if (!is_mark)
            continue;
        size_t at = i + 1;
        while (at < folded.len && at < i + 8 && !is_digit(folded.ptr[at]))
            at++;
        struct slice rest = slice_from_offset(folded, at);
        if (an_labels_digits(rest) > 0)
            return slice_of(rest.ptr, an_labels_digits(rest));
    }
    return slice_of(NULL, 0);
}
