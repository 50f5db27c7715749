#include "searchd/page/figures/delay_order.h"

#include <stdlib.h>

double delay_order_share(const struct exchange_group *group)
{
    uint32_t covered = group->documents - group->uncovered;
    return covered ? (double)group->answered / covered : -1;
}

// What a row is sorted by; rows without such a number come last.
static double sort_key(const struct exchange_group *group, enum row_sort sort)
{
    switch (sort) {
    case ROW_SORT_SHARE:
        return delay_order_share(group);
    case ROW_SORT_MEDIAN:
        return group->delays ? group->median : -1;
    case ROW_SORT_P90:
        return group->delays ? group->p90 : -1;
    case ROW_SORT_WAITING:
        return group->waiting;
    case ROW_SORT_LATE:
        return group->judged ? (double)group->late_answered : -1;
    case ROW_SORT_OVERDUE:
        return group->judged ? (double)group->late_waiting : -1;
    case ROW_SORT_VALUE:
        return 0;
    case ROW_SORT_COUNT:
        break;
    }
    return group->documents;
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const struct search_params *params = context;
    const struct exchange_group *x = *(const struct exchange_group *const *)a,
                                *y = *(const struct exchange_group *const *)b;
    double kx = sort_key(x, params->figures.row_sort), ky = sort_key(y, params->figures.row_sort);
    bool has_none = kx < 0 || ky < 0;
    int order = (kx > ky) - (kx < ky);
    if (order != 0)
        return params->figures.rows_ascend && !has_none ? order : -order;
    order = (x > y) - (x < y); // as the groups stand: by value
    return params->figures.row_sort == ROW_SORT_VALUE && !params->figures.rows_ascend ? -order
                                                                                      : order;
}

void delay_order_default(struct search_params *params)
{
    if (params->figures.row_sort_given)
        return;
    bool is_time = params->figures.by[0] == FIELD_YEAR || params->figures.by[0] == FIELD_SESSION;
    params->figures.row_sort = is_time ? ROW_SORT_VALUE : ROW_SORT_COUNT;
    params->figures.rows_ascend = is_time;
}

const struct exchange_group **delay_order_rows(const struct group_result *groups,
                                               const struct search_params *params,
                                               struct arena *arena)
{
    const struct exchange_group **rows =
        arena_calloc(arena, groups->count + 1, sizeof(const struct exchange_group *));
    struct search_params order = *params;
    for (size_t g = 0; rows && g < groups->count; g++)
        rows[g] = &groups->groups[g];
    if (rows && groups->count > 1)
        qsort_r(rows, groups->count, sizeof *rows, compare_rows, &order);
    return rows;
}
