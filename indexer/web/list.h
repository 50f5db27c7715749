// A text file of addresses: one a line, notes behind a '#'.
#ifndef INDEXER_WEB_LIST_H
#define INDEXER_WEB_LIST_H

#include "base/error.h"
#include "base/map.h"
#include "base/slice.h"
#include "indexer/web/address.h"

#include <stdint.h>

// Whether the file looks like one: its first line that is no note begins as an address does. LIST_EMPTY: there is none.
enum list_look { LIST_NOT, LIST_EMPTY, LIST_IS };
enum list_look list_look(int fd);

struct list_sink {
    void *context;
    void (*rejection)(void *context, uint32_t line, struct slice reason);
};

// Adds the addresses to `out`. What is none, or on another host than `from` (NULL: any), is told to the sink.
// STATUS_INVALID, STATUS_TOO_LARGE: it cannot be read at all.
enum status list_read(int fd, const struct address *from, const struct list_sink *sink,
                      struct map *out, struct error *err) STATUS_NODISCARD;

#endif
