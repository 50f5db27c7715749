// Names of the Internet: "www.data.gouv.fr".
#ifndef STEMMER_ADDRESS_H
#define STEMMER_ADDRESS_H

#include "stemmer/rules/token_builder.h"

// If an address starts at unit `at`, where a word starts, puts its tokens and returns its end; else `at`.
size_t address_take(struct token_builder *builder, size_t at);

#endif
