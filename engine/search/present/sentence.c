// Sentences by their marks. See sentence.h.
//
// A sentence ends with . ! ? or … before white space, unless the word before a full stop is an abbreviation or the
// next one goes on in lower case; and at the end of every line. Parliamentary texts are mostly
// well set; where they are not, a passage merely begins a little early or late.
#include "engine/search/present/sentence.h"

#include "base/buf.h"
#include "base/leads.h"
#include "stemmer/text/fold.h"

#include <stdint.h>

enum { FORMULA_BYTES = 60, MAX_FORMULAS_SKIPPED = 5 };

// Folded beginnings of sentences that carry no matter.
static const char *const FORMULAS[] = {
    "monsieur le",
    "madame la",
    "madame le",
    "mesdames",
    "messieurs",
    "monsieur le president",
    "je remercie",
    "je vous remercie",
    "merci ",
    "l'honorable membre",
    "l’honorable membre",
    "j'ai l'honneur",
    "j’ai l’honneur",
    "je prie l",
    "je vous prie",
    "en reponse a la question",
    "en reponse a sa question",
    "en reponse a votre question",
    "en reponse aux questions",
    "veuillez trouver",
    "cher collegue",
    "chere collegue",
    "chers collegues",
    "je renvoie l",
    "suite a votre question",
    "j'invite l'honorable",
    "reponse :",
    "question :",
};

static bool is_letter(char c)
{
    return char_is_letter(c) || (unsigned char)c >= 0x80;
}

// Whether an apostrophe, straight or curly, ends just before `at`.
static bool follows_elision(struct slice text, size_t at)
{
    struct slice before = slice_of(text.ptr, at);
    return slice_ends_with(before, SLICE("'")) || slice_ends_with(before, SLICE("’"));
}

// « M. », « art. », « l’art. »: at most three letters before the full stop, the first of a word.
static bool is_abbreviation(struct slice text, size_t stop)
{
    size_t start = stop;
    while (start > 0 && is_letter(text.ptr[start - 1]) && stop - start < 4 &&
           !follows_elision(text, start))
        start--;
    bool is_word = start == 0 || char_is_space(text.ptr[start - 1]) || text.ptr[start - 1] == '(' ||
                   follows_elision(text, start);
    return is_word && stop > start && stop - start <= 3;
}

// Whether a quote or a bracket may close at `at`: after most marks it is a blank and a letter.
static bool may_close(struct slice text, size_t at)
{
    unsigned char c = at < text.len ? (unsigned char)text.ptr[at] : 0;
    unsigned char next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
    return c == ' ' ? next == 0xC2 : c >= 0x80 || c == '"' || c == ')' || c == ']';
}

// After quotes and brackets that close at `at`.
static size_t skip_closing(struct slice text, size_t at)
{
    static const char *const CLOSING[] = {"\"", ")", "]", "»", "”", "\u00a0»", "\u202f»", " »"};
    for (size_t i = 0; i < sizeof CLOSING / sizeof *CLOSING && may_close(text, at);) {
        struct slice mark = slice_from(CLOSING[i]);
        if (slice_starts_with(slice_from_offset(text, at), mark)) {
            at += mark.len;
            i = 0;
        } else {
            i++;
        }
    }
    return at;
}

// Whether a sentence can end with this byte: nearly all are passed over by this alone.
static bool may_end(char c)
{
    static const bool MAY[256] = {
        ['\n'] = true, ['.'] = true, ['!'] = true, ['?'] = true, [0xE2] = true};
    return MAY[(unsigned char)c];
}

// Of sixteen bytes those with which a sentence can end; of an ellipsis the first.
static lead_bytes are_ends(const uint8_t *before)
{
    lead_bytes bytes = leads_load(before + 1);
    lead_bytes is_ellipsis = leads_are(bytes, '\xE2') & leads_are(leads_load(before + 2), '\x80') &
                             leads_are(leads_load(before + 3), '\xA6');
    return leads_are(bytes, '\n') | leads_are(bytes, '.') | leads_are(bytes, '!') |
           leads_are(bytes, '?') | is_ellipsis;
}

// When a sentence ends with the mark at `at`: where, its mark and closing quotes included. Else 0.
static size_t end_at(struct slice text, size_t at)
{
    char c = text.ptr[at];
    if (c == '\n')
        return at;
    bool is_stop = c == '.' || c == '!' || c == '?';
    bool is_ellipsis = c == '\xE2' && slice_starts_with(slice_from_offset(text, at), SLICE("…"));
    if (!is_stop && !is_ellipsis)
        return 0;
    size_t end = skip_closing(text, at + (is_ellipsis ? 3 : 1));
    if (end >= text.len)
        return end;
    if (!char_is_space(text.ptr[end]) || (c == '.' && is_abbreviation(text, at)))
        return 0;
    size_t next = end;
    while (next < text.len && char_is_space(text.ptr[next]))
        next++;
    bool goes_on = next < text.len && text.ptr[next] >= 'a' && text.ptr[next] <= 'z';
    return goes_on ? 0 : end;
}

static size_t skip_space(struct slice text, size_t at)
{
    while (at < text.len && char_is_space(text.ptr[at]))
        at++;
    return at;
}

size_t sentence_start(struct slice text, size_t at, size_t max_back)
{
    size_t lowest = at > max_back ? at - max_back : 0;
    for (size_t i = at; i > lowest; i--) {
        if (!may_end(text.ptr[i - 1]))
            continue;
        size_t end = end_at(text, i - 1);
        if (end == 0 && text.ptr[i - 1] != '\n')
            continue;
        size_t start = skip_space(text, end > i ? end : i);
        if (start <= at)
            return start;
    }
    return lowest == 0 ? skip_space(text, 0) : SIZE_MAX;
}

size_t sentence_end(struct slice text, size_t start)
{
    for (size_t block = start; block < text.len; block += LEADS_BLOCK) {
        for (uint64_t leads = leads_find(text, block, are_ends); leads; leads &= leads - 1) {
            size_t end = end_at(text, block + (size_t)__builtin_ctzll(leads));
            if (end > start)
                return end;
        }
    }
    return text.len;
}

bool sentence_is_formula(struct slice text, size_t start)
{
    char room[FORMULA_BYTES * FOLD_MAX_GROWTH + 1];
    struct buf folded = buf_over(room, sizeof room);
    fold_append(&folded, fold_cut(slice_from_offset(text, start), FORMULA_BYTES));
    const char *shown = buf_slice(&folded).ptr;
    for (size_t i = 0; folded.len > 0 && i < sizeof FORMULAS / sizeof *FORMULAS; i++)
        if (shown[0] == FORMULAS[i][0] &&
            slice_starts_with(buf_slice(&folded), slice_from(FORMULAS[i])))
            return true;
    return false;
}

size_t sentence_first(struct slice text)
{
    size_t first = skip_space(text, 0);
    size_t start = first;
    for (int i = 0; i < MAX_FORMULAS_SKIPPED && start < text.len; i++) {
        if (!sentence_is_formula(text, start))
            return start;
        start = skip_space(text, sentence_end(text, start));
    }
    return start < text.len ? start : first;
}
