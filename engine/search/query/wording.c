// See wording.h.
#include "engine/search/query/wording.h"

#include "engine/exchange.h"
#include "stemmer/elision.h"

struct slice wording_others(size_t count, struct arena *arena)
{
    return count == 0 ? SLICE("")
                      : arena_printf(arena, " et %zu autre%s", count, count > 1 ? "s" : "");
}

struct slice wording_of_people(struct slice names, bool are_offices, bool are_several,
                               struct arena *arena)
{
    const char *of = elision_before(names) ? "d’" : "de ";
    if (are_offices)
        of = are_several ? "de ces fonctions\u00a0: " : "de la fonction\u00a0: ";
    return arena_printf(arena, "%s%.*s", of, SLICE_ARG(names));
}

struct slice wording_statuses(struct arena *arena)
{
    struct slice all = SLICE("");
    for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++)
        all = arena_printf(arena, "%.*s%s%s", SLICE_ARG(all), s > 0 ? ", " : "",
                           exchange_status_name((enum exchange_status)s));
    return all;
}
