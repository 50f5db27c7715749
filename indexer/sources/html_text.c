// From tokens to text, in two ways that share what is shown and what is not.
//
// html_to_text reads a fragment, the text of a question or an answer, for people and for the index.
// html_to_blocks reads a whole page, where what matters is which texts stand next to which: old pages put
// a label and its value in two cells of a row, new ones in one paragraph. It keeps a stack of the open
// block elements and notes for each block how deep it stands and how far the stack fell since the block
// before; then "the text under this heading" is the run of blocks until the stack falls below the
// heading's container, whatever the mark-up. Tags that close nothing open are ignored, as browsers do,
// so that a stray </p> inside an answer does not end it.
#include "indexer/sources/html_text.h"

#include "indexer/sources/html.h"
#include "indexer/sources/text.h"

#include <string.h>

enum { MAX_DEPTH = 256 };

enum element {
    INLINE,    // does not break a line: b, span, a, and every name that is not known
    BLOCK,     // a paragraph of its own
    LINE,      // a line of its own: li, dt, dd
    TABLE,     // table
    ROWS,      // tbody, thead, tfoot
    ROW,       // tr
    CELL,      // td, th
    SECTIONED, // section, article, main, body, html: a heading's reach ends with them
    BREAK,     // br, hr
    HIDDEN,    // never shown
};

static enum element element_of(const char *name)
{
    static const struct {
        enum element element;
        const char *names; // each between spaces
    } KINDS[] = {
        {BLOCK, " p div h1 h2 h3 h4 h5 h6 ul ol dl blockquote center header footer aside nav form "
                "fieldset pre figure figcaption address caption "},
        {LINE, " li dt dd "},
        {TABLE, " table "},
        {ROWS, " tbody thead tfoot "},
        {ROW, " tr "},
        {CELL, " td th "},
        {SECTIONED, " section article main body html "},
        {BREAK, " br hr "},
        {HIDDEN, " script style noscript template select option button svg iframe object "},
    };
    char padded[HTML_MAX_NAME_LEN + 3] = " ";
    size_t len = strlen(name);
    memcpy(padded + 1, name, len);
    memcpy(padded + 1 + len, " ", 2);
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (strstr(KINDS[i].names, padded))
            return KINDS[i].element;
    return INLINE;
}

// Whether the style says « display: none » or « visibility: hidden »; the last of several declarations counts.
static bool is_styled_away(const struct html_token *token)
{
    struct slice rest = html_attribute(token, "style");
    bool is_gone = false, is_invisible = false;
    while (rest.len > 0) {
        struct slice property = slice_of(rest.ptr, slice_find(rest, SLICE(";")));
        rest = slice_from_offset(rest, property.len + (property.len < rest.len));
        struct slice value = slice_from_offset(property, slice_find(property, SLICE(":")));
        property = slice_trim(slice_of(property.ptr, property.len - value.len));
        value = slice_from_offset(value, value.len > 0);
        value = slice_trim(slice_of(value.ptr, slice_find(value, SLICE("!")))); // « !important »
        if (slice_equal_ignoring_case(property, SLICE("display")))
            is_gone = slice_equal_ignoring_case(value, SLICE("none"));
        else if (slice_equal_ignoring_case(property, SLICE("visibility")))
            is_invisible = slice_equal_ignoring_case(value, SLICE("hidden"));
    }
    return is_gone || is_invisible;
}

// --- what is not shown -----------------------------------------------------------------------

struct hiding {
    char name[HTML_MAX_NAME_LEN + 1]; // of the outermost hidden element
    unsigned depth;                   // 0: shown; else how many of that name are open
};

// Whether nothing closes an element of that name.
static bool is_void(const struct html_token *token)
{
    static const char *const NAMES[] = {"area",  "base", "br",   "col",    "embed", "hr", "img",
                                        "input", "link", "meta", "source", "track", "wbr"};
    return SLICE_IS_AMONG(slice_from(token->name), NAMES);
}

// Whether the token belongs to something hidden (its own tags included).
static bool is_hidden(struct hiding *hiding, const struct html_token *token)
{
    if (token->kind == HTML_TEXT)
        return hiding->depth > 0;
    if (hiding->depth > 0) {
        if (html_is(token, hiding->name))
            hiding->depth = token->kind == HTML_OPEN ? hiding->depth + 1 : hiding->depth - 1;
        return true;
    }
    if (token->kind == HTML_CLOSE)
        return element_of(token->name) == HIDDEN;
    if (element_of(token->name) != HIDDEN && !is_styled_away(token))
        return false;
    if (is_void(token))
        return true;
    memcpy(hiding->name, token->name, sizeof hiding->name);
    hiding->depth = 1;
    return true;
}

// --- running text ----------------------------------------------------------------------------

enum { MAX_COLUMNS = 64, MAX_SPAN_TEXT = 200, MAX_LISTS = 16 };

// A cell that goes on in the rows below: what it says stands in each of them.
struct span {
    unsigned rows; // still to come
    char text[MAX_SPAN_TEXT];
    size_t len;
};

struct flow {
    struct text text;    // what is done
    struct buf line;     // the line being built
    unsigned rows;       // open rows: inside one, cells share a line
    unsigned tables;     // open tables within its cells
    bool is_row_empty;   // no cell of the row had text so far
    bool has_cell;       // the row has a cell before this one
    size_t column;       // of the next cell
    size_t cell_start;   // in the line, of the open cell
    size_t cell_column;  // its first column
    unsigned cell_width; // 0: none is open
    unsigned cell_rows;
    struct span spans[MAX_COLUMNS];
    unsigned lists;            // open lists
    unsigned items[MAX_LISTS]; // numbers of their last items
    bool is_numbered[MAX_LISTS];
    size_t marker_end; // of an item's mark at the start of the line; 0: there is none
};

static void flow_end_line(struct flow *flow)
{
    struct slice line = text_trim(buf_slice(&flow->line));
    if (line.len > 0)
        text_add_line(&flow->text, line);
    buf_reset(&flow->line);
    flow->marker_end = 0;
}

static void flow_trim_line(struct flow *flow)
{
    while (flow->line.len > 0 && flow->line.data[flow->line.len - 1] == ' ')
        flow->line.len--;
}

static void flow_separate_cells(struct flow *flow)
{
    flow_trim_line(flow);
    if (flow->has_cell)
        buf_append_slice(&flow->line, SLICE(" | "));
    flow->has_cell = true;
}

// Ends the open cell, and keeps its text where it goes on below.
static void flow_end_cell(struct flow *flow)
{
    if (flow->cell_width == 0)
        return;
    struct slice text = text_trim(
        slice_from_offset(buf_slice(&flow->line),
                          flow->cell_start < flow->line.len ? flow->cell_start : flow->line.len));
    text = slice_cut_utf8(text, MAX_SPAN_TEXT);
    for (unsigned i = 0; i < flow->cell_width && flow->cell_rows > 1; i++) {
        size_t column = flow->cell_column + i;
        if (column >= MAX_COLUMNS)
            break;
        struct span *span = &flow->spans[column];
        span->rows = flow->cell_rows - 1;
        span->len = i == 0 ? text.len : 0; // once, however many columns it covers
        if (span->len > 0)
            memcpy(span->text, text.ptr, span->len);
    }
    flow->cell_width = 0;
}

// What cells of rows above say in the columns from here on.
static void flow_take_spans(struct flow *flow)
{
    for (; flow->column < MAX_COLUMNS && flow->spans[flow->column].rows > 0; flow->column++) {
        struct span *span = &flow->spans[flow->column];
        span->rows--;
        flow_separate_cells(flow);
        buf_append(&flow->line, span->text, span->len);
    }
}

static void flow_end_row(struct flow *flow)
{
    flow_end_cell(flow);
    if (flow->rows > 0)
        flow_take_spans(flow);
    if (flow->is_row_empty)
        buf_reset(&flow->line);
    flow_end_line(flow);
    flow->rows = 0;
}

static void flow_space(struct flow *flow)
{
    html_append_text(&flow->line, SLICE(" "));
}

static void flow_row(struct flow *flow, enum html_kind kind)
{
    bool is_next = kind == HTML_OPEN && flow->rows == 1 && flow->tables == 0;
    if (is_next) // the row before was not closed
        flow_end_row(flow);
    if (kind == HTML_OPEN && flow->rows++ == 0) {
        flow_end_line(flow);
        flow->is_row_empty = true;
        flow->has_cell = false;
        flow->column = 0;
    } else if (kind == HTML_CLOSE && flow->rows > 0) {
        if (flow->rows == 1)
            flow_end_row(flow);
        else
            flow->rows--;
    }
}

static void flow_table(struct flow *flow, enum html_kind kind)
{
    if (flow->rows > 0 && (flow->tables > 0 || kind == HTML_OPEN)) { // a table within a cell
        flow->tables += kind == HTML_OPEN ? 1 : -1u;
        flow->rows = flow->tables == 0 ? 1 : flow->rows;
        flow_space(flow);
        return;
    }
    flow_end_row(flow);
    memset(flow->spans, 0, sizeof flow->spans);
    flow->text.paragraph_ended = true;
}

// rowspan="2": 1 where it says nothing that can be.
static unsigned span_of(const struct html_token *token, const char *name)
{
    enum { MOST = 1000 };
    struct slice value = html_attribute(token, name);
    unsigned span = 0;
    for (size_t i = 0; i < value.len && value.ptr[i] >= '0' && value.ptr[i] <= '9' && span < MOST;
         i++)
        span = span * 10 + (unsigned)(value.ptr[i] - '0');
    return span > 0 ? span : 1;
}

static void flow_cell(struct flow *flow, const struct html_token *token)
{
    if (flow->rows == 0) {
        flow_end_line(flow);
        return;
    }
    if (flow->tables > 0) {
        if (token->kind == HTML_OPEN)
            flow_separate_cells(flow);
        return;
    }
    flow_end_cell(flow);
    if (token->kind != HTML_OPEN)
        return;
    flow_take_spans(flow);
    flow_separate_cells(flow);
    flow->cell_start = flow->line.len;
    flow->cell_column = flow->column;
    flow->cell_width = span_of(token, "colspan");
    flow->cell_rows = span_of(token, "rowspan");
    flow->column += flow->cell_width;
}

// A picture says what its page says in its place.
static void flow_image(struct flow *flow, const struct html_token *token)
{
    struct buf alt = {0};
    html_append_text(&alt, html_attribute(token, "alt"));
    struct slice text = text_trim(buf_slice(&alt));
    if (text.len > 0)
        buf_printf(&flow->line, "[image : %.*s]", SLICE_ARG(text));
    flow->is_row_empty = flow->is_row_empty && text.len == 0;
    flow->line.failed = flow->line.failed || alt.failed;
    buf_clear(&alt);
}

static void flow_list(struct flow *flow, const struct html_token *token)
{
    if (token->kind == HTML_CLOSE) {
        flow->lists -= flow->lists > 0;
        return;
    }
    unsigned level = flow->lists < MAX_LISTS ? flow->lists : MAX_LISTS - 1;
    flow->is_numbered[level] = html_is(token, "ol");
    flow->items[level] = span_of(token, "start") - 1;
    flow->lists = level + 1;
}

// The mark of a list's item: "- ", or its number.
static void flow_item(struct flow *flow)
{
    unsigned level = flow->lists > 0 ? flow->lists - 1 : 0;
    if (flow->lists > 0 && flow->is_numbered[level])
        buf_printf(&flow->line, "%u. ", ++flow->items[level]);
    else
        buf_append_slice(&flow->line, SLICE("- "));
    flow->marker_end = flow->line.len;
}

static void flow_break(struct flow *flow)
{
    bool was_empty = text_trim(buf_slice(&flow->line)).len == 0;
    flow_end_line(flow);
    flow->text.paragraph_ended = flow->text.paragraph_ended || was_empty;
}

static void flow_tag(struct flow *flow, const struct html_token *token)
{
    enum element element = element_of(token->name);
    bool in_cell = flow->rows > 0;
    switch (element) {
    case INLINE:
        if (html_is(token, "img") && token->kind == HTML_OPEN)
            flow_image(flow, token);
        break;
    case HIDDEN:
    case ROWS:
        break;
    case TABLE:
        flow_table(flow, token->kind);
        break;
    case ROW:
        flow_row(flow, token->kind);
        break;
    case CELL:
        flow_cell(flow, token);
        break;
    case BREAK:
        if (in_cell)
            flow_space(flow);
        else
            flow_break(flow);
        break;
    case BLOCK:
    case SECTIONED:
    case LINE:
        if (in_cell) {
            flow_space(flow);
            break;
        }
        if (html_is(token, "ol") || html_is(token, "ul"))
            flow_list(flow, token);
        if (token->kind == HTML_OPEN && flow->marker_end > 0 &&
            flow->marker_end == flow->line.len) // a paragraph that is all of an item
            break;
        flow_end_line(flow);
        if (element != LINE)
            flow->text.paragraph_ended = true;
        if (html_is(token, "li") && token->kind == HTML_OPEN)
            flow_item(flow);
        break;
    }
}

void html_to_text(struct slice source, struct buf *out)
{
    struct flow flow = {.is_row_empty = false};
    struct hiding hiding = {.depth = 0};
    struct html html = {source, 0};
    struct html_token token;
    while (html_next(&html, &token)) {
        if (is_hidden(&hiding, &token) || html_is(&token, "title"))
            continue;
        if (token.kind != HTML_TEXT) {
            flow_tag(&flow, &token);
            continue;
        }
        size_t before = flow.line.len;
        html_append_text(&flow.line, token.text);
        struct slice added = slice_from_offset(buf_slice(&flow.line), before);
        flow.is_row_empty = flow.is_row_empty && text_trim(added).len == 0;
    }
    flow_end_row(&flow);
    buf_append_slice(out, buf_slice(&flow.text.out));
    out->failed = out->failed || flow.text.out.failed || flow.line.failed;
    buf_clear(&flow.text.out);
    buf_clear(&flow.line);
}

// --- blocks ----------------------------------------------------------------------------------

struct layout {
    struct arena *arena;
    struct buf blocks; // of struct html_block
    struct buf line;   // the block being built
    struct html_block block;
    char stack[MAX_DEPTH][HTML_MAX_NAME_LEN + 1];
    enum element kinds[MAX_DEPTH];
    uint32_t depth;
    uint32_t low;
    bool is_closing; // nothing but closing tags since the last block
    bool is_in_title;
    bool is_in_link; // within the block: an <a> that is never closed ends with it
};

static bool layout_is_in_nav(const struct layout *layout)
{
    uint32_t depth = layout->depth;
    while (depth > 0 && strcmp(layout->stack[depth - 1], "nav") != 0)
        depth--;
    return depth > 0;
}

static bool layout_is_in_heading(const struct layout *layout)
{
    const char *name = layout->depth > 0 ? layout->stack[layout->depth - 1] : "";
    return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == '\0';
}

// A button at the start of a heading opens and closes what stands below, and says what that is.
static bool layout_opens_heading(const struct layout *layout, const struct html_token *token)
{
    return html_is(token, "button") && layout_is_in_heading(layout) &&
           (token->kind == HTML_CLOSE || text_trim(buf_slice(&layout->line)).len == 0);
}

static void layout_end_block(struct layout *layout)
{
    struct slice text = text_trim(buf_slice(&layout->line));
    if (text.len > 0) {
        layout->block.text = arena_copy(layout->arena, text);
        layout->block.container = layout->depth;
        layout->block.is_title = layout->is_in_title;
        layout->block.is_heading = layout_is_in_heading(layout);
        buf_append(&layout->blocks, &layout->block, sizeof layout->block);
        layout->low = layout->depth;
        layout->is_closing = true;
    }
    buf_reset(&layout->line);
}

static struct html_block *layout_last(struct layout *layout)
{
    if (layout->blocks.len < sizeof(struct html_block))
        return NULL;
    return (struct html_block *)(void *)(layout->blocks.data + layout->blocks.len -
                                         sizeof(struct html_block));
}

static void layout_pop(struct layout *layout, uint32_t depth)
{
    struct html_block *last = layout_last(layout);
    while (layout->depth > depth) {
        layout->depth--;
        enum element kind = layout->kinds[layout->depth];
        if (kind == SECTIONED || kind == TABLE)
            layout->is_closing = false;
        if (layout->is_closing && last)
            last->container = layout->depth;
    }
    if (layout->low > layout->depth)
        layout->low = layout->depth;
}

// Whether a closing tag of this kind may look beyond an open element of kind `open`.
static bool sees_through(enum element closing, enum element open)
{
    if (closing == TABLE || closing == SECTIONED)
        return true;
    if (open == TABLE)
        return false;
    bool is_of_table = closing == ROW || closing == CELL || closing == ROWS;
    return is_of_table || open != CELL;
}

// Closes the nearest open element of that name, and what is open in it; nothing when there is none.
static void layout_close(struct layout *layout, const char *name, enum element kind)
{
    for (uint32_t at = layout->depth; at-- > 0;) {
        if (strcmp(layout->stack[at], name) == 0) {
            layout_pop(layout, at);
            return;
        }
        if (!sees_through(kind, layout->kinds[at]))
            return;
    }
}

// What an opening tag closes without saying so: a cell the cell before it, a row the row, a block the
// paragraph.
static void layout_close_implied(struct layout *layout, const char *name, enum element kind)
{
    if (kind == CELL) {
        layout_close(layout, "td", kind);
        layout_close(layout, "th", kind);
    } else if (kind == ROW) {
        layout_close(layout, "tr", kind);
    } else if (kind == LINE) {
        if (layout->depth > 0 && strcmp(layout->stack[layout->depth - 1], name) == 0)
            layout_pop(layout, layout->depth - 1);
    } else if (layout->depth > 0 && strcmp(layout->stack[layout->depth - 1], "p") == 0) {
        layout_pop(layout, layout->depth - 1);
    }
}

static void layout_tag(struct layout *layout, const struct html_token *token)
{
    enum element kind = element_of(token->name);
    if (html_is(token, "title")) {
        layout_end_block(layout);
        layout->is_in_title = token->kind == HTML_OPEN;
        return;
    }
    if (html_is(token, "a"))
        layout->is_in_link = token->kind == HTML_OPEN && html_attribute(token, "href").len > 0;
    if (kind == INLINE || kind == HIDDEN)
        return;
    layout_end_block(layout);
    layout->is_in_link = false;
    if (kind == BREAK)
        return;
    if (token->kind == HTML_CLOSE) {
        layout_close(layout, token->name, kind);
        return;
    }
    layout_close_implied(layout, token->name, kind);
    layout->is_closing = false;
    if (layout->depth == MAX_DEPTH)
        return;
    memcpy(layout->stack[layout->depth], token->name, sizeof token->name);
    layout->kinds[layout->depth++] = kind;
}

static uint32_t layout_table(const struct layout *layout)
{
    uint32_t depth = layout->depth;
    while (depth > 0 && layout->kinds[depth - 1] != TABLE)
        depth--;
    return depth;
}

static void layout_text(struct layout *layout, const struct html_token *token)
{
    bool starts = text_trim(buf_slice(&layout->line)).len == 0;
    size_t before = layout->line.len;
    html_append_text(&layout->line, token->text);
    struct slice added = slice_from_offset(buf_slice(&layout->line), before);
    if (layout->line.failed || text_trim(added).len == 0)
        return;
    if (starts)
        layout->block = (struct html_block){.start = token->start,
                                            .depth = layout->depth,
                                            .low = layout->low,
                                            .table = layout_table(layout),
                                            .is_link = true};
    layout->block.end = token->end;
    layout->block.is_link =
        layout->block.is_link && (layout->is_in_link || layout_is_in_nav(layout));
}

bool html_to_blocks(struct slice source, struct arena *arena, struct html_blocks *out)
{
    struct layout *layout = arena_calloc(arena, 1, sizeof *layout);
    if (!layout)
        return false;
    layout->arena = arena;
    struct hiding hiding = {.depth = 0};
    struct html html = {source, 0};
    struct html_token token;
    while (html_next(&html, &token)) {
        bool is_heading = hiding.depth == 0 && layout_opens_heading(layout, &token);
        if (is_heading || is_hidden(&hiding, &token))
            continue;
        if (token.kind == HTML_TEXT)
            layout_text(layout, &token);
        else
            layout_tag(layout, &token);
    }
    layout_end_block(layout);

    out->count = layout->blocks.len / sizeof(struct html_block);
    struct slice blocks = arena_copy(arena, buf_slice(&layout->blocks));
    out->blocks = (const struct html_block *)(const void *)blocks.ptr;
    bool succeeded = !layout->blocks.failed && !layout->line.failed && !arena->failed;
    buf_clear(&layout->blocks);
    buf_clear(&layout->line);
    return succeeded;
}
