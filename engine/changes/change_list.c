// See change_list.h.
//
// A list with its days reads the head of every row from its beginning on (whoever has a number begins there), a
// thousand rows for a first load of 200,000 documents; one without, only as many rows as have what it hands out. Of the
// changes themselves only those are read.
#include "engine/changes/change_list.h"

#include "base/date.h"
#include "engine/changes/change_keys.h"
#include "engine/changes/change_row.h"

#include <stdlib.h>
#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "changes: out of memory");
}

// A row that has some of what is asked for.
struct row_place {
    uint64_t number; // of its first change
    struct change_row row;
};

struct listing {
    const struct change_rows *source;
    const struct change_request *request;
    struct arena *arena;
    bool is_since; // the moment from which on they are wanted has come
    struct row_place *rows;
    size_t row_count, row_capacity;
    uint64_t found; // changes in those rows that are wanted
    struct change_day *days;
    size_t day_count, day_capacity;
    struct change *list;
    size_t count, capacity;
};

// An array of the arena with room for one element more; NULL without memory.
static void *with_room(struct arena *arena, void *array, size_t count, size_t *capacity,
                       size_t size)
{
    if (count < *capacity)
        return array;
    size_t more = *capacity ? *capacity * 2 : 16;
    void *bigger = arena_calloc(arena, more, size);
    if (bigger && count)
        memcpy(bigger, array, count * size);
    *capacity = more;
    return bigger;
}

static uint32_t day_of(int64_t when)
{
    enum { LAST_DAY = 2932896 }; // of year 9999
    int64_t day = when / DAY_SECONDS;
    return date_from_days((int32_t)(day < 0 ? 0 : day > LAST_DAY ? LAST_DAY : day));
}

static bool is_wanted(const struct change_request *request, const struct change *change)
{
    if (change->number <= request->after ||
        (request->before != 0 && change->number >= request->before))
        return false;
    if (change->kind == CHANGE_KIND_COUNT)
        return request->with_erased;
    return (request->kinds == 0 || request->kinds >> change->kind & 1);
}

static struct change_day *put_day(struct listing *listing, uint32_t day)
{
    for (size_t d = listing->day_count; d-- > 0;)
        if (listing->days[d].day == day)
            return &listing->days[d];
    listing->days = with_room(listing->arena, listing->days, listing->day_count,
                              &listing->day_capacity, sizeof *listing->days);
    if (!listing->days)
        return NULL;
    struct change_day *added = &listing->days[listing->day_count++];
    *added = (struct change_day){.day = day};
    return added;
}

// Counts what is wanted of a row; how much that is. Only a row that the request cuts is read for it.
static uint32_t count_row(struct listing *listing, const struct row_place *place,
                          uint32_t counts[CHANGE_KIND_COUNT + 1])
{
    const struct change_request *request = listing->request;
    uint64_t end = place->number + place->row.count;
    uint32_t sum = 0;
    bool is_cut = place->number <= request->after || (request->before && end > request->before);
    if (!is_cut) {
        for (int k = 0; k < CHANGE_KIND_COUNT; k++) {
            counts[k] = request->kinds == 0 || request->kinds >> k & 1 ? place->row.counts[k] : 0;
            sum += counts[k];
        }
        return sum + (request->with_erased ? place->row.counts[CHANGE_KIND_COUNT] : 0);
    }
    struct change_row row = place->row;
    struct change change = {.number = place->number};
    for (; change_row_next(&row, listing->arena, &change); change.number++)
        if (is_wanted(request, &change)) {
            counts[change.kind]++;
            sum++;
        }
    return sum;
}

static enum status look_at_row(struct listing *listing, uint64_t number, struct slice value,
                               struct error *err)
{
    const struct change_request *request = listing->request;
    struct row_place place = {.number = number};
    enum status status = change_row_open(value, &place.row, err);
    if (status != STATUS_OK)
        return status;
    uint32_t counts[CHANGE_KIND_COUNT + 1] = {0}, day = day_of(place.row.when), count = 0;
    listing->is_since = listing->is_since || place.row.when >= request->since;
    if (!listing->is_since || (request->first_day && day < request->first_day) ||
        (request->last_day && day > request->last_day) ||
        !(count = count_row(listing, &place, counts)))
        return STATUS_OK;
    listing->found += count;
    struct change_day *of_day = request->without_days ? NULL : put_day(listing, day);
    listing->rows = with_room(listing->arena, listing->rows, listing->row_count,
                              &listing->row_capacity, sizeof *listing->rows);
    if ((!of_day && !request->without_days) || !listing->rows)
        return no_memory(err);
    for (int k = 0; of_day && k < CHANGE_KIND_COUNT; k++)
        of_day->counts[k] += counts[k];
    listing->rows[listing->row_count++] = place;
    return STATUS_OK;
}

// The rows from that number on that have some of what is asked for; of the oldest `most` changes.
static enum status walk_rows(struct listing *listing, uint64_t number, uint64_t most,
                             struct error *err)
{
    const struct change_request *request = listing->request;
    const struct change_rows *source = listing->source;
    struct slice row;
    listing->row_count = 0;
    listing->found = 0;
    enum status status = source->seek(source->context, number, &number, &row, err);
    while (status == STATUS_OK && listing->found < most &&
           (request->before == 0 || number < request->before)) {
        status = look_at_row(listing, number, row, err);
        if (status == STATUS_OK)
            status = source->next(source->context, &number, &row, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

// The rows that have the newest `max` of the changes, or some more: from further and further back. Rows that begin
// before the place where a walk began hold nothing but older ones.
static enum status find_newest(struct listing *listing, uint64_t first, struct error *err)
{
    const struct change_request *request = listing->request;
    uint64_t end = request->before ? request->before : listing->source->counters.next;
    for (uint64_t back = 4 * CHANGE_ROW_MAX;; back *= 4) {
        bool is_all = end < first + back;
        enum status status = walk_rows(listing, is_all ? first : end - back, UINT64_MAX, err);
        if (status != STATUS_OK || is_all || listing->found >= request->max)
            return status;
    }
}

static enum status find_rows(struct listing *listing, struct error *err)
{
    const struct change_request *request = listing->request;
    uint64_t number = listing->source->counters.first;
    // The moment is looked for from the beginning; a number stands in a row that begins at most so far before it.
    if (request->since == 0 && request->after >= number + CHANGE_ROW_MAX)
        number = request->after + 1 - CHANGE_ROW_MAX;
    if (request->without_days && request->newest_first && request->since == 0)
        return find_newest(listing, number, err);
    bool may_stop = request->without_days && !request->newest_first;
    return walk_rows(listing, number, may_stop ? request->max : UINT64_MAX, err);
}

static enum status take_row(struct listing *listing, const struct row_place *place,
                            struct error *err)
{
    const struct change_request *request = listing->request;
    struct change_row row = place->row;
    struct change of_row[CHANGE_ROW_MAX], change = {.number = place->number};
    size_t count = 0;
    for (; change_row_next(&row, listing->arena, &change); change.number++)
        if (count < CHANGE_ROW_MAX && is_wanted(request, &change))
            of_row[count++] = change;
    if (row.body.failed)
        return change_damaged(err);
    for (size_t i = 0; i < count && listing->count < request->max; i++) {
        listing->list = with_room(listing->arena, listing->list, listing->count, &listing->capacity,
                                  sizeof *listing->list);
        if (!listing->list)
            return no_memory(err);
        struct change *taken = &listing->list[listing->count++];
        *taken = of_row[request->newest_first ? count - 1 - i : i];
        if (taken->kind == CHANGE_KIND_COUNT)
            taken->id = taken->source = SLICE_NONE; // of the one before
        taken->has_old = taken->has_old && taken->number >= listing->source->counters.first_text &&
                         !change_text_is_expired(listing->source->counters.keep_days, taken->when,
                                                 listing->source->now);
    }
    return STATUS_OK;
}

static int by_day(const void *a, const void *b)
{
    uint32_t first = ((const struct change_day *)a)->day,
             second = ((const struct change_day *)b)->day;
    return (first > second) - (first < second);
}

static int by_day_backwards(const void *a, const void *b)
{
    return by_day(b, a);
}

enum status change_list_make(const struct change_rows *source, const struct change_request *request,
                             struct arena *arena, struct change_list *out, struct error *err)
{
    struct listing listing = {.source = source, .request = request, .arena = arena};
    enum status status = find_rows(&listing, err);
    for (size_t r = 0; status == STATUS_OK && r < listing.row_count && listing.count < request->max;
         r++)
        status = take_row(
            &listing, &listing.rows[request->newest_first ? listing.row_count - 1 - r : r], err);
    if (status != STATUS_OK)
        return status;
    if (listing.day_count)
        qsort(listing.days, listing.day_count, sizeof *listing.days,
              request->newest_first ? by_day_backwards : by_day);
    *out = (struct change_list){listing.list,           listing.count,
                                listing.days,           listing.day_count,
                                source->counters.first, source->counters.next - 1,
                                source->counters.epoch};
    return STATUS_OK;
}
