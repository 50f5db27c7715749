// Where a citation may begin: what words of citing begin with, found in blocks of bytes (base/leads.h). Chosen at run
// time; none misses a citation, and each may have leads that are none.
#ifndef ENGINE_TEXT_MENTION_LEADS_H
#define ENGINE_TEXT_MENTION_LEADS_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

struct mention_leads {
    // Those of the LEADS_BLOCK bytes from `at` on, as bits.
    uint64_t (*find)(struct slice text, size_t at);
};

const struct mention_leads *mention_leads_best(void);
const struct mention_leads *mention_leads_plain(void);

#endif
