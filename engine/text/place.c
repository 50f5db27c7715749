// Finding communes and provinces in prose. See place.h.
//
// The bytes are walked over for words with a capital that may be the first of a name. Only there the text is cut into
// pieces (pieces.h): of the names that begin with the word the longest that stands in full is taken, hyphens,
// spaces and apostrophes alike, accents or not. Then what stands before it decides: nothing more is asked of names like
// no other (PLAIN), unless it says that this is no place; of words and surnames (WORD) a preposition or a noun of
// places, of names of places elsewhere as well (ELSEWHERE) a noun that only communes have.
#include "engine/text/place.h"

#include "base/leads.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "engine/text/pieces.h"
#include "engine/text/place_list.h"

#include <stdint.h>
#include <string.h>

// How many words before a name are looked at; more than any rule below asks for.
enum { WORDS_BEFORE = 13 };

struct slice place_province(struct slice commune)
{
    for (size_t i = 0; i < PLACE_NAME_COUNT; i++)
        if (slice_equal(commune, slice_from(PLACE_NAMES[i].commune)))
            return slice_from(PLACE_PROVINCES[PLACE_NAMES[i].province].name);
    return SLICE_NONE;
}

static bool key_has(const char *key, struct slice word)
{
    while (*key) {
        size_t len = strcspn(key, " ");
        if (slice_equal(slice_of(key, len), word))
            return true;
        key += len + (key[len] == ' ');
    }
    return false;
}

bool place_has_word(struct slice folded)
{
    bool has = false;
    for (size_t i = 0; i < PLACE_NAME_COUNT && !has; i++)
        has = key_has(PLACE_NAMES[i].key, folded);
    for (size_t i = 0; i < PROVINCE_COUNT && !has; i++)
        has = key_has(PLACE_PROVINCES[i].key, folded);
    return has;
}

// --- names -----------------------------------------------------------------------------------------

static bool has_capital(struct pieces *pieces, size_t at)
{
    const struct piece *piece = piece_at(pieces, at);
    struct slice word = slice_of(pieces->text.ptr + piece->start, piece->end - piece->start);
    return piece->kind == PIECE_WORD && utf8_capital_len(word) > 0;
}

static bool is_joint(struct pieces *pieces, size_t at)
{
    return piece_is_sign(pieces, at, "-'") || piece_is(pieces, at, SLICE("’"));
}

// The piece behind the name at `at`, or `at`.
static size_t match_name(struct pieces *pieces, size_t at, const char *key)
{
    size_t next = at;
    if (piece_at(pieces, at)->folded[0] != *key)
        return at;
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

static int by_beginning(const void *key, const void *item)
{
    return strcmp(key, ((const struct place_name *)item)->key);
}

// The first name that may begin with the word.
static size_t first_name(const char *word)
{
    return vec_place(word, PLACE_NAMES, PLACE_NAME_COUNT, sizeof *PLACE_NAMES, by_beginning);
}

static const struct place_name *longest_name(struct pieces *pieces, size_t at, size_t *end)
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
static size_t before(struct pieces *pieces, size_t at)
{
    if (at == 0 || at == SIZE_MAX)
        return SIZE_MAX;
    at--;
    return at > 0 && is_joint(pieces, at) ? at - 1 : at;
}

// The noun that « de », « d' » or « du » ties the name at `at` to; SIZE_MAX: none.
static size_t noun_before(struct pieces *pieces, size_t at)
{
    size_t word = before(pieces, at), first = word;
    while (word != SIZE_MAX && piece_is_any(pieces, word, ARTICLES))
        word = before(pieces, word);
    return word == first ? SIZE_MAX : word;
}

// The noun, or that before an adjective or two: « la police locale de », « le conseil communal de ».
static bool has_noun(struct pieces *pieces, size_t at, const char *const *nouns)
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

static bool is_at(struct pieces *pieces, size_t at)
{
    return at != SIZE_MAX && (piece_is(pieces, at, SLICE("à")) || piece_is(pieces, at, SLICE("À")));
}

static bool is_title(struct pieces *pieces, size_t at)
{
    if (at == SIZE_MAX)
        return false;
    bool has_stop = piece_is_sign(pieces, at, ".");
    return piece_is_any(pieces, has_stop && at > 0 ? at - 1 : at, TITLES);
}

// « M. Genappe », « Mme Anne Genappe ».
static bool is_person(struct pieces *pieces, size_t at)
{
    if (at == 0)
        return false;
    return is_title(pieces, at - 1) ||
           (at > 1 && has_capital(pieces, at - 1) && is_title(pieces, at - 2));
}

// A longer name that is another's: « Mons-en-Barœul », « Grand-Halleux ».
static bool is_part(struct pieces *pieces, size_t at, size_t end)
{
    bool goes_on = piece_is_sign(pieces, end, "-") && piece_at(pieces, end)->is_glued &&
                   piece_at(pieces, end + 1)->is_glued &&
                   piece_at(pieces, end + 1)->kind == PIECE_WORD;
    bool is_other = goes_on && !has_capital(pieces, end + 1);
    bool has_head = at > 1 && piece_is_sign(pieces, at - 1, "-") &&
                    piece_at(pieces, at)->is_glued && piece_at(pieces, at - 1)->is_glued;
    return is_other || (has_head && !has_capital(pieces, at - 2));
}

static bool is_list(struct pieces *pieces, size_t from, size_t at)
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

static bool is_meant(struct pieces *pieces, size_t at, size_t end, const struct place_name *name,
                     bool in_list)
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
static bool is_of_provinces(struct pieces *pieces, size_t at)
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
static enum province find_province(struct pieces *pieces, size_t at, bool in_list, size_t *end)
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
    struct slice text;
    struct pieces pieces; // of the text from a byte on, before the place that is asked about
    size_t from;
    size_t list;      // the byte where a list of places may go on; SIZE_MAX: nowhere
    bool is_province; // of provinces
};

// The piece of the text at or behind that byte.
static size_t piece_from(struct pieces *pieces, size_t byte)
{
    size_t at = 0;
    while (piece_at(pieces, at)->end > 0 && piece_at(pieces, at)->start < byte)
        at++;
    return at;
}

// The piece at byte `start`, where a word begins, with what stands before it: the text is cut anew unless the place
// before is near.
static size_t find_piece(struct walk *walk, size_t start)
{
    enum { NEAR = 120 };
    struct pieces *pieces = &walk->pieces;
    bool is_near = pieces->count > 0 && pieces->count < PIECES_MOST / 2 &&
                   start < walk->from + pieces->behind + NEAR;
    if (!is_near) {
        walk->from = pieces_words_before(walk->text, start, WORDS_BEFORE);
        pieces_begin(slice_from_offset(walk->text, walk->from), pieces);
    }
    return piece_from(pieces, start - walk->from);
}

// The byte behind the place whose name begins at byte `start`, or that.
static size_t read_place(struct walk *walk, size_t start, struct place *out)
{
    struct pieces *pieces = &walk->pieces;
    size_t at = find_piece(walk, start), end, behind;
    bool in_list = walk->list != SIZE_MAX && walk->list >= walk->from &&
                   is_list(pieces, piece_from(pieces, walk->list - walk->from), at);
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
        return start;
    }
    walk->list = walk->from + piece_at(pieces, end - 1)->end;
    out->text = slice_of(walk->text.ptr + start, walk->list - start);
    return walk->list;
}

// Whether a name of the lists stands at that byte, whatever stands before it.
static bool has_name(struct slice text, size_t at)
{
    struct pieces pieces;
    size_t end;
    pieces_begin(slice_from_offset(text, at), &pieces);
    for (int p = 0; p < PROVINCE_COUNT; p++)
        if (match_name(&pieces, 0, PLACE_PROVINCES[p].key) > 0)
            return true;
    return longest_name(&pieces, 0, &end) != NULL;
}

// Whether the word of which one letter stands before `at`, and `second` at it, goes on like the first word of the key:
// to its end, or to a byte behind which anything may come. (The key has two letters at least.)
static inline bool goes_on_like(struct slice text, size_t at, unsigned char second, const char *key)
{
    if ((second | 0x20) != (unsigned char)key[1] && second < 0x80)
        return false; // as most
    for (key++; *key && *key != ' '; key++, at++) {
        unsigned char c = at < text.len ? (unsigned char)text.ptr[at] : ' ';
        if (c >= 0x80)
            return true;
        if ((c | 0x20) != (unsigned char)*key)
            return false;
    }
    return at >= text.len || !char_is_letter(text.ptr[at]);
}

// Whether a name may begin with the capital at `at`: only what cannot is refused.
static bool may_begin(struct slice text, size_t at)
{
    char first = text.ptr[at];
    bool is_accented = slice_starts_with(slice_from_offset(text, at), SLICE("É"));
    if ((first < 'A' || first > 'Z') && !is_accented)
        return false;
    int letter = (is_accented ? 'E' : first) - 'A';
    size_t next = at + (is_accented ? 2 : 1);
    unsigned char second = next < text.len ? (unsigned char)text.ptr[next] : ' ';
    for (size_t i = PLACE_FIRST_OF_LETTER[letter]; i < PLACE_FIRST_OF_LETTER[letter + 1]; i++)
        if (goes_on_like(text, next, second, PLACE_NAMES[i].key))
            return true;
    for (int p = 0; p < PROVINCE_COUNT; p++)
        if (PLACE_PROVINCES[p].key[0] == 'a' + letter &&
            goes_on_like(text, next, second, PLACE_PROVINCES[p].key))
            return true;
    return false;
}

// Of sixteen bytes those where a word with a capital may begin.
static lead_bytes are_capitals(const uint8_t *before)
{
    lead_bytes bytes = leads_load(before + 1), next = leads_load(before + 2);
    lead_bytes is_within = leads_in(leads_load(before) | 0x20, 'a', 'z');
    lead_bytes is_accented = leads_are(bytes, '\xc3') & leads_are(next, '\x89'); // É
    return ~is_within & (leads_in(bytes, 'A', 'Z') | is_accented);
}

bool places_each(struct slice text, bool (*visit)(void *context, const struct place *place),
                 void *context)
{
    struct walk walk;
    walk.text = text;
    walk.list = SIZE_MAX;
    walk.is_province = false;
    pieces_begin(SLICE_NONE, &walk.pieces);
    size_t end = 0; // of the last one
    for (size_t base = 0; base < text.len; base += LEADS_BLOCK) {
        for (uint64_t leads = leads_find(text, base, are_capitals); leads; leads &= leads - 1) {
            struct place found;
            size_t at = base + (size_t)__builtin_ctzll(leads);
            if (at < end || !may_begin(text, at) || !pieces_has_word(text, at) ||
                !has_name(text, at))
                continue;
            size_t behind = read_place(&walk, at, &found);
            if (behind > at && !visit(context, &found))
                return false;
            end = behind;
        }
    }
    return true;
}
