// Any bytes as a stored document, a column and the file of the store: each is refused or read within its bounds, and a
// document that was read is written back to bytes that read the same.
//
//   u8 kind, the bytes
#include "engine/exchange.h"
#include "engine/format/columns.h"
#include "engine/storage/store_check.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

static void try_exchange(struct slice bytes)
{
    struct arena arena;
    struct buf again;
    struct exchange exchange, second;
    arena_init(&arena, 0);
    buf_init(&again, 0);
    if (exchange_decode(bytes, EXCHANGE_WHOLE, &arena, &exchange, NULL) == STATUS_OK) {
        exchange_encode(&exchange, &again);
        assert(exchange_decode(buf_slice(&again), EXCHANGE_WHOLE, &arena, &second, NULL) ==
               STATUS_OK);
        assert(exchange_content_hash(&exchange) == exchange_content_hash(&second));
    }
    buf_clear(&again);
    arena_clear(&arena);
}

// As many documents as the column claims, up to what a segment may have in earnest: the segment knows the number from
// parts that take bytes for each.
static void try_column(struct slice bytes)
{
    enum { MOST = 1 << 16 };
    struct column column;
    uint32_t count = 0;
    if (bytes.len >= 8)
        memcpy(&count, bytes.ptr + 4, sizeof count);
    if (column_open(bytes, count < MOST ? count : MOST, &column, NULL) != STATUS_OK)
        return;
    for (uint32_t d = 0; d < column.count; d++) {
        int64_t value = column_value(&column, d);
        struct slice text = column_string(&column, value);
        assert(text.len <= bytes.len);
    }
}

static void try_pages(struct slice bytes)
{
    struct store_pages pages = {.name = "f", .map = bytes.ptr, .bytes = bytes.len};
    if (bytes.len < 2 * 4096)
        return;
    for (size_t slot = 0; slot < 2; slot++) { // the commit of each meta page: one is the newest
        uint64_t commit;
        memcpy(&commit, bytes.ptr + slot * 4096 + 144, sizeof commit);
        enum status status = store_pages_check(&pages, commit, STORE_PAGES_ALL, NULL);
        assert(status == STATUS_OK || status == STATUS_CORRUPT || status == STATUS_NOT_FOUND);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct slice bytes = slice_of((const char *)data + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        try_exchange(bytes);
        break;
    case 1:
        try_column(bytes);
        break;
    default:
        try_pages(bytes);
    }
    return 0;
}
