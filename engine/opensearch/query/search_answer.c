// See search_answer.h.
//
// Every value is looked at before it is used: an answer may come from another version of the cluster, or from whatever
// else listens there. Numbers may come with or without a point.
#include "engine/opensearch/query/search_answer.h"

#include "engine/exchange.h"
#include "engine/opensearch/query/search_request.h"

#include <stdio.h>

static enum status not_an_answer(struct error *err, const char *what)
{
    return error_set(err, STATUS_CORRUPT, "the cluster answers without %s", what);
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// --- hits ----------------------------------------------------------------------------------------

// Nothing is half an answer: whatever is missing from one would be a wrong total.
enum status search_answer_check(const struct json *answer, struct error *err)
{
    const struct json *timed_out = json_at(answer, "timed_out"),
                      *shards = json_at(answer, "_shards");
    if (!json_is_boolean(timed_out) || !json_is(shards, JSON_NODE_OBJECT) ||
        !json_is(json_at(shards, "failed"), JSON_NODE_INTEGER) ||
        !json_is(json_at(shards, "total"), JSON_NODE_INTEGER))
        return not_an_answer(err, "saying how many of its shards did");
    if (json_is(timed_out, JSON_NODE_TRUE))
        return error_set(err, STATUS_IO, "the cluster ended the search before it was done");
    int64_t total = json_int_at(shards, "total"), good = json_int_at(shards, "successful");
    if (json_int_at(shards, "failed") > 0 || good < total)
        return error_set(err, STATUS_IO, "%lld of %lld shards of the cluster do not answer",
                         (long long)(total - good), (long long)total);
    return STATUS_OK;
}

static enum status read_hit(const struct json *hit, enum search_sort sort, double scale,
                            struct retrieve_hit *out, struct error *err)
{
    const struct json *key = json_nth(json_at(hit, "fields.key"), 0);
    const struct json *first = json_nth(json_at(hit, "sort"), 0);
    if (!json_is(key, JSON_NODE_INTEGER))
        return not_an_answer(err, "the key of a hit");
    if (!json_is_number(first))
        return not_an_answer(err, "what a hit was sorted by");
    int64_t value = json_is(first, JSON_NODE_INTEGER) ? first->integer : (int64_t)first->real;
    out->doc.bits = (uint64_t)json_as_integer(key);
    out->key = search_key_of(sort, value);
    out->score = sort == SORT_RELEVANCE ? (double)value / scale : 0;
    return STATUS_OK;
}

static enum status list_hits(const struct json *answer, const struct json **list, struct error *err)
{
    enum status status = search_answer_check(answer, err);
    *list = json_at(answer, "hits.hits");
    return status == STATUS_OK && !json_is(*list, JSON_NODE_LIST) ? not_an_answer(err, "hits")
                                                                  : status;
}

// The total, if there is one.
static enum status read_total(const struct json *answer, uint64_t *out, struct error *err)
{
    const struct json *total = json_at(answer, "hits.total");
    if (!total)
        return STATUS_OK;
    if (!slice_equal(json_text_at(total, "relation"), SLICE("eq")) ||
        !json_is(json_at(total, "value"), JSON_NODE_INTEGER))
        return not_an_answer(err, "an exact total");
    *out = (uint64_t)json_int_at(total, "value");
    return STATUS_OK;
}

enum status search_answer_hits(const struct json *answer, enum search_sort sort, double scale,
                               struct arena *arena, struct search_hits *out, struct error *err)
{
    const struct json *list;
    enum status status = list_hits(answer, &list, err);
    if (status != STATUS_OK)
        return status;
    size_t count = json_size(list);
    struct retrieve_hit *hits = arena_calloc(arena, count + 1, sizeof *hits);
    if (!hits)
        return no_memory(err);
    for (size_t i = 0; status == STATUS_OK && i < count; i++)
        status = read_hit(json_nth(list, i), sort, scale, &hits[i], err);
    *out = (struct search_hits){count, hits, count};
    return status == STATUS_OK ? read_total(answer, &out->total, err) : status;
}

enum status search_answer_keys(const struct json *answer, struct arena *arena,
                               struct search_keys *out, struct error *err)
{
    const struct json *list;
    enum status status = list_hits(answer, &list, err);
    if (status != STATUS_OK)
        return status;
    size_t count = json_size(list);
    struct doc_key *keys = arena_calloc(arena, count + 1, sizeof *keys);
    if (!keys)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct json *key = json_nth(json_at(json_nth(list, i), "sort"), 0);
        if (!json_is(key, JSON_NODE_INTEGER))
            return not_an_answer(err, "the key of a hit");
        keys[i].bits = (uint64_t)json_as_integer(key);
    }
    *out = (struct search_keys){count, keys, count};
    return read_total(answer, &out->total, err);
}

// --- counts --------------------------------------------------------------------------------------

static const struct json *counts_of(const struct json *answer, enum field field)
{
    char name[16];
    (void)snprintf(name, sizeof name, "f%d", (int)field);
    return json_at(json_at(answer, "aggregations"), name);
}

static enum status buckets_of(const struct json *counts, const struct json **out, struct error *err)
{
    *out = json_at(counts, "buckets");
    if (!json_is(*out, JSON_NODE_LIST))
        return not_an_answer(err, "the counts of a facet");
    if (json_int_at(counts, "sum_other_doc_count") > 0 ||
        json_int_at(counts, "doc_count_error_upper_bound") > 0)
        return error_set(err, STATUS_TOO_LARGE,
                         "Plus de %d valeurs à compter : restreignez la recherche.",
                         SEARCH_MAX_BUCKETS);
    return STATUS_OK;
}

static bool read_count(const struct json *bucket, uint32_t *out)
{
    const struct json *count = json_at(bucket, "doc_count");
    if (!json_is(count, JSON_NODE_INTEGER) || json_as_integer(count) < 0 ||
        json_as_integer(count) > UINT32_MAX)
        return false;
    *out = (uint32_t)json_as_integer(count);
    return true;
}

enum status search_answer_strings(const struct json *answer, enum field field, struct arena *arena,
                                  struct counted_strings *out, struct error *err)
{
    const struct json *buckets;
    enum status status = buckets_of(counts_of(answer, field), &buckets, err);
    if (status != STATUS_OK)
        return status;
    size_t count = json_size(buckets);
    *out = (struct counted_strings){arena_calloc(arena, count + 1, sizeof *out->values), count};
    if (!out->values)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct json *bucket = json_nth(buckets, i), *key = json_at(bucket, "key");
        if (!json_is(key, JSON_NODE_STRING) || !read_count(bucket, &out->values[i].count))
            return not_an_answer(err, "the value of a facet");
        out->values[i].value = json_text(key);
    }
    return STATUS_OK;
}

static enum status read_numbers(const struct json *counts, uint32_t *out, size_t count,
                                struct error *err)
{
    const struct json *buckets;
    enum status status = buckets_of(counts, &buckets, err);
    for (size_t i = 0; status == STATUS_OK && i < json_size(buckets); i++) {
        const struct json *bucket = json_nth(buckets, i), *key = json_at(bucket, "key");
        int64_t number = json_is(key, JSON_NODE_INTEGER) ? json_as_integer(key) : -1;
        if (number < 0 || (uint64_t)number >= count || !read_count(bucket, &out[number]))
            return not_an_answer(err, "the number of a facet");
    }
    return status;
}

static enum status read_delays(const struct json *answer, uint32_t *counts, struct error *err)
{
    const struct json *buckets;
    enum status status = buckets_of(counts_of(answer, FIELD_DELAY), &buckets, err);
    if (status != STATUS_OK)
        return status;
    bool is_good = json_size(buckets) == SEARCH_DELAY_CLASSES - 1;
    for (size_t i = 0; is_good && i < SEARCH_DELAY_CLASSES - 1; i++)
        is_good = read_count(json_nth(buckets, i), &counts[i]);
    is_good = is_good && read_count(json_at(answer, "aggregations.no_delay"),
                                    &counts[SEARCH_DELAY_CLASSES - 1]);
    return is_good ? STATUS_OK : not_an_answer(err, "the delays of a facet");
}

enum status search_answer_numbers(const struct json *answer, enum field field, uint32_t *counts,
                                  size_t count, struct error *err)
{
    if (field == FIELD_DELAY)
        return count == SEARCH_DELAY_CLASSES
                   ? read_delays(answer, counts, err)
                   : error_set(err, STATUS_INTERNAL, "search: other classes of delay");
    enum status status = read_numbers(counts_of(answer, field), counts, count, err);
    if (status != STATUS_OK || field != FIELD_STATUS)
        return status;
    // Stored as waiting, or, by older rules, as what they are.
    uint32_t uncovered, stored = counts[EXCHANGE_UNCOVERED];
    if (!read_count(json_at(answer, "aggregations.uncovered"), &uncovered) || uncovered < stored ||
        uncovered - stored > counts[EXCHANGE_WAITING])
        return not_an_answer(err, "the statuses of a facet");
    counts[EXCHANGE_WAITING] -= uncovered - stored;
    counts[EXCHANGE_UNCOVERED] = uncovered;
    return STATUS_OK;
}

enum status search_answer_months(const struct json *answer, struct arena *arena,
                                 struct counted_months *out, struct error *err)
{
    const struct json *buckets;
    enum status status = buckets_of(json_at(answer, "aggregations.months"), &buckets, err);
    if (status != STATUS_OK)
        return status;
    size_t count = json_size(buckets);
    *out = (struct counted_months){arena_calloc(arena, count + 1, sizeof *out->buckets), count};
    if (!out->buckets)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct json *bucket = json_nth(buckets, i), *key = json_at(bucket, "key");
        double date = json_as_number(key);
        if (!json_is_number(key) || date < 0 || date > 99991231 ||
            !read_count(bucket, &out->buckets[i].count))
            return not_an_answer(err, "a month of the histogram");
        out->buckets[i].date = (uint32_t)date;
        const struct json *words = json_at(bucket, "words.value"); // only if asked for
        if (words && (!json_is_number(words) || json_as_number(words) < 0))
            return not_an_answer(err, "the words of a month");
        out->buckets[i].words = words ? (uint64_t)json_as_number(words) : 0;
    }
    return STATUS_OK;
}
