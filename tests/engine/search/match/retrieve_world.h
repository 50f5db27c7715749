// A random index whose every word is known, and random match trees over its vocabulary: what test_retrieve
// compares retrieval on. All of it follows from `seed`. Failures end the test (cmocka).
#ifndef TESTS_ENGINE_SEARCH_MATCH_RETRIEVE_WORLD_H
#define TESTS_ENGINE_SEARCH_MATCH_RETRIEVE_WORLD_H

#include "engine/backends.h"
#include "engine/match_tree.h"
#include "engine/read/segments.h"
#include "engine/read/snapshot.h"
#include "engine/write/index_writer.h"

#include <stdbool.h>
#include <stdint.h>

enum { MAX_DOCUMENTS = 17500, MAX_WORDS = 40, MAX_VOCABULARY = 400, MAX_NODES = 64 };

// A word of document 0 alone.
enum { RARE_WORD = 999 };

struct document {
    uint16_t words[MAX_WORDS];
    uint8_t title_length, length; // the first title_length words are the title
    bool alive;
    uint32_t date;
    uint8_t author;
};

struct world {
    char path[64];
    struct index_writer *writer;
    struct backend *backend;
    struct view *view;
    struct snapshot *snapshot; // of the view
    struct document documents[MAX_DOCUMENTS];
    uint32_t document_count;
    unsigned vocabulary;
    uint64_t seed;
    // Trees made while this is set score in very few steps: beside the rare word, their words are worth next to
    // nothing. Equal scores, and scores one apart, then stand at every border where a strategy decides what it may
    // leave out; with full weights they hardly ever do.
    bool is_coarse;
    struct arena arena;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, w->err.message); \
    } while (0)

// A number from 0 to limit - 1.
unsigned world_below(struct world *w, unsigned limit);

// Fills a zeroed world that has only its seed: `documents` in `commits` generations, some of them removed or
// replaced, in a temporary folder. world_end removes the folder and frees w.
void world_make(struct world *w, uint32_t documents, unsigned vocabulary, unsigned commits);
void world_end(struct world *w);

// A new view, of the newest generation.
void world_look(struct world *w);

// Merges and reorders the index; the view is then of the new generation.
void world_optimize(struct world *w);

// Trees in w->arena: a leaf, a tree of any kind, and the groups of words that fast strategies are made for.
struct match_node *world_leaf(struct world *w);
struct match_node *world_tree(struct world *w, int depth);
struct match_node *world_group(struct world *w, enum match_kind kind);
// The same with optional words and phrases, and sometimes a filter.
struct match_node *world_group_with_options(struct world *w, enum match_kind kind);
// The same with optional phrases of words of the group alone.
struct match_node *world_group_with_phrases(struct world *w, enum match_kind kind);
// Alternatives of which some are phrases, one or two such, and perhaps a leaf beside them.
struct match_node *world_choices(struct world *w);
// A word that makes a match, and a rare one that only scores, for more.
struct match_node *world_rare_option(struct world *w);
// A group with nothing optional, and a filter.
struct match_node *world_group_with_filter(struct world *w, enum match_kind kind);

#endif
