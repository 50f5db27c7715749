// See months.h.
//
// Years are looked up in chunks, of which most are not there. Buckets are numbered from year 0 on, twelve a year or
// one; each sums the places of its period.
#include "engine/counts/months.h"

#include "base/date.h"

enum { LAST_MONTH = MONTHS_PLACES - 1 };

void months_init(struct months *months, struct arena *arena)
{
    *months = (struct months){.arena = arena};
}

// NULL without memory.
static struct month_count *chunk_of(struct months *months, uint32_t year)
{
    struct month_count **chunk = &months->chunks[year / MONTHS_CHUNK_YEARS];
    if (!*chunk)
        *chunk =
            arena_calloc(months->arena, (size_t)MONTHS_CHUNK_YEARS * MONTHS_PLACES, sizeof **chunk);
    return *chunk;
}

void months_add(struct months *months, uint32_t date, uint32_t documents, uint64_t words)
{
    uint32_t year = date_year(date), month = date_month(date);
    year = year < MONTHS_YEARS ? year : MONTHS_YEARS - 1;
    month = month < LAST_MONTH ? month : LAST_MONTH;
    struct month_count *chunk = chunk_of(months, year);
    if (!chunk) {
        months->failed = true;
        return;
    }
    struct month_count *count = &chunk[year % MONTHS_CHUNK_YEARS * MONTHS_PLACES + month];
    count->documents += documents;
    count->words += words;
}

// --- the histogram -------------------------------------------------------------------------------

// Of a year the places from..to.
struct period {
    uint32_t year, from, to;
};

static struct month_count sum_in(const struct months *months, struct period period)
{
    struct month_count sum = {0};
    const struct month_count *chunk = months->chunks[period.year / MONTHS_CHUNK_YEARS];
    size_t year = (size_t)(period.year % MONTHS_CHUNK_YEARS) * MONTHS_PLACES;
    for (uint32_t m = period.from; chunk && m <= period.to; m++) {
        const struct month_count *count = &chunk[year + m];
        sum.documents += count->documents;
        sum.words += count->words;
    }
    return sum;
}

// What a bucket counts: number `n` from year 0 on, of twelve a year or of one.
static struct period period_of(uint32_t n, bool by_month)
{
    if (!by_month)
        return (struct period){n, 0, LAST_MONTH};
    return (struct period){n / 12, n % 12 + 1, n % 12 + 1};
}

// The first from `year` on of which there is a chunk; MONTHS_YEARS: none.
static uint32_t next_year(const struct months *months, uint32_t year)
{
    while (year < MONTHS_YEARS && !months->chunks[year / MONTHS_CHUNK_YEARS])
        year = (year / MONTHS_CHUNK_YEARS + 1) * MONTHS_CHUNK_YEARS;
    return year < MONTHS_YEARS ? year : MONTHS_YEARS;
}

// From the first to the last bucket with a document; false: none has one.
static bool find_ends(const struct months *found, bool by_month, uint32_t *first, uint32_t *last)
{
    const uint32_t steps = by_month ? 12 : 1;
    bool is_any = false;
    for (uint32_t year = next_year(found, 0); year < MONTHS_YEARS;
         year = next_year(found, year + 1)) {
        for (uint32_t n = year * steps; n < (year + 1) * steps; n++) {
            if (sum_in(found, period_of(n, by_month)).documents == 0)
                continue;
            *first = is_any ? *first : n;
            *last = n;
            is_any = true;
        }
    }
    return is_any;
}

static struct month_count sum_monthless(const struct months *months)
{
    struct month_count sum = {0};
    for (uint32_t year = next_year(months, 0); year < MONTHS_YEARS;
         year = next_year(months, year + 1)) {
        struct month_count count = sum_in(months, (struct period){year, 0, 0});
        sum.documents += count.documents;
        sum.words += count.words;
    }
    return sum;
}

static struct histogram_bucket bucket_of(uint32_t date, struct month_count found,
                                         struct month_count all)
{
    return (struct histogram_bucket){date, found.documents, all.documents, found.words};
}

bool months_histogram(const struct months *found, const struct months *all, bool by_month,
                      struct facet_result *out)
{
    const struct month_count none = {0};
    uint32_t first = 0, last = 0;
    if (found->failed || (all && all->failed))
        return false;
    bool is_any = find_ends(found, by_month, &first, &last);
    size_t count = is_any ? last - first + 1 : 0;
    struct histogram_bucket *buckets = arena_calloc(found->arena, count + 1, sizeof *buckets);
    if (!buckets)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct period period = period_of(first + (uint32_t)i, by_month);
        buckets[i] = bucket_of(period.year * 10000 + period.from * 100, sum_in(found, period),
                               all ? sum_in(all, period) : none);
    }
    struct month_count monthless = by_month ? sum_monthless(found) : none;
    if (monthless.documents > 0) {
        buckets[count] = bucket_of(DATE_NONE, monthless, all ? sum_monthless(all) : none);
        count++;
    }
    out->histogram = buckets;
    out->histogram_count = count;
    return true;
}
