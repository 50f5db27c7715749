// Whether words stand together in one document. See phrase.h.
//
// Each slot of a leaf brings its positions in the document, sorted. All of them are walked side by side, none of
// them backwards, so a document costs no more than its positions in the slots: a phrase looks for a start from which
// every slot has its offset, proximity for the narrowest stretch with a position of each, no two the same: « eau eaux »
// needs two words, though one has both terms. What is found must lie in one field that is asked for: fields follow each
// other in one row of positions with a gap between, and the lengths stored with the document tell where each of them
// begins.
#include "engine/search/match/phrase.h"

#include "engine/segment/segment_writer.h"

// Where the fields of a document lie: start of each (UINT32_MAX: empty) and its length in words.
struct field_layout {
    uint32_t start[TEXT_FIELD_COUNT];
    uint32_t length[TEXT_FIELD_COUNT];
};

// The field a position lies in; TEXT_FIELD_COUNT in the gap between two.
static int field_of(const struct field_layout *layout, uint32_t position)
{
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        if (layout->start[f] != UINT32_MAX && position >= layout->start[f] &&
            position - layout->start[f] < layout->length[f])
            return f;
    return TEXT_FIELD_COUNT;
}

static bool in_mask(int field, uint8_t mask)
{
    return field < TEXT_FIELD_COUNT && mask >> field & 1;
}

// Whether a position lies in a field of the mask.
static bool is_in_fields(const struct phrase_slot *slot, const struct field_layout *layout,
                         uint8_t field_mask)
{
    for (size_t i = 0; i < slot->count; i++)
        if (in_mask(field_of(layout, slot->positions[i]), field_mask))
            return true;
    return false;
}

// Steps to the next start >= `from` of the phrase; false when there is none. at[] are the slots' places.
static bool next_start(const struct phrase_slot *slots, size_t count, size_t at[MATCH_MAX_SLOTS],
                       uint32_t *start)
{
    for (; at[0] < slots[0].count; at[0]++) {
        uint32_t first = slots[0].positions[at[0]];
        if (first < slots[0].offset)
            continue;
        *start = first - slots[0].offset;
        bool all = true;
        for (size_t s = 1; all && s < count; s++) {
            uint32_t wanted = *start + slots[s].offset;
            while (at[s] < slots[s].count && slots[s].positions[at[s]] < wanted)
                at[s]++;
            if (at[s] == slots[s].count)
                return false;
            all = slots[s].positions[at[s]] == wanted;
        }
        if (all)
            return true;
    }
    return false;
}

// Whether some position p exists with p + offset in every slot, all in one field of the mask.
static bool are_in_order(const struct phrase_slot *slots, size_t count,
                         const struct field_layout *layout, uint8_t field_mask)
{
    size_t at[MATCH_MAX_SLOTS] = {0};
    uint32_t first = UINT32_MAX, last = 0, start;
    if (count == 0 || count > MATCH_MAX_SLOTS)
        return false;
    for (size_t s = 0; s < count; s++) {
        first = slots[s].offset < first ? slots[s].offset : first;
        last = slots[s].offset > last ? slots[s].offset : last;
    }
    for (; next_start(slots, count, at, &start); at[0]++) {
        int field = field_of(layout, start + first);
        if (in_mask(field, field_mask) && field_of(layout, start + last) == field)
            return true;
    }
    return false;
}

// Whether positions of the slots, each another one, fit into `window` words, in any order, in one field of the mask.
static bool are_near(const struct phrase_slot *slots, size_t count, uint32_t window,
                     const struct field_layout *layout, uint8_t field_mask)
{
    size_t at[MATCH_MAX_SLOTS] = {0};
    struct own_span span;
    if (count == 0 || count > MATCH_MAX_SLOTS)
        return false;
    for (; own_places_span(slots, count, at, &span); at[span.lowest]++) {
        uint32_t low = span.low;
        int field = span.high - low <= window ? field_of(layout, low) : TEXT_FIELD_COUNT;
        if (!in_mask(field, field_mask) || field_of(layout, span.high) != field)
            continue;
        uint32_t end = layout->start[field] + layout->length[field] - 1;
        const struct own_places places = {slots, count, at,
                                          end - low < window ? end : low + window};
        if (own_places_hold(&places))
            return true;
    }
    return false;
}

bool phrase_starts_hold(const struct phrase_slot *starts, uint32_t last, uint8_t field_mask,
                        const struct segment *segment, uint32_t doc)
{
    struct field_layout layout;
    segment_lengths(segment, doc, layout.length);
    field_starts_from_lengths(layout.length, layout.start);
    for (size_t i = 0; i < starts->count; i++) {
        int field = field_of(&layout, starts->positions[i] + starts->offset);
        if (in_mask(field, field_mask) && field_of(&layout, starts->positions[i] + last) == field)
            return true;
    }
    return false;
}

bool phrase_leaf_holds(const struct match_node *leaf, const struct phrase_slot *slots, size_t count,
                       const struct segment *segment, uint32_t doc)
{
    struct field_layout layout;
    segment_lengths(segment, doc, layout.length);
    field_starts_from_lengths(layout.length, layout.start);
    if (leaf->kind == MATCH_PHRASE)
        return are_in_order(slots, count, &layout, leaf->field_mask);
    if (leaf->kind == MATCH_NEAR)
        return are_near(slots, count, leaf->window, &layout, leaf->field_mask);
    return is_in_fields(&slots[0], &layout, leaf->field_mask);
}
