// Where answers wait to be made, and how far each place goes.
//
//     ordinary   what nobody knows to be dear; what turns out so is broken off soon and goes on in the slow queue
//     slow       what is dear, and whoever has asked for much lately: threads of lower priority, more than a client
//                can hold, so that a short answer need not wait until a long one is made
//     exports    the pieces of bodies made piece by piece, each some milliseconds
//
// Within each it goes round from client to client (work_queue.h).
#ifndef SEARCHD_WORK_QUEUES_H
#define SEARCHD_WORK_QUEUES_H

#include "base/error.h"
#include "engine/search/work_limit.h"
#include "searchd/work/work_queue.h"

#include <stdbool.h>

struct queues {
    struct work_queue *ordinary, *slow, *exports;
};

// As many threads for ordinary answers as processors, or several times as many where they wait for a cluster
// (`is_far`). The caller closes.
enum status queues_open(unsigned processors, bool is_far, struct queues *queues,
                        struct error *err) STATUS_NODISCARD;
void queues_stop(struct queues *queues);  // work_queue_stop of all
void queues_close(struct queues *queues); // also of what was never opened, when all is zero

// How many jobs wait in all of them.
unsigned queues_waiting(const struct queues *queues);

// What an answer may take that is made by this thread from now on.
void queues_limit_ordinary(struct work_limit *limit);
void queues_limit_slow(struct work_limit *limit);

#endif
