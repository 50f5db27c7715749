#include "base/clock.h"

#include <time.h>

static struct timespec read_clock(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now); // cannot fail for these clocks
    return now;
}

static uint64_t nanoseconds(struct timespec time)
{
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

int64_t clock_coarse_ms(void)
{
    return (int64_t)(nanoseconds(read_clock(CLOCK_MONOTONIC_COARSE)) / 1000000);
}

uint64_t clock_precise_ns(void)
{
    return nanoseconds(read_clock(CLOCK_MONOTONIC));
}

uint64_t clock_precise_us(void)
{
    return clock_precise_ns() / 1000;
}

uint64_t clock_thread_us(void)
{
    return nanoseconds(read_clock(CLOCK_THREAD_CPUTIME_ID)) / 1000;
}

int64_t clock_wall_seconds(void)
{
    return (int64_t)read_clock(CLOCK_REALTIME_COARSE).tv_sec;
}

uint64_t clock_wall_ns(void)
{
    return nanoseconds(read_clock(CLOCK_REALTIME));
}
