// Days as people write them.
#ifndef INDEXER_SOURCES_DATES_H
#define INDEXER_SOURCES_DATES_H

#include "base/slice.h"

#include <stdint.h>

// The first day named in a text, as "07/01/2014", "7 janvier 2014", "1er avril 1986" or "2014-01-07".
// DATE_NONE without one; *looks_like is set to what looked like a date, existing or not.
uint32_t dates_find(struct slice text, struct slice *looks_like);

#endif
