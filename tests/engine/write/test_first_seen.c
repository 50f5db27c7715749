// Promises of the two times of a document: first seen stays, changed moves with its contents, and what a dump tells
// of both is believed of a document that is new.
#include "engine/read/snapshot.h"
#include "tests/engine/search/match/retrieve_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LONG_AGO = 1500000000, LATER = 1600000000 };

#define FAR_AHEAD INT64_C(32503680000)

static struct exchange exchange(const char *text, int64_t first_seen, int64_t changed)
{
    return (struct exchange){.id = SLICE("d"),
                             .question = slice_from(text),
                             .source.path = SLICE("test"),
                             .first_seen = first_seen,
                             .changed = changed};
}

// Adds and commits; returns what is then stored.
static struct exchange put(struct world *w, struct exchange exchange)
{
    enum add_outcome outcome;
    uint64_t generation;
    struct doc_key doc;
    struct exchange stored;
    must(index_writer_add(w->writer, &exchange, &outcome, &w->err));
    must(index_writer_commit(w->writer, &generation, &w->err));
    world_look(w);
    must(snapshot_find(w->snapshot, SLICE("d"), &doc, &w->err));
    must(snapshot_document(w->snapshot, doc, EXCHANGE_WHOLE, &w->arena, &stored, &w->err));
    return stored;
}

static struct world *make_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    world_make(w, 0, 1, 1);
    return w;
}

static void a_new_document_was_first_seen_now(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange stored = put(w, exchange("un", 0, 0));
    assert_true(stored.first_seen > LATER);
    assert_int_equal(stored.changed, stored.first_seen);
    world_end(w);
}

static void a_change_keeps_when_it_was_first_seen(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange stored = put(w, exchange("un", LONG_AGO, LATER));
    assert_int_equal(stored.first_seen, LONG_AGO);
    assert_int_equal(stored.changed, LATER);
    stored = put(w, exchange("deux", 0, 0));
    assert_int_equal(stored.first_seen, LONG_AGO);
    assert_true(stored.changed > LATER);
    world_end(w);
}

static void what_only_moved_is_not_changed(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange copy = exchange("un", LONG_AGO, LATER);
    copy.source.is_copy = true; // gives way
    put(w, copy);
    struct exchange moved = exchange("un", LATER, LATER);
    moved.source.path = SLICE("elsewhere");
    struct exchange stored = put(w, moved);
    assert_true(slice_equal(stored.source.path, SLICE("elsewhere")));
    assert_int_equal(stored.first_seen, LONG_AGO);
    assert_int_equal(stored.changed, LATER);
    world_end(w);
}

static void times_that_cannot_be_are_not_believed(void **state)
{
    (void)state;
    static const int64_t times[][2] = {
        {FAR_AHEAD, FAR_AHEAD}, {LONG_AGO, FAR_AHEAD}, {LATER, LONG_AGO}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct world *w = make_world();
        struct exchange stored = put(w, exchange("un", times[i][0], times[i][1]));
        assert_true(stored.first_seen > LATER && stored.first_seen < FAR_AHEAD);
        assert_int_equal(stored.changed, stored.first_seen);
        world_end(w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_document_was_first_seen_now),
        cmocka_unit_test(a_change_keeps_when_it_was_first_seen),
        cmocka_unit_test(what_only_moved_is_not_changed),
        cmocka_unit_test(times_that_cannot_be_are_not_believed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
