// Copying a store takes no more memory than reading it otherwise does, and the copy has what the store has; copying
// single values takes next to none.
#include "base/buf.h"
#include "engine/storage/store.h"
#include "engine/storage/store_map.h"
#include "tests/temp_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { VALUES = 160, VALUE_BYTES = 400000 };

static void must(enum status status, const struct error *err)
{
    if (status != STATUS_OK)
        fail_msg("%s", err->message);
}

static void key_of(unsigned n, char key[4])
{
    uint32_t big_endian = __builtin_bswap32(n);
    memcpy(key, &big_endian, 4);
}

static void fill(struct store *store)
{
    struct error err;
    struct store_txn *txn;
    struct buf value = {0};
    must(store_begin(store, true, &txn, &err), &err);
    for (unsigned n = 0; n < VALUES; n++) {
        char key[4];
        key_of(n, key);
        buf_reset(&value);
        while (value.len < VALUE_BYTES)
            buf_append_u64(&value, n * UINT64_C(0x9E3779B97F4A7C15) + value.len);
        must(store_put(txn, STORE_BLOBS, slice_of(key, 4), buf_slice(&value), &err), &err);
        must(store_checkpoint(store, &txn, &err), &err);
    }
    must(store_commit(txn, &err), &err);
    buf_clear(&value);
}

// What more was resident at most since the peak was forgotten, in bytes.
static long grown_most(long before)
{
    long most = 0;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    assert_non_null(status);
    while (fgets(line, sizeof line, status))
        (void)sscanf(line, "VmHWM: %ld", &most);
    assert_int_equal(fclose(status), 0);
    return most * 1024 - before;
}

static void forget_peak(void)
{
    FILE *forget = fopen("/proc/self/clear_refs", "w");
    assert_non_null(forget);
    assert_true(fputs("5", forget) > 0);
    assert_int_equal(fclose(forget), 0);
}

static void copying_lets_pages_go(void **state)
{
    (void)state;
    struct error err;
    struct store *store, *copy;
    struct store_txn *txn;
    struct slice value;
    char path[64], folder[80], file[96], key[4];
    temp_folder_make(path, sizeof path);
    must(store_open(path, &(struct store_options){.mode = STORE_CREATE}, &store, &err), &err);
    fill(store);
    snprintf(folder, sizeof folder, "%s/copy", path);
    snprintf(file, sizeof file, "%s/data.mdb", folder);
    assert_int_equal(mkdir(folder, 0700), 0);

    store_release_pages(store);
    forget_peak();
    long before = grown_most(0);
    must(store_copy(store, file, &err), &err);
    assert_true((long)VALUES * VALUE_BYTES > (long)STORE_MAP_RESIDENT * 3); // else it shows nothing
    assert_true(grown_most(before) < (long)STORE_MAP_RESIDENT * 2);

    must(store_open(folder, &(struct store_options){.mode = STORE_READ}, &copy, &err), &err);
    must(store_begin(copy, false, &txn, &err), &err);
    key_of(VALUES - 1, key);
    must(store_get(txn, STORE_BLOBS, slice_of(key, 4), &value, &err), &err);
    assert_true(value.len >= VALUE_BYTES);
    store_abort(txn);
    must(store_check(copy, &err), &err);
    store_close(copy);
    store_close(store);
    temp_folder_remove(path);
}

static void copied_values_map_no_pages(void **state)
{
    (void)state;
    enum { SHORT_BYTES = 1000 };
    struct error err;
    struct store *store;
    struct store_txn *txn;
    struct slice values[VALUES];
    struct buf room = {0};
    char path[64], key[4];
    temp_folder_make(path, sizeof path);
    must(store_open(path, &(struct store_options){.mode = STORE_CREATE}, &store, &err), &err);
    fill(store);
    must(store_begin(store, false, &txn, &err), &err);
    for (unsigned n = 0; n < VALUES; n++) {
        key_of(n, key);
        must(store_get(txn, STORE_BLOBS, slice_of(key, 4), &values[n], &err), &err);
    }
    store_release_pages(store);
    forget_peak();
    long before = grown_most(0);
    for (unsigned n = 0; n < VALUES; n++) {
        struct slice middle = slice_of(values[n].ptr + VALUE_BYTES / 2, SHORT_BYTES);
        struct slice copied = store_txn_copied(txn, middle, &room);
        uint64_t word;
        assert_ptr_equal(copied.ptr, room.data);
        assert_int_equal(copied.len, SHORT_BYTES);
        memcpy(&word, copied.ptr, sizeof word);
        assert_int_equal(word, n * UINT64_C(0x9E3779B97F4A7C15) + VALUE_BYTES / 2);
    }
    assert_true(grown_most(before) < 2L << 20);
    for (unsigned n = 0; n < VALUES; n++) {
        struct slice middle = slice_of(values[n].ptr + VALUE_BYTES / 2, SHORT_BYTES);
        assert_true(slice_equal(store_txn_copied(txn, middle, &room), middle));
    }
    assert_true(grown_most(before) > 2L << 20); // else it showed nothing

    assert_ptr_equal(store_txn_copied(txn, values[0], &room).ptr, values[0].ptr); // it is long
    struct slice elsewhere = SLICE("not in the file");
    assert_ptr_equal(store_txn_copied(txn, elsewhere, &room).ptr, elsewhere.ptr);
    store_abort(txn);
    buf_clear(&room);
    store_close(store);
    temp_folder_remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(copying_lets_pages_go),
                                       cmocka_unit_test(copied_values_map_no_pages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
