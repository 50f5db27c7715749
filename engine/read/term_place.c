// See term_place.h.
#include "engine/read/term_place.h"

#include "engine/read/segments.h"
#include "engine/read/snapshot.h"

enum term_kind snapshot_stored_kind(const struct snapshot *snapshot, enum term_kind kind)
{
    return index_analyzer_kind(snapshot->index) == ANALYZER_WHITESPACE ? TERM_SURFACE : kind;
}

enum status term_place_find(struct snapshot *snapshot, enum term_kind kind, struct slice term,
                            struct arena *arena, const struct term_place **out, struct error *err)
{
    uint32_t segments = snapshot->manifest.segment_count;
    struct term_place *place = arena_calloc(arena, 1, sizeof *place);
    struct segment_term *found = arena_calloc(arena, segments + 1, sizeof *found);
    if (!place || !found)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum term_kind stored = snapshot_stored_kind(snapshot, kind);
    for (uint32_t s = 0; s < segments; s++) {
        enum status status = segment_term(&snapshot->segments[s], stored, term, &found[s], err);
        if (status == STATUS_NOT_FOUND)
            found[s].doc_count = 0;
        else if (status != STATUS_OK)
            return status;
        place->documents += found[s].doc_count;
        if (found[s].doc_count && found[s].max_code > place->max_impact)
            place->max_impact = found[s].max_code;
    }
    place->in_segment = found;
    *out = place;
    return STATUS_OK;
}
