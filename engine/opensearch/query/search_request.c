// See search_request.h.
//
// Columns of names are counted by string: which strings are one value, and how many persons stand in one, is the same
// code for all backends. Months are histograms over dates written yyyymmdd. How many documents of all there are in a
// month is not asked: it is known for a whole generation.
#include "engine/opensearch/query/search_request.h"

#include "base/date.h"
#include "engine/exchange.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/column_query.h"
#include "engine/opensearch/query/json_item.h"

#include <inttypes.h>

// --- sorts ---------------------------------------------------------------------------------------

struct sort_field {
    const char *field;
    bool is_ascending;
    int64_t missing; // what documents without a value are sorted by: last
};

enum { AFTER_ALL_DATES = 99999999, AFTER_ALL_DELAYS = INT32_MAX };

static const struct sort_field SORTS[] = {
    [SORT_RELEVANCE] = {"_score", false, INT64_MIN},
    [SORT_DATE_DESC] = {"date_question", false, DATE_NONE},
    [SORT_DATE_ASC] = {"date_tard", true, AFTER_ALL_DATES},
    [SORT_DELAY_DESC] = {"delai_jours", false, DELAY_NONE},
    [SORT_DELAY_ASC] = {"delai_jours", true, AFTER_ALL_DELAYS},
    [SORT_ANSWER_DESC] = {"date_reponse", false, DATE_NONE},
    [SORT_NEWS_DESC] = {"date_nouvelle", false, DATE_NONE},
};

int64_t search_key_of(enum search_sort sort, int64_t value)
{
    const struct sort_field *field = &SORTS[sort];
    if (value == field->missing)
        return INT64_MIN;
    return field->is_ascending ? -value : value;
}

// The way back.
static int64_t value_of(enum search_sort sort, int64_t key)
{
    const struct sort_field *field = &SORTS[sort];
    if (key == INT64_MIN)
        return field->missing;
    return field->is_ascending ? -key : key;
}

static void put_sort(struct buf *out, enum search_sort sort)
{
    const struct sort_field *field = &SORTS[sort];
    buf_printf(out, ",\"sort\":[");
    if (sort == SORT_RELEVANCE)
        buf_printf(out, "{\"_score\":\"desc\"}");
    else
        buf_printf(out, "{\"%s\":{\"order\":\"%s\",\"missing\":%" PRId64 "}}", field->field,
                   field->is_ascending ? "asc" : "desc", field->missing);
    buf_printf(out, ",{\"date_question\":{\"order\":\"desc\",\"missing\":%u}},{\"id\":\"asc\"}]",
               DATE_NONE);
}

static void put_after(struct buf *out, enum search_sort sort, const struct search_place *after)
{
    buf_printf(out, ",\"search_after\":[%" PRId64 ",%" PRIu32 ",", value_of(sort, after->key),
               after->date);
    json_put_string(out, after->id);
    buf_append_char(out, ']');
}

// --- counts --------------------------------------------------------------------------------------

static void put_strings(struct buf *out, enum field field, const char *column)
{
    json_item(out);
    buf_printf(out, "\"f%d\":{\"terms\":{\"field\":\"%s\",\"size\":%d}}", (int)field, column,
               SEARCH_MAX_BUCKETS);
}

// Waiting documents of sources that have no answers are counted once more by themselves.
static void put_statuses(const struct tree_world *world, struct buf *out)
{
    const struct slice uncovered = slice_from(exchange_status_name(EXCHANGE_UNCOVERED));
    const struct match_column test = {FIELD_STATUS, &uncovered, 1, 0, 0};
    json_item(out);
    buf_printf(out, "\"f%d\":{\"terms\":{\"field\":\"%s\",\"size\":%d}},\"uncovered\":{\"filter\":",
               FIELD_STATUS, field_name(FIELD_STATUS), EXCHANGE_STATUS_COUNT);
    column_query_put(world, &test, out);
    buf_append_char(out, '}');
}

static void put_delays(struct buf *out)
{
    json_item(out);
    buf_printf(out,
               "\"f%d\":{\"range\":{\"field\":\"%s\",\"ranges\":[{\"to\":31},"
               "{\"from\":31,\"to\":61},{\"from\":61,\"to\":121},{\"from\":121}]}},"
               "\"no_delay\":{\"missing\":{\"field\":\"%s\"}}",
               FIELD_DELAY, field_name(FIELD_DELAY), field_name(FIELD_DELAY));
}

static void put_counts(const struct tree_world *world, const struct facet_wish *wish,
                       struct buf *out)
{
    buf_printf(out, ",\"aggs\":{");
    for (int f = 0; f < FIELD_COUNT; f++) {
        enum field field = (enum field)f;
        const char *column = column_query_text_field(field);
        if (!(wish->mask >> f & 1))
            continue;
        if (field == FIELD_YEAR)
            put_strings(out, field, field_name(field));
        else if (field == FIELD_STATUS)
            put_statuses(world, out);
        else if (field == FIELD_DELAY)
            put_delays(out);
        else if (column && field != FIELD_ID)
            put_strings(out, field, column);
    }
    if (wish->want_histogram) {
        json_item(out);
        buf_printf(out,
                   "\"months\":{\"histogram\":{\"field\":\"date_question\",\"interval\":%d,"
                   "\"min_doc_count\":1}%s}",
                   wish->by_month ? 100 : 10000,
                   wish->want_words ? ",\"aggs\":{\"words\":{\"sum\":{\"field\":\"tokens\"}}}"
                                    : "");
    }
    buf_append_char(out, '}');
}

// --- whole ---------------------------------------------------------------------------------------

#define NOTHING_STORED "\"_source\":false,\"stored_fields\":\"_none_\""

// Hits bring what is wanted, whatever that is. All matches are counted, whether anybody asks or
// not: a cluster that need not count passes over what it takes for no better than the last hit, and loses hits of equal
// scores so.
static void put_head(struct buf *out, uint32_t size, const char *wanted)
{
    buf_printf(out, "{\"size\":%" PRIu32 ",\"track_total_hits\":true,%s,\"query\":", size, wanted);
}

enum status search_request_put(const struct tree_world *world, const struct search_wish *wish,
                               struct buf *out, struct error *err)
{
    put_head(out, wish->k > wish->from ? wish->k - wish->from : 0,
             wish->want_documents ? SEARCH_DOCUMENT_FIELDS
                                  : NOTHING_STORED ",\"docvalue_fields\":[\"key\"]");
    enum status status = tree_query_put(world, &wish->tree, out, err);
    if (status != STATUS_OK)
        return status;
    if (wish->from > 0)
        buf_printf(out, ",\"from\":%" PRIu32, wish->from);
    if (wish->k > 0)
        put_sort(out, wish->sort);
    if (wish->k > 0 && wish->after)
        put_after(out, wish->sort, wish->after);
    if (wish->facets && !facet_wish_is_empty(wish->facets))
        put_counts(world, wish->facets, out);
    buf_append_char(out, '}');
    return out->failed ? error_set(err, STATUS_NO_MEMORY, "search: out of memory") : STATUS_OK;
}

void search_scan_put(struct slice query, struct doc_key after, uint32_t k, struct buf *out)
{
    put_head(out, k, NOTHING_STORED); // the key is what they are sorted by
    buf_append_slice(out, query);
    buf_printf(out, ",\"sort\":[{\"key\":\"asc\"}],\"search_after\":[%" PRIu64 "]}", after.bits);
}
