// Makes the copy of a generation (copy.h) from what the cluster has: whole, or from the copy of an earlier one and what
// came and went since.
#ifndef ENGINE_OPENSEARCH_READ_COPY_MAKE_H
#define ENGINE_OPENSEARCH_READ_COPY_MAKE_H

#include "base/error.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/read/copy.h"

struct work_limit; // engine/search/work_limit.h

// Asks for the newest generation of the index `name`: a copy that has nothing yet but that. STATUS_NOT_FOUND.
enum status copy_begin(struct session *session, struct slice name, struct copy **out,
                       struct error *err) STATUS_NODISCARD;

// Whether a copy of the one would be the same.
bool copy_is_same(const struct copy *a, const struct copy *b);

struct copy_wish {
    const struct copy *old;       // of an earlier generation; may be NULL
    struct work_limit *limit;     // may be NULL
    void (*on_answer)(void *who); // whenever the cluster has answered; may be NULL
    void *who;
};

// Fills it. The number of documents is what the generation says, or this fails.
enum status copy_fill(struct copy *copy, struct session *session, const struct copy_wish *wish,
                      struct error *err) STATUS_NODISCARD;

#endif
