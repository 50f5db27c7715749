// What both programs write is well-formed whatever it is given: JSON, CSV, markup, passages.
#include "answer/csv.h"
#include "answer/json_writer.h"
#include "answer/markup.h"
#include "answer/passage.h"
#include "stemmer/text/fold.h"

#include <expat.h>
#include <jansson.h>

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
static void assert_reads_back(struct slice text, enum json_markup markup)
{
    struct buf out;
    buf_init(&out, 0);
    struct json_writer json;
    json_writer_init(&json, &out);
    json.markup = markup;
    json_writer_object(&json);
    json_writer_put_string(&json, "t", text);
    json_writer_end(&json);

    json_error_t where;
    json_t *root = json_loadb(out.data, out.len, JSON_ALLOW_NUL, &where);
    if (!root)
        fail_msg("%s: %.*s", where.text, (int)out.len, out.data);
    json_t *back = json_object_get(root, "t");
    if (fold_is_utf8(text) && markup != JSON_MARKUP_ENTITIES) {
        assert_int_equal(json_string_length(back), text.len);
        assert_memory_equal(json_string_value(back), text.ptr, text.len);
    }
    if (markup != JSON_MARKUP_KEPT)
        assert_null(memchr(out.data, '<', out.len));
    json_decref(root);
    buf_clear(&out);
}

static void any_bytes_become_a_valid_string(void **state)
{
    (void)state;
    assert_reads_back(SLICE("l’été « 5 % » \"cité\" \\ / \b\f\n\r\t\x01\x1f\x7f \xf0\x9d\x84\x9e"),
                      JSON_MARKUP_KEPT);
    assert_reads_back(SLICE("</script><!-- & -->"), JSON_MARKUP_ESCAPED);
    assert_reads_back(slice_of("a\0b", 3), JSON_MARKUP_KEPT);
    const char *seed_text = getenv("SEED");
    unsigned seed = seed_text ? (unsigned)strtoul(seed_text, NULL, 10) : 1;
    print_message("SEED=%u\n", seed);
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (char)(rand_r(&seed) % 4 ? rand_r(&seed) % 256 : 0xc0 + rand_r(&seed) % 64);
        assert_reads_back(slice_of(bytes, sizeof bytes), (enum json_markup)(round % 3));
    }
}

static void markup_becomes_entities_in_strings_of_html(void **state)
{
    (void)state;
    struct buf out;
    struct json_writer json;
    buf_init(&out, 0);
    json_writer_init(&json, &out);
    json.markup = JSON_MARKUP_ENTITIES;
    json_writer_string(&json, SLICE("a <b> & \"c\" et l’é <"));
    assert_buf(&out, "\"a &lt;b&gt; &amp; \\\"c\\\" et l’é &lt;\"");
}

// ---- CSV

static void full_width_signs_start_formulas_too(void **state)
{
    (void)state;
    static const char *const cells[] = {"＝1", "＋1", "－1", "＠a", "\n=1"};
    struct buf out;
    struct csv csv;
    buf_init(&out, 0);
    csv_init(&csv, &out, ',');
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        buf_reset(&out);
        csv_text(&csv, slice_from(cells[i]));
        assert_true(slice_find(buf_slice(&out), SLICE("'")) < out.len);
        csv_end_row(&csv);
    }
    buf_reset(&out);
    csv_text(&csv, SLICE("〝a＝1"));
    assert_true(slice_equal(buf_slice(&out), SLICE("〝a＝1")));
    buf_clear(&out);
}

static void what_commands_a_terminal_is_an_escape_in_json(void **state)
{
    (void)state;
    struct buf out;
    struct json_writer json;
    buf_init(&out, 0);
    json_writer_init(&json, &out);
    json_writer_string(&json, SLICE("é\x1b[2J \u202e\u2066 \x7f\xc2\x9b\xc2\x85\u2028 ’🙂"));
    const char *expected = "\"é\\u001b[2J \\u202e\\u2066 \\u007f\\u009b\\u0085\\u2028 ’🙂\"";
    assert_true(slice_equal(buf_slice(&out), slice_from(expected)));
    buf_clear(&out);
}

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

// ---- markup

static void markup_of_both_kinds_is_escaped(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    markup_append(&out, SLICE("a<b>&\"c\"'d' é\t\n"));
    assert_buf(&out, "a&lt;b&gt;&amp;&quot;c&quot;&#39;d&#39; é\t\n");
    buf_init(&out, 0);
    markup_append(&out, SLICE("\x01\xff\xef\xbf\xbf.\f\r\xc3"));
    assert_buf(&out, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd. &#13;\xef\xbf\xbd");
}

// Every character alone, and every byte that begins none: a parser of XML takes it in text and in an attribute.
static void any_text_is_well_formed_xml(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    for (uint32_t code = 0; code < 0x11000; code++) {
        char text[] = {(char)(0xE0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3F)),
                       (char)(0x80 | (code & 0x3F)), (char)(code & 0xFF)};
        buf_reset(&out);
        buf_append_slice(&out, SLICE("<t a=\""));
        markup_append(&out, slice_of(text, 4));
        buf_append_slice(&out, SLICE("\">"));
        markup_append(&out, slice_of(text + 3, 1));
        markup_append_label(&out, slice_of(text, 3));
        buf_append_slice(&out, SLICE("</t>"));
        XML_Parser parser = XML_ParserCreate("UTF-8");
        if (XML_Parse(parser, out.data, (int)out.len, XML_TRUE) != XML_STATUS_OK)
            fail_msg("U+%04X: %s", code, XML_ErrorString(XML_GetErrorCode(parser)));
        XML_ParserFree(parser);
    }
    buf_clear(&out);
}

// ---- passages

static void append_in_brackets(void *out, struct slice text)
{
    buf_append_char(out, '(');
    buf_append_slice(out, text);
    buf_append_char(out, ')');
}

static void append(void *out, struct slice markup)
{
    buf_append_slice(out, markup);
}

static void assert_passage(const struct snippet *snippet, const char *expected)
{
    const struct passage_style style = {append_in_brackets, append,      SLICE("<"),
                                        SLICE(">"),         SLICE("^ "), SLICE(" $")};
    struct buf out;
    buf_init(&out, 0);
    passage_write(snippet, &style, &out);
    assert_buf(&out, expected);
}

static void a_passage_marks_what_was_found_and_follows_no_wild_highlight(void **state)
{
    (void)state;
    const struct highlight two[] = {{0, 3}, {9, 12}};
    assert_passage(&(struct snippet){SLICE("eau de l\'eau"), two, 2, false, false},
                   "()<(eau)>( de l\')<(eau)>()");
    assert_passage(&(struct snippet){SLICE("eau de l\'eau"), two, 1, true, true},
                   "^ ()<(eau)>( de l\'eau) $");
    assert_passage(&(struct snippet){.text = SLICE("")}, "()");
    const struct highlight wild[] = {{2, 2}, {3, 1}, {1, 99}, {4, 5}, {2, 3}, {4294967295u, 0}};
    assert_passage(&(struct snippet){SLICE("abcdef"), wild, 6, false, false}, "(abcd)<(e)>(f)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nesting_commas_and_values_come_out_right),
        cmocka_unit_test(the_integers_at_both_ends_are_written_whole),
        cmocka_unit_test(decimals_are_rounded_to_four_places_and_short),
        cmocka_unit_test(any_bytes_become_a_valid_string),
        cmocka_unit_test(markup_becomes_entities_in_strings_of_html),
        cmocka_unit_test(full_width_signs_start_formulas_too),
        cmocka_unit_test(what_commands_a_terminal_is_an_escape_in_json),
        cmocka_unit_test(cells_are_quoted_where_needed_and_formulas_disarmed),
        cmocka_unit_test(markup_of_both_kinds_is_escaped),
        cmocka_unit_test(any_text_is_well_formed_xml),
        cmocka_unit_test(a_passage_marks_what_was_found_and_follows_no_wild_highlight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
