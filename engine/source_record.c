// Sources' records: written, read and checked. See source_record.h.
//
// A record is read without copying: the ids are walked where they lie. Its seal is over all bytes before it, so a
// flipped bit is seen before anything of the record is believed; lengths are checked all the same.
#include "engine/source_record.h"

#include "base/hash.h"
#include "engine/exchange.h"

#include <string.h>

enum { FLAG_BITS = 2 };

struct slice source_record_key(struct slice path, char key[SOURCE_KEY_MAX])
{
    if (path.len <= SOURCE_KEY_PLAIN)
        return path;
    uint64_t hash = hash_bytes(path, 0), second = hash_bytes(path, 1);
    memcpy(key, path.ptr, SOURCE_KEY_PLAIN);
    memcpy(key + SOURCE_KEY_PLAIN, &hash, 8);
    memcpy(key + SOURCE_KEY_PLAIN + 8, &second, 8);
    return slice_of(key, SOURCE_KEY_PLAIN + 16);
}

static void encode_head(struct slice path, const struct source_state *state, struct buf *out)
{
    buf_append_string(out, path);
    buf_append_u64(out, (uint64_t)state->mtime_ns);
    buf_append_u64(out, state->size_bytes);
    buf_append_u64(out, state->content_hash);
    buf_append_u64(out, state->rules_hash);
    buf_append_char(out, (char)state->rejected);
    buf_append_string(out, state->memo);
}

static void seal(struct buf *record)
{
    if (!record->failed)
        buf_append_u64(record, hash_bytes(buf_slice(record), 0));
}

static void encode_id(const struct id_set *ids, uint32_t i, struct buf *out)
{
    struct slice id = id_set_get(ids, i);
    buf_append_varint(out, (uint64_t)id.len << FLAG_BITS | id_set_flags(ids, i));
    buf_append_slice(out, id);
}

void source_record_encode(struct slice path, const struct source_state *state,
                          const struct source_holding *holding, struct buf *out)
{
    const struct id_set *ids = holding->ids, *kept = holding->kept;
    uint32_t index, more = 0;
    encode_head(path, state, out);
    for (uint32_t i = 0; i < kept->count; i++)
        more += !id_set_find(ids, id_set_get(kept, i), &index);
    buf_append_varint(out, (uint64_t)ids->count + more);
    for (uint32_t i = 0; i < ids->count; i++)
        encode_id(ids, i, out);
    for (uint32_t i = 0; more > 0 && i < kept->count; i++)
        if (!id_set_find(ids, id_set_get(kept, i), &index))
            encode_id(kept, i, out);
    buf_append_slice(out, holding->members);
    seal(out);
}

void source_member_encode(const struct source_member *member, const uint32_t *places, size_t count,
                          struct buf *out)
{
    uint32_t before = 0;
    buf_append_char(out, (char)member->flags);
    buf_append_string(out, member->name);
    buf_append_varint(out, member->size_bytes);
    buf_append_u64(out, member->content_hash);
    buf_append_varint(out, count);
    for (size_t i = 0; i < count; i++) {
        uint64_t step = places[i] >= before ? 2 * (uint64_t)(places[i] - before)
                                            : 2 * (uint64_t)(before - places[i]) - 1;
        buf_append_varint(out, step);
        before = places[i];
    }
}

void source_record_encode_state(const struct source_record *record,
                                const struct source_state *state, struct buf *out)
{
    encode_head(record->path, state, out);
    buf_append_slice(out, record->held);
    seal(out);
}

enum status source_record_decode(struct slice bytes, struct source_record *out, struct error *err)
{
    size_t len = bytes.len < sizeof(uint64_t) ? 0 : bytes.len - sizeof(uint64_t);
    struct cursor end = cursor_over(slice_from_offset(bytes, len));
    struct cursor cursor = cursor_over(slice_of(bytes.ptr, len));
    out->path = cursor_string(&cursor);
    out->state.mtime_ns = (int64_t)cursor_u64(&cursor);
    out->state.size_bytes = cursor_u64(&cursor);
    out->state.content_hash = cursor_u64(&cursor);
    out->state.rules_hash = cursor_u64(&cursor);
    out->state.rejected = cursor_u8(&cursor) != 0;
    out->state.memo = cursor_string(&cursor);
    out->held = cursor_bytes(&cursor, cursor_left(&cursor));
    out->ids = cursor_over(out->held);
    out->ids_left = cursor_varint(&out->ids);
    if (out->ids.failed || cursor_u64(&end) != hash_bytes(slice_of(bytes.ptr, len), 0))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    return STATUS_OK;
}

bool source_record_next(struct source_record *record, struct slice *id, uint8_t *flags)
{
    if (record->ids_left == 0)
        return false;
    uint64_t head = cursor_varint(&record->ids);
    *id = cursor_bytes(&record->ids, head >> FLAG_BITS);
    *flags = head & ((1 << FLAG_BITS) - 1);
    record->ids_left--;
    return !record->ids.failed && id->len <= EXCHANGE_MAX_ID_LEN;
}

struct cursor source_record_members(const struct source_record *record)
{
    return record->ids;
}

bool source_member_next(struct cursor *members, struct source_member *member)
{
    if (cursor_left(members) == 0)
        return false;
    member->flags = cursor_u8(members);
    member->name = cursor_string(members);
    member->size_bytes = cursor_varint(members);
    member->content_hash = cursor_u64(members);
    member->places_left = cursor_varint(members);
    member->place = 0;
    member->places = *members;
    for (uint64_t i = 0; i < member->places_left && !members->failed; i++)
        (void)cursor_varint(members);
    return !members->failed;
}

bool source_member_place(struct source_member *member, uint32_t *place)
{
    if (member->places_left == 0)
        return false;
    uint64_t step = cursor_varint(&member->places);
    member->places_left--;
    member->place =
        step % 2 ? member->place - (uint32_t)(step / 2) - 1 : member->place + (uint32_t)(step / 2);
    *place = member->place;
    return !member->places.failed;
}

// Whether the members are whole, and their ids among those of the record.
static bool members_are_sound(struct cursor members, uint64_t id_count)
{
    struct source_member member;
    while (source_member_next(&members, &member)) {
        uint32_t place;
        while (source_member_place(&member, &place))
            if (place >= id_count)
                return false;
        if (member.places.failed || member.name.len == 0)
            return false;
    }
    return !members.failed;
}

enum status source_record_check(struct slice key, struct slice bytes, struct error *err)
{
    char own_key[SOURCE_KEY_MAX];
    struct source_record record;
    struct slice id;
    uint8_t flags;
    enum status status = source_record_decode(bytes, &record, err);
    if (status != STATUS_OK)
        return status;
    uint64_t announced = record.ids_left, count = 0;
    while (source_record_next(&record, &id, &flags))
        count++;
    if (record.ids.failed || count != announced ||
        !members_are_sound(source_record_members(&record), announced) ||
        !slice_equal(source_record_key(record.path, own_key), key))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    return STATUS_OK;
}
