// Any bytes as a request target: it is taken apart within its bounds, what comes out is text, problems are
// told in valid UTF-8, and an accepted search has a canonical address that reads back as itself.
#include "answer/params.h"
#include "base/arena.h"
#include "base/buf.h"
#include "searchd/handle/http.h"
#include "searchd/handle/target.h"
#include "stemmer/text/fold.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

enum { EVERYTHING = (1 << 25) - 1 };

static void check_problems(const struct param_problems *problems)
{
    assert(problems->count <= PARAMS_MAX_PROBLEMS);
    for (size_t i = 0; i < problems->count; i++) {
        assert(fold_is_utf8(problems->items[i].parameter));
        assert(fold_is_utf8(problems->items[i].detail) && problems->items[i].detail.len > 0);
        assert(fold_is_utf8(problems->items[i].nearest));
    }
}

static enum status read(struct slice target, struct arena *arena, struct search_params *params)
{
    struct http_request request = {.target = target};
    struct param_problems problems = {.count = 0};
    struct error err;
    enum status status = target_parse(&request, arena, &problems, &err);
    check_problems(&problems);
    assert(fold_is_utf8(request.path) && request.path.ptr[0] == '/');
    for (size_t i = 0; i < request.parameters.count; i++) {
        assert(fold_is_utf8(request.parameters.items[i].name));
        assert(fold_is_utf8(request.parameters.items[i].value));
    }
    if (status != STATUS_OK)
        return status;
    const struct param_rules rules = {.known = EVERYTHING, .default_limit = 10};
    status = params_read(request.parameters, rules, arena, params, &problems, &err);
    check_problems(&problems);
    assert((status == STATUS_OK) == (problems.count == 0));
    assert(params->limit <= PARAMS_MAX_LIMIT && params->offset <= PARAMS_MAX_OFFSET);
    assert(params->filter_count <= PARAMS_MAX_FILTERS && params->page >= 1);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct search_params params, again;
    struct buf first, second;
    buf_init(&first, 0);
    buf_init(&second, 0);
    if (read(slice_of((const char *)data, size), &arena, &params) == STATUS_OK) {
        params_append_url(&first, SLICE("/s"), &params, EVERYTHING, 10);
        if (first.len <= TARGET_MAX_LEN) { // escapes may make it too long to be read back
            assert(read(buf_slice(&first), &arena, &again) == STATUS_OK);
            params_append_url(&second, SLICE("/s"), &again, EVERYTHING, 10);
            assert(slice_equal(buf_slice(&first), buf_slice(&second)));
        }
    }
    buf_clear(&first);
    buf_clear(&second);
    arena_clear(&arena);
    return 0;
}
