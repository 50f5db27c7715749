// A limit of work whose clock ticks with each look at it, so that its deadline is a number of looks.
#ifndef TESTS_ENGINE_SEARCH_LOOKS_H
#define TESTS_ENGINE_SEARCH_LOOKS_H

#include "engine/search/work_limit.h"

static int64_t looks;

static int64_t count_looks(void)
{
    return ++looks;
}

static struct work_limit limit_after(int64_t number)
{
    struct work_limit limit;
    work_limit_init(&limit);
    limit.now_ms = count_looks;
    limit.deadline_ms = number;
    looks = 0;
    return limit;
}

#endif
