// Paragraphs with anchors (#q-p2, #r-p4), so that a quotation has an address, and the words that a
// reader came for.
//
// A word is marked when the analyzer gives it one of the terms of the words asked for: so « écoles » is
// marked for « école », the article of « l’école » is not, and the text itself is copied byte by byte.
// Lines within a paragraph (lists with dashes) are kept by the style sheet's white-space.
//
// Cost: one run of the analyzer over the text when something is to be marked, none otherwise.
#include "searchd/page/text.h"

#include "answer/passage.h"
#include "stemmer/analyzer.h"

enum { MAX_WORD_LEN = 120 };

struct passage_writer {
    struct buf *out;
    void (*escape)(struct buf *out, struct slice text);
};

static void append_text(void *writer, struct slice text)
{
    const struct passage_writer *to = writer;
    to->escape(to->out, text);
}

static void append_markup(void *writer, struct slice markup)
{
    buf_append_slice(((const struct passage_writer *)writer)->out, markup);
}

void page_passage(struct buf *out, const struct snippet *snippet,
                  void (*escape)(struct buf *out, struct slice text))
{
    const struct passage_style style = {
        .append = append_text,
        .put = append_markup,
        .mark = PASSAGE_MARK,
        .unmark = PASSAGE_UNMARK,
        .cut_before = SLICE("<i>[…]</i> "),
        .cut_after = SLICE(" <i>[…]</i>"),
    };
    struct passage_writer writer = {out, escape};
    passage_write(snippet, &style, &writer);
}

static bool has_term(const struct marker *marker, const struct form *form)
{
    for (size_t i = 0; i < form->term_count; i++)
        for (size_t k = 0; k < marker->term_count; k++)
            if (slice_equal(form->terms[i], marker->terms[k]))
                return true;
    return false;
}

static void add_terms(struct marker *marker, struct page *page, struct slice word)
{
    struct token_list tokens;
    struct error ignored;
    if (analyzer_run(marker->analyzer, word, &tokens, &ignored) != STATUS_OK)
        return;
    for (size_t i = 0; i < tokens.count; i++) {
        const struct form *form = tokens.tokens[i].form;
        for (size_t k = 0; k < form->term_count; k++)
            if (marker->term_count < PAGE_MAX_MARKED_TERMS)
                marker->terms[marker->term_count++] =
                    arena_copy(page->context->arena, form->terms[k]);
    }
}

void page_marker_init(struct marker *marker, struct page *page, struct slice highlight)
{
    *marker = (struct marker){.analyzer = NULL};
    if (page->context->searcher)
        marker->analyzer = searcher_analyzer(page->context->searcher);
    struct slice rest = slice_trim(highlight);
    while (rest.len > 0 && marker->word_count < PAGE_MAX_MARKED_WORDS) {
        struct slice word = slice_of(rest.ptr, slice_find(rest, SLICE(" ")));
        rest = slice_trim(slice_from_offset(rest, word.len));
        if (word.len > MAX_WORD_LEN)
            continue;
        marker->words[marker->word_count++] = word;
        if (marker->analyzer)
            add_terms(marker, page, word);
    }
}

// The text with the marker's words highlighted: of all of it, not of an extract.
static struct snippet mark_words(struct page *page, const struct marker *marker, struct slice text)
{
    struct token_list tokens;
    struct error ignored;
    struct snippet marked = {.text = text};
    if (marker->term_count == 0 ||
        analyzer_run(marker->analyzer, text, &tokens, &ignored) != STATUS_OK)
        return marked;
    struct highlight *highlights =
        arena_alloc(page->context->arena, tokens.count * sizeof *highlights);
    for (size_t i = 0; highlights && i < tokens.count; i++)
        if (has_term(marker, tokens.tokens[i].form))
            highlights[marked.highlight_count++] = (struct highlight){
                (uint32_t)tokens.tokens[i].start, (uint32_t)tokens.tokens[i].end};
    marked.highlights = highlights;
    return marked;
}

void page_marked_line(struct page *page, struct marker *marker, struct slice text)
{
    html_literal(&page->work, "<bdi>");
    struct snippet marked = mark_words(page, marker, text);
    page_passage(&page->work, &marked, html_isolates_match(text) ? html_text : html_label);
    html_literal(&page->work, "</bdi>");
}

void page_paragraphs(struct page *page, struct marker *marker, struct slice text,
                     const char *prefix, unsigned *number)
{
    struct buf *out = &page->work;
    struct slice rest = text;
    while (rest.len > 0) {
        size_t end = slice_find(rest, SLICE("\n\n"));
        struct slice paragraph = slice_trim(slice_of(rest.ptr, end));
        rest = slice_from_offset(rest, end < rest.len ? end + 2 : end);
        if (paragraph.len == 0)
            continue;
        (*number)++;
        buf_printf(out,
                   "<p id=\"%s-p%u\" dir=\"auto\"><a class=\"anchor\" href=\"#%s-p%u\" "
                   "aria-label=\"Lien vers le paragraphe %u\">¶</a>",
                   prefix, *number, prefix, *number, *number);
        struct snippet marked = mark_words(page, marker, paragraph);
        page_passage(out, &marked, html_text);
        html_literal(out, "</p>\n");
    }
}
