// What searchd writes is well-formed whatever it is given: JSON, CSV, XML text, gzip, times.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <jansson.h>
#include <zlib.h>

#include "answer/csv.h"
#include "searchd/work/gzip.h"
#include "answer/json_writer.h"
#include "searchd/text.h"
#include "base/time_text.h"
#include "base/edit_distance.h"
#include "base/utf8.h"
#include "stemmer/text/fold.h"

static void assert_buf(struct buf *buf, const char *expected)
{
    assert_false(buf->failed);
    buf_append_char(buf, '\0');
    assert_string_equal(buf->data, expected);
    buf_clear(buf);
}

// ---- JSON

static void nesting_commas_and_values_come_out_right(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    struct json_writer json;
    json_writer_init(&json, &out);
    json_writer_object(&json);
    json_writer_put_int(&json, "a", -12);
    json_writer_key(&json, "b");
    json_writer_array(&json);
    json_writer_int(&json, 0);
    json_writer_object(&json);
    json_writer_end(&json);
    json_writer_array(&json);
    json_writer_end(&json);
    json_writer_string(&json, SLICE("y"));
    json_writer_end(&json);
    json_writer_put_text(&json, "c", "x");
    json_writer_put_null(&json, "d");
    json_writer_put_optional(&json, "e", SLICE(""));
    json_writer_put_date(&json, "f", 20230619);
    json_writer_put_date(&json, "g", DATE_NONE);
    json_writer_put_time(&json, "h", 1);
    json_writer_put_bool(&json, "i", false);
    json_writer_end(&json);
    assert_buf(&out, "{\"a\":-12,\"b\":[0,{},[],\"y\"],\"c\":\"x\",\"d\":null,\"e\":null,"
                     "\"f\":\"2023-06-19\",\"g\":null,\"h\":\"1970-01-01T00:00:01Z\",\"i\":false}");
}

static void the_integers_at_both_ends_are_written_whole(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    struct json_writer json;
    json_writer_init(&json, &out);
    json_writer_array(&json);
    json_writer_int(&json, INT64_MIN);
    json_writer_int(&json, INT64_MAX);
    json_writer_end(&json);
    assert_buf(&out, "[-9223372036854775808,9223372036854775807]");
}

static void decimals_are_rounded_to_four_places_and_short(void **state)
{
    (void)state;
    const struct {
        double value;
        const char *text;
    } rows[] = {{0, "{\"v\":0}"},
                {12.3, "{\"v\":12.3}"},
                {1.0 / 3, "{\"v\":0.3333}"},
                {-2.5, "{\"v\":-2.5}"},
                {-0.25, "{\"v\":-0.25}"},
                {0.00004, "{\"v\":0}"},
                {0.00005, "{\"v\":0.0001}"},
                {99.99999, "{\"v\":100}"},
                {1e9 + 0.5, "{\"v\":1000000000.5}"},
                {-0.00001, "{\"v\":0}"},
                {1e300, "{\"v\":null}"},
                {(double)NAN, "{\"v\":null}"},
                {-(double)INFINITY, "{\"v\":null}"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out;
        buf_init(&out, 0);
        struct json_writer json;
        json_writer_init(&json, &out);
        json_writer_object(&json);
        json_writer_put_decimal(&json, "v", rows[i].value);
        json_writer_end(&json);
        assert_buf(&out, rows[i].text);
    }
}

// jansson reads what we wrote: the same bytes where they were UTF-8, U+FFFD where they were not.
static void assert_reads_back(struct slice text, bool for_html)
{
    struct buf out;
    buf_init(&out, 0);
    struct json_writer json;
    json_writer_init(&json, &out);
    json.for_html = for_html;
    json_writer_object(&json);
    json_writer_put_string(&json, "t", text);
    json_writer_end(&json);

    json_error_t where;
    json_t *root = json_loadb(out.data, out.len, JSON_ALLOW_NUL, &where);
    if (!root)
        fail_msg("%s: %.*s", where.text, (int)out.len, out.data);
    json_t *back = json_object_get(root, "t");
    if (fold_is_utf8(text)) {
        assert_int_equal(json_string_length(back), text.len);
        assert_memory_equal(json_string_value(back), text.ptr, text.len);
    }
    if (for_html)
        assert_null(memchr(out.data, '<', out.len));
    json_decref(root);
    buf_clear(&out);
}

static void any_bytes_become_a_valid_string(void **state)
{
    (void)state;
    assert_reads_back(SLICE("l’été « 5 % » \"cité\" \\ / \b\f\n\r\t\x01\x1f\x7f \xf0\x9d\x84\x9e"),
                      false);
    assert_reads_back(SLICE("</script><!-- & -->"), true);
    assert_reads_back(slice_of("a\0b", 3), false);
    const char *seed_text = getenv("SEED");
    unsigned seed = seed_text ? (unsigned)strtoul(seed_text, NULL, 10) : 1;
    print_message("SEED=%u\n", seed);
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)(rand_r(&seed) % 4 ? rand_r(&seed) % 256 : 0xc0 + rand_r(&seed) % 64);
        assert_reads_back(slice_of(bytes, sizeof bytes), round % 2);
    }
}

// ---- CSV

static void cells_are_quoted_where_needed_and_formulas_disarmed(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    struct csv csv;
    csv_init(&csv, &out, ',');
    const char *cells[] = {"plain", "",    "a,b", "a;b",  "a \"b\"", "a\nb",
                           "=1+1",  "+32", "-5",  "@x,y", "\"",      "\tx"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        csv_text(&csv, slice_from(cells[i]));
    csv_number(&csv, -5);
    csv_end_row(&csv);
    csv_text(&csv, SLICE("next"));
    csv_end_row(&csv);
    assert_buf(&out,
               "plain,,\"a,b\",a;b,\"a \"\"b\"\"\",\"a\nb\",'=1+1,'+32,'-5,\"'@x,y\",\"\"\"\","
               "'\tx,-5\r\nnext\r\n");

    buf_init(&out, 0);
    csv_init(&csv, &out, ';');
    csv_text(&csv, SLICE("a,b"));
    csv_text(&csv, SLICE("a;b"));
    csv_end_row(&csv);
    assert_buf(&out, "a,b;\"a;b\"\r\n");
}

// ---- XML, times, distances

static void xml_text_holds_no_markup_and_no_forbidden_character(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    text_append_xml(&out, SLICE("a<b>&\"c\"'d' é\t\n"));
    assert_buf(&out, "a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39; é\t\n");
    buf_init(&out, 0);
    text_append_xml(&out, SLICE("\x01\xff\xef\xbf\xbf.\xc3"));
    assert_buf(&out, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd.\xef\xbf\xbd");
}

static void times_have_the_forms_of_their_rfcs(void **state)
{
    (void)state;
    char text[TIME_TEXT_SIZE];
    assert_int_equal(time_text_iso(1687132800, text), 20);
    assert_string_equal(text, "2023-06-19T00:00:00Z");
    assert_int_equal(time_text_http(784111777, text), 29);
    assert_string_equal(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_int_equal(time_text_iso(0, text), 0);
}

static void a_time_reads_back_as_it_was_written(void **state)
{
    (void)state;
    const int64_t moments[] = {1, 951782399, 951782400, 1687132801, 4102444799};
    char text[TIME_TEXT_SIZE];
    int64_t read = 0;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        size_t len = time_text_iso(moments[i], text);
        assert_true(time_text_parse_iso(slice_of(text, len), &read));
        assert_int_equal(read, moments[i]);
    }
    const char *const others[] = {"",
                                  "hier",
                                  "2023-06-19",
                                  "2023-06-19T10:00:00",
                                  "2023-02-30T10:00:00Z",
                                  "2023-06-19T24:00:00Z",
                                  "2023-06-19T10:60:00Z",
                                  "2023-06-19 10:00:00Z",
                                  "2023-06-19T1a:00:00Z"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(time_text_parse_iso(slice_from(others[i]), &read));
}

static void distance_counts_edits(void **state)
{
    (void)state;
    const struct {
        const char *a, *b;
        unsigned distance;
    } rows[] = {{"", "", 0},
                {"abc", "", 3},
                {"abc", "ABC", 0},
                {"abc", "acb", 1},
                {"abc", "abd", 1},
                {"abc", "abcd", 1},
                {"kitten", "sitting", 3},
                {"ministre", "minister", 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(edit_distance(slice_from(rows[i].a), slice_from(rows[i].b)),
                         rows[i].distance);
        assert_int_equal(edit_distance(slice_from(rows[i].b), slice_from(rows[i].a)),
                         rows[i].distance);
    }
}

// ---- gzip

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
        cmocka_unit_test(nesting_commas_and_values_come_out_right),
        cmocka_unit_test(the_integers_at_both_ends_are_written_whole),
        cmocka_unit_test(decimals_are_rounded_to_four_places_and_short),
        cmocka_unit_test(any_bytes_become_a_valid_string),
        cmocka_unit_test(cells_are_quoted_where_needed_and_formulas_disarmed),
        cmocka_unit_test(xml_text_holds_no_markup_and_no_forbidden_character),
        cmocka_unit_test(times_have_the_forms_of_their_rfcs),
        cmocka_unit_test(a_time_reads_back_as_it_was_written),
        cmocka_unit_test(distance_counts_edits),
        cmocka_unit_test(gzip_gives_back_what_it_was_given),
    };
    return cmocka_run_group_tests_name("searchd_render", tests, NULL, NULL);
}
