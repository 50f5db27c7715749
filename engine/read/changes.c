// See changes.h.
#include "engine/read/changes.h"

#include "base/clock.h"
#include "engine/changes/change_log.h"
#include "engine/read/segments.h"

enum status snapshot_changes(struct snapshot *snapshot, const struct change_request *request,
                             struct arena *arena, struct change_list *out, struct error *err)
{
    return change_log_list(snapshot->txn, request, clock_wall_seconds(), arena, out, err);
}

enum status snapshot_tombstone(struct snapshot *snapshot, struct slice id, struct tombstone *out,
                               struct error *err)
{
    return change_log_tombstone(snapshot->txn, id, out, err);
}

enum status snapshot_old_text(struct snapshot *snapshot, uint64_t number, enum exchange_part part,
                              struct arena *arena, struct exchange *out, struct error *err)
{
    struct slice frame, record;
    enum status status = change_log_text(snapshot->txn, number, clock_wall_seconds(), &frame, err);
    if (status == STATUS_OK)
        status = docstore_read(snapshot->documents, frame, part, arena, &record, err);
    return status == STATUS_OK ? exchange_decode(record, part, arena, out, err) : status;
}
