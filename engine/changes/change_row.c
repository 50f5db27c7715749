// See change_row.h.
//
// Written in one pass, read in one pass; nothing is trusted that the seal does not cover, and lengths are checked all
// the same. Most ids and sources share their beginning with the one before, so a change takes some twenty bytes.
#include "engine/changes/change_row.h"

#include "base/hash.h"

#include <string.h>

enum { PART_SHIFT = 4, AFTER_SHIFT = 3, KEPT_SHIFT = 6, LOW_BITS = 7, KIND_BITS = 15 };

// --- writing ---------------------------------------------------------------------------------

void change_row_clear(struct change_row_builder *row)
{
    buf_clear(&row->body);
    buf_clear(&row->last_id);
    buf_clear(&row->last_source);
}

bool change_row_is_full(const struct change_row_builder *row)
{
    return row->body.len >= CHANGE_ROW_BYTES || row->count == CHANGE_ROW_MAX;
}

void change_row_append_text(struct buf *out, struct buf *last, struct slice text)
{
    size_t shared = 0;
    while (shared < last->len && shared < text.len && last->data[shared] == text.ptr[shared])
        shared++;
    buf_append_varint(out, shared);
    buf_append_string(out, slice_from_offset(text, shared));
    buf_reset(last);
    buf_append_slice(last, text);
    out->failed = out->failed || last->failed;
}

void change_row_add(struct change_row_builder *row, const struct change *change)
{
    struct buf *body = &row->body;
    buf_append_char(body, (char)(change->kind | (unsigned)change->parts << PART_SHIFT));
    buf_append_char(body, (char)(change->before | change->after << AFTER_SHIFT |
                                 (unsigned)change->has_old << KEPT_SHIFT));
    if (change->kind != CHANGE_KIND_COUNT) {
        if (change->before != EXCHANGE_STATUS_COUNT)
            buf_append_u64(body, change->old_hash);
        change_row_append_text(body, &row->last_id, change->id);
        change_row_append_text(body, &row->last_source, change->source);
    }
    row->counts[change->kind]++;
    row->count++;
}

void change_row_finish(struct change_row_builder *row, struct buf *out)
{
    size_t start = out->len;
    buf_append_varint(out, row->generation);
    buf_append_varint(out, (uint64_t)row->when);
    for (int k = 0; k <= CHANGE_KIND_COUNT; k++)
        buf_append_varint(out, row->counts[k]);
    buf_append_slice(out, buf_slice(&row->body));
    out->failed = out->failed || row->body.failed;
    if (!out->failed)
        buf_append_u64(out, hash_bytes(slice_from_offset(buf_slice(out), start), 0));
    memset(row->counts, 0, sizeof row->counts);
    row->count = 0;
    buf_reset(&row->body);
    buf_reset(&row->last_id);
    buf_reset(&row->last_source);
}

// --- reading ---------------------------------------------------------------------------------

static enum status damaged(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "the record of changes is damaged");
}

enum status change_row_open(struct slice bytes, struct change_row *out, struct error *err)
{
    size_t len = bytes.len < sizeof(uint64_t) ? 0 : bytes.len - sizeof(uint64_t);
    struct cursor end = cursor_over(slice_from_offset(bytes, len));
    if (cursor_u64(&end) != hash_bytes(slice_of(bytes.ptr, len), 0) || end.failed)
        return damaged(err);
    *out = (struct change_row){.body = cursor_over(slice_of(bytes.ptr, len))};
    out->generation = cursor_varint(&out->body);
    out->when = (int64_t)cursor_varint(&out->body);
    uint64_t count = 0;
    for (int k = 0; k <= CHANGE_KIND_COUNT; k++) {
        out->counts[k] = cursor_varint32(&out->body);
        count += out->counts[k];
    }
    if (out->body.failed || count == 0 || count > CHANGE_ROW_MAX)
        return damaged(err);
    out->count = (uint32_t)count;
    return STATUS_OK;
}

static struct slice read_rest(struct cursor *in, struct slice last, struct arena *arena)
{
    uint64_t shared = cursor_varint(in);
    struct slice rest = cursor_string(in);
    if (shared > last.len)
        in->failed = true;
    if (in->failed)
        return SLICE_NONE;
    char *text = arena_alloc(arena, shared + rest.len + 1);
    if (!text) {
        in->failed = true;
        return SLICE_NONE;
    }
    if (shared)
        memcpy(text, last.ptr, shared);
    if (rest.len)
        memcpy(text + shared, rest.ptr, rest.len);
    text[shared + rest.len] = '\0';
    return slice_of(text, shared + rest.len);
}

bool change_row_next(struct change_row *row, struct arena *arena, struct change *out)
{
    struct cursor *in = &row->body;
    if (cursor_left(in) == 0)
        return false;
    unsigned what = cursor_u8(in), states = cursor_u8(in);
    out->generation = row->generation;
    out->when = row->when;
    out->kind = (enum change_kind)(what & KIND_BITS);
    out->parts = (uint8_t)(what >> PART_SHIFT);
    out->before = (enum exchange_status)(states & LOW_BITS);
    out->after = (enum exchange_status)(states >> AFTER_SHIFT & LOW_BITS);
    out->has_old = states >> KEPT_SHIFT & 1;
    bool is_erased = out->kind == CHANGE_KIND_COUNT;
    out->old_hash = is_erased || out->before == EXCHANGE_STATUS_COUNT ? 0 : cursor_u64(in);
    out->id = is_erased ? out->id : read_rest(in, out->id, arena);
    out->source = is_erased ? out->source : read_rest(in, out->source, arena);
    if (out->kind > CHANGE_KIND_COUNT || out->before > EXCHANGE_STATUS_COUNT ||
        out->after > EXCHANGE_STATUS_COUNT)
        in->failed = true;
    return !in->failed;
}
