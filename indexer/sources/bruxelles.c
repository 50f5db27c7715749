// Question pages of the Parliament of the Brussels Region (weblex-quest-det).
//
// The page is read in blocks (html_text.h): the heading says kind and title, the list under it who asks whom, cells
// with a label the days, a table what was done with the question, and the texts stand in the row that begins with
// « Question » or « Réponse », up to the next such row or the end of their table. Rows that begin with « Annexe »
// lead to documents that are not read. Numbers are given anew each session, so the id is made of the site's own code.
#include "base/date.h"
#include "engine/persons.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/html.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/source.h"
#include "indexer/sources/text.h"
#include "stemmer/text/fold.h"

#include <string.h>

static const struct slice CONCERNING = {" concernant ", sizeof " concernant " - 1};

struct page {
    const struct source_input *input;
    struct slice html; // UTF-8
    struct html_blocks blocks;
    struct exchange exchange;
    struct reply replies[EXCHANGE_MAX_REPLIES];
    uint32_t date_reply;
    struct person authors[EXCHANGE_MAX_PERSONS], ministers[EXCHANGE_MAX_PERSONS];
    size_t author_count, minister_count;
    struct slice session, term; // "24/25", "24/29"
    bool has_heading;
};

static const struct html_block *block(const struct page *page, size_t i)
{
    return &page->blocks.blocks[i];
}

static struct slice digits_behind(struct slice s, struct slice mark)
{
    size_t at = slice_find(s, mark), len = 0;
    struct slice rest = slice_from_offset(s, at < s.len ? at + mark.len : s.len);
    while (len < rest.len && rest.ptr[len] >= '0' && rest.ptr[len] <= '9')
        len++;
    return slice_of(rest.ptr, len);
}

// --- id and heading --------------------------------------------------------------------------

// "…?moncode=166342&montitre&base=1" in the page's address for other languages, or in the file's name.
static bool name_it(struct page *page)
{
    enum { NEAR = 80 };
    struct arena *arena = page->input->arena;
    struct slice places[] = {page->html, page->input->name};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct slice rest = slice_from_offset(places[i], slice_find(places[i], SLICE("moncode=")));
        struct slice code = digits_behind(rest, SLICE("moncode="));
        struct slice near = slice_of(rest.ptr, rest.len < NEAR ? rest.len : NEAR);
        struct slice base = digits_behind(near, SLICE("base="));
        if (code.len == 0)
            continue;
        if (base.len == 0)
            base = SLICE("1");
        page->exchange.id = arena_printf(arena, "prb-%.*s-%.*s", SLICE_ARG(base), SLICE_ARG(code));
        page->exchange.url = arena_printf(arena,
                                          "https://www.parlement.brussels/weblex-quest-det/"
                                          "?moncode=%.*s&montitre&base=%.*s",
                                          SLICE_ARG(code), SLICE_ARG(base));
        return true;
    }
    return false;
}

// « l’entretien » -> « L’entretien »
static struct slice capitalised(struct slice s, struct arena *arena)
{
    struct slice copy = arena_copy(arena, s);
    char *first = (char *)(uintptr_t)copy.ptr;
    bool is_latin = copy.len > 1 && (unsigned char)first[0] == 0xC3 &&
                    (unsigned char)first[1] >= 0xA0 && (unsigned char)first[1] <= 0xBE;
    if (copy.len > 0 && first[0] >= 'a' && first[0] <= 'z')
        first[0] = (char)(first[0] - 'a' + 'A');
    else if (is_latin)
        first[1] = (char)(first[1] - 0x20);
    return copy;
}

static void read_heading(struct page *page, struct slice text)
{
    size_t at = slice_find(text, CONCERNING);
    if (page->has_heading || at == text.len)
        return;
    page->has_heading = true;
    page->exchange.type = text_trim(slice_of(text.ptr, at));
    page->exchange.title =
        capitalised(text_trim(slice_from_offset(text, at + CONCERNING.len)), page->input->arena);
}

// --- persons ---------------------------------------------------------------------------------

// « Marc Modèle, Ministre de l'Eau (question n°197) »
static void read_minister(struct page *page, struct slice text)
{
    size_t number = slice_find(text, SLICE("(question n"));
    struct slice behind = slice_from_offset(text, number);
    size_t digit = 0;
    while (digit < behind.len && !(behind.ptr[digit] >= '0' && behind.ptr[digit] <= '9'))
        digit++;
    if (digit < behind.len && page->exchange.number.len == 0)
        page->exchange.number = digits_behind(slice_from_offset(behind, digit), SLICE(""));
    text = text_trim(slice_of(text.ptr, number));
    size_t comma = slice_find(text, SLICE(","));
    if (page->minister_count < EXCHANGE_MAX_PERSONS)
        page->ministers[page->minister_count++] = (struct person){
            text_trim(slice_of(text.ptr, comma)),
            comma < text.len ? text_trim(slice_from_offset(text, comma + 1)) : SLICE_NONE};
}

// The list « de », persons, « à », persons, from the block behind the heading; returns the block behind it.
static size_t read_persons(struct page *page, size_t i)
{
    bool is_asked = false, is_asker = false;
    for (; i < page->blocks.count; i++) {
        struct slice text = block(page, i)->text;
        if (slice_equal(text, SLICE("de"))) {
            is_asker = true;
        } else if (slice_equal(text, SLICE("à")) || slice_equal(text, SLICE("et à"))) {
            is_asked = true;
        } else if (slice_find(text, SLICE("Date de")) < text.len) {
            return i;
        } else if (is_asked) {
            read_minister(page, text);
        } else if (is_asker && page->author_count < EXCHANGE_MAX_PERSONS) {
            struct slice name = slice_of(text.ptr, slice_find(text, SLICE("(")));
            page->authors[page->author_count++] = (struct person){text_trim(name), SLICE_NONE};
        }
    }
    return i;
}

// --- cells -----------------------------------------------------------------------------------

static struct slice behind_label(struct slice text, const char *label)
{
    struct slice name = slice_from(label);
    return slice_starts_with(text, name) ? text_trim(slice_from_offset(text, name.len))
                                         : SLICE_NONE;
}

static void read_cell(struct page *page, struct slice text)
{
    struct slice looks_like;
    struct exchange *exchange = &page->exchange;
    struct slice received = behind_label(text, "Date de réception:");
    struct slice answered = behind_label(text, "Date de réponse:");
    struct slice withdrawn = behind_label(text, "Date de retrait:");
    if (received.len > 0)
        exchange->date_question = dates_find(received, &looks_like);
    if (answered.len > 0)
        page->date_reply = dates_find(answered, &looks_like);
    if (withdrawn.len > 0)
        exchange->date_closed = dates_find(withdrawn, &looks_like);
    if (withdrawn.len > 0 && exchange->date_closed != DATE_NONE)
        exchange->closure = CLOSURE_WITHDRAWN;
    if (page->term.len == 0)
        page->term = behind_label(text, "Législature:");
    if (page->session.len == 0)
        page->session = behind_label(text, "Session:");
}

// « Retirée », « Caduque » among what was done with the question, the day in the cell before.
static void read_act(struct page *page, size_t i)
{
    enum { MAX_ACT_LEN = 80 };
    struct exchange *exchange = &page->exchange;
    struct slice text = block(page, i)->text, looks_like;
    struct buf folded = {0};
    fold_append(&folded, fold_cut(text, MAX_ACT_LEN));
    struct slice s = buf_slice(&folded);
    bool is_lapsed = slice_starts_with(s, SLICE("caduque")) ||
                     slice_starts_with(s, SLICE("caducite")) ||
                     slice_starts_with(s, SLICE("question caduque"));
    bool is_withdrawn = slice_starts_with(s, SLICE("retiree")) ||
                        slice_starts_with(s, SLICE("retrait")) ||
                        slice_starts_with(s, SLICE("question retiree"));
    buf_clear(&folded);
    if (i == 0 || text.len > MAX_ACT_LEN || (!is_lapsed && !is_withdrawn))
        return;
    uint32_t date = dates_find(block(page, i - 1)->text, &looks_like);
    if (date == DATE_NONE)
        return;
    exchange->closure = is_lapsed ? CLOSURE_LAPSED : CLOSURE_WITHDRAWN;
    exchange->motive = text;
    exchange->date_closed = date;
}

// --- texts -----------------------------------------------------------------------------------

enum row { NO_TEXT, QUESTION, ANSWER, ANNEX };

// What the row holds that begins with the block at i.
static enum row row_at(const struct page *page, size_t i)
{
    enum { MAX_LABEL_LEN = 60 };
    struct slice text = block(page, i)->text;
    size_t before = i > 0 ? block(page, i - 1)->end : 0;
    struct slice gap = slice_of(page->html.ptr + before, block(page, i)->start - before);
    bool begins =
        slice_find(gap, SLICE("<tr")) < gap.len || slice_find(gap, SLICE("<TR")) < gap.len;
    if (!begins || text.len > MAX_LABEL_LEN)
        return NO_TEXT;
    if (slice_equal(text, SLICE("Question")))
        return QUESTION;
    if (slice_starts_with(text, SLICE("Annexe")))
        return ANNEX;
    return slice_starts_with(text, SLICE("Réponse")) || slice_starts_with(text, SLICE("Complément"))
               ? ANSWER
               : NO_TEXT;
}

// The text in the cells behind the label at *i, which is moved to the last block of it.
static struct slice take_text(struct page *page, size_t *i)
{
    uint32_t depth = block(page, *i)->depth;
    uint32_t row = depth > 2 ? depth - 2 : 0;
    size_t label = *i, end = label + 1;
    while (end < page->blocks.count && block(page, end)->low >= row && row_at(page, end) == NO_TEXT)
        end++;
    *i = end - 1;
    if (end == label + 1)
        return SLICE_NONE;
    size_t start = block(page, label)->end;
    struct buf text = {0};
    html_to_text(slice_of(page->html.ptr + start, block(page, end - 1)->end - start), &text);
    struct slice copy = arena_copy(page->input->arena, buf_slice(&text));
    buf_clear(&text);
    return copy;
}

static void take_answer(struct page *page, struct slice label, struct slice text)
{
    struct exchange *exchange = &page->exchange;
    if (text.len == 0 || exchange->reply_count == EXCHANGE_MAX_REPLIES)
        return;
    page->replies[exchange->reply_count++] = (struct reply){
        .text = text,
        .nature = slice_equal(label, SLICE("Réponse")) ? SLICE_NONE : label,
    };
}

static void read_blocks(struct page *page)
{
    for (size_t i = 0; i < page->blocks.count; i++) {
        struct slice text = block(page, i)->text;
        enum row row = row_at(page, i);
        if (!page->has_heading && block(page, i)->is_heading) {
            read_heading(page, text);
            i = page->has_heading ? read_persons(page, i + 1) - 1 : i;
        } else if (row == QUESTION && page->exchange.question.len == 0) {
            page->exchange.question = take_text(page, &i);
        } else if (row == ANSWER) {
            take_answer(page, text, take_text(page, &i));
        } else if (row != NO_TEXT) {
            (void)take_text(page, &i);
        } else {
            read_cell(page, text);
            read_act(page, i);
        }
    }
}

// The page has one day of an answer: the first one's, or that of an answer which it does not show.
static void date_answers(struct page *page)
{
    struct exchange *exchange = &page->exchange;
    if (exchange->reply_count == 0 && page->date_reply != DATE_NONE)
        exchange->reply_count = 1;
    for (size_t i = 0; i < exchange->reply_count; i++) {
        page->replies[i].respondent = exchange->minister;
        page->replies[i].date = i == 0 ? page->date_reply : DATE_NONE;
    }
    exchange->replies = page->replies;
}

// --- the page --------------------------------------------------------------------------------

static enum status take_page(struct page *page, const struct source_sink *sink, struct error *err)
{
    struct exchange *exchange = &page->exchange;
    struct arena *arena = page->input->arena;
    uint32_t line = page->input->first_line;
    read_blocks(page);
    persons_set_authors(exchange, page->authors, page->author_count, arena);
    persons_set_ministers(exchange, page->ministers, page->minister_count, arena);
    exchange->assembly = SLICE("Parlement bruxellois");
    exchange->year = date_year(exchange->date_question);
    exchange->session = page->term.len > 0
                            ? arena_printf(arena, "%.*s (législature %.*s)",
                                           SLICE_ARG(page->session), SLICE_ARG(page->term))
                            : page->session;
    date_answers(page);
    if (!page->has_heading)
        source_reject(sink, line, "a page without a question");
    else if (!name_it(page))
        source_reject(sink, line, "no code to make an id of (moncode)");
    else if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a page");
    else
        return sink->take(sink->context, exchange, line, err);
    return STATUS_OK;
}

enum status source_parse_bruxelles(const struct source_input *input, const struct source_sink *sink,
                                   struct error *err)
{
    struct page *page = arena_calloc(input->arena, 1, sizeof *page);
    if (!page)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a page");
    page->input = input;
    if (html_is_cut(input->bytes)) {
        source_reject_cut(sink, input->first_line, "truncated page: no </html>");
        return STATUS_OK;
    }
    if (!source_text(input, sink, &page->html))
        return STATUS_OK;
    return html_to_blocks(page->html, input->arena, &page->blocks)
               ? take_page(page, sink, err)
               : error_set(err, STATUS_NO_MEMORY, "no memory for a page");
}
