// Memory of many megabytes in large pages, where the system has some to give (2 MiB, asked for with madvise): of the
// small ones, each has to be asked for when it is first touched, and be found again where tables are read here and
// there.
#ifndef BASE_HUGE_H
#define BASE_HUGE_H

#include <stddef.h>

// `size` bytes, not zeroed, that begin with a line of the cache; NULL without memory. For free().
void *huge_alloc(size_t size);

// For memory that malloc gave, or realloc anew.
void huge_advise(void *memory, size_t size);

#endif
