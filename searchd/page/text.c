// Paragraphs with anchors (#q-p2, #r-p4), so that a quotation has an address, and the words that a
// reader came for.
//
// A word is marked when the analyzer gives it one of the terms of the words asked for: so « écoles » is
// marked for « école », the article of « l’école » is not, and the text itself is copied byte by byte. A quotation is
// marked as a whole where its words stand one after the other as a quoted search finds them: with their accents where
// they were typed with any, in any case.
// Lines within a paragraph (lists with dashes) are kept by the style sheet's white-space.
//
// Cost: one run of the analyzer over the text when something is to be marked, none otherwise. Of a text of megabytes
// the beginning is shown.
#include "searchd/page/text.h"

#include "answer/params.h"
#include "answer/passage.h"
#include "stemmer/analyzer.h"
#include "stemmer/text/fold.h"

enum { MAX_WORD_LEN = 120, MAX_QUOTED_LEN = 400 };

// How much markup of texts a part of a page may be, and how many bytes a byte of text may become in it, marks included.
enum { MOST_MARKUP = 3 << 20, MOST_GROWTH = 8 };

// One word of a quotation.
struct quoted_word {
    struct slice surface;
    uint32_t offset;  // in words, from the first one
    uint8_t capitals; // FORM_CAPITALS: CE, not « ce »
    bool is_plain;    // typed without accents: finds its spellings with them
};

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
        if (slice_is_one_of(form->terms[i], marker->terms, marker->term_count))
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

// The words of a quotation, one a position: the narrowest.
static void add_quotation(struct marker *marker, struct page *page, struct marked_word *to)
{
    struct token_list tokens;
    struct error ignored;
    if (analyzer_run(marker->analyzer, to->text, &tokens, &ignored) != STATUS_OK)
        return;
    struct quoted_word *words = arena_alloc(page->context->arena, tokens.count * sizeof *words);
    for (size_t i = 0; words && i < tokens.count; i++) {
        const struct token *token = &tokens.tokens[i];
        if (i > 0 && token->position == tokens.tokens[i - 1].position)
            continue;
        words[to->word_count++] = (struct quoted_word){
            .surface = arena_copy(page->context->arena, token->form->surface),
            .offset = token->position - tokens.tokens[0].position,
            .capitals = token->form->flags & FORM_CAPITALS,
            .is_plain = slice_equal(token->form->surface, token->form->folded),
        };
    }
    to->words = words;
}

// Takes the next word or quotation off `rest`; false where there is none.
static bool next_marked(struct slice *rest, struct marked_word *out)
{
    *rest = slice_trim(*rest);
    if (rest->len == 0)
        return false;
    bool is_quoted = rest->ptr[0] == '"';
    if (is_quoted)
        *rest = slice_from_offset(*rest, 1);
    size_t len = slice_find(*rest, is_quoted ? SLICE("\"") : SLICE(" "));
    *out =
        (struct marked_word){.text = slice_trim(slice_of(rest->ptr, len)), .is_quoted = is_quoted};
    *rest = slice_from_offset(*rest, len < rest->len ? len + 1 : len);
    return true;
}

void page_marker_init(struct marker *marker, struct page *page, struct slice highlight)
{
    *marker = (struct marker){.analyzer = NULL};
    if (page->context->searcher)
        marker->analyzer = searcher_analyzer(page->context->searcher);
    struct slice rest = highlight;
    struct marked_word word;
    while (marker->word_count < PAGE_MAX_MARKED_WORDS && next_marked(&rest, &word)) {
        if (word.text.len == 0 ||
            word.text.len > (word.is_quoted ? (size_t)MAX_QUOTED_LEN : (size_t)MAX_WORD_LEN))
            continue;
        if (marker->analyzer && word.is_quoted)
            add_quotation(marker, page, &word);
        else if (marker->analyzer)
            add_terms(marker, page, word.text);
        marker->words[marker->word_count++] = word;
    }
}

void page_marker_encode(struct buf *out, const struct marked_word *word)
{
    struct slice quote = word->is_quoted ? SLICE("\"") : SLICE_NONE;
    buf_append_encoded(out, quote);
    buf_append_encoded(out, word->text);
    buf_append_encoded(out, quote);
}

static bool is_quoted_word(const struct quoted_word *word, const struct form *form)
{
    return (form->flags & FORM_CAPITALS) == word->capitals &&
           slice_equal(word->surface, word->is_plain ? form->folded : form->surface);
}

// Where the quotation ends that begins with token `first`; 0: none does.
static size_t quotation_end(const struct marked_word *quotation, const struct token_list *tokens,
                            size_t first)
{
    uint32_t start = tokens->tokens[first].position;
    size_t end = 0, i = first;
    for (size_t w = 0; w < quotation->word_count; w++) {
        const struct quoted_word *word = &quotation->words[w];
        while (i < tokens->count && (tokens->tokens[i].position < start + word->offset ||
                                     (tokens->tokens[i].position == start + word->offset &&
                                      !is_quoted_word(word, tokens->tokens[i].form))))
            i++;
        if (i == tokens->count || tokens->tokens[i].position != start + word->offset)
            return 0;
        end = tokens->tokens[i].end > end ? tokens->tokens[i].end : end;
    }
    return end;
}

// Where the mark ends that begins with token `i`; 0: it is not marked.
static size_t mark_end(const struct marker *marker, const struct token_list *tokens, size_t i)
{
    size_t end = has_term(marker, tokens->tokens[i].form) ? tokens->tokens[i].end : 0;
    for (size_t w = 0; w < marker->word_count; w++) {
        size_t quoted = quotation_end(&marker->words[w], tokens, i);
        end = quoted > end ? quoted : end;
    }
    return end;
}

struct snippet page_marked(struct page *page, const struct marker *marker, struct slice text)
{
    struct token_list tokens;
    struct error ignored;
    struct snippet marked = {.text = text};
    if (!marker->analyzer || marker->word_count == 0 ||
        analyzer_run(marker->analyzer, text, &tokens, &ignored) != STATUS_OK)
        return marked;
    struct highlight *highlights =
        arena_alloc(page->context->arena, tokens.count * sizeof *highlights);
    for (size_t i = 0; highlights && i < tokens.count; i++) {
        size_t end = mark_end(marker, &tokens, i);
        struct highlight *last =
            marked.highlight_count ? &highlights[marked.highlight_count - 1] : NULL;
        if (end > 0 && last && tokens.tokens[i].start < last->end)
            last->end = end > last->end ? (uint32_t)end : last->end;
        else if (end > 0)
            highlights[marked.highlight_count++] =
                (struct highlight){tokens.tokens[i].start, (uint32_t)end};
    }
    marked.highlights = highlights;
    return marked;
}

void page_marked_line(struct page *page, struct marker *marker, struct slice text)
{
    html_literal(&page->work, "<bdi>");
    struct snippet marked = page_marked(page, marker, text);
    page_passage(&page->work, &marked, html_isolates_match(text) ? html_text : html_label);
    html_literal(&page->work, "</bdi>");
}

bool page_paragraphs(struct page *page, struct marker *marker, struct slice text,
                     const char *prefix, unsigned *number)
{
    struct buf *out = &page->work;
    struct slice rest = text;
    bool is_whole = true;
    while (rest.len > 0 && is_whole) {
        size_t end = slice_find(rest, SLICE("\n\n"));
        struct slice paragraph = slice_trim(slice_of(rest.ptr, end));
        rest = slice_from_offset(rest, end < rest.len ? end + 2 : end);
        if (paragraph.len == 0)
            continue;
        if (out->len >= MOST_MARKUP)
            return false;
        struct slice shown = fold_cut(paragraph, (MOST_MARKUP - out->len) / MOST_GROWTH + 1);
        is_whole = shown.len == paragraph.len;
        (*number)++;
        buf_printf(out,
                   "<p id=\"%s-p%u\" dir=\"auto\"><a class=\"anchor\" href=\"#%s-p%u\" "
                   "aria-label=\"Lien vers le paragraphe %u\">¶</a>",
                   prefix, *number, prefix, *number, *number);
        struct snippet marked = page_marked(page, marker, shown);
        marked.cut_after = !is_whole;
        page_passage(out, &marked, html_text);
        html_literal(out, "</p>\n");
    }
    return is_whole;
}
