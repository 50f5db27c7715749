// What a snapshot holds beside its documents (engine/changes/ledger.h).
#ifndef ENGINE_READ_LEDGER_H
#define ENGINE_READ_LEDGER_H

#include "engine/changes/ledger.h"
#include "engine/read/snapshot.h"

// What it tells is borrowed from the snapshot.
enum status snapshot_ledger(struct snapshot *snapshot, struct ledger_head *out,
                            struct error *err) STATUS_NODISCARD;
enum status snapshot_each_entry(struct snapshot *snapshot, visit_ledger_fn *visit, void *context,
                                struct error *err) STATUS_NODISCARD;

#endif
