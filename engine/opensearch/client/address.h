// Where a cluster is, as an operator writes it: opensearch://host:port,host:port/NAME; opensearchs:// for TLS.
#ifndef ENGINE_OPENSEARCH_CLIENT_ADDRESS_H
#define ENGINE_OPENSEARCH_CLIENT_ADDRESS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum { CLUSTER_MAX_NODES = 64, CLUSTER_DEFAULT_PORT = 9200 };

struct cluster_address {
    bool is_tls;
    struct slice nodes[CLUSTER_MAX_NODES]; // host:port each, NUL-terminated
    size_t count;
    struct slice name; // of the index: what its indices in the cluster begin with
};

// Whether this is an address of a cluster, right or wrong, and not a folder.
bool cluster_address_is_meant(const char *where);

// Reads it; slices live in the arena. STATUS_INVALID says what is wrong.
enum status cluster_address_parse(const char *where, struct arena *arena,
                                  struct cluster_address *out, struct error *err) STATUS_NODISCARD;

#endif
