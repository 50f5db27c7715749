// See suffix_scan.h. TER in capitals is a train's name, too. What is meant, the words before the number tell, which
// makes this the only number whose end they decide: the chunk then has the suffix in its bytes.
//
// Cost: most numbers are told by the three bytes behind them.
#include "stemmer/text/suffix_scan.h"

#include "stemmer/text/peek.h"

static const char *const suffixes[] = {
    "bis",        "ter",          "quater",     "quinquies",  "sexies",     "septies",
    "octies",     "novies",       "nonies",     "decies",     "undecies",   "duodecies",
    "terdecies",  "quaterdecies", "quindecies", "sexdecies",  "septdecies", "octodecies",
    "novodecies", "vicies",       "unvicies",   "duovicies",  "tervicies",  "quatervicies",
    "quinvicies", "sexvicies",    "septvicies", "octovicies", "novovicies",
};

size_t suffix_scan_end(struct slice text, size_t end, size_t *start)
{
    size_t space = peek_space_len(text, end), at = end + space;
    at += space == 0 && peek_byte(text, end) == '-';
    *start = end;
    if (!suffix_scan_may_begin(peek_byte(text, at), peek_byte(text, at + 1),
                               peek_byte(text, at + 2)))
        return end;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct slice suffix = slice_from(suffixes[i]);
        if (peek_has_word(text, at, suffix) && !peek_is_digit(text, at + suffix.len)) {
            *start = at;
            return at + suffix.len;
        }
    }
    return end;
}

bool suffix_scan_is_train(struct slice text, size_t end)
{
    const struct slice name = SLICE("TER");
    size_t space = peek_space_len(text, end);
    return space > 0 && slice_starts_with(slice_from_offset(text, end + space), name) &&
           !peek_is_word(text, end + space + name.len);
}

// The word that ends before `end` and what parts it from there, of a row of articles: « ART. », « 12, », « BIS ET ».
static struct slice word_before(struct slice text, size_t end)
{
    enum { LONGEST = 12 };
    while (end > 0 && (text.ptr[end - 1] == ' ' || text.ptr[end - 1] == ','))
        end--;
    end -= end > 0 && text.ptr[end - 1] == '.';
    size_t start = end;
    while (start > 0 && end - start < LONGEST && peek_is_word(text, start - 1))
        start--;
    while (start < end && ((unsigned char)text.ptr[start] & 0xC0) == 0x80) // of ’
        start++;
    return slice_of(text.ptr + start, end - start);
}

// Whether a word stands between the numbers of articles: a number, its suffix, what joins it to the next.
static bool is_in_row(struct slice word)
{
    static const char *const links[] = {"et", "ou", "à", "a"};
    return peek_digits_end(word, 0) == word.len || PEEK_IS_AMONG(word, links) ||
           PEEK_IS_AMONG(word, suffixes);
}

bool suffix_scan_is_articles(struct slice text, size_t at)
{
    enum { MOST_WORDS = 8 };
    static const char *const articles[] = {"article", "articles", "art", "arts"};
    for (size_t i = 0; i < MOST_WORDS; i++) {
        struct slice word = word_before(text, at);
        if (PEEK_IS_AMONG(word, articles))
            return true;
        if (word.len == 0 || !is_in_row(word))
            return false;
        at = (size_t)(word.ptr - text.ptr);
    }
    return false;
}
