// Any bytes as a paging token: refused, or one that we could have made, which encodes to the same bytes.
#include "answer/page_token.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = slice_of((const char *)data, size);
    struct page_token token;
    struct error err;
    enum status status = page_token_decode(text, &token, &err);
    assert(status == STATUS_OK || status == STATUS_INVALID);
    if (status != STATUS_OK)
        return 0;
    struct arena arena;
    arena_init(&arena, 0);
    assert(slice_equal(page_token_encode(&token, &arena), text));
    arena_clear(&arena);
    return 0;
}
