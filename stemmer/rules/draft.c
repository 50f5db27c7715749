// See draft.h. Everything here is small; the rules are in chunk.c and the files it calls.
#include "stemmer/rules/draft.h"

#include "stemmer/text/fold.h"

void draft_init(struct draft *draft, struct vocabulary *vocabulary)
{
    draft->vocabulary = vocabulary;
    draft->unit_count = 0;
    draft->token_count = 0;
    draft->position_count = 0;
    buf_init(&draft->text, 0);
    buf_init(&draft->other, 0);
}

void draft_clear(struct draft *draft)
{
    buf_clear(&draft->text);
    buf_clear(&draft->other);
}

void draft_begin(struct draft *draft, struct slice bytes)
{
    draft->bytes = bytes;
    draft->unit_count = tokenizer_units(bytes, draft->units);
    draft->token_count = 0;
    draft->position_count = 0;
    draft->status = STATUS_OK;
}

enum unit_kind draft_kind(const struct draft *draft, size_t at)
{
    return at < draft->unit_count ? (enum unit_kind)draft->units[at].kind : UNIT_BREAK;
}

bool draft_is_core(const struct draft *draft, size_t at)
{
    enum unit_kind kind = draft_kind(draft, at);
    return kind == UNIT_LETTER || kind == UNIT_DIGIT;
}

size_t draft_core_end(const struct draft *draft, size_t at)
{
    while (draft_is_core(draft, at)) {
        at++;
    }
    return at;
}

static void fail_for_memory(struct draft *draft)
{
    if (draft->status == STATUS_OK) {
        draft->status = error_set(&draft->error, STATUS_NO_MEMORY, "analyzer: out of memory");
    }
}

void draft_spell(struct draft *draft, struct stretch stretch, struct buf *to)
{
    size_t capacity = (stretch.last - stretch.first) * 4;
    char *at = buf_reserve(to, capacity + 1);
    if (!at) {
        fail_for_memory(draft);
        return;
    }
    to->len +=
        tokenizer_spell(draft->units + stretch.first, stretch.last - stretch.first, at, capacity)
            .len;
}

struct slice draft_text(struct draft *draft, struct stretch stretch)
{
    buf_reset(&draft->text);
    draft_spell(draft, stretch, &draft->text);
    return buf_slice(&draft->text);
}

void draft_put_range(struct draft *draft, const struct form *form, size_t start, size_t end)
{
    if (form && draft->token_count < DRAFT_TOKENS_MAX) {
        draft->tokens[draft->token_count++] = (struct draft_token){
            form, (uint32_t)start, (uint32_t)end, draft->position_count, form->id};
    }
}

void draft_put(struct draft *draft, const struct form *form, struct stretch stretch)
{
    draft_put_range(draft, form, draft->units[stretch.first].start,
                    draft->units[stretch.last - 1].end);
}

void draft_put_beside(struct draft *draft, const struct form *form, struct stretch stretch)
{
    uint32_t position = draft->position_count;
    draft->position_count = position > 0 ? position - 1 : 0;
    draft_put(draft, form, stretch);
    draft->position_count = position > 0 || !form ? position : 1;
}

const struct form *draft_word_form(struct draft *draft, struct slice surface)
{
    const struct form *form = NULL;
    if (draft->status == STATUS_OK && surface.len > 0) {
        draft->status = vocabulary_word(draft->vocabulary, surface, &form, &draft->error);
    }
    return draft->status == STATUS_OK ? form : NULL;
}

const struct form *draft_recipe_form(struct draft *draft, const struct form_recipe *recipe)
{
    const struct form *form = NULL;
    if (draft->status == STATUS_OK) {
        draft->status = vocabulary_intern(draft->vocabulary, recipe, &form, &draft->error);
    }
    return draft->status == STATUS_OK ? form : NULL;
}

void draft_word(struct draft *draft, struct stretch stretch)
{
    const struct form *form = draft_word_form(draft, draft_text(draft, stretch));
    if (form) {
        draft_put(draft, form, stretch);
        draft->position_count++;
    }
}

static void add_term(struct draft *draft, struct form_recipe *recipe, struct slice term)
{
    if (recipe->term_count >= ANALYZER_MAX_TERMS || term.len == 0) {
        return;
    }
    char *copy = draft->terms[recipe->term_count];
    struct slice cut = fold_cut(term, ANALYZER_MAX_TERM_LEN);
    memcpy(copy, cut.ptr, cut.len);
    recipe->terms[recipe->term_count++] = slice_of(copy, cut.len);
}

void draft_add_terms(struct draft *draft, struct form_recipe *recipe, struct slice word)
{
    struct french_word made = {.flags = 0};
    if (draft->status == STATUS_OK) {
        draft->status = french_analyze(draft->vocabulary->french,
                                       fold_cut(word, ANALYZER_MAX_TERM_LEN), &made, &draft->error);
    }
    for (size_t i = 0; draft->status == STATUS_OK && i < made.term_count; i++) {
        add_term(draft, recipe, made.terms[i]);
    }
}

void draft_add_folded(struct draft *draft, struct form_recipe *recipe, struct slice word)
{
    struct buf folded;
    buf_init(&folded, 0);
    fold_append(&folded, word);
    if (folded.failed) {
        fail_for_memory(draft);
    } else {
        add_term(draft, recipe, buf_slice(&folded));
    }
    buf_clear(&folded);
}
