// The index of a daemon while another takes its place: who has the old one keeps it, and the new one is whole.
#include "base/clock.h"
#include "engine/write/index_writer.h"
#include "searchd/work/index_watch.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    char folder[32], here[48], other[48]; // the last two hold an index each
    struct index_watch *watch;
    struct opened_index *old, *new;
    struct view *old_view, *new_view, *last_view;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static void make_index(struct fixture *f, const char *path, uint32_t documents)
{
    struct writer_options options = {.analyzer = ANALYZER_FRENCH};
    struct index_writer *writer;
    uint64_t generation;
    must(index_writer_open(path, &options, &writer, &f->err));
    for (uint32_t d = 0; d < documents; d++) {
        char id[16];
        enum add_outcome outcome;
        snprintf(id, sizeof id, "q-%u", d);
        struct exchange exchange = {.id = slice_from(id),
                                    .title = SLICE("Le bac de Seneffe"),
                                    .question = SLICE("Quand le bac passera-t-il ?"),
                                    .source = {.path = SLICE("test")}};
        must(index_writer_add(writer, &exchange, &outcome, &f->err));
    }
    must(index_writer_commit(writer, &generation, &f->err));
    index_writer_close(writer);
}

static uint32_t documents_in(struct fixture *f, struct opened_index *opened, struct view **out)
{
    must(view_begin(opened_index_index(opened), out, &f->err));
    return (uint32_t)(*out)->info.documents;
}

// An index of three documents, served and in use; beside it one of five.
static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    *state = f;
    temp_folder_make(f->folder, sizeof f->folder);
    snprintf(f->here, sizeof f->here, "%s/here", f->folder);
    snprintf(f->other, sizeof f->other, "%s/other", f->folder);
    make_index(f, f->here, 3);
    make_index(f, f->other, 5);
    must(index_watch_open(f->here, &(struct index_options){0}, &f->watch, &f->err));
    must(index_watch_borrow(f->watch, &f->old, &f->err));
    assert_int_equal(documents_in(f, f->old, &f->old_view), 3);
    return 0;
}

static void give_back_old(struct fixture *f)
{
    view_free(f->old_view);
    if (f->old)
        index_watch_return(f->watch, f->old);
    f->old_view = NULL;
    f->old = NULL;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    give_back_old(f);
    view_free(f->new_view);
    view_free(f->last_view);
    if (f->new)
        index_watch_return(f->watch, f->new);
    index_watch_close(f->watch);
    temp_folder_remove(f->folder);
    free(f);
    return 0;
}

static void new_one_serves(struct fixture *f)
{
    must(index_watch_borrow(f->watch, &f->new, &f->err));
    assert_int_equal(documents_in(f, f->new, &f->new_view), 5);
    give_back_old(f);
    assert_int_equal(documents_in(f, f->new, &f->last_view), 5); // its locks are its own
}

static void replace(const char *from, const char *file, const char *to)
{
    char old_name[96], new_name[96];
    snprintf(old_name, sizeof old_name, "%s%s", from, file);
    snprintf(new_name, sizeof new_name, "%s%s", to, file);
    assert_int_equal(rename(old_name, new_name), 0);
}

static void another_folder_serves_while_the_old_one_is_in_use(void **state)
{
    struct fixture *f = *state;
    char away[64];
    snprintf(away, sizeof away, "%s/away", f->folder);
    replace(f->here, "", away);
    replace(f->other, "", f->here);
    assert_true(index_watch_check(f->watch, &f->err));
    new_one_serves(f);
}

// A backup put in place: the lock file stays, and a process must have that open only once.
static void another_file_serves_when_the_old_one_is_given_back(void **state)
{
    struct fixture *f = *state;
    replace(f->other, "/data.mdb", f->here);
    assert_true(index_watch_check(f->watch, &f->err));
    assert_int_equal(index_watch_borrow(f->watch, &f->new, &f->err), STATUS_BUSY);
    assert_int_equal(index_watch_borrow(f->watch, &f->new, &f->err), STATUS_BUSY);
    give_back_old(f);
    new_one_serves(f);
}

// What Last-Modified says must never be the same, or earlier, for what came later.
static void a_generation_is_since_later_than_the_one_before_whatever_the_clock_says(void **state)
{
    struct fixture *f = *state;
    const int64_t start = clock_wall_seconds();
    const int64_t opened = opened_index_since(f->watch, f->old, 7, 1000);
    assert_in_range(opened, start - 5, start); // as of the opening, however old the commit
    assert_int_equal(opened_index_since(f->watch, f->old, 7, 1000), opened);
    assert_int_equal(opened_index_since(f->watch, f->old, 8, opened), opened + 1);
    assert_int_equal(opened_index_since(f->watch, f->old, 9, opened - 3600), opened + 2);
    assert_int_equal(opened_index_since(f->watch, f->old, 8, opened), 0); // no longer the newest
    assert_int_equal(opened_index_since(f->watch, f->old, 12, opened + 60), opened + 60);
    assert_int_equal(opened_index_since(f->watch, f->old, 12, opened + 60), opened + 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_generation_is_since_later_than_the_one_before_whatever_the_clock_says, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(another_folder_serves_while_the_old_one_is_in_use, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(another_file_serves_when_the_old_one_is_given_back, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
