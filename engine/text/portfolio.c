// See portfolio.h.
//
// A title is cut at semicolons, commas, and where « et » has an article or a word of office behind it: « Recherche et
// Innovation » is one portfolio, « Budget et des Finances » are two. What is left of a piece once words of office,
// prepositions and articles are taken from its front is a portfolio: nothing, of « auprès du Premier ministre ».
// Words are compared without accents and case. A title costs a fold a word, some microseconds.
#include "engine/text/portfolio.h"

#include "stemmer/text/fold.h"

enum { LONGEST_WORD = 40 };

// Whether `word`, folded, is in the list, which ends with NULL.
static bool is_among(struct slice word, const char *const *list)
{
    char room[LONGEST_WORD * FOLD_MAX_GROWTH + 1];
    struct buf folded = buf_over(room, sizeof room);
    if (word.len > LONGEST_WORD)
        return false;
    fold_append_words(&folded, word, '\0');
    for (; *list; list++)
        if (slice_equal(buf_slice(&folded), slice_from(*list)))
            return true;
    return false;
}

static bool is_office(struct slice word)
{
    static const char *const words[] = {"ministre",
                                        "ministres",
                                        "ministere",
                                        "vice",
                                        "president",
                                        "presidente",
                                        "premier",
                                        "premiere",
                                        "secretaire",
                                        "secretaires",
                                        "d etat",
                                        "delegue",
                                        "deleguee",
                                        "adjoint",
                                        "adjointe",
                                        "honoraire",
                                        "echevin",
                                        "echevine",
                                        "wallon",
                                        "wallonne",
                                        "federal",
                                        "federale",
                                        "bruxellois",
                                        "bruxelloise",
                                        "depute",
                                        "deputee",
                                        "commissaire",
                                        "vice premier",
                                        "vice premiere",
                                        "vice president",
                                        "vice presidente",
                                        "ministre president",
                                        "ministre presidente",
                                        NULL};
    return is_among(word, words);
}

// What stands before a portfolio without being a part of it.
static bool is_tie(struct slice word)
{
    static const char *const words[] = {
        "de", "du",     "des",  "d",     "la",     "le",      "les",          "l",
        "a",  "au",     "aux",  "et",    "charge", "chargee", "charges",      "chargees",
        "en", "aupres", "pour", "ayant", "dans",   "ses",     "attributions", NULL};
    return is_among(word, words);
}

static bool is_article(struct slice word)
{
    static const char *const words[] = {"de", "du", "des", "d", "a", "au", "aux", NULL};
    return is_among(word, words);
}

// The length of the apostrophe at the start of the text; 0: there is none.
static size_t apostrophe_len(struct slice text)
{
    return slice_starts_with(text, SLICE("’")) ? 3 : slice_starts_with(text, SLICE("'")) ? 1 : 0;
}

// The first word of the text: up to a blank, a comma or an apostrophe, which goes with it.
static struct slice first_word(struct slice text)
{
    size_t len = 0;
    while (len < text.len && text.ptr[len] != ' ' && text.ptr[len] != ',' && text.ptr[len] != ';') {
        size_t apostrophe = apostrophe_len(slice_from_offset(text, len));
        if (apostrophe > 0)
            return slice_of(text.ptr, len + apostrophe);
        len++;
    }
    return slice_of(text.ptr, len);
}

// Whether a portfolio ends at the « et » that the text begins with.
static bool is_cut(struct slice text)
{
    if (!slice_starts_with(text, SLICE("et ")))
        return false;
    struct slice next = first_word(slice_trim(slice_from_offset(text, 3)));
    return is_article(next) || is_office(next);
}

// Takes the piece of titles up to the next cut off their front.
static struct slice next_piece(struct slice *titles)
{
    size_t end = 0;
    while (end < titles->len && titles->ptr[end] != ',' && titles->ptr[end] != ';' &&
           !(end > 0 && titles->ptr[end - 1] == ' ' && is_cut(slice_from_offset(*titles, end))))
        end++;
    struct slice piece = slice_of(titles->ptr, end);
    bool is_sign = end < titles->len && titles->ptr[end] != 'e';
    *titles = slice_from_offset(*titles, is_sign ? end + 1 : end);
    return slice_trim(piece);
}

// « État » belongs to the office in « secrétaire d'État », and only there.
static bool is_state(struct slice word, bool after_secretary)
{
    static const char *const words[] = {"etat", NULL};
    return after_secretary && is_among(word, words);
}

static struct slice without_office(struct slice piece)
{
    bool after_secretary = false;
    static const char *const secretaries[] = {"secretaire", "secretaires", NULL};
    while (piece.len > 0) {
        struct slice word = first_word(piece);
        if (word.len > 0 && !is_office(word) && !is_tie(word) && !is_state(word, after_secretary))
            break;
        after_secretary = after_secretary || is_among(word, secretaries);
        piece = slice_trim(slice_from_offset(piece, word.len ? word.len : 1));
    }
    return piece;
}

// The title at the front, up to a semicolon.
static struct slice first_title(struct slice titles)
{
    return slice_trim(slice_of(titles.ptr, slice_find(titles, SLICE(";"))));
}

static bool says_something(struct slice title)
{
    for (size_t i = 0; i < title.len; i++)
        if (title.ptr[i] != ' ' && title.ptr[i] != ',')
            return true;
    return false;
}

bool portfolio_next(struct slice *titles, struct slice *portfolio)
{
    while (titles->len > 0) {
        struct slice title = first_title(*titles), rest = title;
        bool has_any = false;
        while (rest.len > 0 && !has_any)
            has_any = without_office(next_piece(&rest)).len > 0;
        if (!has_any) {
            size_t end = slice_find(*titles, SLICE(";"));
            *titles = slice_from_offset(*titles, end < titles->len ? end + 1 : end);
            *portfolio = title;
            if (says_something(title))
                return true;
            continue;
        }
        *portfolio = without_office(next_piece(titles));
        if (portfolio->len > 0)
            return true;
    }
    return false;
}
