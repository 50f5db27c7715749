// What the XML, the HTML and the JSON of the Assemblée nationale have in common.
//
// The id is the name the Assemblée itself uses in its addresses (14-47351QE), so the same question read
// from two formats is one document. Up to the 14th legislature a question has no title but three levels
// of an index (rubrique, tête d'analyse, analyse), which are joined to one. The JSON and the later XML name
// the author only by a number, but every written question starts with the name: an_names_author_in.
#include "indexer/sources/an/question.h"

#include "base/date.h"
#include "engine/debate.h"
#include "indexer/sources/an/debate.h"
#include "indexer/sources/an/names.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/mojibake.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <string.h>

static const struct {
    const char *kind, *type, *folded;
} KINDS[] = {
    {"QE", "Question écrite", "question ecrite"},
    {"QG", "Question au gouvernement", "question au gouvernement"},
    {"QOSD", "Question orale sans débat", "question orale sans debat"},
    {"QOAD", "Question orale avec débat", "question orale avec debat"},
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS, MAX_KIND_LEN = 40 };

struct slice an_question_kind(struct slice name)
{
    struct buf folded;
    buf_init(&folded, 0);
    fold_append(&folded, text_trim(name));
    struct slice found = text_trim(name);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct slice type = slice_from(KINDS[i].folded), kind = slice_from(KINDS[i].kind);
        bool is_kind = name.len > 0 && found.len == kind.len &&
                       strncasecmp(found.ptr, kind.ptr, kind.len) == 0;
        if (is_kind || slice_starts_with(buf_slice(&folded), type)) {
            found = kind;
            break;
        }
    }
    buf_clear(&folded);
    return found;
}

// --- the exchange ----------------------------------------------------------------------------

// "épandage. réglementation. " without its last stop.
static struct slice without_stop(struct slice s)
{
    s = text_trim(s);
    while (s.len > 0 && (s.ptr[s.len - 1] == '.' || s.ptr[s.len - 1] == ' '))
        s.len--;
    return s;
}

// The first line of a debate, which is printed over it in capitals; empty when it is no heading.
static struct slice heading_of_debate(const struct an_question *question)
{
    enum { MAX_HEADING = 200 };
    if (question->reply_count == 0)
        return SLICE_NONE;
    struct slice text = question->replies[0].text;
    struct slice line = slice_of(text.ptr, slice_find(text, SLICE("\n")));
    bool is_heading = line.len < text.len && line.len < MAX_HEADING &&
                      an_names_without_civility(line).len == line.len;
    return is_heading ? text_trim(line) : SLICE_NONE;
}

bool an_question_is_no_title(struct slice part)
{
    struct buf folded = {0};
    fold_append(&folded, part);
    bool says_none = slice_starts_with(buf_slice(&folded), SLICE("aucun"));
    bool is_none = says_none && slice_find(buf_slice(&folded), SLICE("analyse")) < folded.len;
    buf_clear(&folded);
    return is_none;
}

// The text without a heading that repeats number and date: « 13382. — 10 mars 2026. — Mme … ».
static struct slice without_heading(struct slice text, struct slice number)
{
    enum { MAX_HEADING = 60 };
    static const struct slice DASHES[] = {{"—", 3}, {"–", 3}, {"- ", 2}};
    bool is_marked = slice_starts_with(text, SLICE("n° ")) || slice_starts_with(text, SLICE("N° "));
    size_t start = is_marked ? sizeof "n° " - 1 : 0;
    struct slice rest = slice_from_offset(text, start);
    if (number.len == 0 || !slice_starts_with(rest, number))
        return text;
    rest = slice_from_offset(rest, number.len);
    struct slice head = slice_of(rest.ptr, rest.len < MAX_HEADING ? rest.len : MAX_HEADING);
    size_t behind = 0, first = head.len;
    for (size_t at = 0; at < head.len; at++)
        for (size_t i = 0; i < sizeof DASHES / sizeof *DASHES; i++)
            if (slice_starts_with(slice_from_offset(head, at), DASHES[i])) {
                behind = at + DASHES[i].len;
                first = first < at ? first : at;
            }
    struct slice looks_like;
    (void)dates_find(slice_of(head.ptr, behind), &looks_like);
    bool has_stop = behind > 0 && head.ptr[0] == '.';
    bool is_heading =
        (has_stop && behind <= sizeof ". — " - 1) || // « 13382. — Mme … »
        (looks_like.len > 0 && (has_stop || text_trim(slice_of(head.ptr, first)).len == 0));
    return is_heading ? text_trim(slice_from_offset(rest, behind)) : text;
}

static struct slice make_title(const struct an_question *question, struct arena *arena)
{
    if (text_trim(question->title).len > 0)
        return text_trim(question->title);
    const struct slice parts[] = {question->rubrique, question->tete_analyse, question->analyse};
    struct buf title;
    buf_init(&title, 0);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct slice part = without_stop(parts[i]);
        if (part.len == 0 || an_question_is_no_title(part))
            continue;
        if (title.len > 0)
            buf_append_slice(&title, SLICE(" – "));
        buf_append_slice(&title, part);
    }
    struct slice made = arena_copy(arena, buf_slice(&title));
    buf_clear(&title);
    return made.len > 0 ? made : heading_of_debate(question);
}

static bool is_number(struct slice s)
{
    enum { MOST_DIGITS = 9 };
    return slice_is_number(s) && s.len <= MOST_DIGITS;
}

static const char *why_not(const struct an_question *question)
{
    if (!is_number(question->number))
        return "no question number";
    if (!is_number(question->legislature))
        return "no legislature";
    if (question->kind.len == 0 || question->kind.len > MAX_KIND_LEN)
        return "no kind of question (QE, QG, QOSD)";
    for (size_t i = 0; i < question->kind.len; i++)
        if (question->kind.ptr[i] < 'A' || question->kind.ptr[i] > 'Z')
            return "unknown kind of question";
    return NULL;
}

// false when the text looks like a date that never was: rejected.
static bool read_date(struct slice text, const struct source_sink *sink, uint32_t line,
                      uint32_t *date)
{
    struct slice looks_like;
    *date = dates_find(text, &looks_like);
    if (*date != DATE_NONE || looks_like.len == 0)
        return true;
    source_reject(sink, line, "impossible date \"%.*s\"", SLICE_ARG(looks_like));
    return false;
}

static struct slice type_name(struct slice kind)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (slice_equal(kind, slice_from(KINDS[i].kind)))
            return slice_from(KINDS[i].type);
    return kind;
}

static void name_it(const struct an_question *question, struct arena *arena,
                    struct exchange *exchange)
{
    struct slice legislature = question->legislature, number = question->number;
    exchange->id = arena_printf(arena, "an-%.*s-%.*s%.*s", SLICE_ARG(legislature),
                                SLICE_ARG(number), SLICE_ARG(question->kind));
    exchange->url = question->url;
    if (exchange->url.len == 0)
        exchange->url =
            arena_printf(arena, "https://questions.assemblee-nationale.fr/q%.*s/%.*s-%.*s%.*s.htm",
                         SLICE_ARG(legislature), SLICE_ARG(legislature), SLICE_ARG(number),
                         SLICE_ARG(question->kind));
    exchange->title = make_title(question, arena);
}

// --- closures --------------------------------------------------------------------------------

static bool holds_folded(struct slice s, const char *word)
{
    struct buf folded = {0};
    fold_append(&folded, s);
    bool holds = slice_find(buf_slice(&folded), slice_from(word)) < folded.len;
    buf_clear(&folded);
    return holds;
}

// What stands in parentheses: « Question retirée (fin de mandat) ».
static struct slice in_parentheses(struct slice s)
{
    size_t open = slice_find(s, SLICE("("));
    struct slice inside = slice_from_offset(s, open < s.len ? open + 1 : open);
    return text_trim(slice_of(inside.ptr, slice_find(inside, SLICE(")"))));
}

static struct slice motive_of(const struct an_question *question)
{
    struct slice told = question->motive.len > 0 ? question->motive : question->closure;
    if (holds_folded(told, "fin de mandat") || holds_folded(told, "fin_mandat"))
        return SLICE("fin de mandat");
    struct slice inside = in_parentheses(told);
    return inside.len > 0 ? inside : told;
}

// « Réponse publiée » closes nothing that its answer does not; anything else ends the question without
// one, and the words for it are the motive.
static bool close_it(struct an_question *question, const struct source_sink *sink,
                     struct exchange *exchange)
{
    struct slice ends[] = {question->closure, question->motive};
    bool is_lapsed = false;
    if (question->closure.len == 0 || holds_folded(question->closure, "reponse publiee"))
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        is_lapsed = is_lapsed || holds_folded(ends[i], "caduc") || holds_folded(ends[i], "caduque");
    exchange->closure = is_lapsed ? CLOSURE_LAPSED : CLOSURE_WITHDRAWN;
    exchange->motive = motive_of(question);
    return read_date(question->date_closure, sink, question->line, &exchange->date_closed);
}

// --- texts encoded twice ---------------------------------------------------------------------

static void mend(struct an_question *question, const struct source_input *input,
                 const struct source_sink *sink)
{
    struct slice *texts[] = {
        &question->rubrique,
        &question->tete_analyse,
        &question->analyse,
        &question->title,
        &question->author,
        &question->group,
        &question->minister,
        &question->office,
        &question->attributaire,
        &question->question,
        &question->attributaire_office,
        &question->record,
        &question->closure,
        &question->motive,
    };
    bool is_mended = false;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        is_mended |= mojibake_mend(*texts[i], input->arena, texts[i]);
    for (size_t i = 0; i < question->reply_count; i++)
        is_mended |=
            mojibake_mend(question->replies[i].text, input->arena, &question->replies[i].text);
    if (is_mended)
        sink->notice(sink->context, question->line, SLICE("text encoded twice: mended"));
}

// --- answers ---------------------------------------------------------------------------------

static void name_ministers(const struct an_question *question, struct exchange *exchange)
{
    struct slice asked = text_trim(question->minister), last = text_trim(question->attributaire);
    exchange->minister = asked;
    exchange->office = text_trim(question->office);
    if (last.len == 0 || slice_equal(asked, last))
        return;
    exchange->minister = last;
    exchange->office = text_trim(question->attributaire_office);
    exchange->first_minister = asked;
}

// The answers, or the one debate that is question and answer.
static enum status answer_it(struct an_question *question, uint32_t answered, struct arena *arena,
                             struct exchange *exchange, struct error *err)
{
    bool is_published = holds_folded(question->closure, "reponse publiee");
    if (question->reply_count == 0 && (answered != DATE_NONE || is_published))
        question->replies[question->reply_count++] = (struct reply){.date = answered};
    for (size_t i = 0; i < question->reply_count; i++) {
        question->replies[i].respondent = exchange->minister;
        if (question->replies[i].date == DATE_NONE)
            question->replies[i].date = answered;
    }
    exchange->replies = question->replies;
    exchange->reply_count = question->reply_count;
    bool is_oral = !slice_equal(question->kind, SLICE("QE"));
    if (!is_oral || question->reply_count != 1 || question->record.len == 0)
        return STATUS_OK;
    if (!an_debate_read(question->record, arena, exchange))
        return error_set(err, STATUS_NO_MEMORY, "no memory for a debate");
    return exchange->speech_count > 0
               ? debate_settle(exchange, question->replies[0].date, arena, err)
               : STATUS_OK;
}

enum status an_question_take(struct an_question *question, const struct source_input *input,
                             const struct source_sink *sink, struct error *err)
{
    const char *reason = why_not(question);
    if (reason) {
        source_reject(sink, question->line, "%s", reason);
        return STATUS_OK;
    }
    mend(question, input, sink);
    struct exchange exchange = {
        .type = type_name(question->kind),
        .assembly = SLICE("Assemblée nationale"),
        .session = question->legislature,
        .number = question->number,
        .author = text_trim(question->author),
        .group = text_trim(question->group),
        .question = without_heading(question->question, question->number),
    };
    uint32_t answered;
    if (!read_date(question->date_question, sink, question->line, &exchange.date_question) ||
        !read_date(question->date_reponse, sink, question->line, &answered) ||
        !close_it(question, sink, &exchange))
        return STATUS_OK;
    if (exchange.date_question == DATE_NONE && slice_equal(question->kind, SLICE("QG")))
        exchange.date_question = answered; // asked and answered in one sitting
    exchange.year = date_year(exchange.date_question);
    name_it(question, input->arena, &exchange);
    name_ministers(question, &exchange);
    enum status status = answer_it(question, answered, input->arena, &exchange, err);
    if (status != STATUS_OK)
        return status;
    if (input->arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question of this size");
    if (exchange.title.len == 0 && exchange.question.len == 0) {
        source_reject(sink, question->line, "neither title nor text");
        return STATUS_OK;
    }
    return sink->take(sink->context, &exchange, question->line, err);
}
