// Pieces of the sentences that tell how a query was understood.
#ifndef ENGINE_SEARCH_QUERY_WORDING_H
#define ENGINE_SEARCH_QUERY_WORDING_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

// « et 3 autres », a blank before; empty for none. From the arena, as all of these.
struct slice wording_others(size_t count, struct arena *arena);

// « d’ADAM Bruno, PAVET Amandine »; of offices « de la fonction : Ministre du Budget ».
struct slice wording_of_people(struct slice names, bool are_offices, bool are_several,
                               struct arena *arena);

// All that a status can be, with commas.
struct slice wording_statuses(struct arena *arena);

#endif
