// Promise: a snapshot that remembers where terms stand says what one says that looks them up, in every generation, and
// remembers no more than it has room for.
#include "engine/read/term_place.h"
#include "engine/segment/dead_counts.h"
#include "tests/engine/search/match/retrieve_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct term_place *find(struct world *w, char kind, unsigned number)
{
    char word[16];
    const struct term_place *place;
    snprintf(word, sizeof word, "%c%u", kind, number);
    must(term_place_find(w->snapshot, TERM_SURFACE, slice_from(word), &w->arena, &place, &w->err));
    return place;
}

// What is remembered of each word is what its segments say.
static void assert_places(struct world *w)
{
    for (unsigned v = 0; v < w->vocabulary; v++) {
        char word[16];
        uint64_t before, count, documents = 0;
        snprintf(word, sizeof word, "w%u", v);
        must(snapshot_term_count(w->snapshot, TERM_SURFACE, slice_from(word), &before, &w->err));
        const struct term_place *place = find(w, 'w', v);
        must(snapshot_term_count(w->snapshot, TERM_SURFACE, slice_from(word), &count, &w->err));
        for (uint32_t s = 0; s < w->snapshot->manifest.segment_count; s++) {
            uint32_t live;
            must(dead_counts_find_live(&w->snapshot->segments[s], TERM_SURFACE, slice_from(word),
                                       &live, &w->err));
            documents += live;
        }
        assert_int_equal(place->documents, documents);
        assert_int_equal(before, documents);
        assert_int_equal(count, documents);
        for (uint32_t s = 0; s < w->snapshot->manifest.segment_count; s++) {
            struct segment_term found;
            enum status status = segment_term(&w->snapshot->segments[s], TERM_SURFACE,
                                              slice_from(word), &found, &w->err);
            if (place->in_segment[s].doc_count == 0)
                continue;
            assert_int_equal(status, STATUS_OK);
            assert_int_equal(place->in_segment[s].doc_count, found.doc_count);
            assert_ptr_equal(place->in_segment[s].positions.ptr, found.positions.ptr);
        }
    }
}

// The next request of the same thread.
static void ask_again(struct world *w)
{
    view_end(w->view);
    must(view_begin(w->backend, &w->view, &w->err));
    arena_reset(&w->arena);
}

static void places_are_remembered_while_they_hold(void **state)
{
    (void)state;
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->seed = 1;
    world_make(w, 600, 60, 3);
    const struct term_place *first = find(w, 'w', 1);
    assert_true(first->documents > 0);
    ask_again(w);
    assert_ptr_equal(find(w, 'w', 1), first);
    assert_places(w);
    assert_places(w);
    uint64_t before = first->documents, generation;
    for (uint32_t d = 0; d < w->document_count; d++) {
        char id[16];
        snprintf(id, sizeof id, "d%u", d);
        if (w->documents[d].alive && d % 3 == 0)
            must(index_writer_remove(w->writer, slice_from(id), &w->err));
    }
    must(index_writer_commit(w->writer, &generation, &w->err));
    assert_places(w); // the generation that it has
    ask_again(w);
    assert_true(find(w, 'w', 1)->documents < before);
    assert_places(w);
    must(index_writer_optimize(w->writer, NULL, NULL, &w->err));
    ask_again(w);
    assert_places(w);
    world_end(w);
}

static void what_is_remembered_is_bounded(void **state)
{
    (void)state;
    enum { UNKNOWN = 20000 };
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->seed = 2;
    world_make(w, 200, 60, 3);
    for (int request = 0; request < 3; request++) {
        ask_again(w);
        const struct term_place *known = find(w, 'w', 1);
        uint64_t documents = known->documents;
        for (unsigned i = 0; i < UNKNOWN; i++)
            assert_int_equal(find(w, 'u', i)->documents, 0);
        assert_int_equal(known->documents, documents); // borrowed until the request ends
        assert_true(w->snapshot->terms.arena.held_bytes <= 4 << 20);
        assert_true(map_bytes(&w->snapshot->terms.terms) <= 1 << 20);
        assert_places(w);
    }
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_remembered_while_they_hold),
        cmocka_unit_test(what_is_remembered_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
