// See search_world.h.
#include "tests/engine/search/search_world.h"

#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

int search_world_set_up(void **state)
{
    struct search_world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    temp_folder_make(w->path, sizeof w->path);
    arena_init(&w->arena, 0);
    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    must(index_writer_open(w->path, &options, &w->writer, &w->err));
    *state = w;
    return 0;
}

int search_world_tear_down(void **state)
{
    struct search_world *w = *state;
    searcher_close(w->searcher);
    synonyms_close(w->synonyms);
    view_free(w->view);
    backend_close(w->backend);
    index_writer_close(w->writer);
    arena_clear(&w->arena);
    temp_folder_remove(w->path);
    free(w);
    return 0;
}

void search_world_add(struct search_world *w, struct exchange exchange)
{
    enum add_outcome outcome;
    exchange.source.path = SLICE("test");
    must(index_writer_add(w->writer, &exchange, &outcome, &w->err));
}

void search_world_put(struct search_world *w, const char *id, const char *title,
                      const char *question)
{
    search_world_add(w, (struct exchange){.id = slice_from(id),
                                          .title = slice_from(title),
                                          .question = slice_from(question)});
}

void search_world_open(struct search_world *w)
{
    uint64_t generation;
    must(index_writer_commit(w->writer, &generation, &w->err));
    index_writer_close(w->writer);
    w->writer = NULL;
    must(backend_open(w->path, NULL, &w->backend, &w->err));
    must(view_begin(w->backend, &w->view, &w->err));
    must(synonyms_open(NULL, &w->synonyms, &w->err));
    must(searcher_open(w->backend, w->synonyms, &w->searcher, &w->err));
}

struct search_hit search_world_first(struct search_world *w, const char *q)
{
    struct search_request request = {.q = slice_from(q), .limit = 10, .want_snippets = true};
    struct search_result result;
    must(search_run(w->searcher, w->view, &request, &w->arena, &result, &w->err));
    if (result.hit_count == 0)
        fail_msg("nothing found for %s", q);
    return result.hits[0];
}
