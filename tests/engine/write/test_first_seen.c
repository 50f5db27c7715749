// Promises of the two times of a document: first seen stays, changed moves with its contents, and what a dump tells
// of both is believed of a document that is new. Question and answers keep times of their own, each moving with its own
// contents alone.
#include "engine/read/snapshot.h"
#include "engine/write/batch.h"
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
    struct world *w = make_world();
    struct exchange stored = put(w, exchange("un", FAR_AHEAD, FAR_AHEAD));
    assert_true(stored.first_seen > LATER && stored.first_seen < FAR_AHEAD);
    assert_int_equal(stored.changed, stored.first_seen);
    world_end(w);
}

// The clock that told them was set back, or goes before this one.
static void a_change_that_cannot_be_leaves_when_it_was_first_seen(void **state)
{
    (void)state;
    static const int64_t changed[] = {FAR_AHEAD, LONG_AGO, 0};
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        struct world *w = make_world();
        struct exchange stored = put(w, exchange("un", LATER, changed[i]));
        assert_int_equal(stored.first_seen, LATER);
        assert_true(i == 0 ? stored.changed > LATER : stored.changed == LATER);
        assert_true(stored.changed < FAR_AHEAD);
        world_end(w);
    }
}

// Seen first by a clock that went before.
static void nothing_changes_before_it_was_first_seen(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange ahead = exchange("un", FAR_AHEAD, FAR_AHEAD);
    w->writer->is_copy = true; // believes it
    put(w, ahead);
    w->writer->is_copy = false;
    struct exchange stored = put(w, exchange("deux", 0, 0));
    assert_int_equal(stored.first_seen, FAR_AHEAD);
    assert_int_equal(stored.changed, FAR_AHEAD);
    world_end(w);
}

static struct exchange answered(struct exchange exchange, const struct reply *replies, size_t count)
{
    exchange.replies = replies;
    exchange.reply_count = count;
    return exchange;
}

static void an_answer_changes_without_its_question(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct reply replies[] = {
        {.text = SLICE("Je me renseigne."), .nature = SLICE("Réponse provisoire")},
        {.text = SLICE("Oui."), .date = 20230713}};
    struct exchange stored = put(w, exchange("un", LONG_AGO, LATER));
    assert_int_equal(stored.question_changed, LATER);
    stored = put(w, answered(exchange("un", 0, 0), &replies[1], 1));
    assert_int_equal(stored.question_changed, LATER);
    assert_true(stored.replies[0].changed > LATER && stored.replies[0].changed == stored.changed);
    world_end(w);

    // What a dump tells: the question was there first, the answers came last.
    w = make_world();
    stored = put(w, answered(exchange("un", LONG_AGO, LATER), &replies[1], 1));
    assert_int_equal(stored.question_changed, LONG_AGO);
    assert_int_equal(stored.replies[0].changed, LATER);
    // A provisional answer that comes in front of it, the question corrected, the answer corrected.
    stored = put(w, answered(exchange("un", 0, 0), replies, 2));
    assert_true(stored.replies[0].changed > LATER);
    assert_int_equal(stored.replies[1].changed, LATER);
    stored = put(w, answered(exchange("deux", 0, 0), &replies[1], 1));
    assert_true(stored.question_changed > LATER);
    assert_int_equal(stored.replies[0].changed, LATER);
    replies[1].text = SLICE("Non.");
    stored = put(w, answered(exchange("deux", 0, 0), &replies[1], 1));
    assert_true(stored.replies[0].changed > LATER);
    world_end(w);
}

static void parts_that_only_moved_are_not_changed(void **state)
{
    (void)state;
    const struct reply reply = {.text = SLICE("Oui."), .date = 20230713};
    struct world *w = make_world();
    struct exchange copy = answered(exchange("un", LONG_AGO, LATER), &reply, 1), stored;
    copy.source.is_copy = true; // gives way
    put(w, copy);
    struct exchange moved = answered(exchange("un", 0, 0), &reply, 1);
    moved.source.path = SLICE("elsewhere");
    stored = put(w, moved);
    assert_int_equal(stored.question_changed, LONG_AGO);
    assert_int_equal(stored.replies[0].changed, LATER);
    // Removed and added again in one commit.
    must(index_writer_remove(w->writer, SLICE("d"), &w->err));
    stored = put(w, moved);
    assert_int_equal(stored.question_changed, LONG_AGO);
    assert_int_equal(stored.replies[0].changed, LATER);
    world_end(w);
}

static void the_end_of_a_question_is_a_change_of_it(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange stored = put(w, exchange("un", LONG_AGO, LATER));
    struct exchange withdrawn = exchange("un", 0, 0);
    withdrawn.closure = CLOSURE_WITHDRAWN;
    stored = put(w, withdrawn);
    assert_true(stored.question_changed > LATER);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_document_was_first_seen_now),
        cmocka_unit_test(a_change_keeps_when_it_was_first_seen),
        cmocka_unit_test(what_only_moved_is_not_changed),
        cmocka_unit_test(times_that_cannot_be_are_not_believed),
        cmocka_unit_test(a_change_that_cannot_be_leaves_when_it_was_first_seen),
        cmocka_unit_test(nothing_changes_before_it_was_first_seen),
        cmocka_unit_test(an_answer_changes_without_its_question),
        cmocka_unit_test(parts_that_only_moved_are_not_changed),
        cmocka_unit_test(the_end_of_a_question_is_a_change_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
