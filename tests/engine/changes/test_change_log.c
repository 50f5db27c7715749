// Promises about the table of changes: it stays bounded, texts go when they are too old and tombstones with the change
// that made them; a clock that was set back hides nothing; damage is found.
#include "engine/changes/change_erase.h"
#include "engine/changes/change_keys.h"
#include "engine/changes/change_log.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DAY INT64_C(86400)
#define NOW (INT64_C(20000) * DAY + 3600)

struct fixture {
    char path[64];
    struct store *store;
    struct store_txn *txn;
    struct change_counters counters;
    struct change_row_builder row;
    struct arena arena;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    temp_folder_make(f->path, sizeof f->path);
    arena_init(&f->arena, 0);
    must(store_open(f->path, &(struct store_options){.mode = STORE_CREATE}, &f->store, &f->err));
    must(store_begin(f->store, true, &f->txn, &f->err));
    must(change_log_counters(f->txn, &f->counters, &f->err));
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    change_row_clear(&f->row);
    store_abort(f->txn);
    store_close(f->store);
    arena_clear(&f->arena);
    temp_folder_remove(f->path);
    free(f);
    return 0;
}

// A commit at that moment, of so many changes to ids that begin with `name`.
static void note(struct fixture *f, int64_t when, enum change_kind kind, const char *name,
                 unsigned count)
{
    f->row.generation++;
    f->row.when = when;
    for (unsigned i = 0; i < count; i++) {
        char id[32];
        snprintf(id, sizeof id, "%s%u", name, i);
        struct tombstone tombstone = {f->counters.next + f->row.count, when, when};
        if (kind == CHANGE_REMOVED)
            must(change_log_put_tombstone(f->txn, &f->counters, slice_from(id), &tombstone,
                                          &f->err));
        change_row_add(&f->row, &(struct change){.kind = kind,
                                                 .before = EXCHANGE_STATUS_COUNT,
                                                 .after = EXCHANGE_WAITING,
                                                 .id = slice_from(id),
                                                 .source = SLICE("bacs.jsonl")});
        if (change_row_is_full(&f->row))
            must(change_log_put_row(f->txn, &f->counters, &f->row, &f->err));
    }
    must(change_log_put_row(f->txn, &f->counters, &f->row, &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
}

static struct change_list list(struct fixture *f, struct change_request request)
{
    struct change_list found;
    arena_reset(&f->arena);
    must(change_log_list(f->txn, &request, NOW, &f->arena, &found, &f->err));
    return found;
}

static bool has_tombstone(struct fixture *f, const char *id)
{
    struct tombstone tombstone;
    enum status status = change_log_tombstone(f->txn, slice_from(id), &tombstone, &f->err);
    assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
    return status == STATUS_OK;
}

static void the_oldest_changes_go_with_their_tombstones(void **state)
{
    struct fixture *f = *state;
    note(f, NOW, CHANGE_REMOVED, "ancien", 3);
    note(f, NOW, CHANGE_NEW, "q", CHANGE_LOG_MAX - 3);
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    assert_true(has_tombstone(f, "ancien0"));
    assert_int_equal(list(f, (struct change_request){.max = 1}).first, 1);
    must(change_log_drop_tombstone(f->txn, &f->counters, SLICE("ancien1"), &f->err));
    note(f, NOW, CHANGE_REMOVED, "ancien", 1); // once more: this one is remembered
    f->counters.tombstones--;                  // it was one already
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_true(has_tombstone(f, "ancien0"));
    assert_false(has_tombstone(f, "ancien2"));
    assert_int_equal(f->counters.tombstones, 1);
    struct change_list left = list(f, (struct change_request){.max = 1});
    assert_int_equal(left.first, 4);
    assert_int_equal(left.list[0].number, 4);
    assert_int_equal(left.last, CHANGE_LOG_MAX + 1);
    must(change_log_check(f->txn, &f->err));
}

static void texts_go_when_they_are_old_or_too_many(void **state)
{
    struct fixture *f = *state;
    struct slice frame;
    f->counters.next = 4;
    f->counters.keep_days = 10;
    const int64_t times[] = {NOW - 11 * DAY, NOW - 9 * DAY, NOW + 400 * DAY};
    for (uint64_t i = 0; i < 3; i++)
        must(change_log_put_text(f->txn, &f->counters, i + 1, times[i],
                                 (struct slice[2]){SLICE("texte")}, &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_int_equal(change_log_text(f->txn, 1, NOW, &frame, &f->err), STATUS_NOT_FOUND); // already
    must(change_log_text(f->txn, 2, NOW, &frame, &f->err));
    assert_true(slice_equal(frame, SLICE("texte")));
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    assert_int_equal(f->counters.first_text, 2);
    f->counters.text_bytes += CHANGE_LOG_TEXT_BYTES; // as if there were more
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    assert_int_equal(f->counters.first_text, 4);
    assert_int_equal(f->counters.text_bytes, 0);
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_int_equal(change_log_text(f->txn, 3, NOW, &frame, &f->err), STATUS_NOT_FOUND);
    f->counters.first = 4;
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    must(change_log_check(f->txn, &f->err));
}

static bool has_text(struct fixture *f, uint64_t number)
{
    struct slice frame;
    enum status status = change_log_text(f->txn, number, NOW, &frame, &f->err);
    assert_true(status == STATUS_OK || status == STATUS_NOT_FOUND);
    return status == STATUS_OK;
}

static void a_text_goes_with_its_change(void **state)
{
    struct fixture *f = *state;
    note(f, NOW, CHANGE_ALTERED, "ancien", 2);
    note(f, NOW, CHANGE_NEW, "q", CHANGE_LOG_MAX - 2);
    for (uint64_t number = 1; number <= 2; number++)
        must(change_log_put_text(f->txn, &f->counters, number, NOW,
                                 (struct slice[2]){SLICE("texte")}, &f->err));
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_true(has_text(f, 1) && has_text(f, 2));
    note(f, NOW, CHANGE_NEW, "neuf", 1);
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_false(has_text(f, 1) || has_text(f, 2));
    assert_int_equal(f->counters.text_bytes, 0);
    must(change_log_check(f->txn, &f->err));
}

// A night whose clock was ahead is passed over.
static void a_text_of_the_future_keeps_no_old_one(void **state)
{
    struct fixture *f = *state;
    f->counters.next = 5;
    f->counters.keep_days = 10;
    const int64_t times[] = {NOW + 300 * DAY, NOW - 11 * DAY, NOW - 9 * DAY, NOW - 11 * DAY};
    for (uint64_t i = 0; i < 4; i++)
        must(change_log_put_text(f->txn, &f->counters, i + 1, times[i],
                                 (struct slice[2]){SLICE("texte")}, &f->err));
    must(change_log_prune(f->txn, &f->counters, NOW, &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_int_equal(f->counters.first_text, 1);
    char key[NUMBER_KEY_LEN];
    struct slice value;
    const bool kept[] = {true, false, true, true};
    for (uint64_t i = 0; i < 4; i++) {
        enum status status =
            store_get(f->txn, STORE_CHANGES, change_key('t', i + 1, key), &value, &f->err);
        assert_int_equal(status, kept[i] ? STATUS_OK : STATUS_NOT_FOUND);
    }
    must(change_log_prune(f->txn, &f->counters, NOW + 400 * DAY, &f->err));
    assert_int_equal(f->counters.text_bytes, 0);
}

// q1 comes, comes again after it was removed, and is removed for good; others come before and after it.
static void an_erased_document_leaves_its_removal_and_gaps(void **state)
{
    struct fixture *f = *state;
    struct id_set ids = {0};
    struct tombstone tombstone;
    struct slice frame;
    uint32_t index;
    bool is_new;
    note(f, NOW, CHANGE_NEW, "q", 3);           // 1 to 3: q0, q1, q2
    note(f, NOW + DAY, CHANGE_ALTERED, "q", 2); // 4, 5
    must(
        change_log_put_text(f->txn, &f->counters, 4, NOW, (struct slice[2]){SLICE("q0")}, &f->err));
    must(
        change_log_put_text(f->txn, &f->counters, 5, NOW, (struct slice[2]){SLICE("q1")}, &f->err));
    note(f, NOW + 2 * DAY, CHANGE_REMOVED, "q", 2); // 6, 7
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_true(id_set_add(&ids, SLICE("q1"), &index, &is_new));
    for (int twice = 0; twice < 2; twice++) {
        must(change_log_erase(f->txn, &f->counters, &ids, &f->err));
        must(change_log_put_counters(f->txn, &f->counters, &f->err));
        must(change_log_check(f->txn, &f->err));
    }
    struct change_list left = list(f, (struct change_request){.max = 10});
    static const uint64_t numbers[] = {1, 3, 4, 6, 7};
    assert_int_equal(left.count, 5);
    for (size_t i = 0; i < left.count; i++)
        assert_int_equal(left.list[i].number, numbers[i]);
    assert_string_equal(left.list[1].id.ptr, "q2"); // shares its beginning with what is gone
    assert_string_equal(left.list[4].id.ptr, "q1");
    assert_int_equal(left.list[4].kind, CHANGE_REMOVED);
    assert_int_equal(left.list[4].source.len, 0);
    assert_int_equal(left.days[0].counts[CHANGE_NEW], 2);
    left = list(f, (struct change_request){.after = 1, .max = 1, .with_erased = true});
    assert_int_equal(left.list[0].number, 2); // whoever had come so far goes on
    assert_int_equal(left.list[0].id.len, 0);
    left = list(f, (struct change_request){.after = 4, .before = 6, .max = 1});
    assert_int_equal(left.count + left.day_count, 0);
    must(change_log_tombstone(f->txn, SLICE("q1"), &tombstone, &f->err));
    assert_int_equal(tombstone.when, NOW + 2 * DAY - 3600);
    assert_int_equal(tombstone.first_seen, 0);
    must(change_log_text(f->txn, 4, NOW, &frame, &f->err));
    assert_int_equal(change_log_text(f->txn, 5, NOW, &frame, &f->err), STATUS_NOT_FOUND);
    id_set_clear(&ids);
}

static void a_clock_that_was_set_back_hides_nothing(void **state)
{
    struct fixture *f = *state;
    note(f, NOW - 9 * DAY, CHANGE_NEW, "a", 2);
    note(f, NOW + 999 * DAY, CHANGE_NEW, "b", 2); // a night in which the clock was wrong
    note(f, NOW - 2 * DAY, CHANGE_NEW, "c", 2);
    note(f, NOW - 1 * DAY, CHANGE_NEW, "d", 2);
    struct change_list found = list(f, (struct change_request){.since = NOW - DAY, .max = 9});
    assert_int_equal(found.count, 6);
    assert_int_equal(found.list[0].number, 3);
    assert_int_equal(found.day_count, 3);
    assert_true(found.days[0].day < found.days[1].day && found.days[1].day < found.days[2].day);
    found = list(f, (struct change_request){.max = 9, .newest_first = true});
    assert_int_equal(found.list[0].number, 8);
    assert_true(found.days[0].day > found.days[1].day);
    uint32_t day = found.days[1].day; // the newest but the wrong one
    found = list(f, (struct change_request){.first_day = day, .last_day = day, .max = 9});
    assert_int_equal(found.count, 2);
    assert_int_equal(found.list[0].number, 7);
    must(change_log_check(f->txn, &f->err));
}

// Who wants no days reads less and gets the same.
static void a_list_is_the_same_without_its_days(void **state)
{
    struct fixture *f = *state;
    enum { NIGHTS = 60, REQUESTS = 2000 };
    for (unsigned n = 0; n < NIGHTS; n++)
        note(f, NOW - (int64_t)(NIGHTS - n) * DAY,
             n % 7 == 3   ? CHANGE_REMOVED
             : n % 5 == 1 ? CHANGE_ALTERED
                          : CHANGE_NEW,
             "q", 1 + n * 37 % (2 * CHANGE_ROW_MAX));
    uint64_t random = 1, last = f->counters.next - 1;
    for (unsigned i = 0; i < REQUESTS; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        unsigned bits = (unsigned)(random >> 40);
        struct change_request request = {.max = bits % 3 == 0   ? 1
                                                : bits % 3 == 1 ? 26
                                                                : 1000,
                                         .newest_first = bits >> 2 & 1};
        if (bits >> 3 & 1)
            request.before = (random >> 20) % (last + 10);
        if (bits >> 4 & 1)
            request.after = (random >> 30) % (last + 10);
        if (bits >> 5 & 1)
            request.kinds = bits >> 6 & 1 ? 1u << CHANGE_REMOVED : 1u << CHANGE_ALTERED;
        if (bits >> 7 & 1)
            request.since = NOW - (int64_t)(bits >> 8 & 63) * DAY;
        struct change_list found = list(f, request);
        uint64_t first_number = found.count ? found.list[0].number : 0;
        uint64_t last_number = found.count ? found.list[found.count - 1].number : 0;
        size_t count = found.count;
        request.without_days = true;
        found = list(f, request);
        assert_int_equal(found.count, count);
        assert_int_equal(found.day_count, 0);
        assert_int_equal(count ? found.list[0].number : 0, first_number);
        assert_int_equal(count ? found.list[count - 1].number : 0, last_number);
    }
}

// Every byte of every record is under a seal.
static void damage_is_found_wherever_it_is(void **state)
{
    struct fixture *f = *state;
    note(f, NOW, CHANGE_REMOVED, "a", 2);
    must(change_log_put_text(f->txn, &f->counters, 1, NOW, (struct slice[2]){SLICE("texte")},
                             &f->err));
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    must(change_log_check(f->txn, &f->err));
    struct slice key = SLICE(""), found, value;
    struct buf name, bytes;
    buf_init(&name, 0);
    buf_init(&bytes, 0);
    unsigned records = 0;
    while (store_seek(f->txn, STORE_CHANGES, key, &found, &value, &f->err) == STATUS_OK) {
        buf_reset(&name);
        buf_reset(&bytes);
        buf_append_slice(&name, found);
        buf_append_slice(&bytes, value);
        for (size_t i = 0; i < bytes.len; i++) {
            bytes.data[i] ^= 1;
            must(store_put(f->txn, STORE_CHANGES, buf_slice(&name), buf_slice(&bytes), &f->err));
            assert_int_equal(change_log_check(f->txn, &f->err), STATUS_CORRUPT);
            bytes.data[i] ^= 1;
        }
        must(store_put(f->txn, STORE_CHANGES, buf_slice(&name), SLICE("court"), &f->err));
        assert_int_equal(change_log_check(f->txn, &f->err), STATUS_CORRUPT);
        must(store_put(f->txn, STORE_CHANGES, buf_slice(&name), buf_slice(&bytes), &f->err));
        must(change_log_check(f->txn, &f->err));
        records++;
        buf_append_char(&name, '\0'); // the next key
        key = buf_slice(&name);
    }
    assert_int_equal(records, 5); // a row, two tombstones, the counters, a text
    buf_clear(&name);
    buf_clear(&bytes);
    f->counters.tombstones++; // and counters that lie
    must(change_log_put_counters(f->txn, &f->counters, &f->err));
    assert_int_equal(change_log_check(f->txn, &f->err), STATUS_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_oldest_changes_go_with_their_tombstones, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(texts_go_when_they_are_old_or_too_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_goes_with_its_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_of_the_future_keeps_no_old_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_erased_document_leaves_its_removal_and_gaps, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_was_set_back_hides_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_is_the_same_without_its_days, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_found_wherever_it_is, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
