// Promises about people at the Assemblée nationale: their names in texts, who speaks in a debate, for whom, and what
// is only a heading in bold.
#include "indexer/sources/an/names.h"
#include "tests/indexer/source_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct probe probe;

// The debate with these lines.
static const struct exchange *read_lines(const char *lines)
{
    struct buf file = {0};
    buf_printf(&file,
               "<QUESTION TYPE=\"QG\"><LEGISLATURE>16</LEGISLATURE><DEPOT NUMERO=\"8\"/>"
               "<AUTEUR><NOM>Lenoir</NOM><PRENOM>Paul</PRENOM></AUTEUR><INDEXATION_AN "
               "RUBRIQUE=\"gaz\"/><REPONSE><TEXTE_REPONSE><![CDATA[%s]]></TEXTE_REPONSE>"
               "<DATE_JO_REPONSE>05/03/2023</DATE_JO_REPONSE></REPONSE></QUESTION>",
               lines);
    probe_parse(&probe, "an-xml", buf_slice(&file));
    buf_clear(&file);
    assert_problems(&probe, "");
    assert_int_equal(probe.count, 1);
    return &probe.exchanges[0];
}

// With these lines as the minister's.
static const struct exchange *read_debate(const char *minister)
{
    char lines[1000];
    (void)snprintf(lines, sizeof lines,
                   "<br><strong>M. Paul Lenoir. </strong>Le gaz est cher.<br><br>%s<br><br>"
                   "<strong>M. Paul Lenoir. </strong>Merci.<br>",
                   minister);
    return read_lines(lines);
}

static const struct exchange *read_plain_debate(const char *minister)
{
    char lines[1000];
    (void)snprintf(lines, sizeof lines, "M. Paul Lenoir. Le gaz est cher.<br>%s", minister);
    return read_lines(lines);
}

static void a_minister_is_known_however_the_office_is_set(void **state)
{
    (void)state;
    static const struct {
        const char *line, *office;
    } rows[] = {
        {"<strong>M. Luc Roy,</strong><i> ministre de l'énergie. </i>Il baisse.",
         "ministre de l'énergie"},
        {"<strong>M. Luc Roy, <i>ministre de l'énergie.</i> </strong>Il baisse.",
         "ministre de l'énergie"},
        {"<strong>M. Luc Roy,</strong><i> Première ministre . </i>Il baisse.", "Première ministre"},
        {"<b>M. Luc Roy,</b>&nbsp;<em>secrétaire d’État</em>. Il baisse.", "secrétaire d’État"},
        {"<strong>M. Luc Roy</strong>, <i>porte-parole du Gouvernement.</i> Il baisse.",
         "porte-parole du Gouvernement"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char lines[400];
        (void)snprintf(lines, sizeof lines,
                       "%s<br><br><strong>M. Guy Roland . </strong>Il ne baisse pas du tout.",
                       rows[i].line);
        const struct exchange *exchange = read_debate(lines);
        assert_int_equal(exchange->speech_count, 4);
        assert_slice(exchange->question, "Le gaz est cher.\n\nMerci.");
        assert_slice(exchange->replies[0].respondent, "Luc Roy");
        assert_slice(exchange->replies[0].office, rows[i].office);
        assert_slice(exchange->replies[0].text, "Il baisse.");
    }
}

static void a_title_alone_speaks_for_the_government(void **state)
{
    (void)state;
    static const char *const titles[] = {"M. le ministre", "Mme la Première ministre",
                                         "Le Premier ministre", "Mme le garde des sceaux"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char lines[300];
        (void)snprintf(lines, sizeof lines,
                       "<strong>%s . </strong>Il baisse.<br><br><strong>M. Guy Roland . "
                       "</strong>Il ne baisse pas du tout.",
                       titles[i]);
        const struct exchange *exchange = read_debate(lines);
        assert_slice(exchange->replies[0].respondent, titles[i]);
        assert_slice(exchange->replies[0].text, "Il baisse.");
    }
}

// Records of before 1997 name a minister once, and have titles behind that.
static void a_title_is_whoever_spoke_under_it(void **state)
{
    (void)state;
    static const struct {
        const char *office, *title;
    } rows[] = {
        {"ministre de l'energie, des mines et de la mer", "M. le ministre"},
        {"ministre de l'energie, des mines et de la mer",
         "M. le ministre de l'énergie, des mines et de la mer"},
        {"secretaire d'Etat a l'energie", "M. le secretaire d'Etat"},
        {"garde des sceaux, ministre de la justice", "M. le garde des sceaux"},
        {"garde des sceaux, ministre de la justice", "M. le ministre de la justice"},
        {"ministre d'Etat, garde des sceaux, ministre de la justice", "M. le garde des sceaux"},
        {"ministre delegue a la mer", "M. le ministre delegue a la mer"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char lines[400];
        (void)snprintf(lines, sizeof lines,
                       "M. Luc Roy, %s. Il baisse.<br>M. Guy Roland. Non !<br>%s. Si.<br>"
                       "M. le ministre de l'interieur a dit que non, hier et ici. Voila.",
                       rows[i].office, rows[i].title);
        const struct exchange *exchange = read_plain_debate(lines);
        assert_slice(exchange->replies[0].respondent, "Luc Roy");
        assert_slice(exchange->replies[0].office, rows[i].office);
        assert_slice(exchange->replies[0].text,
                     "Il baisse.\n\nSi.\nM. le ministre de l'interieur a dit que non, hier et "
                     "ici. Voila.");
    }
    const struct exchange *exchange = read_plain_debate(
        "M. Luc Roy, ministre de la mer. Il baisse.<br>M. Paul Petit, ministre des mines. "
        "Il baissera.<br>M. le ministre. Encore.");
    assert_slice(exchange->replies[0].respondent, "Luc Roy ; Paul Petit ; M. le ministre");
}

static void a_title_of_a_woman_is_no_man_and_the_other_way_round(void **state)
{
    (void)state;
    const struct exchange *exchange =
        read_plain_debate("M. Luc Roy, ministre de la mer. Il baisse.<br>Mme la ministre. Non !<br>"
                          "Mme Zoe Petit, ministre de la ville. Si.<br>M. le ministre. Oui.<br>Mme "
                          "le ministre. Donc.");
    assert_slice(exchange->replies[0].respondent, "Luc Roy ; Mme la ministre ; Zoe Petit");
    assert_int_equal(exchange->speech_count, 6);
    assert_slice(exchange->speeches[4].speaker, "Luc Roy");
    assert_slice(exchange->speeches[5].speaker, "Zoe Petit");
}

static void several_speak_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *line, *speaker;
    } rows[] = {
        {"M. Guy Roland et Mme Zoe Petit. Non !", "Guy Roland et Mme Zoe Petit"},
        {"MM. Roland et Petit. Non !", "Roland et Petit"},
        {"MM. Roland, Val et Petit. Non !", "Roland, Val et Petit"},
        {"Mmes Eve Val, Anne Roy et Zoe Petit. Non !", "Eve Val, Anne Roy et Zoe Petit"},
        {"M. Guy Roland, Mme Zoe Petit et M. Jean Val. Non !",
         "Guy Roland, Mme Zoe Petit et M. Jean Val"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char lines[400];
        (void)snprintf(lines, sizeof lines,
                       "M. Luc Roy, ministre. Il baisse.<br>%s<br>M. le ministre. Si.<br>"
                       "MM. Roland et Petit le savent. Oui.<br>M. Guy Roland, hier, et Mme Petit."
                       "<br>M. Guy Roland et la Region. Rien.",
                       rows[i].line);
        const struct exchange *exchange = read_plain_debate(lines);
        assert_slice(exchange->speeches[2].speaker, rows[i].speaker);
        assert_slice(exchange->speeches[2].text, "Non !");
        assert_slice(exchange->replies[0].text,
                     "Il baisse.\n\nSi.\nMM. Roland et Petit le savent. Oui.\n"
                     "M. Guy Roland, hier, et Mme Petit.\nM. Guy Roland et la Region. Rien.");
    }
}

static void a_heading_in_bold_is_nobodys_name(void **state)
{
    (void)state;
#define MINISTER "<strong>M. Luc Roy,</strong><i> ministre. </i>Il baisse.<br><br>"
    static const struct {
        const char *bold;
        size_t speeches;
    } rows[] = {
        {"1. Financement.", 3},
        {"Le budget.", 3},
        {"La réponse du Gouvernement,", 3},
        {"Plusieurs mesures.", 3},
        {"Charges sociales.", 3},
        {"Mme la présidente.", 4},
        {"Le Premier ministre.", 4},
        {"M.Guy Roland.", 4},
        {"Plusieurs députés du groupe des Écoles.", 4},
        {"De nombreux députés.", 4},
        {"Une voix à gauche.", 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char lines[300];
        (void)snprintf(lines, sizeof lines, MINISTER "<strong>%s</strong> Il tient.", rows[i].bold);
        const struct exchange *exchange = read_debate(lines);
        char whole[200];
        (void)snprintf(whole, sizeof whole, "Il baisse.\n\n%s Il tient.", rows[i].bold);
        assert_int_equal(exchange->speech_count, rows[i].speeches);
        assert_slice(exchange->speeches[1].text, rows[i].speeches == 3 ? whole : "Il baisse.");
    }
}

static void authors_are_found_in_the_text_of_their_question(void **state)
{
    (void)state;
    const struct {
        const char *text, *author;
    } rows[] = {
        {"M. François Cornut-Gentille interroge M. le ministre", "François Cornut-Gentille"},
        {"Mme Élise de La Tour du Pin attire l'attention", "Élise de La Tour du Pin"},
        {"M Andre Delehedde appelle", "Andre Delehedde"},
        {"12. — 10 mars 2026. — Mme Ève Martin demande", "Ève Martin"},
        {"M. Noël d’Arbois, ancien maire, demande", "Noël d’Arbois"},
        {"M. Noël d'abord demande", "Noël"},
        {"Mme Anne-Ève de l’Étang-Noir interroge", "Anne-Ève de l’Étang-Noir"},
        {"Mme\u202FIne van\u2009den\u00A0Berg le prie", "Ine van\u2009den\u00A0Berg"},
        {"M. Rui dos Santos do prie", "Rui dos Santos"},
        {"Les membres demandent à M. Dupont", "Dupont"},
        {"Il lui demande", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_slice(an_names_author_in(slice_from(rows[i].text)), rows[i].author);
}

// The data have a number; a name that seems to be of one word may be a longer one that was not understood.
static void a_number_is_better_than_a_part_of_a_name(void **state)
{
    (void)state;
    static const struct {
        const char *text, *author;
    } rows[] = {
        {"M. Noël d’Arbois interroge", "Noël d’Arbois"},
        {"M. Noël ᾿Arbois interroge", "PA1"},
        {"On interroge", "PA1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf file = {0};
        buf_printf(&file,
                   "{\"question\": {\"identifiant\": {\"numero\": \"9\", \"legislature\": \"17\"}, "
                   "\"type\": \"QE\", \"indexationAN\": {\"rubrique\": \"eau\"}, \"auteur\": "
                   "{\"identite\": {\"acteurRef\": \"PA1\"}}, \"textesQuestion\": "
                   "{\"texteQuestion\": {\"texte\": \"%s\"}}}}",
                   rows[i].text);
        probe_parse(&probe, "an-json", buf_slice(&file));
        buf_clear(&file);
        assert_problems(&probe, "");
        assert_slice(probe.exchanges[0].author, rows[i].author);
    }
}

static int set_up(void **state)
{
    (void)state;
    probe_open(&probe);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    probe_close(&probe);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minister_is_known_however_the_office_is_set),
        cmocka_unit_test(a_title_alone_speaks_for_the_government),
        cmocka_unit_test(a_title_is_whoever_spoke_under_it),
        cmocka_unit_test(a_title_of_a_woman_is_no_man_and_the_other_way_round),
        cmocka_unit_test(several_speak_at_once),
        cmocka_unit_test(a_heading_in_bold_is_nobodys_name),
        cmocka_unit_test(authors_are_found_in_the_text_of_their_question),
        cmocka_unit_test(a_number_is_better_than_a_part_of_a_name),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
