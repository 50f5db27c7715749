// gzip, in the pieces in which answers come.
#include "searchd/work/gzip.h"

#include <zlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_inflates_to(struct buf *packed, struct slice expected)
{
    char *plain = malloc(expected.len + 1);
    z_stream stream = {.next_in = (Bytef *)packed->data,
                       .avail_in = (uInt)packed->len,
                       .next_out = (Bytef *)plain,
                       .avail_out = (uInt)expected.len + 1};
    assert_int_equal(inflateInit2(&stream, 15 + 16), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, expected.len);
    assert_memory_equal(plain, expected.ptr, expected.len);
    (void)inflateEnd(&stream);
    free(plain);
}

static void gzip_gives_back_what_it_was_given(void **state)
{
    (void)state;
    struct error err;
    struct gzip *gzip;
    assert_int_equal(gzip_open(&gzip, &err), STATUS_OK);
    enum { SIZE = 300000 };
    char *plain = malloc(SIZE);
    unsigned seed = 7;
    for (size_t i = 0; i < SIZE; i++)
        plain[i] = (char)('a' + rand_r(&seed) % 20);

    const size_t sizes[] = {0, 1, 4000, SIZE};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct buf packed;
        buf_init(&packed, 0);
        assert_int_equal(gzip_whole(gzip, slice_of(plain, sizes[i]), &packed, &err), STATUS_OK);
        assert_inflates_to(&packed, slice_of(plain, sizes[i]));
        buf_clear(&packed);
    }

    struct buf packed;
    buf_init(&packed, 0);
    gzip_close(gzip);
    assert_int_equal(gzip_open(&gzip, &err), STATUS_OK);
    for (size_t at = 0; at < SIZE; at += 70000) {
        size_t len = SIZE - at < 70000 ? SIZE - at : 70000;
        bool last = at + len == SIZE;
        assert_int_equal(gzip_piece(gzip, slice_of(plain + at, len), last, &packed, &err),
                         STATUS_OK);
    }
    assert_inflates_to(&packed, slice_of(plain, SIZE));
    buf_clear(&packed);
    free(plain);
    gzip_close(gzip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gzip_gives_back_what_it_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
