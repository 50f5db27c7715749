// See memo.h:
//
//     parsers_version            varint
//     etag, modified             strings
//     is_list                    u8
//     number of listed           varint; each: a string
//     dropped ones               strings
#include "indexer/web/memo.h"

#include "base/reader.h"

#include <string.h>

void memo_encode(const struct memo *memo, struct buf *out)
{
    buf_append_varint(out, memo->parsers_version);
    buf_append_string(out, slice_from(memo->validators.etag));
    buf_append_string(out, slice_from(memo->validators.modified));
    buf_append_char(out, (char)memo->is_list);
    buf_append_varint(out, memo->listed.count);
    for (size_t i = 0; i < memo->listed.count; i++)
        buf_append_string(out, memo->listed.keys[i]);
    for (size_t i = 0; i < memo->dropped.count; i++)
        buf_append_string(out, memo->dropped.keys[i]);
}

static bool take_text(struct cursor *cursor, char *out, size_t size)
{
    struct slice text = cursor_string(cursor);
    if (cursor->failed || text.len >= size)
        return false;
    memcpy(out, text.ptr, text.len);
    out[text.len] = '\0';
    return true;
}

static bool take_address(struct cursor *cursor, struct map *out)
{
    struct slice address = cursor_string(cursor);
    return !cursor->failed && map_put(out, address) != MAP_NONE;
}

void memo_clear(struct memo *memo)
{
    map_clear(&memo->listed);
    map_clear(&memo->dropped);
    *memo = (struct memo){0};
}

bool memo_decode(struct slice bytes, struct memo *out)
{
    struct cursor cursor = cursor_over(bytes);
    *out = (struct memo){.parsers_version = cursor_varint(&cursor)};
    bool fine = take_text(&cursor, out->validators.etag, sizeof out->validators.etag) &&
                take_text(&cursor, out->validators.modified, sizeof out->validators.modified);
    out->is_list = cursor_u8(&cursor) != 0;
    for (uint64_t left = cursor_varint(&cursor); fine && left > 0; left--)
        fine = take_address(&cursor, &out->listed);
    while (fine && cursor_left(&cursor) > 0)
        fine = take_address(&cursor, &out->dropped);
    if (fine && !cursor.failed)
        return true;
    memo_clear(out);
    return false;
}
