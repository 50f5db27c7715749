// See queues.h.
//
// A thread of the slow queue against one of ordinary niceness gets a tenth of a processor, and all of one that nobody
// else wants. Three clients that ask for nothing but the dearest hold their share of its threads, and there is one
// share more. The system divides the processors among those that run: an answer of ten milliseconds beside three that
// take seconds is there in twenty, on two processors.
#include "searchd/work/queues.h"

#include "base/clock.h"

enum {
    FAR_TIMES = 8, // a search takes a millisecond of ours and ten of a cluster's

    SLOW_NICENESS = 10,
    SLOW_SHARES = 4, // of threads, one a client
    SLOW_SPARE = 2,  // threads for whoever else comes

    // Of ordinary answers: a few hundredths of a second, by what is planned and by what it took.
    ORDINARY_WORK = 10000000,
    ORDINARY_US = 40000,

    // Of any answer.
    SLOW_US = 2000000,
    SLOW_WORK = 2000000000, // some four times what that time is enough for
};

static unsigned half_of(unsigned threads)
{
    return (threads + 1) / 2;
}

static unsigned slow_threads(unsigned threads)
{
    return SLOW_SHARES * half_of(threads) + SLOW_SPARE;
}

enum status queues_open(unsigned processors, bool is_far, struct queues *queues, struct error *err)
{
    unsigned threads = is_far ? processors * FAR_TIMES : processors;
    unsigned half = half_of(threads);
    const struct work_queue_options ordinary = {.threads = threads, .per_client = threads};
    const struct work_queue_options exports = {.threads = half, .per_client = half};
    const struct work_queue_options slow = {
        .threads = slow_threads(threads), .niceness = SLOW_NICENESS, .per_client = half};
    *queues = (struct queues){0};
    enum status status = work_queue_open(&ordinary, &queues->ordinary, err);
    if (status == STATUS_OK)
        status = work_queue_open(&slow, &queues->slow, err);
    if (status == STATUS_OK)
        status = work_queue_open(&exports, &queues->exports, err);
    if (status != STATUS_OK)
        queues_close(queues);
    return status;
}

// What is ordinary first: it may put something into the slow queue.
void queues_stop(struct queues *queues)
{
    work_queue_stop(queues->ordinary);
    work_queue_stop(queues->slow);
    work_queue_stop(queues->exports);
}

void queues_close(struct queues *queues)
{
    work_queue_close(queues->ordinary);
    work_queue_close(queues->slow);
    work_queue_close(queues->exports);
    *queues = (struct queues){0};
}

unsigned queues_waiting(const struct queues *queues)
{
    return work_queue_waiting(queues->ordinary) + work_queue_waiting(queues->slow) +
           work_queue_waiting(queues->exports);
}

void queues_limit_ordinary(struct work_limit *limit)
{
    work_limit_init(limit);
    limit->work_left = ORDINARY_WORK;
    limit->thread_us = clock_thread_us() + ORDINARY_US;
}

void queues_limit_slow(struct work_limit *limit)
{
    work_limit_init(limit);
    limit->work_left = SLOW_WORK;
    limit->thread_us = clock_thread_us() + SLOW_US;
}
