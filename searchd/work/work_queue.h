// Threads for the answers that must be searched for, client after client.
//
// The threads that serve connections answer at once what they can. A search there would keep everybody waiting
// whose connection happens to be served by the same thread, while another may have nothing to do.
//
// Jobs of one client are done in the order they came; between clients it goes round: whoever asks for many things
// waits for them, and not who asks for one.
#ifndef SEARCHD_WORK_WORK_QUEUE_H
#define SEARCHD_WORK_WORK_QUEUE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct work_queue;

struct work_item;
typedef void work_run_fn(struct work_item *job);

// Part of whatever is to be done; the caller's, unused while it is not in the queue.
struct work_item {
    struct work_item *next;
    work_run_fn *run;
};

struct work_queue_options {
    unsigned threads;
    int niceness;        // above 0: lowers the threads' priority below that of the program
    unsigned per_client; // jobs of one client that may run at once, at least 1
};

// The caller closes.
enum status work_queue_open(const struct work_queue_options *options, struct work_queue **queue,
                            struct error *err) STATUS_NODISCARD;

// Calls run(job) from one of the threads when it is the client's turn. Clients are told apart by number, in which all
// bits count. False: the queue was stopped, the job will not run. Any thread.
bool work_queue_put(struct work_queue *queue, uint64_t client, struct work_item *job,
                    work_run_fn *run) __attribute__((warn_unused_result));

// How many jobs wait for a thread. Any thread.
unsigned work_queue_waiting(struct work_queue *queue);

// Runs what still waits, then ends the threads; work_queue_put stays allowed, in vain. NULL is fine, for both.
void work_queue_stop(struct work_queue *queue);
void work_queue_close(struct work_queue *queue);

#endif
