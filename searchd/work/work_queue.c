// A queue, first in, first out, and a condition that its threads wait for. See work_queue.h.
//
// Jobs are links in the memory of those who put them: putting one costs a lock and no memory, so nothing but a stopped
// queue turns it away. What waits already is still done then, and closing waits for the threads.
#include "searchd/work/work_queue.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>

struct work_queue {
    int niceness;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct work_item *first, **last; // guarded by lock, like these two
    unsigned waiting;
    bool is_closing;
    unsigned thread_count; // those not joined yet
    pthread_t threads[];
};

// The next job, waiting for one; NULL when there will be none.
static struct work_item *take(struct work_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->is_closing)
        (void)pthread_cond_wait(&queue->changed, &queue->lock);
    struct work_item *job = queue->first;
    if (job) {
        queue->first = job->next;
        queue->waiting--;
    }
    if (!queue->first)
        queue->last = &queue->first;
    (void)pthread_mutex_unlock(&queue->lock);
    return job;
}

static void *work(void *queue_of_thread)
{
    struct work_queue *queue = queue_of_thread;
    if (queue->niceness > 0)
        (void)setpriority(PRIO_PROCESS, 0, queue->niceness); // on Linux that is this thread alone
    struct work_item *job;
    while ((job = take(queue)))
        job->run(job);
    return NULL;
}

enum status work_queue_open(unsigned threads, int niceness, struct work_queue **queue,
                            struct error *err)
{
    struct work_queue *opened = calloc(1, sizeof *opened + threads * sizeof *opened->threads);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory for threads");
    opened->niceness = niceness;
    opened->last = &opened->first;
    (void)pthread_mutex_init(&opened->lock, NULL); // these two cannot fail on Linux
    (void)pthread_cond_init(&opened->changed, NULL);
    while (opened->thread_count < threads) {
        if (pthread_create(&opened->threads[opened->thread_count], NULL, work, opened) != 0) {
            work_queue_close(opened);
            return error_set(err, STATUS_NO_MEMORY, "cannot start a thread");
        }
        opened->thread_count++;
    }
    *queue = opened;
    return STATUS_OK;
}

bool work_queue_put(struct work_queue *queue, struct work_item *job, work_run_fn *run)
{
    *job = (struct work_item){.run = run};
    (void)pthread_mutex_lock(&queue->lock);
    bool is_taken = !queue->is_closing;
    if (is_taken) {
        *queue->last = job;
        queue->last = &job->next;
        queue->waiting++;
        (void)pthread_cond_signal(&queue->changed);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return is_taken;
}

unsigned work_queue_waiting(struct work_queue *queue)
{
    (void)pthread_mutex_lock(&queue->lock);
    unsigned waiting = queue->waiting;
    (void)pthread_mutex_unlock(&queue->lock);
    return waiting;
}

void work_queue_stop(struct work_queue *queue)
{
    if (!queue)
        return;
    (void)pthread_mutex_lock(&queue->lock);
    queue->is_closing = true;
    (void)pthread_cond_broadcast(&queue->changed);
    (void)pthread_mutex_unlock(&queue->lock);
    for (unsigned i = 0; i < queue->thread_count; i++)
        (void)pthread_join(queue->threads[i], NULL);
    queue->thread_count = 0;
}

void work_queue_close(struct work_queue *queue)
{
    if (!queue)
        return;
    work_queue_stop(queue);
    (void)pthread_cond_destroy(&queue->changed);
    (void)pthread_mutex_destroy(&queue->lock);
    free(queue);
}
