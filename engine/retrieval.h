// What is asked of the matches of a tree (match_tree.h), and what is found.
//
// These are the words of the seam (backend.h): whatever stores the postings is asked in them and answers in them.
#ifndef ENGINE_RETRIEVAL_H
#define ENGINE_RETRIEVAL_H

#include "base/slice.h"
#include "engine/field.h"
#include "engine/match_tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deadline_rules;

// One document of one generation. Only what made the key knows what is in it; in the order of their keys, documents
// stand in index order. Good for nothing in another generation.
struct doc_key {
    uint64_t bits;
};

enum search_sort {
    SORT_RELEVANCE,
    SORT_DATE_DESC, // of the question
    SORT_DATE_ASC,
    SORT_DELAY_DESC,
    SORT_DELAY_ASC,
    SORT_ANSWER_DESC, // of the answer; without one: last
    SORT_NEWS_DESC,   // by what was said last, question or answer
};

// Where a page starts: after this hit of the same search in the same generation.
struct search_after {
    bool given;
    int64_t key; // the hit's sort key
    struct doc_key doc;
};

// --- facets --------------------------------------------------------------------------------------

// What is to be counted.
struct facet_wish {
    uint32_t mask;  // 1u << FIELD_…
    uint32_t limit; // values a facet; 0: 10
    bool want_histogram, by_month;
    bool without_all; // the buckets' `documents` are not wanted: 0
    bool want_words;  // else the buckets' `words` are 0
};

static inline bool facet_wish_is_empty(const struct facet_wish *wish)
{
    return !wish->mask && !wish->want_histogram;
}

struct facet_value {
    struct slice value;
    uint32_t count;
};

// Most frequent values first; those of FIELD_DELAI are classes, shortest first: 0..30 31..60 61..120 >120
// aucun (not answered, or between dates that are not full).
struct facet {
    enum field field;
    const struct facet_value *values;
    size_t value_count;
    uint32_t distinct; // how many values there are in all
    uint64_t others;   // matches that have those not listed, once for each
};

struct histogram_bucket {
    uint32_t date;      // 20230000 or 20230600; DATE_NONE, the last: no month is known
    uint32_t count;     // matches
    uint32_t documents; // all documents of that time
    uint64_t words;     // of the matches' titles, questions and answers
};

struct facet_result {
    const struct facet *facets;
    size_t facet_count;
    const struct histogram_bucket *histogram;
    size_t histogram_count;
};

// --- groups --------------------------------------------------------------------------------------

enum {
    GROUP_MAX_FIELDS = 2,
    GROUP_MAX_GROUPS = 100000, // in one answer
};

// What the matches are to be grouped by: fields of values, years, statuses, classes of delay.
struct group_wish {
    const struct deadline_rules *late_by; // NULL: nothing is judged to be late
    uint32_t today;                       // a full date, with late_by
    bool is_wanted;
    bool want_words; // else the groups' `words` are 0
    enum field by[GROUP_MAX_FIELDS];
    size_t by_count; // 0: only the whole
};

// Matches that have the same values. One with several persons is in the group of each; by minister and office, in those
// of each minister with that minister's own portfolios.
struct exchange_group {
    struct slice value[GROUP_MAX_FIELDS]; // as facets have them; empty: they have none
    uint64_t words;                       // of titles, questions and answers
    uint32_t documents, answered, waiting;
    uint32_t uncovered; // whose source has no answers
    uint32_t delays;    // answered ones whose days are known: of these are
    double median;      // in days; of an even count the mean of the two in the middle
    int32_t p90;        // the least that nine tenths do not exceed
    bool
        has_interval; // enough delays are known; then the median's, at 95 % (engine/counts/delays.h):
    int32_t median_low, median_high;
    uint32_t judged; // of answered and waiting ones: a rule says by when; of these are
    uint32_t late_answered, late_waiting; // beyond that day, with `late_by`
    uint32_t first_date, last_date;       // of the questions; DATE_NONE: none is known
};

// The matches that have a value of one of the fields, each once, whatever they have of the other.
struct group_margin {
    struct slice value; // empty, the last: those that have none
    uint32_t documents;
};

struct group_result {
    const struct exchange_group *groups; // by value, as bytes; those without value last
    size_t count;
    struct exchange_group whole; // all matches, each once
    const struct group_margin *margins[GROUP_MAX_FIELDS];
    size_t margin_count[GROUP_MAX_FIELDS];
};

// --- series --------------------------------------------------------------------------------------

// Exchanges whose questions are nearly the same: put to several ministers, or put again.
struct exchange_series {
    struct slice id;               // the smallest of its members'
    const struct doc_key *members; // in the order of their ids
    size_t count;                  // 0: the exchange is in none; else 2 or more
};

// --- hits ----------------------------------------------------------------------------------------

struct retrieve_request {
    const struct match_node *root;
    enum search_sort sort;
    uint32_t k; // hits wanted after `after`; RETRIEVE_MAX_K at most
    struct search_after after;
    bool want_total;
    struct facet_wish facets;
    struct group_wish groups;
    bool by_series;      // of each series its best hit alone; totals, facets and groups count all
    bool will_read;      // documents of the hits, soon: a backend far away may bring them along
    bool is_late;        // and should, also where it does not know yet which they are
    uint32_t shown_from; // but not of those before
};

struct retrieve_hit {
    struct doc_key doc;
    int64_t key;  // larger is better; for search_after
    double score; // 0 unless sorted by relevance
};

// What the scores of documents are made of, whatever hits were sorted by.
struct explain_request {
    const struct match_node *root; // that they match; weighed
    const struct doc_key *docs;
    size_t count;
    double *
        parts; // out, of each document: what each scoring leaf of the tree gave (match_leaf_count), in the order in
               // which these stand in it
};

struct retrieve_result {
    uint64_t total;  // exact when it was wanted, else a lower bound
    uint64_t series; // by_series, where the total was wanted: as many as the hits of all pages
    const struct retrieve_hit *hits;
    size_t hit_count;
    struct facet_result facets;
    struct group_result groups;
};

#endif
