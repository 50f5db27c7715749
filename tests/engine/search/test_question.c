// What people ask in plain French: recognised, relaxed as other words are, and told, with what undoes it.
#include "engine/search/memory/people_words.h"
#include "engine/search/query/question.h"
#include "tests/engine/search/search_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void questions_are_told_from_keywords(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_question;
    } rows[] = {
        {"Combien de places d'accueil ont été créées", true},
        {"dans quels cas peut-on refuser", true},
        {"Qu’est-ce que la vidéosurveillance", true},
        {"La CNIL peut-elle agir", true},
        {"je n'ai pas reçu la carte d'électeur", true},
        {"mon voisin bâtit un mur", true},
        {"le mur que j’ai bâti", true},
        {"s'il pleut sur le chantier", true},
        {"qu est ce que le cadastre", true},
        {"le cadastre c est quoi", true},
        {"bail de chasse quelle durée", true},
        {"peut on bâtir en zone inondable", true},
        {"quota MA IL pêche", false}, // capitals are no pronouns
        {"JE VEUX UN PASSEPORT", true},
        {"rendez-vous au cadastre", false},
        {"La CNIL peut-elle agir ?", true},
        {"Peut-on filmer la rue", true},
        {"comment faire", false}, // two words
        {"places d'accueil crèches Wallonie", false},
        {"inondations ?", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (question_is(slice_from(rows[i].text)) != rows[i].is_question)
            fail_msg("%s", rows[i].text);
}

static void fill(struct search_world *w)
{
    search_world_put(w, "both", "Vie privée", "Le droit à l’effacement des données en ligne.");
    search_world_put(w, "words", "Vie privée", "L’effacement est un droit ; les données en ligne.");
    search_world_put(w, "other", "Les gares", "Les quais de la gare de Namur.");
    search_world_open(w);
}

static struct search_result search(struct search_world *w, struct slice q, enum search_mode mode)
{
    struct search_request request = {.q = q, .mode = mode, .limit = 10};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    return result;
}

static void assert_finds(struct search_world *w, const char *q, enum search_mode mode,
                         const char *ids)
{
    struct search_result result = search(w, slice_from(q), mode);
    struct slice found = SLICE("");
    for (size_t h = 0; h < result.hit_count; h++)
        found = arena_printf(&w->arena, "%.*s%s%.*s", SLICE_ARG(found), h ? " " : "",
                             SLICE_ARG(result.hits[h].exchange.id));
    if (!slice_equal(found, slice_from(ids)))
        fail_msg("« %s » finds %.*s", q, SLICE_ARG(found));
}

static void common_words_count_near_each_other(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "sans", "", "Les personnes sans emploi stable.");
    search_world_put(w, "emploi", "", "L’emploi des jeunes.");
    search_world_put(w, "apart", "",
                     "L’emploi est rare à la campagne et l’aide y vient sans retard.");
    search_world_put(w, "lieu", "", "Le lieu de la réunion.");
    search_world_put(w, "non-lieu", "", "Le non lieu du juge.");
    search_world_open(w);
    assert_finds(w, "\"sans emploi\"~3", MODE_AUTO, "sans");
    assert_finds(w, "\"sans emploi\"~12", MODE_AUTO, "apart sans");
    assert_finds(w, "\"non lieu\"~1", MODE_AUTO, "non-lieu");
    assert_finds(w, "\"de la\"~5", MODE_AUTO, "lieu");
}

static void quotation_marks_hold_in_a_question_too(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_finds(w, "\"droit à l’effacement\" données", MODE_AUTO, "both");
    assert_finds(w, "Le \"droit à l’effacement\", c’est quoi ?", MODE_AUTO, "both");
    assert_finds(w, "Le \"droit à l’effacement\" dans les gares, c’est quoi ?", MODE_AUTO, "both");
    assert_finds(w, "Le \"droit à l’oubli\" des données, c’est quoi ?", MODE_AUTO, "");
    assert_finds(w, "Que sont \"droit effacement\"~1 et données ?", MODE_AUTO, "both");
}

// The undo of the first notice that begins so.
static struct slice undo_of(const struct search_result *result, const char *begin)
{
    for (size_t i = 0; i < result->interpretation_count; i++)
        if (slice_starts_with(result->interpretation[i].text, slice_from(begin)))
            return result->interpretation[i].undo;
    fail_msg("nothing is said that begins with « %s »", begin);
    return SLICE("");
}

static void assert_undo(struct search_world *w, const char *q, const char *begin,
                        const char *expected)
{
    struct search_result result = search(w, slice_from(q), MODE_AUTO);
    if (!result.relaxed)
        fail_msg("« %s » is not relaxed", q);
    struct slice undo = undo_of(&result, begin);
    if (!slice_equal(undo, slice_from(expected)))
        fail_msg("« %s » is undone by « %.*s »", q, SLICE_ARG(undo));
    if (undo.len > 0 && slice_starts_with(slice_from(begin), SLICE("aucun")))
        assert_false(search(w, undo, MODE_AUTO).relaxed);
}

static void what_was_relaxed_comes_with_the_query_that_is_not(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_undo(w, "gare éléphant", "Aucun échange ne contient tous", "+(gare éléphant)");
    assert_undo(w, "gare -train titre:gares Liège", "Aucun échange ne contient tous",
                "+gare -train +titre:gares +Liège");
    assert_undo(w, "gare éléphant ET Namur", "Aucun échange ne contient tous",
                "+(gare éléphant ET Namur)");
    assert_undo(w, "Comment effacer mes quais ?", "Aucun échange ne contient tous",
                "+(Comment effacer mes quais) ?");
}

static void a_plus_before_a_group_holds_when_it_stands_alone(void **state)
{
    struct search_world *w = *state;
    fill(w);
    assert_finds(w, "+(gare éléphant)", MODE_AUTO, "");
    assert_finds(w, "+(gare éléphant)", MODE_ANY, "");
    assert_finds(w, "+(gare Namur)", MODE_AUTO, "other");
}

// A hundred exchanges in which most are about stations, and a few that tell.
static void fill_with_common_words(struct search_world *w)
{
    for (int i = 0; i < 96; i++) {
        struct slice id = arena_printf(&w->arena, "s%d", i);
        bool is_work = i % 2 == 0;
        search_world_put(w, id.ptr, "Une gare",
                         is_work ? "La gare ferme, les travaux durent." : "La gare.");
    }
    search_world_put(w, "halt", "La halte de Sclessin", "Le quai de la halte sera rehaussé.");
    search_world_put(w, "works", "Les travaux", "Les travaux du quai de la gare, rehaussé en mai.");
    search_world_open(w);
}

static void common_words_of_a_long_question_need_not_occur(void **state)
{
    struct search_world *w = *state;
    fill_with_common_words(w);
    const char *q = "Quand le quai de la gare sera-t-il rehaussé ?";
    assert_finds(w, q, MODE_AUTO, "works halt");
    assert_finds(w, q, MODE_ALL, "works");
    struct search_result result = search(w, slice_from(q), MODE_AUTO);
    assert_false(result.relaxed);
    struct slice undo = undo_of(&result, "gare\u00a0: mot fréquent, pas exigé");
    assert_finds(w, arena_printf(&w->arena, "%.*s", SLICE_ARG(undo)).ptr, MODE_AUTO, "works");
    assert_finds(w, "Quand le quai de la +gare sera-t-il rehaussé ?", MODE_AUTO, "works");
    assert_finds(w, "Quand rehausser la gare ?", MODE_AUTO, "works"); // too few to spare one
    assert_finds(w, "quai gare rehaussé", MODE_AUTO, "works");        // keywords
}

// Of three words that each are common the rarest must occur.
static void one_word_of_a_question_must_occur(void **state)
{
    struct search_world *w = *state;
    fill_with_common_words(w);
    struct search_result result =
        search(w, SLICE("Pourquoi les travaux de la gare durent-ils ?"), MODE_AUTO);
    assert_int_equal(result.total, 48); // of 49 with « travaux » and 97 with « gare »
}

static void fill_with_strikes(struct search_world *w)
{
    search_world_put(w, "case", "Les trains", "En cas de grève, le trafic cesse.");
    search_world_put(w, "strike", "Les bus", "La grève des bus suspend le trafic.");
    search_world_put(w, "rage", "La rage", "Un cas de rage près du quai d’essai.");
    search_world_put(w, "dog", "Les chiens", "La rage des chiens.");
    search_world_put(w, "storm", "La météo", "L’orage suspend le vol.");
    search_world_open(w);
}

// « En cas de » is a preposition; a case of rabies is one.
static void nouns_of_prepositions_need_not_occur(void **state)
{
    struct search_world *w = *state;
    fill_with_strikes(w);
    assert_finds(w, "trafic en cas de grève", MODE_AUTO, "case strike");
    assert_finds(w, "trafic en cas de grève", MODE_ALL, "case");
    assert_finds(w, "vol en cas d’orage", MODE_AUTO, "storm");
    assert_finds(w, "vol au cas orage", MODE_ALL, "");
    assert_finds(w, "trafic suite à la grève", MODE_AUTO, "case strike");
    assert_finds(w, "cas de rage", MODE_AUTO, "rage");
    struct search_result result = search(w, SLICE("trafic en cas de grève"), MODE_AUTO);
    assert_false(result.relaxed);
    (void)undo_of(&result, "cas\u00a0: mot de liaison, pas exigé");
}

static void an_article_may_lack_its_apostrophe(void **state)
{
    struct search_world *w = *state;
    fill_with_strikes(w);
    assert_finds(w, "quai d essai", MODE_ALL, "rage");
    assert_finds(w, "quai d' essai", MODE_ALL, "rage");
    assert_finds(w, "quai d’ essai", MODE_ALL, "rage");
    assert_finds(w, "quai dessai", MODE_AUTO, "rage");
    assert_finds(w, "quai d bus", MODE_ALL, ""); // a letter
    assert_finds(w, "quai D essai", MODE_ALL, "");
}

static void fill_with_papers(struct search_world *w)
{
    search_world_put(w, "hyphen", "Un refuge", "Un refuge pour les sans-papiers du canal.");
    search_world_put(w, "space", "Un abri", "Un homme sans papiers attend près du canal.");
    search_world_put(w, "joined", "Un toit", "Des sanspapiers dorment au canal.");
    search_world_put(w, "papers", "Des papiers", "Les papiers se délivrent, sans délai, au canal.");
    search_world_open(w);
}

static void a_compound_is_one_however_it_is_written(void **state)
{
    struct search_world *w = *state;
    fill_with_papers(w);
    assert_finds(w, "sans-papiers canal", MODE_ALL, "hyphen space joined");
    assert_finds(w, "sans papiers canal", MODE_ALL, "hyphen space joined");
    assert_finds(w, "sanspapiers canal", MODE_ALL, "hyphen joined space");
    assert_finds(w, "canal -sanspapiers", MODE_AUTO, "papers");
    assert_finds(w, "papiers", MODE_ALL, "papers space hyphen");
    struct search_result result = search(w, SLICE("sans papiers"), MODE_ALL);
    struct slice undo = undo_of(&result, "sans papiers\u00a0: aussi «\u00a0sans-papiers\u00a0»");
    assert_finds(w, arena_printf(&w->arena, "%.*s", SLICE_ARG(undo)).ptr, MODE_ALL, "space hyphen");
    assert_finds(w, "sans délai", MODE_ALL, "papers"); // nobody writes a compound of them
    assert_finds(w, "\u0301-1", MODE_AUTO, "");        // an accent by itself is no word of one
    assert_finds(w, "\u0301-papiers", MODE_ALL, "papers space hyphen");
}

// However common its second word, what the query begins with, or a determiner stands before, is no preposition. What
// has its hyphen by mistake is not meant.
static void a_maker_without_a_noun_before_it_may_be_of_a_rare_compound(void **state)
{
    enum { COMMON = 150 };
    struct search_world *w = *state;
    for (unsigned i = 0; i < COMMON; i++)
        search_world_put(w, arena_printf(&w->arena, "d%u", i).ptr, "Note",
                         "Le lieu de la commission, taxe sur le sol et le champ.");
    search_world_put(w, "dismissed", "Note", "Un non-lieu et une sur-commission au lac.");
    search_world_put(w, "apart", "Note", "Un non lieu au lac.");
    search_world_put(w, "cellar", "Note", "Le sous-sol du lac.");
    search_world_put(w, "field", "Note", "Le hors champ et le hors-champ au lac.");
    search_world_open(w);
    struct search_result result = search(w, SLICE("non lieu"), MODE_AUTO);
    assert_true(slice_equal(result.hits[0].exchange.id, SLICE("dismissed")));
    assert_finds(w, "non lieu lac", MODE_ALL, "dismissed apart");
    assert_finds(w, "un non lieu lac", MODE_ALL, "dismissed apart");
    assert_finds(w, "la sur commission lac", MODE_ALL, "dismissed");
    assert_finds(w, "lac sur commission", MODE_ALL, "dismissed"); // by its parts
    assert_finds(w, "soussol", MODE_ALL, "cellar");
    assert_finds(w, "horschamp", MODE_ALL, "field");
}

static void fill_with_compounds(struct search_world *w)
{
    static const char *const texts[][2] = {
        {"these", "Les ayants droit du canal."},
        {"heirs", "Les ayants-droit du canal."},
        {"one", "Un ayant droit du canal."},
        {"heir", "Un ayant-droit du canal."},
        {"law", "Le droit du canal."},
        {"date", "Un rendez-vous au quai."},
        {"apart", "Un rendez vous au quai."},
        {"back", "Vous rendez le sac."},
        {"may", "Ce quai est peut-être ouvert."},
        {"debt", "Le surendettement des ménages."},
        {"hyphen", "Le sur-endettement des ménages."},
        {"split", "Le sur endettement des ménages."},
        {"loans", "L’endettement des ménages."},
        {"after", "Le service après-vente du vélo."},
        {"sale", "La remise après la vente du vélo."},
        {"both", "L’analyse socioéconomique de la carte."},
        {"parts", "L’analyse socio-économique de la carte."},
        {"joined", "Le burnout du personnel."},
        {"burn", "Le burn-out du personnel."},
        {"deputies", "Les eurodéputés wallons."},
        {"line", "L’en- treprise, la pro-cédure ; la procédure."},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        search_world_put(w, texts[i][0], "Note", texts[i][1]);
    search_world_open(w);
}

// The same without regard to their order.
static void assert_has(struct search_world *w, const char *q, enum search_mode mode,
                       const char *ids)
{
    struct search_result result = search(w, slice_from(q), mode);
    struct slice wanted = slice_from(ids), id;
    size_t count = 0;
    for (; people_next_word(&wanted, &id); count++) {
        size_t h = 0;
        while (h < result.hit_count && !slice_equal(result.hits[h].exchange.id, id))
            h++;
        if (h == result.hit_count)
            fail_msg("« %s » does not find %.*s", q, SLICE_ARG(id));
    }
    if (result.hit_count != count)
        fail_msg("« %s » finds %zu", q, result.hit_count);
}

static void common_words_and_prefixes_make_compounds_that_texts_write(void **state)
{
    struct search_world *w = *state;
    fill_with_compounds(w);
    static const char *const heirs[] = {"ayant droit", "ayant-droit", "ayants droit",
                                        "ayants-droit"};
    for (size_t i = 0; i < sizeof heirs / sizeof *heirs; i++)
        assert_has(w, heirs[i], MODE_ALL, "these heirs one heir");
    assert_has(w, "rendez vous", MODE_ALL, "date apart");
    assert_has(w, "rendez-vous quai", MODE_ALL, "date apart");
    assert_has(w, "vous rendez", MODE_ALL, "apart back");
    assert_has(w, "peut être", MODE_ALL, "");
    assert_has(w, "surendettement", MODE_ALL, "debt hyphen split");
    assert_has(w, "sur endettement", MODE_ALL, "debt hyphen split loans");
    assert_has(w, "après vente", MODE_ALL, "after sale");
    assert_has(w, "socio économique", MODE_ALL, "both parts");
    assert_has(w, "socioéconomique carte", MODE_ALL, "both parts");
    assert_has(w, "burn out", MODE_ALL, "joined burn");
    assert_has(w, "euro députés", MODE_ALL, "deputies");
    assert_has(w, "procédure", MODE_ALL, "line");
    struct search_result result = search(w, SLICE("rendez-vous"), MODE_ALL);
    (void)undo_of(&result, "rendez-vous\u00a0: aussi «\u00a0rendez vous\u00a0»");
    result = search(w, SLICE("procédure"), MODE_ALL);
    assert_int_equal(result.interpretation_count, 0);
}

static void a_name_and_its_number_are_one_however_they_are_spaced(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "joined", "Le climat", "La COP26 de Glasgow et les PM10 au canal.");
    search_world_put(w, "space", "Le climat", "La COP 26 de Glasgow, et les PM 10 au canal.");
    search_world_put(w, "apart", "Le climat", "26 pays sont à la COP, 10 heures de PM au canal.");
    search_world_put(w, "norm", "Le label", "La norme ISO9001 du label.");
    search_world_put(w, "standard", "Le label", "La norme ISO 9001 du label.");
    search_world_put(w, "year", "Le label", "Le label ISO2023 de 2023.");
    search_world_put(w, "farm", "La ferme", "La norme ISO 14001 de la ferme.");
    search_world_put(w, "meadow", "La ferme", "La norme ISO14001 de la ferme.");
    search_world_open(w);
    assert_finds(w, "COP 26", MODE_ALL, "space apart joined");
    assert_finds(w, "cop26 canal", MODE_ALL, "joined space");
    assert_finds(w, "canal pm 10", MODE_ALL, "apart space joined");
    assert_finds(w, "canal pm10", MODE_ALL, "space joined");
    assert_finds(w, "pm10", MODE_ANY, "space joined"); // 10 is something else
    assert_finds(w, "canal -cop26", MODE_AUTO, "apart");
    assert_finds(w, "canal 26", MODE_ALL, "apart space");
    assert_finds(w, "climat 26", MODE_ALL, "apart space"); // nobody joins the two
    assert_finds(w, "label iso 9001", MODE_ALL, "standard norm");
    assert_finds(w, "label iso9001", MODE_ALL, "norm standard");
    assert_finds(w, "ferme iso14001", MODE_ALL, "meadow farm");
    assert_finds(w, "ferme iso 14001", MODE_ALL, "farm meadow");
    assert_finds(w, "label iso 2023", MODE_ALL, ""); // a year is a year
}

static void an_article_of_the_constitution_is_one_by_any_of_its_names(void **state)
{
    struct search_world *w = *state;
    search_world_put(w, "point", "La loi", "Le recours au 49.3 pour cette loi.");
    search_world_put(w, "hyphen", "La loi", "Le recours au 49-3 pour cette loi.");
    search_world_put(w, "long", "La loi", "Le recours à l'article 49, alinéa 3, pour cette loi.");
    search_world_put(w, "other", "La loi", "Les articles 49 et 3 de cette loi.");
    search_world_open(w);
    static const char *const names[] = {"recours 49.3", "recours au 49-3",
                                        "recours à l'article 49 alinéa 3",
                                        "recours article 49 al. 3"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_has(w, names[i], MODE_ALL, "point hyphen long");
}

// A hyphen that no text of many has is the asker's.
static void a_hyphen_of_ones_own_parts_words(void **state)
{
    enum { MANY = 2000 };
    struct search_world *w = *state;
    search_world_put(w, "lease", "Un bail", "Le contrat de chasse de la vallée.");
    search_world_put(w, "guard", "Le garde", "Un garde-chasse de la vallée.");
    search_world_put(w, "both", "La chasse", "La garde de la chasse dans la vallée.");
    for (int i = 3; i < MANY; i++)
        search_world_put(w, arena_printf(&w->arena, "n%d", i).ptr, "Note", "Une note.");
    search_world_open(w);
    assert_finds(w, "contrat-chasse vallée", MODE_AUTO, "lease");
    assert_finds(w, "vallée contrat de-chasse", MODE_AUTO, "lease");
    assert_finds(w, "garde-chasse", MODE_AUTO, "guard");
    assert_finds(w, "non-chasse", MODE_AUTO, "");
    struct search_result result = search(w, SLICE("contrat-chasse"), MODE_AUTO);
    assert_finds(w, undo_of(&result, "«\u00a0contrat-chasse\u00a0» ne s'écrit").ptr, MODE_AUTO, "");
}

#define WITH_WORLD(test) \
    cmocka_unit_test_setup_teardown(test, search_world_set_up, search_world_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_are_told_from_keywords),
        WITH_WORLD(common_words_count_near_each_other),
        WITH_WORLD(quotation_marks_hold_in_a_question_too),
        WITH_WORLD(what_was_relaxed_comes_with_the_query_that_is_not),
        WITH_WORLD(a_plus_before_a_group_holds_when_it_stands_alone),
        WITH_WORLD(common_words_of_a_long_question_need_not_occur),
        WITH_WORLD(one_word_of_a_question_must_occur),
        WITH_WORLD(nouns_of_prepositions_need_not_occur),
        WITH_WORLD(an_article_may_lack_its_apostrophe),
        WITH_WORLD(a_maker_without_a_noun_before_it_may_be_of_a_rare_compound),
        WITH_WORLD(a_compound_is_one_however_it_is_written),
        WITH_WORLD(common_words_and_prefixes_make_compounds_that_texts_write),
        WITH_WORLD(a_name_and_its_number_are_one_however_they_are_spaced),
        WITH_WORLD(an_article_of_the_constitution_is_one_by_any_of_its_names),
        WITH_WORLD(a_hyphen_of_ones_own_parts_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
