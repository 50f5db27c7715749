// Two dialects, told apart by nothing but their paths:
//
//   the pages' XML (to the 14th legislature)     the open data, XML or JSON (14th and later)
//   LEGISLATURE                                  identifiant/legislature
//   DEPOT/@NUMERO                                identifiant/numero
//   @TYPE                                        type
//   INDEXATION_AN/@RUBRIQUE, …/ANALYSE/ANA       indexationAN/rubrique, …/analyses/analyse
//   AUTEUR/NOM, PRENOM                           auteur/identite/acteurRef (a number)
//   MINI, MINA/ORDRE (the last)                  minInt, minAttribs/minAttrib (the last)
//   DEPOT/TEXTE_DEPOT                            textesQuestion/texteQuestion/texte
//   REPONSE/TEXTE_REPONSE, DATE_JO_REPONSE       textesReponse/texteReponse/texte, infoJO/dateJO
//
// The public description of the second is the XSD of data.assemblee-nationale.fr; that a list of one is
// written without the list, and that absent means null, is how its files are.
#include "indexer/sources/an/leaves.h"

#include "indexer/sources/an/names.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/text.h"

#include <string.h>

void an_leaves_init(struct an_leaves *leaves, struct arena *arena)
{
    *leaves = (struct an_leaves){.arena = arena};
}

void an_leaves_clear(struct an_leaves *leaves)
{
    buf_clear(&leaves->list);
}

void an_leaves_reset(struct an_leaves *leaves)
{
    buf_reset(&leaves->list);
    leaves->path_len = 0;
    leaves->is_too_deep = false;
}

size_t an_leaves_down(struct an_leaves *leaves, struct slice name)
{
    size_t before = leaves->path_len;
    if (before + 1 + name.len > AN_MAX_PATH_LEN) {
        leaves->is_too_deep = true;
        return before;
    }
    if (before > 0)
        leaves->path[leaves->path_len++] = '/';
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        leaves->path[leaves->path_len++] = char_lower(c);
    }
    return before;
}

void an_leaves_up(struct an_leaves *leaves, size_t path_len)
{
    leaves->path_len = path_len;
}

void an_leaves_add(struct an_leaves *leaves, struct slice text)
{
    struct an_leaf leaf = {
        .path = arena_copy(leaves->arena, slice_of(leaves->path, leaves->path_len)),
        .text = arena_copy(leaves->arena, text_trim(text)),
    };
    buf_append(&leaves->list, &leaf, sizeof leaf);
}

// --- reading ---------------------------------------------------------------------------------

static const struct an_leaf *list_of(const struct an_leaves *leaves, size_t *count)
{
    *count = leaves->list.len / sizeof(struct an_leaf);
    return (const struct an_leaf *)(const void *)leaves->list.data;
}

// The first text at one of two paths (one per dialect) that is not empty.
static struct slice first(const struct an_leaves *leaves, const char *path, const char *other)
{
    size_t count;
    const struct an_leaf *list = list_of(leaves, &count);
    for (size_t i = 0; i < count; i++)
        if (list[i].text.len > 0 && (slice_equal(list[i].path, slice_from(path)) ||
                                     slice_equal(list[i].path, slice_from(other))))
            return list[i].text;
    return SLICE_NONE;
}

static struct slice last(const struct an_leaves *leaves, const char *path, const char *other)
{
    size_t count;
    const struct an_leaf *list = list_of(leaves, &count);
    while (count-- > 0)
        if (list[count].text.len > 0 && (slice_equal(list[count].path, slice_from(path)) ||
                                         slice_equal(list[count].path, slice_from(other))))
            return list[count].text;
    return SLICE_NONE;
}

static struct slice plain(const struct an_leaves *leaves, struct slice html)
{
    struct buf text = {0};
    html_to_text(html, &text);
    struct slice copy = arena_copy(leaves->arena, buf_slice(&text));
    buf_clear(&text);
    return copy;
}

// All levels of the analysis as one, and how many there were.
static struct slice analyses(const struct an_leaves *leaves, size_t *found)
{
    static const char *const PATHS[] = {"indexationan/analyses/analyse", "indexationan/analyse/ana",
                                        "indexation_an/analyse/ana"};
    size_t count;
    const struct an_leaf *list = list_of(leaves, &count);
    struct buf joined = {0};
    *found = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof PATHS / sizeof *PATHS; k++)
            if (list[i].text.len > 0 && slice_equal(list[i].path, slice_from(PATHS[k])) &&
                !an_question_is_no_title(list[i].text) && ++*found > 0) {
                if (joined.len > 0)
                    buf_append_slice(&joined, SLICE(", "));
                buf_append_slice(&joined, list[i].text);
            }
    struct slice copy = arena_copy(leaves->arena, buf_slice(&joined));
    buf_clear(&joined);
    return copy;
}

static void add_reply(struct an_question *question, struct slice text, struct slice date)
{
    struct slice looks_like;
    if (question->reply_count == EXCHANGE_MAX_REPLIES || (text.len == 0 && date.len == 0))
        return;
    question->replies[question->reply_count++] =
        (struct reply){.text = text, .date = dates_find(date, &looks_like)};
}

// Each texteReponse is an answer: its text and its date stand between two entries of that name.
static void read_replies(const struct an_leaves *leaves, struct an_question *question)
{
    size_t count;
    const struct an_leaf *list = list_of(leaves, &count);
    struct slice text = {NULL, 0}, date = {NULL, 0};
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(list[i].path, SLICE("textesreponse/textereponse"))) {
            add_reply(question, text, date);
            text = date = SLICE_NONE;
        } else if (slice_equal(list[i].path, SLICE("textesreponse/textereponse/texte"))) {
            question->record = list[i].text;
            text = plain(leaves, list[i].text);
        } else if (slice_equal(list[i].path, SLICE("textesreponse/textereponse/infojo/datejo"))) {
            date = list[i].text;
        }
    }
    if (question->reply_count == 0 && text.len == 0) {
        question->record = first(leaves, "reponse/texte_reponse", "");
        text = plain(leaves, question->record);
    }
    if (text.len > 0 || date.len > 0)
        add_reply(question, text, date);
}

// Whether the name has more than a word: one alone may be what is left of a name that is written as no other.
static bool is_whole(struct slice name)
{
    size_t at = 0;
    while (at < name.len && text_space_length(slice_from_offset(name, at)) == 0)
        at++;
    return at < name.len;
}

static void read_author(const struct an_leaves *leaves, struct an_question *question)
{
    struct slice name = first(leaves, "auteur/nom", "auteur/identite/nom");
    struct slice given = first(leaves, "auteur/prenom", "auteur/identite/prenom");
    struct slice id = first(leaves, "auteur/identite/acteurref", "auteur/id_acteur");
    question->author = name;
    if (name.len > 0 && given.len > 0)
        question->author =
            arena_printf(leaves->arena, "%.*s %.*s", SLICE_ARG(given), SLICE_ARG(name));
    if (name.len > 0)
        return;
    question->author = an_names_author_in(question->question);
    if (id.len > 0 && !is_whole(question->author))
        question->author = SLICE_NONE;
    if (question->author.len == 0 && question->reply_count > 0)
        question->author = an_names_first_speaker(question->replies[0].text);
    if (question->author.len == 0)
        question->author = id;
}

static void read_closure(const struct an_leaves *leaves, struct an_question *question)
{
    question->closure = first(leaves, "cloture/libellecloture", "cloture/libelle");
    if (question->closure.len == 0)
        question->closure = first(leaves, "cloture/codecloture", "cloture/code");
    if (slice_equal(question->closure, SLICE("REP_PUB")))
        question->closure = SLICE("Réponse publiée");
    question->date_closure = first(leaves, "cloture/datecloture", "cloture/date_cloture");
    if (question->date_closure.len == 0)
        question->date_closure = first(leaves, "cloture/infojo/datejo", "cloture/date_jo");
}

// "QANR5L17QE9340" says it all, should something be missing elsewhere.
static void read_uid(const struct an_leaves *leaves, struct an_question *question)
{
    struct slice uid = first(leaves, "uid", "");
    uid = slice_from_offset(uid, slice_starts_with(uid, SLICE("QANR5L")) ? 6 : uid.len);
    const struct {
        struct slice *field;
        const char *set;
    } PARTS[] = {{&question->legislature, "0123456789"},
                 {&question->kind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
                 {&question->number, "0123456789"}};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
        size_t len = 0;
        while (len < uid.len && memchr(PARTS[i].set, uid.ptr[len], strlen(PARTS[i].set)))
            len++;
        if (PARTS[i].field->len == 0)
            *PARTS[i].field = slice_of(uid.ptr, len);
        uid = slice_from_offset(uid, len);
    }
}

bool an_leaves_read(struct an_leaves *leaves, struct an_question *question)
{
    size_t analysis_count;
    question->legislature = first(leaves, "identifiant/legislature", "legislature");
    question->number = first(leaves, "identifiant/numero", "depot/@numero");
    question->kind = an_question_kind(first(leaves, "type", "@type"));
    read_uid(leaves, question);
    question->rubrique = first(leaves, "indexationan/rubrique", "indexation_an/@rubrique");
    question->tete_analyse =
        first(leaves, "indexationan/teteanalyse", "indexation_an/tete_analyse");
    question->analyse = analyses(leaves, &analysis_count);
    if (question->tete_analyse.len == 0 && analysis_count == 1)
        question->title = question->analyse; // from the 15th legislature on it is one
    question->minister = first(leaves, "minint/abrege", "mini/abrege");
    question->office = first(leaves, "minint/developpe", "mini/developpe");
    question->attributaire =
        last(leaves, "minattribs/minattrib/denomination/abrege", "mina/ordre/abrege");
    question->attributaire_office =
        last(leaves, "minattribs/minattrib/denomination/developpe", "mina/ordre/developpe");
    question->group = first(leaves, "auteur/groupe/developpe", "groupe/libelle");
    if (question->group.len == 0)
        question->group = first(leaves, "auteur/groupe/abrege", "groupe/@sigle");
    question->question =
        plain(leaves, first(leaves, "textesquestion/textequestion/texte", "depot/texte_depot"));
    question->date_question =
        first(leaves, "textesquestion/textequestion/infojo/datejo", "depot/date_jo");
    read_replies(leaves, question);
    if (question->date_question.len == 0) // questions to the Government are not published before
        question->date_question =
            first(leaves, "minattribs/minattrib/infojo/datejo", "cloture/infojo/datejo");
    question->date_reponse = first(leaves, "reponse/date_jo_reponse", "");
    read_closure(leaves, question);
    bool is_published = slice_equal(question->closure, SLICE("Réponse publiée"));
    if (question->date_reponse.len == 0 && (question->reply_count > 0 || is_published))
        question->date_reponse = question->date_closure;
    read_author(leaves, question);
    return !leaves->is_too_deep && !leaves->list.failed && !leaves->arena->failed;
}
