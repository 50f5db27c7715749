// Whether bytes are UTF-8. Chosen at run time; every function gives the same answers.
#ifndef BASE_UTF8_CHECK_H
#define BASE_UTF8_CHECK_H

#include "base/slice.h"

#include <stdbool.h>

struct utf8_check {
    bool (*is_valid)(struct slice bytes); // no surrogates, no overlong forms, at most U+10FFFF
};

const struct utf8_check *utf8_check_best(void);
const struct utf8_check *utf8_check_scalar(void);

#endif
