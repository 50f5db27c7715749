// Reading numbers of French prose. See quantity.h.
//
// The sentence is cut into words, numbers and signs; then each number, in digits or words, is asked what stands around
// it. Whatever makes it a name of something (a word of reference before it, a letter or a dash glued to it) or a date
// ends the matter; what is left is a quantity, and the word behind it its unit. In doubt it is none: a figure missed is
// in the text still, a decree's number told as a count is a lie.
#include "engine/text/quantity.h"

#include "engine/text/pieces.h"
#include "stemmer/months.h"

#include <math.h>
#include <string.h>

enum { FIRST_YEAR = 1800, LAST_YEAR = 2100 };

typedef const char *const word_list[];

// What makes the number after it a name.
static word_list REFERENCES = {
    "article",  "articles",   "art",         "alinea",    "alineas",   "paragraphe", "paragraphes",
    "chapitre", "titre",      "annexe",      "annexes",   "numero",    "numeros",    "no",
    "nr",       "page",       "pages",       "p",         "pp",        "question",   "questions",
    "point",    "points",     "section",     "livre",     "tome",      "figure",     "tableau",
    "decret",   "arrete",     "directive",   "reglement", "loi",       "route",      "rn",
    "ligne",    "bulletin",   "phase",       "etape",     "chambre",   "doc",        "document",
    "version",  "formulaire", "cerfa",       "tel",       "telephone", "fax",        "bp",
    "cp",       "code",       "lot",         "objectif",  "axe",       "fiche",      "norme",
    "iso",      "covid",      "categorie",   "zone",      "type",      "classe",     "action",
    "division", "circulaire", "considerant", "rubrique",  "case",      "cases",      NULL};

// What a unit may be of a number that looks like a year, and what may be glued to one.
static word_list SURE_UNITS = {
    "euros",    "euro",        "eur",       "personnes", "habitants", "km",         "kilometres",
    "m²",       "tonnes",      "heures",    "hectares",  "ha",        "emplois",    "travailleurs",
    "salaries", "metres",      "places",    "logements", "agents",    "fois",       "dossiers",
    "demandes", "entreprises", "jours",     "ans",       "mois",      "m3",         "kg",
    "kwh",      "mwh",         "gwh",       "mw",        "kw",        "caracteres", "eleves",
    "communes", "plaintes",    "vehicules", "francs",    "tonnes",    "unites",     "cm",
    "mm",       "min",         NULL};

static word_list TIMES = {"jour",      "jours",   "mois",     "an",        "ans",        "annee",
                          "annees",    "heure",   "heures",   "minute",    "minutes",    "seconde",
                          "secondes",  "semaine", "semaines", "trimestre", "trimestres", "semestre",
                          "semestres", "min",     NULL};
static word_list MONEY = {"euro", "euros", "eur", "franc", "francs", "dollars", NULL};

// What no unit is, though it follows a number.
static word_list NO_UNITS = {
    "et",      "ou",      "a",       "au",      "aux",     "dans",    "en",      "sur",    "pour",
    "par",     "qui",     "que",     "dont",    "est",     "sont",    "ont",     "avait",  "etait",
    "etaient", "ete",     "le",      "la",      "les",     "un",      "une",     "ce",     "cette",
    "ces",     "mais",    "car",     "si",      "du",      "des",     "sera",    "seront", "avec",
    "sans",    "sous",    "vers",    "chez",    "soit",    "se",      "s",       "il",     "elle",
    "ils",     "elles",   "on",      "nous",    "vous",    "je",      "ne",      "n",      "y",
    "lors",    "selon",   "entre",   "depuis",  "comme",   "afin",    "lorsque", "quand",  "ainsi",
    "alors",   "donc",    "puis",    "pendant", "jusqu",   "suivant", "qu",      "plus",   "moins",
    "environ", "minimum", "maximum", "inclus",  "compris", "tous",    "toutes",  "tout",   "the",
    "of",      NULL};

// Before the noun that is counted.
static word_list ADJECTIVES = {"nouveaux", "nouvelles", "nouveau",   "nouvelle", "autres",
                               "autre",    "premiers",  "premieres", "derniers", "dernieres",
                               "grands",   "grandes",   "petits",    "petites",  "jeunes",
                               "anciens",  "anciennes", NULL};

struct numeral {
    const char *word;
    unsigned value;
};

static const struct numeral NUMERALS[] = {
    {"un", 1},        {"une", 1},        {"deux", 2},      {"trois", 3},     {"quatre", 4},
    {"cinq", 5},      {"six", 6},        {"sept", 7},      {"huit", 8},      {"neuf", 9},
    {"dix", 10},      {"onze", 11},      {"douze", 12},    {"treize", 13},   {"quatorze", 14},
    {"quinze", 15},   {"seize", 16},     {"vingt", 20},    {"vingts", 20},   {"trente", 30},
    {"quarante", 40}, {"cinquante", 50}, {"soixante", 60}, {"septante", 70}, {"octante", 80},
    {"huitante", 80}, {"nonante", 90},   {"cent", 100},    {"cents", 100},   {"mille", 1000},
};
static const struct numeral COLLECTIVES[] = {
    {"dizaine", 10},    {"douzaine", 12},    {"quinzaine", 15},    {"vingtaine", 20},
    {"trentaine", 30},  {"quarantaine", 40}, {"cinquantaine", 50}, {"soixantaine", 60},
    {"centaine", 100},  {"millier", 1000},   {"douzaines", 12},    {"centaines", 100},
    {"milliers", 1000}, {"dizaines", 10},
};
static const struct numeral SCALES[] = {
    {"mille", 1000},           {"millier", 1000},     {"milliers", 1000},
    {"million", 1000000},      {"millions", 1000000}, {"milliard", 1000000000},
    {"milliards", 1000000000}, {"mio", 1000000},      {"mia", 1000000000},
};

#define VALUE_OF(word, table) value_of(word, table, sizeof(table) / sizeof *(table))
static double value_of(const char *word, const struct numeral *table, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, table[i].word) == 0)
            return table[i].value;
    return 0;
}

// --- what a number is no quantity by ---------------------------------------------------------------

// « D.46 », « 2019/C/42 », « n°12 », « A4 », « §3 », « 02/123 ».
static bool is_glued_before(struct pieces *pieces, size_t at)
{
    const struct piece *before = piece_at(pieces, at - 1);
    if (at == 0)
        return false;
    if (piece_is_degree(pieces, at - 1) || piece_is(pieces, at - 1, SLICE("§")))
        return true;
    if (piece_is_sign(pieces, at - 1, ".") && before->is_glued && at >= 2 &&
        piece_at(pieces, at - 2)->end - piece_at(pieces, at - 2)->start == 1)
        return true; // « L. 1234 », « p. 12 »
    if (piece_is_sign(pieces, at - 1, ")") && piece_at(pieces, at - 2)->kind == PIECE_NUMBER)
        return true; // « 516 (2022-2023) 1 »
    if (!pieces->items[at].is_glued)
        return false;
    bool is_time = piece_is_sign(pieces, at - 1, ":") && at >= 2 &&
                   piece_at(pieces, at - 2)->kind == PIECE_NUMBER;
    return before->kind != PIECE_SIGN || is_time || piece_is_sign(pieces, at - 1, "./-_#@&=+\\");
}

static bool is_unit_word(const struct piece *piece)
{
    return piece_is_among(piece, SURE_UNITS) || strcmp(piece->folded, "m") == 0 ||
           VALUE_OF(piece->folded, SCALES) > 0;
}

// Where the money of « M€ », « Mds EUR », « M d'euros » stands; 0: nowhere.
static size_t short_money(struct pieces *pieces, size_t at)
{
    static word_list WORDS = {"eur", "euro", "euros", NULL};
    if (piece_is_word(pieces, at, "d"))
        at += piece_is_sign(pieces, at + 1, "'") || piece_is(pieces, at + 1, SLICE("’")) ? 2 : 1;
    return piece_is(pieces, at, SLICE("€")) || piece_is_any(pieces, at, WORDS) ? at : 0;
}

// What « k€ », « M€ », « Mds d'euros », « M EUR » multiply by; 0: none stands there.
static double short_scale(struct pieces *pieces, size_t at)
{
    static const struct numeral SHORT[] = {
        {"k", 1000}, {"md", 1000000000}, {"mds", 1000000000}, {"m", 1000000}};
    const struct piece *word = piece_at(pieces, at);
    double scale = word->kind == PIECE_WORD ? VALUE_OF(word->folded, SHORT) : 0;
    return scale > 0 && short_money(pieces, at + 1) > 0 ? scale : 0;
}

// « 1er », « 12° », « 12h30 », « 55-B015 », « 1.2.3 »; at the beginning also « 1) » and « 2. ».
static bool is_glued_after(struct pieces *pieces, size_t at)
{
    const struct piece *next = piece_at(pieces, at + 1);
    if (piece_is_degree(pieces, at + 1))
        return true;
    if (at + 1 >= pieces->count || !next->is_glued)
        return false;
    if (at == 0 && piece_is_sign(pieces, 1, ".)-"))
        return true;
    if (next->kind == PIECE_WORD)
        return !is_unit_word(next) && strcmp(next->folded, "m") != 0 &&
               short_scale(pieces, at + 1) == 0;
    bool goes_on =
        piece_at(pieces, at + 2)->is_glued && piece_at(pieces, at + 2)->kind == PIECE_NUMBER;
    return piece_is_sign(pieces, at + 1, "/-_@") ||
           (goes_on && piece_is_sign(pieces, at + 1, ".,:"));
}

// Whether a word of reference stands before the number, or before one that it is in a row with: « articles 12, 13
// et 14 ».
static bool is_reference(struct pieces *pieces, size_t at)
{
    while (at > 0) {
        const struct piece *before = &pieces->items[at - 1];
        if (piece_is_among(before, REFERENCES))
            return true;
        bool is_link = piece_is_sign(pieces, at - 1, ",.") || strcmp(before->folded, "et") == 0 ||
                       strcmp(before->folded, "a") == 0 || strcmp(before->folded, "ou") == 0 ||
                       strcmp(before->folded, "au") == 0;
        if (!is_link || at < 2)
            return false;
        const struct piece *other = &pieces->items[at - 2];
        if (piece_is_sign(pieces, at - 1, ".") && other->kind == PIECE_WORD)
            return piece_is_among(other, REFERENCES); // « art. 12 »
        if (other->kind != PIECE_NUMBER)
            return false;
        if (is_glued_before(pieces, at - 2))
            return true;
        at -= 2;
    }
    return false;
}

// « 081 32 12 11 », « 0800 »: no quantity has a nought before other digits.
static bool is_telephone(struct pieces *pieces, size_t at)
{
    while (at > 0 && pieces->items[at - 1].kind == PIECE_NUMBER)
        at--;
    const struct piece *first = &pieces->items[at];
    return pieces->text.ptr[first->start] == '0' && first->is_plain &&
           first->end > first->start + 1;
}

// --- dates -----------------------------------------------------------------------------------------

static bool is_month(struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    size_t len;
    return piece->kind == PIECE_WORD &&
           months_at(slice_of(pieces->text.ptr + piece->start, piece->end - piece->start), &len) >
               0 &&
           len == piece->end - piece->start;
}

static void note_year(struct quantities *out, const struct piece *piece)
{
    if (out->year_count < QUANTITY_MOST)
        out->years[out->year_count++] =
            (struct quantity_year){piece->start, (uint32_t)piece->value};
}

static bool looks_like_year(const struct piece *piece)
{
    return piece->kind == PIECE_NUMBER && piece->is_plain && piece->end - piece->start == 4 &&
           piece->value >= FIRST_YEAR && piece->value <= LAST_YEAR;
}

// A year, unless what follows it is certainly counted.
static bool is_year(struct pieces *pieces, size_t at)
{
    const struct piece *next = piece_at(pieces, at + 1);
    if (!looks_like_year(&pieces->items[at]))
        return false;
    if (is_month(pieces, at - 1) || piece_is(pieces, at + 1, SLICE("%")))
        return is_month(pieces, at - 1);
    if (piece_is_among(next, ADJECTIVES))
        next = piece_at(pieces, at + 2);
    bool is_counted = piece_is(pieces, at + 1, SLICE("€")) || piece_is_among(next, SURE_UNITS);
    return !is_counted;
}

// « 12 avril 2001 », « le 3 mai »: how many pieces; the year among them is noted when it is asked itself.
static bool is_day(struct pieces *pieces, size_t at)
{
    const struct piece *piece = &pieces->items[at];
    size_t next = at + 1;
    if (!piece->is_plain || piece->value < 1 || piece->value > 31)
        return false;
    while (piece_is(pieces, next, SLICE("et")) || piece_is(pieces, next, SLICE("au")) ||
           piece_at(pieces, next)->kind == PIECE_NUMBER)
        next++; // « les 3 et 4 mai »
    return is_month(pieces, next);
}

static bool is_no_quantity(struct pieces *pieces, size_t at)
{
    return is_glued_before(pieces, at) || is_glued_after(pieces, at) || is_reference(pieces, at) ||
           is_day(pieces, at) || is_telephone(pieces, at);
}

// --- units -----------------------------------------------------------------------------------------

static void set_unit(struct quantity *quantity, struct pieces *pieces, size_t first, size_t last)
{
    const struct piece *from = piece_at(pieces, first), *to = piece_at(pieces, last);
    quantity->unit = slice_of(pieces->text.ptr + from->start, to->end - from->start);
    quantity->unit_start = from->start;
    quantity->end = to->end;
    if (piece_is_among(to, TIMES))
        quantity->kind = QUANTITY_TIME;
    if (piece_is_among(to, MONEY)) {
        quantity->kind = QUANTITY_MONEY;
        if (strcmp(to->folded, "euro") == 0 || strcmp(to->folded, "eur") == 0)
            quantity->unit = SLICE("euros");
    }
}

static void set_sign(struct quantity *quantity, const struct piece *sign, enum quantity_kind kind)
{
    quantity->unit = kind == QUANTITY_SHARE ? SLICE("%") : SLICE("euros");
    quantity->unit_start = sign->start;
    quantity->kind = kind;
    quantity->end = sign->end > quantity->end ? sign->end : quantity->end;
}

static size_t read_short_scale(struct pieces *pieces, size_t at, struct quantity *quantity)
{
    double scale = short_scale(pieces, at);
    if (scale == 0)
        return at;
    quantity->value *= scale;
    quantity->scale *= scale;
    return short_money(pieces, at + 1);
}

static void find_unit(struct pieces *pieces, size_t at, bool is_noun, struct quantity *quantity)
{
    at = read_short_scale(pieces, at, quantity);
    bool has_de = strcmp(piece_at(pieces, at)->folded, "de") == 0 ||
                  strcmp(piece_at(pieces, at)->folded, "d") == 0;
    if (is_noun && has_de) {
        at++;
        at += piece_is_sign(pieces, at, "'") || piece_is(pieces, at, SLICE("’"));
    }
    const struct piece *piece = piece_at(pieces, at);
    if (piece_is_sign(pieces, at, "%")) {
        set_sign(quantity, piece, QUANTITY_SHARE);
    } else if (piece_is(pieces, at, SLICE("€"))) {
        set_sign(quantity, piece, QUANTITY_MONEY);
    } else if (strcmp(piece->folded, "pour") == 0 && piece_is_word(pieces, at + 1, "mille")) {
        set_unit(quantity, pieces, at, at + 1);
    } else if (strcmp(piece->folded, "pour") == 0 &&
               strcmp(piece_at(pieces, at + 1)->folded, "cent") == 0) {
        set_sign(quantity, piece_at(pieces, at + 1), QUANTITY_SHARE);
    } else if (piece->kind == PIECE_WORD && !piece_is_among(piece, NO_UNITS)) {
        const struct piece *next = piece_at(pieces, at + 1);
        bool goes_on = piece_is_among(piece, ADJECTIVES) && next->kind == PIECE_WORD &&
                       !piece_is_among(next, NO_UNITS);
        set_unit(quantity, pieces, at, goes_on ? at + 1 : at);
    }
}

// « EUR 1.000 », « € 500 », « M€ 5 »; not before byte `from`: of « 5 € 12 » the sign is the first one's.
static void find_unit_before(struct pieces *pieces, size_t at, size_t from,
                             struct quantity *quantity)
{
    if (at == 0 || quantity->kind == QUANTITY_MONEY || pieces->items[at - 1].start < from)
        return;
    const struct piece *before = &pieces->items[at - 1];
    if (!piece_is(pieces, at - 1, SLICE("€")) && strcmp(before->folded, "eur") != 0)
        return;
    double scale = at > 1 && pieces->items[at - 2].start >= from ? short_scale(pieces, at - 2) : 0;
    quantity->start = scale > 0 ? pieces->items[at - 2].start : before->start;
    quantity->value *= scale > 0 ? scale : 1;
    quantity->end = quantity->unit_start > 0 ? quantity->unit_start : quantity->end;
    set_sign(quantity, before, QUANTITY_MONEY);
}

// --- numbers ---------------------------------------------------------------------------------------

static bool is_dash(struct pieces *pieces, size_t at)
{
    return piece_is_sign(pieces, at, "-") && pieces->items[at].is_glued;
}

// The numeral that goes on with a group of them, behind a dash or « et »: « vingt et un », « soixante-et-onze ».
static size_t next_numeral(struct pieces *pieces, size_t at, double group)
{
    size_t linked = at + is_dash(pieces, at);
    if (!piece_is(pieces, linked, SLICE("et")) || group < 20)
        return linked;
    size_t next = linked + 1 + is_dash(pieces, linked + 1);
    double one = VALUE_OF(piece_at(pieces, next)->folded, NUMERALS);
    return one == 1 || (one == 11 && (uint32_t)group % 100 == 60) ? next : linked;
}

// « trois cents », « quatre-vingt-dix », « vingt et un mille »: the piece behind the last word; `at` when there is
// none.
static size_t read_numerals(struct pieces *pieces, size_t at, double *value)
{
    double total = 0, group = 0;
    size_t end = at;
    for (size_t i = at; i < pieces->count;) {
        const struct piece *piece = &pieces->items[i];
        double one = piece->kind == PIECE_WORD ? VALUE_OF(piece->folded, NUMERALS) : 0;
        if (one == 0)
            break;
        if (one == 1000) {
            total += (group > 0 ? group : 1) * 1000;
            group = 0;
        } else if (one == 100) {
            group = (group > 0 ? group : 1) * 100;
        } else if (one == 20 && (uint32_t)group % 10 == 4 && (uint32_t)group % 100 < 10) {
            group += 76; // quatre-vingts
        } else {
            group += one;
        }
        end = ++i;
        i = next_numeral(pieces, i, group);
    }
    *value = total + group;
    return end;
}

// Words that are more often no number: an article, an adjective.
static bool is_doubtful(struct pieces *pieces, size_t at, size_t end)
{
    const char *word = pieces->items[at].folded;
    if (end != at + 1)
        return false;
    const struct piece *next = piece_at(pieces, end);
    bool has_scale = next->kind == PIECE_WORD && (VALUE_OF(next->folded, SCALES) > 0 ||
                                                  VALUE_OF(next->folded, COLLECTIVES) > 0);
    if (strcmp(word, "un") == 0 || strcmp(word, "une") == 0)
        return !has_scale;
    return strcmp(word, "neuf") == 0 && !has_scale && !piece_is_among(next, SURE_UNITS);
}

// Whether the noun tells a part of its number: « un demi-million », « un quart de million », « 0,5-1,5 million ».
static bool is_part(struct pieces *pieces, size_t at)
{
    static word_list PARTS = {"demi", "de", NULL};
    return at > 0 && (pieces->items[at - 1].kind == PIECE_NUMBER || is_dash(pieces, at - 1) ||
                      piece_is_any(pieces, at - 1, PARTS));
}

// Million, centaine… behind a number or, a noun in the singular, by itself.
static size_t read_scales(struct pieces *pieces, size_t at, bool is_alone, double *value,
                          bool *is_noun)
{
    while (piece_at(pieces, at)->kind == PIECE_WORD) {
        const char *word = piece_at(pieces, at)->folded;
        double collective = VALUE_OF(word, COLLECTIVES), scale = VALUE_OF(word, SCALES);
        bool is_several = word[strlen(word) - (*word != '\0')] == 's';
        if (collective == 0 && scale == 0)
            return at;
        if (is_alone && (is_several || is_part(pieces, at)))
            return at; // « des centaines », « des millions »: nobody knows how many
        *value = (is_alone ? 1 : *value) * (collective > 0 ? collective : scale);
        *is_noun |= strcmp(word, "mille") != 0;
        is_alone = false;
        at++;
    }
    return at;
}

// « et demi », « et quart » of a step: the piece behind; `at` when it does not stand there.
static size_t read_half(struct pieces *pieces, size_t at, double step, double *value)
{
    static const struct numeral PARTS[] = {{"demi", 2}, {"demie", 2}, {"quart", 4}};
    double parts = VALUE_OF(piece_at(pieces, at + 1)->folded, PARTS);
    if (!piece_is(pieces, at, SLICE("et")) || parts == 0 || is_dash(pieces, at + 2))
        return at;
    *value += step / parts;
    return at + 2;
}

// What goes on behind a scale: « 3 millions 200.000 », « deux milliards trois cents millions », « un million et demi ».
static size_t read_rest(struct pieces *pieces, size_t at, double *value)
{
    for (double scale; (scale = VALUE_OF(piece_at(pieces, at - 1)->folded, SCALES)) > 0;) {
        const struct piece *piece = piece_at(pieces, at);
        double more = piece->value;
        bool is_number = piece->kind == PIECE_NUMBER, is_noun = false;
        size_t end = is_number ? at + 1 : read_numerals(pieces, at, &more), number_end = end;
        bool is_other = is_number ? looks_like_year(piece) || is_no_quantity(pieces, at)
                                  : is_doubtful(pieces, at, end);
        if (end == at || is_other)
            return read_half(pieces, at, scale, value);
        end = read_scales(pieces, end, false, &more, &is_noun);
        // « 2 millions 15 jours » are two numbers, and nobody knows what « 2 millions 500 » are.
        bool is_little = end == number_end && more < (is_number ? 1000 : 100);
        if (more >= scale || is_little)
            return at;
        *value += more;
        at = end;
    }
    return at;
}

// « deux ans et demi »: behind the unit.
static void add_half(struct pieces *pieces, size_t at, struct quantity *quantity)
{
    while (at < pieces->count && pieces->items[at].start < quantity->end)
        at++;
    if (quantity->unit.len > 0 && read_half(pieces, at, 1, &quantity->value) > at)
        quantity->end = pieces->items[at + 1].end;
}

// Reads a quantity that begins with piece `at`; the piece behind its number, or `at` when it is none.
static size_t read_quantity(struct pieces *pieces, size_t at, struct quantities *out)
{
    const struct piece *piece = &pieces->items[at];
    struct quantity quantity = {.start = piece->start, .value = piece->value, .scale = 1};
    size_t end = at + 1;
    bool is_noun = false;
    if (piece->kind == PIECE_WORD) {
        end = read_numerals(pieces, at, &quantity.value);
        if (end > at && is_doubtful(pieces, at, end))
            return at;
        bool is_name =
            piece_is_sign(pieces, end, "-") && piece_at(pieces, end)->is_glued; // Trois-Ponts
        if (end > at && (is_name || is_reference(pieces, at) || is_month(pieces, end)))
            return end;
    }
    bool has_mille = end > at && piece_is_word(pieces, end - 1, "mille");
    double number = has_mille ? quantity.value / 1000 : quantity.value;
    end = read_scales(pieces, end, end == at, &quantity.value, &is_noun);
    if (end == at)
        return at;
    quantity.scale = number > 0 ? quantity.value / number : 1;
    end = read_rest(pieces, end, &quantity.value);
    quantity.end = pieces->items[end - 1].end;
    find_unit(pieces, end, is_noun, &quantity);
    add_half(pieces, end, &quantity);
    find_unit_before(pieces, at, out->count > 0 ? out->items[out->count - 1].end : 0, &quantity);
    if (quantity.unit.len > 0 || quantity.value >= 10 || piece->kind == PIECE_NUMBER)
        out->items[out->count++] = quantity;
    return end;
}

// Whether two numbers are a range, or either may hold: « 5 à 10 », « 5 ou 10 »; not « 24 h sur 24 et 7 jours ».
static bool is_range(struct slice text, const struct quantity *first, const struct quantity *second)
{
    static const char *const LINKS[] = {"à", "et", "ou", "-", "–"};
    if (first->unit.len > 0 || second->start < first->end)
        return false;
    struct slice before = slice_trim(slice_of(text.ptr, first->start));
    struct slice between = slice_of(text.ptr + first->end, second->start - first->end);
    between = slice_trim(between);
    if (slice_equal(between, SLICE("et")) && slice_ends_with(before, SLICE(" sur")))
        return false;
    size_t i = 0;
    while (i < sizeof LINKS / sizeof *LINKS && !slice_equal(between, slice_from(LINKS[i])))
        i++;
    return i < sizeof LINKS / sizeof *LINKS;
}

// What the first number of a range is: « 5 à 10 millions » are two of millions, « 5 à une dizaine » are not; below 0:
// nobody knows, as of « 800 à 1,2 million » and « 20 à 30 000 ».
static double value_in_range(const struct quantity *first, const struct quantity *second)
{
    enum { THOUSAND = 1000 };
    double scaled = first->value * second->scale, thousands = first->value * THOUSAND;
    if (first->scale != 1 || first->value == 0)
        return first->value;
    if (second->scale == 1 && thousands < second->value && fmod(second->value, THOUSAND) == 0)
        return -1;
    bool is_broken =
        first->value != floor(first->value); // « 52,8 et 8,5 millions »: nobody counts so
    if (scaled < second->value || (second->scale > THOUSAND && is_broken))
        return scaled;
    return second->scale > THOUSAND && first->value < THOUSAND ? -1 : first->value;
}

// The first of « 5 à 10 jours » counts what the second does, and that of « 5 à 10 millions » millions.
static void share_units(struct pieces *pieces, struct quantities *out)
{
    for (size_t i = out->count; i-- > 1;) {
        struct quantity *first = &out->items[i - 1];
        const struct quantity *second = &out->items[i];
        if (!is_range(pieces->text, first, second))
            continue;
        double value = value_in_range(first, second);
        if (value < 0) {
            memmove(first, second, (out->count - i) * sizeof *first);
            out->count--;
            continue;
        }
        first->scale = value > first->value ? second->scale : first->scale;
        first->value = value;
        if (second->unit.len > 0) {
            first->unit = second->unit;
            first->unit_start = second->unit_start;
            first->kind = second->kind;
        }
    }
}

void quantity_find(struct slice sentence, struct quantities *out)
{
    struct pieces pieces;
    out->count = out->year_count = 0;
    if (sentence.len == 0)
        return;
    pieces_cut(sentence, &pieces);
    for (size_t at = 0; at < pieces.count && out->count < QUANTITY_MOST;) {
        const struct piece *piece = &pieces.items[at];
        if (piece->kind == PIECE_NUMBER && is_year(&pieces, at))
            note_year(out, piece);
        else if (piece->kind == PIECE_WORD ||
                 (piece->kind == PIECE_NUMBER && !is_no_quantity(&pieces, at))) {
            size_t end = read_quantity(&pieces, at, out);
            at = end > at ? end : at + 1;
            while (out->count > 0 && at < pieces.count &&
                   pieces.items[at].start < out->items[out->count - 1].end)
                at++; // a unit is no number of its own
            continue;
        }
        at++;
    }
    share_units(&pieces, out);
}
