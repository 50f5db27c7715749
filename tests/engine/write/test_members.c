// Promises about archives: one source with members, each of which is read again only when it has changed, keeps what it
// held while it cannot be read, and leaves its documents when it is gone.
#include "engine/read/index_check.h"
#include "engine/write/index_writer.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARCHIVE SLICE("/q/a.zip")

struct fixture {
    char path[64];
    struct index_writer *writer;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static void open_writer(struct fixture *f)
{
    const struct writer_options options = {0};
    must(index_writer_open(f->path, &options, &f->writer, &f->err));
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    temp_folder_make(f->path, sizeof f->path);
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

static void begin(struct fixture *f)
{
    must(index_writer_source_begin(f->writer, ARCHIVE, &f->err));
}

static uint64_t end(struct fixture *f, bool rejected)
{
    const struct source_state state = {.mtime_ns = 1, .content_hash = 7, .rejected = rejected};
    struct source_left left = {0};
    must(index_writer_source_end(f->writer, &state, &left, &f->err));
    return left.orphans;
}

static void add_from(struct fixture *f, const char *member, const char *id, const char *title)
{
    const struct exchange exchange = {
        .id = slice_from(id),
        .title = slice_from(title),
        .source = {.path = ARCHIVE, .member = slice_from(member)},
    };
    enum add_outcome outcome = ADD_NEW;
    must(index_writer_add(f->writer, &exchange, &outcome, &f->err));
}

// Whether the archive has the document and still holds it.
static bool holds(struct fixture *f, const char *id)
{
    struct arena arena;
    struct source_ref source;
    bool is_orphan = false;
    arena_init(&arena, 0);
    enum status status = index_writer_document_source(f->writer, slice_from(id), &arena, &source,
                                                      &is_orphan, &f->err);
    if (status != STATUS_NOT_FOUND)
        must(status);
    bool is_ours = status == STATUS_OK && !is_orphan && slice_equal(source.path, ARCHIVE);
    arena_clear(&arena);
    return is_ours;
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

static const struct source_state MEMBER = {.size_bytes = 5, .content_hash = 9};

// One member, read, with ids of one letter each.
static void read_one(struct fixture *f, const char *member, const char *ids, bool rejected)
{
    struct source_state state = MEMBER;
    state.rejected = rejected;
    must(index_writer_member_begin(f->writer, slice_from(member), &f->err));
    for (; *ids; ids++)
        add_from(f, member, (char[]){*ids, '\0'}, member);
    must(index_writer_member_end(f->writer, &state, &f->err));
}

// Whether a member of the source that is being read is on record as it is; it is kept then.
static bool keeps(struct fixture *f, const char *member)
{
    struct source_state known = {0};
    enum status status = index_writer_member(f->writer, slice_from(member), &known, &f->err);
    if (status == STATUS_NOT_FOUND || known.content_hash != MEMBER.content_hash)
        return false;
    must(status);
    assert_int_equal(known.size_bytes, MEMBER.size_bytes);
    must(index_writer_member_keep(f->writer, slice_from(member), &f->err));
    return true;
}

// Which of the ids belong to the source and are no orphans, each a letter.
static void assert_held(struct fixture *f, const char *ids)
{
    char held[27] = "";
    for (char c = 'a'; c <= 'z'; c++)
        if (holds(f, (char[]){c, '\0'}))
            strncat(held, &c, 1);
    assert_string_equal(held, ids);
}

static void a_member_that_is_kept_keeps_its_documents(void **state)
{
    struct fixture *f = *state;
    begin(f);
    read_one(f, "1.xml", "abc", false);
    read_one(f, "2.xml", "d", false);
    read_one(f, "3.xml", "", false);
    end(f, false);
    open_again((commit(f), f));
    for (int night = 0; night < 3; night++) { // of the record that was kept
        begin(f);
        assert_false(keeps(f, "4.xml"));
        assert_true(keeps(f, "3.xml"));
        assert_true(keeps(f, "1.xml"));
        if (night < 2)
            assert_true(keeps(f, "2.xml"));
        assert_int_equal(end(f, false), night == 2); // it vanished
        assert_held(f, night == 2 ? "abc" : "abcd");
        commit(f);
        assert_sound(f);
    }
}

static void a_rejected_member_keeps_what_it_held_and_no_other_does(void **state)
{
    struct fixture *f = *state;
    begin(f);
    read_one(f, "1.xml", "ab", false);
    read_one(f, "2.xml", "cd", false);
    read_one(f, "3.xml", "ef", false);
    end(f, false);
    for (int night = 0; night < 3; night++) {
        begin(f);
        read_one(f, "1.xml", "b", true);
        read_one(f, "2.xml", "c", false);
        assert_int_equal(end(f, true), night == 0 ? 3 : 0);
        assert_held(f, "abc");
        commit(f);
    }
    begin(f); // the archive as a whole cannot be read
    assert_int_equal(end(f, true), 0);
    assert_held(f, "abc");
    begin(f);
    assert_true(keeps(f, "2.xml"));
    read_one(f, "1.xml", "b", false);
    assert_int_equal(end(f, false), 1);
    assert_held(f, "bc");
    commit(f);
    assert_sound(f);
}

static void a_member_whose_document_is_in_another_one_too_is_read(void **state)
{
    struct fixture *f = *state;
    begin(f);
    read_one(f, "1.xml", "ab", false);
    read_one(f, "2.xml", "bc", false);
    read_one(f, "3.xml", "d", false);
    end(f, false);
    commit(f);
    begin(f);
    read_one(f, "0.xml", "d", false); // new, and takes it from a member that is kept
    assert_false(keeps(f, "1.xml"));
    assert_false(keeps(f, "2.xml"));
    assert_true(keeps(f, "3.xml"));
    read_one(f, "1.xml", "a", false);
    read_one(f, "2.xml", "bc", false); // it has b alone now
    assert_int_equal(end(f, false), 0);
    assert_held(f, "abcd");
    commit(f);
    begin(f);
    assert_true(keeps(f, "1.xml"));
    assert_true(keeps(f, "2.xml"));
    assert_false(keeps(f, "0.xml"));
    assert_false(keeps(f, "3.xml"));
    assert_int_equal(end(f, false), 1);
    assert_held(f, "abc");
}

static void a_name_that_occurs_twice_is_read(void **state)
{
    struct fixture *f = *state;
    begin(f);
    read_one(f, "1.xml", "a", false);
    read_one(f, "1.xml", "b", false);
    end(f, false);
    commit(f);
    begin(f);
    assert_false(keeps(f, "1.xml"));
    read_one(f, "1.xml", "b", false);
    assert_int_equal(end(f, false), 1);
    assert_held(f, "b");
}

static void a_reading_broken_off_goes_on_behind_its_last_whole_member(void **state)
{
    struct fixture *f = *state;
    for (int is_killed = 0; is_killed < 2; is_killed++) {
        begin(f);
        read_one(f, "1.xml", "ab", false);
        read_one(f, "2.xml", "cd", false);
        read_one(f, "3.xml", "e", false);
        end(f, false);
        commit(f);
        begin(f);
        read_one(f, "1.xml", "bf", false);
        must(index_writer_member_begin(f->writer, SLICE("2.xml"), &f->err));
        add_from(f, "2.xml", "d", "Autre");
        if (is_killed) {
            open_again((commit(f), f)); // a batch was full in the middle
        } else {
            must(index_writer_member_end(f->writer, NULL, &f->err));
            must(index_writer_source_end(f->writer, NULL, NULL, &f->err));
        }
        assert_held(f, "abcdef");
        begin(f);
        assert_true(keeps(f, "1.xml"));
        assert_false(keeps(f, "2.xml"));
        assert_true(keeps(f, "3.xml"));
        read_one(f, "2.xml", "c", true); // it was d's, too
        assert_int_equal(end(f, true), 1);
        assert_held(f, "bcdef");
        begin(f);
        assert_int_equal(end(f, false), 5);
        commit(f);
        assert_sound(f);
    }
}

static void a_damaged_list_of_members_is_found(void **state)
{
    (void)state;
    const struct source_state source = {.mtime_ns = 1};
    struct id_set ids = {0}, none = {0};
    uint32_t index;
    bool is_new;
    assert_true(id_set_add(&ids, SLICE("a"), &index, &is_new));
    for (int damage = 0; damage < 4; damage++) {
        struct buf members = {0}, record = {0};
        struct error err;
        const struct source_member member = {.name = SLICE("1.xml")};
        const uint32_t places[] = {0, damage == 1};
        source_member_encode(&member, places, 2, &members);
        members.len -= damage == 2;
        buf_append(&members, "\0\0\0", damage == 3 ? 3 : 0);
        const struct source_holding holding = {&ids, &none, buf_slice(&members)};
        source_record_encode(SLICE("/q/a"), &source, &holding, &record);
        assert_int_equal(source_record_check(SLICE("/q/a"), buf_slice(&record), &err),
                         damage == 0 ? STATUS_OK : STATUS_CORRUPT);
        buf_clear(&members);
        buf_clear(&record);
    }
    id_set_clear(&ids);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_member_that_is_kept_keeps_its_documents),
        TEST(a_rejected_member_keeps_what_it_held_and_no_other_does),
        TEST(a_member_whose_document_is_in_another_one_too_is_read),
        TEST(a_name_that_occurs_twice_is_read),
        TEST(a_reading_broken_off_goes_on_behind_its_last_whole_member),
        TEST(a_damaged_list_of_members_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
