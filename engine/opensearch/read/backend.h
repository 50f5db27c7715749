// The seam over an index in an OpenSearch cluster: what is read.
#ifndef ENGINE_OPENSEARCH_READ_BACKEND_H
#define ENGINE_OPENSEARCH_READ_BACKEND_H

#include "engine/backend.h"

extern const struct backend_ops opensearch_backend;

#endif
