// The words of an index, over all its segments: counts, completions, accents, names. See snapshot.h.
//
// Words are walked in all segments' dictionaries in step, smallest first, so that each is told once with the sum of its
// counts of live documents, and not at all without any; a step costs a comparison per segment. Values of columns are
// counted over every live document of the column.
#include "base/reader.h"
#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/read/term_place.h"
#include "engine/segment/dead_counts.h"

#include <stdlib.h>
#include <string.h>

// The live documents of a dictionary entry; the term starts with its kind.
static enum status count_live(const struct segment *segment, struct slice term, struct slice value,
                              uint32_t *live, struct error *err)
{
    struct posting_entry entry;
    enum status status = posting_entry_decode(value, &entry, err);
    return status == STATUS_OK ? dead_counts_live(segment, term, entry.doc_count, live, err)
                               : status;
}

enum status snapshot_term_count(struct snapshot *snapshot, enum term_kind kind, struct slice term,
                                uint64_t *out, struct error *err)
{
    enum term_kind stored = snapshot_stored_kind(snapshot, kind);
    const struct term_place *known = term_place_known(snapshot, kind, term);
    *out = known ? known->documents : 0;
    if (known)
        return STATUS_OK;
    for (uint32_t s = 0; s < snapshot->manifest.segment_count; s++) {
        uint32_t live;
        enum status status =
            dead_counts_find_live(&snapshot->segments[s], stored, term, &live, err);
        if (status != STATUS_OK)
            return status;
        *out += live;
    }
    return STATUS_OK;
}

// --- walking terms -------------------------------------------------------------------------------

// One walk over all segments' dictionaries, in step.
struct walk {
    struct dictionary_iterator *iterators;
    bool *ended;
    uint32_t count;
    struct slice prefix; // kind byte included
};

static enum status walk_step(struct walk *walk, uint32_t s, struct error *err)
{
    enum status status = dictionary_next(&walk->iterators[s], err);
    bool beyond = status == STATUS_OK &&
                  !slice_starts_with(dictionary_term(&walk->iterators[s]), walk->prefix);
    walk->ended[s] = status == STATUS_NOT_FOUND || beyond;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status walk_open(struct walk *walk, struct snapshot *snapshot, struct error *err)
{
    walk->count = snapshot->manifest.segment_count;
    walk->iterators = calloc(walk->count + 1, sizeof *walk->iterators);
    walk->ended = calloc(walk->count + 1, sizeof *walk->ended);
    if (!walk->iterators || !walk->ended)
        return error_set(err, STATUS_NO_MEMORY, "vocabulary: out of memory");
    enum status status = STATUS_OK;
    for (uint32_t s = 0; status == STATUS_OK && s < walk->count; s++) {
        const struct segment *segment = &snapshot->segments[s];
        status =
            dictionary_seek(segment->txn, segment->info.id, walk->prefix, &walk->iterators[s], err);
        if (status == STATUS_OK)
            status = walk_step(walk, s, err);
    }
    return status;
}

static void walk_close(struct walk *walk)
{
    free(walk->iterators);
    free(walk->ended);
}

// Copies the smallest term into `term` and returns its length, 0 when all have ended.
static size_t walk_smallest(const struct walk *walk, char term[DICTIONARY_MAX_TERM])
{
    const struct dictionary_iterator *smallest = NULL;
    for (uint32_t s = 0; s < walk->count; s++) {
        const struct dictionary_iterator *at = &walk->iterators[s];
        if (!walk->ended[s] &&
            (!smallest || slice_compare(dictionary_term(at), dictionary_term(smallest)) < 0))
            smallest = at;
    }
    if (!smallest)
        return 0;
    memcpy(term, smallest->term, smallest->term_len);
    return smallest->term_len;
}

enum status snapshot_terms(struct snapshot *snapshot, enum term_kind kind, struct slice prefix,
                           bool (*visit)(void *context, struct slice term, uint32_t doc_count),
                           void *context, struct error *err)
{
    char from[DICTIONARY_MAX_TERM], term[DICTIONARY_MAX_TERM];
    if (prefix.len >= sizeof from)
        return STATUS_OK;
    from[0] = (char)snapshot_stored_kind(snapshot, kind);
    memcpy(from + 1, prefix.ptr, prefix.len);
    struct walk walk = {.prefix = slice_of(from, prefix.len + 1)};
    enum status status = walk_open(&walk, snapshot, err);
    for (size_t len; status == STATUS_OK && (len = walk_smallest(&walk, term)) > 0;) {
        uint32_t documents = 0;
        for (uint32_t s = 0; status == STATUS_OK && s < walk.count; s++) {
            struct dictionary_iterator *at = &walk.iterators[s];
            if (walk.ended[s] || !slice_equal(dictionary_term(at), slice_of(term, len)))
                continue;
            uint32_t live = 0;
            status = count_live(&snapshot->segments[s], slice_of(term, len), at->value, &live, err);
            documents += live;
            if (status == STATUS_OK)
                status = walk_step(&walk, s, err);
        }
        if (status == STATUS_OK && documents > 0 &&
            !visit(context, slice_of(term + 1, len - 1), documents))
            break;
    }
    walk_close(&walk);
    return status;
}

// --- accents -------------------------------------------------------------------------------------

// Adds the surfaces of one segment's entry that live documents have.
static enum status add_surfaces(struct snapshot *snapshot, struct slice entry, struct arena *arena,
                                struct slice_list *out, struct error *err)
{
    struct cursor cursor = cursor_over(entry);
    while (cursor_left(&cursor) && !vec_is_full(out)) {
        struct slice surface = cursor_string(&cursor);
        if (cursor.failed)
            return error_set(err, STATUS_CORRUPT, "fold entry is damaged");
        uint64_t documents;
        if (slice_is_one_of(surface, out->items, out->count))
            continue;
        enum status status = snapshot_term_count(snapshot, TERM_SURFACE, surface, &documents, err);
        if (status != STATUS_OK)
            return status;
        if (documents == 0)
            continue;
        struct slice copy = arena_copy(arena, surface);
        if (!copy.ptr || !vec_add(out, copy))
            return error_set(err, STATUS_NO_MEMORY, "vocabulary: out of memory");
    }
    return STATUS_OK;
}

enum status snapshot_unfold(struct snapshot *snapshot, struct slice folded, struct arena *arena,
                            struct slice_list *out, struct error *err)
{
    char key[DICTIONARY_MAX_TERM];
    if (folded.len >= sizeof key)
        return STATUS_OK;
    key[0] = TERM_FOLD;
    memcpy(key + 1, folded.ptr, folded.len);
    enum status status = STATUS_OK;
    for (uint32_t s = 0; status == STATUS_OK && s < snapshot->manifest.segment_count; s++) {
        struct slice entry;
        const struct segment *segment = &snapshot->segments[s];
        status = dictionary_find(segment->txn, segment->info.id, slice_of(key, folded.len + 1),
                                 &entry, err);
        if (status == STATUS_OK)
            status = add_surfaces(snapshot, entry, arena, out, err);
        else if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    return status;
}

// --- values of columns ---------------------------------------------------------------------------

struct value_list {
    struct value_count *items;
    size_t count, capacity;
};

static int compare_values(const void *a, const void *b)
{
    return slice_compare(((const struct value_count *)a)->value,
                         ((const struct value_count *)b)->value);
}

static bool list_push(struct value_list *list, struct slice value, uint32_t documents)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        struct value_count *bigger = realloc(list->items, capacity * sizeof *bigger);
        if (!bigger)
            return false;
        list->items = bigger;
        list->capacity = capacity;
    }
    list->items[list->count++] = (struct value_count){value, documents};
    return true;
}

int snapshot_string_column(enum field field)
{
    switch (field) {
    case FIELD_TYPE:
        return COLUMN_TYPE;
    case FIELD_SESSION:
        return COLUMN_SESSION;
    case FIELD_AUTHOR:
        return COLUMN_AUTEUR;
    case FIELD_MINISTER:
        return COLUMN_MINISTRE;
    case FIELD_RESPONDENT:
        return COLUMN_REPONDANT;
    case FIELD_ASSEMBLY:
        return COLUMN_ASSEMBLEE;
    case FIELD_GROUP:
        return COLUMN_GROUPE;
    case FIELD_NUMBER:
        return COLUMN_NUMERO;
    case FIELD_OFFICE:
        return COLUMN_FONCTION;
    case FIELD_REFERRAL:
        return COLUMN_RENVOI;
    case FIELD_CITE:
        return COLUMN_CITE;
    case FIELD_COMMUNE:
    case FIELD_PROVINCE:
        return COLUMN_LIEUX;
    default:
        return -1;
    }
}

// The first of a column's strings, which are sorted, that is not less than `prefix`; with `is_end`, the first behind
// those that start with it.
static uint32_t string_place(const struct column *column, struct slice prefix, bool is_end)
{
    uint32_t low = 0, high = column->string_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct slice string = column_string(column, middle);
        bool is_before =
            slice_compare(string, prefix) < 0 || (is_end && slice_starts_with(string, prefix));
        low = is_before ? middle + 1 : low;
        high = is_before ? high : middle;
    }
    return low;
}

// Counts one segment's live documents per string ordinal and lists those that occur.
static bool count_segment(const struct segment *segment, int column_id, struct slice prefix,
                          struct value_list *list)
{
    const struct column *column = &segment->columns[column_id];
    uint32_t first = string_place(column, prefix, false), end = string_place(column, prefix, true);
    if (first == end)
        return true;
    uint32_t *counts = calloc(end - first, sizeof *counts);
    if (!counts)
        return false;
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        int64_t ordinal = column_value(column, d);
        if (ordinal >= first && ordinal < end && !segment_is_deleted(segment, d))
            counts[ordinal - first]++;
    }
    bool enough = true;
    for (uint32_t i = first; enough && i < end; i++)
        if (counts[i - first])
            enough = list_push(list, column_string(column, i), counts[i - first]);
    free(counts);
    return enough;
}

static bool count_numbers(const struct segment *segment, enum field field, struct slice prefix,
                          struct arena *arena, struct value_list *list)
{
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        if (segment_is_deleted(segment, d))
            continue;
        int64_t value = field == FIELD_STATUS ? segment_status(segment, d)
                                              : column_value(&segment->columns[COLUMN_ANNEE], d);
        bool is_status = field == FIELD_STATUS && value >= 0 && value < EXCHANGE_STATUS_COUNT;
        struct slice text = is_status
                                ? slice_from(exchange_status_name((enum exchange_status)value))
                                : arena_printf(arena, "%lld", (long long)value);
        if (!text.ptr || (slice_starts_with(text, prefix) && !list_push(list, text, 1)))
            return false;
    }
    return true;
}

// Puts the counts of all segments in order, and those of one value together.
static void merge_values(struct value_list *list)
{
    size_t count = 0;
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare_values);
    for (size_t i = 0; i < list->count; i++)
        if (count > 0 && slice_equal(list->items[count - 1].value, list->items[i].value))
            list->items[count - 1].documents += list->items[i].documents;
        else
            list->items[count++] = list->items[i];
    list->count = count;
}

// All filters on a field need its values: they are kept as long as the segments are open. False without memory.
static bool keep_values(struct snapshot *snapshot, int column, const struct value_list *list)
{
    enum { KEEP_AT_MOST = 10000 };
    if (list->count > KEEP_AT_MOST)
        return true;
    struct value_count *items = arena_calloc(&snapshot->arena, list->count + 1, sizeof *items);
    if (!items)
        return false;
    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    snapshot->values[column] = (struct value_memory){items, list->count, true};
    return true;
}

// The arena is for values that are numbers.
static bool count_values(struct snapshot *snapshot, enum field field, struct slice prefix,
                         struct arena *arena, struct value_list *list)
{
    int column = snapshot_string_column(field);
    bool enough = true;
    for (uint32_t s = 0; enough && s < snapshot->manifest.segment_count; s++) {
        const struct segment *segment = &snapshot->segments[s];
        enough = column >= 0 ? count_segment(segment, column, prefix, list)
                             : count_numbers(segment, field, prefix, arena, list);
    }
    if (enough)
        merge_values(list);
    return enough;
}

enum status snapshot_values(struct snapshot *snapshot, enum field field, struct slice prefix,
                            bool (*visit)(void *context, struct slice value, uint32_t doc_count),
                            void *context, struct error *err)
{
    int column = prefix.len == 0 ? snapshot_string_column(field) : -1;
    struct value_list list = {0};
    struct value_memory values = column >= 0 ? snapshot->values[column] : (struct value_memory){0};
    struct arena arena;
    bool enough = true;
    arena_init(&arena, 0);
    if (!values.is_known) {
        enough = count_values(snapshot, field, prefix, &arena, &list) &&
                 (column < 0 || keep_values(snapshot, column, &list));
        values = (struct value_memory){list.items, list.count, true};
    }
    for (size_t i = 0; enough && i < values.count; i++)
        if (!visit(context, values.items[i].value, values.items[i].documents))
            break;
    free(list.items);
    arena_clear(&arena);
    return enough ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "vocabulary: out of memory");
}
