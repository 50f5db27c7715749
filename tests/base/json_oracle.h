// What jansson makes of a text, and whether json/tree.h makes the same of it.
#ifndef TESTS_BASE_JSON_ORACLE_H
#define TESTS_BASE_JSON_ORACLE_H

#include "base/slice.h"

#include <stdbool.h>

enum json_verdict {
    JSON_BOTH_READ,
    JSON_BOTH_REFUSE,
    JSON_THEY_DIFFER,
};

// `text` is UTF-8.
enum json_verdict json_oracle(struct slice text);

#endif
