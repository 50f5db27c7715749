// Where in a text do the words of a query stand?
//
// A word_marker is made once per search from the match tree that was run; it is then asked about any number of texts.
// Marks are the byte ranges of the analyzer's tokens, so an elided article is never marked: l’[avocat].
#ifndef ENGINE_SEARCH_PRESENT_WORD_MARKER_H
#define ENGINE_SEARCH_PRESENT_WORD_MARKER_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/match_tree.h"
#include "engine/search/searcher.h"
#include "engine/search/work_limit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORD_MARKER_BITS = 64 };

struct wanted;
struct group;
struct form_bits;

// All but what stands first is private.
struct word_marker {
    double weight[WORD_MARKER_BITS]; // of each slot: rare words more
    uint64_t in_field[TEXT_FIELD_COUNT];
    struct arena *arena;   // of the search
    struct arena *scratch; // of the text in hand: set by the caller before each
    struct searcher *searcher;
    struct wanted *table; // open addressing; term.ptr NULL: free
    size_t table_size;
    uint64_t surface_traces[TRACE_COUNT / WORD_MARKER_BITS + 1];
    uint64_t stem_traces[TRACE_COUNT / WORD_MARKER_BITS + 1];
    struct group *groups;
    size_t group_count;
    unsigned bit_count;
    double documents; // in the index
    struct form_bits *cache;
};

// What `root`, a tree that was weighed (weigh.h), looks for among so many documents; borrows its terms, and the
// searcher. From the arena; NULL without memory.
struct word_marker *word_marker_make(const struct match_node *root, uint64_t documents,
                                     struct searcher *searcher, struct arena *arena);

// Whether it looks for any word at all, in any field.
bool word_marker_has_words(const struct word_marker *marker);

// A token that fills a slot.
struct mark {
    uint32_t start, end, position;
    uint64_t bits;
};

// Those of a text, by position.
struct marks {
    struct mark *items;
    size_t count;
};

struct marker_text {
    enum field field;
    struct slice text;
    uint32_t base;  // added to the bytes of marks
    bool is_stored; // other searches will look at it again
};

// The tokens of a text that fill a slot, by position; of phrases only where the whole stands. From scratch.
enum status word_marker_mark(struct word_marker *marker, const struct marker_text *text,
                             struct marks *out, struct error *err) STATUS_NODISCARD;

// Where the longest phrase that the mark at `at` begins ends, or what stands near it; its own end where it begins none.
uint32_t word_marker_group_end(const struct word_marker *marker, const struct marks *marks,
                               size_t at);

// A word looked for, or a whole phrase.
struct occurrence {
    uint32_t start, end; // bytes of the text
    uint64_t bits;
};

struct occurrences {
    struct occurrence *items;
    size_t count;
};

// All of them in a text of any length (`base` is 0), in order, none overlapping another. From scratch.
enum status word_marker_occurrences(struct word_marker *marker, const struct marker_text *text,
                                    struct work_limit *limit, struct occurrences *out,
                                    struct error *err) STATUS_NODISCARD;

#endif
