// What a client may write into a URL: read exactly, refused in words, and written back canonically.
#include "answer/params.h"
#include "answer/params/date.h"
#include "searchd/handle/target.h"
#include "searchd/handle/trackers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum {
    KNOWN_SEARCH = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_SORT | PARAM_LIMIT |
                   PARAM_OFFSET | PARAM_CURSOR | PARAM_FACETS | PARAM_EXPLAIN | PARAM_FIELDS
};

struct fixture {
    struct arena arena;
    struct http_request request;
    struct search_params params;
    struct param_problems problems;
    struct error err;
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    arena_init(&f->arena, 0);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_clear(&f->arena);
    free(f);
    return 0;
}

static enum status parse_target(struct fixture *f, const char *target)
{
    arena_reset(&f->arena);
    f->request = (struct http_request){.target = slice_from(target)};
    f->problems.count = 0;
    return target_parse(&f->request, &f->arena, &f->problems, &f->err);
}

static enum status read_known(struct fixture *f, const char *target, unsigned known)
{
    assert_int_equal(parse_target(f, target), STATUS_OK);
    struct param_rules rules = {known, 10, LANGUAGE_FRENCH};
    return params_read(f->request.parameters, rules, &f->arena, &f->params, &f->problems, &f->err);
}

static enum status read_search(struct fixture *f, const char *target)
{
    return read_known(f, target, KNOWN_SEARCH);
}

static void assert_slice(struct slice actual, const char *expected)
{
    char text[512];
    assert_true(actual.len < sizeof text);
    memcpy(text, actual.ptr ? actual.ptr : "", actual.len);
    text[actual.len] = '\0';
    assert_string_equal(text, expected);
}

static bool mentions(struct slice text, const char *words)
{
    return slice_find(text, slice_from(words)) < text.len;
}

static void a_target_is_decoded_into_path_and_parameters(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(parse_target(f, "/question/pw%2D1?q=l%27%C3%A9t%C3%A9+2023&&q2&=x&a=b=c"),
                     STATUS_OK);
    assert_slice(f->request.path, "/question/pw-1");
    assert_int_equal(f->request.parameters.count, 4);
    assert_slice(f->request.parameters.items[0].value, "l'été 2023");
    assert_slice(f->request.parameters.items[1].name, "q2");
    assert_slice(f->request.parameters.items[1].value, "");
    assert_slice(f->request.parameters.items[2].name, "");
    assert_slice(f->request.parameters.items[3].value, "b=c");

    struct slice value;
    assert_true(http_parameter(&f->request, SLICE("a"), &value));
    assert_slice(value, "b=c");
    assert_false(http_parameter(&f->request, SLICE("b"), &value));
}

static void what_is_no_text_is_refused_by_name(void **state)
{
    struct fixture *f = *state;
    const struct {
        int line;
        const char *target;
        const char *parameter;
    } rows[] = {
        {__LINE__, "/x?q=%00", "q"},
        {__LINE__, "/x?a=1&type=%00[0m", "type"},
        {__LINE__, "/x?%7f=1", "?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (parse_target(f, rows[i].target) != STATUS_INVALID || f->problems.count != 1)
            fail_msg("line %d: accepted", rows[i].line);
        assert_slice(f->problems.items[0].parameter, rows[i].parameter);
    }
    assert_int_equal(parse_target(f, "/%00"), STATUS_INVALID);
    assert_int_equal(parse_target(f, "*"), STATUS_INVALID);
    assert_int_equal(parse_target(f, ""), STATUS_INVALID);
}

static void control_characters_of_copied_text_are_blanks(void **state)
{
    struct fixture *f = *state;
    static const char *const targets[] = {"/x?q=a%0Bb", "/x?q=a%0cb", "/x?q=a%02b", "/x?q=a%1fb",
                                          "/x?q=a%7Fb"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_int_equal(parse_target(f, targets[i]), STATUS_OK);
        assert_slice(f->request.parameters.items[0].value, "a b");
    }
    assert_int_equal(parse_target(f, "/x?q=a%00b"), STATUS_INVALID);
    assert_non_null(strstr(f->problems.items[0].detail.ptr, "contrôle"));
}

static void what_is_not_encoded_as_it_should_be_is_read_as_it_was_meant(void **state)
{
    struct fixture *f = *state;
    const struct {
        int line;
        const char *target, *value;
        unsigned repairs;
    } rows[] = {
        {__LINE__, "/x?q=p%C3%AAche+%25", "pêche %", 0},
        {__LINE__, "/x?q=p%EAche", "pêche", REPAIR_ENCODING},
        {__LINE__,
         "/x?q=p\xEA"
         "che",
         "pêche", REPAIR_ENCODING},
        {__LINE__, "/x?q=%9Cuvre+%80%81", "œuvre €\xEF\xBF\xBD", REPAIR_ENCODING},
        {__LINE__, "/x?q=%C3%A9t%E9", "été", REPAIR_ENCODING},
        {__LINE__, "/x?q=%E9t%C3%A9+%C3", "été Ã", REPAIR_ENCODING},
        {__LINE__, "/x?q=%ed%a0%80", "í\xC2\xA0€", REPAIR_ENCODING},
        {__LINE__, "/x?q=l%u2019%u00E9t%u00e9", "l’été", REPAIR_ENCODING},
        {__LINE__, "/x?q=%ud83d", "%ud83d", REPAIR_PERCENT},
        {__LINE__, "/x?q=%u0007", "%u0007", REPAIR_PERCENT},
        {__LINE__, "/x?q=6%", "6%", REPAIR_PERCENT},
        {__LINE__, "/x?q=6%+de", "6% de", REPAIR_PERCENT},
        {__LINE__, "/x?q=%4", "%4", REPAIR_PERCENT},
        {__LINE__, "/x?q=%zz%", "%zz%", REPAIR_PERCENT},
        {__LINE__, "/x?q=6%+d%E9", "6% dé", REPAIR_ENCODING | REPAIR_PERCENT},
        {__LINE__, "/x%EA?q=a", "a", REPAIR_ENCODING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (parse_target(f, rows[i].target) != STATUS_OK || f->request.repairs != rows[i].repairs)
            fail_msg("line %d: repairs %u", rows[i].line, f->request.repairs);
        assert_slice(f->request.parameters.items[0].value, rows[i].value);
    }
    assert_slice(f->request.path, "/xê");
}

static void what_trackers_append_is_told_from_what_was_asked(void **state)
{
    struct fixture *f = *state;
    const struct {
        int line;
        const char *target, *clean; // NULL: nothing of theirs
    } rows[] = {
        {__LINE__, "/x?q=bois&page=2", NULL},
        {__LINE__, "/x", NULL},
        {__LINE__, "/x?limt=3&utmost=1", NULL},
        {__LINE__, "/x?utm_source=a", ""},
        {__LINE__, "/x?UTM_Source=a&q=l%27eau+vive&FBCLID=b", "?q=l%27eau%20vive"},
        {__LINE__, "/x?q=a&q=b&mc_cid=1&mc_eid=2&at_medium=x&pk_campaign=y", "?q=a&q=b"},
        {__LINE__, "/x?gclid=1&msclkid=2&gbraid=3&_hsenc=4&xtor=EPR-1&limt=3", "?limt=3"},
        {__LINE__, "/x?q=a&amp;tri=date", "?q=a&tri=date"},
        {__LINE__, "/x?q=a&amp;amp;tri=date&amp;page=2", "?q=a&tri=date&page=2"},
        {__LINE__, "/x?q=a&amp%3Btri=date&tri=delai", "?q=a&tri=delai"},
        {__LINE__, "/x?amp;tri=date&%2338;tri=delai", "?tri=date"},
        {__LINE__, "/x?q=a&amp;utm_medium=b&amp;rien=c&amp;", "?q=a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(parse_target(f, rows[i].target), STATUS_OK);
        if (trackers_among(f->request.parameters) != (rows[i].clean != NULL))
            fail_msg("line %d", rows[i].line);
        struct buf clean;
        buf_init(&clean, 0);
        params_append_list(&clean, trackers_without(f->request.parameters, &f->arena));
        if (rows[i].clean)
            assert_slice(buf_slice(&clean), rows[i].clean);
        buf_clear(&clean);
    }
}

// A parameter that a later version gives such a name would never arrive.
static void no_parameter_of_ours_is_taken_for_a_trackers(void **state)
{
    (void)state;
    for (size_t i = 0; params_name(~0u, i); i++) {
        const struct parameter ours = {slice_from(params_name(~0u, i)), SLICE("x")};
        assert_false(trackers_among((struct parameter_list){&ours, 1}));
    }
}

static void a_target_over_the_limits_is_too_large(void **state)
{
    struct fixture *f = *state;
    static char target[TARGET_MAX_LEN + 2];
    memset(target, 'a', sizeof target - 1);
    target[0] = '/';
    assert_int_equal(parse_target(f, target), STATUS_TOO_LARGE);
    target[TARGET_MAX_LEN] = '\0';
    assert_int_equal(parse_target(f, target), STATUS_OK);

    memset(target, '&', sizeof target - 1);
    target[0] = '/';
    target[1] = '?';
    assert_int_equal(parse_target(f, target), STATUS_TOO_LARGE);
}

static void every_parameter_is_read(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        read_search(
            f, "/s?q=eau+potable&mode=any&type=Question+orale&type=Interpellation&auteur=pavet"
               "&ministre=Dolimont&session=2022-2023&annee=2023&statut=sans-reponse"
               "&de=2023-06&a=2023&tri=date-croissante&limit=25&offset=50&facets=ministre,%20annee"
               "&explain=1&dans=titre&dans=reponse"),
        STATUS_OK);
    const struct search_params *p = &f->params;
    assert_slice(p->q, "eau potable");
    assert_int_equal(p->mode, MODE_ANY);
    assert_int_equal(p->filter_count, 7);
    assert_int_equal(p->filters[0].field, FIELD_TYPE);
    assert_slice(p->filters[1].value, "Interpellation");
    assert_int_equal(p->filters[6].field, FIELD_STATUS);
    assert_int_equal(p->date_from, 20230600);
    assert_int_equal(p->date_to, 20230000);
    assert_int_equal(p->sort, SORT_DATE_ASC);
    assert_int_equal(p->limit, 25);
    assert_int_equal(p->offset, 50);
    assert_int_equal(p->facet_mask, 1u << FIELD_MINISTER | 1u << FIELD_YEAR);
    assert_true(p->explain);
    assert_int_equal(p->field_mask, FIELD_MASK(FIELD_TITLE) | FIELD_MASK(FIELD_ANSWER));
}

static void empty_fields_of_a_form_are_no_parameters(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_search(f, "/s?q=eau&ministre=&de=&a=+&tri=&limit=&mode="), STATUS_OK);
    assert_int_equal(f->params.filter_count, 0);
    assert_int_equal(f->params.limit, 10);
    assert_int_equal(f->params.sort, SORT_RELEVANCE);
}

static void an_unknown_name_is_refused_with_the_nearest(void **state)
{
    struct fixture *f = *state;
    const struct {
        int line;
        const char *target;
        const char *nearest;
    } rows[] = {
        {__LINE__, "/s?minister=x", "ministre"},
        {__LINE__, "/s?sesion=x", "session"},
        {__LINE__, "/s?author=x", "auteur"},
        {__LINE__, "/s?sort=date", "tri"},
        {__LINE__, "/s?Q=x", "q"},
        {__LINE__, "/s?per_page=3", "limit"},
        {__LINE__, "/s?from=2023", "de"},
        {__LINE__, "/s?facettes=type", "facets"},
        {__LINE__, "/s?ofset=1", "offset"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (read_search(f, rows[i].target) != STATUS_INVALID || f->problems.count != 1)
            fail_msg("line %d: accepted", rows[i].line);
        assert_slice(f->problems.items[0].nearest, rows[i].nearest);
        assert_true(mentions(f->problems.items[0].detail, rows[i].nearest));
    }
    // The caller is only told about parameters of its own.
    assert_int_equal(read_known(f, "/s?offset=1", PARAM_Q), STATUS_INVALID);
    assert_slice(f->problems.items[0].nearest, "");
    assert_true(mentions(f->problems.items[0].detail, "paramètres possibles : q."));
    assert_int_equal(read_known(f, "/s?x=1", 0), STATUS_INVALID);
    assert_slice(f->problems.items[0].nearest, "");
    assert_true(mentions(f->problems.items[0].detail, "aucun"));
}

static void all_problems_come_at_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_search(f,
                                 "/s?q=a&q=b&mode=tous&limit=1000&offset=-1&de=hier&tri=dates&"
                                 "annee=23&statut=repondu&facets=ministres,type&foo=1&explain=oui"),
                     STATUS_INVALID);
    const struct {
        const char *parameter;
        const char *nearest;
    } expected[] = {
        {"q", ""},
        {"mode", ""}, // far from all of them
        {"limit", "100"},
        {"offset", "0"},
        {"de", ""},
        {"tri", "date"},
        {"annee", "1000"},
        {"statut", "repondue"},
        {"facets", "ministre"},
        {"foo", ""},
        {"explain", ""},
    };
    assert_int_equal(f->problems.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < f->problems.count; i++) {
        assert_slice(f->problems.items[i].parameter, expected[i].parameter);
        assert_slice(f->problems.items[i].nearest, expected[i].nearest);
        assert_true(f->problems.items[i].detail.len > 20);
    }
}

static void parameters_that_contradict_each_other_are_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(read_search(f, "/s?de=2024&a=2023"), STATUS_INVALID);
    assert_slice(f->problems.items[0].parameter, "a");
    assert_int_equal(read_search(f, "/s?de=2023&a=2023-01"), STATUS_OK);
    assert_int_equal(read_search(f, "/s?offset=10&cursor=abc"), STATUS_INVALID);
    assert_slice(f->problems.items[0].parameter, "offset");
    assert_int_equal(read_known(f, "/s?page=1001", PARAM_PAGE), STATUS_OK);
    assert_int_equal(read_known(f, "/s?page=1002", PARAM_PAGE), STATUS_INVALID);
}

static void filters_and_problems_stop_at_their_limits(void **state)
{
    struct fixture *f = *state;
    char target[TARGET_MAX_LEN];
    size_t len = (size_t)snprintf(target, sizeof target, "/s?");
    for (int i = 0; i < PARAMS_MAX_FILTERS; i++)
        len += (size_t)snprintf(target + len, sizeof target - len, "type=t%d&", i);
    assert_int_equal(read_search(f, target), STATUS_OK);
    assert_int_equal(f->params.filter_count, PARAMS_MAX_FILTERS);
    (void)snprintf(target + len, sizeof target - len, "type=t0&type=one-more");
    assert_int_equal(read_search(f, target), STATUS_INVALID);
    assert_int_equal(f->problems.count, 1);

    len = (size_t)snprintf(target, sizeof target, "/s?");
    for (int i = 0; i < 2 * PARAMS_MAX_PROBLEMS; i++)
        len += (size_t)snprintf(target + len, sizeof target - len, "nom%d=&", i);
    assert_int_equal(read_search(f, target), STATUS_INVALID);
    assert_int_equal(f->problems.count, PARAMS_MAX_PROBLEMS);
}

static void a_url_is_the_same_for_the_same_search(void **state)
{
    struct fixture *f = *state;
    const char *same[] = {
        "/s?q=l%27eau&ministre=B%C3%A9&type=x&tri=pertinence&limit=10&de=01/06/2023",
        "/s?de=2023-06-01&type=x&ministre=B%c3%a9&mode=auto&q=l'eau&offset=0",
        "/s?type=x&type=x&de=1er+juin+2023&q=+l%27eau+&ministre=B%C3%A9&a=",
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        assert_int_equal(read_search(f, same[i]), STATUS_OK);
        struct buf url;
        buf_init(&url, 0);
        params_append_url(&url, SLICE("/s"), &f->params, KNOWN_SEARCH, 10);
        assert_slice(buf_slice(&url), "/s?q=l%27eau&type=x&ministre=B%C3%A9&de=2023-06-01");
        buf_clear(&url);
    }
}

// Two parameters with one bit would be known together. (Each bit once: the sum of all is all of them.)
static void every_bit_is_one_parameters(void **state)
{
    (void)state;
    static const unsigned bits[] = {
        PARAM_Q,        PARAM_MODE,      PARAM_FILTERS, PARAM_DATES,       PARAM_SORT,
        PARAM_LIMIT,    PARAM_OFFSET,    PARAM_CURSOR,  PARAM_FACETS,      PARAM_EXPLAIN,
        PARAM_PAGE,     PARAM_FIELDS,    PARAM_GROUP,   PARAM_CSV,         PARAM_TEXT,
        PARAM_CHANGES,  PARAM_HIGHLIGHT, PARAM_STATS,   PARAM_PARTIALS,    PARAM_ROW_SORT,
        PARAM_MATRIX,   PARAM_COMPARE,   PARAM_NEWS,    PARAM_HIT_COLUMNS, PARAM_COLUMNS,
        PARAM_EXPORT,   PARAM_LINES,     PARAM_VALUES,  PARAM_FOLD,        PARAM_FOLDED,
        PARAM_TIME_BASE};
    unsigned all = 0;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) {
        assert_int_equal(all & bits[i], 0);
        assert_non_null(params_name(bits[i], 0));
        all |= bits[i];
    }
    for (unsigned bit = 0; bit < 32; bit++) // and no other bit has a parameter
        if (!(all >> bit & 1))
            assert_null(params_name(1u << bit, 0));
}

static void what_is_counted_has_one_address(void **state)
{
    struct fixture *f = *state;
    unsigned known = PARAM_STATS | PARAM_ROW_SORT | PARAM_FACETS | PARAM_TIME_BASE;
    static const struct {
        const char *typed, *canonical;
    } urls[] = {
        {"/s?mesures=pour_mille,nombre&par=annee,%20ministre&base=tout",
         "/s?par=annee%2Cministre&mesures=nombre%2Cpour_mille&base=tout"},
        {"/s?mots=1", "/s?mots=1"},
        {"/s?mots=0", "/s"},
        {"/s?par=annee&par=ministre&par=annee&base=filtres", "/s?par=annee%2Cministre"},
        {"/s?tri=valeur&facet_limit=7", "/s?tri=valeur&facet_limit=7"},
        {"/s?tri=part-croissante", "/s?tri=part-croissante"},
    };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct buf url;
        buf_init(&url, 0);
        assert_int_equal(read_known(f, urls[i].typed, known), STATUS_OK);
        params_append_url(&url, SLICE("/s"), &f->params, known, 10);
        struct slice made = arena_printf(&f->arena, "%.*s", SLICE_ARG(buf_slice(&url)));
        assert_string_equal(made.ptr, urls[i].canonical);
        buf_clear(&url);
    }
    assert_int_equal(read_known(f, "/s?par=annee,type,ministre", known), STATUS_INVALID);
    assert_int_equal(read_known(f, "/s?facet_limit=0", known), STATUS_INVALID);
    assert_int_equal(read_known(f, "/s?tri=date", known), STATUS_INVALID);
}

static void a_url_reads_back_as_the_parameters_it_was_made_of(void **state)
{
    struct fixture *f = *state;
    const char *targets[] = {
        "/s?q=%22sortie+volontaire%22+%2Bx+-y+%26+%25&mode=all&type=a%26b&auteur=%3Ca%3E&session="
        "2022-2023"
        "&annee=2023&statut=repondue&delai=31..60&delai=aucun&de=2020&a=2023-05&dans=question&tri="
        "delai&limit=0&cursor=AbC-_"
        "&facets=type,auteur,delai&explain=1",
        "/s?offset=10000&limit=100",
        "/s",
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        assert_int_equal(read_search(f, targets[i]), STATUS_OK);
        struct buf first, second;
        buf_init(&first, 0);
        buf_init(&second, 0);
        params_append_url(&first, SLICE("/s"), &f->params, KNOWN_SEARCH, 10);
        buf_append_char(&first, '\0');
        assert_int_equal(read_search(f, first.data), STATUS_OK);
        params_append_url(&second, SLICE("/s"), &f->params, KNOWN_SEARCH, 10);
        buf_append_char(&second, '\0');
        assert_string_equal(first.data, second.data);
        buf_clear(&first);
        buf_clear(&second);
    }
}

static void dates_are_read_as_people_type_them(void **state)
{
    (void)state;
    struct arena arena;
    struct param_problems problems = {.count = 0};
    struct params_reader reader = {&problems, &arena, LANGUAGE_FRENCH, SLICE("de")};
    arena_init(&arena, 0);
    const struct {
        int line;
        const char *typed;
        uint32_t date;
    } rows[] = {
        {__LINE__, "2023", 20230000},          {__LINE__, "2023-06", 20230600},
        {__LINE__, "2023-06-19", 20230619},    {__LINE__, "19/06/2023", 20230619},
        {__LINE__, " juin 2023 ", 20230600},   {__LINE__, "19 juin 2023", 20230619},
        {__LINE__, "1er août 2023", 20230801}, {__LINE__, "1er AOUT 2023", 20230801},
        {__LINE__, "Déc. 2021", 20211200},     {__LINE__, "29 février 2024", 20240229},
        {__LINE__, "juil 2023", 20230700},     {__LINE__, "29 février 2023", DATE_NONE},
        {__LINE__, "jui 2023", DATE_NONE},     {__LINE__, "juin", DATE_NONE},
        {__LINE__, "juin 2023 x", DATE_NONE},  {__LINE__, "32 juin 2023", DATE_NONE},
        {__LINE__, "juin 20233", DATE_NONE},   {__LINE__, "", DATE_NONE},
        {__LINE__, "hier", DATE_NONE},         {__LINE__, "2023-13", DATE_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        problems.count = 0;
        uint32_t date = params_date_read(&reader, slice_from(rows[i].typed));
        if (date != rows[i].date || problems.count != (date == DATE_NONE))
            fail_msg("line %d: %s is %u", rows[i].line, rows[i].typed, date);
    }
    problems.count = 0;
    assert_int_equal(params_moment_read(&reader, SLICE("2026-11-27")), 1795737600);
    assert_int_equal(params_moment_read(&reader, SLICE("2026-11-27T00:00:01Z")), 1795737601);
    assert_int_equal(params_moment_read(&reader, SLICE("1970-01-01")), 86400);
    assert_int_equal(params_moment_read(&reader, SLICE("1969")), 86400);
    assert_int_equal(params_moment_read(&reader, SLICE("1950-06-01T00:00:00Z")), 86400);
    assert_int_equal(params_day_read(&reader, SLICE("27/11/2026")), 20261127);
    assert_int_equal(problems.count, 0);
    assert_int_equal(params_day_read(&reader, SLICE("2026-11")), DATE_NONE);
    assert_int_equal(params_moment_read(&reader, SLICE("2026-11-27T25:00:01Z")), 0);
    assert_int_equal(problems.count, 2);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_target_is_decoded_into_path_and_parameters, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_text_is_refused_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(control_characters_of_copied_text_are_blanks, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_encoded_as_it_should_be_is_read_as_it_was_meant,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_trackers_append_is_told_from_what_was_asked, set_up,
                                        tear_down),
        cmocka_unit_test(no_parameter_of_ours_is_taken_for_a_trackers),
        cmocka_unit_test_setup_teardown(a_target_over_the_limits_is_too_large, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_parameter_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_fields_of_a_form_are_no_parameters, set_up,
                                        tear_down),
        cmocka_unit_test(every_bit_is_one_parameters),
        cmocka_unit_test_setup_teardown(an_unknown_name_is_refused_with_the_nearest, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(all_problems_come_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parameters_that_contradict_each_other_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(filters_and_problems_stop_at_their_limits, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_url_is_the_same_for_the_same_search, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_counted_has_one_address, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_url_reads_back_as_the_parameters_it_was_made_of, set_up,
                                        tear_down),
        cmocka_unit_test(dates_are_read_as_people_type_them),
    };
    return cmocka_run_group_tests_name("searchd_params", tests, NULL, NULL);
}
