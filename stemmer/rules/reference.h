// Articles of codes: "L. 1234-5", "L.1234-5", "L1234-5".
#ifndef STEMMER_REFERENCE_H
#define STEMMER_REFERENCE_H

#include "stemmer/rules/token_builder.h"

// If one starts at unit `at`, where a word starts, puts its token and returns its end; else `at`.
size_t reference_take(struct token_builder *builder, size_t at);

#endif
