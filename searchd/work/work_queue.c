// A queue of queues, and a condition that its threads wait for. See work_queue.h.
//
//     round: B -> C -> A          clients of whom a job may be taken; the first gives one and goes to the end
//            b1   c1   a2
//                 c2   a3
//
// Jobs are links in the memory of those who put them: putting one costs a lock and no memory, so nothing but a stopped
// queue turns it away. What waits already is still done then, and closing waits for the threads.
//
// A client's place is found by its number in a table that never grows. Where all the places that a number may have are
// taken, which takes hundreds of clients at once, two share one, and its turn.
#include "searchd/work/work_queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { PLACES = 1021, WAYS = 8 };

// A client with jobs that wait or run.
struct place {
    uint64_t client;
    struct work_item *first, **last; // that wait
    unsigned running;
    bool is_in_round;
    struct place *next; // in the round
};

struct work_queue {
    struct work_queue_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct place *first, **last; // the round; guarded by lock, like what follows
    unsigned waiting;
    bool is_closing;
    struct place places[PLACES];
    unsigned thread_count; // those not joined yet; of who opens and closes
    pthread_t threads[];
};

// --- with the lock held ---------------------------------------------------------------------------

static struct place *find_place(struct work_queue *queue, uint64_t client)
{
    struct place *free_one = NULL;
    for (uint64_t i = 0; i < WAYS; i++) {
        struct place *place = &queue->places[(client + i) % PLACES];
        bool is_taken = place->first || place->running > 0;
        if (is_taken && place->client == client)
            return place;
        if (!is_taken && !free_one)
            free_one = place;
    }
    if (!free_one)
        return &queue->places[client % PLACES];
    free_one->client = client;
    return free_one;
}

// To the end of the round, when a job of the client may be taken.
static void join_round(struct work_queue *queue, struct place *place)
{
    if (place->is_in_round || !place->first || place->running >= queue->options.per_client)
        return;
    place->is_in_round = true;
    place->next = NULL;
    *queue->last = place;
    queue->last = &place->next;
}

static struct place *leave_round(struct work_queue *queue)
{
    struct place *place = queue->first;
    queue->first = place->next;
    if (!queue->first)
        queue->last = &queue->first;
    place->is_in_round = false;
    return place;
}

static struct work_item *take_job(struct work_queue *queue, struct place *place)
{
    struct work_item *job = place->first;
    place->first = job->next;
    place->running++;
    queue->waiting--;
    join_round(queue, place);
    return job;
}

static void add_job(struct work_queue *queue, struct place *place, struct work_item *job)
{
    if (place->first)
        *place->last = job;
    else
        place->first = job;
    place->last = &job->next;
    queue->waiting++;
    join_round(queue, place);
}

// --- threads --------------------------------------------------------------------------------------

// The next job, waiting for one, and whose it is; NULL when there will be none for this thread.
static struct work_item *take(struct work_queue *queue, struct place **place)
{
    struct work_item *job = NULL;
    (void)pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->is_closing)
        (void)pthread_cond_wait(&queue->changed, &queue->lock);
    if (queue->first) {
        *place = leave_round(queue);
        job = take_job(queue, *place);
    }
    (void)pthread_mutex_unlock(&queue->lock);
    return job;
}

// The job itself is gone: who had it may have put it again.
static void note_done(struct work_queue *queue, struct place *place)
{
    (void)pthread_mutex_lock(&queue->lock);
    place->running--;
    join_round(queue, place); // this thread comes back for it, if no other does
    (void)pthread_mutex_unlock(&queue->lock);
}

static void *work(void *queue_of_thread)
{
    struct work_queue *queue = queue_of_thread;
    if (queue->options.niceness > 0) // on Linux that is this thread alone
        (void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + queue->options.niceness);
    struct place *place = NULL;
    struct work_item *job;
    while ((job = take(queue, &place))) {
        job->run(job);
        note_done(queue, place);
    }
    return NULL;
}

enum status work_queue_open(const struct work_queue_options *options, struct work_queue **queue,
                            struct error *err)
{
    struct work_queue *opened =
        calloc(1, sizeof *opened + options->threads * sizeof *opened->threads);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "no memory for threads");
    opened->options = *options;
    opened->last = &opened->first;
    (void)pthread_mutex_init(&opened->lock, NULL); // these two cannot fail on Linux
    (void)pthread_cond_init(&opened->changed, NULL);
    while (opened->thread_count < options->threads) {
        if (pthread_create(&opened->threads[opened->thread_count], NULL, work, opened) != 0) {
            work_queue_close(opened);
            return error_set(err, STATUS_NO_MEMORY, "cannot start a thread");
        }
        opened->thread_count++;
    }
    *queue = opened;
    return STATUS_OK;
}

bool work_queue_put(struct work_queue *queue, uint64_t client, struct work_item *job,
                    work_run_fn *run)
{
    *job = (struct work_item){.run = run};
    (void)pthread_mutex_lock(&queue->lock);
    bool is_taken = !queue->is_closing;
    if (is_taken) {
        add_job(queue, find_place(queue, client), job);
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
