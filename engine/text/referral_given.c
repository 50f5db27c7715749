// See referral_given.h.
//
// It is the same as another, was confirmed, had at a sitting or when the like was asked, is printed in an official
// journal, or is a colleague's that the minister joins. Where a colon follows, or what was said (« j'ai répondu que »),
// the sentence may be the answer.
#include "engine/text/referral_given.h"

#include "engine/text/referral_words.h"

#include <stddef.h>

static words_list THE_SAME = {" identique a la reponse ",
                              " meme reponse ",
                              " reponse identique ",
                              " reponse commune ",
                              " deja repondu ",
                              " ete repondu a ",
                              " ete repondu par ",
                              " deja recu une reponse ",
                              " deja recu reponse ",
                              " deja obtenu une reponse ",
                              " fait l objet d une reponse ",
                              " meme objet que ",
                              " rien a ajouter ",
                              " sera repondu par ",
                              " sera apportee par ",
                              " deja ete repondu ",
                              " reponse a deja ete ",
                              " question a recu reponse ",
                              " posee et a recu ",
                              " membre a recu une reponse ",
                              " membre a recu reponse ",
                              " reponse jointe a la question ",
                              " reponse jointe a celle ",
                              " ete repondu oralement a ",
                              " ete repondu en ",
                              NULL};
static words_list CONFIRMING = {" je confirme ",
                                " confirmer ",
                                " je maintiens ",
                                " maintenir ",
                                " je m en tiens ",
                                " m en tenir ",
                                " je rappelle ",
                                " je repete ",
                                " je reitere ",
                                " reiterer ",
                                NULL};
static words_list MY_ANSWER = {" ma reponse ",
                               " mes reponses ",
                               " ma precedente reponse ",
                               " mes precedentes reponses ",
                               " ma derniere reponse ",
                               " la reponse donnee ",
                               " la reponse fournie ",
                               " la reponse apportee ",
                               NULL};
static words_list REPLIED = {" ai repondu a cette question ",
                             " ai repondu a la question ",
                             " ai repondu a votre question ",
                             " ai repondu a une question ",
                             " ai repondu a cette meme question ",
                             " ai repondu a une autre question ",
                             " avons repondu a cette question ",
                             " ai repondu a la meme question ",
                             NULL};
static words_list UNCHANGED = {" reste inchangee ",   " demeure inchangee ",   " est inchangee ",
                               " n a pas change ",    " reste valable ",       " demeure valable ",
                               " reste d actualite ", " reste d application ", NULL};
static words_list SAME_AS = {" identique a celle ", " similaire a celle ", NULL};
static words_list HOLDS_HERE = {" vaut egalement ", " vaut aussi ",    " vaut pour ",
                                " la meme que ",    " les memes que ", NULL};
static words_list THIS_OR_THAT = {" question ",     " questions ",      " celle ci ",
                                  " celle donnee ", " celles donnees ", NULL};
static words_list NOTHING_NEW = {" pas d element nouveau ",
                                 " pas d elements nouveaux ",
                                 " aucun element nouveau ",
                                 " pas de nouvel element ",
                                 " pas de nouveaux elements ",
                                 " aucun nouvel element ",
                                 NULL};
static words_list RECEIVED = {" a recu ",
                              " ont recu ",
                              " a obtenu ",
                              " ont obtenu ",
                              " a deja recu ",
                              " avait recu ",
                              " avaient recu ",
                              " ont deja recu ",
                              " a deja obtenu ",
                              " trouve ",
                              NULL};
static words_list A_REPLY = {" une reponse ",  " reponse ",    " sa reponse ",
                             " leur reponse ", " la reponse ", NULL};
static words_list QUESTION = {" question ", " questions ", " interpellation ", " interpellations ",
                              NULL};
static words_list TREATED = {" traitee ",  " traitees ",  " debattue ",   " debattues ",
                             " discutee ", " discutees ", " repondu ",    " abordee ",
                             " abordees ", " examinee ",  " developpee ", " developpees ",
                             NULL};
static words_list MET = {" en commission ",     " en seance ",
                         " a la seance ",       " lors de la seance ",
                         " lors d une seance ", " lors de la reunion ",
                         " seance pleniere ",   " seance publique ",
                         " reunion publique ",  NULL};
static words_list I_COULD = {" eu l occasion ",
                             " eu deja l occasion ",
                             " deja l occasion ",
                             " occasion m a deja ete donnee ",
                             " deja pu ",
                             " ai pu ",
                             " eu l opportunite ",
                             " deja l opportunite ",
                             NULL};
static words_list REPLY = {" repondre ",
                           " m exprimer ",
                           " apporter une reponse ",
                           " donner une reponse ",
                           " fournir une reponse ",
                           " apporter reponse ",
                           NULL};
static words_list SIMILAR = {" question similaire ",   " questions similaires ",
                             " question semblable ",   " question identique ",
                             " question analogue ",    " question comparable ",
                             " meme question ",        " question portant sur le meme ",
                             " question sur le meme ", NULL};
static words_list I_DID = {" ai ", " avons ", NULL};
static words_list REPLIED_TO = {" repondu ", NULL};
static words_list THAT_ONE = {" celle qui ", " celles qui ", " reponse qui ", " reponses qui ",
                              NULL};
static words_list ALIKE = {" question similaire ",
                           " questions similaires ",
                           " question semblable ",
                           " questions semblables ",
                           " question identique ",
                           " questions identiques ",
                           " question analogue ",
                           " questions analogues ",
                           " question comparable ",
                           " questions comparables ",
                           " meme question ",
                           " question du meme ordre ",
                           " question de meme nature ",
                           " question portant sur le meme ",
                           " question sur le meme ",
                           " question ayant le meme ",
                           " cette question ",
                           " la question ",
                           " votre question ",
                           " sa question ",
                           " vos questions ",
                           " une question ",
                           " des questions ",
                           " plusieurs questions ",
                           " autre question ",
                           " questions ",
                           " ce sujet ",
                           " cette problematique ",
                           " ce dossier ",
                           " meme sujet ",
                           " cette matiere ",
                           " y repondre ",
                           NULL};
static words_list ASKED_BEFORE = {" m a deja ete posee ",     " m ont deja ete posees ",
                                  " m a ete posee par ",      " ai deja ete interroge ",
                                  " ai deja ete interrogee ", " m a deja interroge ",
                                  " m a deja interrogee ",    " deja fait l objet d une question ",
                                  " nous a deja ete posee ",  NULL};
static words_list NO_OTHER = {" autre reponse ",     " autres reponses ", " reponse differente ",
                              " autre commentaire ", " reponse autre ",   NULL};
static words_list THAN = {" que celle ",      " que celles ", " que ma ",    " que mes ",
                          " que la reponse ", " de celle ",   " que celui ", NULL};
static words_list JOINING = {" me rallie ",      " nous rallions ", " me rallier ",
                             " nous rallier ",   " se rallie ",     " m associe ",
                             " nous associons ", " m associer ",    " fais mienne ",
                             " faire mienne ",   " faisons notre ", " fais miennes ",
                             " souscris ",       " souscrire ",     " m aligne ",
                             " me joins ",       " me range ",      " adhere ",
                             " fais mien ",      " partage ",       NULL};
static words_list REPLIERS = {" ministre ",
                              " ministres ",
                              " ministre president ",
                              " president ",
                              " presidente ",
                              " vice president ",
                              " vice presidente ",
                              " premier ",
                              " collegue ",
                              " collegues ",
                              " secretaire ",
                              " gouvernement ",
                              " predecesseur ",
                              " homologue ",
                              " donnee ",
                              " donnees ",
                              " fournie ",
                              " fournies ",
                              " apportee ",
                              " formulee ",
                              " cette reponse ",
                              " sa reponse ",
                              NULL};
static words_list AND_THEN = {" et le ",  " et la ", " et les ",  " et un ",
                              " et une ", " et a ",  " et sera ", NULL};
static words_list REPLIES = {
    " a la reponse ", " aux reponses ", " la reponse ",      " les reponses ",  " a celle ",
    " a sa reponse ", " sa reponse ",   " a cette reponse ", " cette reponse ", NULL};
static words_list OFFICIAL = {" journal officiel ",
                              " moniteur belge ",
                              " jo ",
                              " annales ",
                              " annales parlementaires ",
                              " documents parlementaires ",
                              " document parlementaire ",
                              " compte rendu integral ",
                              " compte rendu analytique ",
                              " proces verbal ",
                              " recueil ",
                              " bqr ",
                              " questions et reponses ",
                              " feuilleton ",
                              " piece jointe ",
                              " pieces jointes ",
                              " fichier joint ",
                              " document joint ",
                              " documents joints ",
                              NULL};
static words_list THERE = {" y renvoie ",
                           " y renvoyer ",
                           " m y refere ",
                           " vous y referer ",
                           " vous y reporter ",
                           " y etre renvoye ",
                           " membre a s y referer ",
                           " bien s y referer ",
                           " membre a s y reporter ",
                           " bien s y reporter ",
                           NULL};
static words_list TELLING = {" mais ",
                             " que le ",
                             " que la ",
                             " que les ",
                             " que l ",
                             " qu il ",
                             " qu elle ",
                             " qu elles ",
                             " dont ",
                             " par l affirmative ",
                             " par la negative ",
                             " affirmativement ",
                             " negativement ",
                             " positive ",
                             " favorable ",
                             " oui ",
                             " non ",
                             " en annoncant ",
                             " en precisant ",
                             " en indiquant ",
                             " en leur ",
                             " en lui ",
                             " en disant ",
                             " en rappelant ",
                             " en confirmant ",
                             NULL};
static words_list REPLY_OF = {" reponse ", " reponses ", NULL};
static words_list STANDS = {
    " figure ",     " figurent ",    " publiee ",   " publiees ",   " parue ",      " parues ",
    " inseree ",    " inserees ",    " consultee ", " consultees ", " lue ",        " lues ",
    " reproduite ", " reproduites ", " reprise ",   " reprises ",   " disponible ", " consultable ",
    " trouve ",     " imprimee ",    " trouvee ",   " contenue ",   " a paru ",     " deposee ",
    " remise ",     " jointe ",      " jointes ",   " annexee ",    " transmise ",  NULL};
static words_list ANSWERS = {" reponse ", " reponses ", " question ", " questions ", " qe ",
                             " qo ",      " q e ",      " q o ",      NULL};

// The answer is one that was given already.
static bool says_the_same(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (referral_words_have_any(words, THE_SAME) ||
        (referral_words_have_any(words, SAME_AS) && referral_words_have_any(words, ANSWERS)))
        return true;
    if (sentence->has_colon)
        return false;
    return (!sentence->has_clauses && referral_words_have_any(words, CONFIRMING) &&
            referral_words_have_any(words, MY_ANSWER)) ||
           (!sentence->has_clauses && referral_words_have_any(words, MY_ANSWER) &&
            referral_words_have_any(words, UNCHANGED)) ||
           (referral_words_have(words, " reponse ") && referral_words_have_any(words, HOLDS_HERE) &&
            referral_words_have_any(words, THIS_OR_THAT)) ||
           (referral_words_have(words, " reponse ") &&
            referral_words_have_any(words, NOTHING_NEW)) ||
           (referral_words_have_any(words, REPLIED) && !referral_words_have_any(words, TELLING));
}

// « Je me rallie à la réponse du ministre », and not « à la réponse de l'Europe à la crise ».
static bool joins_a_reply(struct slice words)
{
    static const char *const *const JOINING_A_REPLY[] = {JOINING, REPLIES, NULL};
    struct slice behind;
    return referral_words_follow(words, JOINING_A_REPLY, 3, &behind) &&
           referral_words_have_any(words, REPLIERS);
}

// The answer was given at another time, or is another's.
static bool says_it_was_given(const struct referral_sentence *sentence)
{
    static const char *const *const HAD_A_REPLY[] = {QUESTION, RECEIVED, A_REPLY, NULL};
    static const char *const *const TREATED_AT[] = {QUESTION, TREATED, MET, NULL};
    static const char *const *const REPLIED_BEFORE[] = {I_COULD, REPLY, ALIKE, NULL};
    static const char *const *const REPLIED_TO_SUCH[] = {I_DID, REPLIED_TO, SIMILAR, NULL};
    static const char *const *const NO_OTHER_THAN[] = {NO_OTHER, THAN, NULL};
    static const char *const *const PRINTED_IN[] = {REPLY_OF, STANDS, OFFICIAL, NULL};
    struct slice words = sentence->words, behind;
    if (sentence->has_colon || referral_words_have_any(words, TELLING) ||
        (referral_words_have(words, " qui ") && !referral_words_have_any(words, THAT_ONE)))
        return false;
    bool is_asked = referral_words_have_any(words, QUESTION);
    bool is_plain = (!sentence->has_clauses || sentence->has_digit) &&
                    !referral_words_have_any(words, AND_THEN);
    return referral_words_follow(words, HAD_A_REPLY, 5, &behind) ||
           (is_plain && referral_words_follow(words, TREATED_AT, 6, &behind)) ||
           referral_words_follow(words, REPLIED_BEFORE, 4, &behind) ||
           referral_words_follow(words, REPLIED_TO_SUCH, 3, &behind) ||
           referral_words_follow(words, NO_OTHER_THAN, 8, &behind) || joins_a_reply(words) ||
           referral_words_follow(words, PRINTED_IN, is_asked ? 8 : 2, &behind) ||
           (is_asked && referral_words_have_any(words, ASKED_BEFORE)) ||
           (sentence->is_short && referral_words_have_any(words, THERE));
}

bool referral_given_before(const struct referral_sentence *sentence)
{
    return says_the_same(sentence) || says_it_was_given(sentence);
}
