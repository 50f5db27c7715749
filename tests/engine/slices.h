// Slices in the tests of documents. cmocka.h, which wants others before it, is for the test to include.
#ifndef TESTS_ENGINE_SLICES_H
#define TESTS_ENGINE_SLICES_H

#include "base/slice.h"

#define assert_slice(actual, expected) \
    do { \
        struct slice actual_ = (actual), expected_ = (expected); \
        if (!slice_equal(actual_, expected_)) \
            fail_msg("\"%.*s\" is not \"%.*s\"", SLICE_ARG(actual_), SLICE_ARG(expected_)); \
    } while (0)

#endif
