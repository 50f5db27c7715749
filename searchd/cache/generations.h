// Which generation is served, and for a moment the one before it.
//
// A commit makes all finished answers old at once, and whatever is asked for often is then searched for at the same
// time. While the threads that search are busy with that, an answer of the generation before does as well: it is
// true of an index that was the newest a moment ago. See docs/decisions/0006.
#ifndef SEARCHD_CACHE_GENERATIONS_H
#define SEARCHD_CACHE_GENERATIONS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct generation {
    uint64_t number;
    int64_t commit_time;
    unsigned index; // opened_index_number; 0: no index
};

enum { GENERATION_GRACE_MS = 300 };

struct generations {
    pthread_mutex_t lock;
    struct generation newest, before; // guarded by lock, like this
    int64_t since_ms, seen_ms;        // when the newest was first seen, and last
    bool has_before;                  // the one before was still shown shortly before the newest
};

void generations_init(struct generations *generations);
void generations_clear(struct generations *generations);

// Notes that a snapshot shows `seen`, at a time of the monotonic clock: at every request. Any thread.
void generations_note(struct generations *generations, const struct generation *seen,
                      int64_t now_ms);

// The generation before `shown`, if that was first seen less than GENERATION_GRACE_MS ago, and the one before not
// much longer ago: whoever asks first after a quiet night is answered anew. Of the same index. Any thread.
bool generations_before(struct generations *generations, const struct generation *shown,
                        int64_t now_ms, struct generation *before);

#endif
