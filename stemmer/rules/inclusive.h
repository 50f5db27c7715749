// Inclusive writing: "député·e·s", "travailleur.euse.s", "élu(e)s", "étudiant/e".
#ifndef STEMMER_INCLUSIVE_H
#define STEMMER_INCLUSIVE_H

#include "stemmer/rules/token_builder.h"

// If the word `base` is followed by an inclusive ending, puts both sexes at one position and returns the
// end of it all; else does nothing and returns base.last.
size_t inclusive_take(struct token_builder *builder, struct stretch base);

#endif
