// One exchange from a JSON object under the French names of the contract or their English aliases.
#ifndef INDEXER_SOURCES_JSONL_EXCHANGE_H
#define INDEXER_SOURCES_JSONL_EXCHANGE_H

#include "base/json/tree.h"
#include "engine/exchange.h"

// STATUS_INVALID with the reason when something in it is wrong. The exchange borrows from object and arena.
enum status jsonl_exchange_read(const struct json_node *object, struct arena *arena,
                                struct exchange *out, struct error *err) STATUS_NODISCARD;

#endif
