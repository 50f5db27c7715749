// Threads for the answers that must be searched for, one after the other in the order they were asked for.
//
// The threads that serve connections answer at once what they can. A search there would keep everybody waiting
// whose connection happens to be served by the same thread, while another may have nothing to do.
#ifndef SEARCHD_WORK_WORK_QUEUE_H
#define SEARCHD_WORK_WORK_QUEUE_H

#include "base/error.h"

#include <stdbool.h>

struct work_queue;

struct work_item;
typedef void work_run_fn(struct work_item *job);

// Part of whatever is to be done; the caller's, unused while it is not in the queue.
struct work_item {
    struct work_item *next;
    work_run_fn *run;
};

// `niceness` above 0 lowers the threads' priority. The caller closes.
enum status work_queue_open(unsigned threads, int niceness, struct work_queue **queue,
                            struct error *err) STATUS_NODISCARD;

// Calls run(job) from one of the threads when the jobs before it are taken. False: the queue was stopped, the job
// will not run. Any thread.
bool work_queue_put(struct work_queue *queue, struct work_item *job, work_run_fn *run)
    __attribute__((warn_unused_result));

// How many jobs wait for a thread. Any thread.
unsigned work_queue_waiting(struct work_queue *queue);

// Runs what still waits, then ends the threads; work_queue_put stays allowed, in vain. NULL is fine, for both.
void work_queue_stop(struct work_queue *queue);
void work_queue_close(struct work_queue *queue);

#endif
