// What is remembered of an address with its record in the index (source_state.memo), and so in the same commit as its
// documents: how to ask whether it has changed, and the addresses that it lists.
#ifndef INDEXER_WEB_MEMO_H
#define INDEXER_WEB_MEMO_H

#include "base/buf.h"
#include "base/map.h"
#include "base/slice.h"
#include "indexer/web/fetch.h"

#include <stdbool.h>
#include <stdint.h>

struct memo {
    uint64_t parsers_version; // that read it
    struct validators validators;
    bool is_list;
    struct map listed;  // addresses
    struct map dropped; // that it listed once, and whose documents have not left the index yet
};

void memo_encode(const struct memo *memo, struct buf *out);

// False, and an empty memo, for what is none.
bool memo_decode(struct slice bytes, struct memo *out);
void memo_clear(struct memo *memo); // zero-initialised is ready

#endif
