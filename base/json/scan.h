// Runs of bytes that mean themselves in a JSON string. Chosen at run time; every function gives the same results.
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stddef.h>

struct json_scan {
    // How many bytes stand before the first quote, backslash or control character (below U+0020); len where none does.
    size_t (*plain)(const char *bytes, size_t len);
};

const struct json_scan *json_scan_best(void);
const struct json_scan *json_scan_scalar(void);

#endif
