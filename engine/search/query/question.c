// See question.h.
//
// Lists of words, compared as folded text. A question begins as one, or has a word that keywords never have: a person
// who speaks (« je », « mon »), an inverted verb, an interrogative. Which words ask (WEAK) is a matter of the
// language. Which of them help (HELPS) was found by reading the questions of one judged set, service-public-qr, that
// lost: it gains .034 there, and .000 to .003 on the sets that had no say (docs/relevance.md). Take that set's figure
// for what it is before adding to the list.
#include "engine/search/query/question.h"

#include "base/buf.h"
#include "engine/search/query/capitals.h"
#include "engine/search/query/chars.h"
#include "stemmer/text/fold.h"

#include <stddef.h>

enum { MIN_WORDS = 3, MAX_WORD_LEN = 24 };

// Folded; the first words of a question, or the second after a preposition (« dans quels cas »).
static const char *const INTERROGATIVES[] = {
    "combien", "comment", "lequel", "laquelle", "lesquels", "lesquelles", "ou",  "pourquoi",
    "quand",   "que",     "quel",   "quelle",   "quelles",  "quels",      "qui", "quoi"};

// Ends of a verb with its subject after it: « peut-on », « faut-il ».
static const char *const PRONOUNS[] = {"-je", "-tu",   "-il",  "-elle",
                                       "-on", "-nous", "-ils", "-elles"};

static const char *const PREPOSITIONS[] = {"a",     "avec", "dans", "de",   "depuis", "en",
                                           "jusqu", "par",  "pour", "sous", "sur",    "vers"};

// Words that only sentences have, wherever they stand: who speaks or is spoken of, and what is asked.
static const char *const OF_SENTENCES[] = {
    "je",   "tu",      "on",      "il",       "ils",  "mon",    "ma",      "qu",
    "quoi", "combien", "comment", "pourquoi", "quel", "quelle", "quelles", "quels"};

// Folded surfaces that carry no topic in a question.
static const char *const WEAK[] = {
    "combien",  "comment",   "lequel",   "laquelle",   "lesquels",     "lesquelles", "pourquoi",
    "quand",    "quel",      "quelle",   "quelles",    "quels",        "quoi",       "avoir",
    "aimerais", "aimerions", "bonjour",  "cas",        "devez",        "devons",     "devrais",
    "devrait",  "dois",      "doit",     "doivent",    "est",          "etre",       "existe",
    "faire",    "fait",      "faudrait", "faut",       "merci",        "peut",       "peuvent",
    "peux",     "pourrais",  "pourrait", "pourrions",  "pouvez",       "pouvons",    "puis",
    "savoir",   "sont",      "souhaite", "souhaitons", "souhaiterais", "svp",        "veut",
    "veux",     "voudrais",  "voudrait", "voudrions",  "voulez",       "voulons"};

// Folded surfaces that say what is wanted of the topic; a text that treats it often says so in other words.
static const char *const HELPS[] = {
    "actuellement", "appelle",     "apres",       "autre",        "autres",      "beneficie",
    "beneficier",   "but",         "comprendre",  "concerne",     "concernent",  "condition",
    "conditions",   "connaitre",   "consequence", "consequences", "consiste",    "consistent",
    "correspond",   "deja",        "demarche",    "demarches",    "deroule",     "deroulent",
    "devenir",      "deviennent",  "devient",     "difference",   "differences", "effectuer",
    "encore",       "exactement",  "existent",    "facon",        "faites",      "fonctionne",
    "fonctionnent", "fonctionner", "forcement",   "formalite",    "formalites",  "librement",
    "maniere",      "matiere",     "mesure",      "mesures",      "modalite",    "modalites",
    "moyen",        "moyens",      "necessaire",  "necessaires",  "obligatoire", "obligatoires",
    "oblige",       "obligee",     "obtenir",     "obtient",      "passe",       "permet",
    "permettent",   "possible",    "prendre",     "prevoit",      "prevu",       "prevue",
    "proceder",     "procedure",   "procedures",  "raison",       "raisons",     "recourir",
    "regle",        "regles",      "renseigner",  "retrouver",    "sert",        "servent",
    "seulement",    "signifie",    "signifient",  "sorte",        "sortes",      "soumis",
    "soumise",      "soumises",    "toujours",    "trouver",      "type",        "types",
    "utiliser",     "vraiment"};

// Where a word is folded.
struct folded_word {
    char bytes[2 * MAX_WORD_LEN * FOLD_MAX_GROWTH + 1];
};

// The first MAX_WORD_LEN bytes of the word without accents, in `room`.
static struct slice fold_word(struct slice word, struct folded_word *room)
{
    struct buf folded = buf_over(room->bytes, sizeof room->bytes);
    fold_append(&folded, fold_cut(word, 2 * MAX_WORD_LEN));
    return slice_of(folded.data, folded.len < MAX_WORD_LEN ? folded.len : MAX_WORD_LEN);
}

// The word at the start of *text, which is taken off with the spaces after it.
static struct slice take_word(struct slice *text)
{
    size_t len = query_chunk_len(*text, 0);
    struct slice word = slice_of(text->ptr, len);
    size_t space;
    while ((space = query_space_len(*text, len)) > 0)
        len += space;
    *text = slice_from_offset(*text, len ? len : text->len);
    return word;
}

// Where the apostrophe of a folded word stands; its length where there is none.
static size_t quote_at(struct slice plain)
{
    size_t at = 0;
    while (at < plain.len && plain.ptr[at] != '\'' && (plain.ptr[at] & 0x80) == 0)
        at++;
    return at;
}

static bool asks(struct slice word)
{
    struct folded_word room;
    struct slice plain = fold_word(word, &room);
    size_t quote = quote_at(plain);
    bool is_elided = quote < plain.len && slice_equal(slice_of(plain.ptr, quote), SLICE("qu"));
    for (size_t i = 0; i < sizeof PRONOUNS / sizeof *PRONOUNS; i++)
        if (slice_ends_with(plain, slice_from(PRONOUNS[i])))
            return true;
    return is_elided || slice_equal(plain, SLICE("est-ce")) ||
           SLICE_IS_AMONG(plain, INTERROGATIVES);
}

// Whether keywords never have the word: « j'ai », « s'il », « l'employeur peut-il ».
static bool is_of_sentence(struct slice word, bool is_shouted)
{
    if (!is_shouted && word.len > 1 && char_is_capital(word.ptr[0]) && char_is_capital(word.ptr[1]))
        return false; // an acronym: MA, IL
    struct folded_word room;
    struct slice plain = fold_word(word, &room);
    for (size_t i = 0; i < sizeof PRONOUNS / sizeof *PRONOUNS; i++)
        if (slice_ends_with(plain, slice_from(PRONOUNS[i])))
            return true;
    size_t quote = quote_at(plain), next = quote;
    while (next < plain.len && (plain.ptr[next] == '\'' || (plain.ptr[next] & 0x80)))
        next++;
    bool is_elided_subject =
        quote < plain.len && slice_equal(slice_of(plain.ptr, quote), SLICE("j"));
    return is_elided_subject ||
           SLICE_IS_AMONG(slice_from_offset(plain, next < plain.len ? next : 0), OF_SENTENCES);
}

bool question_is(struct slice text)
{
    if (query_count_words(text) < MIN_WORDS)
        return false;
    if (memchr(text.ptr, '?', text.len))
        return true;
    struct slice rest = text, first = take_word(&rest);
    struct folded_word room;
    if (asks(first) ||
        (SLICE_IS_AMONG(fold_word(first, &room), PREPOSITIONS) && asks(take_word(&rest))))
        return true;
    bool is_shouted = capitals_is_shouted(text);
    while (text.len > 0)
        if (is_of_sentence(take_word(&text), is_shouted))
            return true;
    return false;
}

bool question_word_is_weak(struct slice surface)
{
    struct folded_word room;
    return SLICE_IS_AMONG(fold_word(surface, &room), WEAK);
}

bool question_word_helps(struct slice surface)
{
    struct folded_word room;
    return SLICE_IS_AMONG(fold_word(surface, &room), HELPS);
}
