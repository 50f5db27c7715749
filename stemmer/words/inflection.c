// Snowball's French algorithm was made for novels: its verb endings come first, so that a noun that looks
// like a verb form loses its tail in the singular and keeps it in the plural:
//
//     crédit  -> cred     crédits   -> credit        petit -> pet      petites    -> petit
//     prévu   -> prevu    prévus    -> prevus        foyer -> foi      foyers     -> foyer
//     mission -> mission  missions  -> miss          loi   -> loi      lois       -> lois
//
// The rules here run before it and bring each word to one form: first the plural, then the feminine, then
// a few verb forms; at most one rule of each group applies. A rule is an ending, what replaces it, and a
// list of words (stemmer/words/data/exceptions.txt) that it spares, or that alone it takes. The lists are closed
// classes of French grammar, the rules are open.
//
// Accents may be missing from the text: rules whose ending has an accent stand twice.
#include "stemmer/words/inflection.h"

#include "stemmer/words/lexicon.h"
#include "stemmer/words/roman.h"

enum list_use {
    NO_LIST,
    SPARES,  // the words of the list stay as they are
    TAKES,   // only the words of the list are changed
    RESULTS, // only if the result is a word of the list
};

struct rule {
    struct slice ending, replacement;
    size_t min_len; // bytes of the whole word
    enum list_use use;
    const char *list;
    bool is_final; // Snowball must not go on
};

// clang-format off: its versions put the braces differently
#define TEXT(literal) \
    { \
        "" literal, sizeof(literal) - 1 \
    } // a slice
#define RULE(ending, replacement, ...) \
    { \
        TEXT(ending), TEXT(replacement), __VA_ARGS__ \
    }
// clang-format on

// In each group the first rule whose ending fits decides, whether it applies or not.
static const struct rule plurals[] = {
    RULE("rions", "rions", 0, NO_LIST, NULL, false), // nous pourrions
    RULE("ions", "ion", 6, SPARES, "ions", false),
    RULE("ers", "er", 5, SPARES, "s", false),
    RULE("clefs", "clé", 0, NO_LIST, NULL, false),
    RULE("clef", "clé", 0, NO_LIST, NULL, false),
    RULE("ies", "y", 0, RESULTS, "y", true), // lobbies
    RULE("eresses", "eresse", 9, NO_LIST, NULL, false),
    RULE("is", "i", 0, RESULTS, "i", true),
    RULE("i", "i", 0, TAKES, "i", true),
    RULE("us", "u", 4, SPARES, "s", false),
    RULE("os", "o", 5, SPARES, "s", false),
    RULE("as", "a", 5, SPARES, "s", false),
    RULE("its", "it", 5, NO_LIST, NULL, false),
    RULE("ites", "ite", 6, NO_LIST, NULL, false),
    RULE("euses", "euse", 7, NO_LIST, NULL, false),
    RULE("trices", "trice", 8, NO_LIST, NULL, false),
    RULE("aises", "aise", 7, NO_LIST, NULL, false),
    RULE("oises", "oise", 7, NO_LIST, NULL, false),
    RULE("ives", "ive", 6, NO_LIST, NULL, false),
    RULE("ages", "age", 8, NO_LIST, NULL, false),
    RULE("gères", "gère", 7, NO_LIST, NULL, false),
    RULE("geres", "gère", 7, NO_LIST, NULL, false),
    RULE("chères", "chère", 8, NO_LIST, NULL, false),
    RULE("llères", "llère", 8, NO_LIST, NULL, false),
    RULE("itées", "ité", 6, NO_LIST, NULL, false),
    RULE("itees", "ité", 6, NO_LIST, NULL, false),
    RULE("itee", "ité", 5, NO_LIST, NULL, false),
    RULE("ees", "ée", 5, NO_LIST, NULL, false),
    RULE("ee", "ée", 5, NO_LIST, NULL, false),
    RULE("ieres", "ière", 7, NO_LIST, NULL, false),
    RULE("iere", "ière", 6, NO_LIST, NULL, false),
    RULE("ierement", "ièrement", 9, NO_LIST, NULL, false),
    RULE("ités", "ité", 5, NO_LIST, NULL, false),
    RULE("itée", "ité", 5, NO_LIST, NULL, false),
};

static const struct rule feminines[] = {
    RULE("trice", "teur", 6, SPARES, "trice", false),
    RULE("drice", "deur", 7, NO_LIST, NULL, false),
    RULE("aise", "ais", 6, SPARES, "aise", true),
    RULE("landais", "landais", 0, NO_LIST, NULL, true),
    RULE("anais", "anais", 7, NO_LIST, NULL, true),
    RULE("ennais", "ennais", 7, NO_LIST, NULL, true),
    RULE("ais", "ais", 0, TAKES, "ais", true),
    RULE("oise", "ois", 6, SPARES, "oise", true),
    RULE("eresse", "eur", 8, SPARES, "eresse", false), // demanderesse
    RULE("ive", "if", 5, SPARES, "ive", false),
    RULE("gère", "ger", 6, SPARES, "ere", false),
    RULE("gere", "ger", 6, SPARES, "ere", false),
    RULE("chère", "cher", 7, SPARES, "ere", false),
    RULE("llère", "ller", 7, SPARES, "ere", false),
    RULE("uite", "uit", 5, RESULTS, "it", true),
    RULE("crite", "crit", 5, NO_LIST, NULL, true),
    RULE("crit", "crit", 5, NO_LIST, NULL, true),
    RULE("ite", "it", 5, RESULTS, "it", true),
    RULE("aite", "ait", 5, RESULTS, "it", true),
    RULE("it", "it", 0, TAKES, "it", true),
};

// Adverbs and qualities to their adjectives, and nouns that Snowball would cut too far.
static const struct rule nouns[] = {
    RULE("ivement", "if", 9, NO_LIST, NULL, false),
    RULE("ellement", "el", 9, NO_LIST, NULL, false),
    RULE("aissement", "aisser", 11, NO_LIST, NULL, false),
    RULE("ement", "e", 8, TAKES, "adverb", false),
    RULE("ibilité", "ible", 9, NO_LIST, NULL, false),
    RULE("isme", "iste", 7, SPARES, "isme", true),
    RULE("ismes", "iste", 8, SPARES, "isme", true),
    RULE("iste", "iste", 7, SPARES, "iste", true),
    RULE("istes", "iste", 8, NO_LIST, NULL, true),
    RULE("alité", "alité", 8, SPARES, "alite", true),
    RULE("ivité", "ivité", 8, SPARES, "alite", true),
    RULE("ra", "ra", 0, NO_LIST, NULL, false), // demandera
    RULE("a", "a", 3, NO_LIST, NULL, true),    // visa, agenda: more often than il demanda
};

static const struct rule verbs[] = {
    RULE("ification", "ifier", 10, NO_LIST, NULL, false),
    RULE("ifications", "ifier", 11, NO_LIST, NULL, false),
    RULE("ifie", "ifier", 6, NO_LIST, NULL, false),
    RULE("ifies", "ifier", 7, NO_LIST, NULL, false),
    RULE("ie", "ier", 4, RESULTS, "ier", false),
    RULE("ies", "ier", 5, RESULTS, "ier", false),
    RULE("ité", "iter", 0, RESULTS, "iter", false),
    RULE("aye", "ayer", 0, RESULTS, "ayer", false), // essaye is essaie
    RULE("ayes", "ayer", 0, RESULTS, "ayer", false),
    RULE("ayent", "ayer", 0, RESULTS, "ayer", false),
    RULE("ifiez", "ifier", 7, NO_LIST, NULL, false),
    RULE("iez", "ier", 6, RESULTS, "ier", false),
    RULE("irez", "irer", 6, RESULTS, "irer", false), // Snowball takes these for finirez, finirait
    RULE("irons", "irer", 7, RESULTS, "irer", false),
    RULE("irait", "irer", 7, RESULTS, "irer", false),
    RULE("iraient", "irer", 9, RESULTS, "irer", false),
    RULE("çons", "cer", 6, SPARES, "cons", false), // nous plaçons
    RULE("geons", "ger", 7, SPARES, "geons", false),
    RULE("ons", "er", 6, RESULTS, "ons", false),   // nous constatons
    RULE("gage", "guer", 7, TAKES, "gage", false), // élagage
    RULE("cage", "quer", 7, TAKES, "gage", false),
    RULE("gation", "guer", 9, TAKES, "gation", false),
    RULE("cation", "quer", 9, TAKES, "gation", false),
    RULE("age", "er", 7, TAKES, "age", false),
    RULE("asse", "asser", 6, RESULTS, "asser", false),
    RULE("aissent", "aisser", 8, NO_LIST, NULL, false),
    RULE("issent", "issent", 0, NO_LIST, NULL, false), // Snowball knows these
    RULE("aient", "ayer", 0, RESULTS, "ayer", false),  // balaient; Snowball knows the others
    RULE("ment", "mer", 6, TAKES, "ment", false),
    RULE("ent", "er", 6, SPARES, "ent", false),
};

static bool is_listed(const char *list, struct slice word)
{
    char key[64];
    size_t prefix = strlen(list) + 1;
    if (word.len + prefix > sizeof key)
        return false;
    memcpy(key, list, prefix - 1);
    key[prefix - 1] = ' ';
    memcpy(key + prefix, word.ptr, word.len);
    return lexicon_find(&lexicon_exceptions, slice_of(key, prefix + word.len)) != NULL;
}

static void replace_ending(struct buf *word, const struct rule *rule)
{
    word->len -= rule->ending.len;
    buf_append_slice(word, rule->replacement);
}

static bool applies(const struct buf *word, const struct rule *rule)
{
    struct slice text = buf_slice(word);
    switch (rule->use) {
    case NO_LIST:
        return true;
    case SPARES:
        return !is_listed(rule->list, text);
    case TAKES:
        return is_listed(rule->list, text);
    case RESULTS:
        break;
    }
    char result[64];
    size_t base = text.len - rule->ending.len;
    size_t len = base + rule->replacement.len;
    if (len > sizeof result)
        return false;
    memcpy(result, text.ptr, base);
    memcpy(result + base, rule->replacement.ptr, len - base);
    return is_listed(rule->list, slice_of(result, len));
}

// True when a final rule applied.
static bool apply_first(struct buf *word, const struct rule *rules, size_t count)
{
    const char last = word->len > 0 ? word->data[word->len - 1] : '\0';
    for (size_t i = 0; i < count; i++) {
        struct slice ending = rules[i].ending;
        if (ending.ptr[ending.len - 1] == last && word->len >= rules[i].min_len &&
            slice_ends_with(buf_slice(word), ending)) {
            bool does = applies(word, &rules[i]);
            if (does)
                replace_ending(word, &rules[i]);
            return does && rules[i].is_final;
        }
    }
    return false;
}

// Nous vérifions. Other words in -ions are nouns; of the listed verbs, the short ones look like one (lions, prions).
static void reduce_ions(struct buf *word)
{
    static const struct rule rules[] = {
        RULE("ifions", "ifier", 8, NO_LIST, NULL, false),
        RULE("ions", "ier", 7, RESULTS, "ier", false),
    };
    (void)apply_first(word, rules, sizeof rules / sizeof *rules);
}

// -euse is the feminine of -eur (vendeuse) or of -eux (sérieuse). Adjectives in -eux mostly show it by
// the letters in front; the rest is a list.
static bool is_of_eux(struct slice base)
{
    static const struct slice endings[] = {
        TEXT("i"),   TEXT("u"),  TEXT("in"),  TEXT("gn"),   TEXT("ul"),    TEXT("br"),
        TEXT("dr"),  TEXT("tr"), TEXT("vr"),  TEXT("fr"),   TEXT("cr"),    TEXT("gr"),
        TEXT("ger"), TEXT("ér"), TEXT("our"), TEXT("heur"), TEXT("gueur"), TEXT("ageur")};
    if (is_listed("eux", base))
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (slice_ends_with(base, endings[i]))
            return !is_listed("eur", base);
    return false;
}

static void reduce_euse(struct buf *word)
{
    struct slice text = buf_slice(word);
    if (word->len < 7 || !slice_ends_with(text, SLICE("euse")))
        return;
    struct slice base = slice_of(text.ptr, text.len - strlen("euse"));
    word->len = base.len;
    buf_append_slice(word, is_of_eux(base) ? SLICE("eux") : SLICE("eur"));
}

// Nouns in -ité whose accent is lost: securite, modalite. Most other words in -ite have other letters in front.
static void restore_ite(struct buf *word)
{
    static const struct slice endings[] = {
        TEXT("alite"),  TEXT("ilite"),  TEXT("arite"),   TEXT("orite"),  TEXT("urite"),
        TEXT("ivite"),  TEXT("icite"),  TEXT("acite"),   TEXT("osite"),  TEXT("ersite"),
        TEXT("unite"),  TEXT("entite"), TEXT("idite"),   TEXT("imite"),  TEXT("antite"),
        TEXT("ormite"), TEXT("mnite"),  TEXT("cessite"), TEXT("ernite"), TEXT("ensite"),
        TEXT("quite"),  TEXT("nuite"),  TEXT("brite"),   TEXT("xite"),   TEXT("eite"),
        TEXT("manite"), TEXT("remite"), TEXT("perite"),
    };
    enum { MIN_LEN = 7 };
    for (size_t i = 0; i < sizeof endings / sizeof *endings && word->len >= MIN_LEN; i++) {
        if (slice_ends_with(buf_slice(word), endings[i]) && !is_listed("ite", buf_slice(word))) {
            word->len--;
            buf_append_slice(word, SLICE("é"));
            return;
        }
    }
}

// Verbs in -ionner are read as their noun: sanctionné, questionnerait. (Those that mean something else, like
// stationner, are in verbs.txt.)
static bool reduce_ionner(struct buf *word)
{
    static const char *const endings[] = {"er",    "e",   "es",    "ent",   "é",       "és",
                                          "ée",    "ées", "ez",    "ons",   "ant",     "ait",
                                          "aient", "era", "eront", "erait", "eraient", "èrent"};
    enum { MIN_LEN = 8 };
    struct slice text = buf_slice(word);
    size_t at = slice_find(text, SLICE("ionn"));
    if (text.len < MIN_LEN || at == text.len)
        return false;
    struct slice ending = slice_from_offset(text, at + strlen("ionn"));
    bool is_verb = SLICE_IS_AMONG(ending, endings);
    if (is_verb)
        word->len = at + strlen("ion");
    return is_verb;
}

// Ils votèrent, ils établirent: not « ils gèrent », which is in the present.
static bool reduce_past(struct buf *word)
{
    static const struct rule rules[] = {RULE("èrent", "er", 7, SPARES, "erent", true),
                                        RULE("irent", "ir", 8, SPARES, "irent", true)};
    return apply_first(word, rules, sizeof rules / sizeof *rules);
}

// A Roman numeral of two letters or more.
static bool is_roman(struct slice word)
{
    bool is_regular;
    return word.len >= 2 && roman_value(word, &is_regular) > 0;
}

bool inflection_reduce(struct buf *word)
{
    reduce_ions(word);
    if (apply_first(word, plurals, sizeof plurals / sizeof *plurals))
        return true;
    reduce_euse(word);
    restore_ite(word);
    if (apply_first(word, feminines, sizeof feminines / sizeof *feminines))
        return true;
    if (reduce_ionner(word) || reduce_past(word))
        return false;
    return apply_first(word, nouns, sizeof nouns / sizeof *nouns) ||
           apply_first(word, verbs, sizeof verbs / sizeof *verbs) || is_roman(buf_slice(word));
}

bool inflection_is_cut_too_far(struct slice word, struct slice stem)
{
    enum { SHORT_STEM = 4, LONG_ENDING = 4 };
    size_t letters = 0;
    for (size_t i = 0; i < stem.len; i++)
        letters += ((unsigned char)stem.ptr[i] & 0xC0) != 0x80;
    struct slice singular = word;
    singular.len -= slice_ends_with(word, SLICE("s")) ? 1 : 0;
    return letters <= SHORT_STEM && slice_ends_with(singular, SLICE("ment")) &&
           singular.len >= stem.len + LONG_ENDING && !is_listed("short", singular);
}
