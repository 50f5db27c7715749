// A passage with what was found in it marked: one walk over the highlights for JSON, pages and terminals.
#ifndef ANSWER_PASSAGE_H
#define ANSWER_PASSAGE_H

#include "base/slice.h"
#include "engine/search/search.h"

// Around a highlight where the passage is HTML.
#define PASSAGE_MARK SLICE("<mark>")
#define PASSAGE_UNMARK SLICE("</mark>")

// How a passage is written: what stands around a highlight and at a cut, and how stored text is escaped.
struct passage_style {
    void (*append)(void *out, struct slice text); // stored text
    void (*put)(void *out, struct slice markup);  // one of the four below, as it is
    struct slice mark, unmark;                    // around a highlight
    struct slice cut_before, cut_after; // where the passage does not begin or end the text
};

// Writes the passage to `out`, which is what style's functions take. Nothing here trusts the highlights: one
// that is empty, out of order or beyond the text is left out.
void passage_write(const struct snippet *snippet, const struct passage_style *style, void *out);

#endif
