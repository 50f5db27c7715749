// Any bytes as a query: parsed or refused with a message, never anything else; what was parsed prints to
// text that parses to the same tree, and printing that gives the same text.
#include "engine/search/query/parse.h"
#include "engine/search/query/print.h"
#include "engine/search/query/query.h"
#include "tests/engine/search/query_equal.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

static void check_round_trip(const struct query *query, struct arena *arena)
{
    struct buf once, twice;
    buf_init(&once, 0);
    buf_init(&twice, 0);
    query_print(query->root, NULL, &once);
    struct query again;
    struct error err;
    // Printing may lengthen a query at the limit (brackets, ~ without its number): that is no fault.
    if (once.len <= QUERY_MAX_BYTES) {
        enum status status = query_parse(buf_slice(&once), LANGUAGE_FRENCH, arena, &again, &err);
        assert(status == STATUS_OK);
        assert(query_equal(query->root, again.root));
        query_print(again.root, NULL, &twice);
        assert(slice_equal(buf_slice(&once), buf_slice(&twice)));
    }
    buf_clear(&once);
    buf_clear(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct query query;
    struct error err = {0};
    enum status status =
        query_parse(slice_of((const char *)data, size), LANGUAGE_FRENCH, &arena, &query, &err);
    if (status == STATUS_OK)
        check_round_trip(&query, &arena);
    else
        assert(status == STATUS_INVALID && err.message[0] != '\0');
    arena_clear(&arena);
    return 0;
}
