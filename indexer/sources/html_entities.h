// The named characters of HTML 4 (all 252 of them).
#ifndef INDEXER_SOURCES_HTML_ENTITIES_H
#define INDEXER_SOURCES_HTML_ENTITIES_H

#include "base/slice.h"

#include <stdint.h>

// The character of "eacute" or "nbsp"; 0 when there is no such name.
uint32_t html_entity(struct slice name);

#endif
