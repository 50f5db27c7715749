// Promises of engine/opensearch/client: addresses, who may ask, nodes that rest, JSON.
#include "engine/opensearch/client/access.h"
#include "engine/opensearch/client/address.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/client/nodes.h"
#include "engine/opensearch/client/reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void an_address_names_nodes_and_an_index(void **state)
{
    struct arena arena;
    struct cluster_address address;
    struct error err = {0};
    (void)state;
    arena_init(&arena, 0);
    assert_int_equal(
        cluster_address_parse("opensearch://un.exemple,10.0.0.2:9301,[::1]:80/questions-2", &arena,
                              &address, &err),
        STATUS_OK);
    assert_int_equal(address.count, 3);
    assert_string_equal(address.nodes[0].ptr, "un.exemple:9200");
    assert_string_equal(address.nodes[1].ptr, "10.0.0.2:9301");
    assert_string_equal(address.nodes[2].ptr, "[::1]:80");
    assert_string_equal(address.name.ptr, "questions-2");
    assert_false(address.is_tls);
    assert_int_equal(cluster_address_parse("opensearchs://h/n", &arena, &address, &err), STATUS_OK);
    assert_true(address.is_tls);
    arena_clear(&arena);
}

static void a_folder_is_no_address(void **state)
{
    (void)state;
    assert_true(cluster_address_is_meant("opensearch://h"));
    assert_true(cluster_address_is_meant("opensearchs://"));
    assert_false(cluster_address_is_meant("/var/lib/questions"));
    assert_false(cluster_address_is_meant("opensearch:/h/n"));
    assert_false(cluster_address_is_meant("elasticsearch://h/n"));
}

static void wrong_addresses_are_told_without_their_secrets(void **state)
{
    static const char *const wrong[] = {
        "opensearch://",
        "opensearch://h",
        "opensearch://h/",
        "opensearch:///n",
        "opensearch://h,/n",
        "opensearch://h:/n",
        "opensearch://h:0/n",
        "opensearch://h:65536/n",
        "opensearch://h:99999999999/n",
        "opensearch://h:9a/n",
        "opensearch://h/Grand",
        "opensearch://h/_cat",
        "opensearch://h/a/b",
        "opensearch://h/a?b",
        "opensearch://h h/n",
        "opensearch://h/a,b",
        "opensearch://h/été",
        "opensearch://[::1/n",
        "opensearch://h?x=/n",
        "opensearch://moi:secret@h/n",
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct cluster_address address;
        struct error err = {0};
        if (cluster_address_parse(wrong[i], &arena, &address, &err) != STATUS_INVALID)
            fail_msg("taken: %s", wrong[i]);
        assert_int_equal(status_exit_code(err.status), 64);
        assert_null(strstr(err.message, "secret"));
    }
    arena_clear(&arena);
}

// --- who may ask ---------------------------------------------------------------------------------

static enum status read_access(const char *text, struct arena *arena, struct cluster_access *out,
                               struct error *err)
{
    char path[] = "/tmp/hemicycle-access-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    (void)close(fd);
    assert_int_equal(setenv("HEMICYCLE_CLUSTER_AUTH_FILE", path, 1), 0);
    enum status status = cluster_access_find(arena, out, err);
    (void)unlink(path);
    return status;
}

static void a_file_tells_who_asks(void **state)
{
    struct arena arena;
    struct cluster_access access;
    struct error err = {0};
    (void)state;
    arena_init(&arena, 0);
    assert_int_equal(read_access("lecteur:mot de passe:é\n", &arena, &access, &err), STATUS_OK);
    assert_string_equal(access.user, "lecteur:mot de passe:é");
    assert_null(access.header);
    assert_int_equal(read_access("ApiKey YWJjOmRlZg==", &arena, &access, &err), STATUS_OK);
    assert_string_equal(access.header, "Authorization: ApiKey YWJjOmRlZg==");
    assert_null(access.user);
    static const char *const wrong[] = {"", "chuchoter", "un:deux\nInjecte: trois", "ApiKey a\rb"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(read_access(wrong[i], &arena, &access, &err), STATUS_INVALID);
        assert_null(strstr(err.message, "chuchoter"));
    }
    assert_int_equal(setenv("HEMICYCLE_CLUSTER_AUTH_FILE", "/nulle/part", 1), 0);
    assert_int_equal(cluster_access_find(&arena, &access, &err), STATUS_INVALID);
    assert_int_equal(unsetenv("HEMICYCLE_CLUSTER_AUTH_FILE"), 0);
    assert_int_equal(cluster_access_find(&arena, &access, &err), STATUS_OK);
    assert_true(!access.user && !access.header);
    arena_clear(&arena);
}

// --- nodes ---------------------------------------------------------------------------------------

static void a_node_that_fails_rests_longer_each_time(void **state)
{
    struct cluster_node list[2] = {0};
    struct cluster_nodes nodes = {list, 2};
    bool all_rest;
    int64_t now = 100;
    (void)state;
    assert_int_equal(nodes_pick(&nodes, 3, now, &all_rest), 1);
    node_failed(&list[1], now);
    assert_int_equal(nodes_pick(&nodes, 1, now, &all_rest), 0);
    assert_false(all_rest);
    now += NODE_FIRST_REST_MS; // one tries it, the next does not
    assert_int_equal(nodes_pick(&nodes, 1, now, &all_rest), 1);
    assert_int_equal(nodes_pick(&nodes, 1, now, &all_rest), 0);
    node_failed(&list[1], now);
    assert_true(atomic_load(&list[1].rests_until_ms) > now + NODE_FIRST_REST_MS);
    for (int i = 0; i < 50; i++)
        node_failed(&list[1], now);
    assert_int_equal(atomic_load(&list[1].rests_until_ms), now + NODE_LONGEST_REST_MS);
    node_answered(&list[1], 5000);
    assert_int_equal(nodes_pick(&nodes, 1, now, &all_rest), 1);
}

static void of_nodes_that_all_rest_the_first_to_wake_is_asked(void **state)
{
    struct cluster_node list[3] = {0};
    struct cluster_nodes nodes = {list, 3};
    bool all_rest;
    (void)state;
    node_failed(&list[0], 500);
    node_failed(&list[1], 100);
    node_failed(&list[2], 300);
    assert_int_equal(nodes_pick(&nodes, 2, 600, &all_rest), 1);
    assert_true(all_rest);
}

// --- answers -------------------------------------------------------------------------------------

static void an_answer_is_read_as_it_was_written(void **state)
{
    (void)state;
    static const char body[] =
        " {\"hits\": {\"total\" :{\"value\":7,\"relation\":\"eq\"},\"hits\":[ ],\"max\":null},\n"
        "\"n\":[-12,1.5e2,9223372036854775807,9223372036854775808,0],\"b\":[true,false],"
        "\"s\":\"a\\\"\\\\\\/"
        "\\b\\f\\n\\r\\t\\u00e9\\u20ac\\ud83d\\ude00\\u0000z\",\"t\":\"h\u00e9\",\"twice\":1,"
        "\"twice\":2}\t";
    struct json *tree;
    assert_int_equal(json_read(slice_of(body, sizeof body - 1), &tree, NULL), STATUS_OK);
    assert_int_equal(json_int_at(tree, "hits.total.value"), 7);
    assert_true(slice_equal(json_text_at(tree, "hits.total.relation"), SLICE("eq")));
    assert_int_equal(json_size(json_at(tree, "hits.hits")), 0);
    assert_true(json_is(json_at(tree, "hits.max"), JSON_NODE_NULL));
    assert_null(json_at(tree, "hits.total.value.more"));
    assert_null(json_nth(json_at(tree, "hits.hits"), 0));
    const struct json *numbers = json_at(tree, "n");
    assert_int_equal(json_size(numbers), 5);
    assert_int_equal(json_as_integer(json_nth(numbers, 0)), -12);
    assert_true(json_as_number(json_nth(numbers, 1)) == 150);
    assert_int_equal(json_as_integer(json_nth(numbers, 2)), INT64_MAX);
    assert_true(json_as_number(json_nth(numbers, 3)) == 9223372036854775808.0);
    assert_true(slice_equal(json_nth(numbers, 1)->text, SLICE("1.5e2")));
    assert_true(json_is(json_nth(json_at(tree, "b"), 0), JSON_NODE_TRUE));
    assert_true(json_is_boolean(json_nth(json_at(tree, "b"), 1)));
    assert_true(
        slice_equal(json_text_at(tree, "s"), SLICE("a\"\\/\b\f\n\r\t\u00e9\u20ac\U0001f600\0z")));
    assert_true(slice_equal(json_text_at(tree, "t"), SLICE("h\u00e9")));
    assert_true(slice_equal(json_at(tree, "b")->text, SLICE("[true,false]")));
    assert_int_equal(json_int_at(tree, "twice"), 1); // the first
    json_release(json_hold(tree));
    assert_int_equal(json_size(tree), 7);
    json_release(tree);
    // Cut anywhere it is none.
    for (size_t len = 0; len + 2 < sizeof body; len++)
        assert_int_equal(json_read(slice_of(body, len), &tree, NULL), STATUS_IO);
}

static void what_is_no_json_is_refused(void **state)
{
    static const char *const bodies[] = {
        "",
        "nul",
        "[1,]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "{a:1}",
        "[1]x",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\xff\"",
        "\"\xc3\"",
        "\"\xed\xa0\x80\"",
        "-",
        "+1",
        "01",
        "1.",
        "1e",
        "\"a\nb\"",
        "\"\\",
        "[}",
        "\"\xc0\xaf\"",
        "\"\xf5\x80\x80\x80\"",
    };
    struct json *tree;
    char deep[200];
    enum { HALF = sizeof deep / 2 };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (json_read(slice_from(bodies[i]), &tree, NULL) != STATUS_IO)
            fail_msg("« %s » is read", bodies[i]);
    memset(deep, '[', HALF);
    memset(deep + HALF, ']', HALF);
    assert_int_equal(json_read(slice_of(deep, sizeof deep), &tree, NULL), STATUS_IO);
    assert_null(tree);
    assert_int_equal(json_read(slice_of(deep + HALF - 64, 128), &tree, NULL), STATUS_OK);
    json_release(tree);
}

// --- reasons -------------------------------------------------------------------------------------

// Of searches asked for together, one may fail where the others do not.
static void the_worst_answer_of_a_list_counts(void **state)
{
    (void)state;
    assert_int_equal(reason_worst_status(SLICE("{\"responses\":[{\"took\":1,\"status\":200}]}")),
                     200);
    assert_int_equal(reason_worst_status(SLICE("{\"responses\":[{\"status\":200},{\"error\":{},"
                                               "\"status\":503},{\"status\":404}]}")),
                     503);
    // What a text says is not what the cluster says.
    assert_int_equal(
        reason_worst_status(SLICE("{\"key\":\"a \\\"status\\\":500\",\"status\":200}")), 200);
    assert_int_equal(reason_worst_status(SLICE("{\"status\":")), 200);
    assert_int_equal(reason_worst_status(SLICE_NONE), 200);
}

static void a_node_that_died_is_told_from_a_request_that_fails(void **state)
{
    const struct slice dead =
        SLICE("{\"error\":{\"root_cause\":[{\"type\":\"node_not_connected_exception\",\"reason\":"
              "\"[n2]\"}],"
              "\"type\":\"search_phase_execution_exception\",\"phase\":\"fetch\"},\"status\":500}");
    (void)state;
    assert_true(reason_is_absence(500, dead));
    assert_false(reason_is_absence(400, dead));
    assert_false(reason_is_absence(
        500,
        SLICE("{\"error\":{\"root_cause\":[{\"type\":\"script_exception\"}]},\"status\":500}")));
}

static void the_public_is_told_why_a_cluster_does_not_answer(void **state)
{
    static const struct {
        long code;
        const char *body, *told;
    } refusals[] = {
        {503,
         "{\"error\":{\"root_cause\":[{\"type\":\"cluster_block_exception\",\"reason\":\"blocked "
         "by: "
         "[SERVICE_UNAVAILABLE/2/no cluster-manager];\"}]}}",
         "Le cluster de l’index n’a pas de nœud qui le dirige\u00a0; sans réponse\u00a0: b:1."},
        {503, "{\"error\":{\"root_cause\":[],\"type\":\"search_phase_execution_exception\"}}",
         "Une partie de l’index manque à son cluster (état rouge)\u00a0; sans réponse\u00a0: b:1."},
        {401, "Unauthorized",
         "Le cluster de l’index refuse l’accès à ce service\u00a0; sans réponse\u00a0: b:1."},
        {429, "{}", "Le cluster de l’index est surchargé\u00a0; sans réponse\u00a0: b:1."},
        {502, "<html>",
         "Le cluster de l’index ne peut pas répondre\u00a0; sans réponse\u00a0: b:1."},
        {301, "<html>", // no cluster answers so
         "Le cluster de l’index ne peut pas répondre\u00a0; sans réponse\u00a0: b:1."},
        {400, "The plain HTTP request was sent to HTTPS port",
         "Le cluster de l’index ne peut pas répondre\u00a0; sans réponse\u00a0: b:1."},
        {400, "{\"error\":{\"type\":\"parsing_exception\"}}", ""}, // our fault: nothing to tell
    };
    struct cluster_node list[2] = {{.host = SLICE("a:1")}, {.host = SLICE("b:1")}};
    struct cluster_nodes nodes = {list, 2};
    struct error err;
    (void)state;
    assert_int_equal(reason_of_silence(&nodes, 0, "Connection refused", &err), STATUS_UNREACHED);
    assert_string_equal(err.told, "Le cluster de l’index ne répond pas.");
    node_failed(&list[1], 100);
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct cluster_refusal refusal = {&nodes, 0, refusals[i].code,
                                                slice_from(refusals[i].body), false};
        assert_int_equal(reason_of_refusal(&refusal, &err),
                         refusals[i].told[0] ? STATUS_IO : STATUS_INTERNAL);
        assert_string_equal(err.told, refusals[i].told);
    }
    assert_int_equal(error_wrap(&err, "search"), STATUS_INTERNAL);
    const struct cluster_refusal known = {&nodes, 0, 401, SLICE("Unauthorized"), true};
    assert_int_equal(reason_of_refusal(&known, &err), STATUS_IO);
    assert_non_null(strstr(err.message, "refuses who HEMICYCLE_CLUSTER_AUTH_FILE says we are"));
    assert_int_equal(reason_of_distrust(&nodes, 0, "self-signed certificate", &err),
                     STATUS_UNREACHED);
    assert_non_null(strstr(err.message, "is not trusted (HEMICYCLE_CLUSTER_CA_FILE)"));
    assert_int_equal(reason_of_silence(&nodes, 0, "Connection refused", &err), STATUS_UNREACHED);
    assert_int_equal(error_wrap(&err, "search"), STATUS_UNREACHED);
    assert_string_equal(err.told,
                        "Le cluster de l’index ne répond pas\u00a0; sans réponse\u00a0: b:1.");
    (void)error_set(&err, STATUS_INVALID, "another");
    assert_string_equal(err.told, "");
}

// --- JSON ----------------------------------------------------------------------------------------

static void what_is_written_is_read_again(void **state)
{
    static const char text[] = "« L’État \"ne\\peut\" »\n\t\x01\x1f fin";
    struct buf out = {0};
    struct json *tree;
    struct error err = {0};
    (void)state;
    buf_append_slice(&out, SLICE("{\"dans\":{\"zéro\":"));
    buf_append_decimal(&out, 0);
    json_add_i64(&out, "n", INT64_MIN);
    json_add_i64(&out, "max", INT64_MAX);
    json_add_u64(&out, "count", INT64_MAX);
    buf_append_char(&out, '}');
    json_add_string(&out, "texte", slice_of(text, sizeof text)); // with its NUL
    buf_append_char(&out, '}');
    assert_int_equal(json_read(buf_slice(&out), &tree, &err), STATUS_OK);
    assert_true(slice_equal(json_text_at(tree, "texte"), slice_of(text, sizeof text)));
    assert_true(json_int_at(tree, "dans.n") == INT64_MIN);
    assert_true(json_int_at(tree, "dans.max") == INT64_MAX);
    assert_true(json_int_at(tree, "dans.count") == INT64_MAX);
    assert_true(json_is(json_at(tree, "dans.zéro"), JSON_NODE_INTEGER));
    assert_null(json_at(tree, "dans.n.rien"));
    assert_null(json_at(tree, "dan"));
    assert_int_equal(json_text_at(tree, "dans.n").len, 0);
    json_release(tree);
    assert_int_equal(json_read(SLICE("{\"a\":"), &tree, &err), STATUS_IO);
    assert_int_equal(json_read(SLICE_NONE, &tree, &err), STATUS_IO);
    buf_clear(&out);
}

static void bytes_survive_base64(void **state)
{
    unsigned char bytes[300];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37);
    for (size_t len = 0; len <= sizeof bytes; len += len < 8 ? 1 : 73) {
        struct buf out = {0}, back = {0};
        struct slice in = slice_of((const char *)bytes, len);
        json_put_base64(&out, in);
        assert_true(json_get_base64(slice_of(out.data + 1, out.len - 2), &back));
        assert_true(slice_equal(buf_slice(&back), in));
        buf_clear(&out);
        buf_clear(&back);
    }
    struct buf out = {0};
    json_put_base64(&out, SLICE("\xff\xfe\xfd\xfc"));
    assert_true(slice_equal(buf_slice(&out), SLICE("\"//79/A==\"")));
    assert_false(json_get_base64(SLICE("abc"), &out));
    assert_false(json_get_base64(SLICE("ab*="), &out));
    assert_false(json_get_base64(SLICE("a==="), &out));
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(the_worst_answer_of_a_list_counts),
        cmocka_unit_test(an_address_names_nodes_and_an_index),
        cmocka_unit_test(a_folder_is_no_address),
        cmocka_unit_test(wrong_addresses_are_told_without_their_secrets),
        cmocka_unit_test(a_file_tells_who_asks),
        cmocka_unit_test(a_node_that_fails_rests_longer_each_time),
        cmocka_unit_test(of_nodes_that_all_rest_the_first_to_wake_is_asked),
        cmocka_unit_test(a_node_that_died_is_told_from_a_request_that_fails),
        cmocka_unit_test(the_public_is_told_why_a_cluster_does_not_answer),
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(bytes_survive_base64),
    };
    return cmocka_run_group_tests_name("opensearch client", tests, NULL, NULL);
}
