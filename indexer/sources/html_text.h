// HTML as a reader sees it: running text, or the blocks that a page is laid out in.
#ifndef INDEXER_SOURCES_HTML_TEXT_H
#define INDEXER_SOURCES_HTML_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Appends the text of a fragment: paragraphs separated by an empty line, <br> as a new line, list items
// as lines that start with "- ", the rows of a table as lines with " | " between cells. What a
// browser would not show is left out. Any bytes are accepted; the fragment may start or end inside a
// table or a paragraph.
void html_to_text(struct slice html, struct buf *out);

// One run of text that a browser would not break but at its margin: a paragraph, a cell, a heading.
struct html_block {
    struct slice text;  // white space collapsed, never empty; borrowed from the arena
    size_t start, end;  // bytes of the source from its first to its last text
    uint32_t depth;     // of the element it stands in, 0 is the page
    uint32_t low;       // the least depth since the block before: what was left in between
    uint32_t container; // the depth reached by the closing tags right behind it, not leaving the
                        // table, section, article or page: what it is the heading of
    uint32_t table;     // the depth within the innermost open table; 0: in none
    bool is_title;      // the <title> of the page
    bool is_heading;    // stands in an <h1> to <h6>
    bool is_link;       // leads elsewhere: all of it is a link, or it stands in a <nav>
};

struct html_blocks {
    const struct html_block *blocks; // borrowed from the arena
    size_t count;
};

// The blocks of a page, in order. false without memory.
bool html_to_blocks(struct slice html, struct arena *arena, struct html_blocks *out);

#endif
