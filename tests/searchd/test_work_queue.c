// Whose turn it is: between clients it goes round, one client's jobs keep their order, and no client holds all threads.
#include "searchd/work/work_queue.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// A gate that jobs wait at, and what passed it.
struct yard {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned waiting; // jobs at the gate; guarded by lock, like all below
    bool is_open;
    char order[256];
    unsigned done;
    unsigned running[8], most[8]; // by client
};

struct test_job {
    struct work_item item; // first
    struct yard *yard;
    unsigned client;
    char name;
    bool stops_at_gate;
};

static struct yard yard_make(void)
{
    return (struct yard){.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
}

static void run(struct work_item *item)
{
    struct test_job *job = (struct test_job *)item;
    struct yard *yard = job->yard;
    unsigned *running = &yard->running[job->client], *most = &yard->most[job->client];
    (void)pthread_mutex_lock(&yard->lock);
    *most = ++*running > *most ? *running : *most;
    yard->waiting += job->stops_at_gate;
    (void)pthread_cond_broadcast(&yard->changed);
    while (job->stops_at_gate && !yard->is_open)
        (void)pthread_cond_wait(&yard->changed, &yard->lock);
    --*running;
    yard->order[yard->done++] = job->name;
    (void)pthread_cond_broadcast(&yard->changed);
    (void)pthread_mutex_unlock(&yard->lock);
}

static void put(struct work_queue *queue, struct test_job *job)
{
    assert_true(work_queue_put(queue, job->client, &job->item, run));
}

static void wait_at_gate(struct yard *yard, unsigned count)
{
    (void)pthread_mutex_lock(&yard->lock);
    while (yard->waiting < count)
        (void)pthread_cond_wait(&yard->changed, &yard->lock);
    (void)pthread_mutex_unlock(&yard->lock);
}

static void wait_done(struct yard *yard, unsigned count)
{
    (void)pthread_mutex_lock(&yard->lock);
    while (yard->done < count)
        (void)pthread_cond_wait(&yard->changed, &yard->lock);
    (void)pthread_mutex_unlock(&yard->lock);
}

static void open_gate(struct yard *yard)
{
    (void)pthread_mutex_lock(&yard->lock);
    yard->is_open = true;
    (void)pthread_cond_broadcast(&yard->changed);
    (void)pthread_mutex_unlock(&yard->lock);
}

static struct work_queue *open_queue(unsigned threads, unsigned per_client)
{
    struct work_queue *queue = NULL;
    const struct work_queue_options options = {.threads = threads, .per_client = per_client};
    assert_int_equal(work_queue_open(&options, &queue, NULL), STATUS_OK);
    return queue;
}

// Client 1 puts a to e, 2 puts k and l, 3 puts x, while the one thread is held.
static void it_goes_round_from_client_to_client(void **state)
{
    (void)state;
    struct yard yard = yard_make();
    struct work_queue *queue = open_queue(1, 1);
    struct test_job gate = {.yard = &yard, .client = 4, .name = '.', .stops_at_gate = true};
    put(queue, &gate);
    wait_at_gate(&yard, 1);
    static const char names[] = "abcdeklx";
    struct test_job jobs[8];
    for (unsigned i = 0; i < 8; i++) {
        jobs[i] = (struct test_job){.yard = &yard,
                                    .client = i < 5   ? 1
                                              : i < 7 ? 2
                                                      : 3,
                                    .name = names[i]};
        put(queue, &jobs[i]);
    }
    assert_int_equal(work_queue_waiting(queue), 8);
    open_gate(&yard);
    work_queue_close(queue);
    assert_string_equal(yard.order, ".akxblcde");
}

static void a_client_holds_no_more_than_its_share(void **state)
{
    (void)state;
    struct yard yard = yard_make();
    struct work_queue *queue = open_queue(3, 2);
    struct test_job held[6], other = {.yard = &yard, .client = 2, .name = 'x'};
    for (unsigned i = 0; i < 6; i++) {
        held[i] = (struct test_job){
            .yard = &yard, .client = 1, .name = (char)('a' + i), .stops_at_gate = true};
        put(queue, &held[i]);
    }
    wait_at_gate(&yard, 2);
    put(queue, &other);
    wait_done(&yard, 1); // the third thread had no job of client 1 to do
    assert_int_equal(yard.order[0], 'x');
    assert_int_equal(work_queue_waiting(queue), 4);
    open_gate(&yard);
    work_queue_close(queue); // does what still waits
    assert_int_equal(yard.done, 7);
    assert_int_equal(yard.most[1], 2);
}

// Numbers that fall on one place of the table, more of them than a number has places.
static void clients_whose_numbers_meet_lose_nothing(void **state)
{
    (void)state;
    enum { CLIENTS = 12, STEP = 1021 };
    struct yard yard = yard_make();
    struct work_queue *queue = open_queue(1, 1);
    struct test_job gate = {.yard = &yard, .client = 0, .name = '.', .stops_at_gate = true};
    put(queue, &gate);
    wait_at_gate(&yard, 1);
    struct test_job jobs[CLIENTS][2];
    for (unsigned turn = 0; turn < 2; turn++)
        for (unsigned c = 0; c < CLIENTS; c++) {
            struct test_job *job = &jobs[c][turn];
            *job = (struct test_job){.yard = &yard, .name = (char)((turn ? 'A' : 'a') + c)};
            assert_true(work_queue_put(queue, 5 + c * STEP, &job->item, run));
        }
    open_gate(&yard);
    work_queue_close(queue);
    assert_int_equal(yard.done, 1 + 2 * CLIENTS);
    for (unsigned c = 0; c < CLIENTS; c++) { // each client's in order
        const char *first = strchr(yard.order, (int)('a' + c));
        assert_non_null(first);
        assert_non_null(strchr(first, (int)('A' + c)));
    }
    for (unsigned i = 1; i < 6; i++) // and those that have a place of their own take turns
        assert_in_range(yard.order[i], 'a', 'z');
}

// Jobs put by several threads at once all run, and never too many of a client.
struct putter {
    struct yard *yard;
    struct work_queue *queue;
    unsigned client;
    struct test_job jobs[40];
};

static void *put_many(void *of_putter)
{
    struct putter *putter = of_putter;
    for (unsigned i = 0; i < sizeof putter->jobs / sizeof *putter->jobs; i++) {
        putter->jobs[i] =
            (struct test_job){.yard = putter->yard, .client = putter->client, .name = '-'};
        put(putter->queue, &putter->jobs[i]);
    }
    return NULL;
}

static void jobs_of_many_threads_all_run(void **state)
{
    (void)state;
    enum { PUTTERS = 6 };
    struct yard yard = yard_make();
    struct work_queue *queue = open_queue(4, 2);
    struct putter putters[PUTTERS];
    pthread_t threads[PUTTERS];
    for (unsigned p = 0; p < PUTTERS; p++) {
        putters[p] = (struct putter){.yard = &yard, .queue = queue, .client = p % 3};
        assert_int_equal(pthread_create(&threads[p], NULL, put_many, &putters[p]), 0);
    }
    for (unsigned p = 0; p < PUTTERS; p++)
        (void)pthread_join(threads[p], NULL);
    work_queue_stop(queue);
    assert_int_equal(yard.done, PUTTERS * 40);
    for (unsigned c = 0; c < 3; c++)
        assert_in_range(yard.most[c], 1, 2);
    struct test_job late = {.yard = &yard};
    assert_false(work_queue_put(queue, 1, &late.item, run));
    work_queue_close(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_round_from_client_to_client),
        cmocka_unit_test(a_client_holds_no_more_than_its_share),
        cmocka_unit_test(clients_whose_numbers_meet_lose_nothing),
        cmocka_unit_test(jobs_of_many_threads_all_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
