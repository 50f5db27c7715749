// What others do to the files of a store while it is read: threads read all of it over and over, meanwhile a file is
// cut, overwritten, removed. Whatever is read and settled is what was committed; else it is said to be damaged; and
// nobody dies of it. When a sound file is there again, it is read.
//
// Every value tells which store it is of, and which commit, so that nothing wrong goes by as right.
#include "engine/storage/store.h"
#include "tests/temp_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { READERS = 3, SMALL = 300, LARGE_BYTES = 700000, ROUNDS = 4 };

struct fixture {
    char folder[32], here[48], other[48], older[64];
    struct store *store;
    pthread_t threads[READERS];
    atomic_bool is_over;
    atomic_uint sound, damaged, wrong;
    struct error err;
};

#define must(call) \
    do { \
        if ((call) != STATUS_OK) \
            fail_msg("%s: %s", #call, f->err.message); \
    } while (0)

static char *value_of(char store, unsigned commit, unsigned key, size_t len)
{
    char *value = malloc(len);
    for (size_t i = 0; i < len; i++)
        value[i] = (char)((unsigned char)store + commit * 31 + key * 7 + i % 61);
    return value;
}

static size_t len_of(unsigned key)
{
    return key % 50 == 0 ? LARGE_BYTES / 10 : 40 + key % 30;
}

static unsigned keys_of(char name)
{
    return name == 'a' ? SMALL : SMALL + 40;
}

// Writes every value anew, as the commit with that number of its own.
static enum status write_all(struct store *store, char name, unsigned commit, struct error *err)
{
    struct store_txn *txn;
    enum status status = store_begin(store, true, &txn, err);
    if (status != STATUS_OK)
        return status;
    for (unsigned key = 0; status == STATUS_OK && key < keys_of(name); key++) {
        char *value = value_of(name, commit, key, len_of(key));
        status = store_put(txn, STORE_BLOBS, slice_of((const char *)&key, sizeof key),
                           slice_of(value, len_of(key)), err);
        free(value);
    }
    if (status == STATUS_OK)
        status = store_put(txn, STORE_META, SLICE("commit"),
                           slice_of((const char *)&commit, sizeof commit), err);
    if (status == STATUS_OK)
        return store_commit(txn, err);
    store_abort(txn);
    return status;
}

static void make(struct fixture *f, const char *path, char name, unsigned commits)
{
    struct store *store;
    must(store_open(path, &(struct store_options){.mode = STORE_CREATE}, &store, &f->err));
    for (unsigned commit = 1; commit <= commits; commit++)
        must(write_all(store, name, commit, &f->err));
    store_close(store);
}

// Whether all values are those of one commit of that store.
static enum status read_all(struct store_txn *txn, char name, bool *is_right, struct error *err)
{
    struct slice value;
    unsigned commit = 0;
    *is_right = true;
    enum status status = store_get(txn, STORE_META, SLICE("commit"), &value, err);
    if (status == STATUS_OK && value.len == sizeof commit)
        memcpy(&commit, value.ptr, sizeof commit);
    for (unsigned key = 0; status == STATUS_OK && key < SMALL; key++) {
        status = store_get(txn, STORE_BLOBS, slice_of((const char *)&key, sizeof key), &value, err);
        if (status != STATUS_OK)
            break;
        char *expected = value_of(name, commit, key, len_of(key));
        if (!slice_equal(value, slice_of(expected, len_of(key))))
            *is_right = false;
        free(expected);
    }
    return status;
}

static void *read_on(void *context)
{
    struct fixture *f = context;
    struct store_txn *txn = NULL;
    struct error err;
    while (!atomic_load(&f->is_over)) {
        bool is_right = false;
        enum status status =
            txn ? store_renew(txn, &err) : store_begin(f->store, false, &txn, &err);
        if (status == STATUS_OK)
            status = read_all(txn, 'a', &is_right, &err);
        if (status == STATUS_OK)
            status = store_settle(txn, &err);
        if (status != STATUS_OK)
            atomic_fetch_add(&f->damaged, 1);
        else
            atomic_fetch_add(is_right ? &f->sound : &f->wrong, 1);
        if (txn)
            store_reset(txn);
    }
    store_abort(txn);
    return NULL;
}

static void wait_for(const char *what, const atomic_uint *count, unsigned least)
{
    for (int i = 0; i < 20000 && atomic_load(count) < least; i++)
        usleep(1000);
    if (atomic_load(count) < least)
        fail_msg("%s: noticed by %u", what, *count);
}

// --- what is done to the files ---------------------------------------------------------------------

static void name_file(const char *folder, const char *file, char out[96])
{
    int len = snprintf(out, 96, "%s/%s", folder, file);
    assert_in_range(len, 1, 95);
}

static void cut(const char *file, int64_t part, int64_t of)
{
    struct stat info;
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(truncate(file, info.st_size * part / of), 0);
}

// As cp does; or, without cutting first, as rsync --inplace does.
static void copy_over(const char *from, const char *to, bool cuts_first)
{
    char piece[32768];
    ssize_t got;
    int in = open(from, O_RDONLY),
        out = open(to, O_WRONLY | O_CREAT | (cuts_first ? O_TRUNC : 0), 0666);
    assert_true(in >= 0 && out >= 0);
    while ((got = read(in, piece, sizeof piece)) > 0)
        assert_int_equal(write(out, piece, (size_t)got), got);
    close(in);
    close(out);
}

static void write_zeros(const char *file)
{
    static const char zeros[32768];
    struct stat info;
    int fd = open(file, O_WRONLY);
    assert_true(fd >= 0 && fstat(fd, &info) == 0);
    for (int64_t at = 0; at < info.st_size; at += (int64_t)sizeof zeros)
        assert_true(pwrite(fd, zeros, sizeof zeros, at) > 0);
    close(fd);
}

// --- the ways ------------------------------------------------------------------------------------

struct way {
    const char *name;
    void (*harm)(struct fixture *f, const char *data, const char *lock);
};

static void cut_to_nothing(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)lock;
    cut(data, 0, 1);
}

static void cut_to_two_pages(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)lock;
    assert_int_equal(truncate(data, 8192), 0);
}

static void cut_in_half(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)lock;
    cut(data, 1, 2);
}

static void copy_another(struct fixture *f, const char *data, const char *lock)
{
    char from[96];
    (void)lock;
    name_file(f->other, "data.mdb", from);
    copy_over(from, data, true);
}

static void write_another_into_it(struct fixture *f, const char *data, const char *lock)
{
    char from[96];
    (void)lock;
    name_file(f->other, "data.mdb", from);
    copy_over(from, data, false);
}

static void copy_older(struct fixture *f, const char *data, const char *lock)
{
    (void)lock;
    copy_over(f->older, data, true);
}

static void fill_with_zeros(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)lock;
    write_zeros(data);
}

static void empty_locks(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)data;
    cut(lock, 0, 1);
}

// Another writer makes a lock file of its own, sees no reader, and writes over what is read.
static void remove_locks_and_write(struct fixture *f, const char *data, const char *lock)
{
    char self[] = "/proc/self/exe";
    char *arguments[] = {self, f->here, NULL}, *environment[] = {NULL};
    pid_t child;
    int code;
    (void)data;
    assert_int_equal(unlink(lock), 0);
    assert_int_equal(posix_spawn(&child, self, NULL, NULL, arguments, environment), 0);
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
}

static int write_unseen(const char *path)
{
    struct store *store = NULL;
    struct error err;
    enum status status =
        store_open(path, &(struct store_options){.mode = STORE_WRITE}, &store, &err);
    for (unsigned commit = 10; status == STATUS_OK && commit < 16; commit++)
        status = write_all(store, 'a', commit, &err);
    if (status != STATUS_OK)
        fprintf(stderr, "%s\n", err.message);
    if (store)
        store_close(store);
    return status == STATUS_OK ? 0 : 1;
}

static void remove_data(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)lock;
    assert_int_equal(unlink(data), 0);
}

static void link_to_another(struct fixture *f, const char *data, const char *lock)
{
    char to[96];
    (void)lock;
    name_file(f->other, "data.mdb", to);
    assert_int_equal(unlink(data), 0);
    assert_int_equal(symlink(to, data), 0);
}

static void put_a_folder(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)lock;
    assert_int_equal(unlink(data), 0);
    assert_int_equal(mkdir(data, 0777), 0);
}

static void remove_locks(struct fixture *f, const char *data, const char *lock)
{
    (void)f;
    (void)data;
    assert_int_equal(unlink(lock), 0);
}

// Who reads goes on with what it has open, until it is asked whether that is still there.
static const struct way LEFT_ALONE[] = {
    {"data.mdb removed", remove_data},
    {"data.mdb a link", link_to_another},
    {"data.mdb a folder", put_a_folder},
    {"lock.mdb removed", remove_locks},
};

static const struct way TOUCHED[] = {
    {"data.mdb cut to nothing", cut_to_nothing},
    {"data.mdb cut to two pages", cut_to_two_pages},
    {"data.mdb cut in half", cut_in_half},
    {"another copied over data.mdb", copy_another},
    {"another written into data.mdb", write_another_into_it},
    {"an older one copied over data.mdb", copy_older},
    {"data.mdb filled with zeros", fill_with_zeros},
    {"lock.mdb emptied", empty_locks},
    {"lock.mdb removed, and another writer", remove_locks_and_write},
};

// --- a run ---------------------------------------------------------------------------------------

static struct fixture *start(void)
{
    char data[96];
    struct fixture *f = calloc(1, sizeof *f);
    temp_folder_make(f->folder, sizeof f->folder);
    snprintf(f->here, sizeof f->here, "%s/here", f->folder);
    snprintf(f->other, sizeof f->other, "%s/other", f->folder);
    snprintf(f->older, sizeof f->older, "%s/older.mdb", f->folder);
    name_file(f->here, "data.mdb", data);
    make(f, f->here, 'a', 2);
    copy_over(data, f->older, true);
    make(f, f->here, 'a', 3);
    make(f, f->other, 'b', 5); // as many commits
    must(store_open(f->here, &(struct store_options){.mode = STORE_READ}, &f->store, &f->err));
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&f->threads[i], NULL, read_on, f), 0);
    wait_for("reading", &f->sound, READERS);
    return f;
}

// What was harmed is closed, and a sound file put in its place.
static void recover(struct fixture *f)
{
    char data[96];
    bool is_right;
    struct store_txn *txn;
    name_file(f->here, "data.mdb", data);
    (void)remove(data);
    copy_over(f->older, data, true);
    must(store_open(f->here, &(struct store_options){.mode = STORE_READ}, &f->store, &f->err));
    must(store_begin(f->store, false, &txn, &f->err));
    must(read_all(txn, 'a', &is_right, &f->err));
    must(store_settle(txn, &f->err));
    assert_true(is_right);
    assert_null(store_trouble(f->store));
    store_abort(txn);
    store_close(f->store);
}

static void end(struct fixture *f)
{
    store_close(f->store);
    recover(f);
    temp_folder_remove(f->folder);
    free(f);
}

static void stop_reading(struct fixture *f)
{
    atomic_store(&f->is_over, true);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_join(f->threads[i], NULL), 0);
}

static void run(const struct way *way, bool is_touched)
{
    struct fixture *f = start();
    char data[96], lock[96];
    name_file(f->here, "data.mdb", data);
    name_file(f->here, "lock.mdb", lock);
    assert_null(store_trouble(f->store));
    way->harm(f, data, lock);
    if (is_touched)
        wait_for(way->name, &f->damaged, READERS);
    const char *trouble = store_trouble(f->store);
    stop_reading(f);
    if (atomic_load(&f->wrong) > 0 || !trouble)
        fail_msg("%s: %u sound, %u damaged, %u wrong, %s", way->name, f->sound, f->damaged,
                 f->wrong, trouble ? trouble : "nothing noticed");
    end(f);
}

static void what_is_touched_while_it_is_read_is_never_believed(void **state)
{
    (void)state;
    for (int i = 0; i < ROUNDS; i++)
        for (size_t w = 0; w < sizeof TOUCHED / sizeof *TOUCHED; w++)
            run(&TOUCHED[w], true);
}

static void what_is_gone_is_noticed(void **state)
{
    (void)state;
    for (size_t w = 0; w < sizeof LEFT_ALONE / sizeof *LEFT_ALONE; w++)
        run(&LEFT_ALONE[w], false);
}

// --- what is not there ---------------------------------------------------------------------------

// A reader, who walks the pages itself, and a writer, who asks LMDB, are told the same; what was to be had else stays.
static void what_is_not_there_leaves_what_was_asked_for_alone(void **state)
{
    static const char *const ABSENT[] = {"", "a", "commi", "commit ", "commits", "zzz"};
    struct fixture *f = start();
    (void)state;
    stop_reading(f);
    for (int is_writing = 0; is_writing < 2; is_writing++) {
        struct store_txn *txn;
        store_close(f->store);
        must(store_open(f->here, &(struct store_options){.mode = STORE_WRITE}, &f->store, &f->err));
        must(store_begin(f->store, is_writing, &txn, &f->err));
        for (size_t i = 0; i < sizeof ABSENT / sizeof *ABSENT; i++) {
            struct slice value = SLICE("none");
            if (is_writing && !*ABSENT[i]) // LMDB takes no empty key
                continue;
            assert_int_equal(store_get(txn, STORE_META, slice_from(ABSENT[i]), &value, &f->err),
                             STATUS_NOT_FOUND);
            assert_true(slice_equal(value, SLICE("none")));
        }
        store_abort(txn);
    }
    end(f);
}

// --- writers -------------------------------------------------------------------------------------

// A commit into a file that is no longer the index, or that others may be writing, is none.
static void a_writer_does_not_commit_into_what_was_harmed(void **state)
{
    (void)state;
    for (size_t w = 0; w < sizeof LEFT_ALONE / sizeof *LEFT_ALONE; w++) {
        char data[96], lock[96];
        struct store_txn *txn;
        struct fixture *f = start();
        stop_reading(f);
        store_close(f->store);
        must(store_open(f->here, &(struct store_options){.mode = STORE_WRITE}, &f->store, &f->err));
        must(store_begin(f->store, true, &txn, &f->err));
        must(store_put(txn, STORE_META, SLICE("commit"), SLICE("four"), &f->err));
        name_file(f->here, "data.mdb", data);
        name_file(f->here, "lock.mdb", lock);
        LEFT_ALONE[w].harm(f, data, lock);
        assert_int_equal(store_commit(txn, &f->err), STATUS_CORRUPT);
        end(f);
    }
}

int main(int count, char **arguments)
{
    if (count > 1)
        return write_unseen(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_touched_while_it_is_read_is_never_believed),
        cmocka_unit_test(what_is_gone_is_noticed),
        cmocka_unit_test(what_is_not_there_leaves_what_was_asked_for_alone),
        cmocka_unit_test(a_writer_does_not_commit_into_what_was_harmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
