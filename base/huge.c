// See huge.h.
#include "base/huge.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { CACHE_LINE = 64, SMALL_PAGE = 4096, HUGE_PAGE = 2 << 20 };

void huge_advise(void *memory, size_t size)
{
    // From the start of its first page on: what is only partly advised cannot be moved as one when it grows.
    size_t before = (uintptr_t)memory % SMALL_PAGE;
    if (size >= HUGE_PAGE) // refused, small pages are as good
        (void)madvise((char *)memory - before, before + size, MADV_HUGEPAGE);
}

void *huge_alloc(size_t size)
{
    void *memory;
    if (posix_memalign(&memory, size >= HUGE_PAGE ? HUGE_PAGE : CACHE_LINE, size) != 0)
        return NULL;
    huge_advise(memory, size);
    return memory;
}
