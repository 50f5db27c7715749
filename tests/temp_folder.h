// A folder of a test's own, under /tmp, gone when the test ends.
#ifndef TESTS_TEMP_FOLDER_H
#define TESTS_TEMP_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

// Makes it and writes its path; fails the test when it cannot.
static inline void temp_folder_make(char *path, size_t size)
{
    int len = snprintf(path, size, "/tmp/hemicycle-test-XXXXXX");
    assert_true(len > 0 && (size_t)len < size);
    assert_non_null(mkdtemp(path));
}

// Removes it with all that is in it.
static inline void temp_folder_remove(const char *path)
{
    char command[128];
    int len = snprintf(command, sizeof command, "rm -rf %s", path);
    assert_true(len > 0 && (size_t)len < sizeof command);
    assert_int_equal(system(command), 0);
}

#endif
