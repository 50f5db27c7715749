// Who is in the index: the persons of its authors, ministers and respondents and the offices, kept while the generation
// lasts.
//
// Spellings of one person are one (engine/field.h). A person is found by a run of words of a query that holds the
// surname and nothing but words of the name: « pavet », « Amandine Pavet », « pavet amandine », « A. Pavet »; of a
// surname with particles what they lead to will do, « smissen » for van der Smissen, and of one with a particle
// within it what stands before that, with its capitals: « Du Bus » for du Bus de Warnaffe. « St » is « Saint ». The
// surname is what is written in capitals, or before a comma; of names that do not show it, the last word, with the
// particles before it. Offices are found by a word of office with a portfolio behind it: « ministre du Budget ».
// Belongs to one thread.
#ifndef ENGINE_SEARCH_MEMORY_PEOPLE_H
#define ENGINE_SEARCH_MEMORY_PEOPLE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "base/vec.h"
#include "engine/backend.h"
#include "engine/search/memory/people_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum people_role { PEOPLE_AUTHOR, PEOPLE_MINISTER, PEOPLE_RESPONDENT, PEOPLE_ROLES };

// A person or an office.
struct people_entry {
    struct slice key;  // folded words; of a person also the term that finds (engine/term.h)
    struct slice name; // the spelling to show; of an office also a term
    uint64_t name_count;
    uint32_t documents[PEOPLE_ROLES]; // of a person, of an office [PEOPLE_MINISTER]
    struct slice core;  // what finds it, folded: surname, portfolio; of a ministry empty
    struct slice tail;  // what the particles of the surname lead to; empty: there are none
    int core_rank;      // how sure that is
    size_t last_string; // while it is read: the value in which it was counted last
};

struct people_list {
    VEC_OF(struct people_entry);
};

struct people_numbers {
    VEC_OF(uint32_t);
};
struct people_holder {     // who has a word in the name
    uint32_t person, next; // next: number + 1; 0: the last
};
struct people_holders {
    VEC_OF(struct people_holder);
};

struct people {
    struct people_list persons;
    struct people_list offices;    // as their titles are written
    struct people_list portfolios; // by what the titles have in common (engine/text/portfolio.h)
    struct map keys;               // of persons, by number
    struct map portfolio_keys;     // of portfolios, by number: their folded words
    struct map words;              // of all names, by number
    struct people_numbers heads;   // of each word, where the list of who has it begins
    struct people_holders holders; // those lists
    uint64_t generation;           // of what is kept
    int64_t commit_time;
    struct arena arena;
    bool is_read;
};

// One whom a run of words names.
struct people_found {
    const struct people_entry *entry;
    bool is_tail; // by one word, not the surname as it is: « hondt », « dhondt » for d’Hondt
};

// A run of words that names persons or offices.
struct people_find {
    size_t word_count;           // of the run; 0: none
    VEC_OF(struct people_found); // most documents first
};

void people_init(struct people *people);
void people_clear(struct people *people);

// What is known of the view's generation: reads it if need be.
enum status people_begin(struct people *people, struct view *view,
                         struct error *err) STATUS_NODISCARD;

// The words of a query, from the arena, as those of names are: « dhondt » is two and « vanderstraeten » three, each
// with the place of all, where that is nobody's name but D’Hondt and van der Straeten somebody's.
void people_split_typed(const struct people *people, struct slice text, struct arena *arena,
                        struct people_words *out);

// Whether the text is one word that stands in the name of a person of the index, in such a way or as it is.
bool people_names_somebody(const struct people *people, struct slice text, struct arena *arena);

// Those whom the words from `at` on name, as many words as do; from the arena, whose failure is the room's.
struct people_find people_find_persons(const struct people *people,
                                       const struct people_words *words, size_t at,
                                       struct arena *arena);
struct people_find people_find_offices(const struct people *people,
                                       const struct people_words *words, size_t at,
                                       struct arena *arena);

// The portfolio that has just these folded words, with a blank between; NULL: none.
const struct people_entry *people_find_portfolio(const struct people *people, struct slice words);

// Exchanges that a person or office stands in, counted once for each role.
uint64_t people_documents(const struct people_entry *entry);

#endif
