// See capitals.h. What has a word too long for an acronym, or one that hangs on others, is no row of acronyms. Words
// that are acronyms, too (EST, PAS, CE, MES, EN), do not tell.
#include "engine/search/query/capitals.h"

#include "base/utf8.h"

static const char *const HANGING[] = {
    "AUX",  "AVEC", "C",    "D",    "DANS", "DE",  "DES",  "ELLE",   "IL",
    "J",    "JE",   "L",    "LA",   "LE",   "LES", "MON",  "NOTRE",  "NOUS",
    "ON",   "OU",   "PAR",  "POUR", "QU",   "QUE", "QUEL", "QUELLE", "QUI",
    "QUOI", "SANS", "SUIS", "SUR",  "TU",   "UN",  "UNE",  "VOTRE",  "VOUS"};

bool capitals_has_small(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_accented = (unsigned char)c == 0xC3 && i + 1 < text.len;
        if ((c >= 'a' && c <= 'z') || (is_accented && ((unsigned char)text.ptr[i + 1] & 0x20)))
            return true;
    }
    return false;
}

static bool is_apostrophe(struct slice text, size_t at)
{
    return at < text.len &&
           (text.ptr[at] == '\'' || slice_starts_with(slice_from_offset(text, at), SLICE("’")));
}

// Whether a word tells that it is none of a row of acronyms; `is_elided`: an apostrophe follows.
static bool is_of_text(struct slice word, bool is_elided)
{
    enum { LONGEST_ACRONYM = 4 }; // letters
    size_t letters = 0;
    for (size_t i = 0; i < word.len; i++)
        letters += ((unsigned char)word.ptr[i] & 0xC0) != 0x80;
    bool is_short = letters == 1 || slice_equal(word, SLICE("QU"));
    return letters > LONGEST_ACRONYM || (is_short == is_elided && SLICE_IS_AMONG(word, HANGING));
}

// Where the capitals from `at` on end.
static size_t capitals_end(struct slice text, size_t at)
{
    size_t len;
    while ((len = utf8_capital_len(slice_from_offset(text, at))) > 0)
        at += len;
    return at;
}

bool capitals_is_shouted(struct slice text)
{
    size_t words = 0;
    bool is_text = false;
    if (capitals_has_small(text))
        return false; // as most
    for (size_t at = 0; at < text.len; at++) {
        size_t start = at;
        at = capitals_end(text, at);
        words += at > start;
        is_text =
            is_text || is_of_text(slice_of(text.ptr + start, at - start), is_apostrophe(text, at));
    }
    return words > 1 && is_text;
}

bool capitals_are_all(struct slice text)
{
    size_t words = 0;
    for (size_t at = 0; at < text.len; at++) {
        size_t start = at;
        at = capitals_end(text, at);
        words += at > start;
    }
    return words > 1 && !capitals_has_small(text);
}

bool capitals_is_et_of_number(struct slice text, size_t at)
{
    static const char *const tens[] = {"VINGT",    "TRENTE",   "QUARANTE", "CINQUANTE", "SOIXANTE",
                                       "SEPTANTE", "HUITANTE", "OCTANTE",  "NONANTE"};
    static const char *const units[] = {"UN",   "UNE",     "UNIÈME", "UNIEME",
                                        "ONZE", "ONZIÈME", "ONZIEME"};
    struct slice et = SLICE("ET "), behind = slice_from_offset(text, at);
    bool is_and = slice_starts_with(behind, et) && at > 1 && text.ptr[at - 1] == ' ';
    size_t start = is_and ? at - 1 : 0;
    while (start > 0 && char_is_capital(text.ptr[start - 1]))
        start--;
    behind = slice_from_offset(behind, is_and ? et.len : behind.len);
    size_t len = capitals_end(behind, 0);
    return is_and && SLICE_IS_AMONG(slice_of(text.ptr + start, at - 1 - start), tens) &&
           SLICE_IS_AMONG(slice_of(behind.ptr, len), units);
}
