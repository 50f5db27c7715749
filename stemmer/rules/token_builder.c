// See token_builder.h. Everything here is small; the rules are in the files beside it, their order in rules.c.
//
// The units are read once a chunk; a rule that wants a word spells it from them into builder->text, asks the form
// table, and puts the form. Invariants: tokens are in order of position, offsets on boundaries of units; after a
// failure nothing more is put. Nothing is allocated but the three buffers, which are kept from chunk to
// chunk, and what the form table keeps; a chunk costs a pass over its units for each rule that looks at it.
#include "stemmer/rules/token_builder.h"

#include "stemmer/text/fold.h"

void token_builder_init(struct token_builder *builder, struct form_table *table)
{
    builder->table = table;
    builder->unit_count = 0;
    builder->token_count = 0;
    builder->position_count = 0;
    buf_init(&builder->text, 0);
    buf_init(&builder->other, 0);
    buf_init(&builder->folded, 0);
}

void token_builder_clear(struct token_builder *builder)
{
    buf_clear(&builder->text);
    buf_clear(&builder->other);
    buf_clear(&builder->folded);
}

void token_builder_begin(struct token_builder *builder, struct slice bytes)
{
    builder->bytes = bytes;
    builder->unit_count = tokenizer_units(bytes, builder->units);
    builder->token_count = 0;
    builder->position_count = 0;
    builder->status = STATUS_OK;
}

static void fail_for_memory(struct token_builder *builder)
{
    if (builder->status == STATUS_OK)
        builder->status = error_set(&builder->error, STATUS_NO_MEMORY, "analyzer: out of memory");
}

void token_builder_spell(struct token_builder *builder, struct stretch stretch, struct buf *to)
{
    size_t capacity = (stretch.last - stretch.first) * 4;
    char *at = buf_reserve(to, capacity + 1);
    if (!at) {
        fail_for_memory(builder);
        return;
    }
    to->len +=
        tokenizer_spell(builder->units + stretch.first, stretch.last - stretch.first, at, capacity)
            .len;
}

struct slice token_builder_text(struct token_builder *builder, struct stretch stretch)
{
    buf_reset(&builder->text);
    token_builder_spell(builder, stretch, &builder->text);
    return buf_slice(&builder->text);
}

void token_builder_put_range(struct token_builder *builder, const struct form *form, size_t start,
                             size_t end)
{
    if (form && builder->token_count < TOKEN_BUILDER_TOKENS_MAX) {
        builder->tokens[builder->token_count++] =
            (struct token){form, builder->position_count, (uint32_t)start, (uint32_t)end, form->id};
    }
}

void token_builder_put(struct token_builder *builder, const struct form *form,
                       struct stretch stretch)
{
    token_builder_put_range(builder, form, builder->units[stretch.first].start,
                            builder->units[stretch.last - 1].end);
}

void token_builder_put_beside(struct token_builder *builder, const struct form *form,
                              struct stretch stretch)
{
    uint32_t position = builder->position_count;
    builder->position_count = position > 0 ? position - 1 : 0;
    token_builder_put(builder, form, stretch);
    builder->position_count = position > 0 || !form ? position : 1;
}

const struct form *token_builder_word_form(struct token_builder *builder, struct slice surface)
{
    const struct form *form = NULL;
    if (builder->status == STATUS_OK && surface.len > 0)
        builder->status = form_table_word(builder->table, surface, &form, &builder->error);
    return builder->status == STATUS_OK ? form : NULL;
}

const struct form *token_builder_recipe_form(struct token_builder *builder,
                                             const struct form_recipe *recipe)
{
    const struct form *form = NULL;
    if (builder->status == STATUS_OK)
        builder->status = form_table_intern(builder->table, recipe, &form, &builder->error);
    return builder->status == STATUS_OK ? form : NULL;
}

void token_builder_word(struct token_builder *builder, struct stretch stretch)
{
    const struct form *form =
        token_builder_word_form(builder, token_builder_text(builder, stretch));
    if (form) {
        token_builder_put(builder, form, stretch);
        builder->position_count++;
    }
}

static void add_term(struct token_builder *builder, struct form_recipe *recipe, struct slice term)
{
    if (recipe->term_count >= FORM_TERMS_MAX || term.len == 0)
        return;
    char *copy = builder->terms[recipe->term_count];
    struct slice cut = fold_cut(term, FORM_TERM_MAX_LEN);
    memcpy(copy, cut.ptr, cut.len);
    recipe->terms[recipe->term_count++] = slice_of(copy, cut.len);
}

void token_builder_add_terms(struct token_builder *builder, struct form_recipe *recipe,
                             struct slice word)
{
    struct stemmed_word made = {.flags = 0};
    if (builder->status == STATUS_OK) {
        builder->status = stem_chain_run(builder->table->chain, fold_cut(word, FORM_TERM_MAX_LEN),
                                         &made, &builder->error);
    }
    for (size_t i = 0; builder->status == STATUS_OK && i < made.term_count; i++)
        add_term(builder, recipe, made.terms[i]);
}

void token_builder_add_folded(struct token_builder *builder, struct form_recipe *recipe,
                              struct slice word)
{
    buf_reset(&builder->folded);
    fold_append(&builder->folded, word);
    if (builder->folded.failed)
        fail_for_memory(builder);
    else
        add_term(builder, recipe, buf_slice(&builder->folded));
}

const struct form *token_builder_spelled_form(struct token_builder *builder, struct stretch stretch,
                                              uint8_t flags)
{
    struct form_recipe recipe = {.surface = token_builder_text(builder, stretch), .flags = flags};
    token_builder_add_folded(builder, &recipe, recipe.surface);
    return token_builder_recipe_form(builder, &recipe);
}
