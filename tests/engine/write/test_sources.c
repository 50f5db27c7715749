// Promises about sources: who has a document that two of them hold, what a source leaves when it holds it no more, and
// that records, orphans and documents agree, whatever was read, committed, dropped and opened again in between.
#include "engine/read/index_check.h"
#include "engine/write/index_writer.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SOURCES = 5, IDS = 12, STEPS = 3000 };

struct fixture {
    char path[64];
    struct index_writer *writer;
    struct error err;
    uint32_t ranks[SOURCES];
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

// Paths that begin like one another, and like the text of another's line.
static const char *const PATHS[SOURCES] = {"/q/a", "/q/a#1", "/q/a:1", "/q/a/1", "/q/b"};

static uint32_t rank_of(void *context, struct slice path)
{
    const struct fixture *f = context;
    for (int s = 0; s < SOURCES; s++)
        if (slice_equal(path, slice_from(PATHS[s])))
            return f->ranks[s];
    return SOURCE_UNRANKED;
}

static void open_writer(struct fixture *f)
{
    const struct writer_options options = {.source_rank = rank_of, .source_context = f};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    temp_folder_make(f->path, sizeof f->path);
    for (int s = 0; s < SOURCES; s++)
        f->ranks[s] = SOURCE_UNRANKED;
    open_writer(f);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    index_writer_close(f->writer);
    temp_folder_remove(f->path);
    free(f);
    return 0;
}

static void commit(struct fixture *f)
{
    uint64_t generation;
    must(index_writer_commit(f->writer, &generation, &f->err));
}

static void open_again(struct fixture *f)
{
    index_writer_close(f->writer);
    open_writer(f);
}

static void begin(struct fixture *f, int source)
{
    must(index_writer_source_begin(f->writer, slice_from(PATHS[source]), &f->err));
}

static uint64_t end(struct fixture *f, bool rejected)
{
    const struct source_state state = {.mtime_ns = 1, .content_hash = 7, .rejected = rejected};
    struct source_left left = {0};
    must(index_writer_source_end(f->writer, &state, &left, &f->err));
    return left.orphans;
}

static enum add_outcome add_from(struct fixture *f, struct source_ref source, const char *id,
                                 const char *title)
{
    const struct exchange exchange = {
        .id = slice_from(id), .title = slice_from(title), .source = source};
    enum add_outcome outcome = ADD_NEW;
    must(index_writer_add(f->writer, &exchange, &outcome, &f->err));
    return outcome;
}

static enum add_outcome add(struct fixture *f, int source, const char *id, const char *title)
{
    return add_from(f, (struct source_ref){.path = slice_from(PATHS[source])}, id, title);
}

// Number of the source that has a document; -1: there is none.
static int owner_of(struct fixture *f, const char *id, bool *is_orphan)
{
    struct arena arena;
    struct source_ref source;
    int owner = -1;
    arena_init(&arena, 0);
    enum status status = index_writer_document_source(f->writer, slice_from(id), &arena, &source,
                                                      is_orphan, &f->err);
    if (status != STATUS_NOT_FOUND)
        must(status);
    for (int s = 0; status == STATUS_OK && s < SOURCES; s++)
        if (slice_equal(source.path, slice_from(PATHS[s])))
            owner = s;
    arena_clear(&arena);
    return owner;
}

// One that could outgrow the memory and therefore begins a batch.
static enum add_outcome add_large(struct fixture *f, int source, const char *id)
{
    enum { LARGE = 5 << 20 };
    char *text = malloc(LARGE);
    assert_non_null(text);
    memset(text, ' ', LARGE);
    for (size_t i = 0; i < LARGE; i += 8)
        memcpy(text + i, "digue", 5);
    const struct exchange exchange = {.id = slice_from(id),
                                      .question = slice_of(text, LARGE),
                                      .source = {.path = slice_from(PATHS[source])}};
    enum add_outcome outcome = ADD_NEW;
    must(index_writer_add(f->writer, &exchange, &outcome, &f->err));
    free(text);
    return outcome;
}

static void assert_sound(struct fixture *f)
{
    struct index_check_result result;
    index_writer_close(f->writer);
    f->writer = NULL;
    must(index_check(f->path, NULL, NULL, NULL, &result, &f->err));
    assert_int_equal(result.problems, 0);
    open_writer(f);
}

static void of_two_sources_the_first_or_the_stronger_has_a_document(void **state)
{
    struct fixture *f = *state;
    bool is_orphan;
    static const struct {
        int line;
        uint32_t first, second;
        bool first_is_copy, second_is_copy, takes;
    } rows[] = {
        {__LINE__, SOURCE_UNRANKED, SOURCE_UNRANKED, false, false, false},
        {__LINE__, 3, 3, false, false, false},
        {__LINE__, 3, 2, false, false, true},
        {__LINE__, 2, 3, false, false, false},
        {__LINE__, SOURCE_UNRANKED, 2, false, false, true},
        {__LINE__, 2, SOURCE_UNRANKED, false, false, false},
        {__LINE__, SOURCE_GONE, SOURCE_UNRANKED, false, false, true},
        {__LINE__, SOURCE_UNRANKED, SOURCE_UNRANKED, true, false, true},
        {__LINE__, SOURCE_UNRANKED, SOURCE_UNRANKED, false, true, false},
        {__LINE__, SOURCE_UNRANKED, SOURCE_UNRANKED, true, true, false},
        {__LINE__, SOURCE_GONE, SOURCE_UNRANKED, false, true, true},
        {__LINE__, SOURCE_UNRANKED, 2, false, true, false},
        {__LINE__, SOURCE_PASSING, SOURCE_UNRANKED, false, true, true},
        {__LINE__, SOURCE_PASSING, SOURCE_UNRANKED, true, false, true},
        {__LINE__, SOURCE_UNRANKED, SOURCE_PASSING, true, true, false},
        {__LINE__, SOURCE_GONE, SOURCE_PASSING, false, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char id[16];
        snprintf(id, sizeof id, "d-%zu", i);
        f->ranks[0] = rows[i].first;
        f->ranks[1] = rows[i].second;
        struct source_ref first = {.path = slice_from(PATHS[0]), .is_copy = rows[i].first_is_copy};
        struct source_ref second = {.path = slice_from(PATHS[1]),
                                    .is_copy = rows[i].second_is_copy};
        assert_int_equal(add_from(f, first, id, "Un"), ADD_NEW);
        if (i % 2)
            commit(f);
        for (int night = 0; night < 3; night++) { // and it stays so
            assert_int_equal(add_from(f, second, id, "Deux") == ADD_SKIPPED, !rows[i].takes);
            if (owner_of(f, id, &is_orphan) != rows[i].takes)
                fail_msg("row of line %d, night %d", rows[i].line, night);
            if (rows[i].first != SOURCE_GONE && !(rows[i].takes && rows[i].first_is_copy))
                assert_int_equal(add_from(f, first, id, "Un") == ADD_SKIPPED, rows[i].takes);
        }
    }
}

static void what_a_source_holds_no_more_any_other_may_have(void **state)
{
    struct fixture *f = *state;
    bool is_orphan;
    for (int batches = 0; batches < 2; batches++) {
        begin(f, 0);
        add(f, 0, "x", "Un");
        add(f, 0, "y", "Un");
        assert_int_equal(end(f, false), 0);
        begin(f, 1);
        assert_int_equal(add(f, 1, "x", "Deux"), ADD_SKIPPED);
        assert_int_equal(end(f, false), 0);
        if (batches)
            commit(f);
        begin(f, 0);
        add(f, 0, "y", "Un");
        assert_int_equal(end(f, false), 1);
        assert_int_equal(owner_of(f, "x", &is_orphan), 0); // until somebody comes
        assert_true(is_orphan);
        if (batches)
            open_again((commit(f), f));
        begin(f, 1);
        assert_int_equal(add(f, 1, "x", "Deux"), ADD_CHANGED);
        end(f, false);
        assert_int_equal(owner_of(f, "x", &is_orphan), 1);
        assert_false(is_orphan);
        begin(f, 0);
        assert_int_equal(add(f, 0, "x", "Un"), ADD_SKIPPED); // too late
        assert_int_equal(end(f, true), 0);
        must(index_writer_remove(f->writer, SLICE("x"), &f->err));
        must(index_writer_remove(f->writer, SLICE("y"), &f->err));
        commit(f);
        assert_sound(f);
    }
}

static void a_broken_source_keeps_what_it_held(void **state)
{
    struct fixture *f = *state;
    bool is_orphan;
    begin(f, 0);
    add(f, 0, "x", "Un");
    add(f, 0, "y", "Un");
    end(f, false);
    commit(f);
    begin(f, 0);
    add(f, 0, "y", "Un");
    assert_int_equal(end(f, true), 0);
    begin(f, 0); // and broken off
    must(index_writer_source_end(f->writer, NULL, NULL, &f->err));
    assert_int_equal(owner_of(f, "x", &is_orphan), 0);
    assert_false(is_orphan);
    commit(f);
    begin(f, 0); // whole again: now it is seen what is missing
    assert_int_equal(end(f, false), 2);
    commit(f);
    assert_sound(f);
}

static void what_is_skipped_is_told_once(void **state)
{
    struct fixture *f = *state;
    begin(f, 0);
    add(f, 0, "x", "Un");
    end(f, false);
    for (int night = 0; night < 3; night++) {
        begin(f, 1);
        assert_int_equal(add(f, 1, "x", "Deux"), night ? ADD_SKIPPED_AGAIN : ADD_SKIPPED);
        assert_int_equal(add(f, 1, "z", "Deux"), night ? ADD_UNCHANGED : ADD_NEW);
        assert_int_equal(add(f, 1, "z", "Trois"), night ? ADD_SKIPPED_AGAIN : ADD_REPEATED);
        end(f, night == 1);
        if (night)
            open_again((commit(f), f));
    }
    begin(f, 1);
    end(f, false);
    begin(f, 1); // it was away in between
    assert_int_equal(add(f, 1, "x", "Deux"), ADD_SKIPPED);
    end(f, false);
    must(index_writer_source_begin(f->writer, SLICE_NONE, &f->err));
    struct source_ref input = {.path = SLICE("-"), .line = 1, .is_copy = true};
    assert_int_equal(add_from(f, input, "s", "Un"), ADD_NEW);
    input.line = 2;
    assert_int_equal(add_from(f, input, "s", "Deux"), ADD_REPEATED);
    must(index_writer_source_end(f->writer, NULL, NULL, &f->err));
    must(index_writer_source_begin(f->writer, SLICE_NONE, &f->err));
    assert_int_equal(add_from(f, input, "s", "Deux"), ADD_CHANGED); // another day's input
    must(index_writer_source_end(f->writer, NULL, NULL, &f->err));
    struct source_state none;
    assert_int_equal(index_writer_source(f->writer, SLICE("-"), &none, &f->err), STATUS_NOT_FOUND);
    assert_int_equal(index_writer_source(f->writer, SLICE(""), &none, &f->err), STATUS_NOT_FOUND);
}

static void a_record_of_any_length_comes_back_and_can_be_touched(void **state)
{
    struct fixture *f = *state;
    static const size_t lengths[] = {1, 479, 480, 481, 511, 4000};
    char path[4001];
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memset(path, 'p', lengths[i]);
        struct slice name = slice_of(path, lengths[i]);
        char id[16];
        snprintf(id, sizeof id, "long-%zu", i);
        must(index_writer_source_begin(f->writer, name, &f->err));
        add_from(f, (struct source_ref){.path = name}, id, "Un");
        end(f, false);
    }
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            struct slice name = slice_of(path, lengths[i]);
            struct source_state state_there,
                touched = {.mtime_ns = -5, .size_bytes = 6, .memo = SLICE("ETag \0 \"é\"")};
            must(index_writer_source(f->writer, name, &state_there, &f->err));
            assert_int_equal(state_there.content_hash, again ? 0 : 7);
            must(index_writer_source_touch(f->writer, name, &touched, &f->err));
            must(index_writer_source(f->writer, name, &state_there, &f->err));
            assert_true(state_there.mtime_ns == -5 && state_there.size_bytes == 6);
            assert_true(slice_equal(state_there.memo, touched.memo));
            must(index_writer_source_begin(f->writer, name, &f->err)); // it still knows its id
            struct source_left left = {0};
            must(index_writer_source_end(f->writer, again ? &touched : NULL, &left, &f->err));
            assert_int_equal(left.orphans, again);
        }
        open_again((commit(f), f));
    }
    assert_sound(f);
}

// --- any history ---------------------------------------------------------------------------------

// What the writer should think.
struct world {
    int owner[IDS];          // -1: no such document
    bool orphan[IDS];        // its owner holds it no more
    bool held[SOURCES][IDS]; // on record
    bool known[SOURCES];
};

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static const char *id_of(int i, char id[16])
{
    snprintf(id, 16, "d-%d", i);
    return id;
}

static void read_source(struct fixture *f, struct world *world, int s, uint64_t *random)
{
    char id[16];
    bool holds[IDS] = {0}, rejected = next_random(random) % 5 == 0;
    begin(f, s);
    for (int i = 0; i < IDS; i++) {
        if (next_random(random) % 3)
            continue;
        int owner = world->owner[i];
        bool takes = owner < 0 || owner == s || world->orphan[i] || f->ranks[s] < f->ranks[owner];
        char title[16];
        snprintf(title, sizeof title, "T %u", (unsigned)next_random(random) % 3);
        enum add_outcome outcome = add(f, s, id_of(i, id), title);
        assert_int_equal(outcome == ADD_SKIPPED || outcome == ADD_SKIPPED_AGAIN, !takes);
        assert_int_equal(outcome == ADD_NEW, owner < 0);
        holds[i] = true;
        if (takes) {
            world->owner[i] = s;
            world->orphan[i] = false;
        }
    }
    uint64_t left = 0;
    for (int i = 0; i < IDS; i++) {
        bool stays = holds[i] || (rejected && world->held[s][i]);
        if (world->held[s][i] && !stays && world->owner[i] == s && !world->orphan[i]) {
            world->orphan[i] = true;
            left++;
        }
        world->held[s][i] = stays;
    }
    world->known[s] = true;
    assert_int_equal(end(f, rejected), left);
}

struct seen {
    bool held[SOURCES][IDS];
    bool known[SOURCES];
    unsigned orphans;
    const struct world *world;
};

static int number_of(struct slice id)
{
    return id.len == 3 ? id.ptr[2] - '0' : 10 * (id.ptr[2] - '0') + id.ptr[3] - '0';
}

static enum status see_record(void *context, struct source_record *record, struct error *err)
{
    struct seen *seen = context;
    struct slice id;
    uint8_t flags;
    (void)err;
    for (int s = 0; s < SOURCES; s++) {
        if (!slice_equal(record->path, slice_from(PATHS[s])))
            continue;
        assert_false(seen->known[s]); // each once
        seen->known[s] = true;
        while (source_record_next(record, &id, &flags))
            seen->held[s][number_of(id)] = true;
    }
    return STATUS_OK;
}

static enum status see_orphan(void *context, struct slice id, struct slice path, struct error *err)
{
    struct seen *seen = context;
    int i = number_of(id);
    (void)err;
    assert_true(seen->world->orphan[i]);
    assert_true(slice_equal(path, slice_from(PATHS[seen->world->owner[i]])));
    seen->orphans++;
    return STATUS_OK;
}

static void assert_as_in(struct fixture *f, const struct world *world)
{
    struct seen seen = {.world = world};
    unsigned orphans = 0;
    for (int i = 0; i < IDS; i++) {
        char id[16];
        bool is_orphan = false;
        assert_int_equal(owner_of(f, id_of(i, id), &is_orphan), world->owner[i]);
        if (world->owner[i] >= 0)
            assert_int_equal(is_orphan, world->orphan[i]);
        orphans += world->orphan[i];
    }
    must(index_writer_source_each(f->writer, SLICE("/q"), see_record, &seen, &f->err));
    must(index_writer_orphan_each(f->writer, see_orphan, &seen, &f->err));
    assert_int_equal(seen.orphans, orphans);
    assert_memory_equal(seen.known, world->known, sizeof seen.known);
    assert_memory_equal(seen.held, world->held, sizeof seen.held);
}

static void remove_one(struct fixture *f, struct world *world, int i)
{
    char id[16];
    enum status status = index_writer_remove(f->writer, slice_from(id_of(i, id)), &f->err);
    assert_int_equal(status, world->owner[i] < 0 ? STATUS_NOT_FOUND : STATUS_OK);
    world->owner[i] = -1;
    world->orphan[i] = false;
}

static void any_history_ends_as_the_rules_say(void **state)
{
    struct fixture *f = *state;
    const char *given = getenv("SEED");
    uint64_t random = given ? strtoull(given, NULL, 10) : 20261128;
    struct world world = {0}, committed;
    print_message("SEED=%llu\n", (unsigned long long)random);
    for (int i = 0; i < IDS; i++)
        world.owner[i] = -1;
    for (int s = 0; s < SOURCES; s++)
        f->ranks[s] =
            s < 3 ? SOURCE_UNRANKED : (uint32_t)s; // two have a place in the operator's order
    committed = world;
    for (int step = 0; step < STEPS; step++) {
        int s = (int)(next_random(&random) % SOURCES);
        switch (next_random(&random) % 12) {
        case 0:
        case 1:
            commit(f);
            committed = world;
            break;
        case 2: // what was not committed is gone
            open_again(f);
            world = committed;
            break;
        case 3:
            remove_one(f, &world, (int)(next_random(&random) % IDS));
            break;
        case 4:
            must(index_writer_source_forget(f->writer, slice_from(PATHS[s]), &f->err));
            memset(world.held[s], 0, sizeof world.held[s]);
            world.known[s] = false;
            break;
        default:
            read_source(f, &world, s, &random);
            break;
        }
        assert_as_in(f, &world);
    }
    commit(f);
    assert_sound(f);
}

// The commit that a large document makes room by says nothing yet of whom it takes the place of.
static void an_orphan_is_one_until_what_takes_its_place_is_committed(void **state)
{
    struct fixture *f = *state;
    bool is_orphan;
    begin(f, 0);
    add(f, 0, "x", "Ancien");
    add(f, 0, "y", "Y");
    end(f, false);
    commit(f);
    begin(f, 0);
    add(f, 0, "y", "Y");
    assert_int_equal(end(f, false), 1);
    commit(f);
    begin(f, 1);
    add(f, 1, "z", "Z");
    assert_int_equal(add_large(f, 1, "x"), ADD_CHANGED);
    open_again(f); // nobody committed that
    assert_int_equal(owner_of(f, "z", &is_orphan), 1);
    assert_int_equal(owner_of(f, "x", &is_orphan), 0);
    assert_true(is_orphan);
    begin(f, 1);
    add(f, 1, "z", "Z");
    assert_int_equal(add_large(f, 1, "x"), ADD_CHANGED);
    end(f, false);
    commit(f);
    assert_int_equal(owner_of(f, "x", &is_orphan), 1);
    assert_false(is_orphan);
    assert_sound(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(of_two_sources_the_first_or_the_stronger_has_a_document),
        TEST(what_a_source_holds_no_more_any_other_may_have),
        TEST(a_broken_source_keeps_what_it_held),
        TEST(what_is_skipped_is_told_once),
        TEST(a_record_of_any_length_comes_back_and_can_be_touched),
        TEST(any_history_ends_as_the_rules_say),
        cmocka_unit_test_setup_teardown(an_orphan_is_one_until_what_takes_its_place_is_committed,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
