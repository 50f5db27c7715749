// Finding communes and provinces in prose. See place.h.
//
// A text is cut into pieces (pieces.h). A word with a capital is looked up among the first words of the names; of the
// names that begin there the longest that stands in full is taken, hyphens, spaces and apostrophes alike, accents or
// not. Then what stands before it decides: nothing more is asked of names like no other (PLAIN), unless it says that
// this is no place; of words and surnames (WORD) a preposition or a noun of places, of names of places elsewhere as
// well (ELSEWHERE) a noun that only communes have.
#include "engine/text/place.h"

#include "engine/text/pieces.h"
#include "engine/text/place_list.h"

#include <stdint.h>
#include <string.h>

enum { OVERLAP = 12 };

struct slice place_province(struct slice commune)
{
    for (size_t i = 0; i < PLACE_NAME_COUNT; i++)
        if (slice_equal(commune, slice_from(PLACE_NAMES[i].commune)))
            return slice_from(PLACE_PROVINCES[PLACE_NAMES[i].province].name);
    return SLICE_NONE;
}

// --- names -----------------------------------------------------------------------------------------

static bool has_capital(const struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    struct slice word = slice_of(pieces->text.ptr + piece->start, piece->end - piece->start);
    return piece->kind == PIECE_WORD &&
           ((word.ptr[0] >= 'A' && word.ptr[0] <= 'Z') || slice_starts_with(word, SLICE("É")));
}

static bool is_joint(const struct pieces *pieces, size_t at)
{
    return piece_is_sign(pieces, at, "-'") || piece_is(pieces, at, SLICE("’"));
}

// The piece behind the name at `at`, or `at`.
static size_t match_name(const struct pieces *pieces, size_t at, const char *key)
{
    size_t next = at;
    while (*key) {
        next += next > at && is_joint(pieces, next);
        size_t len = strcspn(key, " ");
        const struct piece *piece = piece_at(pieces, next);
        if (piece->kind != PIECE_WORD || strlen(piece->folded) != len ||
            memcmp(piece->folded, key, len) != 0)
            return at;
        next++;
        key += len + (key[len] == ' ');
    }
    return next;
}

// The first name that may begin with the word.
static size_t first_name(const char *word)
{
    size_t low = 0, high = PLACE_NAME_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool is_before = strcmp(PLACE_NAMES[middle].key, word) < 0;
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low;
}

static const struct place_name *longest_name(const struct pieces *pieces, size_t at, size_t *end)
{
    const struct place_name *best = NULL;
    const char *word = piece_at(pieces, at)->folded;
    size_t len = strlen(word);
    *end = at;
    for (size_t i = first_name(word);
         i < PLACE_NAME_COUNT && strncmp(PLACE_NAMES[i].key, word, len) == 0; i++) {
        size_t behind = match_name(pieces, at, PLACE_NAMES[i].key);
        best = behind > *end ? &PLACE_NAMES[i] : best;
        *end = behind > *end ? behind : *end;
    }
    return best;
}

// --- what stands before ----------------------------------------------------------------------------

typedef const char *const words_list[];
// Of communes alone.
static words_list OF_COMMUNES = {
    "commune", "communes", "bourgmestre", "bourgmestres", "communal", "communale", "communaux",
    "cpas",    "echevin",  "echevine",    "entite",       "echevins", NULL};
static words_list OF_PLACES = {"ville",
                               "villes",
                               "gare",
                               "gares",
                               "localite",
                               "localites",
                               "village",
                               "hopital",
                               "prison",
                               "site",
                               "zoning",
                               "parc",
                               "territoire",
                               "region",
                               "habitants",
                               "citoyens",
                               "maison",
                               "tribunal",
                               "justice",
                               "police",
                               "caserne",
                               "ecole",
                               "universite",
                               "athenee",
                               "musee",
                               "palais",
                               "domaine",
                               "centre",
                               "hauteur",
                               "arrondissement",
                               "arrondissements",
                               "parquet",
                               "agglomeration",
                               "secours",
                               "districts",
                               "district",
                               "canton",
                               "cantons",
                               "citadelle",
                               "circuit",
                               "thermes",
                               "barrage",
                               "arsenal",
                               "carriere",
                               "commissariat",
                               "poste",
                               "bureau",
                               "bureaux",
                               "antenne",
                               "abbaye",
                               "section",
                               "sections",
                               "environs",
                               "cote",
                               "pres",
                               "autour",
                               "aux",
                               NULL};
static words_list STREETS = {"rue",     "rues",  "avenue", "boulevard", "chaussee", "place",
                             "porte",   "quai",  "chemin", "square",    "route",    "dreve",
                             "fromage", "biere", "sirop",  NULL};
static words_list TITLES = {"m",       "mm",        "mme",      "mmes",       "mlle",    "monsieur",
                            "madame",  "messieurs", "mesdames", "dr",         "docteur", "ministre",
                            "depute",  "deputee",   "senateur", "senatrice",  "maitre",  "me",
                            "echevin", "baron",     "colonel",  "professeur", NULL};
static words_list PROVINCE_WORDS = {"province",    "provinces",  "provincial",
                                    "provinciale", "gouverneur", NULL};
static words_list ARTICLES = {"de", "d", "du", "des", "la", "le", "les", "l", NULL};

// The piece before `at`, joints passed; SIZE_MAX: none.
static size_t before(const struct pieces *pieces, size_t at)
{
    if (at == 0 || at == SIZE_MAX)
        return SIZE_MAX;
    at--;
    return at > 0 && is_joint(pieces, at) ? at - 1 : at;
}

// The noun that « de », « d' » or « du » ties the name at `at` to; SIZE_MAX: none.
static size_t noun_before(const struct pieces *pieces, size_t at)
{
    size_t word = before(pieces, at), first = word;
    while (word != SIZE_MAX && piece_is_any(pieces, word, ARTICLES))
        word = before(pieces, word);
    return word == first ? SIZE_MAX : word;
}

// The noun, or that before an adjective or two: « la police locale de », « le conseil communal de ».
static bool has_noun(const struct pieces *pieces, size_t at, const char *const *nouns)
{
    size_t noun = noun_before(pieces, at);
    for (int i = 0; noun != SIZE_MAX && i < 2; i++) {
        if (piece_is_any(pieces, noun, nouns))
            return true;
        if (piece_at(pieces, noun)->kind != PIECE_WORD || piece_is_any(pieces, noun, ARTICLES))
            return false;
        noun = noun > 0 ? noun - 1 : SIZE_MAX;
    }
    return false;
}

static bool is_at(const struct pieces *pieces, size_t at)
{
    return at != SIZE_MAX && (piece_is(pieces, at, SLICE("à")) || piece_is(pieces, at, SLICE("À")));
}

static bool is_title(const struct pieces *pieces, size_t at)
{
    if (at == SIZE_MAX)
        return false;
    bool has_stop = piece_is_sign(pieces, at, ".");
    return piece_is_any(pieces, has_stop && at > 0 ? at - 1 : at, TITLES);
}

// « M. Genappe », « Mme Anne Genappe ».
static bool is_person(const struct pieces *pieces, size_t at)
{
    if (at == 0)
        return false;
    return is_title(pieces, at - 1) ||
           (at > 1 && has_capital(pieces, at - 1) && is_title(pieces, at - 2));
}

// A longer name that is another's: « Mons-en-Barœul », « Grand-Halleux ».
static bool is_part(const struct pieces *pieces, size_t at, size_t end)
{
    bool goes_on = piece_is_sign(pieces, end, "-") && piece_at(pieces, end)->is_glued &&
                   piece_at(pieces, end + 1)->is_glued &&
                   piece_at(pieces, end + 1)->kind == PIECE_WORD;
    bool is_other = goes_on && !has_capital(pieces, end + 1);
    bool has_head = at > 1 && piece_is_sign(pieces, at - 1, "-") &&
                    piece_at(pieces, at)->is_glued && piece_at(pieces, at - 1)->is_glued;
    return is_other || (has_head && !has_capital(pieces, at - 2));
}

static bool is_list(const struct pieces *pieces, size_t from, size_t at)
{
    static words_list LINKS = {"et", "ou", "de", "d", "la", "le", "l", NULL};
    if (from > at)
        return false;
    for (size_t i = from; i < at; i++)
        if (!piece_is_sign(pieces, i, ",/-'") && !piece_is(pieces, i, SLICE("’")) &&
            !piece_is_any(pieces, i, LINKS))
            return false;
    return at - from <= 3;
}

static bool is_meant(const struct pieces *pieces, size_t at, size_t end,
                     const struct place_name *name, bool in_list)
{
    size_t word = before(pieces, at);
    if (is_part(pieces, at, end) || is_person(pieces, at) || has_noun(pieces, at, STREETS))
        return false;
    bool is_glued =
        (piece_is_sign(pieces, end, "-") && piece_at(pieces, end)->is_glued) ||
        (at > 0 && piece_is_sign(pieces, at - 1, "-") && piece_at(pieces, at)->is_glued);
    static words_list OTHER_ARTICLES = {"du", "au", "des", "aux", "le", "la", "les", "l", NULL};
    bool is_apart = is_glued || (word != SIZE_MAX && piece_is_any(pieces, word, OTHER_ARTICLES));
    switch (name->kind) {
    case PLAIN:
        return true;
    case WORD:
        return !is_apart && (in_list || is_at(pieces, word) || has_noun(pieces, at, OF_COMMUNES) ||
                             has_noun(pieces, at, OF_PLACES));
    case ELSEWHERE:
        return !is_apart && (in_list || has_noun(pieces, at, OF_COMMUNES));
    }
    return false;
}

// --- provinces -------------------------------------------------------------------------------------

// Behind « les provinces d'Anvers, de Flandre occidentale et ».
static bool is_of_provinces(const struct pieces *pieces, size_t at)
{
    enum { FAR = 12 };
    static words_list PLURAL = {"provinces", NULL};
    for (size_t i = at; i > 0 && at - i < FAR; i--) {
        if (piece_is_any(pieces, i - 1, PLURAL))
            return true;
        if (piece_is_sign(pieces, i - 1, ".:;?!()"))
            return false;
    }
    return false;
}

// The province named at `at`: « province de Liège », « provinces de Namur et du Luxembourg »; Hainaut and Brabant
// wallon also by themselves. PROVINCE_COUNT: none.
static enum province find_province(const struct pieces *pieces, size_t at, bool in_list,
                                   size_t *end)
{
    for (int p = 0; p < PROVINCE_COUNT; p++) {
        *end = match_name(pieces, at, PLACE_PROVINCES[p].key);
        if (*end == at)
            continue;
        bool is_alone = p == BRABANT_WALLON || p == HAINAUT;
        bool is_told =
            in_list || has_noun(pieces, at, PROVINCE_WORDS) || is_of_provinces(pieces, at);
        bool is_free =
            !is_part(pieces, at, *end) && !is_person(pieces, at) && !has_noun(pieces, at, STREETS);
        return is_told || (is_alone && is_free) ? (enum province)p : PROVINCE_COUNT;
    }
    return PROVINCE_COUNT;
}

// --- all of them -----------------------------------------------------------------------------------

struct walk {
    size_t list;      // where a list of places may go on; SIZE_MAX: nowhere
    bool is_province; // of provinces
};

// The piece behind the place at `at`, or `at`.
static size_t read_place(const struct pieces *pieces, size_t at, struct walk *walk,
                         struct place *out)
{
    bool in_list = walk->list != SIZE_MAX && is_list(pieces, walk->list, at);
    size_t end, behind;
    enum province province = find_province(pieces, at, in_list && walk->is_province, &end);
    const struct place_name *name = longest_name(pieces, at, &behind);
    if (province != PROVINCE_COUNT && (!name || behind <= end)) {
        *out = (struct place){.province = slice_from(PLACE_PROVINCES[province].name)};
        walk->is_province = true;
    } else if (name && is_meant(pieces, at, behind, name, in_list && !walk->is_province)) {
        *out = (struct place){.commune = slice_from(name->commune),
                              .province = slice_from(PLACE_PROVINCES[name->province].name)};
        walk->is_province = false;
        end = behind;
    } else {
        return at;
    }
    size_t start = piece_at(pieces, at)->start;
    out->text = slice_of(pieces->text.ptr + start, piece_at(pieces, end - 1)->end - start);
    walk->list = end;
    return end;
}

bool places_each(struct slice text, bool (*visit)(void *context, const struct place *place),
                 void *context)
{
    struct pieces pieces;
    struct walk walk = {.list = SIZE_MAX};
    bool is_cut = true;
    for (size_t base = 0, at = 0; is_cut;) {
        pieces_cut(slice_from_offset(text, base), &pieces);
        is_cut = pieces.count == PIECES_MOST;
        size_t last = is_cut ? pieces.count - OVERLAP : pieces.count;
        while (at < last) {
            struct place found;
            size_t end = has_capital(&pieces, at) ? read_place(&pieces, at, &walk, &found) : at;
            if (end > at && !visit(context, &found))
                return false;
            at = end > at ? end : at + 1;
        }
        size_t kept = last > OVERLAP ? last - OVERLAP : 0; // what stands before is looked at
        base += is_cut ? pieces.items[kept].start : 0;
        at -= kept;
        walk.list = walk.list != SIZE_MAX && walk.list >= kept ? walk.list - kept : SIZE_MAX;
    }
    return true;
}
