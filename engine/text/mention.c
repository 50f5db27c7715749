// Finding citations in prose. See mention.h.
//
// The bytes are walked over for what words of citing begin with (« décret », « article », « question », « Moniteur »);
// only from there is the text cut into pieces (pieces.h), as far as what follows is asked whether it is one: a date in
// words, a number, an act. What is not told in full is none: a decree without a date, a question without « n° ».
#include "engine/text/mention.h"

#include "base/date.h"
#include "base/leads.h"
#include "engine/text/mention_leads.h"
#include "engine/text/pieces.h"
#include "stemmer/months.h"
#include "stemmer/text/fold.h"

#include <string.h>

enum { MOST_BETWEEN = 10, FIRST_YEAR = 1789, LAST_YEAR = 2100 };

static const char *const NAMES[] = {"decret",  "loi",      "arrete",  "ordonnance",
                                    "article", "question", "moniteur"};
_Static_assert(sizeof NAMES / sizeof *NAMES == MENTION_KIND_COUNT, "one name each");

const char *mention_kind_name(enum mention_kind kind)
{
    return NAMES[kind];
}

static struct slice between(struct pieces *pieces, size_t first, size_t last)
{
    size_t start = piece_at(pieces, first)->start;
    return slice_of(pieces->text.ptr + start, piece_at(pieces, last)->end - start);
}

static bool is_capital(struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    for (size_t i = piece->start; i < piece->end; i++)
        if (pieces->text.ptr[i] < 'A' || pieces->text.ptr[i] > 'Z')
            return false;
    return piece->kind == PIECE_WORD;
}

// --- dates -----------------------------------------------------------------------------------------

static size_t digits_from(struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
        end++;
    return end - at;
}

static int number_at(struct slice text, size_t at, size_t len)
{
    int value = 0;
    for (size_t i = at; i < at + len; i++)
        value = value * 10 + (text.ptr[i] - '0');
    return value;
}

// « 12/04/2001 », « 12.4.2001 », « 2001-04-12 »: the piece behind it; `at` when there is none. Its separators may have
// been read as decimals: the bytes are looked at.
static size_t read_numeric_date(struct pieces *pieces, size_t at, uint32_t *date)
{
    enum { YEAR = 4 };
    struct slice text = pieces->text;
    size_t start = piece_at(pieces, at)->start, lens[3], places[3], end = start;
    for (int i = 0; i < 3; i++) {
        bool is_apart = i == 0 || (end < text.len && strchr("/.-", text.ptr[end]) &&
                                   text.ptr[end] == text.ptr[places[0] + lens[0]]);
        places[i] = end + (i > 0);
        lens[i] = is_apart ? digits_from(text, places[i]) : 0;
        end = places[i] + lens[i];
        if (lens[i] == 0 || lens[i] == 3 || lens[i] > YEAR)
            return at;
    }
    bool is_iso = lens[0] == YEAR;
    int year = is_iso ? 0 : 2, day = is_iso ? 2 : 0;
    if (lens[year] != YEAR || lens[1] == YEAR || lens[day] == YEAR)
        return at;
    int when = number_at(text, places[year], YEAR);
    uint32_t found = when < FIRST_YEAR || when > LAST_YEAR
                         ? DATE_NONE
                         : date_from_ymd(when, number_at(text, places[1], lens[1]),
                                         number_at(text, places[day], lens[day]));
    size_t next = at + 1;
    while (piece_at(pieces, next)->end > 0 && piece_at(pieces, next)->start < end)
        next++;
    if (found == DATE_NONE || piece_at(pieces, next - 1)->end != end)
        return at;
    *date = found;
    return next;
}

// « 12 avril 2001 », « 1er mai 1998 », « 12/04/2001 » at piece `at`: the piece behind it; `at` when there is none.
static size_t read_date(struct pieces *pieces, size_t at, uint32_t *date)
{
    const struct piece *day = piece_at(pieces, at);
    size_t next = at + 1, len;
    if (day->kind != PIECE_NUMBER)
        return at;
    next += piece_is_word(pieces, next, "er") && piece_at(pieces, next)->is_glued;
    const struct piece *month = piece_at(pieces, next), *year = piece_at(pieces, next + 1);
    if (month->kind != PIECE_WORD || year->kind != PIECE_NUMBER || !year->is_plain ||
        year->value < FIRST_YEAR || year->value > LAST_YEAR || !day->is_plain || day->value < 1 ||
        day->value > 31)
        return read_numeric_date(pieces, at, date);
    int number = months_at(between(pieces, next, next), &len);
    if (number == 0 || len != month->end - month->start)
        return at;
    *date = date_from_ymd((int)year->value, number, (int)day->value);
    return *date == DATE_NONE ? at : next + 2;
}

// --- norms -----------------------------------------------------------------------------------------

// Words that may stand between « arrêté » and its date.
static const char *const QUALIFIES[] = {
    "royal", "ministeriel", "regional", "du",         "gouvernement", "wallon",    "wallonne",
    "de",    "l",           "la",       "executif",   "programme",    "speciale",  "special",
    "le",    "flamand",     "francais", "communaute", "region",       "francaise", "organique",
    "d",     "reforme",     "cadre",    "generale",   "parlement",    "college",   NULL};

// « arrêté », « A.R. », « AGW » at piece `at`: the piece behind it; `at` when it is none. What is short needs no
// « du ».
static size_t read_kind(struct pieces *pieces, size_t at, enum mention_kind *kind, bool *is_short)
{
    static const struct {
        const char *word;
        enum mention_kind kind;
        bool is_short; // in capitals
    } norms[] = {{"decret", MENTION_DECREE, false},
                 {"decrets", MENTION_DECREE, false},
                 {"loi", MENTION_LAW, false},
                 {"lois", MENTION_LAW, false},
                 {"arrete", MENTION_ORDER, false},
                 {"arretes", MENTION_ORDER, false},
                 {"ordonnance", MENTION_ORDINANCE, false},
                 {"ordonnances", MENTION_ORDINANCE, false},
                 {"decr", MENTION_DECREE, false},
                 {"ar", MENTION_ORDER, true},
                 {"am", MENTION_ORDER, true},
                 {"agw", MENTION_ORDER, true},
                 {"agcf", MENTION_ORDER, true},
                 {"aerw", MENTION_ORDER, true}};
    enum { LETTERS = 5 };
    char letters[LETTERS + 1] = "";
    size_t end = at, count = 0;
    while (count < LETTERS && piece_at(pieces, end)->kind == PIECE_WORD &&
           piece_at(pieces, end)->end == piece_at(pieces, end)->start + 1 &&
           piece_is_sign(pieces, end + 1, ".")) {
        letters[count++] = piece_at(pieces, end)->folded[0];
        letters[count] = '\0';
        end += 2;
    }
    bool has_stops = count > 1;
    end = has_stops ? end : at + 1;
    const struct piece *piece = piece_at(pieces, at);
    const char *word = has_stops ? letters : piece->folded;
    for (size_t i = 0; i < sizeof norms / sizeof *norms; i++) {
        if (word[0] != norms[i].word[0] || strcmp(word, norms[i].word) != 0 ||
            piece->kind != PIECE_WORD || (has_stops && !norms[i].is_short) ||
            (norms[i].is_short && !is_capital(pieces, at)))
            continue;
        *kind = norms[i].kind;
        *is_short = norms[i].is_short;
        return end +
               (!has_stops && norms[i].kind == MENTION_DECREE && piece_is_sign(pieces, end, "."));
    }
    return at;
}

// « n° 2019-797 » of French laws: the piece behind it, or `at`.
static size_t skip_number(struct pieces *pieces, size_t at)
{
    if (!piece_is_word(pieces, at, "n") || !piece_is_degree(pieces, at + 1) ||
        piece_at(pieces, at + 2)->kind != PIECE_NUMBER)
        return at;
    size_t next = at + 3;
    while (piece_at(pieces, next)->is_glued &&
           (piece_is_sign(pieces, next, "-") || piece_at(pieces, next)->kind == PIECE_NUMBER))
        next++;
    return next;
}

// The piece behind the norm at `at`, or `at`.
static size_t read_norm(struct pieces *pieces, size_t at, struct mention *out)
{
    struct mention found = {.kind = MENTION_DECREE};
    bool is_short = false;
    size_t first = read_kind(pieces, at, &found.kind, &is_short), next = first;
    if (first == at)
        return at;
    while (next <= at + MOST_BETWEEN &&
           (piece_is_any(pieces, next, QUALIFIES) || piece_is_sign(pieces, next, "'-") ||
            piece_is(pieces, next, SLICE("’"))))
        next++;
    size_t dated = skip_number(pieces, next);
    dated += dated > next && piece_is_word(pieces, dated, "du");
    size_t end = read_date(pieces, dated, &found.date);
    bool has_du = piece_is_word(pieces, dated - 1, "du") || piece_is_word(pieces, dated - 1, "le");
    if (end == dated || (!has_du && !is_short))
        return at;
    found.text = between(pieces, at, end - 1);
    *out = found;
    return end;
}

// --- articles --------------------------------------------------------------------------------------

static bool is_roman(struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    return is_capital(pieces, at) && strspn(piece->folded, "ivx") == piece->end - piece->start;
}

// Whether a sign joins two numbers, glued to both; behind three digits or more of an article of a code, which begin at
// the byte `start`, the second may stand in the next line: « L. 1123-⏎3 ». Of others `start` is SIZE_MAX.
static bool is_joint(struct pieces *pieces, size_t at, size_t start)
{
    enum { LEAST_BEFORE = 3, MOST_BEHIND = 2 };
    const struct piece *sign = piece_at(pieces, at), *other = piece_at(pieces, at + 1);
    bool is_dash = piece_is_hyphen(pieces, at);
    if (other->kind != PIECE_NUMBER || !sign->is_glued ||
        (!is_dash && !piece_is_sign(pieces, at, "./")))
        return false;
    bool may_divide = is_dash && start < sign->start && sign->start - start >= LEAST_BEFORE;
    return other->is_glued || (may_divide && other->end - other->start <= MOST_BEHIND);
}

// « D.46 », « L1123-3 », « L. 1123-3 », « R*421-1 », « D.IV.4 », « 12bis », « 1er », « 275/1 ».
static size_t read_article_number(struct pieces *pieces, size_t at)
{
    static const char *const TAILS[] = {"er",     "bis",     "ter",    "quater", "quinquies",
                                        "sexies", "septies", "octies", NULL};
    const struct piece *first = piece_at(pieces, at);
    size_t next = at;
    if (first->kind == PIECE_WORD && first->end - first->start == 1) {
        next += 1 + piece_is_sign(pieces, at + 1, ".");
        next += piece_is_sign(pieces, next, "*");
        size_t roman = is_roman(pieces, next) ? next + 1 : next; // « D.IV.4 »
        roman += roman > next && piece_is_sign(pieces, roman, ".");
        next = piece_at(pieces, roman)->kind == PIECE_NUMBER ? roman : next;
        if (piece_at(pieces, next)->kind != PIECE_NUMBER)
            return at;
    } else if (first->kind != PIECE_NUMBER) {
        return at;
    }
    size_t start = first->kind == PIECE_WORD ? piece_at(pieces, next)->start : SIZE_MAX;
    for (next++;; next++) {
        const struct piece *piece = piece_at(pieces, next);
        bool is_part = piece->kind == PIECE_NUMBER || piece_is_degree(pieces, next);
        if (is_joint(pieces, next, start))
            next++;
        else if (!piece_is_any(pieces, next, TAILS) && !(piece->is_glued && is_part)) // « 12 bis »
            break;
    }
    return next;
}

// Behind « , § 2, alinéa 3, 1° ».
static size_t skip_parts(struct pieces *pieces, size_t at)
{
    static const char *const PARTS[] = {"alinea", "alineas", "paragraphe", "paragraphes",
                                        "er",     "premier", "point",      "et",
                                        "ou",     "bis",     NULL};
    size_t next = at;
    while (next < at + 3 * MOST_BETWEEN &&
           (piece_at(pieces, next)->kind == PIECE_NUMBER || piece_is_sign(pieces, next, ",") ||
            piece_is(pieces, next, SLICE("§")) || piece_is_degree(pieces, next) ||
            piece_is_any(pieces, next, PARTS)))
        next++;
    return next;
}

static bool is_name(struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    size_t capitals = 0;
    for (size_t i = piece->start; i < piece->end; i++)
        capitals += char_is_capital(pieces->text.ptr[i]);
    return piece->kind == PIECE_WORD && capitals >= 2;
}

static bool is_adjective(struct pieces *pieces, size_t at)
{
    static const char *const ENDS[] = {"al",  "ale", "ique", "aire", "if",
                                       "ive", "el",  "elle", "ien"};
    const struct piece *piece = piece_at(pieces, at);
    struct slice word = slice_from(piece->folded);
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (piece->kind == PIECE_WORD && slice_ends_with(word, slice_from(ENDS[i])))
            return true;
    return false;
}

static size_t skip_connectors(struct pieces *pieces, size_t at)
{
    static const char *const CONNECTORS[] = {"du", "de", "des", "la", "le", "l", "d", NULL};
    while (piece_is_any(pieces, at, CONNECTORS) || piece_is_sign(pieces, at, "'") ||
           piece_is(pieces, at, SLICE("’")))
        at++;
    return at;
}

// The act behind « article 12 »: « du CWATUP », « du Code du développement territorial », « de la Constitution », a
// norm with its date. The piece behind it; `at` when none is named.
static size_t read_act(struct pieces *pieces, size_t at, struct mention *out)
{
    static const char *const WHOSE[] = {"wallon", "bruxellois", "belge", "europeen", NULL};
    size_t first = skip_connectors(pieces, at), end;
    struct mention norm = {.date = DATE_NONE};
    if (first == at)
        return at;
    if (piece_is_word(pieces, first, "code")) {
        size_t code = first + 1 + piece_is_any(pieces, first + 1, WHOSE);
        size_t noun = skip_connectors(pieces, code);
        bool has_noun = noun > code && piece_at(pieces, noun)->kind == PIECE_WORD;
        end = has_noun ? noun + 1 : code;
        while (is_adjective(pieces, end))
            end++;
    } else if (piece_is_word(pieces, first, "constitution")) {
        end = first + 1;
    } else if (is_name(pieces, first)) {
        const struct piece *year = piece_at(pieces, first + 1);
        end = first + 1 +
              (year->kind == PIECE_NUMBER && year->is_plain && year->end - year->start == 2);
    } else {
        end = read_norm(pieces, first, &norm);
    }
    if (end == first)
        return at;
    out->act = between(pieces, first, end - 1);
    out->date = norm.date;
    out->act_kind = norm.kind;
    return end;
}

static size_t read_article(struct pieces *pieces, size_t at, struct mention *out)
{
    static const char *const WORDS[] = {"article", "articles", "art", NULL};
    struct mention found = {.kind = MENTION_ARTICLE};
    if (!piece_is_any(pieces, at, WORDS))
        return at;
    size_t number = at + 1 + piece_is_sign(pieces, at + 1, ".");
    size_t end = read_article_number(pieces, number);
    if (end == number)
        return at;
    found.number = between(pieces, number, end - 1);
    size_t act = skip_parts(pieces, end);
    size_t behind = read_act(pieces, act, &found);
    end = behind > act ? behind : end;
    found.text = between(pieces, at, end - 1);
    *out = found;
    return end;
}

// --- questions, the Moniteur -----------------------------------------------------------------------

static size_t read_question(struct pieces *pieces, size_t at, struct mention *out)
{
    static const char *const KINDS[] = {"ecrite", "orale", "parlementaire", NULL};
    static const char *const MARKS[] = {"n", "no", "nr", "numero", NULL};
    struct mention found = {.kind = MENTION_QUESTION};
    size_t next = at + 1;
    if (!piece_is_word(pieces, at, "question"))
        return at;
    while (piece_is_any(pieces, next, KINDS))
        next++;
    if (!piece_is_any(pieces, next, MARKS))
        return at;
    next += piece_is_degree(pieces, next + 1) || piece_is_sign(pieces, next + 1, ".") ? 2 : 1;
    const struct piece *number = piece_at(pieces, next);
    if (number->kind != PIECE_NUMBER || number->value < 1 || number->value >= 1e9 ||
        number->value != (double)(uint32_t)number->value || piece_is_word(pieces, next - 1, "n"))
        return at;
    found.question = (uint32_t)number->value;
    size_t end = next + 1;
    size_t from = end + (piece_is_sign(pieces, end, "(") ? 1 : 0);
    from += piece_is_word(pieces, from, "session");
    const struct piece *first = piece_at(pieces, from), *second = piece_at(pieces, from + 2);
    bool is_session = first->kind == PIECE_NUMBER && piece_is_sign(pieces, from + 1, "-/") &&
                      second->kind == PIECE_NUMBER && first->value >= FIRST_YEAR &&
                      first->value <= LAST_YEAR &&
                      (second->value == first->value + 1 ||
                       second->value == (double)(((uint32_t)first->value + 1) % 100));
    if (is_session) {
        found.session_from = (uint32_t)first->value;
        end = from + 3 + piece_is_sign(pieces, from + 3, ")");
    }
    found.text = between(pieces, at, end - 1);
    *out = found;
    return end;
}

static size_t read_gazette(struct pieces *pieces, size_t at, struct mention *out)
{
    struct mention found = {.kind = MENTION_GAZETTE};
    size_t next = at;
    if (piece_is_word(pieces, at, "moniteur") && piece_is_word(pieces, at + 1, "belge"))
        next = at + 2;
    else if (piece_is_word(pieces, at, "m") && piece_is_sign(pieces, at + 1, ".") &&
             piece_is_word(pieces, at + 2, "b") && piece_at(pieces, at + 2)->is_glued)
        next = at + 3 + piece_is_sign(pieces, at + 3, ".");
    else
        return at;
    next += piece_is_sign(pieces, next, ",");
    next += piece_is_word(pieces, next, "du") || piece_is_word(pieces, next, "le");
    size_t end = read_date(pieces, next, &found.date);
    if (end == next)
        return at;
    found.text = between(pieces, at, end - 1);
    *out = found;
    return end;
}

// --- all of them -----------------------------------------------------------------------------------

static size_t read_any(struct pieces *pieces, struct mention *out)
{
    size_t end = 0;
    switch (piece_at(pieces, 0)->folded[0]) {
    case 'a':
        end = read_article(pieces, 0, out);
        return end > 0 ? end : read_norm(pieces, 0, out);
    case 'd':
    case 'l':
    case 'o':
        return read_norm(pieces, 0, out);
    case 'q':
        return read_question(pieces, 0, out);
    case 'm':
        return read_gazette(pieces, 0, out);
    default:
        return 0;
    }
}

// --- where to look ---------------------------------------------------------------------------------

static char folded_accent(struct slice text, size_t *at)
{
    char room[2 * FOLD_MAX_GROWTH];
    struct buf folded = buf_over(room, sizeof room);
    if (!pieces_has_letter(text, *at))
        return ' ';
    if (text.ptr[*at] != '\xc3')
        return '\0';
    fold_append(&folded, fold_cut(slice_from_offset(text, *at), 2));
    *at += 2;
    return folded.len == 1 ? room[0] : '\0';
}

// The letter that the character at *at folds to, behind which that moves; 0: more than one, or another script's; a
// space: it ends the word.
static inline char folded_letter(struct slice text, size_t *at)
{
    bool is_ascii = (unsigned char)text.ptr[*at] < 0x80;
    return is_ascii ? (char)(text.ptr[(*at)++] | 0x20) : folded_accent(text, at);
}

// Whether the word at `at` begins so, folded, or may do so.
static bool may_begin(struct slice text, size_t at, const char *with)
{
    for (; *with && at < text.len; with++) {
        char letter = folded_letter(text, &at);
        if (letter != *with)
            return letter == '\0';
    }
    return *with == '\0';
}

static bool is_letter(unsigned char c)
{
    return c >= 0x80 || char_is_letter((char)c);
}

// Whether the word at `at` may be one that read_any() knows: only what cannot is refused.
static bool may_cite(struct slice text, size_t at)
{
    unsigned char first = (unsigned char)text.ptr[at];
    unsigned char second = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : ' ';
    size_t behind = at;
    switch (folded_letter(text, &behind)) {
    case 'a':
        return may_begin(text, at, "arret") || may_begin(text, at, "art") ||
               (first == 'A' && (!is_letter(second) || strchr("RMGE", second)));
    case 'd':
        return may_begin(text, at, "decr");
    case 'l':
        return may_begin(text, at, "loi");
    case 'm':
        return !is_letter(second) || may_begin(text, at, "moniteur");
    case 'o':
        return may_begin(text, at, "ordonnance");
    case 'q':
        return may_begin(text, at, "question");
    case '\0':
        return true;
    default:
        return false;
    }
}

bool mention_next(struct slice text, size_t *at, struct mention *out)
{
    uint64_t (*const find)(struct slice text, size_t at) = mention_leads_best()->find;
    struct pieces pieces;
    for (; *at < text.len; *at += LEADS_BLOCK) {
        for (uint64_t leads = find(text, *at); leads; leads &= leads - 1) {
            size_t start = *at + (size_t)__builtin_ctzll(leads);
            if (!may_cite(text, start) || !pieces_has_word(text, start))
                continue;
            pieces_begin(slice_from_offset(text, start), &pieces);
            size_t end = read_any(&pieces, out);
            if (end == 0)
                continue;
            *at = start + piece_at(&pieces, end - 1)->end;
            return true;
        }
    }
    *at = text.len;
    return false;
}
