// The record of changes (engine/changes/change.h) as a snapshot has it.
#ifndef ENGINE_READ_CHANGES_H
#define ENGINE_READ_CHANGES_H

#include "engine/changes/change.h"
#include "engine/read/snapshot.h"

// The changes that are asked for; in the arena.
enum status snapshot_changes(struct snapshot *snapshot, const struct change_request *request,
                             struct arena *arena, struct change_list *out,
                             struct error *err) STATUS_NODISCARD;

// STATUS_NOT_FOUND for an id that was never removed, or has come back.
enum status snapshot_tombstone(struct snapshot *snapshot, struct slice id, struct tombstone *out,
                               struct error *err) STATUS_NODISCARD;

// What the document of a change was before. STATUS_NOT_FOUND when that is not kept (any more).
enum status snapshot_old_text(struct snapshot *snapshot, uint64_t number, enum exchange_part part,
                              struct arena *arena, struct exchange *out,
                              struct error *err) STATUS_NODISCARD;

#endif
