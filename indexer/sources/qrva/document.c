// See document.h.
//
// SDOCNAME is LEGISLATURE-BULLETIN-DEPARTMENT-NUMBER-DOCUMENT, and its bulletin is empty until the question
// is printed: the id is made of the others, so it stays. One document to several ministers is several
// records. The Dutch of the same (TEXTQN, TEXTA1N) is a translation and left out.
#include "indexer/sources/qrva/document.h"

#include "base/date.h"
#include "indexer/sources/dates.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/text.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ANSWERS = 9, NAME_PARTS = 5 };

struct making {
    const struct qrva_document *document;
    struct arena *arena;
    struct exchange exchange;
    struct reply replies[MOST_ANSWERS];
};

void qrva_add(struct qrva_document *document, struct slice name, struct slice html)
{
    if (document->count < QRVA_MAX_FIELDS)
        document->fields[document->count++] = (struct qrva_field){name, html};
}

void qrva_escape(struct buf *html, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '<')
            buf_append_slice(html, SLICE("&lt;"));
        else if (c == '&')
            buf_append_slice(html, SLICE("&amp;"));
        else
            buf_append_char(html, c);
    }
}

// --- fields ----------------------------------------------------------------------------------

static struct slice text_of(const struct making *making, const char *name)
{
    const struct qrva_document *document = making->document;
    struct slice html = SLICE_NONE;
    for (size_t i = 0; i < document->count && html.len == 0; i++)
        if (slice_equal(document->fields[i].name, slice_from(name)))
            html = document->fields[i].html;
    struct buf text = {0};
    html_to_text(html, &text);
    struct slice copy = arena_copy(making->arena, buf_slice(&text));
    buf_clear(&text);
    return copy;
}

// TEXTA1F, TEXTA2F… by number.
static struct slice numbered(const struct making *making, const char *before, size_t number,
                             const char *behind)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%s%zu%s", before, number, behind);
    return text_of(making, name);
}

static struct slice one_line(struct slice s, struct arena *arena)
{
    struct buf line = {0};
    for (size_t i = 0; i < s.len; i++) {
        bool is_blank = s.ptr[i] == '\n' || s.ptr[i] == ' ' || s.ptr[i] == '\t';
        if (!is_blank)
            buf_append_char(&line, s.ptr[i]);
        else if (line.len > 0 && line.data[line.len - 1] != ' ')
            buf_append_char(&line, ' ');
    }
    struct slice copy = arena_copy(arena, buf_slice(&line));
    buf_clear(&line);
    return copy;
}

// --- facts -----------------------------------------------------------------------------------

// SDOCNAME in its parts: the last holds whatever is left.
static bool split_name(struct slice name, struct slice parts[NAME_PARTS])
{
    for (size_t i = 0; i < NAME_PARTS; i++) {
        size_t end = i + 1 < NAME_PARTS ? slice_find(name, SLICE("-")) : name.len;
        if (i + 1 < NAME_PARTS && end == name.len)
            return false;
        parts[i] = slice_of(name.ptr, end);
        name = slice_from_offset(name, i + 1 < NAME_PARTS ? end + 1 : end);
    }
    return parts[0].len > 0 && parts[2].len > 0 && parts[3].len > 0 && parts[4].len > 0;
}

static bool name_it(struct making *making)
{
    struct slice name = text_of(making, "SDOCNAME"), parts[NAME_PARTS];
    if (!split_name(name, parts))
        return false;
    making->exchange.id =
        arena_printf(making->arena, "chambre-%.*s-%.*s-%.*s-%.*s", SLICE_ARG(parts[0]),
                     SLICE_ARG(parts[2]), SLICE_ARG(parts[3]), SLICE_ARG(parts[4]));
    making->exchange.url =
        arena_printf(making->arena, "https://data.lachambre.be/v0/qrva/%.*s", SLICE_ARG(name));
    making->exchange.session = text_of(making, "LEGISL");
    if (making->exchange.session.len == 0)
        making->exchange.session = parts[0];
    making->exchange.number = text_of(making, "QUESTNUM");
    return true;
}

// "Édith Exemple, EX (07999)": name and group.
static void read_author(struct making *making)
{
    struct slice author = one_line(text_of(making, "AUT"), making->arena);
    const char *comma = author.len > 0 ? memrchr(author.ptr, ',', author.len) : NULL;
    size_t len = comma ? (size_t)(comma - author.ptr) : author.len;
    making->exchange.author = text_trim(slice_of(author.ptr, len));
    if (!comma)
        return;
    struct slice group = slice_from_offset(author, len + 1);
    making->exchange.group = text_trim(slice_of(group.ptr, slice_find(group, SLICE("("))));
}

static bool holds(struct slice s, const char *word)
{
    for (size_t i = 0; i + strlen(word) <= s.len; i++)
        if (slice_equal_ignoring_case(slice_of(s.ptr + i, strlen(word)), slice_from(word)))
            return true;
    return false;
}

static struct slice nature_of(struct slice kind)
{
    if (holds(kind, "prov"))
        return SLICE("Réponse provisoire");
    return holds(kind, "compl") || holds(kind, "suppl") ? SLICE("Réponse complémentaire")
                                                        : SLICE_NONE;
}

static void read_answers(struct making *making)
{
    struct slice looks_like;
    for (size_t n = 1; n <= MOST_ANSWERS; n++) {
        // "B003, p55, 10/10/2024, 20242025"
        uint32_t date = dates_find(numbered(making, "PUBLICA", n, ""), &looks_like);
        struct slice text = numbered(making, "TEXTA", n, "F");
        bool is_published = holds(numbered(making, "STATUSA", n, ""), "publi");
        if (text.len == 0 && date == DATE_NONE && !is_published)
            continue;
        making->replies[making->exchange.reply_count++] = (struct reply){
            .text = text,
            .date = date,
            .respondent = making->exchange.minister,
            .nature = nature_of(numbered(making, "CASA", n, "")),
        };
    }
    making->exchange.replies = making->replies;
}

static void read_closure(struct making *making)
{
    struct slice status = text_of(making, "STATUSQ"), looks_like;
    if (!holds(status, "cancel"))
        return;
    making->exchange.closure = CLOSURE_WITHDRAWN;
    making->exchange.motive = one_line(text_of(making, "ANNUL_MOTIF_FR"), making->arena);
    making->exchange.date_closed = dates_find(text_of(making, "ANNULDAT"), &looks_like);
}

enum status qrva_take(const struct qrva_document *document, const struct source_input *input,
                      const struct source_sink *sink, struct error *err)
{
    struct making making = {.document = document, .arena = input->arena};
    struct exchange *exchange = &making.exchange;
    struct slice looks_like;
    if (!name_it(&making)) {
        source_reject(sink, document->line, "no name to make an id of (SDOCNAME)");
        return STATUS_OK;
    }
    exchange->assembly = SLICE("Chambre des représentants");
    exchange->type = SLICE("Question écrite");
    exchange->title = one_line(text_of(&making, "TITF"), input->arena);
    exchange->question = text_of(&making, "TEXTQF");
    struct slice deposited = text_of(&making, "DEPOTDAT");
    exchange->date_question = dates_find(deposited, &looks_like);
    if (exchange->date_question == DATE_NONE && looks_like.len > 0) {
        source_reject(sink, document->line, "impossible date \"%.*s\"", SLICE_ARG(looks_like));
        return STATUS_OK;
    }
    exchange->year = date_year(exchange->date_question);
    exchange->minister = one_line(text_of(&making, "DEPTF"), input->arena);
    if (exchange->minister.len == 0)
        exchange->minister = one_line(text_of(&making, "SUBDEPTF"), input->arena);
    read_author(&making);
    read_answers(&making);
    read_closure(&making);
    if (input->arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "no memory for a question of this size");
    if (exchange->title.len == 0 && exchange->question.len == 0) {
        source_reject(sink, document->line, "neither title nor text in French");
        return STATUS_OK;
    }
    return sink->take(sink->context, exchange, document->line, err);
}
