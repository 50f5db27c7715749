// Paragraphs with anchors (#q-p2, #r-p4), so that a quotation has an address, and the words that a
// reader came for.
//
// A word is marked when the analyzer gives it one of the terms of the words asked for: so « écoles » is
// marked for « école », the article of « l’école » is not, and the text itself is copied byte by byte.
// Lines within a paragraph (lists with dashes) are kept by the style sheet's white-space.
//
// Cost: one run of the analyzer over the text when something is to be marked, none otherwise.
#include "searchd/page/text.h"

#include "stemmer/analyzer.h"

enum { MAX_WORD_LEN = 120 };

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

static void append_marked(struct buf *out, struct marker *marker, struct slice text,
                          void (*append)(struct buf *, struct slice))
{
    struct token_list tokens = {.count = 0};
    struct error ignored;
    if (marker->term_count > 0 &&
        analyzer_run(marker->analyzer, text, &tokens, &ignored) != STATUS_OK)
        tokens.count = 0;
    size_t done = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.tokens[i];
        if (token->start < done || !has_term(marker, token->form))
            continue;
        append(out, slice_of(text.ptr + done, token->start - done));
        html_literal(out, "<mark>");
        append(out, slice_of(text.ptr + token->start, token->end - token->start));
        html_literal(out, "</mark>");
        done = token->end;
    }
    append(out, slice_from_offset(text, done));
}

void page_marked_line(struct page *page, struct marker *marker, struct slice text)
{
    html_literal(&page->work, "<bdi>");
    append_marked(&page->work, marker, text, html_isolates_match(text) ? html_text : html_label);
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
        append_marked(out, marker, paragraph, html_text);
        html_literal(out, "</p>\n");
    }
}
