// The invented vocabulary and what a document is about: pronounceable roots, the words made from them,
// and topics that prefer some roots over others.
#ifndef CORPUS_LEXICON_H
#define CORPUS_LEXICON_H

#include "base/error.h"
#include "base/slice.h"
#include "corpus/random.h"

#include <stdbool.h>
#include <stdint.h>

#define LEXICON_ROOTS 20000u
#define LEXICON_TOPICS 160u
#define LEXICON_TOPIC_ROOTS 300u
#define LEXICON_ROOT_SIZE 22

#define THEME_TOPICS 3
#define THEME_MEMORY 32u

// A root and the endings that its noun, adjective and verb take (rows of the tables in lexicon.c).
struct root {
    char text[LEXICON_ROOT_SIZE];
    uint8_t len;
    uint8_t noun;
    uint8_t adjective;
    uint8_t verb;
    bool has_vowel_first; // the article before it is elided
};

struct lexicon {
    struct root *roots;                      // owned; by falling frequency
    uint32_t (*topics)[LEXICON_TOPIC_ROOTS]; // owned; each topic's roots by falling frequency
    struct alias common;                     // ranks of roots in the language
    struct alias topical;                    // ranks of roots in a topic
    struct alias popularity;                 // topics
};

// What one document is about. `memory` is a ring of the roots used last: texts repeat themselves.
struct theme {
    uint32_t topics[THEME_TOPICS]; // the first one weighs most
    uint32_t memory[THEME_MEMORY];
    uint32_t used;
};

// A language has fewer verbs and adjectives than nouns: so many times fewer roots serve as one.
enum word_class { NOUN = 1, ADJECTIVE = 6, VERB = 8 };

enum gender { MASCULINE, FEMININE };
enum number { SINGULAR, PLURAL };

enum verb_form {
    VERB_INFINITIVE,
    VERB_PRESENT, // + 1: plural
    VERB_PRESENTS,
    VERB_PAST, // four participles: masculine, feminine, plurals
    VERB_PAST_F,
    VERB_PAST_MP,
    VERB_PAST_FP,
    VERB_PRESENT_PARTICIPLE,
    VERB_FUTURE,
    VERB_CONDITIONAL,
    VERB_IMPERFECTS,
    VERB_FORMS
};

// The same lexicon every time: documents of different seeds speak one language. lexicon_close frees it.
enum status lexicon_open(struct lexicon *lexicon, struct error *err) STATUS_NODISCARD;
void lexicon_close(struct lexicon *lexicon);

// A theme around topics drawn by their popularity.
struct theme lexicon_theme(const struct lexicon *lexicon, struct random *random);

// A root that this theme would use next for a word of that class. Borrowed from the lexicon.
const struct root *lexicon_draw(const struct lexicon *lexicon, struct theme *theme,
                                enum word_class class, struct random *random);

enum gender root_gender(const struct root *root);

// Endings to put behind the root's text; static storage.
struct slice root_noun(const struct root *root, enum number number);
struct slice root_adjective(const struct root *root, enum gender gender, enum number number);
struct slice root_verb(const struct root *root, enum verb_form form);

// A proper name, capitalised, of a vocabulary without end in which name n is n times rarer than the
// first. Writes at most LEXICON_ROOT_SIZE bytes, returns how many.
uint32_t lexicon_name(uint64_t n, char text[LEXICON_ROOT_SIZE]);
uint64_t lexicon_draw_name(struct random *random);

#endif
