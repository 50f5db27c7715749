// Ordinals in figures, in Roman numerals and in words of several parts, and Roman numerals by themselves: "1er",
// "2ème", "XIXe", "dix-neuvième", "Albert II".
#ifndef STEMMER_ORDINAL_H
#define STEMMER_ORDINAL_H

#include "stemmer/rules/token_builder.h"

// If one starts at unit `at`, where a word starts, puts its token and returns its end; else `at`.
size_t ordinal_take(struct token_builder *builder, size_t at);

// Puts the form of the first, which less surely is the number one, too (article 1er, article 1), as bytes
// [start, end) of the chunk.
void ordinal_put_first(struct token_builder *builder, struct slice surface, size_t start,
                       size_t end);

// Puts the form of a Roman numeral of that value that is the word of the stretch, its term its letters and less surely
// its figures.
void ordinal_put_roman(struct token_builder *builder, struct stretch stretch, uint32_t value);

#endif
