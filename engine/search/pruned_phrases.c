// See pruned_phrases.h.
#include "engine/search/pruned_phrases.h"

#include "engine/search/phrase.h"

enum { MAX_PHRASE_SLOTS = 64 };

static size_t longest(const struct flat_phrase *phrases, size_t count, size_t longest)
{
    for (size_t p = 0; p < count; p++)
        longest = phrases[p].count > longest ? phrases[p].count : longest;
    return longest;
}

enum status phrase_reader_open(struct phrase_reader *reader, struct segment_lists *lists,
                               struct error *err)
{
    const struct flat *flat = lists->pruned->flat;
    *reader = (struct phrase_reader){.lists = lists, .err = err};
    reader->position_count = longest(flat->phrases, flat->phrase_count, 0);
    reader->position_count =
        longest(flat->optional_phrases, flat->optional_phrase_count, reader->position_count);
    reader->positions =
        arena_calloc(lists->pruned->arena, reader->position_count + 1, sizeof *reader->positions);
    return reader->positions ? STATUS_OK
                             : error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

void phrase_reader_close(struct phrase_reader *reader)
{
    for (size_t i = 0; i < reader->lists->open_count; i++)
        position_reader_clear(&reader->lists->lists[i].positions);
    for (size_t s = 0; reader->positions && s < reader->position_count; s++)
        position_array_clear(&reader->positions[s]);
    position_array_clear(&reader->other);
    position_array_clear(&reader->starts);
}

// --- positions -----------------------------------------------------------------------------------

static bool open_positions(struct phrase_reader *reader, struct scored_list *list)
{
    if (list->reads_positions)
        return true;
    struct positions positions;
    enum status status =
        positions_open(list->found->positions, list->found->doc_count, &positions, reader->err);
    if (status == STATUS_OK)
        position_reader_open(&list->positions, &positions);
    else
        reader->status = status;
    list->reads_positions = status == STATUS_OK;
    return list->reads_positions;
}

static bool list_positions(struct phrase_reader *reader, struct scored_list *list,
                           struct position_array *out)
{
    if (!open_positions(reader, list))
        return false;
    enum status status = position_reader_read(&list->positions, posting_cursor_index(&list->cursor),
                                              out, reader->err);
    if (status != STATUS_OK)
        reader->status = status;
    return status == STATUS_OK;
}

// The positions of a group in a document all its lists were sought to.
static bool group_positions(struct phrase_reader *reader, struct list_group *group, uint32_t doc,
                            struct position_array *out)
{
    size_t found = 0;
    out->count = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct scored_list *list = group->lists[i];
        if (!posting_cursor_has(&list->cursor, doc))
            continue;
        if (!list_positions(reader, list, found ? &reader->other : out))
            return false;
        if (found && !position_array_append(out, &reader->other))
            reader->status = error_set(reader->err, STATUS_NO_MEMORY, "search: out of memory");
        found++;
    }
    if (found > 1)
        position_array_sort(out);
    return reader->status == STATUS_OK;
}

// Where a phrase can begin by its first word looked at.
static bool begin_starts(struct phrase_reader *reader, struct list_group *group, uint32_t doc)
{
    struct position_array *starts = &reader->starts;
    uint32_t offset = group->flat->offset;
    size_t kept = 0;
    if (!group_positions(reader, group, doc, starts))
        return false;
    for (size_t i = 0; i < starts->count; i++) {
        if (starts->values[i] >= offset)
            starts->values[kept++] = starts->values[i] - offset;
    }
    starts->count = kept;
    return kept > 0;
}

// Leaves those starts that the group has a word for.
static bool keep_starts(struct phrase_reader *reader, struct list_group *group, uint32_t doc)
{
    struct position_array *starts = &reader->starts;
    uint32_t offset = group->flat->offset;
    if (group->count > 1) {
        struct position_array *read = &reader->positions[0];
        if (!group_positions(reader, group, doc, read))
            return false;
        position_array_keep(starts, read->values, read->count, offset);
        return starts->count > 0;
    }
    struct scored_list *list = group->lists[0];
    if (!posting_cursor_has(&list->cursor, doc) || !open_positions(reader, list))
        return false;
    enum status status = position_reader_keep(&list->positions, posting_cursor_index(&list->cursor),
                                              offset, starts, reader->err);
    if (status != STATUS_OK)
        reader->status = status;
    return status == STATUS_OK && starts->count > 0;
}

static bool is_of(const struct flat_phrase *phrase, const struct list_group *group)
{
    return group->flat >= phrase->groups && group->flat < phrase->groups + phrase->count;
}

// Whether one of the starts left lies in a field that the phrase may stand in, all of it.
static bool starts_hold(const struct phrase_reader *reader, const struct flat_phrase *phrase,
                        uint32_t doc)
{
    uint32_t first = UINT32_MAX, last = 0;
    for (size_t g = 0; g < phrase->count; g++) {
        uint32_t offset = phrase->groups[g].offset;
        first = offset < first ? offset : first;
        last = offset > last ? offset : last;
    }
    struct phrase_slot starts = {reader->starts.values, reader->starts.count, first};
    return phrase_starts_hold(&starts, last, phrase->node->field_mask, reader->lists->segment, doc);
}

// The groups of the phrase are among `groups`, which stand rarest first: most candidates fall before their
// most frequent word is looked at.
static bool phrase_holds(struct phrase_reader *reader, const struct flat_phrase *phrase,
                         struct list_group *groups, size_t group_count, uint32_t doc)
{
    struct phrase_slot slots[MAX_PHRASE_SLOTS];
    bool is_phrase = phrase->node->kind == MATCH_PHRASE;
    size_t count = 0;
    for (size_t g = 0; g < group_count; g++) {
        struct list_group *group = &groups[g];
        if (!is_of(phrase, group))
            continue;
        if (is_phrase) {
            if (!(count++ ? keep_starts : begin_starts)(reader, group, doc))
                return false;
            continue;
        }
        struct position_array *read = &reader->positions[count];
        if (!group_positions(reader, group, doc, read))
            return false;
        slots[count++] = (struct phrase_slot){read->values, read->count, group->flat->offset};
    }
    return is_phrase ? starts_hold(reader, phrase, doc)
                     : phrase_leaf_holds(phrase->node, slots, count, reader->lists->segment, doc);
}

bool phrases_hold(struct phrase_reader *reader, uint32_t doc)
{
    const struct flat *flat = reader->lists->pruned->flat;
    for (size_t p = 0; p < flat->phrase_count; p++) {
        if (!phrase_holds(reader, &flat->phrases[p], reader->lists->groups,
                          reader->lists->group_count, doc))
            return false;
    }
    return true;
}

// --- optional phrases ----------------------------------------------------------------------------

uint32_t phrases_bound(struct segment_lists *lists, uint32_t base, uint32_t end)
{
    uint32_t sum = 0;
    for (size_t p = 0; p < lists->phrase_count; p++) {
        struct scored_phrase *phrase = &lists->phrases[p];
        phrase->bound_here = 0;
        for (size_t g = 0; g < phrase->group_count; g++) {
            const struct list_group *group = &phrase->groups[g];
            uint32_t bound = 0, postings;
            for (size_t i = 0; i < group->count; i++)
                bound += list_bound(group->lists[i], base, end, &postings);
            if (bound == 0) { // without this word no phrase
                phrase->bound_here = 0;
                break;
            }
            phrase->bound_here += bound;
        }
        sum += phrase->bound_here;
    }
    return sum;
}

// What the words of the phrase give where all of them occur, else 0.
static uint32_t words_score(struct scored_phrase *phrase, uint32_t doc)
{
    uint32_t sum = 0;
    for (size_t g = 0; g < phrase->group_count; g++) {
        uint32_t score = list_group_score(&phrase->groups[g], doc);
        if (score == 0)
            return 0;
        sum += score;
    }
    return sum;
}

uint32_t phrases_add(struct phrase_reader *reader, uint32_t doc, uint32_t score, uint32_t threshold)
{
    struct segment_lists *lists = reader->lists;
    uint32_t rest = 0;
    for (size_t p = 0; p < lists->phrase_count; p++)
        rest += lists->phrases[p].bound_here;
    for (size_t p = 0; p < lists->phrase_count; p++) {
        struct scored_phrase *phrase = &lists->phrases[p];
        if (score + rest < threshold)
            return 0;
        rest -= phrase->bound_here;
        uint32_t added = phrase->bound_here ? words_score(phrase, doc) : 0;
        if (added > 0 && score + added + rest >= threshold &&
            phrase_holds(reader, phrase->flat, phrase->groups, phrase->group_count, doc))
            score += added;
    }
    return score >= threshold ? score : 0;
}
