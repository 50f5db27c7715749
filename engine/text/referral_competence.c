// See referral_competence.h.
//
// That the subject is not the minister's (of « competence », « attributions » and the like, denied or left, or of his
// department, where the question itself is the subject of the sentence), that it is another's, that it was sent to
// another, or that the member may ask there. A sentence that goes on to tell what was done, a figure, or what exactly
// the minister may not do (« je ne suis pas compétent pour interdire les taxis ») is an answer.
#include "engine/text/referral_competence.h"

#include "engine/text/referral_words.h"
#include "stemmer/text/fold.h"

#include <stddef.h>

// --- what is spoken of ---------------------------------------------------------------------------

static words_list MATTER = {" cette matiere ",
                            " ces matieres ",
                            " cette problematique ",
                            " ce dossier ",
                            " cette competence ",
                            " cette question ",
                            " ces questions ",
                            " la presente question ",
                            " votre question ",
                            " vos questions ",
                            " sa question ",
                            " ses questions ",
                            " la question est ",
                            " la question posee ",
                            " la question releve ",
                            " la question ressortit ",
                            " la matiere est ",
                            " la matiere releve ",
                            " la matiere visee ",
                            " cet objet ",
                            " ce sujet ",
                            " ce point ",
                            " cette thematique ",
                            " cet aspect ",
                            " la problematique ",
                            " la question soulevee ",
                            " la question evoquee ",
                            " la question abordee ",
                            " les questions posees ",
                            " le sujet evoque ",
                            " le sujet aborde ",
                            " la question de l honorable ",
                            " les questions de l honorable ",
                            " la demande de l honorable ",
                            " la matiere ",
                            NULL};
static words_list QUESTION = {" question ", " questions ", " matiere ",       " matieres ",
                              " dossier ",  " demande ",   " problematique ", " thematique ",
                              " sujet ",    " objet ",     " point ",         " interpellation ",
                              NULL};
static words_list OTHERS = {" ministre ",
                            " ministres ",
                            " collegue ",
                            " collegues ",
                            " secretaire ",
                            " federal ",
                            " federale ",
                            " autorites ",
                            " autorite ",
                            " commune ",
                            " communes ",
                            " bourgmestre ",
                            " bourgmestres ",
                            " homologue ",
                            " gouvernement ",
                            " autorite ",
                            " ministre president ",
                            " region ",
                            " regions ",
                            " communaute ",
                            " communautes ",
                            " etat federal ",
                            NULL};

// --- not mine -------------------------------------------------------------------------------------

static words_list NO = {" ne ", " n ", NULL};
static words_list BELONGS = {" releve ",        " relevent ",      " relevait ",  " relevaient ",
                             " releverait ",    " releverent ",    " ressortit ", " ressortissent ",
                             " ressort ",       " ressortissait ", " entre ",     " entrent ",
                             " rentre ",        " rentrent ",      " est ",       " sont ",
                             " etait ",         " fait ",          " font ",      " tombe ",
                             " tombent ",       " depend ",        " dependent ", " appartient ",
                             " appartiennent ", " figure ",        " figurent ",  " incombe ",
                             " s inscrit ",     " touche ",        NULL};
static words_list CONCERNS = {" concerne ", " concernent ", NULL};
static words_list NOT = {" pas ",  " point ", " nullement ", " aucunement ",
                         " plus ", " guere ", NULL};
static words_list MY = {" ma ", " mes ", " mon ", " notre ", " nos ", NULL};
static words_list FIELD = {" competence ",
                           " competences ",
                           " attribution ",
                           " attributions ",
                           " ressort ",
                           " portefeuille ",
                           NULL};
static words_list HOUSE = {" departement ",     " departements ", " ministere ",
                           " administration ",  " cabinet ",      " responsabilite ",
                           " responsabilites ", " domaine ",      " service ",
                           " services ",        " sphere ",       NULL};
static words_list OUTSIDE = {
    " sort ",       " sortent ",   " depasse ",   " depassent ", " excede ",
    " excedent ",   " echappe ",   " echappent ", " etrangere ", " etranger ",
    " etrangeres ", " etrangers ", " dehors ",    " hors ",      NULL};
static words_list WE = {" je ",
                        " nous ",
                        " mon departement ",
                        " mon ministere ",
                        " mon administration ",
                        " mon cabinet ",
                        " mes services ",
                        " la region wallonne ",
                        " la region ",
                        " la communaute francaise ",
                        NULL};
static words_list HAVE = {" ai ",        " avons ",     " a ",       " ont ",       " dispose ",
                          " disposons ", " disposent ", " possede ", " possedons ", " detiens ",
                          " detenons ",  " detient ",   " exerce ",  " suis ",      " sommes ",
                          " est ",       " sont ",      NULL};
static words_list NONE = {" pas ",  " aucune ", " aucunement ", " nullement ",
                          " plus ", " point ",  " guere ",      NULL};
static words_list COMPETENCE = {" competence ",  " competences ",  " competent ",
                                " competente ",  " competents ",   " competentes ",
                                " attribution ", " attributions ", NULL};
static words_list MINE_TO = {" m appartient ",    " me revient ",    " m incombe ",
                             " nous appartient ", " me appartient ", NULL};
static words_list REPLYING = {" de repondre ",
                              " d y repondre ",
                              " d apporter une reponse ",
                              " de repondre a ",
                              " de fournir une reponse ",
                              " de donner une reponse ",
                              NULL};
static words_list NOT_MINE = {" je ne suis pas competent ",
                              " je ne suis pas competente ",
                              " je ne suis pas le ministre competent ",
                              " je ne suis pas la ministre competente ",
                              " competence n est pas la mienne ",
                              " il appartient au ministre ",
                              " suis incompetent ",
                              " suis incompetente ",
                              " me declare incompetent ",
                              " me declare incompetente ",
                              " sans competence en la matiere ",
                              " sans competence en cette matiere ",
                              " pas habilite a repondre ",
                              " pas habilitee a repondre ",
                              " pas de ma competence ",
                              " pas de mes competences ",
                              " pas de mes attributions ",
                              " pas de mon ressort ",
                              " pas dans mes competences ",
                              " pas dans mes attributions ",
                              " pas partie de mes competences ",
                              " pas partie de mes attributions ",
                              NULL};
static words_list NOT_TO_ME = {" ne me concerne pas ",
                               " ne me concernent pas ",
                               " ne me concerne nullement ",
                               " departement n est pas concerne par ",
                               " ministere n est pas concerne par ",
                               " administration n est pas concernee par ",
                               NULL};
// What may follow « mes compétences de » or « compétent pour ».
static words_list TO_REPLY = {" repondre ",   " traiter ",  " connaitre ", " prononcer ",
                              " y repondre ", " ministre ", " autre ",     " me prononcer ",
                              " l ordre ",    NULL};

// --- another's ------------------------------------------------------------------------------------

static words_list IS = {" est ",           " sont ",     " releve ",  " relevent ",  " ressortit ",
                        " ressortissent ", " ressort ",  " depend ",  " dependent ", " entre ",
                        " entrent ",       " tombe ",    " tombent ", " rentre ",    " rentrent ",
                        " releverait ",    " relevait ", NULL};
static words_list OF_FIELD = {" de la competence ",
                              " de la seule competence ",
                              " de la competence exclusive ",
                              " des competences ",
                              " des seules competences ",
                              " du ressort ",
                              " du seul ressort ",
                              " des attributions ",
                              " des seules attributions ",
                              " dans les attributions ",
                              " dans les competences ",
                              " du champ de competence ",
                              " du domaine de competence ",
                              " de la responsabilite ",
                              " a la competence ",
                              " aux competences ",
                              " aux attributions ",
                              " sous la competence ",
                              " sous les competences ",
                              NULL};
static words_list BELONGING = {" releve ",   " relevent ",  " ressortit ",  " ressortissent ",
                               " depend ",   " dependent ", " appartient ", " appartiennent ",
                               " incombe ",  " incombent ", " revient ",    " releverait ",
                               " relevait ", NULL};
static words_list OF_WHOM = {" du ministre ",
                             " de la ministre ",
                             " de mon collegue ",
                             " de ma collegue ",
                             " de mon homologue ",
                             " du secretaire d etat ",
                             " de la secretaire d etat ",
                             " du federal ",
                             " du pouvoir federal ",
                             " de l autorite federale ",
                             " de l etat federal ",
                             " du niveau federal ",
                             " du niveau local ",
                             " du niveau communal ",
                             " de la region ",
                             " des regions ",
                             " de la communaute ",
                             " des communautes ",
                             " des communes ",
                             " des pouvoirs locaux ",
                             " des provinces ",
                             " du gouvernement ",
                             " au ministre ",
                             " a la ministre ",
                             " a mon collegue ",
                             " a ma collegue ",
                             " a mon homologue ",
                             " au federal ",
                             " au secretaire d etat ",
                             " a la secretaire d etat ",
                             " a l autorite federale ",
                             " a l etat federal ",
                             " aux regions ",
                             " aux communautes ",
                             " aux communes ",
                             NULL};
static words_list THE_QUESTION = {" la question ", " les questions ", " question ", " questions ",
                                  NULL};
// Of whatever is spoken of.
static words_list COMPETENT_FOR = {" releve de la competence ", " relevent de la competence ",
                                   " releve des competences ", " relevent des competences ", NULL};
static words_list THEIRS = {
    " est de la competence ",      " sont de la competence ", " est du ressort ",
    " sont du ressort ",           " ressortit a ",           " ressortit aux ",
    " ressortissent a ",           " ressortissent aux ",     " releve des attributions ",
    " relevent des attributions ", " releve du ministre ",    " releve de la ministre ",
    " releve de mon collegue ",    " releve de ma collegue ", NULL};

// --- sent on --------------------------------------------------------------------------------------

static words_list SENT_ON = {" etre adressee ",
                             " etre adressees ",
                             " etre posee ",
                             " etre posees ",
                             " est a adresser ",
                             " sont a adresser ",
                             " est a poser ",
                             " sont a poser ",
                             " etre transmise ",
                             " ete transmise ",
                             " ete transmises ",
                             " ai transmis ",
                             " ete transferee ",
                             " je transmets ",
                             " sera transmise ",
                             " poser cette question ",
                             " adresser cette question ",
                             " s adresse a ",
                             " s adresse au ",
                             " ete adressee ",
                             " ete adressees ",
                             " ete envoyee ",
                             " ete envoyees ",
                             " ete communiquee ",
                             " ete communiquees ",
                             " ete renvoyee ",
                             " ete renvoyees ",
                             " ete redirigee ",
                             " ete reorientee ",
                             " ete transferees ",
                             " est transmise ",
                             " sont transmises ",
                             " est transferee ",
                             " est renvoyee ",
                             " est redirigee ",
                             " est adressee ",
                             " est communiquee ",
                             " sera transferee ",
                             " sera adressee ",
                             " seront transmises ",
                             " etre transferee ",
                             " etre transferees ",
                             " etre transmises ",
                             " etre envoyee ",
                             " etre reorientee ",
                             " etre redirigee ",
                             " ai transfere ",
                             " ai communique ",
                             " ai adresse ",
                             " ai envoye ",
                             " fais suivre ",
                             " ai fait suivre ",
                             " avons transmis ",
                             " ai relaye ",
                             " ai renvoye ",
                             NULL};
static words_list ASKED = {" question ",
                           " questions ",
                           " votre question ",
                           " vos questions ",
                           " la question ",
                           " les questions ",
                           " cette question ",
                           " la presente question ",
                           " demande ",
                           " votre demande ",
                           NULL};
static words_list SENT = {" transmis ",     " transmise ", " transmises ", " adressee ",
                          " adressees ",    " renvoyee ",  " renvoyees ",  " communiquee ",
                          " communiquees ", " envoyee ",   " envoyees ",   " transferee ",
                          " transferees ",  " redirigee ", " redirigees ", " reorientee ",
                          " reorientees ",  NULL};
static words_list TO = {" a ", " au ", " aux ", " vers ", NULL};
static words_list COMPETENT = {" competent ",   " competente ",      " competents ",
                               " competentes ", " a la competence ", NULL};
static words_list INVITING = {" honorable membre a ",
                              " honorable membre de ",
                              " honorable membre est invite a ",
                              " honorable membre est prie de ",
                              " vous invite a ",
                              " vous prie de ",
                              " vous suggere de ",
                              " membre voudra bien ",
                              " veuillez ",
                              NULL};
static words_list TURNING = {" s adresser a ",
                             " s adresser au ",
                             " s adresser aux ",
                             " vous adresser a ",
                             " vous adresser au ",
                             " vous adresser aux ",
                             " interroger ",
                             " adresser sa question ",
                             " poser sa question ",
                             " poser cette question ",
                             " adresser cette question ",
                             " adresser votre question ",
                             " poser votre question ",
                             " vers le ministre ",
                             " vers la ministre ",
                             " vers mon collegue ",
                             " vers ma collegue ",
                             " la poser a ",
                             " la poser au ",
                             " lui poser la question ",
                             " lui poser cette question ",
                             " lui adresser cette question ",
                             " lui adresser la question ",
                             NULL};

// --- what tells more --------------------------------------------------------------------------------

static words_list BUT = {" mais ", NULL};
static words_list BUT_THEIRS = {" mais de celle ",         " mais de celles ",
                                " mais de la competence ", " mais de la seule ",
                                " mais des competences ",  " mais des attributions ",
                                " mais du ressort ",       " mais du ministre ",
                                " mais de la ministre ",   " mais bien de ",
                                " mais bien du ",          " mais bien des ",
                                " mais bien a ",           " mais plutot de ",
                                " mais plutot du ",        " mais plutot des ",
                                " mais releve ",           " mais relevent ",
                                " mais ressortit ",        " mais est du ",
                                " mais est de la ",        " mais au ministre ",
                                " mais a mon collegue ",   " mais a ma collegue ",
                                " mais de mon collegue ",  " mais de ma collegue ",
                                " mais a celle ",          " mais a celles ",
                                " mais du federal ",       " mais uniquement ",
                                " mais exclusivement ",    " mais celui de ",
                                " mais celui du ",         " mais celles de ",
                                " mais ceux de ",          " mais celles du ",
                                " mais ceux du ",          NULL};
static words_list WHO = {" qui ", NULL};
static words_list WHO_MAY = {" qui releve ",           " qui relevent ",
                             " qui ressortit ",        " qui ressortissent ",
                             " qui depend ",           " qui vous repondra ",
                             " qui y repondra ",       " qui lui repondra ",
                             " qui repondra ",         " qui est charge ",
                             " qui est chargee ",      " dans ses attributions ",
                             " dans ses competences ", NULL};
// Of whom a colon may tell more.
static words_list NAMED = {" ministre ", " ministres ", " collegue ", " secretaire ",
                           " renvoie ",  " renvoyer ",  NULL};
static words_list TELLING = {" bien que ",
                             " meme si ",
                             " quoique ",
                             " quoi que ",
                             " auxquelles ",
                             " auxquels ",
                             " auquel ",
                             " laquelle ",
                             " lequel ",
                             " lesquels ",
                             " lesquelles ",
                             " et nous ",
                             " et mes services ",
                             " et mon administration ",
                             " je peux vous ",
                             " je puis vous ",
                             " puis vous ",
                             " peux vous ",
                             " peux indiquer ",
                             " puis indiquer ",
                             " peux preciser ",
                             " puis preciser ",
                             " vous informe que ",
                             " informe que ",
                             " indique que ",
                             " communique que ",
                             " je tiens a ",
                             " souligne ",
                             " sachez ",
                             " a titre d ",
                             " neanmoins ",
                             " or ",
                             " pourtant ",
                             " dont ",
                             " pas uniquement ",
                             " pas seulement ",
                             " pas exclusivement ",
                             " departement seul ",
                             " conjointe ",
                             " conjointement ",
                             " partagee ",
                             " partiellement ",
                             " en partie ",
                             " et aucun ",
                             " et aucune ",
                             NULL};
static words_list MONTHS = {" janvier ",  " fevrier ",  " mars ", " avril ",     " mai ",
                            " juin ",     " juillet ",  " aout ", " septembre ", " octobre ",
                            " novembre ", " decembre ", NULL};
// Words before a number that counts nothing.
static words_list DATING = {" janvier ",  " fevrier ",  " mars ",     " avril ",     " mai ",
                            " juin ",     " juillet ",  " aout ",     " septembre ", " octobre ",
                            " novembre ", " decembre ", " n ",        " no ",        " nr ",
                            " nos ",      " s ",        " question ", " questions ", " article ",
                            " articles ", " art ",      " qe ",       " qo ",        " page ",
                            " en ",       " ecrite ",   " orale ",    NULL};

// Whether a number counts something: it is no date, no session and none of a question or an article.
static bool has_figure(struct slice words)
{
    bool is_dated = false;
    while (words.len > 1) {
        bool is_number = char_is_digit(words.ptr[1]);
        struct slice next = referral_words_behind(words);
        if (is_number && !is_dated && !referral_words_start_with_any(next, MONTHS))
            return true;
        // of a range or a session, the second belongs to the first
        is_dated = referral_words_start_with_any(words, DATING) || (is_number && is_dated);
        words = next;
    }
    return false;
}

static bool tells_more(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (sentence->has_colon && !referral_words_have_any(words, NAMED))
        return true;
    return referral_words_have_any(words, TELLING) || has_figure(words) ||
           referral_words_start_with_any(words, (words_list){" si ", NULL}) ||
           (referral_words_have_any(words, BUT) && !referral_words_have_any(words, BUT_THEIRS)) ||
           (referral_words_have_any(words, WHO) && !referral_words_have_any(words, WHO_MAY) &&
            !referral_words_have_any(words, COMPETENT));
}

// « de planter des haies », and not « de répondre à cette question » or « de ministre ».
static bool is_some_act(struct slice behind)
{
    static words_list TO_DO = {" de ", " d ", " pour ", NULL};
    static const char *const ENDS[] = {"er", "ir", "re"};
    if (!referral_words_start_with_any(behind, TO_DO))
        return false;
    struct slice act = referral_words_behind(behind);
    if (referral_words_start_with_any(act, TO_REPLY))
        return false;
    size_t len = act.len - referral_words_behind(act).len;
    struct slice word = slice_of(act.ptr, len);
    bool is_infinitive = false;
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        is_infinitive = is_infinitive || slice_ends_with(word, slice_from(ENDS[i]));
    return is_infinitive;
}

static bool is_not_mine(struct slice words)
{
    static const char *const *const BELONGS_NOT[] = {NO, BELONGS, NOT, MY, FIELD, NULL};
    static const char *const *const OF_NO_HOUSE[] = {NO, BELONGS, NOT, MY, HOUSE, NULL};
    static const char *const *const CONCERNS_NO_HOUSE[] = {NO, CONCERNS, NOT, MY, HOUSE, NULL};
    static const char *const *const CONCERNS_NOT[] = {NO, CONCERNS, NOT, MY, FIELD, NULL};
    static const char *const *const IS_OUTSIDE[] = {OUTSIDE, MY, FIELD, NULL};
    static const char *const *const HAVE_NONE[] = {WE, NO, HAVE, NONE, COMPETENCE, NULL};
    static const char *const *const NOT_TO_REPLY[] = {NO, MINE_TO, NOT, REPLYING, NULL};
    static const char *const *const PHRASE[] = {NOT_MINE, NULL};
    struct slice behind;
    bool is_asked = referral_words_have_any(words, QUESTION);
    if (referral_words_follow(words, NOT_TO_REPLY, 1, &behind) && is_asked)
        return true;
    if (referral_words_have_any(words, NOT_TO_ME) && is_asked)
        return true;
    return (referral_words_follow(words, BELONGS_NOT, 4, &behind) ||
            referral_words_follow(words, IS_OUTSIDE, 3, &behind) ||
            referral_words_follow(words, HAVE_NONE, 2, &behind) ||
            referral_words_follow(words, PHRASE, 0, &behind) ||
            (is_asked && (referral_words_follow(words, OF_NO_HOUSE, 2, &behind) ||
                          referral_words_follow(words, CONCERNS_NO_HOUSE, 1, &behind) ||
                          referral_words_follow(words, CONCERNS_NOT, 1, &behind)))) &&
           !is_some_act(behind);
}

static bool is_theirs(struct slice words)
{
    static const char *const *const OF_THEIR_FIELD[] = {IS, OF_FIELD, NULL};
    static const char *const *const OF_THEM[] = {BELONGING, OF_WHOM, NULL};
    static const char *const *const QUESTION_OF_FIELD[] = {THE_QUESTION, IS, OF_FIELD, NULL};
    static const char *const *const QUESTION_OF_THEM[] = {THE_QUESTION, BELONGING, OF_WHOM, NULL};
    struct slice behind;
    if (referral_words_have_any(words, COMPETENT_FOR))
        return true;
    if (!referral_words_have_any(words, MATTER))
        return referral_words_follow(words, QUESTION_OF_FIELD, 1, &behind) ||
               referral_words_follow(words, QUESTION_OF_THEM, 1, &behind);
    return referral_words_have_any(words, THEIRS) ||
           referral_words_follow(words, OF_THEIR_FIELD, 2, &behind) ||
           referral_words_follow(words, OF_THEM, 1, &behind);
}

static bool is_sent_on(const struct referral_sentence *sentence)
{
    static const char *const *const QUESTION_SENT[] = {ASKED, SENT, TO, NULL};
    struct slice words = sentence->words, behind;
    bool is_asked = referral_words_have_any(words, MATTER);
    bool is_any = is_asked || referral_words_have(words, " la question ");
    if (is_any && referral_words_have_any(words, SENT_ON) && referral_words_have_any(words, OTHERS))
        return true;
    static const char *const *const JUST_SENT[] = {SENT, TO, NULL};
    if (sentence->is_short && !sentence->has_clauses && !sentence->has_digit &&
        referral_words_start_with_any(words, SENT) &&
        referral_words_follow(words, JUST_SENT, 2, &behind))
        return referral_words_have_any(behind, OTHERS);
    return sentence->is_short && !sentence->has_colon &&
           referral_words_start_with_any(words, ASKED) &&
           referral_words_follow(words, QUESTION_SENT, 2, &behind) &&
           referral_words_have_any(behind, OTHERS);
}

static bool is_to_be_asked(struct slice words)
{
    return referral_words_have_any(words, INVITING) && referral_words_have_any(words, TURNING) &&
           (!referral_words_have(words, " interroger ") || referral_words_have_any(words, OTHERS));
}

bool referral_competence_is_of_another(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    return !tells_more(sentence) && (is_not_mine(words) || is_theirs(words) ||
                                     is_sent_on(sentence) || is_to_be_asked(words));
}
