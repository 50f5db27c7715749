// How far one request may go: work, processor time, a deadline, and whether anybody still waits for it.
//
// Whoever answers requests hands one to a view (struct view, limit); whatever takes long looks at it once a window of
// documents, or as often. A look costs a few nanoseconds, since the clock only ticks every few milliseconds, and all
// else is asked once a tick. What has ended stays so, whoever looks.
#ifndef ENGINE_SEARCH_WORK_LIMIT_H
#define ENGINE_SEARCH_WORK_LIMIT_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum work_end {
    WORK_GOES_ON,
    WORK_TOO_DEAR, // what is planned comes to more than was allowed
    WORK_TOO_LONG, // the processor time is used up
    WORK_TOO_LATE, // the deadline has passed
    WORK_UNWANTED, // nobody waits any more
};

// Of one thread, for one request.
struct work_limit {
    uint64_t work_left;             // in postings, some nanoseconds each
    uint64_t thread_us;             // clock_thread_us at which it ends
    int64_t deadline_ms;            // now_ms at which it ends
    bool (*is_unwanted)(void *who); // NULL: somebody waits as long as it takes
    void *who;
    int64_t (*now_ms)(void);
    int64_t looked_ms; // when the rest was asked last
    enum work_end end;
};

// No limit at all, by the clock_coarse_ms; the caller sets what is to be less.
void work_limit_init(struct work_limit *limit);

// STATUS_BUSY once it has ended; asks the clock, and at each of its ticks all else.
enum status work_limit_ask(struct work_limit *limit, struct error *err) STATUS_NODISCARD;

// The same; NULL never ends.
STATUS_NODISCARD static inline enum status work_limit_look(struct work_limit *limit,
                                                           struct error *err)
{
    return limit ? work_limit_ask(limit, err) : STATUS_OK;
}

// Takes what is planned off the work allowed, and looks.
enum status work_limit_spend(struct work_limit *limit, uint64_t work,
                             struct error *err) STATUS_NODISCARD;

#endif
