// The source that is being read: which ids it held before, and which it holds now.
//
// The idea: the writer keeps that itself, because documents and record have to agree. When the source ends, the ids
// that it had and has not any more are its orphans, if their documents came from it.
//
// Invariants: an id is on record exactly if the source brought it. A commit in the middle of a source, because the
// batch is full, writes a record that says "not settled" (no time, no hash) and lists the ids of before and now:
// whatever happens then, no document is without a record.
//
// Cost: two sets of ids in memory while the source is read; one look-up an id, and one more a vanished id.
#include "engine/write/intake.h"

#include "engine/write/batch.h"
#include "engine/write/sources.h"

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "the ids of a source: out of memory");
}

void intake_clear(struct intake *intake)
{
    buf_clear(&intake->path);
    id_set_clear(&intake->before);
    id_set_clear(&intake->now);
    intake->is_open = false;
}

static void end(struct intake *intake)
{
    intake->is_open = false;
    buf_reset(&intake->path);
    id_set_reset(&intake->before);
    id_set_reset(&intake->now);
}

static bool add_flagged(struct id_set *set, struct slice id, uint8_t flags)
{
    uint32_t index;
    bool is_new;
    if (!id_set_add(set, id, &index, &is_new))
        return false;
    id_set_flag(set, index, flags);
    return true;
}

enum status intake_begin(struct index_writer *writer, struct slice path, struct error *err)
{
    struct intake *intake = &writer->intake;
    struct source_record record;
    struct slice id;
    uint8_t flags;
    end(intake);
    buf_append_slice(&intake->path, path);
    if (intake->path.failed)
        return no_memory(err);
    enum status status = sources_get(writer, path, &record, err);
    while (status == STATUS_OK && source_record_next(&record, &id, &flags))
        if (!add_flagged(&intake->before, id, flags))
            status = no_memory(err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    intake->is_open = true;
    return STATUS_OK;
}

enum status intake_note(struct index_writer *writer, struct slice id, bool *is_repeated,
                        struct error *err)
{
    uint32_t index;
    bool is_new = true;
    if (writer->intake.is_open && !id_set_add(&writer->intake.now, id, &index, &is_new))
        return no_memory(err);
    *is_repeated = !is_new;
    return STATUS_OK;
}

bool intake_flag(struct index_writer *writer, struct slice id, uint8_t flag)
{
    const struct intake *intake = &writer->intake;
    uint32_t index;
    if (id_set_find(&intake->now, id, &index))
        id_set_flag(&writer->intake.now, index, flag);
    return id_set_find(&intake->before, id, &index) &&
           (id_set_flags(&intake->before, index) & flag) != 0;
}

// --- the end -------------------------------------------------------------------------------------

static enum status leave_orphan(struct index_writer *writer, struct slice id, uint64_t *orphans,
                                struct error *err)
{
    struct slice path = buf_slice(&writer->intake.path);
    struct source_ref source;
    struct arena arena;
    bool is_orphan;
    arena_init(&arena, 0);
    enum status status = sources_of_document(writer, id, &arena, &source, &is_orphan, err);
    if (status == STATUS_OK && !is_orphan && slice_equal(source.path, path)) {
        status = orphan_put(writer, id, path, err);
        ++*orphans;
    }
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status leave_orphans(struct index_writer *writer, uint64_t *orphans, struct error *err)
{
    const struct intake *intake = &writer->intake;
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < intake->before.count; i++) {
        uint32_t index;
        struct slice id = id_set_get(&intake->before, i);
        if (!id_set_find(&intake->now, id, &index))
            status = leave_orphan(writer, id, orphans, err);
    }
    return status;
}

// `kept` are ids that stay on record beside those that the source brought.
static enum status put(struct index_writer *writer, const struct source_state *state,
                       const struct id_set *kept, struct error *err)
{
    const struct intake *intake = &writer->intake;
    struct buf record;
    buf_init(&record, 0);
    source_record_encode(buf_slice(&intake->path), state, &intake->now, kept, &record);
    enum status status = sources_put(writer, buf_slice(&intake->path), &record, err);
    buf_clear(&record);
    return status;
}

enum status intake_write(struct index_writer *writer, struct store_txn *txn, struct error *err)
{
    const struct intake *intake = &writer->intake;
    const struct source_state unsettled = {0};
    struct slice path = buf_slice(&intake->path);
    struct buf record;
    if (!intake->is_open || path.len == 0)
        return STATUS_OK;
    buf_init(&record, 0);
    source_record_encode(path, &unsettled, &intake->now, &intake->before, &record);
    enum status status = sources_write_one(txn, path, &record, err);
    buf_clear(&record);
    return status;
}

enum status intake_end(struct index_writer *writer, const struct source_state *state,
                       uint64_t *orphans, struct error *err)
{
    struct intake *intake = &writer->intake;
    const struct id_set none = {0};
    const struct source_state unsettled = {0};
    bool is_whole = state && !state->rejected;
    enum status status = STATUS_OK;
    if (intake->path.len > 0 && is_whole)
        status = leave_orphans(writer, orphans, err);
    if (status == STATUS_OK && intake->path.len > 0)
        status = put(writer, state ? state : &unsettled, is_whole ? &none : &intake->before, err);
    end(intake);
    return status;
}
