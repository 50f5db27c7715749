// The pages as bytes: golden files for what they say, and a proof that nothing stored or typed can change
// their structure.
//
// UPDATE_GOLDEN=1 writes the golden files anew; review the difference.
#include "searchd/page/exchange.h"
#include "searchd/page/page.h"
#include "searchd/page/results.h"
#include "searchd/web/web_file.h"
#include "stemmer/text/fold.h"
#include "tests/searchd/page_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int open_fixture(void **state)
{
    static struct page_fixture fixture;
    page_fixture_open(&fixture);
    *state = &fixture;
    return 0;
}

static int close_fixture(void **state)
{
    page_fixture_close(*state);
    return 0;
}

static struct slice render_results(struct page_fixture *fixture)
{
    struct error err;
    buf_reset(&fixture->body);
    assert_int_equal(
        page_results_render(&fixture->context, &fixture->answer, &fixture->response, &err),
        STATUS_OK);
    return buf_slice(&fixture->body);
}

static struct slice render_exchange(struct page_fixture *fixture, struct slice text)
{
    struct error err;
    struct exchange exchange = page_fixture_exchange(fixture, text);
    buf_reset(&fixture->body);
    const struct exchange_forms forms = {true, true};
    const struct series_member other = {exchange, exchange.replies[0].text};
    const struct search_series series = {exchange.id, 2, &other, 1};
    const struct exchange_beside beside = {&series, &fixture->answer.result, NULL};
    assert_int_equal(page_exchange_render(&fixture->context, &exchange, &forms, &beside,
                                          &fixture->response, &err),
                     STATUS_OK);
    return buf_slice(&fixture->body);
}

static bool contains(struct slice page, const char *text)
{
    return slice_find(page, slice_from(text)) < page.len;
}

// --- golden files ----------------------------------------------------------------------------

// The names of style and script change with their contents; the golden files keep the plain ones.
static void forget_hashes(struct slice page, struct buf *out)
{
    const struct web_file *files[] = {&web_style_css, &web_reading_css, &web_script_js,
                                      &web_quote_js};
    while (page.len > 0) {
        size_t step = 1;
        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
            if (slice_starts_with(page, slice_from(files[i]->hashed_name))) {
                buf_append_slice(out, slice_from(files[i]->name));
                step = 0;
                page = slice_from_offset(page, strlen(files[i]->hashed_name));
            }
        buf_append(out, page.ptr, step < page.len ? step : 0);
        page = slice_from_offset(page, step < page.len ? step : page.len);
    }
    buf_append_char(out, '\n');
}

static void compare_golden(struct slice page, const char *name)
{
    const char *source = getenv("HEMICYCLE_SOURCE");
    char path[4096];
    struct buf made, golden;
    assert_non_null(source);
    snprintf(path, sizeof path, "%s/tests/golden/page/%s.html", source, name);
    buf_init(&made, 0);
    buf_init(&golden, 0);
    forget_hashes(page, &made);
    FILE *file = fopen(path, getenv("UPDATE_GOLDEN") ? "w+" : "r");
    if (!file)
        fail_msg("%s cannot be opened", path);
    if (getenv("UPDATE_GOLDEN")) {
        assert_int_equal(fwrite(made.data, 1, made.len, file), made.len);
        rewind(file);
    }
    char chunk[4096];
    for (size_t len; (len = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_append(&golden, chunk, len);
    fclose(file);
    size_t at = 0;
    while (at < made.len && at < golden.len && made.data[at] == golden.data[at])
        at++;
    if (made.len != golden.len || at < made.len)
        fail_msg("%s differs from byte %zu on: %.*s", path, at,
                 (int)(made.len - at < 200 ? made.len - at : 200), made.data + at);
    buf_clear(&made);
    buf_clear(&golden);
}

static void a_page_of_results_says_what_it_should(void **state)
{
    struct page_fixture *fixture = *state;
    page_fixture_fill(fixture);
    compare_golden(render_results(fixture), "results");
}

static void an_exchange_says_what_it_should(void **state)
{
    struct page_fixture *fixture = *state;
    compare_golden(render_exchange(fixture, SLICE("")), "exchange");
}

static void an_empty_result_says_what_to_try(void **state)
{
    struct page_fixture *fixture = *state;
    fixture->answer.params.q = SLICE("zzyzx \"deux mots\"");
    compare_golden(render_results(fixture), "empty");
}

static void wrong_parameters_are_explained_above_the_form(void **state)
{
    struct page_fixture *fixture = *state;
    fixture->answer.params.q = SLICE("eau");
    params_add_problem(&fixture->answer.problems, SLICE("de"),
                       SLICE("« hier » n’est pas une date."), SLICE(""));
    compare_golden(render_results(fixture), "refused");
}

static void trouble_has_a_page_without_an_index(void **state)
{
    struct page_fixture *fixture = *state;
    const struct problem problem = {.status = 404,
                                    .kind = "introuvable",
                                    .title = SLICE("Page introuvable"),
                                    .detail = SLICE("Aucun échange ne porte cette référence.")};
    page_error(&fixture->context, &problem, &fixture->response);
    assert_int_equal(fixture->response.status, 404);
    compare_golden(buf_slice(&fixture->body), "error");
}

static void trouble_without_memory_still_says_something(void **state)
{
    struct page_fixture *fixture = *state;
    const struct problem problem = {.status = 503, .title = SLICE("Indisponible")};
    fixture->body.limit_bytes = 100;
    page_error(&fixture->context, &problem, &fixture->response);
    assert_int_equal(fixture->response.status, 503);
    assert_true(fixture->response.fixed.len > 0);
}

// --- structure -------------------------------------------------------------------------------

// The tags of a page with their attributes' names, without texts and values.
static void skeleton(struct slice page, struct buf *out)
{
    bool in_tag = false, in_value = false;
    for (size_t i = 0; i < page.len; i++) {
        char c = page.ptr[i];
        if (c == '"' && in_tag)
            in_value = !in_value;
        else if (c == '<' && !in_tag)
            in_tag = true;
        if (in_tag && !in_value)
            buf_append_char(out, c);
        if (c == '>' && !in_value)
            in_tag = false;
    }
}

static const struct {
    const char *bytes;
    size_t len;
} hostile[] = {
    {"<script>alert(1)</script>", 25},
    {"\"><img src=x onerror=alert(1)>", 30},
    {"' onmouseover='alert(1)' x='", 28},
    {"</title></script><!--", 21},
    {"javascript:alert(1)//&lt;&amp;", 30},
    {"\xE2\x80\xAE\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\xE2\x81\xA6\xE2\x80\x8B\xEF\xBB\xBF", 20},
    {"a\0b\x1B[2J\x7F\xC0\xBC\xED\xA0\x80\xFF", 15},
    {"{{main}}{{/main}}{{#q}}", 23},
    {"]]>%0d%0aSet-Cookie: a=b\\u003c%s%n", 34},
    {"&#60;b&#62;", 11},
};

static void no_text_changes_the_structure_of_results(void **state)
{
    struct page_fixture *fixture = *state;
    struct buf expected, made;
    buf_init(&expected, 0);
    buf_init(&made, 0);
    page_fixture_fill_with(fixture, SLICE("x"));
    skeleton(render_results(fixture), &expected);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        page_fixture_fill_with(fixture, slice_of(hostile[i].bytes, hostile[i].len));
        struct slice page = render_results(fixture);
        assert_true(fold_is_utf8(page));
        buf_reset(&made);
        skeleton(page, &made);
        if (!slice_equal(buf_slice(&made), buf_slice(&expected)))
            fail_msg("structure changed by text %zu", i);
    }
    buf_clear(&expected);
    buf_clear(&made);
}

static void no_text_changes_the_structure_of_an_exchange(void **state)
{
    struct page_fixture *fixture = *state;
    struct buf expected, made;
    struct parameter parameter = {SLICE("surligner"), SLICE("x")};
    buf_init(&expected, 0);
    buf_init(&made, 0);
    fixture->request.parameters = (struct parameter_list){&parameter, 1};
    page_fixture_fill_with(fixture, SLICE("x"));
    skeleton(render_exchange(fixture, SLICE("x")), &expected);
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct slice text = slice_of(hostile[i].bytes, hostile[i].len);
        page_fixture_fill_with(fixture, text);
        struct slice page = render_exchange(fixture, text);
        assert_true(fold_is_utf8(page));
        assert_false(contains(page, "href=\"javascript:"));
        buf_reset(&made);
        skeleton(page, &made);
        if (!slice_equal(buf_slice(&made), buf_slice(&expected)))
            fail_msg("structure changed by text %zu", i);
    }
    buf_clear(&expected);
    buf_clear(&made);
}

static void no_problem_changes_the_structure_of_an_error(void **state)
{
    struct page_fixture *fixture = *state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct slice text = slice_of(hostile[i].bytes, hostile[i].len);
        struct param_problems problems = {.count = 0};
        params_add_problem(&problems, text, text, text);
        const struct problem problem = {
            .status = 400, .title = text, .detail = text, .restart = text, .parameters = &problems};
        fixture->context.request_id = text;
        buf_reset(&fixture->body);
        page_error(&fixture->context, &problem, &fixture->response);
        assert_false(contains(buf_slice(&fixture->body), "<script>"));
        assert_false(contains(buf_slice(&fixture->body), "<img"));
        assert_false(contains(buf_slice(&fixture->body), "' onmouse"));
    }
}

// --- promises --------------------------------------------------------------------------------

// A line must not end before « : », « ; » and the like: no plain space there, outside of tags.
static void check_spaces(struct slice page, const char *name)
{
    static const char *const wrong[] = {" :", " ;", " ?", " !", " »", "« ", NULL};
    bool in_tag = false;
    for (size_t i = 0; i < page.len; i++) {
        if (page.ptr[i] == '<' || page.ptr[i] == '>')
            in_tag = page.ptr[i] == '<';
        struct slice rest = slice_from_offset(page, i);
        for (size_t k = 0; !in_tag && wrong[k]; k++)
            if (slice_starts_with(rest, slice_from(wrong[k])))
                fail_msg("%s: plain space in \"%.*s\"", name, rest.len < 40 ? (int)rest.len : 40,
                         rest.ptr);
    }
}

static void spaces_follow_french_typography(void **state)
{
    struct page_fixture *fixture = *state;
    const struct web_file *files[] = {
        &web_api_html,  &web_data_html, &web_error_html,  &web_form_html,    &web_help_html,
        &web_home_html, &web_hit_html,  &web_layout_html, &web_results_html, &web_exchange_html};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        check_spaces(files[i]->bytes, files[i]->name);
    page_fixture_fill_with(fixture, SLICE("x"));
    check_spaces(render_results(fixture), "results");
    check_spaces(render_exchange(fixture, SLICE("x")), "exchange");
}

static void nothing_in_a_page_is_inline_style_or_script(void **state)
{
    struct page_fixture *fixture = *state;
    page_fixture_fill(fixture);
    static const char *const forbidden[] = {
        " style=", "<style", " onclick=", "javascript:", "<script>", NULL};
    struct slice pages[2];
    pages[0] = arena_copy(&fixture->arena, render_results(fixture));
    pages[1] = arena_copy(&fixture->arena, render_exchange(fixture, SLICE("")));
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; forbidden[i]; i++)
            if (contains(pages[p], forbidden[i]))
                fail_msg("page %zu holds %s", p, forbidden[i]);
}

static void periods_are_said_in_french(void **state)
{
    struct page_fixture *fixture = *state;
    page_fixture_fill(fixture);
    static const struct {
        int line;
        uint32_t from, to;
        const char *expected;
    } cases[] = {
        {__LINE__, 20230000, 20230000, "<bdi>2023</bdi>"},
        {__LINE__, 20230619, 20230619, "<bdi>19\u00A0juin 2023</bdi>"},
        {__LINE__, 20220601, 20230619, "<bdi>du 1ᵉʳ\u00A0juin 2022 au 19\u00A0juin 2023</bdi>"},
        {__LINE__, 20200400, 20230600, "<bdi>d’avril 2020 à juin 2023</bdi>"},
        {__LINE__, 20200000, 20230619, "<bdi>de 2020 au 19\u00A0juin 2023</bdi>"},
        {__LINE__, 20200000, 0, "<bdi>depuis 2020</bdi>"},
        {__LINE__, 20200101, 0, "<bdi>depuis le 1ᵉʳ\u00A0janvier 2020</bdi>"},
        {__LINE__, 0, 20230619, "<bdi>jusqu’au 19\u00A0juin 2023</bdi>"},
        {__LINE__, 0, 20230600, "<bdi>jusqu’à juin 2023</bdi>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture->answer.params.date_from = cases[i].from;
        fixture->answer.params.date_to = cases[i].to;
        if (!contains(render_results(fixture), cases[i].expected))
            fail_msg("line %d: not %s", cases[i].line, cases[i].expected);
    }
}

// What leads nowhere or is out of order comes from the engine or the disk; it must not be followed.
static void marks_out_of_bounds_are_left_out(void **state)
{
    struct page_fixture *fixture = *state;
    page_fixture_fill(fixture);
    const struct highlight wild[] = {{5, 2}, {0, 3}, {2, 9}, {4, 4000}, {4294967295u, 4294967295u}};
    struct search_hit hit = fixture->answer.result.hits[0];
    hit.title = (struct snippet){.text = SLICE("abcdef"), .highlights = wild, .highlight_count = 5};
    fixture->answer.result.hits = &hit;
    fixture->answer.result.hit_count = 1;
    assert_true(contains(render_results(fixture), "<bdi><mark>abc</mark>def</bdi>"));
}

static void histograms_cut_what_is_too_long(void **state)
{
    struct page_fixture *fixture = *state;
    page_fixture_fill(fixture);
    const struct histogram_bucket far_apart[] = {
        {10000100, 3, 10, 0}, {99980500, 7, 0, 0}, {99991200, 4000000000u, 4000000000u, 0}};
    fixture->answer.result.histogram = far_apart;
    fixture->answer.result.histogram_count = 3;
    struct slice page = render_results(fixture);
    assert_true(contains(page, "les 60 derniers mois"));
    assert_false(contains(page, "janvier 1000"));
    assert_true(contains(page, "mai 9998"));
    assert_true(page.len < 60000);
}

static void a_full_page_stays_below_60_kilobytes(void **state)
{
    struct page_fixture *fixture = *state;
    page_fixture_fill(fixture);
    struct search_hit *hits = arena_calloc(&fixture->arena, 10, sizeof *hits);
    assert_non_null(hits);
    for (size_t i = 0; i < 10; i++)
        hits[i] = fixture->answer.result.hits[i % 2];
    fixture->answer.result.hits = hits;
    fixture->answer.result.hit_count = 10;
    size_t total = render_results(fixture).len + web_style_css.bytes.len + web_script_js.bytes.len +
                   web_hemicycle_svg.bytes.len;
    print_message("%zu bytes with style and script\n", total);
    assert_true(total < 60000);
}

// What GET /static/NAME answers; no bytes: not found.
static struct http_response asset(struct slice name)
{
    struct request_context context = {0};
    struct http_response response = {0};
    struct error err = {0};
    enum status status = web_file_serve(&context, name, &response, &err);
    assert_int_equal(status, response.fixed.ptr ? STATUS_OK : STATUS_NOT_FOUND);
    return response;
}

static void assets_answer_to_both_names(void **state)
{
    (void)state;
    struct http_response plain = asset(SLICE("style.css"));
    struct http_response hashed = asset(slice_from(web_style_css.hashed_name));
    assert_ptr_equal(plain.fixed.ptr, web_style_css.bytes.ptr);
    assert_ptr_equal(hashed.fixed.ptr, web_style_css.bytes.ptr);
    assert_string_equal(plain.content_type, "text/css; charset=utf-8");
    assert_null(plain.cache_control); // its contents change with the release
    assert_string_equal(hashed.cache_control, "public, max-age=31536000, immutable");
    assert_non_null(asset(SLICE("favicon.svg")).fixed.ptr);
    assert_null(asset(SLICE("layout.html")).fixed.ptr);
    assert_null(asset(SLICE("../style.css")).fixed.ptr);
    assert_null(asset(SLICE("")).fixed.ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_page_of_results_says_what_it_should, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(an_exchange_says_what_it_should, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(an_empty_result_says_what_to_try, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(wrong_parameters_are_explained_above_the_form, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(trouble_has_a_page_without_an_index, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(trouble_without_memory_still_says_something, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(no_text_changes_the_structure_of_results, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(no_text_changes_the_structure_of_an_exchange, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(no_problem_changes_the_structure_of_an_error, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(spaces_follow_french_typography, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(nothing_in_a_page_is_inline_style_or_script, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(periods_are_said_in_french, open_fixture, close_fixture),
        cmocka_unit_test_setup_teardown(marks_out_of_bounds_are_left_out, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(histograms_cut_what_is_too_long, open_fixture,
                                        close_fixture),
        cmocka_unit_test_setup_teardown(a_full_page_stays_below_60_kilobytes, open_fixture,
                                        close_fixture),
        cmocka_unit_test(assets_answer_to_both_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
