// A sentence by its folded words, and asking these for phrases. All phrases stand between spaces, as the words do, and
// a list of them ends with NULL. See referral_sentence.h.
#ifndef ENGINE_TEXT_REFERRAL_WORDS_H
#define ENGINE_TEXT_REFERRAL_WORDS_H

#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Its words are folded, with a space before and after each. Borrowed.
struct referral_sentence {
    struct slice words;
    uint32_t number; // of a question that it names; 0: it names none
    size_t count;    // of words
    bool is_short, has_digit;
    bool has_colon;   // or a semicolon: what follows may say something
    bool has_clauses; // a colon or a comma
};

typedef const char *const words_list[];

bool referral_words_have(struct slice words, const char *phrase);
bool referral_words_have_any(struct slice words, const char *const *phrases);
bool referral_words_start_with_any(struct slice words, const char *const *phrases);

// The words behind the first one, with the space before them.
struct slice referral_words_behind(struct slice words);

// Whether each word is in the list, and there is one.
bool referral_words_are_all(struct slice words, const char *const *list);

// What stands from the first of the phrases on that begins within `gap` words; its ptr is NULL when none does.
struct slice referral_words_from(struct slice words, const char *const *phrases, size_t gap);

// Whether a phrase of each of the lists (the last is NULL) follows one of the list before, at most `gap` words between
// them. *behind is what follows the last one, with the space before it.
bool referral_words_follow(struct slice words, const char *const *const *lists, size_t gap,
                           struct slice *behind);

#endif
