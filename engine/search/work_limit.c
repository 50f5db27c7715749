// See work_limit.h.
#include "engine/search/work_limit.h"

#include "base/clock.h"

void work_limit_init(struct work_limit *limit)
{
    *limit = (struct work_limit){
        .work_left = UINT64_MAX,
        .thread_us = UINT64_MAX,
        .deadline_ms = INT64_MAX,
        .now_ms = clock_coarse_ms,
    };
}

static void end(struct work_limit *limit, enum work_end why)
{
    if (limit->end == WORK_GOES_ON)
        limit->end = why;
}

static enum status told(const struct work_limit *limit, struct error *err)
{
    return limit->end == WORK_GOES_ON ? STATUS_OK
                                      : error_set(err, STATUS_BUSY, "search: broken off");
}

static void look(struct work_limit *limit)
{
    int64_t now = limit->now_ms();
    if (now == limit->looked_ms)
        return;
    limit->looked_ms = now;
    if (limit->is_unwanted && limit->is_unwanted(limit->who))
        end(limit, WORK_UNWANTED);
    if (now >= limit->deadline_ms)
        end(limit, WORK_TOO_LATE);
    if (limit->thread_us != UINT64_MAX && clock_thread_us() >= limit->thread_us)
        end(limit, WORK_TOO_LONG);
}

enum status work_limit_ask(struct work_limit *limit, struct error *err)
{
    look(limit);
    return told(limit, err);
}

enum status work_limit_spend(struct work_limit *limit, uint64_t work, struct error *err)
{
    if (!limit)
        return STATUS_OK;
    if (work > limit->work_left)
        end(limit, WORK_TOO_DEAR);
    limit->work_left -= work < limit->work_left ? work : limit->work_left;
    look(limit);
    return told(limit, err);
}
