// Threads for the requests that may wait: they yield to all others.
//
// The threads that serve connections answer most requests themselves. A long search there keeps everybody waiting
// whose connection happens to be served by the same thread; so the requests of those who ask for long ones, or for
// several at once, are answered here, where they wait for each other only.
#ifndef SEARCHD_LANE_H
#define SEARCHD_LANE_H

#include "base/error.h"

struct lane;

// Part of whatever is to be done; the caller's, unused while it is not in the lane.
struct lane_job {
    struct lane_job *next;
};

typedef void lane_run_fn(void *context, struct lane_job *job);

// `run` is called with each job, from any of the threads. The caller closes.
enum status lane_open(unsigned threads, lane_run_fn *run, void *context, struct lane **lane,
                      struct error *err) STATUS_NODISCARD;

// Runs the job when those before it are done. Any thread.
void lane_put(struct lane *lane, struct lane_job *job);

// Runs what still waits, then ends the threads. NULL is fine.
void lane_close(struct lane *lane);

#endif
