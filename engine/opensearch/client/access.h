// Who may ask a cluster: what the environment says of it, see cluster.h.
#ifndef ENGINE_OPENSEARCH_CLIENT_ACCESS_H
#define ENGINE_OPENSEARCH_CLIENT_ACCESS_H

#include "base/arena.h"
#include "base/error.h"

struct cluster_access {
    const char *user;    // "user:password"; NULL: none
    const char *header;  // "Authorization: ApiKey …"; NULL: none
    const char *ca_file; // NULL: the system's
};

// What the environment says (cluster.h), in the arena. STATUS_INVALID names the file, never its contents.
enum status cluster_access_find(struct arena *arena, struct cluster_access *out,
                                struct error *err) STATUS_NODISCARD;

#endif
