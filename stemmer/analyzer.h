// From text to terms: the one chain that indexing, queries and highlighting share.
//
// Here is a text; what are its terms and where? analyzer_run answers with tokens in reading order.
// A token points at a *form*: one distinct surface form with everything the chain knows about it. The
// chain runs once per distinct form; afterwards a token costs a scan and one hash lookup.
//
//     "l’avocate a-t-elle"   position 0  bytes 4..11  form { surface avocate, terms {avocat} }
//                            position 1  bytes 12..13 form { surface a, terms {} }   (stop word)
//
// Positions count words, stop words included, so that phrases keep their distances. Several tokens may
// share a position (joined compounds, dates, both sexes of an inclusive form); positions never
// decrease, and within a position the narrower token comes first.
#ifndef STEMMER_ANALYZER_H
#define STEMMER_ANALYZER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/form.h"

#include <stddef.h>
#include <stdint.h>

// Goes into the index header; raise it whenever any text may yield other terms than before.
#define ANALYZER_FRENCH_VERSION "french-3"
#define ANALYZER_WHITESPACE_VERSION "whitespace-1"

enum analyzer_kind {
    ANALYZER_FRENCH = 1,
    ANALYZER_WHITESPACE =
        2, // tokens between ASCII white space, taken as they are: to compare engines
};

struct token_list {
    const struct token *tokens; // borrowed from the analyzer until its next run
    size_t count;
    uint32_t position_count; // positions used: the length of the text in words
};

struct analyzer;

// An analyzer belongs to one thread. The caller closes it.
enum status analyzer_open(enum analyzer_kind kind, struct analyzer **analyzer,
                          struct error *err) STATUS_NODISCARD;
void analyzer_close(struct analyzer *analyzer); // NULL is fine

enum analyzer_kind analyzer_kind(const struct analyzer *analyzer);

// ANALYZER_FRENCH_VERSION or ANALYZER_WHITESPACE_VERSION.
const char *analyzer_version(const struct analyzer *analyzer);

// A hash of everything compiled in that shapes terms (override and stop lists, libstemmer's version).
uint64_t analyzer_fingerprint(const struct analyzer *analyzer);

// The tokens of `text` (any bytes; invalid UTF-8 separates words). Texts over 1 GiB are
// STATUS_TOO_LARGE. Fails otherwise only for want of memory.
enum status analyzer_run(struct analyzer *analyzer, struct slice text, struct token_list *out,
                         struct error *err) STATUS_NODISCARD;

// The same in parts, for a text of any length in the memory of one part: analyzer_begin, then analyzer_next until it
// tells of fewer than ANALYZER_PART_TOKENS tokens. Bytes and positions count from the beginning of the text, which is
// borrowed meanwhile; position_count is that of all parts so far.
enum { ANALYZER_PART_TOKENS = 1 << 14 };
enum status analyzer_begin(struct analyzer *analyzer, struct slice text,
                           struct error *err) STATUS_NODISCARD;
enum status analyzer_next(struct analyzer *analyzer, struct token_list *out,
                          struct error *err) STATUS_NODISCARD;

// The form of one word as analyzer_run would make it from a text holding just this word as it
// stands in `surface` (already lower-cased is fine): to stem a word of the index vocabulary.
// *out is NULL when the word yields no token.
enum status analyzer_form(struct analyzer *analyzer, struct slice surface, const struct form **out,
                          struct error *err) STATUS_NODISCARD;

// A word, or a part of one, as surfaces are spelled: lower-cased, with one apostrophe and one hyphen for all there are,
// dashes too, without what nobody sees and what only print has (« ﬁ »). From the arena; NULL without memory.
struct slice analyzer_spell(struct slice word, struct arena *arena);

// How many distinct forms are held, the form with that id, and the bytes they take. The holder of a
// long-lived analyzer calls analyzer_forget between texts when the bytes exceed what it will spare;
// that ends the life of every form and token and starts ids again at 0.
uint32_t analyzer_form_count(const struct analyzer *analyzer);
const struct form *analyzer_form_by_id(const struct analyzer *analyzer, uint32_t id);
size_t analyzer_memory_bytes(const struct analyzer *analyzer);
void analyzer_forget(struct analyzer *analyzer);

#endif
