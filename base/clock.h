// What time it is, by the clock that the question needs.
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

// Since some moment in the past, whatever anybody does to the date: for durations and time-outs. The first is exact
// to some milliseconds, and costs a few nanoseconds.
int64_t clock_coarse_ms(void);
uint64_t clock_precise_us(void);
uint64_t clock_precise_ns(void);

// The processor time of this thread so far.
uint64_t clock_thread_us(void);

// Seconds and nanoseconds since 1970, by the date as it is set; to be written down, never to be waited for.
int64_t clock_wall_seconds(void);
uint64_t clock_wall_ns(void);

#endif
