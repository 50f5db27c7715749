// Question pages of the Parliament of Wallonia's site: the print page, and the full page around it.
//
//   <h4>Title</h4> <ul><li>Session : 2010-2011</li> <li>Année : …</li> <li>N° : …</li></ul>
//   <ul><li class="list-group-item"><h5>Question écrite du <span class="text-pw-date">…</span></h5>
//     <ul><li>de …</li> <li>à …, Ministre …</li></ul> <br>Text …</li></ul>
//
// The page is read in blocks (html_text.h). An element is known by the date that the site marks as one;
// its text reaches as far as what its heading stands in, wherever in a page that is. The title is the
// heading before the header. A page that does not end in </html> is cut; the number of elements is
// compared where a page has it, which the print page has not.
#include "indexer/sources/html.h"
#include "indexer/sources/html_text.h"
#include "indexer/sources/text.h"
#include "indexer/sources/wallonie/draft.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

struct page {
    struct draft draft;
    struct slice html; // UTF-8
    struct html_blocks blocks;
    unsigned announced;
    uint32_t count_line; // 0: no count
    uint32_t header_line;
};

static const struct html_block *block(const struct page *page, size_t i)
{
    return &page->blocks.blocks[i];
}

static struct slice between(const struct page *page, size_t start, size_t end)
{
    return slice_of(page->html.ptr + start, end - start);
}

static uint32_t line_of(const struct page *page, size_t i)
{
    uint32_t line = page->draft.input->first_line;
    for (const char *at = page->html.ptr, *end = at + block(page, i)->start; at < end; at++)
        line += *at == '\n';
    return line;
}

// Where the mark-up between a block and the one before it begins.
static size_t gap_of(const struct page *page, size_t i)
{
    return i > 0 ? block(page, i - 1)->end : 0;
}

// --- header ----------------------------------------------------------------------------------

// The title before the header at i: the nearest heading, or the block right before.
static struct slice title_before(const struct page *page, size_t i)
{
    for (size_t at = i; at-- > 0;)
        if (block(page, at)->is_heading)
            return block(page, at)->text;
    return i > 0 && !block(page, i - 1)->is_title ? block(page, i - 1)->text : SLICE_NONE;
}

// Something in a menu may read like a header: the last « Session » begins it.
static void read_header(struct page *page, size_t i)
{
    if (page->header_line == 0 || slice_starts_with(block(page, i)->text, SLICE("Session"))) {
        page->header_line = line_of(page, i);
        page->draft.exchange.title = title_before(page, i);
    }
    draft_header(&page->draft, block(page, i)->text, line_of(page, i));
}

// --- elements --------------------------------------------------------------------------------

static bool is_heading(const struct page *page, size_t i)
{
    struct slice source = between(page, gap_of(page, i), block(page, i)->end);
    bool is_marked = slice_find(source, SLICE("text-pw-date")) < source.len;
    return is_marked && draft_is_heading(block(page, i)->text);
}

// Behind the last block of the element whose heading is i.
static size_t element_end(const struct page *page, size_t i)
{
    size_t end = i + 1;
    while (end < page->blocks.count && block(page, end)->low >= block(page, i)->container &&
           !is_heading(page, end))
        end++;
    return end;
}

static bool opens_list_item(const struct page *page, size_t i)
{
    struct slice gap = between(page, gap_of(page, i), block(page, i)->start);
    return slice_find(gap, SLICE("<li")) < gap.len || slice_find(gap, SLICE("<LI")) < gap.len;
}

// The list right under the heading i, each item a person; where the text begins.
static size_t read_persons(struct page *page, size_t i, size_t end)
{
    uint32_t outside = block(page, i)->container;
    size_t at = i + 1;
    while (at < end && !page->draft.is_rejected && opens_list_item(page, at) &&
           block(page, at)->depth > outside && (at == i + 1 || block(page, at)->low > outside)) {
        draft_person(&page->draft, block(page, at)->text, line_of(page, at));
        at++;
    }
    return at;
}

// Returns the block behind the element.
static size_t read_element(struct page *page, size_t i)
{
    size_t end = element_end(page, i);
    draft_heading(&page->draft, block(page, i)->text, line_of(page, i));
    if (page->draft.is_rejected)
        return end;
    size_t start = read_persons(page, i, end);
    if (start == end || page->draft.is_rejected)
        return end;
    struct buf text = {0};
    html_to_text(between(page, gap_of(page, start), block(page, end - 1)->end), &text);
    draft_text(&page->draft, buf_slice(&text));
    page->draft.lacks_memory = page->draft.lacks_memory || text.failed;
    buf_clear(&text);
    return end;
}

// --- the page --------------------------------------------------------------------------------

static void read_blocks(struct page *page)
{
    for (size_t i = 0; i < page->blocks.count && !page->draft.is_rejected;) {
        struct slice text = block(page, i)->text;
        if (is_heading(page, i)) {
            i = read_element(page, i);
            continue;
        }
        if (draft_is_count(text, &page->announced))
            page->count_line = line_of(page, i);
        else if (page->draft.found == 0 && draft_is_header(text))
            read_header(page, i);
        i++;
    }
}

// What the browser calls the page.
static struct slice page_title(const struct page *page)
{
    for (size_t i = 0; i < page->blocks.count; i++)
        if (block(page, i)->is_title)
            return block(page, i)->text;
    return SLICE_NONE;
}

// The address in « <!-- saved from url=(0105)https://… --> », which browsers write into pages that they keep.
static struct slice saved_from(struct slice html)
{
    enum { NEAR = 2048 };
    struct slice head = slice_of(html.ptr, html.len < NEAR ? html.len : NEAR);
    struct slice note = slice_from_offset(head, slice_find(head, SLICE("saved from url=")));
    return slice_of(note.ptr, slice_find(note, SLICE("-->")));
}

static enum status take_page(struct page *page, struct error *err)
{
    struct draft *draft = &page->draft;
    uint32_t first_line = draft->input->first_line;
    draft->saved_from = saved_from(page->html);
    read_blocks(page);
    if (!draft->is_rejected && draft->found == 0 && page->header_line == 0)
        DRAFT_REJECT(draft, first_line, "a page without a question (its title: \"%.*s\")",
                     SLICE_ARG(fold_cut(page_title(page), 100)));
    if (page->count_line > 0)
        draft_compare_count(draft, page->announced, page->count_line);
    if (!draft->is_rejected && draft->found == 0)
        DRAFT_REJECT(draft, page->header_line, "no question");
    if (!draft->is_rejected && draft->exchange.title.len == 0)
        DRAFT_REJECT(draft, page->header_line > 0 ? page->header_line : first_line, "no title");
    return draft_take(draft, page->header_line > 0 ? page->header_line : first_line, first_line,
                      err);
}

enum status source_parse_wallonie_html(const struct source_input *input,
                                       const struct source_sink *sink, struct error *err)
{
    if (html_is_cut(input->bytes)) {
        source_reject_cut(sink, input->first_line, "truncated page: no </html>");
        return STATUS_OK;
    }
    struct page *page = calloc(1, sizeof *page);
    if (!page)
        return error_set(err, STATUS_NO_MEMORY, "no memory to parse");
    draft_begin(&page->draft, input, sink);
    enum status status = STATUS_OK;
    if (source_text(input, sink, &page->html))
        status = html_to_blocks(page->html, input->arena, &page->blocks)
                     ? take_page(page, err)
                     : error_set(err, STATUS_NO_MEMORY, "no memory for a page");
    free(page);
    return status;
}
