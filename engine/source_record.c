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
    buf_append_char(out, (char)state->rejected);
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
                          const struct id_set *ids, const struct id_set *kept, struct buf *out)
{
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
    seal(out);
}

void source_record_encode_state(const struct source_record *record,
                                const struct source_state *state, struct buf *out)
{
    encode_head(record->path, state, out);
    buf_append_slice(out, record->all_ids);
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
    out->state.rejected = cursor_u8(&cursor) != 0;
    out->all_ids = cursor_bytes(&cursor, cursor_left(&cursor));
    out->ids = cursor_over(out->all_ids);
    (void)cursor_varint(&out->ids);
    if (out->ids.failed || cursor_u64(&end) != hash_bytes(slice_of(bytes.ptr, len), 0))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    return STATUS_OK;
}

bool source_record_next(struct source_record *record, struct slice *id, uint8_t *flags)
{
    if (cursor_left(&record->ids) == 0)
        return false;
    uint64_t head = cursor_varint(&record->ids);
    *id = cursor_bytes(&record->ids, head >> FLAG_BITS);
    *flags = head & ((1 << FLAG_BITS) - 1);
    return !record->ids.failed && id->len <= EXCHANGE_MAX_ID_LEN;
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
    struct cursor all = cursor_over(record.all_ids);
    uint64_t announced = cursor_varint(&all), count = 0;
    while (source_record_next(&record, &id, &flags))
        count++;
    if (record.ids.failed || cursor_left(&record.ids) > 0 || count != announced ||
        !slice_equal(source_record_key(record.path, own_key), key))
        return error_set(err, STATUS_CORRUPT, "source record is damaged");
    return STATUS_OK;
}
