// See column_merge.h.
//
// Cost: 4 bytes for each string of the sources, and the new column itself; a step of the merge looks at every
// source, as one of term_walk.h does.
#include "engine/segment/column_merge.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

#define UNUSED UINT32_MAX

bool string_union_open(struct string_union *strings, const struct column *const *columns,
                       uint32_t column_count)
{
    *strings = (struct string_union){.columns = columns, .column_count = column_count};
    strings->ordinals = calloc((size_t)column_count + 1, sizeof *strings->ordinals);
    for (uint32_t c = 0; strings->ordinals && c < column_count; c++) {
        uint32_t count = columns[c]->string_count;
        uint32_t *ordinals = malloc(((size_t)count + 1) * sizeof *ordinals);
        strings->ordinals[c] = ordinals;
        if (!ordinals)
            return false;
        ordinals[0] = 0;
        for (uint32_t o = 1; o < count; o++)
            ordinals[o] = UNUSED;
    }
    return strings->ordinals;
}

void string_union_close(struct string_union *strings)
{
    for (uint32_t c = 0; strings->ordinals && c < strings->column_count; c++)
        free(strings->ordinals[c]);
    free(strings->ordinals);
    strings->ordinals = NULL;
}

void string_union_use(struct string_union *strings, uint32_t column, int64_t ordinal)
{
    if (ordinal > 0 && ordinal < (int64_t)strings->columns[column]->string_count)
        strings->ordinals[column][ordinal] = 0; // until it is numbered
}

// Where a column's list is read.
struct head {
    uint32_t ordinal;
    bool has_ended;
    struct slice string;
};

static void step(const struct string_union *strings, uint32_t column, struct head *head)
{
    uint32_t count = strings->columns[column]->string_count;
    do
        head->ordinal++;
    while (head->ordinal < count && strings->ordinals[column][head->ordinal] == UNUSED);
    head->has_ended = head->ordinal >= count;
    head->string = column_string(strings->columns[column], head->ordinal);
}

static const struct head *smallest(const struct head *heads, uint32_t count)
{
    const struct head *best = NULL;
    for (uint32_t h = 0; h < count; h++)
        if (!heads[h].has_ended && (!best || slice_compare(heads[h].string, best->string) < 0))
            best = &heads[h];
    return best;
}

bool string_union_number(struct string_union *strings)
{
    struct head *heads = calloc((size_t)strings->column_count + 1, sizeof *heads);
    if (!heads)
        return false;
    for (uint32_t c = 0; c < strings->column_count; c++)
        step(strings, c, &heads[c]);
    strings->count = 1; // ""
    for (const struct head *best; (best = smallest(heads, strings->column_count)) != NULL;) {
        const struct slice string = best->string;
        for (uint32_t c = 0; c < strings->column_count; c++) {
            if (heads[c].has_ended || !slice_equal(heads[c].string, string))
                continue;
            strings->ordinals[c][heads[c].ordinal] = strings->count;
            step(strings, c, &heads[c]);
        }
        strings->count++;
    }
    free(heads);
    return true;
}

uint32_t string_union_ordinal(const struct string_union *strings, uint32_t column, int64_t ordinal)
{
    bool is_there = ordinal > 0 && ordinal < (int64_t)strings->columns[column]->string_count;
    return is_there ? strings->ordinals[column][ordinal] : 0;
}

// --- the new column ------------------------------------------------------------------------------

struct merging {
    const struct column_merge *merge;
    struct string_union strings;
};

static int64_t new_value(const void *context, uint32_t doc)
{
    const struct merging *merging = context;
    struct origin origin = merging->merge->origins[doc];
    int64_t value = column_value(merging->merge->columns[origin.source], origin.doc);
    return merging->merge->has_strings
               ? string_union_ordinal(&merging->strings, origin.source, value)
               : value;
}

// Calls `visit` for each string that is used, by column: one of several columns comes as often.
static void each_string(const struct string_union *strings,
                        void (*visit)(struct buf *out, size_t table, uint32_t ordinal,
                                      struct slice string),
                        struct buf *out, size_t table)
{
    for (uint32_t c = 0; c < strings->column_count; c++)
        for (uint32_t o = 1; o < strings->columns[c]->string_count; o++)
            if (strings->ordinals[c][o] != UNUSED)
                visit(out, table, strings->ordinals[c][o], column_string(strings->columns[c], o));
}

// `table` is where in `out` the offsets begin.
static void note_length(struct buf *out, size_t table, uint32_t ordinal, struct slice string)
{
    uint32_t length = (uint32_t)string.len;
    memcpy(out->data + table + ((size_t)ordinal + 1) * sizeof length, &length, sizeof length);
}

static void copy_string(struct buf *out, size_t table, uint32_t ordinal, struct slice string)
{
    uint32_t start = load_u32(out->data + table + (size_t)ordinal * sizeof start);
    if (string.len > 0)
        memcpy(out->data + out->len + start, string.ptr, string.len);
}

// The offsets of the strings and the strings, each put where it belongs whatever column it comes from.
static void append_strings(const struct string_union *strings, struct buf *out)
{
    size_t table = out->len, table_size = ((size_t)strings->count + 1) * sizeof(uint32_t);
    char *offsets = buf_reserve(out, table_size);
    if (!offsets)
        return;
    memset(offsets, 0, table_size);
    each_string(strings, note_length, out, table);
    uint32_t end = 0;
    for (uint32_t o = 0; o <= strings->count; o++) {
        end += load_u32(offsets + (size_t)o * sizeof end);
        memcpy(offsets + (size_t)o * sizeof end, &end, sizeof end);
    }
    out->len += table_size;
    if (buf_reserve(out, end)) {
        each_string(strings, copy_string, out, table);
        out->len += end;
    }
}

// Numbers the strings that the new documents have.
static bool number_strings(struct merging *merging)
{
    const struct column_merge *merge = merging->merge;
    struct string_union *strings = &merging->strings;
    if (!string_union_open(strings, merge->columns, merge->source_count))
        return false;
    for (uint32_t d = 0; d < merge->doc_count; d++) {
        struct origin origin = merge->origins[d];
        string_union_use(strings, origin.source,
                         column_value(merge->columns[origin.source], origin.doc));
    }
    return string_union_number(strings);
}

void column_merge(const struct column_merge *merge, struct buf *out)
{
    struct merging merging = {.merge = merge};
    out->failed = out->failed || (merge->has_strings && !number_strings(&merging));
    if (!out->failed)
        columns_append_values((struct column_values){new_value, &merging, merge->doc_count},
                              merging.strings.count, out);
    if (merge->has_strings && !out->failed)
        append_strings(&merging.strings, out);
    string_union_close(&merging.strings);
}
