// A small index on disk with a searcher on it: what the tests of searching people's questions share. Failures
// end the test (cmocka).
#ifndef TESTS_ENGINE_SEARCH_SEARCH_WORLD_H
#define TESTS_ENGINE_SEARCH_SEARCH_WORLD_H

#include "engine/backends.h"
#include "engine/search/search.h"
#include "engine/write/index_writer.h"

struct search_world {
    char path[64];
    struct index_writer *writer;
    struct backend *backend;
    struct view *view;
    struct synonyms *synonyms; // the compiled-in ones
    struct searcher *searcher;
    struct arena arena;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, w->err.message); \
    } while (0)

// cmocka fixtures: an empty French index in a folder of its own, and its end.
int search_world_set_up(void **state);
int search_world_tear_down(void **state);

// Adds a document; the second form is for those that are only an id, a title and a question.
void search_world_add(struct search_world *w, struct exchange exchange);
void search_world_put(struct search_world *w, const char *id, const char *title,
                      const char *question);

// Commits what was added and begins to read; nothing can be added afterwards.
void search_world_open(struct search_world *w);

// The first hit of a query, with snippets; there must be one.
struct search_hit search_world_first(struct search_world *w, const char *q);

#endif
