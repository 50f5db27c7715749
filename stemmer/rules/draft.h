// The tokens of one chunk in the making: the workbench on which the rules work.
//
// A rule sees the chunk as units, spells surfaces from them and puts forms at the current position. An
// error sticks: rules go on, and whoever started the draft asks once at the end.
#ifndef STEMMER_DRAFT_H
#define STEMMER_DRAFT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/text/tokenizer.h"
#include "stemmer/words/vocabulary.h"

// A token of a chunk: bytes and position count from the chunk's start.
struct draft_token {
    const struct form *form;
    uint32_t start;
    uint32_t end;
    uint32_t position;
    uint32_t form_id; // form->id
};

enum { DRAFT_TOKENS_MAX = TOKENIZER_CHUNK_MAX * 2 };

struct draft {
    struct vocabulary *vocabulary; // borrowed
    struct slice bytes;            // the chunk
    struct unit units[TOKENIZER_UNITS_MAX];
    size_t unit_count;
    struct draft_token tokens[DRAFT_TOKENS_MAX];
    size_t token_count;
    uint32_t position_count;                               // also the position of the next word
    struct buf text;                                       // for the rule that spells a surface
    struct buf other;                                      // for a second spelling beside it
    char terms[ANALYZER_MAX_TERMS][ANALYZER_MAX_TERM_LEN]; // those of the recipe at hand
    enum status status;                                    // the first failure
    struct error error;
};

// A stretch of units: [first, last).
struct stretch {
    size_t first;
    size_t last;
};

void draft_init(struct draft *draft, struct vocabulary *vocabulary);
void draft_clear(struct draft *draft);

// Forgets the last chunk and reads the units of this one (at most TOKENIZER_CHUNK_MAX bytes).
void draft_begin(struct draft *draft, struct slice bytes);

// The kind of unit `at`; UNIT_BREAK past the end.
enum unit_kind draft_kind(const struct draft *draft, size_t at);

// Whether unit `at` is a letter or a digit.
bool draft_is_core(const struct draft *draft, size_t at);

// The end of the letters and digits from `at` on.
size_t draft_core_end(const struct draft *draft, size_t at);

// The lower-cased spelling of a stretch, appended to `to`.
void draft_spell(struct draft *draft, struct stretch stretch, struct buf *to);

// The same in draft->text alone; valid until the next spelling there.
struct slice draft_text(struct draft *draft, struct stretch stretch);

// Puts `form` (NULL: nothing) at the current position, marking the stretch.
void draft_put(struct draft *draft, const struct form *form, struct stretch stretch);

// The same for bytes [start, end) of the chunk.
void draft_put_range(struct draft *draft, const struct form *form, size_t start, size_t end);

// The same as draft_put at the position of the word just put (at the current one when there is none).
void draft_put_beside(struct draft *draft, const struct form *form, struct stretch stretch);

// The form of an ordinary word; NULL when it has none or memory ran out.
const struct form *draft_word_form(struct draft *draft, struct slice surface);

// The form of a recipe; NULL when memory ran out.
const struct form *draft_recipe_form(struct draft *draft, const struct form_recipe *recipe);

// An ordinary word: its form at the current position, which moves on.
void draft_word(struct draft *draft, struct stretch stretch);

// Adds to the recipe what the chain makes of `word` as terms (nothing for a stop word). Recipes are
// made one at a time: the terms lie in the draft until the next recipe is begun.
void draft_add_terms(struct draft *draft, struct form_recipe *recipe, struct slice word);

// Adds the folded spelling of `word` as a term, past the stemmer.
void draft_add_folded(struct draft *draft, struct form_recipe *recipe, struct slice word);

#endif
