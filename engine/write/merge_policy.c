// The choice of segments to merge, a function of their sizes alone. See merge_policy.h.
//
// Segments fall into tiers by their number of live documents, each tier MERGE_FACTOR times the one below.
// When MERGE_FACTOR segments share a tier they are merged into one of the next. So a document is rewritten at
// most once a tier: write amplification grows with the logarithm of the index, and at most
// (MERGE_FACTOR - 1) segments a tier remain to be searched. A segment more than half deleted is rewritten by
// itself. (The logarithmic method: Bentley & Saxe 1980; the same idea as Lucene's tiered policy.)
#include "engine/write/merge_policy.h"

enum { MERGE_FACTOR = 8, SMALLEST_TIER = 1024 };

static uint32_t live_documents(const struct segment_info *info)
{
    return info->doc_count - info->deleted_count;
}

static unsigned tier_of(const struct segment_info *info)
{
    unsigned tier = 0;
    for (uint64_t top = SMALLEST_TIER; live_documents(info) >= top; top *= MERGE_FACTOR)
        tier++;
    return tier;
}

uint32_t merge_policy_choose(const struct segment_info *segments, uint32_t segment_count,
                             uint32_t *places)
{
    for (unsigned tier = 0; tier < 12; tier++) {
        uint32_t count = 0;
        for (uint32_t s = 0; s < segment_count; s++)
            if (tier_of(&segments[s]) == tier)
                places[count++] = s;
        if (count >= MERGE_FACTOR)
            return count;
    }
    for (uint32_t s = 0; s < segment_count; s++) {
        if (segments[s].deleted_count > segments[s].doc_count / 2) {
            places[0] = s;
            return 1;
        }
    }
    return 0;
}
