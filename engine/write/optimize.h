// Everything into one segment, in the order that reorder.h finds.
#ifndef ENGINE_WRITE_OPTIMIZE_H
#define ENGINE_WRITE_OPTIMIZE_H

#include "base/error.h"

#include <stdint.h>

struct index_writer;

// What index_writer.h promises of index_writer_optimize.
enum status optimize_run(struct index_writer *writer,
                         void (*progress)(void *context, uint64_t done, uint64_t total),
                         void *context, struct error *err) STATUS_NODISCARD;

#endif
