// Which answers only point elsewhere, and at which question.
#include "engine/text/referral.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct wording {
    const char *text;
    uint32_t number, session_from;
};

static const struct wording REFERRALS[] = {
    {"Je renvoie l'honorable membre à ma réponse à la question écrite n° 123.", 123, 0},
    {"J’ai l’honneur de renvoyer l’honorable membre à la réponse apportée à sa question écrite n° "
     "288 (2022-2023) 1, qui "
     "portait sur le même objet.",
     288, 2022},
    {"Je remercie l'honorable membre pour sa question.\n\nJe le renvoie à la réponse que j'ai "
     "donnée à la question nº 47 de "
     "Mme Verger, session 2019-2020.",
     47, 2019},
    {"Je me permets de vous renvoyer aux débats tenus en commission le 4 mai.", 0, 0},
    {"Je renvoie l'honorable membre à mon collègue, le Ministre du Logement, compétent en la "
     "matière.",
     0, 0},
    {"Je me réfère à la réponse fournie à la question numéro 9.", 9, 0},
    {"L'honorable membre voudra bien se référer à ma réponse du 3 mars.", 0, 0},
    {"L'honorable membre est prié de se reporter à la réponse à l'interpellation de M. Tiers.", 0,
     0},
    {"Reportez-vous à la question 312 (2022-23).", 312, 2022},
    {"Je vous prie de bien vouloir consulter le compte rendu de la séance plénière.", 0, 0},
    {"Voir annexe.", 0, 0},
    {"Voir annexes", 0, 0},
    {"Voir la réponse à la question n° 1023 du 12 janvier 2021.", 1023, 0},
    {"Voir réponse question orale n° 77.", 77, 0},
    {"Cf. ma réponse à la question précédente.", 0, 0},
    {"La réponse figure au Bulletin des Questions et Réponses n° 14.", 14, 0},
    {"La réponse figure en annexe.", 0, 0},
    {"Les données demandées sont disponibles au greffe.", 0, 0},
    {"La réponse à cette question a été transmise directement à l’honorable membre. Étant donné "
     "son volume, elle n’est pas "
     "publiée, mais peut être consultée au greffe.",
     0, 0},
    {"Vous trouverez en annexe le tableau demandé.", 0, 0},
    {"L'honorable membre voudra bien trouver réponse à sa question dans celle donnée à la question "
     "n° 6 de son collègue.",
     6, 0},
    {"La réponse à cette question est identique à celle de la question n° 55.", 55, 0},
    {"Madame la Députée,\nIl a déjà été répondu à cette question : n° 18 (2020-2021) 1.", 18, 2020},
    {"Cette question a déjà reçu une réponse : voir la question écrite n° 31.", 31, 0},
    {"Cette matière relève de la compétence du Ministre des Pouvoirs locaux.", 0, 0},
    {"La présente question ne relève pas de mes compétences. Je renvoie l'honorable membre au "
     "Ministre-Président.",
     0, 0},
    {"JE RENVOIE L'HONORABLE MEMBRE À MA RÉPONSE À LA QUESTION N° 12.", 12, 0},
    {"Je n'ai rien à ajouter à ma réponse du 5 juin.", 0, 0},
    // another is to answer
    {"Cette question doit être adressée au ministre du Budget.", 0, 0},
    {"Il convient de poser cette question au ministre fédéral de la Mobilité.", 0, 0},
    {"J'ai transmis cette question à mon collègue, le Ministre du Budget.", 0, 0},
    {"J'invite l'honorable membre à s'adresser à la commune de Marvèze.", 0, 0},
    {"Je vous suggère de poser votre question au ministre du Logement, qui est compétent.", 0, 0},
    {"Cette matière ne ressortit pas à mes attributions.", 0, 0},
    {"La question n'entre pas dans mes compétences.", 0, 0},
    {"Cette question est du ressort de mon collègue du Budget.", 0, 0},
    {"Je ne suis pas compétente en la matière.", 0, 0},
    // the answer was given
    {"Idem question n° 516.", 516, 0},
    {"Idem.", 0, 0},
    {"Voir n° 516.", 516, 0},
    {"Je confirme les termes de ma réponse précédente.", 0, 0},
    {"Je ne puis que réitérer ma réponse à la question n° 516.", 516, 0},
    {"Ma réponse reste inchangée.", 0, 0},
    {"Je n'ai pas d'élément nouveau à ajouter à ma réponse à la question n° 516.", 516, 0},
    {"Comme indiqué dans ma réponse à la question n° 516…", 516, 0},
    {"Ainsi que je l'ai précisé dans ma réponse à la question n° 516 (2022-2023) 1.", 516, 2022},
    {"Ma réponse à la question n° 516 vaut également pour celle-ci.", 516, 0},
    {"Une réponse a déjà été apportée à cette question.", 0, 0},
    {"La réponse a été donnée en séance plénière du 3 mars.", 0, 0},
    {"Il est renvoyé à la réponse à la question n° 516.", 516, 0},
    // it was sent
    {"La réponse a été envoyée à l'honorable membre.", 0, 0},
    {"Les réponses ont été envoyées directement à l'honorable membre.", 0, 0},
    {"Les chiffres demandés ont été communiqués à l'honorable membre par courriel.", 0, 0},
    // the question's number
    {"Je renvoie à mes réponses aux questions nos 516 et 517.", 516, 0},
    {"Je renvoie à mes réponses aux questions n°s 516 et 517.", 516, 0},
    {"Je renvoie à mes réponses aux questions écrites 516 et 517.", 516, 0},
    {"Je renvoie à ma réponse à la question n° 2022-2023/516.", 516, 2022},
    {"Je renvoie à ma réponse à la question n° 516/2022-2023.", 516, 2022},
    {"Je renvoie à ma réponse à la question n° 2022 (2023-2024) 1.", 2022, 2023},
    {"Je renvoie à ma réponse à la QE 516.", 516, 0},
    {"Voir QE n° 516.", 516, 0},
    {"Cf. Q.E. 516", 516, 0},
    // in other words: sent, another's, attached, given before
    {"La réponse a été adressée directement à l'honorable membre. Vu le volume des tableaux, elle "
     "n'est pas imprimée.",
     0, 0},
    {"La réponse a été fournie directement à l'auteur de la question. En raison de son caractère "
     "purement statistique, elle ne sera pas reproduite au Bulletin, mais est consultable au "
     "greffe.",
     0, 0},
    {"Les données demandées ont été transmises directement à l'honorable membre. Compte tenu de "
     "leur étendue, elles ne sont pas publiées.",
     0, 0},
    {"Madame la Députée, la réponse a été remise directement à l'auteure de la question. Elle peut "
     "être consultée au greffe.",
     0, 0},
    {"La réponse vous a été communiquée par courriel. Eu égard à sa longueur, elle n'a pas été "
     "insérée au Bulletin.",
     0, 0},
    {"Cette matière ne concerne pas mon département.", 0, 0},
    {"Les questions posées ne concernent nullement mon administration.", 0, 0},
    {"Votre question ne relève pas de mon ministère.", 0, 0},
    {"Cette question ne me concerne pas.", 0, 0},
    {"La problématique évoquée n'entre malheureusement pas dans le champ de mes compétences.", 0,
     0},
    {"Ce sujet ne fait pas partie de mes attributions ministérielles.", 0, 0},
    {"Monsieur le Sénateur, ce dossier sort du cadre de mes compétences.", 0, 0},
    {"La question dépasse les limites de ma compétence.", 0, 0},
    {"Il ne m'appartient pas de répondre à cette question.", 0, 0},
    {"Il n'est pas dans mes attributions de répondre à la question posée.", 0, 0},
    {"Je ne dispose d'aucune compétence dans ce domaine.", 0, 0},
    {"Je n'ai aucune compétence en cette matière. Je vous suggère de vous adresser au ministre de "
     "la Justice.",
     0, 0},
    {"Nous n'avons pas de compétence en matière de navigation.", 0, 0},
    {"Je suis incompétente en la matière.", 0, 0},
    {"Mon administration n'est pas compétente pour répondre à cette question.", 0, 0},
    {"Les questions relèvent entièrement des attributions de ma collègue, la ministre de la Santé.",
     0, 0},
    {"Cette problématique dépend uniquement du ministre de l'Agriculture.", 0, 0},
    {"La question ressortit principalement à la compétence de mon collègue du Budget.", 0, 0},
    {"Cette thématique relève du niveau fédéral.", 0, 0},
    {"Cette compétence appartient aux Communautés.", 0, 0},
    {"La question ne relève pas de mes compétences mais de celles du ministre des Sports.", 0, 0},
    {"Question transférée à Mme la ministre de la Culture.", 0, 0},
    {"Votre question a été renvoyée au secrétaire d'État à la Simplification.", 0, 0},
    {"J'ai fait suivre la question à ma collègue des Finances.", 0, 0},
    {"Voir document joint.", 0, 0},
    {"Monsieur le Député, voir pièces jointes.", 0, 0},
    {"Cf. fichiers joints.", 0, 0},
    {"Voir fichier Excel.", 0, 0},
    {"Réponse en pièce jointe.", 0, 0},
    {"Annexes : voir tableaux joints.", 0, 0},
    {"PJ : fichier PDF.", 0, 0},
    {"Réponse : cf. annexes 1 et 2.", 0, 0},
    {"Ci-joint, la réponse à votre question.", 0, 0},
    {"Vous trouverez ci-après la réponse à votre question : voir fichier joint.", 0, 0},
    {"Voici la réponse à la question de l'honorable membre, voir pièce jointe.", 0, 0},
    {"Vous trouverez ci-dessous la réponse à votre question.\nVoir annexes.", 0, 0},
    {"J'ai eu l'occasion de m'exprimer sur ce sujet lors d'une question analogue. Je vous invite à "
     "relire cette réponse.",
     0, 0},
    {"J'ai déjà pu apporter une réponse à une question semblable.", 0, 0},
    {"Cette question m'a déjà été posée par votre collègue. Je vous renvoie à ma réponse.", 0, 0},
    {"J'ai déjà été interrogée sur cette question. Je vous y renvoie.", 0, 0},
    {"Cette question n'appelle aucune autre réponse que celle fournie à la question écrite n° 88.",
     88, 0},
    {"Je ne peux donner d'autre réponse que celle apportée à la question n° 41 (2021-2022) 1.", 41,
     2021},
    {"La présente demande n'appelle pas une réponse différente de celle du 4 avril.", 0, 0},
    {"La réponse à cette question est publiée au Moniteur belge du 9 mars 2020, p. 1200.", 0, 0},
    {"Ma réponse est parue au Journal officiel.", 0, 0},
    {"La réponse peut être lue dans le compte rendu intégral de la séance du 8 juin.", 0, 0},
    {"La question a obtenu une réponse lors de la séance publique du 6 mai.", 0, 0},
    {"Ces questions ont reçu une réponse en réunion publique de la commission.", 0, 0},
    {"Cette interpellation a été débattue en séance plénière.", 0, 0},
    {"Je m'associe à la réponse de ma collègue, la ministre de l'Enseignement.", 0, 0},
    {"Nous nous rallions entièrement à la réponse donnée par le ministre du Climat.", 0, 0},
    {"Je fais mienne la réponse du Vice-Président.", 0, 0},
    {"Je souscris pleinement à la réponse fournie par le Gouvernement.", 0, 0},
    {"Les réponses ont été envoyées directement à l'intéressée. Vu leur longueur, elles ne "
     "figureront pas au Bulletin.",
     0, 0},
    {"Cette question tombe sous la compétence de la ministre de la Défense.", 0, 0},
    {"Veuillez consulter les fichiers joints.", 0, 0},
    {"J'ai récemment répondu à une question analogue.", 0, 0},
    {"Transmise pour compétence au ministre des Pensions.", 0, 0},
    {"Je m'en réfère à la réponse de ma collègue.", 0, 0},
};

static const char *const ANSWERS[] = {
    "J'ai demandé à mon administration de relire le rapport sur les lacs.",
    "Ainsi que prévu en réponse à la crise des inondations nous avons payé 3 millions.",
    "Je transmets la question au ministre pour réponse et j'en assure le suivi.",
    "Ce n'est pas dans mes attributions d'interdire les taxis.",
    "La liste des documents a été transmise par courriel aux 12 communes.",
    "J'ai répondu à cette question par l'affirmative.",
    "La mesure vaut pour la question des haies, la réponse est oui.",
    "Je vous invite à interroger les riverains.",
    "Une réponse sera apportée en commission.",
    "",
    "Oui.",
    "Non. Voir annexe.",
    "Le renvoi des élèves exclus est réglé par le décret.",
    "Quarante ponts ont été contrôlés en 2021. Pour le détail, voir annexe.",
    "Les 12 ponts contrôlés en 2023 figurent dans le rapport annuel, dont trois fermés.\nIls "
    "seront rebâtis.",
    "Je renvoie l'honorable membre à ma réponse à la question n° 123. J'ajoute que les travaux ont "
    "commencé lundi.",
    "Je renvoie à ma réponse du 4 mai ; toutefois, le budget est passé à deux millions d'euros.",
    "Je vous renvoie à ma réponse précédente. Depuis, trois communes ont adhéré au plan.",
    "Vous trouverez ci-dessous les chiffres demandés, annexe comprise : 12, 14 et 17.",
    "En réponse à la question de l'honorable membre, 45 dossiers ont été introduits.",
    "La réponse est négative.",
    "Le Gouvernement a décidé de porter la prime à 500 euros, comme le montre la réponse à la "
    "question n° 12.",
    "Il faut voir la situation des riverains, que je connais bien.",
    "Une réponse commune avec la Flandre est à l'étude, et le plan sera prêt en juin. Le coût est "
    "inconnu.",
    "Les contrôles se poursuivent.",
    "Les pneus usés sont repris sur le site de l'intercommunale.",
    "Les demandes de primes doivent être adressées au ministre du Logement avant le 1er mars.",
    "J'invite les citoyens à s'adresser à leur commune.",
    "La question a été transmise au ministre fédéral, qui a donné son accord.",
    "La question des loyers est du ressort des communes, auxquelles j'ai écrit.",
    "Cette matière est du ressort du Fédéral, mais la Région tient un observatoire.",
    "Idem pour les communes de moins de 5 000 habitants.",
    "Je confirme que le rapport a été publié et que la digue sera relevée.",
    "Je confirme ma réponse du 3 mars : le pont sera rouvert en juin.",
    "Je rappelle que ma réponse de mars annonçait 12 ponts.",
    "J'ai répondu à cette question : la prime est maintenue.",
    "Comme indiqué dans ma réponse à la question n° 516, les travaux débuteront en juin.",
    "La réponse a été donnée aux communes, à savoir que la prime passe à 500 euros.",
    "Les informations seront communiquées à l'honorable membre dès que possible.",
    "Une réponse suivra.",
    "La durée du contrat est identique à celle du stage.",
    // words of pointing in an answer
    "La question ne relève pas de mes compétences, mais je peux indiquer que trois communes ont un "
    "règlement.",
    "Bien que la question ne relève pas de mes compétences, la Région subventionne les haies.",
    "La question relève du ministre fédéral, dont les services ont fermé quatre gares.",
    "Cette matière relève de la compétence des Communautés. En 2022, 412 dossiers ont été "
    "traités.\nLe budget est de 3 millions d'euros.",
    "La question posée ne concerne pas mon département. Mes services ont néanmoins contrôlé huit "
    "dépôts.",
    "Cette matière relève du ministre de la Justice. La Région, elle, finance douze maisons de "
    "justice et un observatoire.",
    "Je n'ai pas compétence pour interdire la chasse.",
    "Je ne suis pas compétent pour fermer une route communale.",
    "Il n'entre pas dans mes attributions de fixer le prix du pain.",
    "Il ne m'appartient pas de commenter une décision de justice.",
    "Le montant n'est pas connu de mon administration.",
    "La mesure ne concerne pas mon département.",
    "Le décret ne concerne pas les communes de mon ressort administratif d'origine.",
    "Cette question est une priorité du ministre et du Gouvernement.",
    "Cette question dépend du niveau des taux.",
    "La question relève du ministre fédéral, auquel j'ai demandé de rouvrir la gare.",
    "Cette compétence est exercée par cinq agents.",
    "Je dispose de la compétence en la matière.",
    "La question du bruit est de la plus haute importance.",
    "Si cette matière ne relève pas de mes compétences, le plan Air la touche.",
    "Cette question relève de la compétence du ministre fédéral et nous finançons pourtant deux "
    "refuges.",
    "Le permis n'est pas publié au Moniteur.",
    "Elle n'est pas publiée.",
    "La circulaire n'est pas publiée, mais elle peut être consultée au greffe.",
    "La réponse n'est pas publiée.",
    "Les archives peuvent être consultées au greffe du tribunal.",
    "Non. Elle n'est pas publiée au Bulletin.",
    "Le pont a été fermé en mars.\nVoir pièce jointe.",
    "Douze ponts, voir annexe.",
    "Les pièces jointes au permis sont contrôlées.",
    "Oui : voir fichier joint.",
    "Le fichier joint les communes aux provinces.",
    "Trois écoles sur dix, voir fichier PDF.",
    "Vous trouverez ci-dessous la réponse à votre question. Le barrage sera relevé de deux mètres.",
    "Vous trouverez ci-dessous la réponse à votre question.",
    "Voici la réponse à votre question : le tarif reste le même.",
    "J'ai déjà eu l'occasion de répondre à une question similaire que le tarif est gelé.",
    "J'ai déjà eu l'occasion de répondre à une question similaire. La prime est portée à 700 "
    "euros.",
    "J'ai déjà eu l'occasion de visiter cette école.",
    "Le comité n'a pas d'autre réponse que la fermeture des vannes.",
    "La question n'appelle pas d'autre réponse que celle-ci : non.",
    "La question n'appelle pas de commentaire.",
    "Cette question a reçu une réponse favorable de mon administration.",
    "Cette question a reçu une réponse en séance publique : le pont est rouvert.",
    "La question a été traitée en commission, qui a rejeté le texte.",
    "L'arrêté figure au Journal officiel du 12 mai.",
    "La loi est publiée au Moniteur belge.",
    "Je me rallie à la proposition du Conseil.",
    "Je m'associe à la douleur des familles.",
    "Je me rallie à la réponse du ministre, mais le délai est porté à six mois.",
    "Je souscris aux objectifs du plan.",
    "Question transmise aux communes en 2021 : 48 ont répondu.",
    "Demande de permis transmise au fonctionnaire délégué.",
    "La demande a été transmise à la commune, qui statuera en mai.",
    "Monsieur le Député, le fossé sera curé en mai.",
    "Oui. La réponse détaillée figure en annexe.",
    "La question ne relève pas de mes compétences : chaque commune fixe sa taxe.",
    "La question ne concerne pas uniquement mon département.",
    "La question des plages a été débattue en commission et le texte a été adopté.",
    "Je m'associe à la réponse wallonne à la sécheresse.",
    "La réponse de l'Europe à la sécheresse figure au Journal officiel.",
    "J'ai répondu à une question identique en annonçant deux postes.",
    "Madame la Ministre, la Région et la commune financent la passerelle.",
    "Transmis au ministre en mai, le projet de digue a été approuvé.",
    "J'ai récemment répondu aux riverains que la digue tiendrait.",
    "Veuillez noter que les fichiers sont effacés chaque nuit.",
};

static void answers_that_only_point_elsewhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFERRALS / sizeof *REFERRALS; i++) {
        struct referral found;
        if (!referral_find(slice_from(REFERRALS[i].text), &found) ||
            found.number != REFERRALS[i].number || found.session_from != REFERRALS[i].session_from)
            fail_msg("%s: %u, %u", REFERRALS[i].text, found.number, found.session_from);
    }
}

static void answers_that_say_something(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++) {
        struct referral found;
        if (referral_find(slice_from(ANSWERS[i]), &found))
            fail_msg("%s", ANSWERS[i]);
        assert_int_equal(found.number, 0);
    }
}

static void a_long_answer_that_also_points_is_an_answer(void **state)
{
    (void)state;
    static const char TREATED[] =
        "La digue a été rehaussée sur deux kilomètres et le chemin de halage rouvert. ";
    static char text[2048];
    size_t len = 0;
    for (int i = 0; i < 12; i++)
        for (size_t k = 0; k < sizeof TREATED - 1; k++)
            text[len++] = TREATED[k];
    static const char POINTER[] =
        "Je renvoie aussi l'honorable membre à ma réponse à la question n° 4.";
    for (size_t k = 0; k < sizeof POINTER - 1; k++)
        text[len++] = POINTER[k];
    struct referral found;
    assert_false(referral_find(slice_of(text, len), &found));
    assert_true(
        referral_find(slice_of(text + len - (sizeof POINTER - 1), sizeof POINTER - 1), &found));
    assert_int_equal(found.number, 4);
}

static void the_number_of_a_question(void **state)
{
    (void)state;
    assert_int_equal(referral_number(SLICE("123 (2022-2023) 1")), 123);
    assert_int_equal(referral_number(SLICE("47351")), 47351);
    assert_int_equal(referral_number(SLICE("E-12")), 0);
    assert_int_equal(referral_number(SLICE("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_that_only_point_elsewhere),
        cmocka_unit_test(answers_that_say_something),
        cmocka_unit_test(a_long_answer_that_also_points_is_an_answer),
        cmocka_unit_test(the_number_of_a_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
