// Promises of names in the box: plain words that name a person or an office find what is theirs beside the texts, told
// and undoable; nothing that is no name does.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void put(struct search_world *w, const char *id, const char *question, const char *author,
                const char *minister, const char *office)
{
    search_world_add(w, (struct exchange){.id = slice_from(id),
                                          .question = slice_from(question),
                                          .author = slice_from(author),
                                          .minister = slice_from(minister),
                                          .office = slice_from(office)});
}

static void fill(struct search_world *w)
{
    put(w, "halage", "Le chemin de halage est-il ouvert ?", "L’HERMITE Anne-Lise", "FAŸ Noé",
        "Ministre des Voies hydrauliques et du Tourisme");
    put(w, "ecluse", "L’écluse est fermée.", "Anne-Lise L'Hermite", "FAŸ Noé",
        "Ministre des Voies hydrauliques et du Tourisme");
    put(w, "barque", "La barque est amarrée.", "VAN DER MEULEN Ugo", "FAŸ Noé ; ROSIER Iris",
        "Ministre des Voies hydrauliques et du Tourisme ; Ministre du Climat");
    put(w, "moulin", "Le moulin tourne, dit Madame Rosier.", "Jules de la Brèche", "ROSIER Iris",
        "Ministre du Climat");
    put(w, "radeau", "Le radeau dérive.", "M. O’BYRNE Kim", "", "");
    put(w, "rosier", "Un rosier pousse sur le chemin, et le climat change.", "FAŸ Jean", "", "");
    put(w, "ministere", "Le ministre parle du tourisme.", "PETIT Léa", "", "");
    search_world_open(w);
}

static struct search_result run(struct search_world *w, struct search_request request)
{
    struct search_result result;
    request.limit = 20;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    assert_int_equal(result.hit_count, result.total);
    return result;
}

static struct search_result search(struct search_world *w, const char *q)
{
    return run(w, (struct search_request){.q = slice_from(q)});
}

// The ids found, best first, with a blank between; "~" before what was only found by loosening the query.
static const char *found(struct search_world *w, const char *q)
{
    struct search_result result = search(w, q);
    struct slice all = result.relaxed ? SLICE("~") : SLICE("");
    for (size_t i = 0; i < result.hit_count; i++)
        all = arena_printf(&w->arena, "%.*s%s%.*s", SLICE_ARG(all), i ? " " : "",
                           SLICE_ARG(result.hits[i].exchange.id));
    return all.ptr;
}

static void a_name_finds_what_is_of_its_person(void **state)
{
    struct search_world *w = *state;
    fill(w);
    static const char *const rows[][2] = {
        {"l'hermite halage", "halage"},
        {"Anne-Lise Lʼhermite écluse", "ecluse"},
        {"l’hermite anne lise halage", "halage"},
        {"van der meulen", "barque"},
        {"VAN DER MEULEN amarrée", "barque"},
        {"ugo van der meulen", "barque"},
        {"de la brèche", "moulin"},
        {"Iris Rosier barque", "barque"},
        {"noé faÿ écluse", "ecluse"},
        {"jean fay", "rosier"},
        {"o'byrne radeau", "radeau"},
        {"obyrne radeau", "radeau"},
        {"kim OByrne", "radeau"},
        {"lhermite halage", "halage"},
        {"fay jean", "rosier"},
        {"+meulen", "barque"}, // what the particles lead to
        {"hermite halage", "halage"},
        {"brèche", "moulin"},
        {"ugo meulen", "barque"},
        {"+der", ""}, // half of a surname is none
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(found(w, rows[i][0]), rows[i][1]) != 0)
            fail_msg("%s finds %s", rows[i][0], found(w, rows[i][0]));
    assert_int_equal(search(w, "fay").total, 4); // both
    assert_int_equal(search(w, "l’hermite").total, 2);
}

static void texts_that_name_somebody_are_found_too(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result result = search(w, "rosier");
    assert_int_equal(result.total, 3);
    assert_string_equal(result.hits[0].exchange.id.ptr, "moulin"); // hers, and it names her
}

static void what_is_no_name_finds_nobody(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_string_equal(found(w, "\"rosier\""), "rosier moulin");
    assert_int_equal(search(w, "=rosier").total, 2);
    assert_int_equal(search(w, "question:rosier").total, 2);
    assert_int_equal(search(w, "-rosier").total, 5);
    assert_int_equal(search(w, "léa").total, 0); // a first name alone
    struct search_request request = {.q = SLICE("rosier"), .without_people = true};
    assert_int_equal(run(w, request).total, 2);
    request =
        (struct search_request){.q = SLICE("rosier"), .field_mask = FIELD_MASK(FIELD_QUESTION)};
    assert_int_equal(run(w, request).total, 2);
}

static void offices_need_a_word_of_office_and_a_portfolio(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_int_equal(search(w, "ministre du Climat").total, 2);
    assert_string_equal(found(w, "ministre du climat barque"), "barque");
    assert_int_equal(search(w, "ministre des voies hydrauliques").total, 3);
    assert_int_equal(search(w, "ministre du tourisme").total, 4); // and the text
    assert_string_equal(found(w, "climat"), "rosier");
    assert_string_equal(found(w, "tourisme"), "ministere");
    assert_string_equal(found(w, "ministre"), "ministere");
}

// Governments give some more than two hundred bytes of portfolios.
static void a_title_may_be_long(void **state)
{
    struct search_world *w = *state;
    put(w, "digue", "La digue cède.", "", "SAULE Alix",
        "Vice-Présidente et Ministre des Digues et des Écluses, du Halage, de la Batellerie et de "
        "ses Métiers, des "
        "Ports de plaisance et des Pontons, de la Pêche à la ligne, des Oiseaux d’eau, de la "
        "Formation des éclusiers "
        "et des Passages d’eau");
    search_world_open(w);
    assert_string_equal(found(w, "ministre des passages d'eau digue"), "digue");
    assert_string_equal(found(w, "ministre du halage"), "digue");
}

static void names_are_told_with_a_card_and_an_undo(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result result = search(w, "rosier barque");
    assert_int_equal(result.card_count, 1);
    assert_memory_equal(result.cards[0].name.ptr, "ROSIER Iris", 11);
    assert_int_equal(result.cards[0].received, 2);
    assert_int_equal(result.cards[0].asked, 0);
    assert_int_equal(result.cards[0].kind, CARD_PERSON);
    const struct interpretation *told = NULL;
    for (size_t i = 0; i < result.interpretation_count; i++)
        if (slice_find(result.interpretation[i].text, SLICE("ROSIER Iris")) <
            result.interpretation[i].text.len)
            told = &result.interpretation[i];
    assert_non_null(told);
    assert_string_equal(told->undo.ptr, "=rosier barque");

    result = search(w, "ministre du climat");
    assert_int_equal(result.card_count, 1);
    assert_int_equal(result.cards[0].kind, CARD_OFFICE);
    assert_int_equal(result.cards[0].received, 2);
    assert_int_equal(search(w, "barque").card_count, 0);
}

static void the_end_of_a_surname_is_not_enough_where_it_is_a_word_like_others(void **state)
{
    struct search_world *w = *state;
    put(w, "pont", "Le pont est fermé.", "DE VILLE Ode", "", "");
    put(w, "quai", "Le quai est ouvert.", "d’HONDT Éric", "", "");
    for (int i = 0; i < 6; i++)
        put(w, arena_printf(&w->arena, "v%d", i).ptr, "La ville dort.", "", "", "");
    search_world_open(w);
    assert_int_equal(search(w, "ville").total, 6);
    assert_int_equal(search(w, "ville").card_count, 0);
    assert_string_equal(found(w, "de ville pont"), "pont");
    assert_string_equal(found(w, "hondt"), "quai");
    assert_string_equal(found(w, "d'Hondt"), "quai");
}

static void surnames_may_be_joined_shortened_and_have_a_title(void **state)
{
    struct search_world *w = *state;
    put(w, "bac", "Le bac est en panne.", "VAN DER STRAETEN Tinne", "COLLIGNON Ève", "");
    put(w, "pont", "Le pont est fermé.", "DE BUE Vera", "DERMAGNE Luc", "");
    put(w, "quai", "Le quai est ouvert.", "DE BUE Oda", "", "");
    put(w, "rue", "La rue est fermée.", "DU BUS DE WARNAFFE Jo", "", "");
    put(w, "bois", "Le bois est fermé.", "LAMY DE LA CHAPELLE Ida", "", "");
    put(w, "mur", "Le mur est ouvert.", "SAINT-MARTIN Ida", "", "");
    put(w, "port", "Le port est ouvert.", "DE MANDE Léo", "", "");
    for (int i = 0; i < 6; i++)
        put(w, arena_printf(&w->arena, "v%d", i).ptr, "Une demande.", "", "", "");
    search_world_open(w);
    static const char *const rows[][2] = {
        {"vanderstraeten", "bac"},
        {"Tinne VanDerStraeten panne", "bac"},
        {"auteur:vanderstraeten", "bac"},
        {"debue fermé", "pont"},
        {"V. De Bue", "pont"},
        {"O. De Bue", "quai"},
        {"Monsieur De Bue fermé", "pont"},
        {"question écrite de Mme la députée De Bue ouvert", "quai"},
        {"madame debue ouvert", "quai"},
        {"Du Bus", "rue"},
        {"du bus", ""}, // the bus
        {"bus", ""},
        {"warnaffe", "rue"},
        {"chapelle", "bois"},
        {"la chapelle", "bois"},
        {"Jo Warnaffe fermée", "rue"},
        {"auteur:warnaffe", "rue"},
        {"St-Martin", "mur"},
        {"auteur:st-martin", "mur"},
        {"de mande", "port"},
        {"monsieur ouvert", "~mur port quai"}, // nobody's title
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(found(w, rows[i][0]), rows[i][1]) != 0)
            fail_msg("%s finds %s", rows[i][0], found(w, rows[i][0]));
    assert_int_equal(search(w, "demande").total, 6);
    assert_int_equal(search(w, "demande").card_count, 0);
    static const char *const near[][2] = {{"Colignon", "«\u00a0collignon\u00a0»"},
                                          {"Dermagnes", "«\u00a0dermagne\u00a0»"}};
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        struct search_result result = search(w, near[i][0]);
        assert_int_equal(result.total, 0);
        struct slice text = result.interpretation[0].text;
        assert_true(slice_find(text, slice_from(near[i][1])) < text.len);
    }
}

static void a_ministry_is_nobody(void **state)
{
    struct search_world *w = *state;
    static const char *const ministries[] = {
        "affaires sociales et emploi",
        "enseignement technique",
        "énergie",
        "Industrie",
        "Éducation nationale",
        "Transports, mer et pêche",
        "Relations avec le Parlement",
        "Ministre du Budget",
    };
    for (size_t i = 0; i < sizeof ministries / sizeof *ministries; i++)
        put(w, arena_printf(&w->arena, "m%zu", i).ptr, "Le bac est fermé.", "", ministries[i], "");
    put(w, "nom", "Le pont est fermé.", "", "Ugo de Rugy", "");
    put(w, "capitales", "Le quai est fermé.", "", "PETIT Léa", "");
    put(w, "turque", "La rue est fermée.", "", "Zoé Šimić", "");
    search_world_open(w);
    static const char *const rows[][2] = {
        {"emploi", ""},     {"technique", ""},  {"énergie", ""},        {"industrie", ""},
        {"nationale", ""},  {"transports", ""}, {"budget", ""},         {"parlement", ""},
        {"de rugy", "nom"}, {"rugy", "nom"},    {"petit", "capitales"}, {"šimić", "turque"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(found(w, rows[i][0]), rows[i][1]) != 0)
            fail_msg("%s finds %s", rows[i][0], found(w, rows[i][0]));
    assert_int_equal(search(w, "ministre:emploi").total, 1);
}

static void many_of_one_name_are_all_found_or_it_is_said(void **state)
{
    struct search_world *w = *state;
    for (int i = 0; i < 300; i++)
        put(w, arena_printf(&w->arena, "m%d", i).ptr, "La pluie tombe.",
            arena_printf(&w->arena, "%s X%c%c",
                         i < 100   ? "MARTIN"
                         : i < 270 ? "DUPONT"
                                   : "MARTIN",
                         'a' + i % 26, 'a' + i / 26)
                .ptr,
            "", "");
    for (int i = 0; i < 260; i++)
        put(w, arena_printf(&w->arena, "r%d", i).ptr, "Le vent souffle.",
            arena_printf(&w->arena, "RENARD Y%c%c", 'a' + i % 26, 'a' + i / 26).ptr, "", "");
    search_world_open(w);
    static const struct {
        const char *q;
        uint64_t total;
        bool is_said;
    } rows[] = {{"martin", 130, false}, {"dupont", 170, false}, {"renard", 256, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct search_result result;
        struct search_request request = {.q = slice_from(rows[i].q)};
        must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
        assert_int_equal(result.total, rows[i].total);
        bool is_said = false;
        for (size_t k = 0; k < result.interpretation_count; k++) {
            struct slice text = result.interpretation[k].text;
            is_said |= slice_find(text, SLICE("seuls les 256")) < text.len;
        }
        assert_true(is_said == rows[i].is_said);
    }
}

static void a_portfolio_or_a_number_alone_shows_cards_and_matches_nothing(void **state)
{
    struct search_world *w = *state;
    search_world_add(w, (struct exchange){.id = SLICE("a"),
                                          .title = SLICE("Le bac"),
                                          .number = SLICE("516 (2021-2022) 1")});
    search_world_add(w, (struct exchange){.id = SLICE("b"),
                                          .title = SLICE("Le bac"),
                                          .number = SLICE("516 (2022-2023) 1")});
    search_world_add(w, (struct exchange){.id = SLICE("c"),
                                          .title = SLICE("Le bac"),
                                          .number = SLICE("5160 (2022-2023) 1")});
    search_world_add(
        w, (struct exchange){.id = SLICE("d"), .title = SLICE("Le bac"), .number = SLICE("516")});
    search_world_add(
        w, (struct exchange){.id = SLICE("e"), .title = SLICE("Le bac"), .number = SLICE("516")});
    fill(w);
    static const char *const numbers[] = {"516", "n° 516", "nº516", "Question écrite n° 516"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct search_result result = search(w, numbers[i]);
        if (result.card_count != 3)
            fail_msg("%s shows %zu cards", numbers[i], result.card_count);
        assert_string_equal(result.cards[0].name.ptr, "516 (2022-2023) 1");
        assert_string_equal(result.cards[1].name.ptr, "516 (2021-2022) 1");
        assert_string_equal(result.cards[2].name.ptr, "516");
        assert_int_equal(result.cards[2].asked, 2);
        assert_int_equal(result.cards[0].kind, CARD_NUMBER);
    }
    struct search_result result = search(w, "Voies hydrauliques");
    assert_int_equal(result.card_count, 1);
    assert_int_equal(result.cards[0].kind, CARD_PORTFOLIO);
    assert_int_equal(result.cards[0].received, 3);
    assert_int_equal(result.total, 0);
    assert_int_equal(search(w, "climat").card_count, 1);
    static const char *const others[] = {"\"climat\"", "=climat", "climat barque", "516 barque",
                                         "voies",      "51",      "titre:516"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (search(w, others[i]).card_count > 0)
            fail_msg("%s shows a card", others[i]);
    struct search_request request = {.q = SLICE("climat"), .without_people = true};
    assert_int_equal(run(w, request).card_count, 0);
}

static void a_name_is_never_corrected(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_request request = {.q = SLICE("hermite"), .without_people = true};
    struct search_result result = run(w, request);
    assert_int_equal(result.total, 0);
    for (size_t i = 0; i < result.interpretation_count; i++)
        assert_int_equal(result.interpretation[i].undo.len, 0);
}

static void scores_of_persons_are_explained(void **state)
{
    struct search_world *w = *state;
    fill(w);
    struct search_result result =
        run(w, (struct search_request){.q = SLICE("l’hermite halage"), .want_explain = true});
    assert_int_equal(result.hit_count, 1);
    double sum = 0;
    for (size_t i = 0; i < result.hits[0].part_count; i++)
        sum += result.hits[0].parts[i].value;
    assert_true(sum > 0 && sum - result.hits[0].score < 1e-9 && result.hits[0].score - sum < 1e-9);
}

static void a_misspelt_surname_that_texts_have_finds_its_person(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_int_equal(search(w, "Rosier").total, 3);
    struct search_result result = search(w, "Rosire");
    assert_int_equal(result.total, 3); // the two texts and what she was asked
    assert_false(result.relaxed);
    assert_int_equal(result.card_count, 1);
    assert_string_equal(found(w, "barque Mme Rosire"), "barque");
    assert_int_equal(search(w, "+Rosire").total, 0);
    assert_int_equal(search(w, "question:rosire").total, 2);
    struct search_request request = {.q = SLICE("Rosire"), .without_people = true};
    assert_int_equal(run(w, request).total, 2);
    assert_int_equal(search(w, "tourne halag").total, search(w, "tourne halage").total); // nobody
}

static void a_reference_finds_its_exchange_alone(void **state)
{
    struct search_world *w = *state;
    search_world_add(w, (struct exchange){.id = SLICE("qe-2019-7"),
                                          .question = SLICE("Le halage, voir qe-2019-8."),
                                          .number = SLICE("7 (2019-2020) 1")});
    search_world_add(w, (struct exchange){.id = SLICE("qe-2019-8"),
                                          .question = SLICE("Le numéro 7 de 2019, 2020 et 1."),
                                          .number = SLICE("8 (2019-2020) 1")});
    search_world_add(w, (struct exchange){.id = SLICE("sp/7"), .question = SLICE("Un canal.")});
    search_world_open(w);
    static const struct {
        const char *q, *found;
        bool is_reference;
    } rows[] = {
        {"qe-2019-7", "qe-2019-7", true},
        {"  qe-2019-8 ", "qe-2019-8", true},
        {"sp/7", "sp/7", true},
        {"https://example.org/question/question/sp%2F7?de=/question/rien", "sp/7", true},
        {"https://www.example.org/base/question/sp%2F7?surligner=canal", "sp/7", true},
        {"/question/qe-2019-7.json#reponse", "qe-2019-7", true},
        {"7 (2019-2020) 1", "qe-2019-7", true},
        {"7 (2019–2020) 1", "qe-2019-7", true},
        {"N° : 7 (2019-2020) 1", "qe-2019-7", true},
        {"7(2019-2020)1", "qe-2019-7", true},
        {"n°7(2019-2020) 1", "qe-2019-7", true},
        {"question écrite n°7 (2019-2020) 1", "qe-2019-7", true},
        {"halage n° 7 (2019-2020) 1", "~qe-2019-8 qe-2019-7", false},
        {"7", "qe-2019-8", false},
        {"+halage qe-2019-8", "qe-2019-7", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct search_result result = search(w, rows[i].q);
        if (strcmp(found(w, rows[i].q), rows[i].found) != 0 ||
            result.is_reference != rows[i].is_reference)
            fail_msg("%s finds %s", rows[i].q, found(w, rows[i].q));
    }
    assert_false(search(w, "qe-2019-9").is_reference);
    assert_false(search(w, "9 (2019-2020) 1").is_reference);
    assert_false(search(w, "https://example.org/question/rien").is_reference);
}

#define IN_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(a_name_finds_what_is_of_its_person),
        IN_WORLD(texts_that_name_somebody_are_found_too),
        IN_WORLD(what_is_no_name_finds_nobody),
        IN_WORLD(offices_need_a_word_of_office_and_a_portfolio),
        IN_WORLD(a_title_may_be_long),
        IN_WORLD(names_are_told_with_a_card_and_an_undo),
        IN_WORLD(the_end_of_a_surname_is_not_enough_where_it_is_a_word_like_others),
        IN_WORLD(surnames_may_be_joined_shortened_and_have_a_title),
        IN_WORLD(a_ministry_is_nobody),
        IN_WORLD(many_of_one_name_are_all_found_or_it_is_said),
        IN_WORLD(a_portfolio_or_a_number_alone_shows_cards_and_matches_nothing),
        IN_WORLD(a_name_is_never_corrected),
        IN_WORLD(a_misspelt_surname_that_texts_have_finds_its_person),
        IN_WORLD(a_reference_finds_its_exchange_alone),
        IN_WORLD(scores_of_persons_are_explained),
    };
    return cmocka_run_group_tests_name("people", tests, NULL, NULL);
}
