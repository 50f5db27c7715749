// See list_ranges.h.
#include "engine/search/match/list_ranges.h"

enum status list_ranges_open(const struct scored_list *list, const struct segment *segment,
                             struct list_ranges *out, struct error *err)
{
    const struct segment_term *found = list->found;
    *out = (struct list_ranges){0};
    enum status status =
        range_table_open(found->ranges, found->max_code, segment->info.doc_count, &out->table, err);
    for (int level = 1; status == STATUS_OK && level < RANGE_LEVELS; level++)
        out->values[level] = list->term->table[out->table.codes[level]];
    return status;
}
