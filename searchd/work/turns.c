// See turns.h.
//
// Linux shares a processor fairly whatever we ask for; what can be asked for is in how many pieces. A thread
// that answers requests needs little and needs it at once: with the shortest slice that there is, it goes first when
// a request wakes it, where it would otherwise wait for a longer one to be over, which the clock looks at
// every few milliseconds only (Documentation/scheduler/sched-eevdf.rst: "latency-sensitive tasks with shorter slices").
// Its share stays what it was, so nobody else gets less.
//
// glibc has no wrapper for the system call yet (2.41 has): the struct is that of sched_setattr(2).
#include "searchd/work/turns.h"

#include <assert.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SHORTEST_NS = 100000 };

struct attributes {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime; // nanoseconds; of ordinary threads: the slice
    uint64_t deadline;
    uint64_t period;
};

static_assert(sizeof(struct attributes) == 48, "version 0 of the kernel's struct sched_attr");

bool turns_ask_short(void)
{
    struct attributes now = {.size = sizeof now};
    if (syscall(SYS_sched_getattr, 0, &now, sizeof now, 0) != 0)
        return false;
    now.size = sizeof now;
    now.runtime = SHORTEST_NS;
    return syscall(SYS_sched_setattr, 0, &now, 0) == 0;
}
