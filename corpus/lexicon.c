// Roots are strings of French-like syllables that end in a consonant; a root gives a noun, an adjective
// and a verb ("marb": marbation, marbations, marbif, marbive, marber, marbée…), so that a stemmer finds
// what it finds in real text: many surface forms, few stems, some mistakes.
//
// Frequencies are those of Zipf and Mandelbrot, weight(rank) = 1 / (rank + shift)^exponent, once for the
// language and once for each topic. A topic's roots are drawn from the whole list with a preference for
// frequent ones, so topics overlap as real ones do. A word comes from the memory of the text (15 in 100),
// from its topics (50), or from the language at large (35): documents on one topic share far more words
// than two documents at random, which is what reordering documents lives on.
//
// The lexicon is made anew at every start in a few milliseconds; it takes about a megabyte.
#include "corpus/lexicon.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SEED UINT64_C(0x4865)

// Repeated entries are likelier. The first SIMPLE_ONSETS are single letters, before which a syllable may
// close with a coda; the first SIMPLE_FINALS may follow a nasal vowel.
static const char *const onsets[] = {
    "b",  "c",  "d",  "f",  "g",  "l",  "m",  "n",  "p",  "r",  "s",  "t",  "v",  "j",
    "l",  "m",  "r",  "t",  "p",  "d",  "c",  "s",  "v",  "br", "cl", "cr", "dr", "fl",
    "fr", "gr", "pl", "pr", "tr", "st", "ch", "qu", "bl", "h",  "",   "",
};
#define SIMPLE_ONSETS 23u
static const char *const nuclei[] = {
    "a", "e", "i", "o", "u", "a", "i",  "o",  "é",  "a", "é", "ou", "i",  "u",  "ai", "oi",
    "o", "a", "é", "i", "è", "ê", "au", "eu", "ui", "ô", "î", "œu", "an", "on", "en", "in",
};
#define NASAL_NUCLEI 28u // from here on
static const char *const codas[] = {"r", "l", "s", "r", "c", "n"};
static const char *const finals[] = {
    "t", "r", "l", "n", "m", "d", "v", "s", "p", "b", "t", "d", "ss", "rt", "rm", "ll", "lv", "rd",
};
#define SIMPLE_FINALS 12u

static const struct noun_endings {
    const char *forms[2];
    enum gender gender;
} nouns[] = {
    {{"ation", "ations"}, FEMININE}, {{"ement", "ements"}, MASCULINE}, {{"ité", "ités"}, FEMININE},
    {{"e", "es"}, FEMININE},         {{"age", "ages"}, MASCULINE},     {{"eur", "eurs"}, MASCULINE},
    {{"ance", "ances"}, FEMININE},   {{"ure", "ures"}, FEMININE},      {{"al", "aux"}, MASCULINE},
    {{"isme", "ismes"}, MASCULINE},  {{"ence", "ences"}, FEMININE},    {{"on", "ons"}, MASCULINE},
    {{"erie", "eries"}, FEMININE},   {{"eau", "eaux"}, MASCULINE},     {{"ier", "iers"}, MASCULINE},
    {{"et", "ets"}, MASCULINE},
};
static const char *const adjectives[][4] = {
    // masculine and feminine singular, then plural
    {"al", "ale", "aux", "ales"},     {"if", "ive", "ifs", "ives"},
    {"eux", "euse", "eux", "euses"},  {"ique", "ique", "iques", "iques"},
    {"el", "elle", "els", "elles"},   {"able", "able", "ables", "ables"},
    {"ant", "ante", "ants", "antes"}, {"aire", "aire", "aires", "aires"},
};
static const char *const verbs[][VERB_FORMS] = {
    {"er", "e", "ent", "é", "ée", "és", "ées", "ant", "era", "erait", "aient"},
    {"iser", "ise", "isent", "isé", "isée", "isés", "isées", "isant", "isera", "iserait",
     "isaient"},
    {"ir", "it", "issent", "i", "ie", "is", "ies", "issant", "ira", "irait", "issaient"},
    {"ifier", "ifie", "ifient", "ifié", "ifiée", "ifiés", "ifiées", "ifiant", "ifiera", "ifierait",
     "ifiaient"},
};

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define PICK(array, random) ((array)[random_below(random, COUNT(array))])

static uint8_t append(char *text, uint8_t len, const char *part)
{
    size_t part_len = strlen(part);
    assert(len + part_len <= LEXICON_ROOT_SIZE);
    memcpy(text + len, part, part_len);
    return (uint8_t)(len + part_len);
}

static uint8_t write_syllables(char *text, uint32_t syllables, struct random *random)
{
    uint8_t len = 0;
    bool is_nasal = false;
    for (uint32_t i = 0; i < syllables; i++) {
        uint32_t onset = random_below(random, COUNT(onsets));
        if (i > 0 && !is_nasal && onset < SIMPLE_ONSETS && random_chance(random, 25))
            len = append(text, len, PICK(codas, random));
        uint32_t nucleus = random_below(random, COUNT(nuclei));
        is_nasal = nucleus >= NASAL_NUCLEI;
        len = append(text, len, i > 0 && !*onsets[onset] ? "v" : onsets[onset]);
        len = append(text, len, nuclei[nucleus]);
    }
    return append(text, len,
                  finals[random_below(random, is_nasal ? SIMPLE_FINALS : COUNT(finals))]);
}

// Vowels, letters with an accent (two bytes from 0xc3 or 0xc5 on) and h, which is mute here.
static bool is_elided_before(const char *text)
{
    return strchr("aeiouh", text[0]) || (unsigned char)text[0] >= 0x80;
}

static struct root make_root(uint32_t rank, struct random *random)
{
    // Frequent words are short: one syllable for the first hundreds, three or four for the rare.
    uint32_t syllables = rank < 300 ? 1 : rank < 6000 ? 2 : 2 + random_below(random, 2);
    struct root root = {
        .noun = (uint8_t)random_below(random, COUNT(nouns)),
        .adjective = (uint8_t)random_below(random, COUNT(adjectives)),
        .verb = random_chance(random, 60) ? 0 : (uint8_t)random_below(random, COUNT(verbs))};
    root.len = write_syllables(root.text, syllables, random);
    root.has_vowel_first = is_elided_before(root.text);
    return root;
}

static uint64_t hash_of(const struct root *root)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); // FNV-1a
    for (uint8_t i = 0; i < root->len; i++)
        hash = (hash ^ (unsigned char)root->text[i]) * UINT64_C(0x100000001b3);
    return hash;
}

// Fills lexicon->roots with roots that all differ, through an open hash table of their ranks.
static enum status make_roots(struct lexicon *lexicon, struct random *random, struct error *err)
{
    const uint32_t size = 131072; // a power of two over 3 * LEXICON_ROOTS
    uint32_t *table = calloc(size, sizeof *table);
    if (!table)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the lexicon");
    for (uint32_t rank = 0; rank < LEXICON_ROOTS;) {
        struct root root = make_root(rank, random);
        uint32_t slot = (uint32_t)hash_of(&root) & (size - 1);
        while (table[slot] &&
               memcmp(lexicon->roots[table[slot] - 1].text, root.text, sizeof root.text) != 0)
            slot = (slot + 1) & (size - 1);
        if (table[slot])
            continue; // there already
        lexicon->roots[rank] = root;
        table[slot] = ++rank;
    }
    free(table);
    return STATUS_OK;
}

static void make_topics(struct lexicon *lexicon, struct random *random)
{
    for (uint32_t topic = 0; topic < LEXICON_TOPICS; topic++) {
        for (uint32_t i = 0; i < LEXICON_TOPIC_ROOTS; i++) {
            // The fourth power prefers frequent roots.
            double u = (double)(random_next(random) >> 11) * 0x1p-53;
            lexicon->topics[topic][i] = (uint32_t)(u * u * u * u * LEXICON_ROOTS);
        }
    }
}

static enum status open_zipf(struct alias *alias, uint32_t count, double shift, double exponent,
                             struct error *err)
{
    double *weights = calloc(count, sizeof *weights);
    if (!weights)
        return error_set(err, STATUS_NO_MEMORY, "no memory for the lexicon");
    for (uint32_t rank = 0; rank < count; rank++)
        weights[rank] = pow(rank + shift, -exponent);
    enum status status = alias_open(alias, weights, count, err);
    free(weights);
    return status;
}

enum status lexicon_open(struct lexicon *lexicon, struct error *err)
{
    struct random random = random_of(SEED, 0);
    *lexicon = (struct lexicon){.roots = calloc(LEXICON_ROOTS, sizeof *lexicon->roots),
                                .topics = calloc(LEXICON_TOPICS, sizeof *lexicon->topics)};
    enum status status = lexicon->roots && lexicon->topics
                             ? make_roots(lexicon, &random, err)
                             : error_set(err, STATUS_NO_MEMORY, "no memory for the lexicon");
    if (status == STATUS_OK) {
        make_topics(lexicon, &random);
        status = open_zipf(&lexicon->common, LEXICON_ROOTS, 6, 1.3, err);
    }
    if (status == STATUS_OK)
        status = open_zipf(&lexicon->topical, LEXICON_TOPIC_ROOTS, 1.0, 1.3, err);
    if (status == STATUS_OK)
        status = open_zipf(&lexicon->popularity, LEXICON_TOPICS, 10.0, 0.8, err);
    if (status != STATUS_OK)
        lexicon_close(lexicon);
    return status;
}

void lexicon_close(struct lexicon *lexicon)
{
    alias_close(&lexicon->common);
    alias_close(&lexicon->topical);
    alias_close(&lexicon->popularity);
    free(lexicon->roots);
    free(lexicon->topics);
    *lexicon = (struct lexicon){0};
}

struct theme lexicon_theme(const struct lexicon *lexicon, struct random *random)
{
    struct theme theme = {.used = 0};
    for (int i = 0; i < THEME_TOPICS; i++)
        theme.topics[i] = alias_draw(&lexicon->popularity, random);
    return theme;
}

static uint32_t draw_rank(const struct lexicon *lexicon, const struct theme *theme,
                          struct random *random)
{
    uint32_t remembered = theme->used < THEME_MEMORY ? theme->used : THEME_MEMORY;
    uint32_t origin = random_below(random, 100);
    if (origin < 15 && remembered)
        return theme->memory[random_below(random, remembered)];
    if (origin >= 65)
        return alias_draw(&lexicon->common, random);
    uint32_t which = origin < 50 ? 0 : origin < 60 ? 1 : 2;
    return lexicon->topics[theme->topics[which]][alias_draw(&lexicon->topical, random)];
}

const struct root *lexicon_draw(const struct lexicon *lexicon, struct theme *theme,
                                enum word_class class, struct random *random)
{
    uint32_t rank = draw_rank(lexicon, theme, random);
    theme->memory[theme->used++ % THEME_MEMORY] = rank;
    return &lexicon->roots[rank / class];
}

enum gender root_gender(const struct root *root)
{
    return nouns[root->noun].gender;
}

struct slice root_noun(const struct root *root, enum number number)
{
    return slice_from(nouns[root->noun].forms[number]);
}

struct slice root_adjective(const struct root *root, enum gender gender, enum number number)
{
    return slice_from(adjectives[root->adjective][2 * number + gender]);
}

struct slice root_verb(const struct root *root, enum verb_form form)
{
    return slice_from(verbs[root->verb][form]);
}

uint32_t lexicon_name(uint64_t n, char text[LEXICON_ROOT_SIZE])
{
    struct random random = random_of(SEED + 1, n);
    uint32_t syllables = n < 40 ? 1 : n < 20000 ? 2 : 3;
    uint8_t len = write_syllables(text, syllables, &random);
    if (is_elided_before(text)) { // a name starts with a consonant: no elision, ASCII to capitalise
        assert(len < LEXICON_ROOT_SIZE);
        memmove(text + 1, text, len++);
        text[0] = 'v';
    }
    text[0] = (char)(text[0] - 'a' + 'A');
    return len;
}

uint64_t lexicon_draw_name(struct random *random)
{
    // Uniform in the logarithm is Zipf's law with exponent one; the end of the range is never seen.
    double u = (double)(random_next(random) >> 11) * 0x1p-53;
    return (uint64_t)exp(u * 13.0);
}
