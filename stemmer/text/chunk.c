// The order of the rules. It runs once per distinct chunk of a collection, because the cache in front of it
// keeps the result: so nothing here has to be fast, only bounded and right. What a chunk means depends on
// its bytes alone.
//
// First the rules for a whole chunk (signs, numbers, sequences), then from left to right whatever the next
// letter begins: an address, an acronym, the number of an article, or a word with its hyphens.
#include "stemmer/text/chunk.h"

#include "stemmer/rules/abbreviation.h"
#include "stemmer/rules/compound.h"
#include "stemmer/rules/number.h"
#include "stemmer/rules/sequence.h"

static size_t take_next(struct draft *draft, size_t at)
{
    size_t (*const rules[])(struct draft *, size_t) = {
        abbreviation_take_address,
        abbreviation_take_acronym,
        abbreviation_take_reference,
    };
    at = compound_skip_elisions(draft, at);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        size_t end = rules[i](draft, at);
        if (end > at) {
            return end;
        }
    }
    return compound_take(draft, at);
}

// "n°" is a stop word with its sign.
static size_t take_number_sign(struct draft *draft, size_t at)
{
    bool is_sign = draft_kind(draft, at) == UNIT_LETTER && draft_kind(draft, at + 1) == UNIT_DEGREE;
    if (is_sign) {
        draft_word(draft, (struct stretch){at, at + 2});
    }
    return is_sign ? at + 2 : at;
}

static void take_words(struct draft *draft)
{
    for (size_t i = take_number_sign(draft, 0);
         i < draft->unit_count && draft->status == STATUS_OK;) {
        i = draft_is_core(draft, i) ? take_next(draft, i) : i + 1;
    }
}

size_t chunk_end(struct slice text, size_t at)
{
    enum byte_class class = tokenizer_byte_class[(unsigned char)text.ptr[at]];
    size_t sign;
    switch (class) {
    case BYTE_DIGIT: {
        size_t end = number_end(text, at);
        return end ? end : tokenizer_chunk_end(text, at);
    }
    case BYTE_WORD:
        return tokenizer_chunk_end(text, at);
    case BYTE_SIGN:
    case BYTE_E2:
        sign = sequence_sign_len(text, at);
        return sign ? at + sign : 0;
    case BYTE_BREAK:
    case BYTE_JOINER:
    case BYTE_C2:
        break;
    }
    return 0;
}

enum status chunk_analyze(struct draft *draft, struct slice bytes, struct error *err)
{
    draft_begin(draft, bytes);
    bool is_digit = tokenizer_byte_class[(unsigned char)bytes.ptr[0]] == BYTE_DIGIT;
    bool is_done =
        is_digit ? number_take(draft) : sequence_take_sign(draft) || sequence_take(draft);
    if (!is_done) {
        take_words(draft);
    }
    if (draft->status != STATUS_OK && err) {
        *err = draft->error;
    }
    return draft->status;
}
