// Headers, paging tokens and problems.
#include "answer/page_token.h"
#include "searchd/handle/http.h"
#include "searchd/work/gzip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_narrowest_range_of_accept_decides(void **state)
{
    (void)state;
    const struct {
        int line;
        const char *accept, *type;
        int quality;
    } rows[] = {
        {__LINE__, "", "application/json", 1000},
        {__LINE__, "*/*", "application/json", 1000},
        {__LINE__, "text/html", "application/json", 0},
        {__LINE__, "application/*;q=0.5", "application/json", 500},
        {__LINE__, "*/*;q=0.1, application/json", "application/json", 1000},
        {__LINE__, "application/json;q=0, */*", "application/json", 0},
        {__LINE__, "application/json ; charset=utf-8 ; q=0.25", "application/json", 250},
        {__LINE__, "APPLICATION/JSON;Q=0.333", "application/json", 333},
        {__LINE__, "application/j", "application/json", 0},
        {__LINE__, "app/*", "application/json", 0},
        {__LINE__, ",,;q=1,", "application/json", 0},
        {__LINE__, "text/html;q=", "text/html", 1000},
        {__LINE__, "text/html;q=1.5", "text/html", 1000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int quality = http_quality(slice_from(rows[i].accept), slice_from(rows[i].type));
        if (quality != rows[i].quality)
            fail_msg("line %d: %d", rows[i].line, quality);
    }
}

static void a_browser_prefers_pages_and_a_program_json(void **state)
{
    (void)state;
    struct slice browser =
        SLICE("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8");
    assert_false(http_prefers(browser, SLICE("application/json"), SLICE("text/html")));
    assert_true(
        http_prefers(SLICE("application/json"), SLICE("application/json"), SLICE("text/html")));
    assert_false(http_prefers(SLICE("*/*"), SLICE("application/json"), SLICE("text/html")));
    assert_false(http_prefers(SLICE(""), SLICE("application/json"), SLICE("text/html")));
}

static void gzip_is_sent_only_to_who_asks(void **state)
{
    (void)state;
    assert_true(gzip_is_accepted(SLICE("gzip, deflate, br")));
    assert_true(gzip_is_accepted(SLICE("br;q=1.0, *;q=0.1")));
    assert_false(gzip_is_accepted(SLICE("")));
    assert_false(gzip_is_accepted(SLICE("identity")));
    assert_false(gzip_is_accepted(SLICE("gzip;q=0, *")));
}

static void a_token_says_where_to_go_on(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    const struct page_token token = {.generation = 0x1122334455667788,
                                     .commit_time = 1700000000,
                                     .search = UINT64_MAX,
                                     .key = INT64_MIN,
                                     .doc = {0x99aabbccddeeff01},
                                     .seen = 9999,
                                     .inside = 77};
    struct slice text = page_token_encode(&token, &arena);
    assert_int_equal(text.len, PAGE_TOKEN_LEN);
    struct page_token back;
    memset(&back, 0xa5, sizeof back);
    struct error err;
    assert_int_equal(page_token_decode(text, &back, &err), STATUS_OK);
    assert_int_equal(back.generation, token.generation);
    assert_int_equal(back.commit_time, token.commit_time);
    assert_int_equal(back.search, token.search);
    assert_int_equal(back.key, token.key);
    assert_int_equal(back.doc.bits, token.doc.bits);
    assert_int_equal(back.seen, token.seen);
    assert_int_equal(back.inside, token.inside);
    arena_clear(&arena);
}

static void any_changed_character_spoils_a_token(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    const struct page_token token = {.generation = 12, .search = 99, .key = -5, .seen = 10};
    struct slice text = page_token_encode(&token, &arena);
    struct page_token back;
    struct error err;
    char changed[PAGE_TOKEN_LEN + 1];
    for (size_t i = 0; i < PAGE_TOKEN_LEN; i++) {
        const char others[] = {'A', 'b', '9', '-', '_', '=', '\0', '\xff', '+', ' '};
        for (size_t j = 0; j < sizeof others; j++) {
            memcpy(changed, text.ptr, PAGE_TOKEN_LEN);
            if (changed[i] == others[j])
                continue;
            changed[i] = others[j];
            assert_int_equal(page_token_decode(slice_of(changed, PAGE_TOKEN_LEN), &back, &err),
                             STATUS_INVALID);
        }
    }
    memcpy(changed, text.ptr, PAGE_TOKEN_LEN);
    changed[PAGE_TOKEN_LEN] = 'A';
    for (size_t len = 0; len <= PAGE_TOKEN_LEN + 1; len++) {
        enum status expected = len == PAGE_TOKEN_LEN ? STATUS_OK : STATUS_INVALID;
        assert_int_equal(page_token_decode(slice_of(changed, len), &back, &err), expected);
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_narrowest_range_of_accept_decides),
        cmocka_unit_test(a_browser_prefers_pages_and_a_program_json),
        cmocka_unit_test(gzip_is_sent_only_to_who_asks),
        cmocka_unit_test(a_token_says_where_to_go_on),
        cmocka_unit_test(any_changed_character_spoils_a_token),
    };
    return cmocka_run_group_tests_name("searchd_http", tests, NULL, NULL);
}
