// Templates of original addresses: https://www.example.be/question?n={numero}.
#ifndef INDEXER_RULES_ADDRESS_H
#define INDEXER_RULES_ADDRESS_H

#include "base/arena.h"
#include "base/slice.h"
#include "engine/exchange.h"

// What is wrong with a template, *which being the part; NULL: nothing.
const char *address_problem(struct slice template, struct slice *which);

// The address of a document that was read from the file or member `name`. {NULL, 0} without memory, and where it lacks
// the value of a placeholder: *missing names that then.
struct slice address_of(struct slice template, const struct exchange *exchange, struct slice name,
                        struct arena *arena, struct slice *missing);

#endif
