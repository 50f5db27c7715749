// The promises of base/: what it says about limits, ends, truncation and the calendar holds.
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/reader.h"
#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_slice(struct slice actual, const char *expected)
{
    assert_int_equal(actual.len, strlen(expected));
    assert_memory_equal(actual.ptr, expected, actual.len);
}

// ---- slice

static void trim_takes_ascii_space_off_both_ends_only(void **state)
{
    (void)state;
    assert_slice(slice_trim(SLICE(" \t\r\n\v\fun mot \n")), "un mot");
    assert_slice(slice_trim(SLICE(" \n ")), "");
    assert_slice(slice_trim(SLICE("")), "");
    assert_slice(slice_trim(SLICE("\xC2\xA0mot\xC2\xA0")), "\xC2\xA0mot\xC2\xA0");
}

static void a_word_is_among_those_that_equal_it(void **state)
{
    (void)state;
    static const char *const words[] = {"de", "des", "du"};
    assert_true(slice_is_among(SLICE("de"), words, 3));
    assert_true(slice_is_among(SLICE("du"), words, 3));
    assert_false(slice_is_among(SLICE("du"), words, 2));
    assert_false(slice_is_among(SLICE("d"), words, 3));
    assert_false(slice_is_among(SLICE("desk"), words, 3));
    assert_false(slice_is_among(SLICE(""), words, 3));
    const struct slice slices[] = {SLICE("de"), SLICE_NONE, SLICE("du")};
    assert_true(slice_is_one_of(SLICE("du"), slices, 3));
    assert_true(slice_is_one_of(SLICE(""), slices, 3));
    assert_false(slice_is_one_of(SLICE("du"), slices, 2));
    assert_false(slice_is_one_of(SLICE("d"), slices, 3));
    assert_false(slice_is_one_of(SLICE("de"), NULL, 0));
}

static void find_answers_the_first_place_or_the_length(void **state)
{
    (void)state;
    assert_int_equal(slice_find(SLICE("abcabc"), SLICE("bc")), 1);
    assert_int_equal(slice_find(SLICE("abcabc"), SLICE("cb")), 6);
    assert_int_equal(slice_find(SLICE("abc"), SLICE("abcd")), 3);
    assert_int_equal(slice_find(SLICE("abc"), SLICE("")), 0);
    assert_int_equal(slice_find(SLICE(""), SLICE("a")), 0);
}

static void compare_is_the_order_of_bytes_then_of_lengths(void **state)
{
    (void)state;
    assert_true(slice_compare(SLICE("a"), SLICE("b")) < 0);
    assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
    assert_true(slice_compare(SLICE("\xC3\xA9"), SLICE("z")) > 0);
    assert_int_equal(slice_compare(SLICE("ab"), SLICE("ab")), 0);
    assert_int_equal(slice_compare(SLICE_NONE, SLICE("")), 0);
}

static void numbers_are_digits_up_to_a_bound(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t most;
        int64_t number; // -1: none
    } cases[] = {
        {"0", 9, 0},
        {"0042", 42, 42},
        {"43", 42, -1},
        {"4294967295", UINT32_MAX, UINT32_MAX},
        {"4294967296", UINT32_MAX, -1},
        {"99999999999999999999999", UINT32_MAX, -1},
        {"", 9, -1},
        {"12a", 99, -1},
        {"12345-bis", UINT32_MAX, -1},
        {"-1", 9, -1},
        {" 1", 9, -1},
        {"\xD9\xA1", 9, -1}, // a digit, but not of ASCII
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t number;
        bool is_one = slice_read_number(slice_from(cases[i].text), cases[i].most, &number);
        assert_int_equal(is_one ? (int64_t)number : -1, cases[i].number);
    }
    assert_false(slice_is_number(SLICE_NONE));
}

static void cut_leaves_no_piece_of_a_character(void **state)
{
    (void)state;
    struct slice text = SLICE("a\xC3\xA9\xE2\x82\xAC\xF0\x9D\x84\x9E"); // a é € and a clef
    const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t max_len = 0; max_len < sizeof expected / sizeof *expected; max_len++)
        assert_int_equal(slice_cut_utf8(text, max_len).len, expected[max_len]);
    // What is not UTF-8 is cut anywhere.
    assert_int_equal(slice_cut_utf8(SLICE("\x80\x80\x80\x80\x80\x80"), 5).len, 5);
    assert_int_equal(slice_cut_utf8(SLICE_NONE, 5).len, 0);
}

// ---- error

static void set_returns_its_status_also_without_an_error(void **state)
{
    (void)state;
    struct error err;
    assert_int_equal(error_set(&err, STATUS_IO, "%s: %d", "f", 7), STATUS_IO);
    assert_int_equal(err.status, STATUS_IO);
    assert_string_equal(err.message, "f: 7");
    assert_int_equal(error_set(NULL, STATUS_BUSY, "x"), STATUS_BUSY);
}

static void wrap_puts_context_in_front_and_keeps_the_status(void **state)
{
    (void)state;
    struct error err;
    assert_int_equal(error_set(&err, STATUS_CORRUPT, "block 3"), STATUS_CORRUPT);
    assert_int_equal(error_wrap(&err, "%s", "index"), STATUS_CORRUPT);
    assert_string_equal(err.message, "index: block 3");
    assert_int_equal(error_set(&err, STATUS_IO, "again: %s", err.message), STATUS_IO);
    assert_string_equal(err.message, "again: index: block 3");
}

static void long_messages_are_cut_between_characters(void **state)
{
    (void)state;
    // The euro sign has three bytes, so that two of three prefixes would end in the middle of one.
    for (int prefix = 0; prefix < 3; prefix++) {
        char text[3 * 300 + 4] = "";
        memset(text, 'x', (size_t)prefix);
        for (int i = 0; i < 300; i++)
            memcpy(text + prefix + 3 * i, "\xE2\x82\xAC", 4);
        struct error err;
        assert_int_equal(error_set(&err, STATUS_INVALID, "%s", text), STATUS_INVALID);
        size_t len = strlen(err.message);
        assert_in_range(len, ERROR_MESSAGE_SIZE - 3, ERROR_MESSAGE_SIZE - 1);
        assert_int_equal((len - (size_t)prefix) % 3, 0);
        assert_int_equal(error_wrap(&err, "contexte"), STATUS_INVALID);
        len = strlen(err.message);
        assert_in_range(len, ERROR_MESSAGE_SIZE - 3, ERROR_MESSAGE_SIZE - 1);
        assert_int_equal((len - (size_t)prefix - strlen("contexte: ")) % 3, 0);
    }
}

static void every_status_has_its_name_and_exit_code(void **state)
{
    (void)state;
    static const struct {
        enum status status;
        int exit_code;
    } ROWS[] = {
        {STATUS_OK, 0},         {STATUS_NOT_FOUND, 66}, {STATUS_INVALID, 64},
        {STATUS_TOO_LARGE, 65}, {STATUS_NO_MEMORY, 71}, {STATUS_IO, 74},
        {STATUS_FULL, 74},      {STATUS_CORRUPT, 74},   {STATUS_BUSY, 75},
        {STATUS_VERSION, 78},   {STATUS_INTERNAL, 70},  {STATUS_UNREACHED, 69},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        assert_int_equal(status_exit_code(ROWS[i].status), ROWS[i].exit_code);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(status_name(ROWS[i].status), status_name(ROWS[j].status));
    }
}

// ---- buf

static void buf_keeps_what_is_appended_in_order(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    assert_int_equal(buf_slice(&buf).len, 0);
    for (int i = 0; i < 1000; i++)
        buf_printf(&buf, "%d,", i);
    buf_append_char(&buf, '.');
    buf_append_slice(&buf, SLICE_NONE);
    assert_false(buf.failed);
    assert_int_equal(buf.len, 10 * 2 + 90 * 3 + 900 * 4 + 1);
    assert_memory_equal(buf.data + buf.len - 9, "998,999,.", 9);
    buf_clear(&buf);
    assert_null(buf.data);
}

static void what_stands_in_an_address_is_encoded(void **state)
{
    struct buf out = {0};
    (void)state;
    buf_append_encoded(&out, SLICE_NONE);
    buf_append_encoded(&out, SLICE("AN/17 é?&#%+~-_.@9\n"));
    assert_true(slice_equal(buf_slice(&out), SLICE("AN%2F17%20%C3%A9%3F%26%23%25%2B~-_.%409%0A")));
    buf_clear(&out);
}

static void buf_fails_once_and_stays_failed(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    buf_append_slice(&buf, SLICE("12345"));
    buf_append_slice(&buf, SLICE("123456"));
    assert_true(buf.failed);
    buf_append_char(&buf, 'x'); // would fit, but would leave a hole
    buf_printf(&buf, "y");
    assert_null(buf_reserve(&buf, 1));
    assert_slice(buf_slice(&buf), "12345");
    buf_reset(&buf);
    assert_false(buf.failed);
    buf_printf(&buf, "%s", "1234567890"); // exactly the limit
    assert_false(buf.failed);
    assert_slice(buf_slice(&buf), "1234567890");
    assert_null(buf_reserve(&buf, SIZE_MAX));
    buf_clear(&buf);
}

// ---- buf and cursor

static const uint64_t EDGE_VALUES[] = {0,
                                       1,
                                       127,
                                       128,
                                       16383,
                                       16384,
                                       UINT32_MAX,
                                       (uint64_t)UINT32_MAX + 1,
                                       UINT64_MAX,
                                       1ull << 63,
                                       (1ull << 63) - 1};
#define EDGE_COUNT (sizeof EDGE_VALUES / sizeof *EDGE_VALUES)

static void a_buffer_over_memory_fills_it_and_stops(void **state)
{
    (void)state;
    for (size_t size = 1; size < 40; size++) {
        char *memory = malloc(size); // of exactly that size: AddressSanitizer sees one more
        assert_non_null(memory);
        struct buf buf = buf_over(memory, size);
        while (!buf.failed)
            buf_printf(&buf, "%d", (int)buf.len % 10);
        assert_int_equal(buf.len, size - 1);
        assert_memory_equal(memory, "012345678901234567890123456789012345678", size - 1);
        buf_append_char(&buf, 'x');
        assert_int_equal(buf.len, size - 1);
        buf_clear(&buf); // frees nothing; may be used again
        assert_false(buf.failed);
        buf_append(&buf, "wxyz", size < 5 ? size - 1 : 4);
        assert_false(buf.failed);
        assert_ptr_equal(buf.data, memory);
        free(memory);
    }
}

static void varints_come_back_as_they_went(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    for (size_t i = 0; i < EDGE_COUNT; i++)
        buf_append_varint(&buf, EDGE_VALUES[i]);
    for (unsigned bit = 0; bit < 64; bit++)
        buf_append_varint(&buf, 1ull << bit);
    struct cursor cursor = cursor_over(buf_slice(&buf));
    for (size_t i = 0; i < EDGE_COUNT; i++)
        assert_true(cursor_varint(&cursor) == EDGE_VALUES[i]);
    for (unsigned bit = 0; bit < 64; bit++)
        assert_true(cursor_varint(&cursor) == 1ull << bit);
    assert_int_equal(cursor_left(&cursor), 0);
    assert_false(cursor.failed);
    buf_clear(&buf);
}

static void fixed_integers_are_little_endian_and_come_back(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    buf_append_char(&buf, 'x'); // so that the rest is not aligned
    buf_append_u16(&buf, 0x0201);
    buf_append_u32(&buf, 0x06050403);
    buf_append_u64(&buf, 0x0E0D0C0B0A090807);
    buf_append_string(&buf, SLICE("texte"));
    assert_memory_equal(buf.data,
                        "x\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0D\x0E\x05texte", 21);
    struct cursor cursor = cursor_over(buf_slice(&buf));
    assert_int_equal(cursor_u8(&cursor), 'x');
    assert_int_equal(cursor_u16(&cursor), 0x0201);
    assert_int_equal(cursor_u32(&cursor), 0x06050403);
    assert_true(cursor_u64(&cursor) == 0x0E0D0C0B0A090807);
    assert_slice(cursor_string(&cursor), "texte");
    assert_false(cursor.failed);
    buf_clear(&buf);
}

// Reads a record of every kind of field and says whether it was whole.
static bool read_record(struct cursor *cursor)
{
    cursor_u8(cursor);
    cursor_varint(cursor);
    cursor_u16(cursor);
    cursor_string(cursor);
    cursor_u32(cursor);
    cursor_varint32(cursor);
    cursor_u64(cursor);
    cursor_bytes(cursor, 3);
    return !cursor->failed;
}

static void cursor_never_reads_past_the_end(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 0);
    buf_append_char(&buf, 'x');
    buf_append_varint(&buf, UINT64_MAX);
    buf_append_u16(&buf, 1);
    buf_append_string(&buf, SLICE("abc"));
    buf_append_u32(&buf, 2);
    buf_append_varint(&buf, UINT32_MAX);
    buf_append_u64(&buf, 3);
    buf_append_slice(&buf, SLICE("end"));
    for (size_t len = 0; len <= buf.len; len++) {
        // A heap block of exactly this size: AddressSanitizer sees one byte too many.
        char *bytes = malloc(len ? len : 1);
        assert_non_null(bytes);
        memcpy(bytes, buf.data, len);
        struct cursor cursor = cursor_over(slice_of(bytes, len));
        assert_int_equal(read_record(&cursor), len == buf.len);
        assert_true(cursor.next == cursor.end);
        assert_int_equal(cursor_u8(&cursor), 0);
        assert_true(cursor.failed);
        free(bytes);
    }
    buf_clear(&buf);
}

static void cursor_refuses_what_no_writer_made(void **state)
{
    (void)state;
    struct cursor cursor = cursor_over(SLICE("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02tail"));
    assert_int_equal(cursor_varint(&cursor), 0); // 65 bits
    assert_true(cursor.failed);
    assert_int_equal(cursor_u8(&cursor), 0);

    cursor = cursor_over(SLICE("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00"));
    assert_int_equal(cursor_varint(&cursor), 0); // more than ten bytes
    assert_true(cursor.failed);

    cursor = cursor_over(SLICE("\x80\x80\x80\x80\x10"));
    assert_int_equal(cursor_varint32(&cursor), 0); // 2^32
    assert_true(cursor.failed);

    cursor = cursor_over(SLICE("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"
                               "abc"));
    assert_null(cursor_string(&cursor).ptr); // longer than the address space
    assert_true(cursor.failed);
    assert_int_equal(cursor_bytes(&cursor, 0).len, 0);
    assert_true(cursor.failed);

    cursor = cursor_over(SLICE_NONE);
    assert_int_equal(cursor_left(&cursor), 0);
    assert_int_equal(cursor_u32(&cursor), 0);
    assert_true(cursor.failed);
}

// ---- date

static void dates_exist_only_in_the_calendar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t iso;
    } ROWS[] = {
        {"2023-06-19", 20230619},
        {"2023-06", 20230600},
        {"2023", 20230000},
        {"2024-02-29", 20240229},
        {"2023-02-29", 0},
        {"2000-02-29", 20000229},
        {"1900-02-29", 0},
        {"2023-04-31", 0},
        {"2023-00-10", 0},
        {"2023-13", 0},
        {"2023-01-00", 0},
        {"2023-1-1", 0},
        {"0999-01-01", 0},
        {"9999-12-31", 99991231},
        {"2023-06-19 ", 0},
        {"2023-06-", 0},
        {"20230619", 0},
        {"", 0},
        {"202", 0},
        {"-023-01-01", 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        assert_int_equal(date_parse_iso(slice_from(ROWS[i].text)), ROWS[i].iso);
        char text[DATE_TEXT_SIZE];
        size_t len = date_format_iso(ROWS[i].iso, text);
        assert_string_equal(text, ROWS[i].iso ? ROWS[i].text : "");
        assert_int_equal(len, strlen(text));
    }
}

static void french_dates_are_day_month_year(void **state)
{
    (void)state;
    assert_int_equal(date_parse_dmy(SLICE("19/06/2023")), 20230619);
    assert_int_equal(date_parse_dmy(SLICE("1/2/2023")), 20230201);
    assert_int_equal(date_parse_dmy(SLICE("29/02/2023")), DATE_NONE);
    assert_int_equal(date_parse_dmy(SLICE("06/19/2023")), DATE_NONE);
    assert_int_equal(date_parse_dmy(SLICE("19/06/23")), DATE_NONE);
    assert_int_equal(date_parse_dmy(SLICE("19/06/20231")), DATE_NONE);
    assert_int_equal(date_parse_dmy(SLICE("019/06/2023")), DATE_NONE);
    assert_int_equal(date_parse_dmy(SLICE("")), DATE_NONE);
}

static void every_day_has_a_number_one_more_than_the_day_before(void **state)
{
    (void)state;
    assert_int_equal(date_to_days(19700101), 0);
    assert_int_equal(date_to_days(20230713) - date_to_days(20230619), 24);
    int32_t expected = date_to_days(10000101);
    for (int year = 1000; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= 31; day++) {
                uint32_t date = date_from_ymd(year, month, day);
                if (date == DATE_NONE)
                    continue;
                assert_int_equal(date_to_days(date), expected);
                assert_int_equal(date_from_days(expected), date);
                expected++;
            }
        }
    }
    assert_int_equal(date_from_days(expected), DATE_NONE); // the year 10000
}

static void partial_dates_stand_for_all_their_days(void **state)
{
    (void)state;
    assert_int_equal(date_first_day(20230000), 20230101);
    assert_int_equal(date_last_day(20230000), 20231231);
    assert_int_equal(date_first_day(20240200), 20240201);
    assert_int_equal(date_last_day(20240200), 20240229);
    assert_int_equal(date_last_day(20230200), 20230228);
    assert_int_equal(date_first_day(20230619), 20230619);
    assert_int_equal(date_last_day(20230619), 20230619);
    assert_int_equal(date_first_day(DATE_NONE), DATE_NONE);
    assert_int_equal(date_last_day(DATE_NONE), DATE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_among_those_that_equal_it),
        cmocka_unit_test(trim_takes_ascii_space_off_both_ends_only),
        cmocka_unit_test(find_answers_the_first_place_or_the_length),
        cmocka_unit_test(compare_is_the_order_of_bytes_then_of_lengths),
        cmocka_unit_test(numbers_are_digits_up_to_a_bound),
        cmocka_unit_test(cut_leaves_no_piece_of_a_character),
        cmocka_unit_test(set_returns_its_status_also_without_an_error),
        cmocka_unit_test(wrap_puts_context_in_front_and_keeps_the_status),
        cmocka_unit_test(long_messages_are_cut_between_characters),
        cmocka_unit_test(every_status_has_its_name_and_exit_code),
        cmocka_unit_test(buf_keeps_what_is_appended_in_order),
        cmocka_unit_test(buf_fails_once_and_stays_failed),
        cmocka_unit_test(what_stands_in_an_address_is_encoded),
        cmocka_unit_test(a_buffer_over_memory_fills_it_and_stops),
        cmocka_unit_test(varints_come_back_as_they_went),
        cmocka_unit_test(fixed_integers_are_little_endian_and_come_back),
        cmocka_unit_test(cursor_never_reads_past_the_end),
        cmocka_unit_test(cursor_refuses_what_no_writer_made),
        cmocka_unit_test(dates_exist_only_in_the_calendar),
        cmocka_unit_test(french_dates_are_day_month_year),
        cmocka_unit_test(every_day_has_a_number_one_more_than_the_day_before),
        cmocka_unit_test(partial_dates_stand_for_all_their_days),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
