// What a cluster answers to a search (search_request.h), read and checked.
//
// A hundred thousand hits are a hundred thousand small objects, and a facet may have as many strings: everything is
// borrowed from the answer's tree or put into the arena.
#ifndef ENGINE_OPENSEARCH_QUERY_SEARCH_ANSWER_H
#define ENGINE_OPENSEARCH_QUERY_SEARCH_ANSWER_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/opensearch/client/json.h"
#include "engine/retrieval.h"

struct search_hits {
    uint64_t total; // exact when it was asked for, else as many as there are hits
    const struct retrieve_hit *hits;
    size_t count;
};

// Whether all of the index was searched: STATUS_IO where a shard failed or the search ended before its time,
// STATUS_CORRUPT where it is no such answer.
enum status search_answer_check(const struct json *answer, struct error *err) STATUS_NODISCARD;

// The hits and the total of an answer that is whole.
enum status search_answer_hits(const struct json *answer, enum search_sort sort, double scale,
                               struct arena *arena, struct search_hits *out,
                               struct error *err) STATUS_NODISCARD;

// The keys, in their order, and the total of one that search_scan_put asked for.
struct search_keys {
    uint64_t total;
    const struct doc_key *keys;
    size_t count;
};
enum status search_answer_keys(const struct json *answer, struct arena *arena,
                               struct search_keys *out, struct error *err) STATUS_NODISCARD;

// How often each string of a column stands in the matches, the empty one included; of years, statuses and classes of
// delay, how often each number (field_number). STATUS_TOO_LARGE where there are more than a search may count.
struct counted_strings {
    struct facet_value *values;
    size_t count;
};
enum status search_answer_strings(const struct json *answer, enum field field, struct arena *arena,
                                  struct counted_strings *out, struct error *err) STATUS_NODISCARD;
enum { SEARCH_DELAY_CLASSES = 5 };
enum status search_answer_numbers(const struct json *answer, enum field field, uint32_t *counts,
                                  size_t count, struct error *err) STATUS_NODISCARD;

// The matches of each month or year that has any, yyyymm00, in order of time; yyyy0000 by month: no month is known.
struct counted_months {
    struct histogram_bucket *buckets;
    size_t count;
};
enum status search_answer_months(const struct json *answer, struct arena *arena,
                                 struct counted_months *out, struct error *err) STATUS_NODISCARD;

#endif
