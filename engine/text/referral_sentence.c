// See referral_sentence.h.
//
// What points is a verb of pointing with something to point at; that the answer is the same as another, stands
// elsewhere or was sent; or that another is to give it. Where such words may open a sentence that goes on (« comme
// indiqué dans ma réponse, … », « je confirme ma réponse : … »), they count only if no other clause follows.
#include "engine/text/referral_sentence.h"

#include "engine/text/referral_competence.h"
#include "engine/text/referral_given.h"
#include "engine/text/referral_words.h"
#include "stemmer/text/fold.h"

#include <stddef.h>

enum { MAX_SENTENCE_WORDS = 45, MAX_GREETING_WORDS = 16, MAX_SHORT_WORDS = 14 };

static words_list POINTING = {" renvoie ",
                              " renvoyer ",
                              " renvoyons ",
                              " renvoi ",
                              " me refere ",
                              " referer ",
                              " referera ",
                              " reporter ",
                              " reportera ",
                              " reportez ",
                              " refererez ",
                              " consulter ",
                              " prendre connaissance ",
                              " prie de lire ",
                              " me permets de rappeler ",
                              " renverrai ",
                              " renverrais ",
                              " renverrons ",
                              " il est renvoye a ",
                              " membre est renvoye a ",
                              " il est fait reference a ",
                              " je fais reference a ",
                              " faire reference a ",
                              " relire ma reponse ",
                              " relire mes reponses ",
                              " relire la reponse ",
                              " relire cette reponse ",
                              " relire celle ",
                              " se rapporter a ",
                              " vous rapporter a ",
                              " m en refere ",
                              " nous referons ",
                              NULL};
static words_list TARGETS = {" reponse ",
                             " reponses ",
                             " question ",
                             " questions ",
                             " annexe ",
                             " annexes ",
                             " bulletin ",
                             " compte rendu ",
                             " comptes rendus ",
                             " debat ",
                             " debats ",
                             " interpellation ",
                             " commission ",
                             " intervention ",
                             " declaration ",
                             " courrier ",
                             " site ",
                             " document ",
                             " documents ",
                             " tableau ",
                             " tableaux ",
                             " rapport ",
                             " collegue ",
                             " ministre ",
                             " secretaire ",
                             " seance ",
                             " qe ",
                             " qo ",
                             " q e ",
                             " q o ",
                             " piece jointe ",
                             " pieces jointes ",
                             " fichier joint ",
                             " fichiers joints ",
                             NULL};
static words_list BRIEF = {" voir ", " cf ", " confer ", " vide ", " voyez ", " voy ", NULL};
static words_list IDEM = {" idem ", " ibidem ", NULL};
static words_list ANSWERS = {" reponse ", " reponses ", " question ", " questions ", " qe ",
                             " qo ",      " q e ",      " q o ",      NULL};
static words_list FINDING = {" trouver ", " trouvera ", " trouverez ", " trouveront ", NULL};
static words_list FOUND_IN = {" annexe ",
                              " annexes ",
                              " ci joint ",
                              " ci jointe ",
                              " ci joints ",
                              " ci annexe ",
                              " bulletin ",
                              " site ",
                              " compte rendu ",
                              " dans celle ",
                              " dans la reponse ",
                              " dans ma reponse ",
                              " piece jointe ",
                              " pieces jointes ",
                              " fichier joint ",
                              " fichiers joints ",
                              NULL};
static words_list WHAT = {" reponse ",        " reponses ", " elements ",  " informations ",
                          " renseignements ", " donnees ",  " chiffres ",  " tableau ",
                          " liste ",          " document ", " documents ", NULL};
static words_list STANDS = {" figure ",       " figurent ",
                            " jointe ",       " joint ",
                            " joints ",       " jointes ",
                            " annexee ",      " annexees ",
                            " annexes ",      " reprise ",
                            " reprises ",     " reproduite ",
                            " publiee ",      " publiees ",
                            " disponible ",   " disponibles ",
                            " consultable ",  " consultables ",
                            " communiquee ",  " communiques ",
                            " communiquees ", " transmise ",
                            " transmises ",   " transmis ",
                            " envoyee ",      " remise ",
                            " adressee ",     " deposee ",
                            " envoye ",       " envoyes ",
                            " envoyees ",     " remises ",
                            " adressees ",    " contenue ",
                            " contenues ",    " se trouve ",
                            " se trouvent ",  NULL};
static words_list PLACES = {" annexe ",
                            " annexes ",
                            " bulletin ",
                            " site ",
                            " greffe ",
                            " directement a l honorable membre ",
                            " sous pli ",
                            " courrier ",
                            " compte rendu ",
                            " questions et reponses ",
                            " rapport ",
                            " au dossier ",
                            " ci joint ",
                            " ci jointe ",
                            " bibliotheque ",
                            " dans la reponse ",
                            " dans ma reponse ",
                            " dans mes reponses ",
                            " dans celle ",
                            " directement a l honorable deputee ",
                            " directement au depute ",
                            " directement a la deputee ",
                            " directement a l auteur ",
                            " directement a l auteure ",
                            " directement a l interesse ",
                            " directement a l interessee ",
                            " directement au parlementaire ",
                            " directement a la parlementaire ",
                            NULL};
static words_list TO_MEMBER = {" a l honorable membre ",
                               " a l auteur de la question ",
                               " vous a ete ",
                               " vous ont ete ",
                               " directement au membre ",
                               " par courriel ",
                               " par voie electronique ",
                               " a l interesse ",
                               " a l interessee ",
                               " par e mail ",
                               " par mail ",
                               " a l auteure de la question ",
                               " directement au depute ",
                               " directement a la deputee ",
                               " au parlementaire ",
                               " a la parlementaire ",
                               " a l honorable depute ",
                               " a l honorable deputee ",
                               " a l honorable senateur ",
                               " a l honorable senatrice ",
                               " directement a madame ",
                               " directement a monsieur ",
                               " directement a m ",
                               " directement a mme ",
                               " directement a l auteur ",
                               " directement a l auteure ",
                               " lui a ete communiquee directement ",
                               " lui a ete transmise directement ",
                               " lui a ete adressee directement ",
                               " lui a ete envoyee directement ",
                               NULL};
static words_list GIVEN = {" donnee ", " fournie ", " apportee ", NULL};
static words_list LATER = {" sera ", " seront ", NULL};
static words_list MEETINGS = {" en commission ",     " en seance ", " seance pleniere ",
                              " a la seance ",       " oralement ", " de vive voix ",
                              " lors de la seance ", NULL};
static words_list KEPT_AT = {" annexe ", " bulletin ", " greffe ", " questions et reponses ", NULL};
static words_list AS_SAID = {" dans ma reponse ",
                             " dans mes reponses ",
                             " dans la reponse ",
                             " dans ma precedente reponse ",
                             " en reponse a la question ",
                             " en reponse a une question ",
                             " en reponse a votre question ",
                             " en reponse a sa question ",
                             " lors de ma reponse ",
                             NULL};
static words_list AS = {" comme ", " ainsi que ", " tel que ", " tel qu ", " ainsi qu ", NULL};
static words_list GOING_ON = {" ajoute ",
                              " ajouterai ",
                              " precise ",
                              " toutefois ",
                              " cependant ",
                              " neanmoins ",
                              " en outre ",
                              " par ailleurs ",
                              " ci dessous ",
                              " ci apres ",
                              " suivant ",
                              " suivants ",
                              " suivante ",
                              " suivantes ",
                              " signale ",
                              " en resume ",
                              " il en ressort ",
                              " depuis lors ",
                              " repondu que ",
                              " confirme que ",
                              " a savoir ",
                              " rappelle que ",
                              " repete que ",
                              " reitere que ",
                              " maintiens que ",
                              " confirmer que ",
                              " et j en ",
                              " affirmative ",
                              " negative ",
                              " reponse est oui ",
                              " reponse est non ",
                              " reponse est donc ",
                              " competences territoriales ",
                              " montre ",
                              " montrent ",
                              " revele ",
                              " demontre ",
                              NULL};
static words_list GREETINGS = {" madame ",
                               " monsieur ",
                               " mesdames ",
                               " messieurs ",
                               " je remercie ",
                               " je vous remercie ",
                               " merci ",
                               " chere ",
                               " cher ",
                               " chers ",
                               " en reponse a ",
                               " suite a ",
                               " reponse ",
                               " j ai l honneur ",
                               " veuillez agreer ",
                               " l honorable membre ",
                               NULL};

// « Pièce jointe », « réponse en annexe », « annexe(s) : voir fichier PDF »: nothing but such words.
static words_list LABEL = {
    " voir ",     " voyez ",     " cf ",       " confer ",    " vide ",      " voy ",
    " annexe ",   " annexes ",   " s ",        " piece ",     " pieces ",    " joint ",
    " jointe ",   " joints ",    " jointes ",  " ci ",        " pj ",        " fichier ",
    " fichiers ", " pdf ",       " excel ",    " xls ",       " xlsx ",      " word ",
    " document ", " documents ", " tableau ",  " tableaux ",  " liste ",     " listes ",
    " reponse ",  " reponses ",  " fiche ",    " fiches ",    " detail ",    " details ",
    " chiffres ", " donnees ",   " demandes ", " demandees ", " demande ",   " demandee ",
    " la ",       " le ",        " les ",      " l ",         " ma ",        " mes ",
    " votre ",    " vos ",       " sa ",       " un ",        " une ",       " du ",
    " de ",       " des ",       " en ",       " a ",         " au ",        " aux ",
    " pour ",     " et ",        " ou ",       " dans ",      " sous ",      " format ",
    " est ",      " sont ",      " se ",       " trouve ",    " trouvent ",  " figure ",
    " figurent ", " annexee ",   " annexees ", " question ",  " questions ", " cette ",
    " ce ",       " ces ",       " complete ", " complet ",   " ecrite ",    " parlementaire ",
    " veuillez ", " merci ",     " priere ",   " svp ",       " numero ",    " n ",
    " 1 ",        " 2 ",         " 3 ",        " 4 ",         " 5 ",         " 6 ",
    " i ",        " ii ",        " iii ",      NULL};
static words_list ATTACHED = {" annexe ",
                              " annexes ",
                              " annexee ",
                              " annexees ",
                              " piece jointe ",
                              " pieces jointes ",
                              " fichier joint ",
                              " fichiers joints ",
                              " document joint ",
                              " documents joints ",
                              " tableau joint ",
                              " tableaux joints ",
                              " liste jointe ",
                              " listes jointes ",
                              " reponse jointe ",
                              " ci joint ",
                              " ci jointe ",
                              " ci joints ",
                              " ci jointes ",
                              " pj ",
                              " pdf ",
                              NULL};
static words_list FILES = {" fichier ", " fichiers ", " piece ", " pieces ", NULL};
static words_list HERE = {" ci dessous ", " ci apres ", " ci joint ",
                          " ci jointe ",  " voici ",    NULL};

// What goes with the telling that an answer was sent or stands elsewhere.
static words_list IT = {" elle ",
                        " elles ",
                        " il ",
                        " ils ",
                        " celle ci ",
                        " celui ci ",
                        " ceux ci ",
                        " celles ci ",
                        " la reponse ",
                        " cette reponse ",
                        " les reponses ",
                        " l annexe ",
                        " les annexes ",
                        " le tableau ",
                        " les tableaux ",
                        " ces tableaux ",
                        " ce tableau ",
                        " ces annexes ",
                        " cette annexe ",
                        " le document ",
                        " ces documents ",
                        " la liste ",
                        " cette liste ",
                        " la documentation ",
                        NULL};
static words_list IS_NOT = {" n est pas ",
                            " ne sont pas ",
                            " ne sera pas ",
                            " ne seront pas ",
                            " n a pas ete ",
                            " n ont pas ete ",
                            " ne peut etre ",
                            " ne peuvent etre ",
                            " n a pu etre ",
                            " n ont pu etre ",
                            " ne peut pas etre ",
                            " ne peuvent pas etre ",
                            " n a pas pu etre ",
                            " n est donc pas ",
                            " ne sera donc pas ",
                            " ne sont donc pas ",
                            " ne figurera pas ",
                            " ne figure pas ",
                            " ne figurent pas ",
                            " ne figureront pas ",
                            " n y a pas lieu de ",
                            " n y a donc pas lieu de ",
                            NULL};
static words_list PRINTED = {" publie ",      " publiee ",     " publies ",    " publiees ",
                             " insere ",      " inseree ",     " inseres ",    " inserees ",
                             " imprimee ",    " imprimees ",   " imprime ",    " imprimes ",
                             " reproduite ",  " reproduites ", " reproduit ",  " reproduits ",
                             " repris ",      " reprise ",     " reprises ",   " inclus ",
                             " incluse ",     " au bulletin ", " l inserer ",  " la publier ",
                             " les inserer ", " les publier ", " le publier ", NULL};
static words_list MAY_BE_READ = {" peut etre consultee ",
                                 " peut etre consulte ",
                                 " peuvent etre consultes ",
                                 " peuvent etre consultees ",
                                 " est consultable ",
                                 " sont consultables ",
                                 " est disponible ",
                                 " sont disponibles ",
                                 " est a la disposition ",
                                 " sont a la disposition ",
                                 " est deposee ",
                                 " sont deposes ",
                                 " est depose ",
                                 " peut y etre ",
                                 " peut etre obtenue ",
                                 " peut etre obtenu ",
                                 " peuvent etre obtenus ",
                                 " est a sa disposition ",
                                 " est tenue a la disposition ",
                                 " peut toutefois etre ",
                                 " peuvent toutefois etre ",
                                 " peut cependant etre ",
                                 " peuvent cependant etre ",
                                 " peut neanmoins etre ",
                                 " pourra etre ",
                                 " pourront etre ",
                                 NULL};
static words_list KEPT_BY = {" greffe ",       " service ", " services ", " secretariat ",
                             " bibliotheque ", " site ",    " cabinet ",  NULL};
static words_list BUT_READ = {" mais peut etre ",
                              " mais peuvent etre ",
                              " mais elle peut ",
                              " mais elles peuvent ",
                              " mais est ",
                              " mais sont ",
                              " mais il peut ",
                              " mais ils peuvent ",
                              " mais reste ",
                              " mais restent ",
                              " mais se trouve ",
                              " mais demeure ",
                              " mais peut toutefois ",
                              " mais pourra ",
                              " mais pourront ",
                              NULL};
static words_list NOTING = {
    " j ai pris connaissance de ",   " j ai bien recu ",
    " j ai bien pris connaissance ", " sa question a retenu ",
    " votre question a retenu ",     " la question de l honorable membre a retenu ",
    " la question a retenu ",        NULL};
static words_list TAKING = {" trouver ",    " trouvera ", " trouverez ",
                            " trouveront ", " voici ",    NULL};

static size_t count_words(struct slice words)
{
    size_t count = 0;
    for (size_t i = 0; i < words.len; i++)
        count += words.ptr[i] == ' ';
    return count > 0 ? count - 1 : 0;
}

static bool has_digit(struct slice words)
{
    size_t at = 0;
    while (at < words.len && !char_is_digit(words.ptr[at]))
        at++;
    return at < words.len;
}

struct referral_sentence referral_sentence_of(struct slice raw, struct slice words, uint32_t number)
{
    size_t count = count_words(words);
    bool has_colon = slice_find(raw, SLICE(":")) < raw.len || slice_find(raw, SLICE(";")) < raw.len;
    return (struct referral_sentence){.words = words,
                                      .number = number,
                                      .count = count,
                                      .is_short = count <= MAX_SHORT_WORDS,
                                      .has_digit = has_digit(words),
                                      .has_colon = has_colon,
                                      .has_clauses =
                                          has_colon || slice_find(raw, SLICE(", ")) < raw.len};
}

// --- what points -------------------------------------------------------------------------------

// « Voir annexe », « idem question 516 », « cf. n° 516 ».
static bool points_briefly(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (!sentence->is_short)
        return referral_words_start_with_any(words, BRIEF) &&
               referral_words_have_any(words, TARGETS);
    if (referral_words_start_with_any(words, BRIEF))
        return referral_words_have_any(words, TARGETS) ||
               referral_words_have_any(words, FOUND_IN) || sentence->number > 0;
    if (referral_words_start_with_any(words, IDEM))
        return sentence->count == 1 || referral_words_have_any(words, ANSWERS) ||
               sentence->number > 0;
    return (referral_words_have_any(words, BRIEF) && referral_words_have_any(words, TARGETS) &&
            referral_words_have(words, " question ")) ||
           (!sentence->has_digit && referral_words_have(words, " en annexe "));
}

// The answer is somewhere else, or was sent.
static bool says_where(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    bool is_told = referral_words_have_any(words, WHAT),
         stands = referral_words_have_any(words, STANDS);
    bool is_given = referral_words_have_any(words, GIVEN),
         is_done = referral_words_have(words, " ete ") || sentence->is_short;
    return (referral_words_have_any(words, FINDING) && referral_words_have_any(words, FOUND_IN)) ||
           (is_told && stands && referral_words_have_any(words, PLACES)) ||
           (is_told && (stands || is_given) && is_done && !referral_words_have_any(words, LATER) &&
            !(sentence->has_colon && sentence->has_digit) && !referral_words_have(words, " aux ") &&
            referral_words_have_any(words, TO_MEMBER)) ||
           (referral_words_have(words, " reponse ") && is_given && !sentence->has_colon &&
            !referral_words_have_any(words, LATER) && referral_words_have_any(words, MEETINGS)) ||
           (!sentence->has_digit && stands && !referral_words_have(words, " pas ") &&
            referral_words_have_any(words, KEPT_AT));
}

// A label of an annex, alone or behind a colon or comma by which an answer is only announced.
static bool is_label(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (sentence->count > MAX_GREETING_WORDS)
        return false;
    if (referral_words_are_all(words, LABEL))
        return referral_words_have_any(words, ATTACHED) ||
               (referral_words_have_any(words, BRIEF) && referral_words_have_any(words, FILES));
    struct slice label = referral_words_from(words, BRIEF, sentence->count);
    if (!label.ptr || !sentence->has_clauses || !referral_words_are_all(label, LABEL) ||
        !referral_words_have_any(label, ATTACHED))
        return false;
    // « l'honorable membre trouvera ci-dessous la réponse : voir annexe »
    struct slice before = slice_of(words.ptr, words.len - label.len + 1);
    return referral_words_have_any(before, TAKING) && referral_words_have_any(before, ANSWERS) &&
           !sentence->has_digit;
}

bool referral_sentence_points(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (sentence->count > MAX_SENTENCE_WORDS)
        return false;
    if (!sentence->has_clauses && referral_words_start_with_any(words, AS) &&
        referral_words_have_any(words, AS_SAID)) // « comme précisé dans ma réponse » does not go on
        return true;
    return is_label(sentence) ||
           (!referral_words_have_any(words, GOING_ON) &&
            ((referral_words_have_any(words, POINTING) &&
              referral_words_have_any(words, TARGETS)) ||
             points_briefly(sentence) || says_where(sentence) || referral_given_before(sentence) ||
             referral_competence_is_of_another(sentence)));
}

// « Vu son ampleur, elle n'est pas publiée, mais peut être consultée au greffe. »
static bool tells_of_no_print(const struct referral_sentence *sentence)
{
    static const char *const *const NOT_PRINTED[] = {IT, IS_NOT, PRINTED, NULL};
    static const char *const *const READ_AT[] = {MAY_BE_READ, KEPT_BY, NULL};
    struct slice words = sentence->words, behind;
    if (referral_words_start_with_any(words, IT) && sentence->is_short && !sentence->has_digit &&
        referral_words_follow(words, READ_AT, 3, &behind))
        return true;
    return !sentence->has_digit && !sentence->has_colon &&
           (!referral_words_have(words, " mais ") || referral_words_have_any(words, BUT_READ)) &&
           referral_words_follow(words, NOT_PRINTED, 3, &behind);
}

// « Vous trouverez ci-dessous la réponse à votre question. »
static bool announces(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    return sentence->count <= MAX_GREETING_WORDS && !sentence->has_digit && !sentence->has_colon &&
           referral_words_have_any(words, TAKING) && referral_words_have_any(words, ANSWERS) &&
           referral_words_have_any(words, HERE);
}

bool referral_sentence_accompanies(const struct referral_sentence *sentence)
{
    return sentence->count <= MAX_SENTENCE_WORDS &&
           (tells_of_no_print(sentence) || announces(sentence) ||
            (!sentence->has_digit && sentence->count <= MAX_GREETING_WORDS &&
             referral_words_start_with_any(sentence->words, NOTING)));
}

bool referral_sentence_greets(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    return sentence->count <= MAX_GREETING_WORDS && !sentence->has_digit &&
           !referral_words_have_any(words, GOING_ON) &&
           referral_words_start_with_any(words, GREETINGS) &&
           !referral_words_have(words, " est ") && !referral_words_have(words, " sont ");
}
