// Two to five themes, values of one field, or periods, counted over time side by side.
//
// A series is a search; where `mode` does not say otherwise, all words are required, as a number that holds exchanges
// without them would say nothing. What is not compared filters all series alike. Every type counts.
#ifndef ANSWER_STATS_COMPARE_H
#define ANSWER_STATS_COMPARE_H

#include "answer/csv.h"
#include "answer/search_answer.h"

// What /comparer takes.
extern const struct search_profile COMPARE_PROFILE;

enum compare_kind {
    COMPARE_NOTHING, // asked for yet
    COMPARE_THEMES,
    COMPARE_VALUES,
    COMPARE_PERIODS, // each from its own beginning on
};

struct compare_point {
    uint32_t count; // exchanges of that year or month
    uint32_t base;  // questions of which they are
};

struct compare_series {
    struct slice label;          // the theme or the value; of a period its parameter
    struct search_params search; // whose `total` it is
    struct search_result result;
    uint32_t first; // year or month of its first point, see compare_date
    struct compare_point *points;
    size_t count;
    uint64_t base; // questions of which its total is
};

struct compare_answer {
    struct search_params params;
    struct param_problems problems; // none unless STATUS_INVALID was returned
    enum compare_kind kind;
    enum field field; // of COMPARE_VALUES
    bool by_month;
    bool has_rates; // false: every exchange counts, so that a rate is 1,000 everywhere
    struct compare_series series[FIGURES_MAX_COMPARED];
    size_t count;
    size_t steps; // points of the longest series
};

// Reads and runs. STATUS_INVALID: out->problems says what is wrong.
enum status compare_answer_make(const struct search_tools *tools,
                                const struct search_profile *profile, struct parameter_list list,
                                struct compare_answer *out, struct error *err) STATUS_NODISCARD;

// The year or month of a series' point, as a partial date.
uint32_t compare_date(const struct compare_answer *compare, const struct compare_series *series,
                      size_t point);

// The search that finds just the exchanges of a point.
void compare_point_search(const struct compare_answer *compare, const struct compare_series *series,
                          size_t point, struct search_params *out);

// A row for each point of each series, with a header; `decimal` stands in numbers that are no integers.
void compare_write_csv(struct csv *csv, const struct compare_answer *compare);

#endif
