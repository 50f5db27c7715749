// Which passage shows why? The stored text is analysed again and the best passage of it cut out.
//
// Highlights are the marks of a word_marker: l’<mark>avocat</mark>.
#ifndef ENGINE_SEARCH_PRESENT_SNIPPET_H
#define ENGINE_SEARCH_PRESENT_SNIPPET_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/search/present/word_marker.h"
#include "engine/search/types.h"

enum {
    SNIPPET_BYTES = 280,          // a passage, about
    SNIPPET_TITLE_BYTES = 400,    // a title, at most
    SNIPPET_MAX_TEXT = 512 << 10, // how much of a text is looked at
    SNIPPET_MAX_FORMS =
        256 << 20, // and no more of it where the words of a page's texts take as much memory
};

// A stored text, and how long a passage of it may be, about.
struct snippet_text {
    enum field field;
    struct slice text;
    size_t max_bytes;
};

// The passage that holds most of what is looked for; without any, the first that is no mere politeness. Runs of white
// space are single spaces in out->text, which is, as the highlights are, the marker's arena's; `scratch` is for the
// way.
enum status snippet_make(struct word_marker *marker, const struct snippet_text *text,
                         struct arena *scratch, struct snippet *out,
                         struct error *err) STATUS_NODISCARD;

#endif
