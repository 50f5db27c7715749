// See column_query.h.
//
// A date without day or month is a period and stands before all dates of its time: yyyymm00, yyyy0000. It passes when
// all of it lies within the bounds. From the lower bound up, that is a range that begins with the period which begins
// where it does; below the upper bound all that can go wrong are two periods, its month's and its year's.
#include "engine/opensearch/query/column_query.h"

#include "base/date.h"
#include "engine/exchange.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/json_item.h"
#include "engine/opensearch/query/term_text.h"

#include <inttypes.h>

const char *column_query_text_field(enum field field)
{
    switch (field) {
    case FIELD_ID:
    case FIELD_TYPE:
    case FIELD_SESSION:
    case FIELD_AUTHOR:
    case FIELD_MINISTER:
    case FIELD_RESPONDENT:
    case FIELD_ASSEMBLY:
    case FIELD_GROUP:
    case FIELD_NUMBER:
    case FIELD_OFFICE:
    case FIELD_REFERRAL:
    case FIELD_CITE:
        return field_name(field);
    case FIELD_COMMUNE:
    case FIELD_PROVINCE:
        return "lieux";
    default:
        return NULL;
    }
}

// Integers, which documents without a value do not have.
static const char *number_field(enum field field)
{
    switch (field) {
    case FIELD_YEAR:
    case FIELD_DATE:
    case FIELD_ANSWER_DATE:
    case FIELD_DELAY:
    case FIELD_STATUS:
    case FIELD_CHANGED:
        return field_name(field);
    case FIELD_SINCE:
        return field_name(FIELD_CHANGED);
    default:
        return NULL;
    }
}

static void put_nothing(struct buf *out)
{
    buf_printf(out, "{\"match_none\":{}}");
}

static void put_range(struct buf *out, const char *field, int64_t low, int64_t high)
{
    if (low > high || low > INT32_MAX || high < INT32_MIN) {
        put_nothing(out);
        return;
    }
    low = low < INT32_MIN ? INT32_MIN : low;
    high = high > INT32_MAX ? INT32_MAX : high;
    buf_printf(out, "{\"range\":{\"%s\":{\"gte\":%" PRId64 ",\"lte\":%" PRId64 "}}}", field, low,
               high);
}

static void put_values(struct buf *out, const char *field, const struct match_column *test)
{
    buf_printf(out, "{\"terms\":{\"%s\":[", field);
    for (size_t i = 0; i < test->value_count; i++) {
        json_item(out);
        json_put_string(out, test->values[i]);
    }
    buf_printf(out, "]}}");
}

// The month or the year as a period if it begins on the day.
static int64_t first_period(int64_t day)
{
    if (day % 10000 == 101)
        return day / 10000 * 10000;
    return day % 100 == 1 ? day / 100 * 100 : day;
}

static void put_period_not_over(struct buf *out, int64_t period, int64_t high)
{
    if (date_last_day((uint32_t)period) <= high)
        return;
    json_item(out);
    buf_printf(out, "%" PRId64, period);
}

static void put_dates(struct buf *out, const char *field, int64_t low, int64_t high)
{
    if (low > high || high < 0) {
        put_nothing(out);
        return;
    }
    if (high > INT32_MAX || high / 10000 > 9999) {
        put_range(out, field, first_period(low < 0 ? 0 : low), high);
        return;
    }
    buf_printf(out, "{\"bool\":{\"filter\":[");
    put_range(out, field, first_period(low < 0 ? 0 : low), high);
    buf_printf(out, "],\"must_not\":[{\"terms\":{\"%s\":[", field);
    put_period_not_over(out, high / 100 * 100, high);
    put_period_not_over(out, high / 10000 * 10000, high);
    buf_printf(out, "]}}]}}");
}

static void put_delays(struct buf *out, const char *field, int64_t low, int64_t high)
{
    if (low == DELAY_NONE && high == DELAY_NONE)
        buf_printf(out, "{\"bool\":{\"must_not\":[{\"exists\":{\"field\":\"%s\"}}]}}", field);
    else
        put_range(out, field, low, high);
}

// --- status --------------------------------------------------------------------------------------

static bool is_wanted(const struct match_column *test, enum exchange_status status)
{
    for (size_t i = 0; i < test->value_count; i++)
        if (slice_equal(test->values[i], slice_from(exchange_status_name(status))))
            return true;
    return false;
}

static void put_status(struct buf *out, enum exchange_status status)
{
    buf_printf(out, "{\"term\":{\"%s\":%d}}", field_name(FIELD_STATUS), (int)status);
}

static void put_uncovered_roots(const struct tree_world *world, struct buf *out)
{
    struct buf path = {0};
    buf_printf(out, "{\"terms\":{\"racine\":[");
    for (size_t i = 0; i < world->uncovered_count; i++) {
        buf_reset(&path);
        term_text_put_bytes(&path, world->uncovered[i]);
        json_item(out);
        json_put_string(out, buf_slice(&path));
    }
    out->failed = out->failed || path.failed;
    buf_clear(&path);
    buf_printf(out, "]}}");
}

// What is stored as waiting waits for nothing where the source has no answers.
static void put_statuses(const struct tree_world *world, const struct match_column *test,
                         struct buf *out)
{
    buf_printf(out, "{\"bool\":{\"minimum_should_match\":1,\"should\":[");
    for (int s = 0; s < EXCHANGE_STATUS_COUNT; s++) {
        if (!is_wanted(test, (enum exchange_status)s))
            continue;
        json_item(out);
        if (s != EXCHANGE_WAITING || world->uncovered_count == 0) {
            put_status(out, (enum exchange_status)s);
        } else {
            buf_printf(out, "{\"bool\":{\"filter\":[");
            put_status(out, EXCHANGE_WAITING);
            buf_printf(out, "],\"must_not\":[");
            put_uncovered_roots(world, out);
            buf_printf(out, "]}}");
        }
        if (s != EXCHANGE_UNCOVERED || world->uncovered_count == 0)
            continue;
        buf_printf(out, ",{\"bool\":{\"filter\":[");
        put_status(out, EXCHANGE_WAITING);
        json_item(out);
        put_uncovered_roots(world, out);
        buf_printf(out, "]}}");
    }
    json_item(out);
    put_nothing(out); // an empty list would not be one
    buf_printf(out, "]}}");
}

// --- series --------------------------------------------------------------------------------------

// So many keys in one list at most, for the cluster takes no more (max_terms_count).
enum { MOST_KEYS = 50000 };

static void put_keys(const struct doc_key *keys, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        if (i % MOST_KEYS == 0) {
            if (i > 0)
                buf_printf(out, "]}}");
            json_item(out);
            buf_printf(out, "{\"terms\":{\"key\":[");
        }
        json_item(out);
        buf_append_decimal(out, keys[i].bits);
    }
    if (count > 0)
        buf_printf(out, "]}}");
}

// The empty value is that of what is in no series.
static void put_series(const struct tree_world *world, const struct match_column *test,
                       struct buf *out)
{
    bool wants_none = test->value_count == 1 && test->values[0].len == 0;
    buf_printf(out, wants_none ? "{\"bool\":{\"must_not\":["
                               : "{\"bool\":{\"minimum_should_match\":1,\"should\":[");
    for (size_t i = 0; i < test->value_count; i++) {
        struct exchange_series series = world->series(world->index, test->values[i]);
        put_keys(series.members, series.count, out);
    }
    json_item(out);
    put_nothing(out); // an empty list would not be one
    buf_printf(out, "]}}");
}

// --- texts ---------------------------------------------------------------------------------------

// A text without words is not sent (write/document.c).
static void put_has_text(enum field field, struct buf *out)
{
    static const char *const NAMES[TEXT_FIELD_COUNT] = {"tt", "tq", "tr"};
    buf_printf(out, "{\"exists\":{\"field\":\"%s\"}}", NAMES[field]);
}

void column_query_put(const struct tree_world *world, const struct match_column *test,
                      struct buf *out)
{
    const char *text = column_query_text_field(test->field);
    const char *number = number_field(test->field);
    if (test->field == FIELD_SERIES)
        put_series(world, test, out);
    else if (test->field == FIELD_STATUS)
        put_statuses(world, test, out);
    else if (field_is_text(test->field))
        put_has_text(test->field, out);
    else if (text)
        put_values(out, text, test);
    else if (!number) // source and url are no columns: nothing passes
        put_nothing(out);
    else if (test->field == FIELD_YEAR)
        put_range(out, number, test->low, test->high);
    else if (test->field == FIELD_DELAY)
        put_delays(out, number, test->low, test->high);
    else
        put_dates(out, number, test->low, test->high);
}
