// See series_count.h.
#include "engine/search/match/counts/series_count.h"

struct series_count {
    const struct series_table *table;
    uint64_t *seen; // a bit a series, by its number
    uint64_t repeated;
};

enum status series_count_begin(const struct series_table *table, struct arena *arena,
                               struct series_count **out, struct error *err)
{
    struct series_count *count = arena_calloc(arena, 1, sizeof *count);
    uint64_t *seen = arena_calloc(arena, (size_t)table->count / 64 + 1, sizeof *seen);
    if (!count || !seen)
        return error_set(err, STATUS_NO_MEMORY, "series: out of memory");
    *count = (struct series_count){table, seen, 0};
    *out = count;
    return STATUS_OK;
}

void series_count_add(struct series_count *count, uint32_t segment, uint32_t base,
                      const uint64_t *bits, uint32_t words)
{
    if (count->table->count == 0)
        return;
    const uint32_t *numbers = count->table->numbers + count->table->bases[segment] + base;
    for (uint32_t w = 0; w < words; w++) {
        for (uint64_t left = bits[w]; left; left &= left - 1) {
            uint32_t number = numbers[w * 64 + (uint32_t)__builtin_ctzll(left)];
            uint64_t bit = number ? (uint64_t)1 << number % 64 : 0;
            count->repeated += (count->seen[number / 64] & bit) != 0;
            count->seen[number / 64] |= bit;
        }
    }
}

uint64_t series_count_repeated(const struct series_count *count)
{
    return count->repeated;
}
