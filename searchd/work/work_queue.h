// Threads for the answers that must be searched for, one after the other in the order they were asked for.
//
// The threads that serve connections answer at once what they can. A search there would keep everybody waiting
// whose connection happens to be served by the same thread, while another may have nothing to do.
#ifndef SEARCHD_WORK_WORK_QUEUE_H
#define SEARCHD_WORK_WORK_QUEUE_H

#include <stdbool.h>

#include "base/error.h"

struct lane;

struct lane_job;
typedef void lane_run_fn(struct lane_job *job);

// Part of whatever is to be done; the caller's, unused while it is not in the lane.
struct lane_job {
    struct lane_job *next;
    lane_run_fn *run;
};

// `niceness` above 0 lowers the threads' priority. The caller closes.
enum status lane_open(unsigned threads, int niceness, struct lane **lane,
                      struct error *err) STATUS_NODISCARD;

// Calls run(job) from one of the threads when the jobs before it are taken. False: the lane was stopped, the job
// will not run. Any thread.
bool lane_put(struct lane *lane, struct lane_job *job, lane_run_fn *run)
    __attribute__((warn_unused_result));

// How many jobs wait for a thread. Any thread.
unsigned lane_waiting(struct lane *lane);

// Runs what still waits, then ends the threads; lane_put stays allowed, in vain. NULL is fine, for both.
void lane_stop(struct lane *lane);
void lane_close(struct lane *lane);

#endif
