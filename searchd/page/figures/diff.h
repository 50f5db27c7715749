// What is different between two texts, word by word, as a reader sees it: the words taken out in <del>, those put in in
// <ins>, and some words around them.
#ifndef SEARCHD_PAGE_FIGURES_DIFF_H
#define SEARCHD_PAGE_FIGURES_DIFF_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

enum diff_kind { DIFF_SAME, DIFF_OLD, DIFF_NEW, DIFF_GAP };

// A piece of a text: words that both have, that one of them has, or words that are left out (empty then). Blanks at its
// ends are not part of it.
struct diff_piece {
    enum diff_kind kind;
    struct slice text;
};

// The pieces, in order, about `max_bytes` of text; the last one is a gap where that is not all. Equal texts (but for
// blanks) have none. In the arena, the text where it lies; false without memory.
bool diff_texts(struct slice before, struct slice after, size_t max_bytes, struct arena *arena,
                const struct diff_piece **out, size_t *count);

#endif
