// Promise: a record is found for the very bytes of its frame and the part that was read, and for no others; what was
// read once is not kept; what is kept is bounded, and the record used longest ago gives way.
#include "engine/read/record_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RECORD_BYTES = 6000, BOUND_BYTES = 5 << 20 };

static struct record_cache *new_cache(void)
{
    struct record_cache *cache = calloc(1, sizeof *cache);
    assert_non_null(cache);
    return cache;
}

static void end_cache(struct record_cache *cache)
{
    record_cache_clear(cache);
    free(cache);
}

// The frame and the record of document n.
static struct slice frame_of(unsigned n, char room[32])
{
    return slice_of(room, (size_t)snprintf(room, 32, "frame %u", n));
}

static struct slice record_of(unsigned n, char room[RECORD_BYTES])
{
    memset(room, (int)('a' + n % 26), RECORD_BYTES);
    (void)snprintf(room, 16, "%u", n);
    return slice_of(room, RECORD_BYTES);
}

static void keep(struct record_cache *cache, unsigned n, enum exchange_part part)
{
    char frame[32], record[RECORD_BYTES];
    struct record_key key = record_cache_key(frame_of(n, frame), part);
    record_cache_keep(cache, &key, record_of(n, record));
}

static bool is_found(struct record_cache *cache, unsigned n, enum exchange_part part)
{
    char frame[32], expected[RECORD_BYTES];
    struct arena arena;
    struct slice record;
    struct record_key key = record_cache_key(frame_of(n, frame), part);
    arena_init(&arena, 0);
    bool found = record_cache_find(cache, &key, &arena, &record);
    if (found)
        assert_true(slice_equal(record, record_of(n, expected)));
    arena_clear(&arena);
    return found;
}

static void what_is_read_twice_is_kept(void **state)
{
    (void)state;
    struct record_cache *cache = new_cache();
    assert_false(is_found(cache, 1, EXCHANGE_WHOLE));
    keep(cache, 1, EXCHANGE_WHOLE);
    assert_false(is_found(cache, 1, EXCHANGE_WHOLE));
    keep(cache, 1, EXCHANGE_WHOLE);
    assert_true(is_found(cache, 1, EXCHANGE_WHOLE));
    assert_false(is_found(cache, 1, EXCHANGE_SHORT));
    assert_false(is_found(cache, 2, EXCHANGE_WHOLE));
    record_cache_clear(cache);
    assert_false(is_found(cache, 1, EXCHANGE_WHOLE));
    end_cache(cache);
}

static void other_bytes_under_the_same_hash_are_not_found(void **state)
{
    (void)state;
    struct record_cache *cache = new_cache();
    struct arena arena;
    struct slice record;
    arena_init(&arena, 0);
    keep(cache, 1, EXCHANGE_WHOLE);
    keep(cache, 1, EXCHANGE_WHOLE);
    char frame[32];
    struct record_key key = record_cache_key(frame_of(1, frame), EXCHANGE_WHOLE);
    key.frame = SLICE("frame 2");
    assert_false(record_cache_find(cache, &key, &arena, &record));
    key.frame = SLICE("frame");
    assert_false(record_cache_find(cache, &key, &arena, &record));
    arena_clear(&arena);
    end_cache(cache);
}

static void what_is_kept_is_bounded(void **state)
{
    (void)state;
    enum { DOCUMENTS = 2000 };
    struct record_cache *cache = new_cache();
    for (unsigned n = 0; n < DOCUMENTS; n++) {
        keep(cache, n, EXCHANGE_WHOLE);
        keep(cache, n, EXCHANGE_WHOLE);
        assert_true(is_found(cache, n, EXCHANGE_WHOLE));
        assert_true(is_found(cache, 0, EXCHANGE_WHOLE)); // used again and again
        assert_true(cache->bytes < BOUND_BYTES);
    }
    assert_false(is_found(cache, 1, EXCHANGE_WHOLE));
    assert_true(is_found(cache, DOCUMENTS - 100, EXCHANGE_WHOLE));
    end_cache(cache);
}

static void what_is_long_is_not_kept(void **state)
{
    (void)state;
    enum { LONG = 64 << 10 };
    struct record_cache *cache = new_cache();
    struct arena arena;
    struct slice record;
    arena_init(&arena, 0);
    char *bytes = calloc(1, LONG);
    assert_non_null(bytes);
    struct record_key key = record_cache_key(SLICE("long"), EXCHANGE_WHOLE);
    for (int i = 0; i < 3; i++)
        record_cache_keep(cache, &key, slice_of(bytes, LONG));
    assert_false(record_cache_find(cache, &key, &arena, &record));
    assert_int_equal(cache->bytes, 0);
    free(bytes);
    arena_clear(&arena);
    end_cache(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_twice_is_kept),
        cmocka_unit_test(other_bytes_under_the_same_hash_are_not_found),
        cmocka_unit_test(what_is_kept_is_bounded),
        cmocka_unit_test(what_is_long_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
