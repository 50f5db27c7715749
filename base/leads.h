// Where something that is sought may begin, a word or a byte that is not as the others: found in blocks of bytes,
// sixteen of them at once. What is passed over costs next to nothing.
#ifndef BASE_LEADS_H
#define BASE_LEADS_H

#include "base/bytes.h"
#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { LEADS_BLOCK = 64, LEADS_BEHIND = 2, LEADS_SPAN = 1 + LEADS_BLOCK + LEADS_BEHIND };

// A block of the text, with the byte before it and those behind it: in the text, or copied, with 0 for those that it
// has not.
static inline const uint8_t *leads_span(struct slice text, size_t at, uint8_t room[LEADS_SPAN])
{
    size_t left = text.len - at;
    if (at > 0 && left >= LEADS_SPAN - 1)
        return (const uint8_t *)text.ptr + at - 1;
    memset(room, 0, LEADS_SPAN);
    memcpy(room + 1, text.ptr + at, left < LEADS_SPAN - 1 ? left : LEADS_SPAN - 1);
    room[0] = at > 0 ? (uint8_t)text.ptr[at - 1] : 0;
    return room;
}

typedef uint8_t lead_bytes __attribute__((vector_size(16))); // 0 or 255 where they say whether
typedef char lead_signs __attribute__((vector_size(16)));

static inline lead_bytes leads_load(const uint8_t *bytes)
{
    lead_bytes loaded;
    memcpy(&loaded, bytes, sizeof loaded);
    return loaded;
}

static inline lead_bytes leads_are(lead_bytes bytes, char c)
{
    return (lead_bytes)(bytes == (uint8_t)c);
}

static inline lead_bytes leads_in(lead_bytes bytes, char first, char last)
{
    return (lead_bytes)(bytes - (uint8_t)first <= (uint8_t)(last - first));
}

// Those that say so, as bits.
static inline uint64_t leads_pack(lead_bytes are)
{
#ifdef __SSE2__
    return (uint16_t)__builtin_ia32_pmovmskb128((lead_signs)are);
#else
    uint64_t halves[2];
    are &= 1;
    memcpy(halves, &are, sizeof halves);
    uint64_t low = halves[0] * UINT64_C(0x0102040810204080) >> 56;
    return low | (halves[1] * UINT64_C(0x0102040810204080) >> 56) << 8;
#endif
}

// Of LEADS_BLOCK bytes of the text from `at` on those that are leads, as bits. Asked are sixteen, of which the byte
// before the first is pointed at; LEADS_BEHIND are there behind the last.
static inline uint64_t leads_find(struct slice text, size_t at,
                                  lead_bytes (*are_leads)(const uint8_t *before))
{
    uint8_t room[LEADS_SPAN];
    uint64_t leads = 0;
    const uint8_t *span = leads_span(text, at, room);
    for (int i = 0; i < LEADS_BLOCK; i += (int)sizeof(lead_bytes))
        leads |= leads_pack(are_leads(span + i)) << i;
    return leads;
}

#endif
