// The characters of the query language: spaces, quotes, words. Used by the parser and the printer.
//
// All functions take valid UTF-8; positions are bytes and lie on character boundaries.
#ifndef ENGINE_SEARCH_QUERY_CHARS_H
#define ENGINE_SEARCH_QUERY_CHARS_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum query_quote {
    QUOTE_NONE,
    QUOTE_STRAIGHT,        // "
    QUOTE_CURLY,           // “ ” „ ‟ ＂
    QUOTE_GUILLEMET_OPEN,  // «
    QUOTE_GUILLEMET_CLOSE, // »
};

// The length of the space character at byte `at`, 0 when none is there. Control characters are spaces.
size_t query_space_len(struct slice in, size_t at);

// The length of the space character that ends before byte `at`, 0 when none does.
size_t query_space_before(struct slice in, size_t at);

// The kind of quote at byte `at`, and its length (len may be NULL).
enum query_quote query_quote_at(struct slice in, size_t at, size_t *len);

// Where the quotation that began before `start` with `open` ends, and the closing quote's length: 0
// when it is not closed, and the end of `in` is returned.
size_t query_quote_close(struct slice in, size_t start, enum query_quote open, size_t *close_len);

// The length of what stands at `at` up to a space, quote or bracket. Brackets within a word, as in
// « député(e)s », belong to it, and so does a no-break space between digits.
size_t query_chunk_len(struct slice in, size_t at);

// The length of the letters at `at` that could name a field.
size_t query_name_len(struct slice in, size_t at);

// Whether what stands at `at` can be the value of a field: a word, quote, bracket, sign, comparison.
bool query_starts_value(struct slice in, size_t at);

// Whether s holds a letter, digit or sign that is more than punctuation.
bool query_has_word(struct slice s);

// How many pieces between spaces s has.
size_t query_count_words(struct slice s);

// A copy without spaces at its ends and with runs of spaces made one; quotes become spaces if
// asked. Borrowed from the arena; ptr NULL without memory.
struct slice query_squeeze(struct slice s, bool drop_quotes, struct arena *arena);

// A copy with runs of stars made one, from the arena; ptr NULL without memory.
struct slice query_squeeze_stars(struct slice s, struct arena *arena);

// s without , ; . ! ? : at its end. Points into s.
struct slice query_trim_punctuation(struct slice s);

// s without characters at its ends that are neither word nor star. Points into s.
struct slice query_trim_word(struct slice s);

// Whether s begins with a word character or a star.
bool query_starts_word(struct slice s);

// Where `~` or `~digits` at the end of s begins; s.len when s does not end so.
size_t query_trailing_tilde(struct slice s);

// « L. 1234* »: the letter at the end of words belongs to the number behind them, of an article, whose surface begins
// with it. How many bytes of the words are left without it; all when there is no such letter.
size_t query_without_part_letter(struct slice words);

// Takes out of a text, in its place, the stars that some codes have behind their letter, with the spaces that keep them
// apart: « R.* 421-1 », « R. *421-1 » and « R. * 421-1 » become « R.421-1 ». Returns the new length.
size_t query_drop_code_stars(char *text, size_t len);

// Whether the star at byte `star` of a chunk stands between a form and its edition: « n°12345*01, ».
bool query_is_star_of_form(struct slice chunk, size_t star);

// The length of « NON » or « PAS » at the beginning of a text: behind ET they exclude. 0: it begins otherwise.
size_t query_and_not_len(struct slice text);

#endif
