// Whose request it is, and whose word is taken for it.
#include "searchd/work/proxies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct row {
    int line;
    const char *proxies, *peer; // NULL: as they are without --trusted-proxy
    const char *lines[10];
    const char *client;
};

static const struct row ROWS[] = {
    {__LINE__, NULL, "192.0.2.1", {NULL}, "192.0.2.1"},
    {__LINE__, NULL, "192.0.2.1", {"198.51.100.7"}, "192.0.2.1"},
    {__LINE__, NULL, "127.0.0.1", {NULL}, ""},
    {__LINE__, NULL, "127.8.8.8", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "::1", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "::ffff:127.0.0.1", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"203.0.113.1, 198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"203.0.113.1", "198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7", "127.0.0.1"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7 ,\t::1 , 127.0.0.1"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"127.0.0.1"}, ""},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7, ", ",", ""}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {","}, ""},
    {__LINE__,
     NULL,
     "127.0.0.1",
     {"1", "2", "3", "4", "5", "6", "7", "8", "198.51.100.7"},
     "198.51.100.7"},
    // as proxies write them
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7:4711"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"::ffff:198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"[::ffff:198.51.100.7]:80"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"2001:db8:0:7::1"}, "2001:db8:0:7::/64"},
    {__LINE__, NULL, "127.0.0.1", {"[2001:DB8:0:7:a:b:c:d]"}, "2001:db8:0:7::/64"},
    {__LINE__, NULL, "127.0.0.1", {"[2001:db8:0:7::1]:4711"}, "2001:db8:0:7::/64"},
    {__LINE__, NULL, "127.0.0.1", {"\"[2001:db8:0:7::1]:4711\""}, "2001:db8:0:7::/64"},
    {__LINE__, NULL, "127.0.0.1", {"fe80::1%eth0"}, "fe80::/64"},
    // no address: the proxy that wrote it
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7, unknown"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7, unknown, ::1"}, "::/64"},
    {__LINE__, NULL, "127.0.0.1", {"unknown, 198.51.100.7"}, "198.51.100.7"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.007"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7:"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7:123456"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"198.51.100.7 198.51.100.8"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"[2001:db8::1"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"[]:80"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"2001:db8::1::2"}, "127.0.0.1"},
    {__LINE__, NULL, "127.0.0.1", {"\""}, "127.0.0.1"},
    // as the operator says
    {__LINE__, "none", "127.0.0.1", {"198.51.100.7"}, "127.0.0.1"},
    {__LINE__, "none", "", {"198.51.100.7"}, "127.0.0.1"},
    {__LINE__, "10.0.0.0/8", "127.0.0.1", {"198.51.100.7"}, "127.0.0.1"},
    {__LINE__, "10.0.0.0/8", "10.255.0.1", {"198.51.100.7, 10.1.1.1"}, "198.51.100.7"},
    {__LINE__, "10.0.0.0/8", "11.0.0.1", {"198.51.100.7"}, "11.0.0.1"},
    {__LINE__, "192.0.2.64/26,192.0.2.1", "192.0.2.127", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, "192.0.2.64/26 192.0.2.1", "192.0.2.128", {"198.51.100.7"}, "192.0.2.128"},
    {__LINE__, "192.0.2.64/26 192.0.2.1", "192.0.2.1", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, "2001:db8::/47", "2001:db8:1::5", {"198.51.100.7"}, "198.51.100.7"},
    {__LINE__, "2001:db8::/47", "2001:db8:2::5", {"198.51.100.7"}, "2001:db8:2::/64"},
    {__LINE__, "0.0.0.0/0", "203.0.113.7", {"2001:db8::1"}, "2001:db8::/64"},
    {__LINE__, "::/0", "203.0.113.7", {"198.51.100.7"}, ""},
    {__LINE__, "10.0.0.1 none ::1", "10.0.0.1", {"198.51.100.7"}, "10.0.0.1"},
};

static void check_row(const struct row *row)
{
    struct arena arena;
    struct proxies proxies;
    struct header_lines lines = {.count = 0};
    arena_init(&arena, 0);
    proxies_init(&proxies);
    if (row->proxies && !proxies_add(&proxies, row->proxies))
        fail_msg("line %d: cannot be read", row->line);
    for (size_t k = 0; row->lines[k]; k++) { // the last eight, as a request has them
        if (lines.count == 8)
            memmove(lines.last, lines.last + 1, --lines.count * sizeof *lines.last);
        lines.last[lines.count++] = slice_from(row->lines[k]);
    }
    struct slice client = proxies_client(&proxies, slice_from(row->peer), &lines, &arena);
    if (!slice_equal(client, slice_from(row->client)))
        fail_msg("line %d: %.*s", row->line, SLICE_ARG(client));
    arena_clear(&arena);
}

static void the_last_address_that_is_no_proxys_is_the_client(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        check_row(&ROWS[i]);
}

static void what_is_no_network_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "",        " ",           "10.0.0.0/33", "10.0.0.0/",    "10.0.0/8",
        "::1/129", "::1/-1",      "localhost",   "10.0.0.0/8/8", "10.0.0.0/+8",
        "[::1]",   "10.0.0.1:80", "none,x",      "10.0.0.0/0008"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct proxies proxies;
        proxies_init(&proxies);
        if (proxies_add(&proxies, rows[i]))
            fail_msg("'%s' was accepted", rows[i]);
    }
    struct proxies proxies;
    proxies_init(&proxies);
    for (int i = 0; i < PROXIES_MAX; i++)
        assert_true(proxies_add(&proxies, "192.0.2.1"));
    assert_false(proxies_add(&proxies, "192.0.2.1"));
}

static void what_holds_can_be_printed_and_read(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{NULL, "127.0.0.0/8 ::1/128"},
                                          {"none", "none"},
                                          {"10.1.2.3,2001:db8::/32", "10.1.2.3/32 2001:db8::/32"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct proxies proxies;
        struct buf text;
        buf_init(&text, 0);
        proxies_init(&proxies);
        if (rows[i][0])
            assert_true(proxies_add(&proxies, rows[i][0]));
        proxies_print(&proxies, &text);
        if (!slice_equal(buf_slice(&text), slice_from(rows[i][1])))
            fail_msg("row %zu: %.*s", i, SLICE_ARG(buf_slice(&text)));
        buf_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_address_that_is_no_proxys_is_the_client),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(what_holds_can_be_printed_and_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
