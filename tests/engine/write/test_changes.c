// Promises about changes: a commit tells what a reader would see changed and nothing else, whatever happened on the way
// there; what a document was is kept as long as it should; whoever asks for what came after a number misses nothing.
#include "engine/read/changes.h"
#include "engine/read/index_check.h"
#include "tests/engine/search/match/retrieve_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { LONG_AGO = 1500000000, LATER = 1600000000, MANY = 3000 };

#define FINAL ((struct reply){.text = SLICE("Le bac passe chaque heure.")})
#define OTHER_FINAL ((struct reply){.text = SLICE("Le bac ne passe plus.")})
#define HOLDING \
    ((struct reply){.text = SLICE("Je me renseigne."), .nature = SLICE("Réponse provisoire")})

static struct world *make_world(void)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    world_make(w, 0, 1, 1);
    return w;
}

static struct exchange asked(const char *id, const char *question)
{
    return (struct exchange){.id = slice_from(id),
                             .question = slice_from(question),
                             .source.path = SLICE("/f/bacs.jsonl")};
}

static struct exchange answered(const char *id, const struct reply *replies, size_t count)
{
    struct exchange exchange = asked(id, "Quand passe le bac ?");
    exchange.replies = replies;
    exchange.reply_count = count;
    return exchange;
}

static void add(struct world *w, struct exchange exchange)
{
    enum add_outcome outcome;
    must(index_writer_add(w->writer, &exchange, &outcome, &w->err));
}

static void remove_id(struct world *w, const char *id)
{
    must(index_writer_remove(w->writer, slice_from(id), &w->err));
}

static void commit(struct world *w)
{
    uint64_t generation;
    must(index_writer_commit(w->writer, &generation, &w->err));
    world_look(w);
}

static struct change_list list(struct world *w, struct change_request request)
{
    struct change_list found;
    must(snapshot_changes(w->snapshot, &request, &w->arena, &found, &w->err));
    return found;
}

static struct change_list after(struct world *w, uint64_t number)
{
    return list(w, (struct change_request){.after = number, .max = 100});
}

// Commits; the one change that came of it.
static struct change the_change(struct world *w)
{
    uint64_t before = after(w, 0).last;
    commit(w);
    struct change_list found = after(w, before);
    assert_int_equal(found.count, 1);
    return found.list[0];
}

static void no_change(struct world *w)
{
    uint64_t before = after(w, 0).last;
    commit(w);
    assert_int_equal(after(w, before).count, 0);
}

static struct exchange stored(struct world *w, const char *id)
{
    struct doc_key key;
    struct exchange exchange;
    must(snapshot_find(w->snapshot, slice_from(id), &key, &w->err));
    must(snapshot_document(w->snapshot, key, EXCHANGE_WHOLE, &w->arena, &exchange, &w->err));
    return exchange;
}

static bool is_tombstone(struct world *w, const char *id, struct tombstone *out)
{
    enum status status = snapshot_tombstone(w->snapshot, slice_from(id), out, &w->err);
    assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
    return status == STATUS_OK;
}

static void ignore_problem(void *context, const char *problem)
{
    fail_msg("%s", problem);
    (void)context;
}

static void finish(struct world *w)
{
    struct index_check_result result;
    must(index_check(w->path, NULL, ignore_problem, NULL, &result, &w->err));
    world_end(w);
}

static void each_kind_is_told_with_what_it_was(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange old;
    add(w, asked("a", "Quand passe le bac ?"));
    struct change change = the_change(w);
    assert_int_equal(change.number, 1);
    assert_int_equal(change.kind, CHANGE_NEW);
    assert_int_equal(change.before, EXCHANGE_STATUS_COUNT);
    assert_int_equal(change.after, EXCHANGE_WAITING);
    assert_true(slice_equal(change.id, SLICE("a")));
    assert_true(slice_equal(change.source, SLICE("bacs.jsonl")));
    assert_false(change.has_old);
    uint64_t hash = exchange_content_hash(
        &(struct exchange){.id = SLICE("a"), .question = SLICE("Quand passe le bac ?")});

    add(w, answered("a", &FINAL, 1));
    change = the_change(w);
    assert_int_equal(change.number, 2);
    assert_int_equal(change.kind, CHANGE_ANSWERED);
    assert_int_equal(change.parts & CHANGE_ANSWER, CHANGE_ANSWER);
    assert_int_equal(change.before, EXCHANGE_WAITING);
    assert_int_equal(change.after, EXCHANGE_ANSWERED);
    assert_true(change.old_hash == hash);
    assert_true(change.has_old);
    must(snapshot_old_text(w->snapshot, change.number, EXCHANGE_WHOLE, &w->arena, &old, &w->err));
    assert_true(slice_equal(old.question, SLICE("Quand passe le bac ?")));
    assert_int_equal(old.reply_count, 0);

    struct exchange titled = answered("a", &FINAL, 1);
    titled.title = SLICE("Le bac");
    add(w, titled);
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_ALTERED);
    assert_int_equal(change.parts, CHANGE_TITLE);

    titled.author = SLICE("Passeur Anne");
    add(w, titled);
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_ALTERED);
    assert_int_equal(change.parts, CHANGE_FACTS);

    remove_id(w, "a");
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_REMOVED);
    assert_int_equal(change.before, EXCHANGE_ANSWERED);
    assert_int_equal(change.after, EXCHANGE_STATUS_COUNT);
    must(snapshot_old_text(w->snapshot, change.number, EXCHANGE_WHOLE, &w->arena, &old, &w->err));
    assert_true(slice_equal(old.author, SLICE("Passeur Anne")));
    finish(w);
}

static void answers_come_provisional_then_final_and_may_go(void **state)
{
    (void)state;
    struct world *w = make_world();
    const struct reply both[] = {HOLDING, FINAL};
    add(w, asked("a", "Quand passe le bac ?"));
    commit(w);
    add(w, answered("a", &HOLDING, 1));
    struct change change = the_change(w);
    assert_int_equal(change.kind, CHANGE_ANSWERED);
    assert_int_equal(change.after, EXCHANGE_PROVISIONAL);
    add(w, answered("a", both, 2));
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_ANSWERED);
    assert_int_equal(change.before, EXCHANGE_PROVISIONAL);
    assert_int_equal(change.after, EXCHANGE_ANSWERED);
    add(w, answered("a", &OTHER_FINAL, 1)); // another wording is no answer that comes
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_ALTERED);
    assert_int_equal(change.parts & CHANGE_ANSWER, CHANGE_ANSWER);
    add(w, asked("a", "Quand passe le bac ?"));
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_ALTERED);
    assert_int_equal(change.before, EXCHANGE_ANSWERED);
    assert_int_equal(change.after, EXCHANGE_WAITING);
    struct exchange withdrawn = asked("a", "Quand passe le bac ?");
    withdrawn.closure = CLOSURE_WITHDRAWN;
    add(w, withdrawn);
    change = the_change(w);
    assert_int_equal(change.kind, CHANGE_WITHDRAWN);
    assert_int_equal(change.after, EXCHANGE_WITHDRAWN);
    withdrawn.motive = SLICE("fin de mandat"); // once only
    add(w, withdrawn);
    assert_int_equal(the_change(w).kind, CHANGE_ALTERED);
    finish(w);
}

static void what_a_batch_undoes_is_no_change(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange known = asked("a", "Quand passe le bac ?");
    known.first_seen = LONG_AGO;
    known.changed = LATER;
    add(w, known);
    assert_int_equal(the_change(w).kind, CHANGE_RESTORED);
    known.first_seen = known.changed = 0;

    remove_id(w, "a");
    add(w, known);
    no_change(w);
    assert_int_equal(stored(w, "a").first_seen, LONG_AGO);
    assert_int_equal(stored(w, "a").changed, LATER);

    add(w, answered("a", &FINAL, 1)); // and back again
    add(w, known);
    no_change(w);
    add(w, asked("b", "Et le bac de nuit ?")); // never seen by anybody
    remove_id(w, "b");
    no_change(w);
    known.source.path =
        SLICE("/f/autre.jsonl"); // a file that was renamed: it left, and another has it
    remove_id(w, "a");
    add(w, known);
    no_change(w);

    remove_id(w, "a");
    add(w, answered("a", &FINAL, 1));
    assert_int_equal(the_change(w).kind, CHANGE_ANSWERED);
    assert_int_equal(stored(w, "a").first_seen, LONG_AGO);
    assert_true(stored(w, "a").changed > LATER);
    must(index_writer_optimize(w->writer, NULL, NULL, &w->err));
    no_change(w);
    finish(w);
}

static void what_comes_back_is_no_tombstone_and_not_new(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct tombstone tombstone;
    struct exchange known = asked("a", "Quand passe le bac ?");
    known.first_seen = LONG_AGO;
    known.changed = LATER;
    add(w, known);
    commit(w);
    assert_false(is_tombstone(w, "a", &tombstone));
    remove_id(w, "a");
    struct change gone = the_change(w);
    assert_true(is_tombstone(w, "a", &tombstone));
    assert_int_equal(tombstone.number, gone.number);
    assert_int_equal(tombstone.when, gone.when);
    assert_int_equal(tombstone.first_seen, LONG_AGO);
    assert_false(is_tombstone(w, "b", &tombstone));
    assert_false(is_tombstone(w, "", &tombstone));

    known.first_seen = known.changed = 0;
    add(w, known);
    assert_int_equal(the_change(w).kind, CHANGE_RETURNED);
    assert_false(is_tombstone(w, "a", &tombstone));
    assert_int_equal(stored(w, "a").first_seen, LONG_AGO);
    assert_true(stored(w, "a").changed > LATER); // who dropped it at the tombstone must hear of it
    remove_id(w, "a");
    assert_int_equal(the_change(w).kind, CHANGE_REMOVED);
    assert_true(is_tombstone(w, "a", &tombstone));
    finish(w);
}

// Opens the index again, to keep old texts so long.
static void open_again(struct world *w, int days)
{
    const struct writer_options options = {.keep_texts_days = days};
    view_free(w->view);
    w->view = NULL;
    backend_close(w->backend);
    index_writer_close(w->writer);
    must(index_writer_open(w->path, &options, &w->writer, &w->err));
    must(backend_open(w->path, NULL, &w->backend, &w->err));
    world_look(w);
}

static void old_texts_are_kept_only_where_they_shall_be(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange old;
    add(w, asked("a", "un"));
    add(w, asked("b", "un"));
    commit(w);
    add(w, asked("a", "deux"));
    struct change kept = the_change(w);
    assert_true(kept.has_old);
    open_again(w, KEEP_NO_TEXTS);
    commit(w); // with nothing new: the texts go, the changes stay
    assert_int_equal(
        snapshot_old_text(w->snapshot, kept.number, EXCHANGE_WHOLE, &w->arena, &old, &w->err),
        STATUS_NOT_FOUND);
    assert_false(after(w, kept.number - 1).list[0].has_old);
    open_again(w, 0); // nobody says otherwise
    add(w, asked("b", "deux"));
    struct change bare = the_change(w);
    assert_int_equal(bare.kind, CHANGE_ALTERED);
    assert_false(bare.has_old);
    assert_true(bare.old_hash != 0);
    open_again(w, 30);
    add(w, asked("b", "trois"));
    assert_true(the_change(w).has_old);
    finish(w);
}

// Adds documents enough to learn a dictionary from, in words of their own.
static void add_many(struct world *w, const char *kind)
{
    for (unsigned d = 0; d < 400; d++) {
        char id[32], text[160];
        snprintf(id, sizeof id, "%s-%u", kind, d);
        snprintf(text, sizeof text, "La %s %u du canal %u est-elle ouverte aux %ss de nuit ?", kind,
                 d * 7919, d * 104729 % 1013, kind);
        add(w, asked(id, text));
    }
}

// The dictionary that stored documents need is learnt anew by `optimize`, or is no more.
static void old_texts_outlive_the_dictionary(void **state)
{
    (void)state;
    struct world *w = make_world();
    struct exchange was;
    uint64_t seed = 1;
    struct buf essay = {0}; // longer than what is packed apart
    while (essay.len < 100000)
        buf_append_u64(&essay, 0x6161616161616161 + (seed = seed * 0x5851F42D4C957F2D + 1) % 9);
    buf_append_char(&essay, '\0');
    add_many(w, "barque");
    add(w, asked("long", essay.data));
    commit(w);
    add(w, asked("barque-7", "Et la barque ?"));
    struct change change = the_change(w);
    add(w, asked("long", "Plus rien."));
    struct change shortened = the_change(w);
    assert_int_equal(shortened.number, change.number + 1);
    for (unsigned round = 0;; round++) {
        must(snapshot_old_text(w->snapshot, change.number, EXCHANGE_WHOLE, &w->arena, &was,
                               &w->err));
        assert_true(slice_equal(
            was.question,
            SLICE("La barque 55433 du canal 704 est-elle ouverte aux barques de nuit ?")));
        must(snapshot_old_text(w->snapshot, shortened.number, EXCHANGE_WHOLE, &w->arena, &was,
                               &w->err));
        assert_true(slice_equal(was.question, slice_from(essay.data)));
        if (round == 2)
            break;
        for (unsigned d = 0; d < 400; d++) {
            char id[32];
            snprintf(id, sizeof id, "%s-%u", round ? "drague" : "barque", d);
            remove_id(w, id);
        }
        if (round == 0)
            add_many(w, "drague");
        world_optimize(w);
    }
    buf_clear(&essay);
    finish(w);
}

static void whoever_goes_on_from_a_number_misses_none(void **state)
{
    (void)state;
    struct world *w = make_world();
    char id[16];
    for (unsigned d = 0; d < MANY; d++) {
        snprintf(id, sizeof id, "d%u", d);
        add(w, asked(id, "Quand passe le bac ?"));
        if (d % 700 == 699)
            commit(w);
    }
    commit(w);
    for (unsigned step = 1; step < MANY; step = step * 3 + 1) {
        uint64_t seen = 0;
        for (;;) {
            arena_reset(&w->arena);
            struct change_list found = list(w, (struct change_request){.after = seen, .max = step});
            assert_int_equal(found.last, MANY);
            for (size_t i = 0; i < found.count; i++) {
                snprintf(id, sizeof id, "d%u", (unsigned)seen);
                assert_int_equal(found.list[i].number, ++seen);
                assert_true(slice_equal(found.list[i].id, slice_from(id)));
            }
            if (found.count == 0)
                break;
        }
        assert_int_equal(seen, MANY);
    }
    for (uint64_t before = MANY + 1, step = 1000; before > 1;) { // and from the end
        struct change_list found =
            list(w, (struct change_request){.before = before, .max = step, .newest_first = true});
        assert_int_equal(found.count, before - 1 < step ? before - 1 : step);
        assert_int_equal(found.day_count, 1);
        assert_int_equal(found.days[0].counts[CHANGE_NEW], before - 1);
        for (size_t i = 0; i < found.count; i++)
            assert_int_equal(found.list[i].number, --before);
    }
    remove_id(w, "d7");
    commit(w);
    struct change_list removed =
        list(w, (struct change_request){.kinds = 1 << CHANGE_REMOVED, .max = 10});
    assert_int_equal(removed.count, 1);
    assert_int_equal(removed.days[0].counts[CHANGE_NEW], 0);
    assert_int_equal(removed.list[0].number, MANY + 1);
    assert_int_equal(after(w, MANY + 1).count, 0);
    assert_int_equal(after(w, UINT64_MAX).count, 0);
    assert_int_equal(list(w, (struct change_request){.since = INT64_MAX, .max = 9}).count, 0);
    assert_int_equal(list(w, (struct change_request){.since = LATER, .max = 9}).list[0].number, 1);
    assert_int_equal(list(w, (struct change_request){.last_day = 20200101, .max = 9}).count, 0);
    finish(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_told_with_what_it_was),
        cmocka_unit_test(answers_come_provisional_then_final_and_may_go),
        cmocka_unit_test(what_a_batch_undoes_is_no_change),
        cmocka_unit_test(what_comes_back_is_no_tombstone_and_not_new),
        cmocka_unit_test(old_texts_are_kept_only_where_they_shall_be),
        cmocka_unit_test(old_texts_outlive_the_dictionary),
        cmocka_unit_test(whoever_goes_on_from_a_number_misses_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
