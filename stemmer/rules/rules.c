// The order of the rules. It runs once per distinct chunk of a collection, because the cache in front of it
// keeps the result: so nothing here has to be fast, only bounded and right. What a chunk means depends on
// its bytes alone.
//
// First the rules for a whole chunk (signs, numbers, sequences), then from left to right whatever the next
// letter begins: an address, an acronym, the number of an article, or a word with its hyphens.
#include "stemmer/rules/rules.h"

#include "stemmer/rules/abbreviation.h"
#include "stemmer/rules/address.h"
#include "stemmer/rules/compound.h"
#include "stemmer/rules/homograph.h"
#include "stemmer/rules/number.h"
#include "stemmer/rules/ordinal.h"
#include "stemmer/rules/reference.h"
#include "stemmer/rules/sequence.h"
#include "stemmer/text/peek.h"

static size_t take_next(struct token_builder *builder, size_t at)
{
    size_t (*const rules[])(struct token_builder *, size_t) = {
        address_take, sequence_take_abbreviation, reference_take, abbreviation_take, ordinal_take,
    };
    at = compound_skip_elisions(builder, at);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        size_t end = rules[i](builder, at);
        if (end > at)
            return end;
    }
    return compound_take(builder, at);
}

// "n°" is a stop word with its sign.
static size_t take_number_sign(struct token_builder *builder, size_t at)
{
    bool is_sign = token_builder_kind(builder, at) == UNIT_LETTER &&
                   token_builder_kind(builder, at + 1) == UNIT_DEGREE;
    if (is_sign)
        token_builder_word(builder, (struct stretch){at, at + 2});
    return is_sign ? at + 2 : at;
}

static void take_words(struct token_builder *builder)
{
    for (size_t i = take_number_sign(builder, 0);
         i < builder->unit_count && builder->status == STATUS_OK;)
        i = token_builder_is_core(builder, i) ? take_next(builder, i) : i + 1;
}

enum status rules_apply(struct token_builder *builder, struct slice bytes, struct error *err)
{
    token_builder_begin(builder, bytes);
    bool is_digit = peek_byte_class[(unsigned char)bytes.ptr[0]] == BYTE_DIGIT;
    bool is_done =
        is_digit ? number_take(builder)
                 : sequence_take_sign(builder) || homograph_take(builder) || sequence_take(builder);
    if (!is_done)
        take_words(builder);
    if (builder->status != STATUS_OK && err)
        *err = builder->error;
    return builder->status;
}
