// All the rules, in their order: what a chunk means.
#ifndef STEMMER_RULES_H
#define STEMMER_RULES_H

#include "stemmer/rules/token_builder.h"

// Takes `bytes`, a chunk or a sequence, apart into builder->tokens. Fails only for want of memory.
enum status rules_apply(struct token_builder *builder, struct slice bytes,
                        struct error *err) STATUS_NODISCARD;

#endif
