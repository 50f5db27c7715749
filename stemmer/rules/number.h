// The tokens of numbers, dates and times.
#ifndef STEMMER_NUMBER_H
#define STEMMER_NUMBER_H

#include "stemmer/rules/token_builder.h"

// Puts the tokens of a number: builder->bytes starts with a digit, and number_scan_end found its end. Returns
// false, nothing put, when it is a plain word after all.
bool number_take(struct token_builder *builder);

// Puts the tokens of days in words, of which the first is bytes [at, end) of the chunk: digits, or « premier ».
void number_put_days(struct token_builder *builder, size_t at, size_t end);

// Appends a case number in its one spelling, "14-82234" for "14-82.234" or "14.82-234".
void number_append_case(struct buf *to, struct slice text);

#endif
