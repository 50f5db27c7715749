// What a query is understood to mean is told: every thing once, in so many words.
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void fill(struct search_world *w)
{
    search_world_put(w, "a", "Les gares", "Les quais de la gare de Namur et les places du marché.");
    search_world_put(w, "b", "Les marchés", "Le marché de Huy.");
    search_world_open(w);
}

// All that is told of a query, a line each: the text, then what undoes it in brackets.
static void assert_told(struct search_world *w, const char *q, const char *want)
{
    struct search_request request = {.q = slice_from(q), .mode = MODE_AUTO, .limit = 10};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    struct slice told = SLICE("");
    for (size_t i = 0; i < result.interpretation_count; i++) {
        const struct interpretation *item = &result.interpretation[i];
        told = arena_printf(&w->arena, "%.*s%.*s [%.*s]\n", SLICE_ARG(told), SLICE_ARG(item->text),
                            SLICE_ARG(item->undo));
    }
    if (!slice_equal(told, slice_from(want)))
        fail_msg("of « %s » is told:\n%.*s", q, SLICE_ARG(told));
}

#define TOO_FREQUENT "\u00a0: mots trop fréquents, non cherchés []\n"
#define OF_THE_QUESTION "\u00a0: mots de la question, non cherchés []\n"
#define NOT_REQUIRED "\u00a0: mots de la question, pas exigés []\n"

static void words_left_out_are_told_once(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(w, "la gare", "la\u00a0: mot trop fréquent, non cherché [=la gare]\n");
    assert_told(w, "la gare de Namur", "la, de" TOO_FREQUENT);
    assert_told(w, "gare (les quais du marché) de la",
                "les, du" TOO_FREQUENT "de, la" TOO_FREQUENT);
    assert_told(w, "le la les de du des et un une que dans gare",
                "le, la, les, de, du, des, et, un…" TOO_FREQUENT);
    assert_told(w, "Comment savoir combien de quais Namur doit avoir ?",
                "Comment, combien, de, avoir" TOO_FREQUENT "savoir, doit" OF_THE_QUESTION);
    assert_told(w, "Quelles règles et conditions pour la gare de Namur ?",
                "Quelles, et, pour, la, de" TOO_FREQUENT "règles, conditions" NOT_REQUIRED);
}

static void every_unknown_word_is_told_once(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(
        w, "mar* gare loutre castor",
        "Aucun échange ne contient tous les mots\u00a0: voici ceux qui en contiennent une partie "
        "[+mar* +(gare loutre castor)]\n"
        "«\u00a0loutre\u00a0» ne se trouve dans aucun échange [mar* gare castor]\n"
        "«\u00a0castor\u00a0» ne se trouve dans aucun échange [mar* gare loutre]\n"
        "mar*\u00a0: marché, marchés []\n");
}

static void several_wrong_words_are_corrected_at_once(void **state)
{
    struct search_world *w = *state;
    for (char id[] = "a"; id[0] < 'g';
         id[0]++) // a word of a few documents is no neighbour of another
        search_world_put(w, id, "Les passerelles", "La passerelle du canal est rouverte.");
    search_world_open(w);
    assert_told(
        w, "pasesrelle l'ecrou canla",
        "Aucun échange ne contient tous les mots\u00a0: voici ceux qui en contiennent une "
        "partie [+(pasesrelle l'ecrou canla)]\n"
        "«\u00a0pasesrelle\u00a0» ne se trouve dans aucun échange\u00a0: "
        "«\u00a0passerelle\u00a0» est cherché aussi [+pasesrelle l'ecrou canla]\n"
        "«\u00a0ecrou\u00a0» ne se trouve dans aucun échange [pasesrelle l' canla]\n"
        "«\u00a0canla\u00a0» ne se trouve dans aucun échange\u00a0: «\u00a0canal\u00a0» est "
        "cherché aussi [pasesrelle l'ecrou +canla]\n"
        "Tous ces mots corrigés [passerelle l'ecrou canal]\n");
}

static void an_empty_quotation_is_offered_without_its_marks(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(
        w, "\"gare de Huy\" -train",
        "Aucun échange avec la phrase exacte «\u00a0gare de Huy\u00a0» [gare de Huy -train]\n");
    assert_told(w, "\"marché de Huy\"", "");
}

static void one_other_is_singular_and_of_is_elided(void **state)
{
    struct search_world *w = *state;
    static const char *const authors[] = {"ADAM Bruno", "ADAM Carl", "ADAM Dora", "ADAM Fred",
                                          "ADAM Guy"};
    for (size_t i = 0; i < sizeof authors / sizeof *authors; i++)
        search_world_add(w, (struct exchange){.id = arena_printf(&w->arena, "a%zu", i),
                                              .title = SLICE("Le bac"),
                                              .author = slice_from(authors[i])});
    search_world_add(w, (struct exchange){.id = SLICE("b"),
                                          .title = SLICE("Le bac"),
                                          .author = SLICE("HUYS Bo"),
                                          .minister = SLICE("PAWET Léa"),
                                          .office = SLICE("Ministre du Budget")});
    search_world_open(w);
    assert_told(
        w, "adam",
        "adam\u00a0: aussi les échanges d’ADAM Bruno, ADAM Carl, ADAM Dora, ADAM Fred et 1 autre "
        "[=adam]\n");
    assert_told(w, "huys", "huys\u00a0: aussi les échanges de HUYS Bo [=huys]\n");
    assert_told(w, "ministre du budget",
                "ministre du budget\u00a0: aussi les échanges de la fonction\u00a0: Ministre du "
                "Budget [\"ministre du budget\"]\n");
}

static void a_party_is_no_title(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "a", "Le MR et le PS", "Le MR parle de la mer.");
    search_world_put(w, "b", "Mr Pawet", "Mr Pawet et le PS parlent de la mer.");
    search_world_open(w);
    struct search_request request = {.q = SLICE("MR PS"), .mode = MODE_ALL, .limit = 10};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    assert_int_equal(result.total, 1);
    assert_told(w, "MR", "");
}

static void an_operator_alone_is_a_word(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(w, "ET",
                "«\u00a0ET\u00a0» n’a rien à relier\u00a0: cherché comme un mot []\n"
                "Rien que des mots très fréquents\u00a0: cherchés tels quels []\n");
    assert_told(w, "gare ET", "«\u00a0ET\u00a0» n’a rien à relier\u00a0: ignoré []\n");
}

static void what_cannot_be_as_typed_is_told(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(w, "\"quais gare\"~60",
                "«\u00a0~60\u00a0» lu comme «\u00a0~50\u00a0», le plus qui se cherche []\n");
    assert_told(w, "gares~3",
                "«\u00a0~3\u00a0» lu comme «\u00a0~2\u00a0», le plus qui se cherche []\n"
                "gares~\u00a0: gares, gare []\n");
    assert_told(w, "statut:truc",
                "statut\u00a0: personne ni rien ne répond à «\u00a0truc\u00a0»\u00a0; valeurs "
                "possibles\u00a0: sans-reponse, repondue, provisoire, retiree, caduque, "
                "non-couverte []\n");
}

#define EVERYTHING "La requête ne contient aucun mot à chercher\u00a0: voici tous les échanges []\n"
#define NO_ID_LIKE(field, typed) \
    field "\u00a0: personne ni rien ne répond à «\u00a0" typed \
          "\u00a0»\u00a0; un identifiant s’écrit en entier, sans étoile ni tilde []\n"

static void emojis_are_no_words_whichever_they_are(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(w, "😀", EVERYTHING);
    assert_told(w, "❤\uFE0F", EVERYTHING);
    assert_told(w, "gare 😀", "");
    assert_told(w, "𠮷",
                "«\u00a0𠮷\u00a0» ne se trouve dans aucun échange []\n"); // but a Chinese name is
}

static void a_part_of_an_id_is_told(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(w, "id:be/55*", NO_ID_LIKE("id", "be/55*"));
    assert_told(w, "serie:be/55~1", NO_ID_LIKE("serie", "be/55"));
    assert_told(w, "id:a", "id\u00a0: a []\n");
}

// « test » is near to « text », but who types it means no field: nothing is refused.
static void an_english_field_that_is_misspelt_is_offered_in_french(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_told(w, "titl:gare",
                "«\u00a0titl\u00a0» n’est pas un champ\u00a0: cherché comme texte\u00a0; pour ce "
                "champ, écrivez «\u00a0titre:\u00a0» []\n"
                "Aucun échange ne contient tous les mots\u00a0: voici ceux qui en contiennent une "
                "partie [+titl:gare]\n"
                "«\u00a0titl\u00a0» ne se trouve dans aucun échange [:gare]\n");
    assert_told(w, "quais:gare",
                "«\u00a0quais\u00a0» n’est pas un champ\u00a0: cherché comme texte []\n");
}

#define with_world(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_world(words_left_out_are_told_once),
        with_world(every_unknown_word_is_told_once),
        with_world(several_wrong_words_are_corrected_at_once),
        with_world(one_other_is_singular_and_of_is_elided),
        with_world(a_party_is_no_title),
        with_world(an_operator_alone_is_a_word),
        with_world(what_cannot_be_as_typed_is_told),
        with_world(emojis_are_no_words_whichever_they_are),
        with_world(a_part_of_an_id_is_told),
        with_world(an_english_field_that_is_misspelt_is_offered_in_french),
        with_world(an_empty_quotation_is_offered_without_its_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
