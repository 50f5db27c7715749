// See term_place.h.
#include "engine/read/term_place.h"

#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/segment/dead_counts.h"

#include <string.h>

enum term_kind snapshot_stored_kind(const struct snapshot *snapshot, enum term_kind kind)
{
    bool is_stem = kind == TERM_STEM;
    return is_stem && index_analyzer_kind(snapshot->index) == ANALYZER_WHITESPACE ? TERM_SURFACE
                                                                                  : kind;
}

// Adds the live documents of a term of a segment to *documents; without any the term counts as not there.
static enum status count_live(const struct segment *segment, enum term_kind kind, struct slice term,
                              struct segment_term *found, uint64_t *documents, struct error *err)
{
    char key[DICTIONARY_MAX_TERM] = {(char)kind};
    uint32_t live = found->doc_count;
    enum status status = STATUS_OK;
    if (segment->info.deleted_count > 0) {
        memcpy(key + 1, term.ptr, term.len);
        status =
            dead_counts_live(segment, slice_of(key, term.len + 1), found->doc_count, &live, err);
    }
    if (live == 0)
        found->doc_count = 0;
    *documents += live;
    return status;
}

static enum status look_up(struct snapshot *snapshot, enum term_kind stored, struct slice term,
                           struct arena *arena, const struct term_place **out, struct error *err)
{
    uint32_t segments = snapshot->manifest.segment_count;
    struct term_place *place = arena_calloc(arena, 1, sizeof *place);
    struct segment_term *found = arena_calloc(arena, segments + 1, sizeof *found);
    if (!place || !found)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    for (uint32_t s = 0; s < segments; s++) {
        enum status status = segment_term(&snapshot->segments[s], stored, term, &found[s], err);
        if (status == STATUS_NOT_FOUND)
            found[s].doc_count = 0;
        else if (status == STATUS_OK)
            status =
                count_live(&snapshot->segments[s], stored, term, &found[s], &place->documents, err);
        if (status != STATUS_OK && status != STATUS_NOT_FOUND)
            return status;
        place->position_bytes += found[s].doc_count > 0 ? found[s].positions.len : 0;
    }
    place->in_segment = found;
    *out = place;
    return STATUS_OK;
}

// The term as it is stored and remembered; empty: no segment has one so long.
static struct slice stored_term(const struct snapshot *snapshot, enum term_kind kind,
                                struct slice term, char bytes[DICTIONARY_MAX_TERM])
{
    if (term.len >= DICTIONARY_MAX_TERM)
        return SLICE_NONE;
    bytes[0] = (char)snapshot_stored_kind(snapshot, kind);
    memcpy(bytes + 1, term.ptr, term.len);
    return slice_of(bytes, term.len + 1);
}

const struct term_place *term_place_known(const struct snapshot *snapshot, enum term_kind kind,
                                          struct slice term)
{
    char bytes[DICTIONARY_MAX_TERM];
    struct slice key = stored_term(snapshot, kind, term, bytes);
    return key.len > 0 ? term_memory_find(&snapshot->terms, key) : NULL;
}

enum status term_place_find(struct snapshot *snapshot, enum term_kind kind, struct slice term,
                            struct arena *arena, const struct term_place **out, struct error *err)
{
    char bytes[DICTIONARY_MAX_TERM];
    struct slice key = stored_term(snapshot, kind, term, bytes);
    *out = key.len > 0 ? term_memory_find(&snapshot->terms, key) : NULL;
    if (*out)
        return STATUS_OK;
    enum status status =
        look_up(snapshot, snapshot_stored_kind(snapshot, kind), term, arena, out, err);
    if (status == STATUS_OK && key.len > 0)
        *out = term_memory_keep(&snapshot->terms, key, *out, snapshot->manifest.segment_count);
    return status;
}
