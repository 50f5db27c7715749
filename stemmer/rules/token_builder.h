// The tokens of one chunk in the making: the workbench on which the rules work.
//
// A rule sees the chunk as units, spells surfaces from them and puts forms at the current position. An
// error sticks: rules go on, and whoever began the chunk asks once at the end.
#ifndef STEMMER_TOKEN_BUILDER_H
#define STEMMER_TOKEN_BUILDER_H

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "stemmer/form.h"
#include "stemmer/text/tokenizer.h"
#include "stemmer/words/form_table.h"

#include <stdint.h>

enum { TOKEN_BUILDER_TOKENS_MAX = TOKENIZER_CHUNK_MAX * 2 };

struct token_builder {
    struct form_table *table; // borrowed
    struct slice bytes;       // the chunk
    struct unit units[TOKENIZER_UNITS_MAX];
    size_t unit_count;
    struct token
        tokens[TOKEN_BUILDER_TOKENS_MAX]; // bytes and positions count from the chunk's start
    size_t token_count;
    uint32_t position_count;                       // also the position of the next word
    struct buf text;                               // for the rule that spells a surface
    struct buf other;                              // for a second spelling beside it
    struct buf folded;                             // for token_builder_add_folded alone
    char terms[FORM_TERMS_MAX][FORM_TERM_MAX_LEN]; // those of the recipe at hand
    enum status status;                            // the first failure
    struct error error;
};

// A stretch of units: [first, last).
struct stretch {
    size_t first;
    size_t last;
};

void token_builder_init(struct token_builder *builder, struct form_table *table);
void token_builder_clear(struct token_builder *builder);

// Forgets the last chunk and reads the units of this one (at most TOKENIZER_CHUNK_MAX bytes).
void token_builder_begin(struct token_builder *builder, struct slice bytes);

// The kind of unit `at`; UNIT_BREAK past the end.
static inline enum unit_kind token_builder_kind(const struct token_builder *builder, size_t at)
{
    return at < builder->unit_count ? (enum unit_kind)builder->units[at].kind : UNIT_BREAK;
}

// Whether unit `at` is a letter or a digit.
static inline bool token_builder_is_core(const struct token_builder *builder, size_t at)
{
    enum unit_kind kind = token_builder_kind(builder, at);
    return kind == UNIT_LETTER || kind == UNIT_DIGIT;
}

// The end of the letters and digits from `at` on.
static inline size_t token_builder_core_end(const struct token_builder *builder, size_t at)
{
    while (token_builder_is_core(builder, at))
        at++;
    return at;
}

// The first unit from `at` on that starts at byte `byte` of the chunk or after it.
static inline size_t token_builder_unit_from(const struct token_builder *builder, size_t at,
                                             size_t byte)
{
    while (at < builder->unit_count && builder->units[at].start < byte)
        at++;
    return at;
}

// The lower-cased spelling of a stretch, appended to `to`.
void token_builder_spell(struct token_builder *builder, struct stretch stretch, struct buf *to);

// The same in builder->text alone; valid until the next spelling there.
struct slice token_builder_text(struct token_builder *builder, struct stretch stretch);

// Puts `form` (NULL: nothing) at the current position, marking the stretch.
void token_builder_put(struct token_builder *builder, const struct form *form,
                       struct stretch stretch);

// The same for bytes [start, end) of the chunk.
void token_builder_put_range(struct token_builder *builder, const struct form *form, size_t start,
                             size_t end);

// The same as token_builder_put at the position of the word just put (at the current one when there is none).
void token_builder_put_beside(struct token_builder *builder, const struct form *form,
                              struct stretch stretch);

// The form of an ordinary word; NULL when it has none or memory ran out.
const struct form *token_builder_word_form(struct token_builder *builder, struct slice surface);

// The form of a recipe; NULL when memory ran out.
const struct form *token_builder_recipe_form(struct token_builder *builder,
                                             const struct form_recipe *recipe);

// An ordinary word: its form at the current position, which moves on.
void token_builder_word(struct token_builder *builder, struct stretch stretch);

// Adds to the recipe what the chain makes of `word` as terms (nothing for a stop word). Recipes are
// made one at a time: the terms lie in the builder until the next recipe is begun.
void token_builder_add_terms(struct token_builder *builder, struct form_recipe *recipe,
                             struct slice word);

// Adds the folded spelling of `word` as a term, past the stemmer.
void token_builder_add_folded(struct token_builder *builder, struct form_recipe *recipe,
                              struct slice word);

// The form of a stretch that goes past the stemmer: its term is its folded spelling.
const struct form *token_builder_spelled_form(struct token_builder *builder, struct stretch stretch,
                                              uint8_t flags);

#endif
