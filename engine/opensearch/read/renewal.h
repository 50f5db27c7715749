// The newest generation of an index in a cluster, with the copy of its vocabulary, as it is asked for again and again.
//
// One thread at a time asks; the copy that there is serves until the next is whole. Once somebody watches, that thread
// is one of its own, and nobody waits for it.
#ifndef ENGINE_OPENSEARCH_READ_RENEWAL_H
#define ENGINE_OPENSEARCH_READ_RENEWAL_H

#include "base/error.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/read/copy.h"

#include <stdint.h>

struct renewal;

// Asks for the first time. STATUS_NOT_FOUND without a message: no such index. The cluster outlives it.
enum status renewal_open(struct cluster *cluster, struct renewal **out,
                         struct error *err) STATUS_NODISCARD;
void renewal_close(struct renewal *renewal); // NULL is fine

// The newest copy, to be let go by copy_release: of what was the newest generation some seconds ago at most.
// STATUS_IO or STATUS_UNREACHED, saying why to the public, too, when the cluster could not be asked for it.
enum status renewal_take(struct renewal *renewal, struct copy **out,
                         struct error *err) STATUS_NODISCARD;

// From now on it is asked for each second in a thread of its own. Why the index must be opened anew: static storage, or
// NULL.
const char *renewal_watch(struct renewal *renewal);

// When a night last went through, as the cluster said when it was asked last; 0: never.
int64_t renewal_last_night(const struct renewal *renewal);

#endif
