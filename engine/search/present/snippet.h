// Which passage shows why? The stored text is analysed again and the best passage of it cut out.
//
// A snippet_query is made once per search from the match tree that was run; it is then asked for
// passages of any number of texts. Highlights are the byte ranges of the analyzer's tokens, so an
// elided article is never marked: l’<mark>avocat</mark>.
#ifndef ENGINE_SEARCH_PRESENT_SNIPPET_H
#define ENGINE_SEARCH_PRESENT_SNIPPET_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/search/searcher.h"
#include "engine/search/types.h"

enum {
    SNIPPET_BYTES = 280,          // a passage, about
    SNIPPET_TITLE_BYTES = 400,    // a title, at most
    SNIPPET_MAX_TEXT = 512 << 10, // how much of a text is looked at
    SNIPPET_MAX_FORMS =
        256 << 20, // and no more of it where the words of a page's texts take as much memory
};

struct snippet_query;

// What `root`, a tree that was weighed (weigh.h), looks for among so many documents; borrows its terms, and the
// searcher. From the arena; NULL without memory.
struct snippet_query *snippet_query_make(const struct match_node *root, uint64_t documents,
                                         struct searcher *searcher, struct arena *arena);

// A stored text, and how long a passage of it may be, about.
struct snippet_text {
    enum field field;
    struct slice text;
    size_t max_bytes;
};

// The passage that holds most of what is looked for; without any, the first that is no mere politeness. Runs of white
// space are single spaces in out->text, which is, as the highlights are, the query's arena's; `scratch` is for the way.
enum status snippet_make(struct snippet_query *query, const struct snippet_text *text,
                         struct arena *scratch, struct snippet *out,
                         struct error *err) STATUS_NODISCARD;

#endif
