// A grammar small enough to run at a hundred megabytes a second: a sentence is a frame of fixed words with
// noun phrases, verbs and figures in its gaps; every gap takes a root from the theme and inflects it for
// its place. What is fixed is what parliamentary prose repeats; it gives the index its stop words and its
// boiler-plate. Nothing here means anything.
#include "corpus/prose.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))
#define PICK(array, random) ((array)[random_below(random, COUNT(array))])
#define SENTENCE_TOKENS 21u // of the average sentence

enum preposition { NO_PREPOSITION, DE, A };

struct nominal {
    const struct root *root;
    enum gender gender;
    enum number number;
};

static const char *const connectives[] = {
    "par ailleurs", "en effet",    "dès lors",           "en outre",    "toutefois",
    "à cet égard",  "de plus",     "en conséquence",     "pour rappel", "enfin",
    "cependant",    "aujourd'hui", "à l'heure actuelle",
};
static const char *const adjuncts[] = {
    "dans",  "pour", "selon", "depuis", "sur",    "sans",
    "entre", "par",  "avec",  "sous",   "malgré", "vers",
};
static const char *const months[] = {
    "janvier", "février", "mars",      "avril",   "mai",      "juin",
    "juillet", "août",    "septembre", "octobre", "novembre", "décembre",
};
static const char *const units[] = {"€", "euros", "%", "hectares", "tonnes", "km", "m²", "places"};
static const struct {
    const char *name;
    enum gender gender;
} acronyms[] = {
    {"le CPAS", MASCULINE},  {"la S.N.C.B.", FEMININE}, {"la SNCB", FEMININE},
    {"le SPW", MASCULINE},   {"l'A.S.B.L.", FEMININE},  {"l'asbl", FEMININE},
    {"l'AViQ", FEMININE},    {"la TVA", FEMININE},      {"l'U.E.", FEMININE},
    {"le Forem", MASCULINE}, {"l'E411", FEMININE},      {"le CO₂", MASCULINE},
};
static const char *const quantities[][2] = {
    {"plusieurs", "plusieurs"},
    {"certains", "certaines"},
    {"divers", "diverses"},
    {"ces", "ces"},
};

static void put(struct prose *prose, const char *text)
{
    buf_append(prose->out, text, strlen(text));
}

// Makes an ASCII letter, a letter of U+00E0 … U+00FE or œ at `start` a capital.
static void capitalise(char *start, size_t len)
{
    unsigned char first = (unsigned char)start[0];
    if (first >= 'a' && first <= 'z')
        start[0] = (char)(first - 'a' + 'A');
    else if (len > 1 && first == 0xc3 && (unsigned char)start[1] >= 0xa0)
        start[1] = (char)(start[1] - 0x20);
    else if (len > 1 && first == 0xc5 && (unsigned char)start[1] == 0x93)
        start[1] = (char)0x92;
}

static void word(struct prose *prose, struct slice text)
{
    if (!prose->is_glued)
        buf_append_char(prose->out, ' ');
    size_t start = prose->out->len;
    buf_append_slice(prose->out, text);
    if (prose->is_capital && !prose->out->failed)
        capitalise(prose->out->data + start, text.len);
    prose->is_glued = prose->is_capital = false;
    prose->tokens++;
}

// Fixed words; a straight apostrophe among them becomes the document's own.
static void say(struct prose *prose, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, " '");
        word(prose, slice_of(text, len));
        text += len;
        if (*text == '\'') {
            put(prose, prose->apostrophe);
            prose->is_glued = true;
        }
        text += *text != '\0';
    }
}

static void elide(struct prose *prose, const char *consonant)
{
    word(prose, slice_from(consonant));
    put(prose, prose->apostrophe);
    prose->is_glued = true;
}

static void inflect(struct prose *prose, const struct root *root, struct slice ending)
{
    word(prose, slice_of(root->text, root->len));
    buf_append_slice(prose->out, ending);
}

static struct nominal draw_nominal(struct prose *prose)
{
    const struct root *root = lexicon_draw(prose->lexicon, &prose->theme, NOUN, &prose->random);
    return (struct nominal){root, root_gender(root),
                            random_chance(&prose->random, 38) ? PLURAL : SINGULAR};
}

static void definite_article(struct prose *prose, enum preposition before, struct nominal n)
{
    static const char *const plural[] = {"les", "des", "aux"};
    static const char *const masculine[] = {"le", "du", "au"};
    static const char *const feminine[] = {"la", "de la", "à la"};
    static const char *const elided[] = {"", "de", "à"};
    if (n.number == PLURAL) {
        say(prose, plural[before]);
    } else if (n.root->has_vowel_first) {
        say(prose, elided[before]);
        elide(prose, "l");
    } else {
        say(prose, n.gender == FEMININE ? feminine[before] : masculine[before]);
    }
}

static void demonstrative(struct prose *prose, struct nominal n)
{
    say(prose, n.number == PLURAL        ? "ces"
               : n.gender == FEMININE    ? "cette"
               : n.root->has_vowel_first ? "cet"
                                         : "ce");
}

static void other_determiner(struct prose *prose, enum preposition before, struct nominal n)
{
    uint32_t kind = random_below(&prose->random, 3);
    bool is_feminine = n.gender == FEMININE;
    if (before == A)
        say(prose, "à");
    if (kind == 0 && n.number == SINGULAR) {
        if (before == DE)
            elide(prose, "d");
        say(prose, is_feminine ? "une" : "un");
        return;
    }
    if (before == DE)
        say(prose, "de");
    if (kind == 1)
        demonstrative(prose, n);
    else if (n.number == SINGULAR)
        say(prose, kind == 2 ? "leur" : "chaque");
    else
        say(prose, PICK(quantities, &prose->random)[n.gender]);
}

static void bare_noun(struct prose *prose, struct nominal n)
{
    inflect(prose, n.root, root_noun(n.root, n.number));
}

static void adjective(struct prose *prose, struct nominal n)
{
    const struct root *root =
        lexicon_draw(prose->lexicon, &prose->theme, ADJECTIVE, &prose->random);
    inflect(prose, root, root_adjective(root, n.gender, n.number));
}

// "la marbation crassive de l'étrounement": up to three nouns. Returns the first, which verbs agree with.
static struct nominal noun_phrase(struct prose *prose, enum preposition before)
{
    struct nominal head = {0};
    for (int depth = 0; depth < 3; depth++) {
        struct nominal n = draw_nominal(prose);
        if (random_chance(&prose->random, 66))
            definite_article(prose, before, n);
        else
            other_determiner(prose, before, n);
        bare_noun(prose, n);
        if (random_chance(&prose->random, 33))
            adjective(prose, n);
        if (depth == 0)
            head = n;
        if (!random_chance(&prose->random, 34))
            break;
        before = DE;
    }
    return head;
}

static void verb(struct prose *prose, enum verb_form form)
{
    const struct root *root = lexicon_draw(prose->lexicon, &prose->theme, VERB, &prose->random);
    inflect(prose, root, root_verb(root, form));
}

static enum verb_form participle(struct nominal n)
{
    return VERB_PAST + (n.gender == FEMININE) + 2 * (n.number == PLURAL);
}

static void predicate(struct prose *prose, struct nominal subject)
{
    bool is_plural = subject.number == PLURAL;
    switch (random_below(&prose->random, 6)) {
    case 0:
        say(prose, is_plural ? "ont été" : "a été");
        verb(prose, participle(subject));
        say(prose, "par");
        break;
    case 1:
        say(prose, is_plural ? "doivent" : "doit");
        verb(prose, VERB_INFINITIVE);
        break;
    case 2:
        say(prose, is_plural ? "ont permis de" : "a permis de");
        verb(prose, VERB_INFINITIVE);
        break;
    case 3:
        verb(prose, is_plural ? VERB_IMPERFECTS : VERB_FUTURE);
        break;
    default:
        verb(prose, is_plural ? VERB_PRESENTS : VERB_PRESENT);
        break;
    }
    noun_phrase(prose, NO_PREPOSITION);
}

static void adjunct(struct prose *prose)
{
    say(prose, PICK(adjuncts, &prose->random));
    noun_phrase(prose, NO_PREPOSITION);
}

static void clause(struct prose *prose)
{
    predicate(prose, noun_phrase(prose, NO_PREPOSITION));
    if (random_chance(&prose->random, 45))
        adjunct(prose);
}

static void mark(struct prose *prose, const char *sign)
{
    put(prose, prose->before_mark);
    put(prose, sign);
}

static void write_number(struct prose *prose)
{
    // Small numbers are common and large ones rare: uniform in the number of binary digits.
    uint32_t n = random_below(&prose->random, 2u << random_below(&prose->random, 20)) + 1;
    char text[32];
    int len = n < 1000 ? snprintf(text, sizeof text, "%u", n)
              : n < 1000000
                  ? snprintf(text, sizeof text, "%u%s%03u", n / 1000, prose->group, n % 1000)
                  : snprintf(text, sizeof text, "%u,%u", n / 1000000, n / 100000 % 10);
    word(prose, slice_of(text, (size_t)len));
    if (n >= 1000000)
        say(prose, "millions");
}

static void write_date(struct prose *prose)
{
    uint32_t day = 1 + random_below(&prose->random, 28), month = random_below(&prose->random, 12);
    char text[16];
    if (random_chance(&prose->random, 25)) {
        int len = snprintf(text, sizeof text, "%02u/%02u/%u", day, month + 1,
                           2004 + random_below(&prose->random, 20));
        word(prose, slice_of(text, (size_t)len));
        return;
    }
    int len = snprintf(text, sizeof text, day == 1 ? "1er" : "%u", day);
    word(prose, slice_of(text, (size_t)len));
    say(prose, months[month]);
    len = snprintf(text, sizeof text, "%u", 2004 + random_below(&prose->random, 20));
    word(prose, slice_of(text, (size_t)len));
}

static void write_name(struct prose *prose)
{
    char text[LEXICON_ROOT_SIZE];
    uint32_t len = lexicon_name(lexicon_draw_name(&prose->random), text);
    word(prose, slice_of(text, len));
    if (random_chance(&prose->random, 30)) {
        put(prose, "-sur-");
        prose->is_glued = true;
        len = lexicon_name(lexicon_draw_name(&prose->random), text);
        word(prose, slice_of(text, len));
    }
}

static void figures(struct prose *prose)
{
    char year[8];
    int len = snprintf(year, sizeof year, "%u", 2004 + random_below(&prose->random, 20));
    say(prose, "en");
    word(prose, slice_of(year, (size_t)len));
    put(prose, ",");
    write_number(prose);
    struct nominal n = draw_nominal(prose);
    n.number = PLURAL;
    bare_noun(prose, n);
    say(prose, "ont été");
    verb(prose, participle(n));
    adjunct(prose);
    put(prose, ",");
    say(prose, "soit");
    write_number(prose);
    say(prose, PICK(units, &prose->random));
}

static void quotation(struct prose *prose)
{
    noun_phrase(prose, NO_PREPOSITION);
    say(prose, "précise que");
    put(prose, " «\u00a0");
    prose->is_glued = true;
    clause(prose);
    put(prose, "\u00a0»");
}

static void list(struct prose *prose)
{
    uint32_t items = 2 + random_below(&prose->random, 3);
    noun_phrase(prose, NO_PREPOSITION);
    say(prose, "comprend");
    mark(prose, ":");
    for (uint32_t i = 0; i < items; i++) {
        put(prose, prose->newline);
        put(prose, "- ");
        prose->is_glued = true;
        noun_phrase(prose, NO_PREPOSITION);
        adjunct(prose);
        if (i + 1 < items)
            mark(prose, ";");
    }
    prose->is_line_due = true;
}

static void statement(struct prose *prose)
{
    uint32_t kind = random_below(&prose->random, 100);
    if (kind < 12) {
        figures(prose);
    } else if (kind < 17) {
        say(prose, "le");
        write_date(prose);
        put(prose, ",");
        clause(prose);
    } else if (kind < 21) {
        list(prose);
    } else if (kind < 26) {
        quotation(prose);
    } else if (kind < 36) {
        say(prose, kind < 31 ? "à" : "la commune de");
        write_name(prose);
        put(prose, ",");
        clause(prose);
    } else if (kind < 42) {
        say(prose, "pour ce qui concerne");
        noun_phrase(prose, NO_PREPOSITION);
        put(prose, ",");
        uint32_t which = random_below(&prose->random, COUNT(acronyms));
        say(prose, acronyms[which].name);
        predicate(prose, (struct nominal){.gender = acronyms[which].gender, .number = SINGULAR});
    } else {
        if (kind < 62) {
            say(prose, PICK(connectives, &prose->random));
            put(prose, ",");
        }
        clause(prose);
    }
    put(prose, ".");
}

static void question(struct prose *prose)
{
    struct nominal n;
    switch (random_below(&prose->random, 5)) {
    case 0:
        n = draw_nominal(prose);
        n.number = PLURAL;
        say(prose, n.root->has_vowel_first ? "combien d'" : "combien de");
        bare_noun(prose, n);
        say(prose, n.gender == FEMININE ? "ont-elles été" : "ont-ils été");
        verb(prose, participle(n));
        adjunct(prose);
        break;
    case 1:
        n = noun_phrase(prose, NO_PREPOSITION);
        say(prose, n.number == PLURAL     ? "ont-ils pu"
                   : n.gender == FEMININE ? "a-t-elle pu"
                                          : "a-t-il pu");
        verb(prose, VERB_INFINITIVE);
        noun_phrase(prose, NO_PREPOSITION);
        break;
    case 2:
        say(prose, "est-ce que");
        clause(prose);
        break;
    case 3:
        say(prose, "quelles mesures l'honorable ministre a-t-il prises afin de");
        verb(prose, VERB_INFINITIVE);
        noun_phrase(prose, NO_PREPOSITION);
        adjunct(prose);
        break;
    default:
        say(prose, "le ministre peut-il");
        verb(prose, VERB_INFINITIVE);
        noun_phrase(prose, NO_PREPOSITION);
        adjunct(prose);
        break;
    }
    mark(prose, "?");
}

struct prose prose_of(struct buf *out, const struct lexicon *lexicon, struct random random)
{
    static const char *const spaces[] = {" ", "\u00a0", "\u202f", "\u2009"};
    struct prose prose = {.out = out, .lexicon = lexicon, .random = random, .newline = "\n"};
    prose.theme = lexicon_theme(lexicon, &prose.random);
    prose.apostrophe = random_chance(&prose.random, 50) ? "'" : "\u2019";
    prose.before_mark = PICK(spaces, &prose.random);
    prose.group = PICK(spaces, &prose.random);
    return prose;
}

void prose_title(struct prose *prose)
{
    prose->is_glued = prose->is_capital = true;
    noun_phrase(prose, NO_PREPOSITION);
    if (random_chance(&prose->random, 60)) {
        say(prose, "et");
        noun_phrase(prose, NO_PREPOSITION);
    }
    if (random_chance(&prose->random, 30)) {
        say(prose, "à");
        write_name(prose);
    }
}

void prose_paragraphs(struct prose *prose, uint32_t tokens, bool is_question, const char *between)
{
    uint32_t end = prose->tokens + tokens;
    prose->is_line_due = false;
    uint32_t in_paragraph = 0, paragraph_len = 1 + random_below(&prose->random, 5);
    prose->is_glued = true;
    do {
        if (in_paragraph++ == paragraph_len) {
            put(prose, between);
            prose->is_glued = true;
            prose->is_line_due = false;
            in_paragraph = 1;
            paragraph_len = 1 + random_below(&prose->random, 5);
        }
        if (prose->is_line_due) {
            put(prose, prose->newline);
            prose->is_glued = true;
        }
        prose->is_line_due = false;
        prose->is_capital = true;
        if (is_question && random_chance(&prose->random, 40))
            question(prose);
        else
            statement(prose);
    } while (prose->tokens + SENTENCE_TOKENS / 2 < end);
}

void prose_query(struct prose *prose, uint32_t words)
{
    prose->is_glued = true;
    for (uint32_t i = 0; i < words; i++) {
        struct nominal n = draw_nominal(prose);
        switch (random_below(&prose->random, 8)) {
        case 0:
            verb(prose, VERB_INFINITIVE);
            break;
        case 1:
        case 2:
            adjective(prose, n);
            break;
        case 3:
            say(prose, PICK(adjuncts, &prose->random));
            break;
        default:
            bare_noun(prose, n);
            break;
        }
    }
}
