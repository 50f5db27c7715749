// An answer is whole, or a refusal that says why: wherever its limit ends it, on every kind of address.
//
// The clock of these limits ticks with each look at it, so that a deadline is a number of looks: each of them in turn
// is made the last. Requests are those that a server would have read; all else is what the daemon runs with.
#include "engine/write/index_writer.h"
#include "searchd/handle/router.h"
#include "searchd/handle/routes.h"
#include "tests/engine/search/looks.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    char folder[32];
    struct index_watch *watch;
    struct worker_pool *workers;
    struct answer_cache *cache;
    struct rate_limit *rate_limit;
    struct metrics metrics;
    struct proxies proxies;
    struct site site;
    struct router router;
    struct buf answer; // what was answered last: status, headers that matter, body
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static const char *const TARGETS[] = {
    "/api/v1/search?q=pont+OU+%22le+bac%22&facets=auteur,annee",
    "/api/v1/search?q=pon*+bca~",
    "/recherche?q=pont+introuvable",
    "/recherche.atom?q=bac",
    "/api/v1/export.ndjson?q=%22du+bac%22+SAUF+pont",
    "/api/v1/export.csv",
    "/api/v1/histogram?q=bac",
    "/api/v1/questions/q-7/similaires",
    "/api/v1/suggest?q=pon",
    "/question/q-7",
    "/",
};
enum { TARGET_COUNT = sizeof TARGETS / sizeof *TARGETS };

static void fill(struct fixture *f)
{
    static const char *const words[] = {"pont", "bac", "quai", "écluse"};
    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    struct index_writer *writer;
    uint64_t generation;
    must(index_writer_open(f->folder, &options, &writer, &f->err));
    for (unsigned d = 0; d < 40; d++) {
        char id[16], question[80];
        enum add_outcome outcome;
        snprintf(id, sizeof id, "q-%u", d);
        snprintf(question, sizeof question, "Quand finira la reconstruction du %s et du %s ?",
                 words[d % 4], words[d / 4 % 4]);
        struct exchange exchange = {.id = slice_from(id),
                                    .title = SLICE("Le bac et le pont de Seneffe"),
                                    .question = slice_from(question),
                                    .author = d % 2 ? SLICE("Aubry Zoé") : SLICE("Pavet Luc"),
                                    .date_question = 20240101 + d % 28,
                                    .source = {.path = SLICE("test")}};
        must(index_writer_add(writer, &exchange, &outcome, &f->err));
    }
    must(index_writer_commit(writer, &generation, &f->err));
    index_writer_close(writer);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    temp_folder_make(f->folder, sizeof f->folder);
    fill(f);
    must(index_watch_open(f->folder, &(struct index_options){0}, &f->watch, &f->err));
    must(worker_pool_open(f->watch, NULL, false, &f->workers, &f->err));
    must(answer_cache_open(0, &f->cache, &f->err));
    must(rate_limit_open(0, &f->rate_limit, &f->err));
    metrics_init(&f->metrics, routes_name, routes_count());
    proxies_init(&f->proxies);
    buf_init(&f->answer, 0);
    f->site = (struct site){.base_url = SLICE("https://questions.exemple.be"),
                            .base_path = SLICE(""),
                            .name = SLICE("Hémicycle"),
                            .contact = SLICE(""),
                            .licence = SLICE(""),
                            .version = "1"};
    f->router = (struct router){.site = &f->site,
                                .cache = f->cache,
                                .metrics = &f->metrics,
                                .rate_limit = f->rate_limit,
                                .proxies = &f->proxies,
                                .max_streams = 4};
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    worker_pool_close(f->workers);
    index_watch_close(f->watch);
    answer_cache_close(f->cache);
    rate_limit_close(f->rate_limit);
    buf_clear(&f->answer);
    temp_folder_remove(f->folder);
    free(f);
    return 0;
}

// --- one request -----------------------------------------------------------------------------------

static const char *header_of(const struct http_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return "";
}

// All of the body but how long it took.
static void note_answer(struct fixture *f, const struct handling *handling)
{
    static const char TOOK[] = "\"took_us\":";
    struct slice body = handling->body;
    buf_reset(&f->answer);
    buf_printf(&f->answer, "%u %s\n", handling->response.status,
               header_of(&handling->response, "Retry-After"));
    size_t at = slice_find(body, slice_from(TOOK));
    buf_append_slice(&f->answer, slice_of(body.ptr, at));
    while (at < body.len && body.ptr[at] != ',')
        at++;
    buf_append_slice(&f->answer, slice_from_offset(body, at));
    buf_append_char(&f->answer, '\0');
    assert_false(f->answer.failed);
}

static void prepare(struct fixture *f, const char *target, struct handling *handling)
{
    struct worker *worker;
    *handling = (struct handling){.request_id = SLICE("0123456789abcdef")};
    handling->request = (struct http_request){.method = HTTP_GET,
                                              .target = slice_from(target),
                                              .host = SLICE("questions.exemple.be"),
                                              .accept = SLICE("*/*"),
                                              .client = SLICE("192.0.2.1")};
    must(worker_take(f->workers, &worker, &f->err));
    assert_false(router_prepare(&f->router, worker, handling));
    worker_give(f->workers, worker);
}

// One try at the answer, noted when there is one.
static bool try_answer(struct fixture *f, struct handling *handling, struct work_limit *limit,
                       bool is_last_try)
{
    struct worker *worker;
    must(worker_take(f->workers, &worker, &f->err));
    bool is_answered = router_answer(worker, handling, limit, is_last_try);
    if (is_answered) {
        note_answer(f, handling);
        if (handling->stored)
            answer_cache_release(handling->stored);
        assert_null(handling->response.stream.next); // so few are no stream
    }
    worker_give(f->workers, worker);
    return is_answered;
}

// The status of the answer to a request with one try, under a limit.
static unsigned ask(struct fixture *f, const char *target, struct work_limit *limit)
{
    struct handling handling;
    prepare(f, target, &handling);
    assert_true(try_answer(f, &handling, limit, true));
    handling_clear(&handling);
    return (unsigned)strtoul(f->answer.data, NULL, 10);
}

static char *whole_answer(struct fixture *f, const char *target)
{
    struct work_limit limit = limit_after(INT64_MAX);
    assert_int_equal(ask(f, target, &limit), 200);
    char *copy = strdup(f->answer.data);
    assert_non_null(copy);
    return copy;
}

// --- tests -----------------------------------------------------------------------------------------

static void an_answer_that_is_late_at_any_moment_is_refused_whole(void **state)
{
    struct fixture *f = *state;
    for (unsigned t = 0; t < TARGET_COUNT; t++) {
        char *whole = whole_answer(f, TARGETS[t]);
        unsigned refused = 0;
        for (int64_t number = 1;; number++) {
            struct work_limit limit = limit_after(number);
            unsigned status = ask(f, TARGETS[t], &limit);
            if (limit.end == WORK_GOES_ON) {
                assert_string_equal(f->answer.data, whole);
                break;
            }
            assert_int_equal(status, 503);
            assert_int_equal(strncmp(f->answer.data, "503 5\n", 6), 0);
            assert_non_null(strstr(f->answer.data, "à temps"));
            refused++;
        }
        if (refused < 2)
            fail_msg("%s: looked %u times", TARGETS[t], refused);
        free(whole);
    }
}

static void what_is_too_dear_here_is_asked_again_elsewhere_or_refused(void **state)
{
    struct fixture *f = *state;
    for (unsigned t = 0; t < TARGET_COUNT; t++) {
        char *whole = whole_answer(f, TARGETS[t]);
        struct handling handling;
        struct work_limit limit = limit_after(INT64_MAX);
        limit.thread_us = 0;
        prepare(f, TARGETS[t], &handling);
        assert_false(try_answer(f, &handling, &limit, false));
        assert_int_equal(limit.end, WORK_TOO_LONG);
        limit = limit_after(INT64_MAX);
        assert_true(try_answer(f, &handling, &limit, true)); // as if nothing had been
        assert_string_equal(f->answer.data, whole);
        handling_clear(&handling);
        limit = limit_after(INT64_MAX);
        limit.thread_us = 0;
        assert_int_equal(ask(f, TARGETS[t], &limit), 400);
        assert_non_null(strstr(f->answer.data, "trop lourde"));
        free(whole);
    }
}

static bool is_gone(void *who)
{
    (void)who;
    return true;
}

static void nobody_is_answered_who_has_left(void **state)
{
    struct fixture *f = *state;
    for (unsigned t = 0; t < TARGET_COUNT; t++) {
        struct handling handling;
        struct work_limit limit = limit_after(INT64_MAX);
        limit.is_unwanted = is_gone;
        prepare(f, TARGETS[t], &handling);
        assert_false(try_answer(f, &handling, &limit, true));
        assert_int_equal(limit.end, WORK_UNWANTED);
        handling_clear(&handling);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_that_is_late_at_any_moment_is_refused_whole),
        cmocka_unit_test(what_is_too_dear_here_is_asked_again_elsewhere_or_refused),
        cmocka_unit_test(nobody_is_answered_who_has_left),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
