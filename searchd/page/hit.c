// A hit: what it is called, who asked whom and when, how late the answer came, and the passage of each side.
//
// The side where the words were found says so in words (« dans la réponse »), not by colour alone. The link to the
// exchange brings along what was marked, so that it is marked there too: the words as they are spelled in the passages,
// and a quotation as a quotation.
#include "searchd/page/hit.h"

#include "answer/permalink.h"
#include "searchd/page/french.h"
#include "searchd/page/neighbours.h"
#include "searchd/page/text.h"
#include "searchd/web/web_file.h"
#include "stemmer/text/fold.h"

enum { MAX_MARKED_WORDS = 8, MAX_MARKED_LEN = 60, MAX_QUOTATIONS = 4, MAX_QUOTED_LEN = 200 };

static void append_side(struct buf *out, const struct snippet *snippet, const char *name,
                        const char *found)
{
    if (snippet->text.len == 0)
        return;
    bool is_match = snippet->highlight_count > 0;
    buf_printf(out, "<div class=\"side%s\"><h3>%s</h3><p dir=\"auto\">", is_match ? " match" : "",
               is_match ? found : name);
    page_passage(out, snippet, html_text);
    html_literal(out, "</p></div>\n");
}

static struct slice title_markup(struct page *page, const struct search_hit *hit)
{
    struct buf *out = &page->work;
    size_t mark = out->len;
    if (hit->title.text.len == 0) {
        html_isolate(out, exchange_title(&hit->exchange));
    } else {
        html_literal(out, "<bdi>");
        page_passage(out, &hit->title,
                     html_isolates_match(hit->title.text) ? html_text : html_label);
        html_literal(out, "</bdi>");
    }
    return page_take(page, mark);
}

static struct slice hit_url(struct page *page, struct slice id, struct slice words)
{
    size_t mark = page->work.len;
    permalink_append(&page->work, id);
    if (words.len) {
        html_literal(&page->work, "?surligner=");
        buf_append_slice(&page->work, words);
    }
    return page_take(page, mark);
}

static struct slice sides_markup(struct page *page, const struct search_hit *hit)
{
    size_t mark = page->work.len;
    append_side(&page->work, &hit->question, "Question", "Dans la question");
    append_side(&page->work, &hit->reponse, "Réponse", "Dans la réponse");
    return page_take(page, mark);
}

static struct slice piece(struct page *page, const struct exchange *exchange,
                          void (*append)(struct buf *, const struct exchange *))
{
    size_t mark = page->work.len;
    append(&page->work, exchange);
    return page_take(page, mark);
}

static struct slice delay_text(struct page *page, const struct exchange *exchange)
{
    size_t mark = page->work.len;
    page_delay(&page->work, exchange, page->context);
    return page_take(page, mark);
}

static struct slice referral_text(const struct exchange *exchange)
{
    struct referral ignored;
    return exchange_referral(exchange, &ignored) ? SLICE("réponse par renvoi") : SLICE_NONE;
}

void page_hit(struct page *page, const struct search_hit *hit, struct slice words)
{
    const struct exchange *exchange = &hit->exchange;
    const struct html_hole holes[] = {
        page_text("url", hit_url(page, exchange->id, words)),
        page_markup("titre", title_markup(page, hit)),
        page_markup("who", piece(page, exchange, page_who)),
        page_markup("when", piece(page, exchange, page_when)),
        page_text("class", slice_from(page_delay_class(exchange))),
        page_text("delay", delay_text(page, exchange)),
        page_markup("sides", sides_markup(page, hit)),
        page_text("renvoi", referral_text(&hit->exchange)),
        page_markup("serie", page_series_line(page, exchange, &hit->series)),
    };
    page_render(&page->work, web_hit_html, holes);
}

// --- the words to highlight in the exchange ----------------------------------------------

struct marked_words {
    struct marker quotations;
    struct slice words[MAX_MARKED_WORDS]; // lower-cased
    size_t count;
};

static void find_quotations(struct page *page, const struct search_result *result,
                            struct marked_words *marked)
{
    size_t mark = page->work.len;
    for (size_t i = 0; i < result->quotation_count && i < MAX_QUOTATIONS; i++) {
        struct slice text = result->quotations[i];
        if (text.len <= MAX_QUOTED_LEN && slice_find(text, SLICE("\"")) == text.len)
            buf_printf(&page->work, "\"%.*s\" ", SLICE_ARG(text));
    }
    page_marker_init(&marked->quotations, page, page_take(page, mark));
}

static bool is_within(const struct snippet *quoted, struct highlight range)
{
    for (size_t i = 0; i < quoted->highlight_count; i++)
        if (range.start >= quoted->highlights[i].start && range.end <= quoted->highlights[i].end)
            return true;
    return false;
}

static void collect_words(struct page *page, const struct snippet *snippet,
                          struct marked_words *marked)
{
    struct snippet quoted = page_marked(page, &marked->quotations, snippet->text);
    for (size_t i = 0; i < snippet->highlight_count && marked->count < MAX_MARKED_WORDS; i++) {
        struct highlight range = snippet->highlights[i];
        if (range.end <= range.start || range.end > snippet->text.len ||
            range.end - range.start > MAX_MARKED_LEN || is_within(&quoted, range))
            continue;
        size_t mark = page->work.len;
        fold_append_lower(&page->work,
                          slice_of(snippet->text.ptr + range.start, range.end - range.start));
        struct slice word = page_take(page, mark);
        bool is_known = word.len == 0;
        for (size_t k = 0; k < marked->count; k++)
            is_known |= slice_equal(marked->words[k], word);
        if (!is_known)
            marked->words[marked->count++] = word;
    }
}

struct slice page_marked_words(struct page *page, const struct search_result *result,
                               const struct search_hit *hits, size_t count)
{
    struct marked_words marked = {.count = 0};
    find_quotations(page, result, &marked);
    for (size_t i = 0; i < count; i++) {
        collect_words(page, &hits[i].title, &marked);
        collect_words(page, &hits[i].question, &marked);
        collect_words(page, &hits[i].reponse, &marked);
    }
    size_t mark = page->work.len;
    for (size_t i = 0; i < marked.quotations.word_count; i++) {
        buf_append_slice(&page->work, i > 0 ? SLICE("+") : SLICE_NONE);
        page_marker_encode(&page->work, &marked.quotations.words[i]);
    }
    for (size_t i = 0; i < marked.count; i++) {
        buf_append_slice(&page->work,
                         i + marked.quotations.word_count > 0 ? SLICE("+") : SLICE_NONE);
        buf_append_encoded(&page->work, marked.words[i]);
    }
    return page_take(page, mark);
}
