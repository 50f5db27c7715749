// Recognising an answer that only points elsewhere, by its words. See referral.h.
//
// The text is cut into sentences, and each is folded to plain words; then a sentence points when it has a verb of
// pointing and something to point at, or says that the answer is the same as another, stands elsewhere or is another's
// to give. Everything here leans to the side of « it is an answer »: one sentence that neither points nor greets, or a
// word by which the minister goes on (« toutefois », « j'ajoute »), and the text is one. Long texts are not even read.
#include "engine/text/referral.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <stddef.h>

enum { MAX_BYTES = 800, MAX_SENTENCE_WORDS = 45, MAX_GREETING_WORDS = 16, MAX_SHORT_WORDS = 14 };

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
                              NULL};
static words_list TARGETS = {" reponse ",    " reponses ",     " question ",
                             " questions ",  " annexe ",       " annexes ",
                             " bulletin ",   " compte rendu ", " comptes rendus ",
                             " debat ",      " debats ",       " interpellation ",
                             " commission ", " intervention ", " declaration ",
                             " courrier ",   " site ",         " document ",
                             " documents ",  " tableau ",      " tableaux ",
                             " rapport ",    " collegue ",     " ministre ",
                             " secretaire ", " seance ",       NULL};
static words_list BRIEF = {" voir ", " cf ", " confer ", " vide ", NULL};
static words_list FINDING = {" trouver ", " trouvera ", " trouverez ", " trouveront ", NULL};
static words_list FOUND_IN = {
    " annexe ",          " annexes ",         " ci joint ", " ci jointe ",    " ci joints ",
    " ci annexe ",       " bulletin ",        " site ",     " compte rendu ", " dans celle ",
    " dans la reponse ", " dans ma reponse ", NULL};
static words_list WHAT = {" reponse ",        " reponses ", " elements ",  " informations ",
                          " renseignements ", " donnees ",  " chiffres ",  " tableau ",
                          " liste ",          " document ", " documents ", NULL};
static words_list STANDS = {" figure ",
                            " figurent ",
                            " jointe ",
                            " joint ",
                            " joints ",
                            " jointes ",
                            " annexee ",
                            " annexees ",
                            " annexes ",
                            " reprise ",
                            " reprises ",
                            " reproduite ",
                            " publiee ",
                            " publiees ",
                            " disponible ",
                            " disponibles ",
                            " consultable ",
                            " consultables ",
                            " communiquee ",
                            " communiques ",
                            " communiquees ",
                            " transmise ",
                            " transmises ",
                            " transmis ",
                            " envoyee ",
                            " remise ",
                            " adressee ",
                            " deposee ",
                            NULL};
static words_list PLACES = {" annexe ",       " annexes ",
                            " bulletin ",     " site ",
                            " greffe ",       " directement a l honorable membre ",
                            " sous pli ",     " courrier ",
                            " compte rendu ", " questions et reponses ",
                            " rapport ",      " au dossier ",
                            " ci joint ",     " ci jointe ",
                            " bibliotheque ", NULL};
static words_list KEPT_AT = {" annexe ", " bulletin ", " greffe ", " questions et reponses ", NULL};
static words_list THE_SAME = {" identique a celle ",
                              " identique a la reponse ",
                              " meme reponse ",
                              " reponse identique ",
                              " reponse commune ",
                              " similaire a celle ",
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
                              NULL};
static words_list GOING_ON = {" ajoute ",        " ajouterai ",   " precise ",  " toutefois ",
                              " cependant ",     " neanmoins ",   " en outre ", " par ailleurs ",
                              " ci dessous ",    " ci apres ",    " suivant ",  " suivants ",
                              " suivante ",      " suivantes ",   " signale ",  " en resume ",
                              " il en ressort ", " depuis lors ", NULL};
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

// --- sentences -------------------------------------------------------------------------------

static bool points(struct slice words)
{
    size_t count = count_words(words);
    if (count > MAX_SENTENCE_WORDS || has_any(words, GOING_ON))
        return false;
    bool is_short = count <= MAX_SHORT_WORDS;
    return (has_any(words, POINTING) && has_any(words, TARGETS)) || has_any(words, THE_SAME) ||
           (starts_with_any(words, BRIEF) && has_any(words, TARGETS)) ||
           (is_short && has_any(words, BRIEF) && has_any(words, TARGETS) &&
            has(words, " question ")) ||
           (has_any(words, FINDING) && has_any(words, FOUND_IN)) ||
           (has_any(words, WHAT) && has_any(words, STANDS) && has_any(words, PLACES)) ||
           (!has_digit(words) && has_any(words, STANDS) && has_any(words, KEPT_AT)) ||
           (is_short && !has_digit(words) && has(words, " en annexe "));
}

static bool greets(struct slice words)
{
    return count_words(words) <= MAX_GREETING_WORDS && !has_digit(words) &&
           !has_any(words, GOING_ON) && starts_with_any(words, GREETINGS) && !has(words, " est ") &&
           !has(words, " sont ");
}

static bool is_end(struct slice text, size_t at)
{
    char c = text.ptr[at];
    if (c == '\n')
        return true;
    if ((c != '.' && c != '!' && c != '?') || (at + 1 < text.len && text.ptr[at + 1] != ' '))
        return c == '.' && at + 1 < text.len && text.ptr[at + 1] == '\n';
    size_t start = at; // « M. », « art. » end no sentence
    while (start > 0 && text.ptr[start - 1] != ' ')
        start--;
    return c != '.' || at - start > 3 || at + 2 >= text.len;
}

// The next sentence of *rest.
static struct slice next_sentence(struct slice *rest)
{
    size_t end = 0;
    while (end < rest->len && !is_end(*rest, end))
        end++;
    struct slice sentence = slice_of(rest->ptr, end);
    *rest = slice_from_offset(*rest, end < rest->len ? end + 1 : end);
    return sentence;
}

// --- the question pointed at -----------------------------------------------------------------

// The number that *words begins with, at most nine digits, a space after it; moves behind it. 0: there is none.
static uint32_t take_number(struct slice *words)
{
    uint32_t number = 0;
    size_t at = 0;
    while (at < words->len && at < 9 && char_is_digit(words->ptr[at]))
        number = number * 10 + (uint32_t)(words->ptr[at++] - '0');
    if (at == 0 || at >= words->len || words->ptr[at] != ' ')
        return 0;
    *words = slice_from_offset(*words, at + 1);
    return number;
}

static void read_session(struct slice words, struct referral *out)
{
    for (size_t i = 0; i + 1 < words.len && out->session_from == 0; i++) {
        struct slice rest = slice_from_offset(words, i + 1);
        if (words.ptr[i] != ' ' || !char_is_digit(rest.ptr[0]))
            continue;
        uint32_t from = take_number(&rest), to = take_number(&rest);
        bool is_next = to == from + 1 || (to < 100 && to == (from + 1) % 100);
        if (from >= 1900 && from < 2100 && is_next)
            out->session_from = from;
    }
}

static void read_number(struct slice words, struct referral *out)
{
    static const char *const MARKS[] = {" n ",      " no ",       " nr ",
                                        " numero ", " question ", " question ecrite "};
    for (size_t m = 0; m < sizeof MARKS / sizeof *MARKS; m++) {
        struct slice mark = slice_from(MARKS[m]);
        for (size_t i = 0; i + mark.len < words.len && out->number == 0; i++) {
            struct slice rest = slice_from_offset(words, i + mark.len);
            if (slice_equal(slice_of(words.ptr + i, mark.len), mark))
                out->number = take_number(&rest);
        }
    }
}

bool referral_find(struct slice answer, struct referral *out)
{
    char room[MAX_BYTES * FOLD_MAX_GROWTH + 4];
    *out = (struct referral){0};
    if (answer.len == 0 || answer.len > MAX_BYTES)
        return false;
    bool is_pointing = false;
    while (answer.len > 0) {
        struct buf folded = buf_over(room, sizeof room);
        buf_append_char(&folded, ' ');
        fold_append_words(&folded, next_sentence(&answer), 0);
        buf_append_char(&folded, ' ');
        struct slice words = buf_slice(&folded);
        if (words.len <= 2)
            continue;
        if (points(words)) {
            is_pointing = true;
            read_number(words, out);
            read_session(words, out);
        } else if (!greets(words)) {
            *out = (struct referral){0};
            return false;
        }
    }
    return is_pointing;
}

uint32_t referral_number(struct slice number)
{
    uint32_t value = 0;
    size_t at = 0;
    while (at < number.len && at < 9 && char_is_digit(number.ptr[at]))
        value = value * 10 + (uint32_t)(number.ptr[at++] - '0');
    return value;
}
