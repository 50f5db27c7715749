// Numbers in words of more than one part: "vingt-cinq", "quatre-vingt-dix", "dix-neuvième", "vingt et unième".
#ifndef STEMMER_NUMERAL_H
#define STEMMER_NUMERAL_H

#include "stemmer/rules/token_builder.h"

struct numeral {
    size_t end;     // after its last unit
    uint32_t value; // 17 to 99
    bool is_ordinal;
};

// Reads the number whose first word starts at unit `at`; its words are joined by hyphens or spaces. False when no
// number of two words or more stands there.
bool numeral_read(struct token_builder *builder, size_t at, struct numeral *numeral);

#endif
