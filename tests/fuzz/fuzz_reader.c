// Any bytes through the checked cursor. The first bytes choose what is read; after each step the cursor must
// not have moved backwards or past the end, what it returns must lie inside, and a value that was read must
// be what buf would write.
#include "base/buf.h"
#include "base/reader.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

static void check_bytes(struct slice bytes, struct slice all)
{
    if (bytes.len == 0)
        return;
    assert(bytes.ptr >= all.ptr && bytes.len <= all.len);
    assert((size_t)(bytes.ptr - all.ptr) <= all.len - bytes.len);
}

// The value comes back; the shortest form of it is not longer than what was read.
static void check_varint(uint64_t value, size_t taken)
{
    struct buf buf;
    buf_init(&buf, 0);
    buf_append_varint(&buf, value);
    assert(buf.len <= taken);
    struct cursor again = cursor_over(buf_slice(&buf));
    assert(cursor_varint(&again) == value && !again.failed && cursor_left(&again) == 0);
    buf_clear(&buf);
}

static void step(struct cursor *cursor, unsigned kind, struct slice all)
{
    size_t before = cursor_left(cursor);
    uint64_t value;
    switch (kind % 7) {
    case 0:
        cursor_u8(cursor);
        break;
    case 1:
        cursor_u16(cursor);
        break;
    case 2:
        cursor_u32(cursor);
        break;
    case 3:
        cursor_u64(cursor);
        break;
    case 4:
        value = cursor_varint(cursor);
        if (!cursor->failed)
            check_varint(value, before - cursor_left(cursor));
        break;
    case 5:
        value = cursor_varint32(cursor);
        assert(value <= UINT32_MAX);
        break;
    case 6:
        check_bytes(cursor_string(cursor), all);
        break;
    }
    assert(cursor_left(cursor) <= before);
    assert(!cursor->failed || cursor_left(cursor) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice all = slice_of((const char *)data, size);
    struct cursor program = cursor_over(all);
    struct slice kinds = cursor_bytes(&program, size < 16 ? size / 2 : 8);
    struct cursor cursor = cursor_over(slice_from_offset(all, kinds.len));
    for (size_t i = 0; kinds.len > 0 && !cursor.failed && cursor_left(&cursor) > 0; i++)
        step(&cursor, (unsigned char)kinds.ptr[i % kinds.len], all);
    return 0;
}
