// Refuses memory: the n-th request from now on fails, once or with all that come after.
//
// For programs linked with `-Wl,--wrap` for malloc, calloc, realloc and aligned_alloc (cmake: ALLOC_FAULT); what shared
// libraries ask for is theirs.
#ifndef TESTS_FAULTS_ALLOC_FAULT_H
#define TESTS_FAULTS_ALLOC_FAULT_H

#include <stdbool.h>
#include <stddef.h>

// From now on the n-th request fails (1: the next), and with `all` those behind it, too.
void alloc_fault_set(size_t n, bool all);

// Ends that. Whether a request was refused.
bool alloc_fault_end(void);

#endif
