// The full text of a question or an answer: paragraphs with addresses, and marked words.
#ifndef SEARCHD_PAGE_TEXT_H
#define SEARCHD_PAGE_TEXT_H

#include "engine/search/search.h"
#include "searchd/page/parts.h"

enum { PAGE_MAX_MARKED_WORDS = 16, PAGE_MAX_MARKED_TERMS = 64 };

// Appends a passage with its highlights in <mark>, and a sign where it is cut. escape: html_text, or html_label where
// the text must not turn its neighbours.
void page_passage(struct buf *out, const struct snippet *snippet,
                  void (*escape)(struct buf *out, struct slice text));

// A word to mark in all its forms, or a quotation to mark where it stands as it is.
struct marked_word {
    struct slice text; // without quotes
    bool is_quoted;
    const struct quoted_word *words; // of a quotation; private to text.c
    size_t word_count;
};

struct marker {
    struct analyzer *analyzer; // NULL: nothing is marked
    struct marked_word words[PAGE_MAX_MARKED_WORDS];
    size_t word_count;
    struct slice terms[PAGE_MAX_MARKED_TERMS]; // of those that are not quoted
    size_t term_count;
};

// Splits `highlight` (the parameter surligner) into words and quotations, « "droit au logement" ville ».
void page_marker_init(struct marker *marker, struct page *page, struct slice highlight);

// The whole text with what the marker marks in it; highlights are the arena's.
struct snippet page_marked(struct page *page, const struct marker *marker, struct slice text);

// Appends one of the marker's words as the parameter surligner has it, percent-encoded.
void page_marker_encode(struct buf *out, const struct marked_word *word);

// Appends the paragraphs of `text` (separated by empty lines) as <p id="PREFIX-pN">, N counted from
// *number on, which is raised. False when the page's work had grown longer than a browser likes to be sent, and the
// rest was left out.
bool page_paragraphs(struct page *page, struct marker *marker, struct slice text,
                     const char *prefix, unsigned *number);

// Appends one line of text isolated like html_isolate does, with the marker's words in <mark>.
void page_marked_line(struct page *page, struct marker *marker, struct slice text);

#endif
