// See work_queue.h. A queue, first in, first out, and a condition that its threads wait for.
#include "searchd/work/work_queue.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>

struct lane {
    int niceness;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct lane_job *first, **last; // guarded by lock, like these two
    unsigned waiting;
    bool is_closing;
    unsigned thread_count; // those not joined yet
    pthread_t threads[];
};

// The next job, waiting for one; NULL when there will be none.
static struct lane_job *take(struct lane *lane)
{
    (void)pthread_mutex_lock(&lane->lock);
    while (!lane->first && !lane->is_closing)
        (void)pthread_cond_wait(&lane->changed, &lane->lock);
    struct lane_job *job = lane->first;
    if (job) {
        lane->first = job->next;
        lane->waiting--;
    }
    if (!lane->first)
        lane->last = &lane->first;
    (void)pthread_mutex_unlock(&lane->lock);
    return job;
}

static void *work(void *lane_of_thread)
{
    struct lane *lane = lane_of_thread;
    if (lane->niceness > 0)
        (void)setpriority(PRIO_PROCESS, 0, lane->niceness); // on Linux that is this thread alone
    struct lane_job *job;
    while ((job = take(lane)))
        job->run(job);
    return NULL;
}

enum status lane_open(unsigned threads, int niceness, struct lane **lane, struct error *err)
{
    struct lane *opened = calloc(1, sizeof *opened + threads * sizeof *opened->threads);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory for threads");
    opened->niceness = niceness;
    opened->last = &opened->first;
    (void)pthread_mutex_init(&opened->lock, NULL); // these two cannot fail on Linux
    (void)pthread_cond_init(&opened->changed, NULL);
    while (opened->thread_count < threads) {
        if (pthread_create(&opened->threads[opened->thread_count], NULL, work, opened) != 0) {
            lane_close(opened);
            return error_set(err, STATUS_NO_MEMORY, "cannot start a thread");
        }
        opened->thread_count++;
    }
    *lane = opened;
    return STATUS_OK;
}

bool lane_put(struct lane *lane, struct lane_job *job, lane_run_fn *run)
{
    *job = (struct lane_job){.run = run};
    (void)pthread_mutex_lock(&lane->lock);
    bool is_taken = !lane->is_closing;
    if (is_taken) {
        *lane->last = job;
        lane->last = &job->next;
        lane->waiting++;
        (void)pthread_cond_signal(&lane->changed);
    }
    (void)pthread_mutex_unlock(&lane->lock);
    return is_taken;
}

unsigned lane_waiting(struct lane *lane)
{
    (void)pthread_mutex_lock(&lane->lock);
    unsigned waiting = lane->waiting;
    (void)pthread_mutex_unlock(&lane->lock);
    return waiting;
}

void lane_stop(struct lane *lane)
{
    if (!lane)
        return;
    (void)pthread_mutex_lock(&lane->lock);
    lane->is_closing = true;
    (void)pthread_cond_broadcast(&lane->changed);
    (void)pthread_mutex_unlock(&lane->lock);
    for (unsigned i = 0; i < lane->thread_count; i++)
        (void)pthread_join(lane->threads[i], NULL);
    lane->thread_count = 0;
}

void lane_close(struct lane *lane)
{
    if (!lane)
        return;
    lane_stop(lane);
    (void)pthread_cond_destroy(&lane->changed);
    (void)pthread_mutex_destroy(&lane->lock);
    free(lane);
}
