// Dots between single letters make an acronym, which is the word without them (S.N.C.B. = SNCB); an ampersand between
// two letters joins them. Any other dot inside a stretch without spaces is an address's (address.c), an article
// number's (reference.c), or the author forgot the space behind a sentence (etc.Il), which the caller splits.
#include "stemmer/rules/abbreviation.h"

static bool is_single_letter(const struct token_builder *builder, size_t at)
{
    return token_builder_kind(builder, at) == UNIT_LETTER &&
           !token_builder_is_core(builder, at + 1);
}

// Appends the letters of "S.N.C.B", without dots; returns the end and how many they are.
static size_t spell_acronym(struct token_builder *builder, size_t at, size_t *letters)
{
    size_t end = at;
    *letters = 0;
    buf_reset(&builder->text);
    while (is_single_letter(builder, end)) {
        token_builder_spell(builder, (struct stretch){end, end + 1}, &builder->text);
        (*letters)++;
        end++;
        if (token_builder_kind(builder, end) != UNIT_DOT || !is_single_letter(builder, end + 1)) {
            break;
        }
        end++;
    }
    return end;
}

// "R&D": kept with its sign.
static size_t take_ampersand(struct token_builder *builder, size_t at)
{
    if (token_builder_kind(builder, at + 1) != UNIT_AMPERSAND || !is_single_letter(builder, at) ||
        !is_single_letter(builder, at + 2)) {
        return at;
    }
    struct stretch whole = {at, at + 3};
    token_builder_put(builder, token_builder_spelled_form(builder, whole, FORM_ACRONYM), whole);
    builder->position_count++;
    return whole.last;
}

size_t abbreviation_take(struct token_builder *builder, size_t at)
{
    size_t letters = 0;
    size_t end = spell_acronym(builder, at, &letters);
    if (letters < 2) {
        return take_ampersand(builder, at);
    }
    const struct form *form = token_builder_word_form(builder, buf_slice(&builder->text));
    token_builder_put(builder, form, (struct stretch){at, end});
    builder->position_count += form ? 1 : 0;
    return end;
}
