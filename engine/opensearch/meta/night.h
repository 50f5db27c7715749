// The mark of the last night of an index in a cluster: a document of NAME-meta beside that of the generation.
//
// It is no part of that one: a night without news is no reason to take the lease again.
#ifndef ENGINE_OPENSEARCH_WRITE_NIGHT_H
#define ENGINE_OPENSEARCH_WRITE_NIGHT_H

#include "base/error.h"
#include "engine/opensearch/client/cluster.h"

#include <stdint.h>

// One went through now, into the index at that address.
enum status cluster_night_note(const char *where, struct error *err) STATUS_NODISCARD;

// When, in seconds since 1970; 0: never.
enum status cluster_night_read(struct session *session, struct slice name, int64_t *out,
                               struct error *err) STATUS_NODISCARD;

#endif
