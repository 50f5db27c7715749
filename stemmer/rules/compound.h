// Words with apostrophes and hyphens: "l'école", "aujourd'hui", "D'Hondt", "a-t-il", "Saint-Étienne".
#ifndef STEMMER_COMPOUND_H
#define STEMMER_COMPOUND_H

#include "stemmer/rules/token_builder.h"

// Past the elided articles in front of the word that starts at unit `at`: "l'école", "d'aujourd'hui".
size_t compound_skip_elisions(struct token_builder *builder, size_t at);

// Puts the tokens of the word or compound that starts at unit `at` (a letter or digit) and returns its
// end, past `at`.
size_t compound_take(struct token_builder *builder, size_t at);

#endif
