// Erasing documents from the record of changes (change_log.h): what stays of an id is that it is gone, and since which
// day.
//
// Every change of such a document but its removal becomes a gap: its number stays, so that whoever goes on from a
// number can, and nothing else does. The removal has its id alone, and the tombstone the day alone. What the document
// was before its changes goes.
#ifndef ENGINE_CHANGES_CHANGE_ERASE_H
#define ENGINE_CHANGES_CHANGE_ERASE_H

#include "base/error.h"
#include "engine/changes/change_log.h"
#include "engine/id_set.h"
#include "engine/storage/store.h"

// Of ids that are not in the index any more. The caller puts the counters.
enum status change_log_erase(struct store_txn *txn, struct change_counters *counters,
                             const struct id_set *ids, struct error *err) STATUS_NODISCARD;

#endif
