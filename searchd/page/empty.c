// The honest empty page.
//
// Each part of the query (a word, a quoted phrase, a field with its value) is searched alone, within
// the same filters; then the whole query without each filter, and without all of them. Only what would
// find something is offered, with the number it would find, so that no link leads to another empty page.
//
// Cost: one search without hits for each part (at most MAX_PARTS) and for each filter (MAX_RELAXED).
#include "searchd/page/empty.h"

#include "searchd/page/french.h"
#include "searchd/page/links.h"

enum { MAX_PARTS = 8, MAX_RELAXED = 8, MAX_SUGGESTIONS = 3 };

struct empty_page {
    struct page *page;
    const struct search_answer *answer;
};

static void append_link(struct page *page, const struct search_params *params, struct slice text,
                        uint64_t count)
{
    struct buf *out = &page->work;
    html_literal(out, "<a href=\"");
    page_search_url(page, params);
    html_literal(out, "\">");
    html_isolate(out, text);
    html_literal(out, "</a>" FRENCH_NBSP ": ");
    french_count(out, count, "échange", "échanges");
}

// --- the words -------------------------------------------------------------------------------

// Takes the next part off *rest: up to a space outside of quotation marks. Empty at the end.
static struct slice next_part(struct slice *rest)
{
    *rest = slice_trim(*rest);
    bool is_quoted = false;
    size_t len = 0;
    while (len < rest->len && (is_quoted || rest->ptr[len] != ' '))
        if (rest->ptr[len++] == '"')
            is_quoted = !is_quoted;
    struct slice part = slice_of(rest->ptr, len);
    *rest = slice_from_offset(*rest, len);
    return part;
}

static bool is_operator(struct slice part)
{
    static const char *const operators[] = {"ET", "OU", "SAUF", "AND", "OR", "NOT"};
    return slice_is_among(part, operators, sizeof operators / sizeof *operators);
}

static struct slice without_brackets(struct slice part)
{
    while (part.len > 0 && (part.ptr[0] == '(' || part.ptr[0] == '+'))
        part = slice_from_offset(part, 1);
    while (part.len > 0 && part.ptr[part.len - 1] == ')')
        part.len--;
    return part;
}

// Words of the index near one that finds nothing.
static void append_suggestions(struct empty_page *empty, struct slice word)
{
    const struct request_context *context = empty->page->context;
    struct suggestion_list found = {.room = vec_in(context->arena, MAX_SUGGESTIONS)};
    struct error ignored;
    if (context->searcher == NULL || search_suggest(context->searcher, context->view, word,
                                                    context->arena, &found, &ignored) != STATUS_OK)
        return;
    const char *lead = " Peut-être ";
    for (size_t i = 0; i < found.count; i++) {
        struct search_params params = empty->answer->params;
        params.q = found.items[i].text;
        uint64_t matches =
            slice_equal(word, params.q) ? 0 : page_count_matches(empty->page, &params);
        if (matches == 0)
            continue;
        buf_append_slice(&empty->page->work, slice_from(lead));
        append_link(empty->page, &params, params.q, matches);
        lead = ", ";
    }
    if (lead[0] == ',')
        buf_append_char(&empty->page->work, '.');
}

static void append_part(struct empty_page *empty, struct slice part)
{
    struct buf *out = &empty->page->work;
    struct search_params alone = empty->answer->params;
    alone.q = part;
    uint64_t found = page_count_matches(empty->page, &alone);
    html_literal(out, "<li>");
    if (found > 0) {
        append_link(empty->page, &alone, part, found);
    } else {
        html_literal(out, "<strong>");
        html_isolate(out, part);
        html_literal(out, "</strong> ne donne rien.");
        append_suggestions(empty, part);
    }
    html_literal(out, "</li>\n");
}

// --- a quotation that nothing has ----------------------------------------------------------------

enum { MAX_QUOTED_WORDS = 10 };

struct quotation {
    const char *start[MAX_QUOTED_WORDS], *end[MAX_QUOTED_WORDS];
    size_t count;
};

static void split_quotation(struct slice part, struct quotation *out)
{
    out->count = 0;
    for (size_t at = 1; at < part.len && out->count < MAX_QUOTED_WORDS;) {
        size_t end = at;
        while (end < part.len && part.ptr[end] != ' ' && part.ptr[end] != '"')
            end++;
        if (end > at) {
            out->start[out->count] = part.ptr + at;
            out->end[out->count++] = part.ptr + end;
        }
        at = end + 1;
    }
}

// The longest run of its words that stands somewhere; of several, the first.
static void append_longest(struct empty_page *empty, const struct quotation *quotation)
{
    for (size_t len = quotation->count - 1; len > 1; len--)
        for (size_t first = 0; first + len <= quotation->count; first++) {
            struct search_params run = empty->answer->params;
            run.q = arena_printf(empty->page->context->arena, "\"%.*s\"",
                                 (int)(quotation->end[first + len - 1] - quotation->start[first]),
                                 quotation->start[first]);
            uint64_t found = page_count_matches(empty->page, &run);
            if (found == 0)
                continue;
            html_literal(&empty->page->work, "<li>");
            append_link(empty->page, &run, run.q, found);
            html_literal(&empty->page->work, "</li>\n");
            return;
        }
}

// What is left of it: without the quotation marks, a shorter one, and its words alone.
static void append_quotation(struct empty_page *empty, struct slice part)
{
    struct quotation quotation;
    split_quotation(part, &quotation);
    if (quotation.count < 2)
        return;
    append_longest(empty, &quotation);
    for (size_t i = 0; i < quotation.count; i++) {
        struct search_params alone = empty->answer->params;
        alone.q = slice_of(quotation.start[i], (size_t)(quotation.end[i] - quotation.start[i]));
        uint64_t found = alone.q.len > 2 ? page_count_matches(empty->page, &alone) : 0;
        if (found == 0) // nor « et », « de », which say nothing
            continue;
        html_literal(&empty->page->work, "<li>");
        append_link(empty->page, &alone, alone.q, found);
        html_literal(&empty->page->work, "</li>\n");
    }
}

static struct slice parts_markup(struct empty_page *empty)
{
    size_t mark = empty->page->work.len;
    struct slice rest = empty->answer->params.q;
    size_t count = 0;
    while (count < MAX_PARTS) {
        struct slice part = next_part(&rest);
        if (part.len == 0)
            break;
        part = without_brackets(part);
        if (part.len == 0 || part.ptr[0] == '-' || is_operator(part))
            continue;
        append_part(empty, part);
        if (part.ptr[0] == '"')
            append_quotation(empty, part);
        count++;
    }
    return page_take(empty->page, mark);
}

// --- the filters -----------------------------------------------------------------------------

static void append_relaxed(struct empty_page *empty, const struct search_params *params,
                           struct slice text)
{
    uint64_t found = page_count_matches(empty->page, params);
    if (found == 0)
        return;
    html_literal(&empty->page->work, "<li>");
    append_link(empty->page, params, text, found);
    html_literal(&empty->page->work, "</li>\n");
}

static struct slice relaxed_markup(struct empty_page *empty)
{
    struct page *page = empty->page;
    const struct search_params *params = &empty->answer->params;
    size_t mark = page->work.len;
    for (size_t i = 0; i < params->filter_count && i < MAX_RELAXED; i++) {
        struct search_params relaxed = *params;
        page_drop_filter(&relaxed, i);
        size_t text_mark = page->work.len;
        html_literal(&page->work, "sans le filtre ");
        struct buf value;
        buf_init(&value, 0);
        page_column_value(&value, params->filters[i].field, params->filters[i].value);
        french_quote(&page->work, buf_slice(&value));
        buf_clear(&value);
        append_relaxed(empty, &relaxed, page_take(page, text_mark));
    }
    struct search_params relaxed = *params;
    relaxed.date_from = relaxed.date_to = DATE_NONE;
    relaxed.from = relaxed.to = SLICE_NONE;
    if (params->date_from || params->date_to)
        append_relaxed(empty, &relaxed, SLICE("sans la période"));
    if (params->field_mask) {
        relaxed = *params;
        relaxed.field_mask = 0;
        append_relaxed(empty, &relaxed, SLICE("dans tous les textes"));
    }
    if (params->mode == MODE_ALL) {
        relaxed = *params;
        relaxed.mode = MODE_ANY;
        append_relaxed(empty, &relaxed, SLICE("avec une partie des mots seulement"));
    }
    return page_take(page, mark);
}

// The bare words, when more than one filter stands in the way.
static struct slice bare_markup(struct empty_page *empty)
{
    struct search_params bare = {.q = empty->answer->params.q, .page = 1, .limit = PAGE_HITS};
    size_t mark = empty->page->work.len;
    append_relaxed(empty, &bare, SLICE("sans aucun filtre"));
    return page_take(empty->page, mark);
}

static void append_section(struct buf *out, const char *title, struct slice items)
{
    if (items.len == 0)
        return;
    buf_printf(out, "<h2>%s</h2>\n<ul>\n", title);
    buf_append_slice(out, items);
    html_literal(out, "</ul>\n");
}

struct slice page_empty(struct page *page, const struct search_answer *answer)
{
    struct empty_page empty = {page, answer};
    struct slice parts = parts_markup(&empty);
    struct slice relaxed = relaxed_markup(&empty);
    if (relaxed.len == 0)
        relaxed = bare_markup(&empty);
    struct buf *out = &page->work;
    size_t mark = out->len;
    html_literal(out, "<div class=\"empty\">\n");
    append_section(out, "Mot par mot", parts);
    append_section(out, "Avec moins de filtres", relaxed);
    html_literal(
        out, "<h2>À essayer</h2>\n<ul>\n"
             "<li>Vérifier l’orthographe, ou admettre une faute de frappe avec un tilde" FRENCH_NBSP
             ": <code>mot~</code></li>\n"
             "<li>Chercher le début d’un mot avec un astérisque" FRENCH_NBSP
             ": <code>hydro*</code></li>\n"
             "<li>Un mot plus courant, ou le sigle en toutes lettres</li>\n"
             "<li><a href=\"/aide\">Comment chercher</a>, avec des exemples</li>\n"
             "</ul>\n</div>\n");
    return page_take(page, mark);
}
