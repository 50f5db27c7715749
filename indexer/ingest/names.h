// The persons of an exchange as one string, whatever the source has between them.
#ifndef INDEXER_INGEST_NAMES_H
#define INDEXER_INGEST_NAMES_H

#include "base/arena.h"
#include "engine/exchange.h"

#include <stdbool.h>

// Sets author and minister to their names without blanks around them and without empty ones, PERSON_SEPARATOR between,
// from the arena: a dump tells each person alone, and is to come in again as the same document. Lists stay as they are;
// their names are trimmed and not empty. False without memory.
bool names_settle(struct exchange *exchange, struct arena *arena);

#endif
