// Promises of what is below sync of addresses: one spelling of an address, whom a server may send us to, what is
// remembered, limits of time.
#include "indexer/web/address.h"
#include "indexer/web/fetch.h"
#include "indexer/web/memo.h"
#include "indexer/web/partial.h"
#include "tests/temp_folder.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static void an_address_has_one_spelling(void **state)
{
    static const struct {
        int line;
        const char *text, *url; // NULL: refused
    } rows[] = {
        {__LINE__, "HTTP://Donnees.Exemple.BE", "http://donnees.exemple.be/"},
        {__LINE__, "https://exemple.be:443/a/../b?x=1#y", "https://exemple.be/b?x=1"},
        {__LINE__, "http://exemple.be:8080/q.zip", "http://exemple.be:8080/q.zip"},
        {__LINE__, "http://[::1]/q.zip", "http://[::1]/q.zip"},
        {__LINE__, "ftp://exemple.be/q.zip", NULL},
        {__LINE__, "file:///etc/passwd", NULL},
        {__LINE__, "gopher://exemple.be/", NULL},
        {__LINE__, "http://", NULL},
        {__LINE__, "http://exemple.be/a b", NULL},
        {__LINE__, "http://exemple.be:99999/", NULL},
        {__LINE__, "http://marie@exemple.be/", NULL},
        {__LINE__, "https://marie:secret@exemple.be/", NULL},
        {__LINE__, "https://:secret@exemple.be/", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena;
        struct address address;
        struct error err = {0};
        arena_init(&arena, 0);
        enum status status = address_parse(slice_from(rows[i].text), &arena, &address, &err);
        if (status != (rows[i].url ? STATUS_OK : STATUS_INVALID))
            fail_msg("line %d: %s", rows[i].line, err.message);
        if (rows[i].url && !slice_equal(address.url, slice_from(rows[i].url)))
            fail_msg("line %d: %s", rows[i].line, address.url.ptr);
        assert_null(strstr(err.message, "secret"));
        arena_clear(&arena);
    }
    char long_one[3000] = "http://exemple.be/";
    memset(long_one + 18, 'a', sizeof long_one - 19);
    struct arena arena;
    struct address address;
    arena_init(&arena, 0);
    assert_int_equal(address_parse(slice_from(long_one), &arena, &address, NULL), STATUS_INVALID);
    arena_clear(&arena);
}

static void a_word_is_an_address_or_a_path(void **state)
{
    (void)state;
    assert_true(address_is("http://x"));
    assert_true(address_is("ftp://x"));
    assert_false(address_is("/srv/http://x"));
    assert_false(address_is("questions"));
    assert_false(address_is("://x"));
    assert_false(address_is(""));
}

static void passwords_are_not_shown(void **state)
{
    struct arena arena;
    (void)state;
    arena_init(&arena, 0);
    assert_string_equal(address_shown(SLICE("http://a:b@c@d.be/e@f?g@h"), &arena).ptr,
                        "http://...@d.be/e@f?g@h");
    assert_string_equal(address_shown(SLICE("http://d.be/e@f"), &arena).ptr, "http://d.be/e@f");
    assert_string_equal(address_shown(SLICE("a:b@c"), &arena).ptr, "...@c");
    arena_clear(&arena);
}

static void a_server_leads_to_itself_or_to_its_secure_self(void **state)
{
    static const struct {
        int line;
        const char *from, *to;
        bool may;
    } rows[] = {
        {__LINE__, "http://a.be/x", "http://A.be/y", true},
        {__LINE__, "http://a.be/x", "https://a.be/x", true},
        {__LINE__, "https://a.be/x", "http://a.be/x", false},
        {__LINE__, "http://a.be/x", "http://a.be:81/x", false},
        {__LINE__, "http://a.be/x", "https://a.be:444/x", false},
        {__LINE__, "http://a.be:81/x", "https://a.be/x", false},
        {__LINE__, "http://a.be/x", "http://www.a.be/x", false},
        {__LINE__, "http://127.0.0.1/x", "http://localhost/x", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena arena;
        struct address from, to;
        arena_init(&arena, 0);
        assert_int_equal(address_parse(slice_from(rows[i].from), &arena, &from, NULL), STATUS_OK);
        assert_int_equal(address_parse(slice_from(rows[i].to), &arena, &to, NULL), STATUS_OK);
        if (address_is_same_server(&from, &to) != rows[i].may)
            fail_msg("line %d", rows[i].line);
        arena_clear(&arena);
    }
}

static void a_memo_comes_back_whole_or_not_at_all(void **state)
{
    struct memo memo = {.parsers_version = 300, .is_list = true}, back;
    struct buf bytes = {0};
    (void)state;
    (void)snprintf(memo.validators.etag, sizeof memo.validators.etag, "%s", "W/\"é\"");
    (void)snprintf(memo.validators.modified, sizeof memo.validators.modified, "%s",
                   "Mon, 02 Nov 2026 08:00:00 GMT");
    assert_int_equal(map_put(&memo.listed, SLICE("http://a.be/1")), 0);
    assert_int_equal(map_put(&memo.listed, SLICE("http://a.be/2")), 1);
    assert_int_equal(map_put(&memo.dropped, SLICE("http://a.be/3")), 0);
    memo_encode(&memo, &bytes);
    assert_true(memo_decode(buf_slice(&bytes), &back));
    assert_true(back.parsers_version == 300 && back.is_list);
    assert_string_equal(back.validators.etag, memo.validators.etag);
    assert_string_equal(back.validators.modified, memo.validators.modified);
    assert_true(back.listed.count == 2 && back.dropped.count == 1);
    assert_true(slice_equal(back.listed.keys[1], SLICE("http://a.be/2")));
    memo_clear(&back);
    for (size_t len = 0; len < bytes.len; len++) {
        struct slice cut = slice_of(bytes.data, len);
        if (memo_decode(cut, &back))
            assert_true(back.dropped.count < 1); // cut before a dropped one
        else
            assert_int_equal(back.listed.count + back.parsers_version, 0);
        memo_clear(&back);
    }
    memset(bytes.data, 0xFF, bytes.len);
    assert_false(memo_decode(buf_slice(&bytes), &back));
    memo_clear(&memo);
    buf_clear(&bytes);
}

static void what_is_kept_of_a_download_is_that_version_alone(void **state)
{
    char folder[64];
    struct partial partial;
    struct slice url = SLICE("http://a.be/1"), other = SLICE("http://a.be/2");
    struct stat info;
    (void)state;
    temp_folder_make(folder, sizeof folder);
    assert_int_equal(partial_open(folder, url, &partial, NULL), STATUS_OK);
    assert_int_equal(partial_restart(&partial, url, "\"v1\"", NULL), STATUS_OK);
    assert_int_equal(partial_append(&partial, "abc", 3, NULL), STATUS_OK);
    assert_int_equal(fstat(partial.fd, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    partial_close(&partial, true);

    assert_int_equal(partial_open(folder, other, &partial, NULL), STATUS_OK);
    assert_int_equal(partial.size, 0);
    partial_close(&partial, true);
    assert_int_equal(partial_open(folder, url, &partial, NULL), STATUS_OK);
    assert_int_equal(partial.size, 3);
    assert_string_equal(partial.validator, "\"v1\"");
    assert_int_equal(partial_restart(&partial, url, "", NULL), STATUS_OK);
    assert_int_equal(partial_append(&partial, "d", 1, NULL), STATUS_OK);
    partial_close(&partial, true); // nothing to ask the rest by
    assert_int_equal(partial_open(folder, url, &partial, NULL), STATUS_OK);
    assert_int_equal(partial.size, 0);
    // Killed between the two files.
    assert_int_equal(partial_restart(&partial, url, "\"v2\"", NULL), STATUS_OK);
    assert_int_equal(partial_append(&partial, "efg", 3, NULL), STATUS_OK);
    assert_int_equal(unlink(partial.note_path), 0);
    (void)close(partial.fd);
    assert_int_equal(partial_open(folder, url, &partial, NULL), STATUS_OK);
    assert_int_equal(partial.size, 0);
    partial_close(&partial, false);
    temp_folder_remove(folder);
}

// A socket that connects and never answers.
static int listen_silently(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&address, len) == 0 && listen(fd, 8) == 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static bool is_interrupted(void *context)
{
    return *(bool *)context;
}

static void a_silent_server_is_given_up_and_not_asked_again(void **state)
{
    char folder[64], text[64];
    uint16_t port;
    bool interrupted = false;
    struct fetch_options options = {.user_agent = "test",
                                    .max_bytes = 1000,
                                    .connect_ms = 1000,
                                    .total_ms = 50,
                                    .context = &interrupted,
                                    .is_interrupted = is_interrupted};
    struct fetcher *fetcher;
    struct partial partial;
    struct fetch_answer answer;
    struct arena arena;
    (void)state;
    temp_folder_make(folder, sizeof folder);
    arena_init(&arena, 0);
    int fd = listen_silently(&port);
    (void)snprintf(text, sizeof text, "http://127.0.0.1:%u/q", port);
    struct fetch_request request = {.partial = &partial};
    assert_int_equal(address_parse(slice_from(text), &arena, &request.address, NULL), STATUS_OK);
    assert_int_equal(partial_open(folder, request.address.url, &partial, NULL), STATUS_OK);
    assert_int_equal(fetcher_open(&options, &fetcher, NULL), STATUS_OK);

    interrupted = true;
    options.total_ms = 60000;
    assert_int_equal(fetch(fetcher, &request, &answer, NULL), STATUS_OK);
    assert_int_equal(answer.result, FETCH_INTERRUPTED);
    interrupted = false;
    options.total_ms = 50;
    assert_int_equal(fetch(fetcher, &request, &answer, NULL), STATUS_OK);
    assert_int_equal(answer.result, FETCH_UNREACHABLE);
    assert_non_null(strstr(answer.reason, "cannot be reached"));
    options.total_ms = 60000;
    assert_int_equal(fetch(fetcher, &request, &answer, NULL), STATUS_OK);
    assert_int_equal(answer.result, FETCH_UNREACHABLE);
    assert_non_null(strstr(answer.reason, "did not answer before"));

    fetcher_close(fetcher);
    partial_close(&partial, false);
    (void)close(fd);
    arena_clear(&arena);
    temp_folder_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_has_one_spelling),
        cmocka_unit_test(a_word_is_an_address_or_a_path),
        cmocka_unit_test(passwords_are_not_shown),
        cmocka_unit_test(a_server_leads_to_itself_or_to_its_secure_self),
        cmocka_unit_test(a_memo_comes_back_whole_or_not_at_all),
        cmocka_unit_test(what_is_kept_of_a_download_is_that_version_alone),
        cmocka_unit_test(a_silent_server_is_given_up_and_not_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
