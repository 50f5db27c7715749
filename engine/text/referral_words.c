// See referral_words.h.
//
// What is said of competence or of an earlier answer is said in few words with others between them (« ne relève
// malheureusement pas de mes compétences »): lists of the few, one behind the other, cover more than whole phrases do.
#include "engine/text/referral_words.h"

// The first of the phrases that the words begin with; NULL: they begin with none.
static const char *first_of(struct slice words, const char *const *phrases)
{
    while (*phrases && !slice_starts_with(words, slice_from(*phrases)))
        phrases++;
    return *phrases;
}

bool referral_words_have(struct slice words, const char *phrase)
{
    return slice_find(words, slice_from(phrase)) < words.len;
}

bool referral_words_have_any(struct slice words, const char *const *phrases)
{
    while (*phrases && !referral_words_have(words, *phrases))
        phrases++;
    return *phrases != NULL;
}

bool referral_words_start_with_any(struct slice words, const char *const *phrases)
{
    return first_of(words, phrases) != NULL;
}

struct slice referral_words_behind(struct slice words)
{
    size_t at = 1;
    while (at < words.len && words.ptr[at] != ' ')
        at++;
    return slice_from_offset(words, at);
}

bool referral_words_are_all(struct slice words, const char *const *list)
{
    if (words.len < 2)
        return false;
    while (words.len > 1 && first_of(words, list))
        words = referral_words_behind(words);
    return words.len <= 1;
}

struct slice referral_words_from(struct slice words, const char *const *phrases, size_t gap)
{
    for (size_t passed = 0; words.len > 1 && passed <= gap; passed++) {
        if (first_of(words, phrases))
            return words;
        words = referral_words_behind(words);
    }
    return SLICE_NONE;
}

// As referral_words_follow, from the first phrase at which `words` begin.
static bool follow_here(struct slice words, const char *const *const *lists, size_t gap,
                        struct slice *behind)
{
    size_t room = 0;
    for (; *lists; lists++, room = gap) {
        words = referral_words_from(words, *lists, room);
        if (!words.ptr)
            return false;
        words = slice_from_offset(words, slice_from(first_of(words, *lists)).len - 1);
    }
    *behind = words;
    return true;
}

bool referral_words_follow(struct slice words, const char *const *const *lists, size_t gap,
                           struct slice *behind)
{
    while (words.len > 1 && !follow_here(words, lists, gap, behind))
        words = referral_words_behind(words);
    return words.len > 1;
}
