// Matches in groups, by minister, year…: how many, how many answered, how late, and how many in a thousand.
//
// Counted are written questions, as delays mean nothing elsewhere, unless the parameter `type` says which; where no
// exchange of the index has a type, all of them. Share and rate have a base: what the filters without the query
// describe, or all questions of the period (base=tout), always of the same types.
#ifndef ANSWER_STATS_STATS_H
#define ANSWER_STATS_STATS_H

#include "answer/search_answer.h"
#include "engine/deadline/deadline_rules.h"

// What /api/v1/stats takes.
extern const struct search_profile STATS_PROFILE;

// What is told where `mesures` is not given; with rules, MEASURE_LATE, too.
enum {
    STATS_DEFAULT_MEASURES = 1 << MEASURE_COUNT | 1 << MEASURE_ANSWERED | 1 << MEASURE_WAITING |
                             1 << MEASURE_MEDIAN | 1 << MEASURE_P90 | 1 << MEASURE_INTERVAL
};

// What the matches are related to: questions, and the words of their texts where a rate is of words.
struct stats_base {
    uint64_t words;
    uint32_t questions;
};

struct stats_answer {
    struct search_answer search; // its result's groups are those asked for
    const struct slice *types;   // that are counted because none was given
    size_t type_count;           // 0: given, or there are none
    unsigned measures;
    const struct deadline_rules *rules; // the operator's; NULL: there are none, and nothing is late
    const struct stats_base *bases;     // with rates: of each group; else NULL
    struct stats_base whole_base;
};

// Reads and runs; `by` is the field grouped by when none is given, FIELD_COUNT: none. STATUS_INVALID:
// out->search.problems says what is wrong.
enum status stats_answer_make(const struct search_tools *tools,
                              const struct search_profile *profile, struct parameter_list list,
                              enum field by, struct stats_answer *out,
                              struct error *err) STATUS_NODISCARD;

// Of one in how many thousands, and millions; 0 where the base is empty.
double stats_rate(uint64_t count, uint64_t base);
double stats_word_rate(uint64_t count, uint64_t words);

#endif
