// The writer of an index in an OpenSearch cluster (engine/writer.h).
#ifndef ENGINE_OPENSEARCH_WRITE_WRITER_H
#define ENGINE_OPENSEARCH_WRITE_WRITER_H

#include "engine/writer.h"

extern const struct writer_ops opensearch_writer;

#endif
