// The writer's table over an index in a folder.
#ifndef ENGINE_LMDB_WRITER_H
#define ENGINE_LMDB_WRITER_H

#include "engine/writer.h"

extern const struct writer_ops lmdb_writer;

#endif
