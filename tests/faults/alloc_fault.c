// See alloc_fault.h.
#include "tests/faults/alloc_fault.h"

#include <errno.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

static size_t requests_left; // until the one that fails; 0: none will
static bool fails_for_good, was_refused;

void alloc_fault_set(size_t n, bool all)
{
    requests_left = n;
    fails_for_good = all;
    was_refused = false;
}

bool alloc_fault_end(void)
{
    requests_left = 0;
    return was_refused;
}

static bool refuses(void)
{
    if (requests_left == 0 || (requests_left > 1 && --requests_left > 0))
        return false;
    requests_left = fails_for_good ? 1 : 0;
    was_refused = true;
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t size)
{
    return refuses() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuses() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return refuses() ? NULL : __real_realloc(memory, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return refuses() ? NULL : __real_aligned_alloc(alignment, size);
}
