// The letter of a code's part and a number, however they are spaced, are one word.
#include "stemmer/rules/reference.h"

static bool is_part_letter(uint32_t cp)
{
    return cp == 'l' || cp == 'r' || cp == 'd' || cp == 'a';
}

static size_t digits_end(const struct token_builder *builder, size_t at)
{
    while (token_builder_kind(builder, at) == UNIT_DIGIT) {
        at++;
    }
    return at;
}

// The end of "1234-5-1" from `at` on; `at` when no digit stands there or a letter follows.
static size_t article_number_end(const struct token_builder *builder, size_t at)
{
    size_t end = digits_end(builder, at);
    while (end > at && token_builder_kind(builder, end) == UNIT_HYPHEN &&
           token_builder_kind(builder, end + 1) == UNIT_DIGIT) {
        end = digits_end(builder, end + 1);
    }
    return token_builder_is_core(builder, end) ? at : end;
}

// "L. 1234-5", "L.1234-5", "L1234-5": the caller has looked that nothing but signs and spaces stand
// between the letter and its number.
size_t reference_take(struct token_builder *builder, size_t at)
{
    bool is_letter = token_builder_kind(builder, at) == UNIT_LETTER &&
                     is_part_letter(builder->units[at].cp) && builder->units[at].is_upper;
    size_t number = at + 1;
    while (token_builder_kind(builder, number) == UNIT_DOT ||
           token_builder_kind(builder, number) == UNIT_SPACE) {
        number++;
    }
    size_t end = is_letter ? article_number_end(builder, number) : number;
    if (end == number) {
        return at;
    }
    bool is_plain_word = number == at + 1 && end == digits_end(builder, number); // "A8", "L12"
    if (is_plain_word) {
        return at;
    }
    buf_reset(&builder->text);
    token_builder_spell(builder, (struct stretch){at, at + 1}, &builder->text);
    token_builder_spell(builder, (struct stretch){number, end}, &builder->text);
    struct form_recipe recipe = {.surface = buf_slice(&builder->text),
                                 .flags = FORM_NUMBER,
                                 .terms = {buf_slice(&builder->text)},
                                 .term_count = 1};
    token_builder_put(builder, token_builder_recipe_form(builder, &recipe),
                      (struct stretch){at, end});
    builder->position_count++;
    return end;
}
