// The cache of answers keeps what it promises within its bytes; the access log cuts addresses; counters count.
#include "searchd/cache/answer_cache.h"
#include "searchd/observe/access_log.h"
#include "searchd/observe/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// ---- cache

static struct slice body_of(unsigned number, char *room, size_t len)
{
    memset(room, (int)('a' + number % 26), len);
    (void)snprintf(room, len, "%u", number);
    return slice_of(room, len);
}

static struct slice key_of(unsigned number, char room[16])
{
    return slice_of(room, (size_t)snprintf(room, 16, "key-%u", number));
}

static struct stored_answer *store(struct answer_cache *cache, unsigned number, size_t len)
{
    static char room[ANSWER_CACHE_MAX_BODY + 1];
    char key[16];
    struct http_response response = {.status = 200, .content_type = "text/plain"};
    struct slice name = key_of(number, key);
    http_add_header(&response, "X-Number", key);
    return answer_cache_store(cache, name, &response, body_of(number, room, len));
}

static void what_was_stored_is_found_whole(void **state)
{
    (void)state;
    struct error err;
    struct answer_cache *cache;
    char key[16];
    assert_int_equal(answer_cache_open((size_t)8 << 20, &cache, &err), STATUS_OK);
    assert_null(answer_cache_find(cache, SLICE("key-7"), false));
    answer_cache_release(store(cache, 7, 5000));

    struct stored_answer *found = answer_cache_find(cache, key_of(7, key), false);
    assert_non_null(found);
    assert_int_equal(answer_cache_body(found).len, 5000);
    assert_memory_equal(answer_cache_body(found).ptr, "7\0hhh", 5);
    struct http_response response = {0};
    answer_cache_fill(found, &response);
    assert_int_equal(response.status, 200);
    assert_string_equal(response.content_type, "text/plain");
    assert_int_equal(response.header_count, 1);
    assert_string_equal(response.headers[0].value, "key-7");
    answer_cache_release(found);

    assert_null(answer_cache_find(cache, SLICE("key-8"), true)); // not counted
    struct answer_cache_stats stats;
    answer_cache_stats(cache, &stats);
    assert_int_equal(stats.hits, 1);
    assert_int_equal(stats.misses, 1);
    answer_cache_close(cache);
}

static void the_cache_stays_within_its_bytes_and_keeps_what_is_asked_for(void **state)
{
    (void)state;
    const size_t limit = (size_t)4 << 20;
    struct error err;
    struct answer_cache *cache;
    char key[16];
    assert_int_equal(answer_cache_open(limit, &cache, &err), STATUS_OK);
    answer_cache_release(store(cache, 0, 3000));
    for (unsigned i = 1; i < 5000; i++) {
        answer_cache_release(store(cache, i, i % 3 ? 3000 : 60000));
        struct stored_answer *favourite = answer_cache_find(cache, key_of(0, key), false);
        assert_non_null(favourite);
        answer_cache_release(favourite);
        struct answer_cache_stats stats;
        answer_cache_stats(cache, &stats);
        assert_true(stats.bytes <= limit);
    }
    answer_cache_close(cache);
}

static void whatever_fits_is_kept(void **state)
{
    enum { ANSWERS = 1200, BYTES = 5000 }; // three quarters of the cache, spread by chance
    (void)state;
    struct error err;
    struct answer_cache *cache;
    char key[16];
    assert_int_equal(answer_cache_open((size_t)8 << 20, &cache, &err), STATUS_OK);
    for (unsigned i = 0; i < 3 * ANSWERS; i++) { // over and over, in the same order
        struct stored_answer *found = answer_cache_find(cache, key_of(i % ANSWERS, key), false);
        assert_true(found != NULL || i < ANSWERS);
        answer_cache_release(found ? found : store(cache, i, BYTES));
    }
    answer_cache_close(cache);
}

static void an_answer_being_sent_outlives_its_place(void **state)
{
    (void)state;
    struct error err;
    struct answer_cache *cache;
    assert_int_equal(answer_cache_open((size_t)2 << 20, &cache, &err), STATUS_OK);
    struct stored_answer *held = store(cache, 1, 3000);
    for (unsigned i = 2; i < 5000; i++)
        answer_cache_release(store(cache, i, 3000));
    assert_memory_equal(answer_cache_body(held).ptr, "1\0bbb", 5);
    answer_cache_close(cache);
    assert_memory_equal(answer_cache_body(held).ptr, "1\0bbb", 5);
    answer_cache_release(held);
}

static void what_is_too_large_or_unwanted_is_not_kept(void **state)
{
    (void)state;
    struct error err;
    struct answer_cache *cache;
    assert_int_equal(answer_cache_open((size_t)8 << 20, &cache, &err), STATUS_OK);
    assert_null(store(cache, 1, ANSWER_CACHE_MAX_BODY + 1));
    answer_cache_close(cache);

    assert_int_equal(answer_cache_open(0, &cache, &err), STATUS_OK);
    assert_null(store(cache, 1, 10));
    assert_null(answer_cache_find(cache, SLICE("key-1"), false));
    answer_cache_close(cache);
}

static void the_same_key_twice_is_kept_once(void **state)
{
    (void)state;
    struct error err;
    struct answer_cache *cache;
    assert_int_equal(answer_cache_open((size_t)8 << 20, &cache, &err), STATUS_OK);
    struct stored_answer *first = store(cache, 1, 100);
    struct answer_cache_stats before, after;
    answer_cache_stats(cache, &before);
    struct stored_answer *second = store(cache, 1, 100);
    answer_cache_stats(cache, &after);
    assert_int_equal(before.bytes, after.bytes);
    assert_non_null(second);
    answer_cache_release(first);
    answer_cache_release(second);
    answer_cache_close(cache);
}

// ---- access log

static void log_one(const struct access_options *options, const char *client, char *line,
                    size_t size)
{
    char path[] = "/tmp/test_searchd_parts.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    struct access_options with_path = *options;
    with_path.path = path;
    struct access_log *log;
    struct error err;
    assert_int_equal(access_log_open(&with_path, &log, &err), STATUS_OK);
    const struct access_entry entry = {
        .time = 1687132800,
        .method = SLICE("GET"),
        .target = SLICE("/a\"\n?q=b"),
        .status = 200,
        .bytes = 12,
        .duration_us = 34,
        .client = slice_from(client),
        .request_id = SLICE("0123456789abcdef"),
    };
    assert_true(access_log_add(log, &entry));
    access_log_close(log);
    ssize_t len = read(fd, line, size - 1);
    assert_true(len > 0);
    line[len] = '\0';
    (void)close(fd);
    (void)unlink(path);
}

static void addresses_lose_their_last_part(void **state)
{
    (void)state;
    const struct {
        const char *client, *logged;
    } rows[] = {
        {"192.0.2.44", "192.0.2.0"},
        {"2001:db8:1:2::5", "2001:db8:1::"},
        {"2001:db8::5", "2001:db8::"},
        {"::1", "::"},
        {"fe80::1:2:3:4", "fe80::"},
        {"", "-"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1::"},
    };
    const struct access_options options = {.format = ACCESS_TEXT};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[200], expected[100];
        log_one(&options, rows[i].client, line, sizeof line);
        (void)snprintf(expected, sizeof expected,
                       "2023-06-19T00:00:00Z GET /a?? 200 12 bytes 34 us %s\n", rows[i].logged);
        assert_string_equal(line, expected);
    }
}

static void a_line_is_one_line_in_every_format(void **state)
{
    (void)state;
    char line[300];
    log_one(&(struct access_options){.format = ACCESS_COMBINED}, "192.0.2.44", line, sizeof line);
    assert_string_equal(line,
                        "192.0.2.0 - - [19/Jun/2023:00:00:00 +0000] \"GET /a?? HTTP/1.1\" 200 "
                        "12 \"-\" \"-\"\n");
    log_one(&(struct access_options){.format = ACCESS_JSON, .log_queries = true}, "192.0.2.44",
            line, sizeof line);
    assert_string_equal(line, "{\"time\":\"2023-06-19T00:00:00Z\",\"method\":\"GET\","
                              "\"path\":\"/a\\\"\\n?q=b\",\"status\":200,\"bytes\":12,"
                              "\"duration_us\":34,\"client\":\"-\","
                              "\"request_id\":\"0123456789abcdef\"}\n");
}

static void a_log_nobody_reads_drops_lines_and_says_so(void **state)
{
    (void)state;
    struct access_log *log;
    struct error err;
    const struct access_options options = {.path = "/dev/null", .format = ACCESS_JSON};
    assert_int_equal(access_log_open(&options, &log, &err), STATUS_OK);
    const struct access_entry entry = {.time = 1, .method = SLICE("GET"), .target = SLICE("/")};
    unsigned added = 0;
    while (access_log_add(log, &entry) && added < 1000000)
        added++;
    assert_in_range(added, 1000, 999999);
    access_log_flush(log);
    assert_true(access_log_add(log, &entry));
    access_log_close(log);
}

// ---- metrics

static const char *name_of(unsigned route)
{
    static const char *const names[] = {"first", "second"};
    return names[route];
}

static void counters_count_and_histograms_cumulate(void **state)
{
    (void)state;
    struct metrics *metrics = calloc(1, sizeof *metrics);
    metrics_init(metrics, name_of, 2);
    metrics_count(metrics, 1, 200, 90, 1000);
    metrics_count(metrics, 1, 200, 400, 1000);
    metrics_count(metrics, 1, 418, 5000000, 0);
    struct buf out;
    buf_init(&out, 0);
    metrics_render(metrics, &out);
    buf_append_char(&out, '\0');
    const char *lines[] = {
        "searchd_http_requests_total{route=\"second\",code=\"200\"} 2\n",
        "searchd_http_requests_total{route=\"second\",code=\"other\"} 1\n",
        "searchd_http_request_duration_seconds_bucket{route=\"second\",le=\"0.0001\"} 1\n",
        "searchd_http_request_duration_seconds_bucket{route=\"second\",le=\"0.0005\"} 2\n",
        "searchd_http_request_duration_seconds_bucket{route=\"second\",le=\"1\"} 2\n",
        "searchd_http_request_duration_seconds_bucket{route=\"second\",le=\"+Inf\"} 3\n",
        "searchd_http_request_duration_seconds_sum{route=\"second\"} 5.000490\n",
        "searchd_http_request_duration_seconds_count{route=\"second\"} 3\n",
        "searchd_http_response_bytes_total{route=\"second\"} 2000\n",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (!strstr(out.data, lines[i]))
            fail_msg("missing: %s", lines[i]);
    assert_null(strstr(out.data, "route=\"first\""));
    buf_clear(&out);
    free(metrics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_stored_is_found_whole),
        cmocka_unit_test(the_cache_stays_within_its_bytes_and_keeps_what_is_asked_for),
        cmocka_unit_test(whatever_fits_is_kept),
        cmocka_unit_test(an_answer_being_sent_outlives_its_place),
        cmocka_unit_test(what_is_too_large_or_unwanted_is_not_kept),
        cmocka_unit_test(the_same_key_twice_is_kept_once),
        cmocka_unit_test(addresses_lose_their_last_part),
        cmocka_unit_test(a_line_is_one_line_in_every_format),
        cmocka_unit_test(a_log_nobody_reads_drops_lines_and_says_so),
        cmocka_unit_test(counters_count_and_histograms_cumulate),
    };
    return cmocka_run_group_tests_name("searchd_parts", tests, NULL, NULL);
}
