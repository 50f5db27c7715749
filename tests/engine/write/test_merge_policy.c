// Promises of merging: segments of one size do not pile up, and what is deleted does not stay for long.
//
// The choice by itself first, on numbers; then what becomes of an index.
#include "engine/read/doc_ref.h"
#include "engine/read/snapshot.h"
#include "engine/write/merge_policy.h"
#include "tests/engine/search/match/retrieve_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 20 };

// Segments of so many documents each, none deleted.
static void fill(struct segment_info segments[MOST], unsigned count, const uint32_t docs[])
{
    for (unsigned s = 0; s < count; s++)
        segments[s] = (struct segment_info){.id = s + 1, .doc_count = docs[s]};
}

static void nothing_is_merged_without_need(void **state)
{
    (void)state;
    struct segment_info segments[MOST] = {0};
    uint32_t places[MOST];
    assert_int_equal(merge_policy_choose(segments, 0, places), 0);
    // Seven of the smallest tier, seven of the next, one far above.
    fill(segments, 15,
         (const uint32_t[]){1, 2, 3, 4, 5, 6, 1023, 1024, 2000, 3000, 4000, 5000, 6000, 8191,
                            1u << 29});
    assert_int_equal(merge_policy_choose(segments, 15, places), 0);
}

static void eight_of_a_tier_are_merged_wherever_they_stand(void **state)
{
    (void)state;
    struct segment_info segments[MOST] = {0};
    uint32_t places[MOST];
    const uint32_t docs[] = {9000, 1024, 8191, 70000, 1024, 2000, 3000, 10, 4000, 5000, 6000};
    const uint32_t due[] = {1, 2, 4, 5, 6, 8, 9, 10};
    fill(segments, 11, docs);
    assert_int_equal(merge_policy_choose(segments, 11, places), 8);
    assert_memory_equal(places, due, sizeof due);
    segments[2].doc_count = 8192; // of the tier above
    assert_int_equal(merge_policy_choose(segments, 11, places), 0);
    segments[2] =
        (struct segment_info){.doc_count = 8192, .deleted_count = 1}; // what is live counts
    assert_int_equal(merge_policy_choose(segments, 11, places), 8);
}

static void the_smaller_tier_is_merged_first(void **state)
{
    (void)state;
    struct segment_info segments[MOST] = {0};
    uint32_t places[MOST];
    const uint32_t docs[] = {2000, 2000, 2000, 2000, 2000, 2000, 2000, 2000,
                             1,    1,    1,    1,    1,    1,    1,    1};
    fill(segments, 16, docs);
    assert_int_equal(merge_policy_choose(segments, 16, places), 8);
    for (uint32_t i = 0; i < 8; i++)
        assert_int_equal(places[i], 8 + i);
}

static void more_than_half_deleted_is_due_by_itself(void **state)
{
    (void)state;
    struct segment_info segments[MOST] = {0};
    uint32_t places[MOST];
    fill(segments, 3, (const uint32_t[]){100, 101, 5000});
    segments[0].deleted_count = 50;
    segments[1].deleted_count = 50;
    assert_int_equal(merge_policy_choose(segments, 3, places), 0);
    segments[1].deleted_count = 51;
    assert_int_equal(merge_policy_choose(segments, 3, places), 1);
    assert_int_equal(places[0], 1);
}

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    world_make(w, 0, 1, 1);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world_end(*state);
    return 0;
}

static struct slice id_of(struct world *w, unsigned number)
{
    return arena_printf(&w->arena, "d%u", number);
}

static void add(struct world *w, unsigned number)
{
    struct exchange exchange = {
        .id = id_of(w, number), .question = SLICE("deux mots"), .source.path = SLICE("test")};
    enum add_outcome outcome;
    must(index_writer_add(w->writer, &exchange, &outcome, &w->err));
}

static void drop(struct world *w, unsigned number)
{
    must(index_writer_remove(w->writer, id_of(w, number), &w->err));
}

// Commits, and returns what a reader then finds.
static const struct manifest *commit(struct world *w)
{
    uint64_t generation;
    must(index_writer_commit(w->writer, &generation, &w->err));
    world_look(w);
    return &w->snapshot->manifest;
}

static void the_eighth_segment_of_a_size_merges_them_all(void **state)
{
    struct world *w = *state;
    for (unsigned d = 0; d < 7; d++) {
        add(w, d);
        assert_int_equal(commit(w)->segment_count, d + 1);
    }
    add(w, 7);
    const struct manifest *manifest = commit(w);
    assert_int_equal(manifest->segment_count, 1);
    assert_int_equal(manifest->segments[0].doc_count, 8);
}

static void a_segment_more_than_half_deleted_is_rewritten(void **state)
{
    struct world *w = *state;
    enum { FIRST = 10 };
    for (unsigned d = 0; d < FIRST; d++)
        add(w, d);
    commit(w);
    add(w, FIRST);
    commit(w);
    for (unsigned d = 0; d < FIRST / 2; d++)
        drop(w, d);
    const struct manifest *manifest = commit(w);
    assert_int_equal(manifest->segment_count, 2);
    assert_int_equal(manifest->segments[0].doc_count, FIRST);
    assert_int_equal(manifest->segments[0].deleted_count, FIRST / 2);
    drop(w, FIRST - 1);
    manifest = commit(w);
    assert_int_equal(manifest->segment_count, 2);
    assert_int_equal(manifest->segments[0].doc_count, FIRST / 2 - 1);
    assert_int_equal(manifest->segments[0].deleted_count, 0);
    assert_int_equal(manifest->segments[1].doc_count, 1);
    struct doc_key key;
    must(snapshot_find(w->snapshot, id_of(w, FIRST - 2), &key, &w->err));
    assert_int_equal(doc_ref_of(key).segment, 0);
}

static void a_segment_without_documents_is_gone(void **state)
{
    struct world *w = *state;
    add(w, 0);
    commit(w);
    add(w, 1);
    commit(w);
    drop(w, 0);
    const struct manifest *manifest = commit(w);
    assert_int_equal(manifest->segment_count, 1);
    assert_int_equal(manifest->segments[0].doc_count, 1);
}

#define with_world(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_merged_without_need),
        cmocka_unit_test(eight_of_a_tier_are_merged_wherever_they_stand),
        cmocka_unit_test(the_smaller_tier_is_merged_first),
        cmocka_unit_test(more_than_half_deleted_is_due_by_itself),
        with_world(the_eighth_segment_of_a_size_merges_them_all),
        with_world(a_segment_more_than_half_deleted_is_rewritten),
        with_world(a_segment_without_documents_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
