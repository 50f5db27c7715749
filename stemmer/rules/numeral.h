// Numbers in words of more than one part: "vingt-cinq", "quatre-vingt-dix", "dix-neuvième", "vingt et unième".
#ifndef STEMMER_NUMERAL_H
#define STEMMER_NUMERAL_H

#include "stemmer/rules/token_builder.h"

struct numeral {
    size_t end;     // after its last unit
    uint32_t value; // 17 to 99
    bool is_ordinal;
};

// The value of a number's word, in small letters; 0 when it is none. Ordinals may be in the plural.
uint32_t numeral_word(struct slice word, bool *is_ordinal);

// What the word of value `more` makes of the number `sum` before it, behind « et » or not; 0 when it cannot follow.
uint32_t numeral_join(uint32_t sum, uint32_t more, bool has_and);

// Reads the number whose first word starts at unit `at`; its words are joined by hyphens or spaces. False when no
// number of two words or more stands there.
bool numeral_read(struct token_builder *builder, size_t at, struct numeral *numeral);

#endif
