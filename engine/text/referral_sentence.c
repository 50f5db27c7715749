// See referral_sentence.h.
//
// What points is a verb of pointing with something to point at; that the answer is the same as another, stands
// elsewhere or was sent; or that another is to give it. Where such words may open a sentence that goes on (« comme
// indiqué dans ma réponse, … », « je confirme ma réponse : … »), they count only if no other clause follows.
#include "engine/text/referral_sentence.h"

#include "stemmer/text/fold.h"

#include <stddef.h>

enum { MAX_SENTENCE_WORDS = 45, MAX_GREETING_WORDS = 16, MAX_SHORT_WORDS = 14 };

typedef const char *const words_list[];

// All of them stand between spaces, as the folded words do. A list ends with NULL.
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
                             NULL};
static words_list BRIEF = {" voir ", " cf ", " confer ", " vide ", " voyez ", " voy ", NULL};
static words_list IDEM = {" idem ", " ibidem ", NULL};
static words_list ANSWERS = {" reponse ", " reponses ", " question ", " questions ", " qe ",
                             " qo ",      " q e ",      " q o ",      NULL};
static words_list FINDING = {" trouver ", " trouvera ", " trouverez ", " trouveront ", NULL};
static words_list FOUND_IN = {
    " annexe ",          " annexes ",         " ci joint ", " ci jointe ",    " ci joints ",
    " ci annexe ",       " bulletin ",        " site ",     " compte rendu ", " dans celle ",
    " dans la reponse ", " dans ma reponse ", NULL};
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
static words_list PLACES = {" annexe ",          " annexes ",
                            " bulletin ",        " site ",
                            " greffe ",          " directement a l honorable membre ",
                            " sous pli ",        " courrier ",
                            " compte rendu ",    " questions et reponses ",
                            " rapport ",         " au dossier ",
                            " ci joint ",        " ci jointe ",
                            " bibliotheque ",    " dans la reponse ",
                            " dans ma reponse ", " dans mes reponses ",
                            " dans celle ",      NULL};
static words_list TO_MEMBER = {" a l honorable membre ",
                               " a l auteur de la question ",
                               " vous a ete ",
                               " vous ont ete ",
                               " par courriel ",
                               " par voie electronique ",
                               " a l interesse ",
                               " a l interessee ",
                               " par e mail ",
                               " par mail ",
                               NULL};
static words_list GIVEN = {" donnee ", " fournie ", " apportee ", NULL};
static words_list LATER = {" sera ", " seront ", NULL};
static words_list MEETINGS = {" en commission ", " en seance ", " seance pleniere ", NULL};
static words_list KEPT_AT = {" annexe ", " bulletin ", " greffe ", " questions et reponses ", NULL};
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
                              " releve de la competence ",
                              " relevent de la competence ",
                              " releve des competences ",
                              " relevent des competences ",
                              " ne releve pas de ",
                              " ne relevent pas de ",
                              " n est pas de ma competence ",
                              " n est pas de mon ressort ",
                              " n entre pas dans mes ",
                              " sera repondu par ",
                              " sera apportee par ",
                              " il appartient au ministre ",
                              " deja ete repondu ",

                              " reponse a deja ete ",
                              " question a recu reponse ",
                              " posee et a recu ",
                              " membre a recu une reponse ",
                              " membre a recu reponse ",
                              " reponse jointe a la question ",
                              " reponse jointe a celle ",
                              NULL};
static words_list NOT_MINE = {" ne ressortit pas a mes ",
                              " ne ressortissent pas a mes ",
                              " ne ressortit pas a ma ",
                              " ne ressortissent pas a ma ",
                              " pas de ma competence ",
                              " pas de mes competences ",
                              " pas de mes attributions ",
                              " pas de mon ressort ",
                              " pas dans mes competences ",
                              " pas dans mes attributions ",
                              " pas partie de mes competences ",
                              " pas partie de mes attributions ",
                              " hors de mes competences ",
                              " hors de mes attributions ",
                              " echappe a mes competences ",
                              " echappe a ma competence ",
                              " je ne suis pas competent ",
                              " je ne suis pas competente ",
                              " je ne suis pas le ministre competent ",
                              " je ne suis pas la ministre competente ",
                              " competence n est pas la mienne ",
                              NULL};
static words_list MATTER = {
    " cette matiere ",    " ces matieres ",      " cette problematique ", " ce dossier ",
    " cette competence ", " cette question ",    " ces questions ",       " la presente question ",
    " votre question ",   " vos questions ",     " sa question ",         " ses questions ",
    " la question est ",  " la question posee ", " la question releve ",  " la question ressortit ",
    " la matiere est ",   " la matiere releve ", " la matiere visee ",    NULL};
static words_list THEIRS = {
    " est de la competence ",      " sont de la competence ", " est du ressort ",
    " sont du ressort ",           " ressortit a ",           " ressortit aux ",
    " ressortissent a ",           " ressortissent aux ",     " releve des attributions ",
    " relevent des attributions ", " releve du ministre ",    " releve de la ministre ",
    " releve de mon collegue ",    " releve de ma collegue ", NULL};
static words_list SENT_ON = {
    " etre adressee ",           " etre adressees ",  " etre posee ",     " etre posees ",
    " est a adresser ",          " sont a adresser ", " est a poser ",    " sont a poser ",
    " etre transmise ",          " ete transmise ",   " ete transmises ", " ai transmis ",
    " ete transferee ",          " je transmets ",    " sera transmise ", " poser cette question ",
    " adresser cette question ", " s adresse a ",     " s adresse au ",   NULL};
static words_list OTHERS = {
    " ministre ", " ministres ",   " collegue ",  " collegues ", " secretaire ",
    " federal ",  " federale ",    " autorites ", " autorite ",  " commune ",
    " communes ", " bourgmestre ", NULL};
static words_list COMPETENT = {" competent ", " competente ", " competence ", NULL};
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
static words_list REPLIED = {" ai repondu a cette question ", " ai repondu a la question ",
                             " ai repondu a votre question ", " ai repondu a une question ", NULL};
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
                              " mes attributions d ",
                              " mes attributions de ",
                              " competences territoriales ",
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

static bool has(struct slice words, const char *phrase)
{
    return slice_find(words, slice_from(phrase)) < words.len;
}

static bool has_any(struct slice words, const char *const *phrases)
{
    while (*phrases && !has(words, *phrases))
        phrases++;
    return *phrases != NULL;
}

static bool starts_with_any(struct slice words, const char *const *phrases)
{
    while (*phrases && !slice_starts_with(words, slice_from(*phrases)))
        phrases++;
    return *phrases != NULL;
}

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
        return starts_with_any(words, BRIEF) && has_any(words, TARGETS);
    if (starts_with_any(words, BRIEF))
        return has_any(words, TARGETS) || has_any(words, FOUND_IN) || sentence->number > 0;
    if (starts_with_any(words, IDEM))
        return sentence->count == 1 || has_any(words, ANSWERS) || sentence->number > 0;
    return (has_any(words, BRIEF) && has_any(words, TARGETS) && has(words, " question ")) ||
           (!sentence->has_digit && has(words, " en annexe "));
}

// The answer is somewhere else, or was sent.
static bool says_where(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    bool is_told = has_any(words, WHAT), stands = has_any(words, STANDS);
    bool is_given = has_any(words, GIVEN), is_done = has(words, " ete ") || sentence->is_short;
    return (has_any(words, FINDING) && has_any(words, FOUND_IN)) ||
           (is_told && stands && has_any(words, PLACES)) ||
           (is_told && (stands || is_given) && is_done && !has_any(words, LATER) &&
            !has(words, " aux ") && has_any(words, TO_MEMBER)) ||
           (has(words, " reponse ") && is_given && !sentence->has_colon && !has_any(words, LATER) &&
            has_any(words, MEETINGS)) ||
           (!sentence->has_digit && stands && has_any(words, KEPT_AT));
}

// The answer is one that was given already.
static bool says_the_same(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (has_any(words, THE_SAME) || (has_any(words, SAME_AS) && has_any(words, ANSWERS)))
        return true;
    if (sentence->has_colon)
        return false;
    return (!sentence->has_clauses && has_any(words, CONFIRMING) && has_any(words, MY_ANSWER)) ||
           (!sentence->has_clauses && has_any(words, MY_ANSWER) && has_any(words, UNCHANGED)) ||
           (has(words, " reponse ") && has_any(words, HOLDS_HERE) &&
            has_any(words, THIS_OR_THAT)) ||
           (has(words, " reponse ") && has_any(words, NOTHING_NEW)) || has_any(words, REPLIED);
}

// Another is to answer. What that one did, if it is told, is an answer.
static bool sends_on(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (has_any(words, NOT_MINE))
        return true;
    if (has(words, " mais ") || (has(words, " qui ") && !has_any(words, COMPETENT)))
        return false;
    bool is_asked = has_any(words, MATTER);
    return (is_asked && has_any(words, THEIRS)) ||
           ((is_asked || has(words, " la question ")) && has_any(words, SENT_ON) &&
            has_any(words, OTHERS)) ||
           (has_any(words, INVITING) && has_any(words, TURNING) &&
            (!has(words, " interroger ") || has_any(words, OTHERS)));
}

bool referral_sentence_points(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    if (sentence->count > MAX_SENTENCE_WORDS)
        return false;
    if (!sentence->has_clauses && starts_with_any(words, AS) &&
        has_any(words, AS_SAID)) // « comme précisé dans ma réponse » does not go on
        return true;
    return !has_any(words, GOING_ON) &&
           ((has_any(words, POINTING) && has_any(words, TARGETS)) || points_briefly(sentence) ||
            says_where(sentence) || says_the_same(sentence) || sends_on(sentence));
}

bool referral_sentence_greets(const struct referral_sentence *sentence)
{
    struct slice words = sentence->words;
    return sentence->count <= MAX_GREETING_WORDS && !sentence->has_digit &&
           !has_any(words, GOING_ON) && starts_with_any(words, GREETINGS) && !has(words, " est ") &&
           !has(words, " sont ");
}
