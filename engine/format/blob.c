// See blob.h.
#include "engine/format/blob.h"

#include "base/hash.h"

#include <string.h>

struct slice blob_key(uint32_t segment, enum blob_part part, uint32_t number,
                      char key[BLOB_KEY_LEN])
{
    uint32_t segment_be = __builtin_bswap32(segment), number_be = __builtin_bswap32(number);
    memcpy(key, &segment_be, 4);
    key[4] = (char)part;
    memcpy(key + 5, &number_be, 4);
    return slice_of(key, BLOB_KEY_LEN);
}

enum status blob_put(struct store_txn *txn, struct slice key, struct buf *bytes, struct error *err)
{
    buf_append_u64(bytes, hash_bytes(slice_of(bytes->data, bytes->len), 0));
    if (bytes->failed)
        return error_set(err, STATUS_NO_MEMORY, "segment: out of memory");
    return store_put(txn, STORE_BLOBS, key, buf_slice(bytes), err);
}

enum status blob_put_runs(struct store_txn *txn, struct slice key, const struct slice runs[2],
                          struct error *err)
{
    size_t len = runs[0].len + runs[1].len;
    char *room;
    if (store_is_sender(txn)) {
        struct buf whole = {0};
        buf_append_slice(&whole, runs[0]);
        buf_append_slice(&whole, runs[1]);
        enum status status = blob_put(txn, key, &whole, err);
        buf_clear(&whole);
        return status;
    }
    enum status status = store_put_room(txn, STORE_BLOBS, key, len + sizeof(uint64_t), &room, err);
    if (status != STATUS_OK)
        return status;
    memcpy(room, runs[0].ptr, runs[0].len);
    if (runs[1].len > 0)
        memcpy(room + runs[0].len, runs[1].ptr, runs[1].len);
    const uint64_t seal = hash_bytes(slice_of(room, len), 0);
    memcpy(room + len, &seal, sizeof seal);
    return STATUS_OK;
}

enum status blob_get(struct store_txn *txn, struct slice key, struct slice *out, struct error *err)
{
    enum status status = store_get(txn, STORE_BLOBS, key, out, err);
    if (status != STATUS_OK)
        return status;
    if (out->len < 8)
        return error_set(err, STATUS_CORRUPT, "segment part is damaged: %zu bytes", out->len);
    out->len -= 8;
    return STATUS_OK;
}

enum status blob_check(struct slice sealed, struct error *err)
{
    uint64_t seal = 0;
    if (sealed.len >= 8)
        memcpy(&seal, sealed.ptr + sealed.len - 8, 8);
    if (sealed.len < 8 || seal != hash_bytes(slice_of(sealed.ptr, sealed.len - 8), 0))
        return error_set(err, STATUS_CORRUPT, "segment part is damaged");
    return STATUS_OK;
}
