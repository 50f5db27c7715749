// The labels of a page of the Assemblée nationale. See labels.h.
//
// Labels are matched at the start of a folded block. Most need a separator after them, or nothing at all, so that a
// sentence which happens to start with « Analyse » is not taken for one. Only the first bytes of a block are folded:
// no label is longer.
#include "indexer/sources/an/labels.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <stdint.h>
#include <string.h>

enum { LABEL_REACH = 120, NAVIGATION_REACH = 60 }; // bytes

// Folded, apostrophes straight. A label that needs a separator is not taken for one in running text.
static const struct label {
    const char *folded;
    enum an_fact fact;
    enum { ANYTHING, SEPARATOR, NOTHING_ELSE } behind; // what may follow besides nothing
} LABELS[] = {
    {"texte de la question", TEXT_QUESTION, ANYTHING},
    {"texte de la reponse", TEXT_ANSWER, ANYTHING},
    {"reponse", HEADING_ANSWER, NOTHING_ELSE},
    {"debat", TEXT_ANSWER, NOTHING_ELSE},
    {"question publiee", DATE_QUESTION, ANYTHING},
    {"question soumise", DATE_QUESTION, ANYTHING},
    {"reponse publiee", DATE_ANSWER, ANYTHING},
    {"reponse en seance", DATE_ANSWER, ANYTHING},
    {"question retiree", CLOSURE, ANYTHING},
    {"question caduque", CLOSURE, ANYTHING},
    {"caducite le", CLOSURE, ANYTHING},
    {"caducite", CLOSURE, SEPARATOR},
    {"date de la seance", DATE_SITTING, SEPARATOR},
    {"date de renouvellement", LATER_EVENT, ANYTHING},
    {"question renouvelee", LATER_EVENT, ANYTHING},
    {"date de signal", LATER_EVENT, ANYTHING}, // signalement; signalisation on old pages
    {"question signalee", LATER_EVENT, ANYTHING},
    {"date de changement d'attribution", LATER_EVENT, ANYTHING},
    {"erratum de la", LATER_EVENT, ANYTHING},
    {"ministere interroge", MINISTRY, SEPARATOR},
    {"ministere attributaire", MINISTRY_ANSWERING, SEPARATOR},
    {"ministere repondant", MINISTRY_ANSWERING, SEPARATOR},
    {"rubrique", RUBRIQUE, SEPARATOR},
    {"tete d'analyse", TETE_ANALYSE, SEPARATOR},
    {"analyse", ANALYSE, SEPARATOR},
    {"titre", TITLE, SEPARATOR},
    {"auteur", AUTHOR, SEPARATOR},
    {"question de", AUTHOR, SEPARATOR},
    {"groupe", GROUP, SEPARATOR},
    {"groupe politique", GROUP, SEPARATOR},
    {"type de question", KIND, SEPARATOR},
    {"nature", KIND, SEPARATOR},
};

size_t an_labels_digits(struct slice s)
{
    size_t len = 0;
    while (len < s.len && char_is_digit(s.ptr[len]))
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
        size_t separator = an_labels_separator(rest);
        bool fits = LABELS[i].behind == ANYTHING || separator == rest.len ||
                    (LABELS[i].behind == SEPARATOR && separator > 0);
        if (fits)
            return LABELS[i].fact;
    }
    return NOTHING;
}

bool an_labels_navigation(struct slice folded)
{
    static const char *const WORDS[] = {
        "partager",       "imprimer",          "format pdf",
        "telecharger",    "retour a la ",      "haut de page",
        "revenir a la ",  "question suivante", "question precedente",
        "copier le lien", "version pdf"};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS && folded.len < NAVIGATION_REACH; i++)
        if (slice_starts_with(folded, slice_from(WORDS[i])))
            return true;
    return false;
}

// "16-161qe" and "16-161" have the legislature in front of the number, as addresses do.
static struct slice behind_legislature(struct slice digits, struct slice rest)
{
    rest = slice_from_offset(rest, digits.len);
    if (digits.len > 2 || !slice_starts_with(rest, SLICE("-")))
        return digits;
    rest = slice_from_offset(rest, 1);
    size_t len = an_labels_digits(rest);
    return len > 0 ? slice_of(rest.ptr, len) : digits;
}

struct slice an_labels_number(struct slice folded)
{
    if (!slice_starts_with(folded, SLICE("question")))
        return SLICE_NONE;
    for (size_t i = 8; i + 1 < folded.len && i < 60; i++) {
        bool is_mark = folded.ptr[i] == 'n' && folded.ptr[i - 1] == ' ';
        if (!is_mark)
            continue;
        size_t at = i + 1;
        while (at < folded.len && at < i + 8 && !char_is_digit(folded.ptr[at]))
            at++;
        struct slice rest = slice_from_offset(folded, at);
        if (an_labels_digits(rest) > 0)
            return behind_legislature(slice_of(rest.ptr, an_labels_digits(rest)), rest);
    }
    return SLICE_NONE;
}

// "XVIe" -> 16, the way the site writes some legislatures; 0 when it is no Roman number.
static unsigned roman(struct slice s)
{
    static const char ONES[] = "ivx";
    static const unsigned VALUES[] = {1, 5, 10};
    unsigned total = 0, before = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *found = memchr(ONES, s.ptr[i], 3);
        if (!found)
            return i > 0 ? total : 0;
        unsigned value = VALUES[found - ONES];
        total += value;
        if (before > 0 && before < value)
            total -= 2 * before;
        before = value;
    }
    return total;
}

struct slice an_labels_legislature(struct slice folded, struct arena *arena)
{
    size_t word = slice_find(folded, SLICE("legislature"));
    if (word == folded.len || word < 2)
        return SLICE_NONE;
    size_t start = word - 1;
    while (start > 0 && folded.ptr[start - 1] != ' ' && folded.ptr[start - 1] != '(')
        start--;
    struct slice name = slice_of(folded.ptr + start, word - 1 - start);
    size_t len = an_labels_digits(name);
    if (len == 1 || len == 2)
        return slice_of(name.ptr, len);
    unsigned number = len == 0 ? roman(name) : 0;
    return number > 0 && number < 40 ? arena_printf(arena, "%u", number) : SLICE_NONE;
}
