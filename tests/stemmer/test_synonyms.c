// The promises of the synonyms: names are found however they are written, and lead where they should.
#include "base/arena.h"
#include "stemmer/analyzer.h"
#include "stemmer/synonyms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct analyzer *analyzer;
    struct arena arena;
    char path[64]; // of the operator's file
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error err;
    if (!fixture || analyzer_open(ANALYZER_FRENCH, &fixture->analyzer, &err) != STATUS_OK)
        return 1;
    arena_init(&fixture->arena, 0);
    snprintf(fixture->path, sizeof fixture->path, "/tmp/test_synonyms.%d", (int)getpid());
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    arena_clear(&fixture->arena);
    analyzer_close(fixture->analyzer);
    free(fixture);
    return 0;
}

static struct synonyms *open_table(struct fixture *fixture, const char *text)
{
    if (text) {
        FILE *file = fopen(fixture->path, "w");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
    }
    struct synonyms *synonyms = NULL;
    struct error err;
    enum status status = synonyms_open(text ? fixture->path : NULL, &synonyms, &err);
    if (status != STATUS_OK)
        fail_msg("%s", err.message);
    return synonyms;
}

static struct synonym_list find(struct fixture *fixture, const struct synonyms *synonyms,
                                const char *text)
{
    struct token_list tokens;
    struct synonym_list list = {NULL, 0};
    struct error err;
    assert_int_equal(analyzer_run(fixture->analyzer, slice_from(text), &tokens, &err), STATUS_OK);
    assert_int_equal(synonyms_find(synonyms, &tokens, &fixture->arena, &list, &err), STATUS_OK);
    return list;
}

static bool leads_to(struct synonym_list list, const char *name)
{
    for (size_t i = 0; i < list.count; i++) {
        for (size_t a = 0; a < list.items[i].alternative_count; a++)
            if (slice_equal(list.items[i].alternatives[a], slice_from(name)))
                return true;
    }
    return false;
}

static void an_acronym_and_its_name_find_each_other(void **state)
{
    struct fixture *fixture = *state;
    struct synonyms *synonyms = open_table(fixture, NULL);
    static const char *const writings[] = {"CPAS", "le cpas", "du C.P.A.S.", "Cpas"};
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++) {
        assert_true(
            leads_to(find(fixture, synonyms, writings[i]), "centre public d'action sociale"));
    }
    static const char *const names[] = {
        "centre public d'action sociale",
        "les Centres publics d’action sociale",
        "centre public d'action sociale de Namur",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_true(leads_to(find(fixture, synonyms, names[i]), "CPAS"));
    assert_true(leads_to(find(fixture, synonyms, "l’U.E."), "Union européenne"));
    assert_true(leads_to(find(fixture, synonyms, "aviq"), "Agence pour une vie de qualité"));
    assert_true(leads_to(find(fixture, synonyms, "federation wallonie bruxelles"), "FWB"));
    assert_int_equal(find(fixture, synonyms, "action sociale").count, 0);
    assert_int_equal(find(fixture, synonyms, "").count, 0);
    synonyms_close(synonyms);
}

static void a_one_way_name_is_only_found(void **state)
{
    struct fixture *fixture = *state;
    struct synonyms *synonyms = open_table(fixture, NULL);
    assert_true(leads_to(find(fixture, synonyms, "FWB"), "Communauté française"));
    assert_true(
        leads_to(find(fixture, synonyms, "Fédération Wallonie-Bruxelles"), "Communauté française"));
    assert_false(leads_to(find(fixture, synonyms, "Communauté française"), "FWB"));
    synonyms_close(synonyms);
}

static void a_match_says_where_it_stands_and_prefers_the_longest(void **state)
{
    struct fixture *fixture = *state;
    struct synonyms *synonyms =
        open_table(fixture, "action sociale = AS1\naction sociale publique = ASP1\n");
    struct synonym_list list = find(fixture, synonyms, "l'action sociale publique et la TVA");
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].first, 0);
    assert_int_equal(list.items[0].last, 2);
    assert_int_equal(list.items[0].start, 2);
    assert_int_equal(list.items[0].end, 25);
    assert_true(slice_equal(list.items[0].alternatives[0], SLICE("ASP1")));
    assert_int_equal(list.items[1].first, 5);
    assert_int_equal(list.items[1].last, 5);
    synonyms_close(synonyms);
}

static void an_operator_adds_and_takes_away(void **state)
{
    struct fixture *fixture = *state;
    struct synonyms *synonyms = open_table(fixture, "# ours\n"
                                                    "\n"
                                                    "! TVA\n"
                                                    "ADPE = Agence du petit élevage # a note\n"
                                                    "vélo = bicyclette = deux-roues > mobilité");
    assert_int_equal(find(fixture, synonyms, "TVA").count, 0);
    assert_true(leads_to(find(fixture, synonyms, "taxe sur la valeur ajoutée"), "TVA"));
    assert_true(leads_to(find(fixture, synonyms, "ADPE"), "Agence du petit élevage"));
    assert_true(leads_to(find(fixture, synonyms, "bicyclettes"), "vélo"));
    assert_true(leads_to(find(fixture, synonyms, "deux-roues"), "mobilité"));
    assert_false(leads_to(find(fixture, synonyms, "mobilité"), "vélo"));
    assert_true(leads_to(find(fixture, synonyms, "35 heures"), "trente-cinq heures"));
    assert_true(leads_to(find(fixture, synonyms, "CPAS"), "centre public d'action sociale"));
    synonyms_close(synonyms);
}

static void a_mistake_is_named_with_its_line(void **state)
{
    struct fixture *fixture = *state;
    const struct {
        struct slice text;
        const char *place;
    } mistakes[] = {
        {SLICE("CPAS = aide\nseul\n"), ":2: "},
        {SLICE("a = ,,\n"), ":1: "},
        {SLICE("\n\n= b\n"), ":3: "},
        {SLICE("a b c d e f g h i j k l m = n\n"), ":1: "},
        {SLICE("a=b=c=d=e=f=g=h=i=j=k=l=m=n=o=p=q=r\n"), ":1: "},
        {SLICE("a = b\n!\n"), ":2: a ! without"},
        {SLICE("! # de rien"), ":1: a ! without"},
        {SLICE("a > b > c\n"), ":1: two >"},
        {SLICE("a = b\nc = d\0\ne = f"), ":2: this is no text in UTF-8"},
        {SLICE("a = b\n\xe9lu = conseiller\n"), ":2: this is no text in UTF-8"},
        {SLICE("! SNCF = x\n"), ":1: more than a name behind a !"},
        {SLICE("# une note\0\n"), ":1: this is no text in UTF-8"},
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        FILE *file = fopen(fixture->path, "w");
        assert_non_null(file);
        fwrite(mistakes[i].text.ptr, 1, mistakes[i].text.len, file);
        fclose(file);
        struct synonyms *synonyms = NULL;
        struct error err;
        assert_int_equal(synonyms_open(fixture->path, &synonyms, &err), STATUS_INVALID);
        assert_non_null(strstr(err.message, mistakes[i].place));
    }
    struct synonyms *synonyms = NULL;
    struct error err;
    assert_int_equal(synonyms_open("/no/such/file", &synonyms, &err), STATUS_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_acronym_and_its_name_find_each_other),
        cmocka_unit_test(a_one_way_name_is_only_found),
        cmocka_unit_test(a_match_says_where_it_stands_and_prefers_the_longest),
        cmocka_unit_test(an_operator_adds_and_takes_away),
        cmocka_unit_test(a_mistake_is_named_with_its_line),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
