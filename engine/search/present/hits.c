// See hits.h.
#include "engine/search/present/hits.h"

enum status hits_load(struct view *view, const struct retrieve_hit *found, size_t count,
                      struct arena *arena, struct search_hit **out, struct error *err)
{
    struct search_hit *hits = arena_calloc(arena, count + 1, sizeof *hits);
    struct doc_key *keys = arena_calloc(arena, count + 1, sizeof *keys);
    struct exchange *exchanges = arena_calloc(arena, count + 1, sizeof *exchanges);
    if (!hits || !keys || !exchanges)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    for (size_t i = 0; i < count; i++)
        keys[i] = found[i].doc;
    enum status status = view_documents(view, keys, count, arena, exchanges, err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        hits[i] = (struct search_hit){.doc = found[i].doc,
                                      .key = found[i].key,
                                      .score = found[i].score,
                                      .exchange = exchanges[i]};
    *out = hits;
    return status;
}
