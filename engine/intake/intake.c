// The source that is being read: which ids it held before, and which it holds now.
//
// The idea: the writer keeps that itself, because documents and record have to agree. When the source ends, the ids
// that it had and has not any more are its orphans, if their documents came from it.
//
// Invariants: an id is on record exactly if the source brought it. A commit in the middle of a source, because the
// batch is full, writes a record that says "not settled" (no time, no hash) and lists the ids of before and now:
// whatever happens then, no document is without a record.
//
// An archive is one source; its members are on its record, each with its ids, so that one which has not changed brings
// its ids without being read. A record written in the middle says of the members gone through so far what will be said
// in the end, for their documents are in the same commit: the next reading begins behind them. An id that two members
// bring belongs to the first; were the second not read, nobody would take the document over when the first lets go
// of it. So a member with such an id is never kept unread.
//
// Cost: two sets of ids and two lists of members in memory while the source is read; one look-up an id, and one more a
// vanished id.
#include "engine/intake/intake.h"

#include <stdlib.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "the ids of a source: out of memory");
}

void intake_clear(struct intake *intake)
{
    buf_clear(&intake->path);
    id_set_clear(&intake->before);
    id_set_clear(&intake->now);
    member_list_clear(&intake->members_before);
    member_list_clear(&intake->members_now);
    buf_clear(&intake->member);
    buf_clear(&intake->places);
    intake->is_open = false;
}

static void end(struct intake *intake)
{
    intake->is_open = false;
    buf_reset(&intake->path);
    id_set_reset(&intake->before);
    id_set_reset(&intake->now);
    member_list_clear(&intake->members_before);
    member_list_clear(&intake->members_now);
    buf_reset(&intake->member);
    buf_reset(&intake->places);
    intake->has_members = false;
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

static enum status load_members(struct intake *intake, const struct source_record *record,
                                struct error *err)
{
    struct cursor members = source_record_members(record);
    struct source_member member;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && source_member_next(&members, &member)) {
        struct source_member walked = member;
        uint32_t place;
        buf_reset(&intake->places);
        while (source_member_place(&walked, &place)) {
            buf_append(&intake->places, &place, sizeof place);
            if (place >= intake->before.count)
                return error_set(err, STATUS_CORRUPT, "source record is damaged");
        }
        if (intake->places.failed ||
            !member_list_add(&intake->members_before, &member,
                             (const uint32_t *)(const void *)intake->places.data,
                             intake->places.len / sizeof place))
            status = no_memory(err);
    }
    buf_reset(&intake->places);
    return status;
}

enum status intake_begin(struct intake *intake, struct slice path, struct error *err)
{
    struct source_record record;
    struct slice id;
    uint8_t flags;
    end(intake);
    buf_append_slice(&intake->path, path);
    if (intake->path.failed)
        return no_memory(err);
    enum status status = intake->store->record(intake->writer, path, &record, err);
    while (status == STATUS_OK && source_record_next(&record, &id, &flags))
        if (!add_flagged(&intake->before, id, flags))
            status = no_memory(err);
    if (status == STATUS_OK)
        status = load_members(intake, &record, err);
    if (status != STATUS_OK && status != STATUS_NOT_FOUND)
        return status;
    intake->is_open = true;
    return STATUS_OK;
}

enum status intake_note(struct intake *intake, struct slice id, bool *is_repeated,
                        struct error *err)
{
    uint32_t index;
    bool is_new = true;
    if (intake->is_open && !id_set_add(&intake->now, id, &index, &is_new))
        return no_memory(err);
    if (intake->member.len > 0 && (is_new || index < intake->first_place))
        buf_append(&intake->places, &index, sizeof index);
    *is_repeated = !is_new;
    return intake->places.failed ? no_memory(err) : STATUS_OK;
}

bool intake_flag(struct intake *intake, struct slice id, uint8_t flag)
{
    uint32_t index;
    if (id_set_find(&intake->now, id, &index))
        id_set_flag(&intake->now, index, flag);
    return id_set_find(&intake->before, id, &index) &&
           (id_set_flags(&intake->before, index) & flag) != 0;
}

bool intake_had(const struct intake *intake, struct slice id)
{
    uint32_t index;
    return id_set_find(&intake->before, id, &index);
}

// --- members -------------------------------------------------------------------------------------

// Whether one of the member's ids is in the source more than once.
static bool shares_ids(const struct intake *intake, struct source_member member)
{
    uint32_t place;
    while (source_member_place(&member, &place))
        if (id_set_flags(&intake->before, place) & ID_REPEATED)
            return true;
    return false;
}

enum status intake_member(struct intake *intake, struct slice name, struct source_state *out,
                          struct error *err)
{
    struct source_member member;
    (void)err;
    if (!member_list_find(&intake->members_before, name, &member))
        return STATUS_NOT_FOUND;
    bool is_settled = !(member.flags & MEMBER_UNSETTLED) && !shares_ids(intake, member);
    *out = (struct source_state){
        .size_bytes = member.size_bytes,
        .content_hash = is_settled ? member.content_hash : 0,
        .rejected = (member.flags & MEMBER_REJECTED) != 0,
    };
    return STATUS_OK;
}

// Notes the ids that a member brought before as brought now, too.
static bool note_ids_before(struct intake *intake, struct source_member member)
{
    uint32_t place;
    while (source_member_place(&member, &place)) {
        uint32_t index;
        bool is_new;
        if (!id_set_add(&intake->now, id_set_get(&intake->before, place), &index, &is_new))
            return false;
        bool is_anothers = !is_new && index < intake->first_place;
        id_set_flag(&intake->now, index,
                    is_anothers ? ID_REPEATED : id_set_flags(&intake->before, place));
        if (!is_new && !is_anothers)
            continue;
        buf_append(&intake->places, &index, sizeof index);
    }
    return !intake->places.failed;
}

static bool add_member(struct intake *intake, const struct source_member *member)
{
    const uint32_t *places = (const uint32_t *)(const void *)intake->places.data;
    bool is_added =
        member_list_add(&intake->members_now, member, places, intake->places.len / sizeof *places);
    intake->has_members = true;
    buf_reset(&intake->places);
    buf_reset(&intake->member);
    return is_added;
}

enum status intake_member_keep(struct intake *intake, struct slice name, struct error *err)
{
    struct source_member member;
    buf_reset(&intake->places);
    intake->first_place = intake->now.count;
    if (!member_list_find(&intake->members_before, name, &member))
        return STATUS_NOT_FOUND;
    return note_ids_before(intake, member) && add_member(intake, &member) ? STATUS_OK
                                                                          : no_memory(err);
}

enum status intake_member_begin(struct intake *intake, struct slice name, struct error *err)
{
    buf_reset(&intake->places);
    buf_reset(&intake->member);
    buf_append_slice(&intake->member, name);
    intake->first_place = intake->now.count;
    member_list_unsettle(&intake->members_before, name);
    intake->has_members = true;
    return intake->member.failed ? no_memory(err) : STATUS_OK;
}

enum status intake_member_end(struct intake *intake, const struct source_state *state,
                              struct error *err)
{
    struct source_member before, member = {.name = buf_slice(&intake->member)};
    bool is_known = member_list_find(&intake->members_before, member.name, &before);
    if (!state) {
        buf_reset(&intake->member);
        buf_reset(&intake->places);
        return STATUS_OK;
    }
    member.flags = state->rejected ? MEMBER_REJECTED : 0;
    member.size_bytes = state->size_bytes;
    member.content_hash = state->content_hash;
    if (state->rejected && is_known && !note_ids_before(intake, before))
        return no_memory(err);
    return add_member(intake, &member) ? STATUS_OK : no_memory(err);
}

// --- the record ----------------------------------------------------------------------------------

// Where each id of before stands in a record that has the ids of now, and behind them the others.
static uint32_t *moved_places(const struct intake *intake)
{
    uint32_t *moved = malloc((intake->before.count + 1) * sizeof *moved), next = intake->now.count;
    for (uint32_t i = 0; moved && i < intake->before.count; i++)
        if (!id_set_find(&intake->now, id_set_get(&intake->before, i), &moved[i]))
            moved[i] = next++;
    return moved;
}

// Appends the members of before that were not gone through now.
static void encode_waiting(struct intake *intake, struct buf *out)
{
    if (intake->members_before.count == 0)
        return;
    struct cursor cursor = cursor_over(buf_slice(&intake->members_before.entries));
    struct source_member member, other;
    uint32_t *moved = moved_places(intake), place;
    struct buf places = {.failed = !moved};
    while (!places.failed && source_member_next(&cursor, &member)) {
        if (member_list_find(&intake->members_now, member.name, &other))
            continue;
        struct source_member walked = member;
        buf_reset(&places);
        while (source_member_place(&walked, &place))
            buf_append(&places, &moved[place], sizeof *moved);
        source_member_encode(&member, (const uint32_t *)(const void *)places.data,
                             places.len / sizeof *moved, out);
    }
    out->failed = out->failed || places.failed;
    buf_clear(&places);
    free(moved);
}

// The record of what was read; keeps: what was held before and not found stays on it.
static void encode(struct intake *intake, const struct source_state *state, bool keeps,
                   struct buf *record)
{
    const struct id_set none = {0};
    struct buf members = {0};
    buf_append_slice(&members, buf_slice(&intake->members_now.entries));
    if (keeps)
        encode_waiting(intake, &members);
    const struct source_holding holding = {
        .ids = &intake->now,
        .kept = keeps ? &intake->before : &none,
        .members = buf_slice(&members),
    };
    source_record_encode(buf_slice(&intake->path), state, &holding, record);
    record->failed = record->failed || members.failed;
    buf_clear(&members);
}

// --- the end -------------------------------------------------------------------------------------

// What becomes of a document that the source has no more: an orphan if it was read as a whole.
static enum status leave(struct intake *intake, struct slice id, bool is_whole,
                         struct source_left *left, struct error *err)
{
    struct slice path = buf_slice(&intake->path);
    struct source_ref source;
    struct arena arena;
    bool is_orphan;
    arena_init(&arena, 0);
    enum status status =
        intake->store->source_of(intake->writer, id, &arena, &source, &is_orphan, err);
    if (status == STATUS_OK && !is_orphan && slice_equal(source.path, path)) {
        if (is_whole)
            status = intake->store->put_orphan(intake->writer, id, path, err);
        *(is_whole ? &left->orphans : &left->kept) += 1;
    }
    arena_clear(&arena);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status leave_missing(struct intake *intake, bool is_whole, struct source_left *left,
                                 struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < intake->before.count; i++) {
        uint32_t index;
        struct slice id = id_set_get(&intake->before, i);
        if (!id_set_find(&intake->now, id, &index))
            status = leave(intake, id, is_whole, left, err);
    }
    return status;
}

void intake_unsettled(struct intake *intake, struct buf *record)
{
    const struct source_state unsettled = {0};
    if (intake->is_open && intake->path.len > 0)
        encode(intake, &unsettled, true, record);
}

enum status intake_end(struct intake *intake, const struct source_state *state,
                       struct source_left *left, struct error *err)
{
    const struct source_state unsettled = {0};
    // What a rejected member held is among what was found.
    bool is_whole = state && (!state->rejected || intake->has_members);
    struct buf record = {0};
    enum status status = STATUS_OK;
    if (intake->path.len > 0 && state)
        status = leave_missing(intake, is_whole, left, err);
    if (status == STATUS_OK && intake->path.len > 0) {
        encode(intake, state ? state : &unsettled, !is_whole, &record);
        status = intake->store->put_record(intake->writer, buf_slice(&intake->path), &record, err);
    }
    buf_clear(&record);
    end(intake);
    return status;
}
