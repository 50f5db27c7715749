// Who asks whom: matches counted by two fields at once, as a table of the values that have most.
//
// Every match is counted, whatever its type, as facets count: the total of a row or column is what the filter on its
// value finds, so that an exchange of several persons is in several, and once in the total of all.
#ifndef ANSWER_STATS_MATRIX_H
#define ANSWER_STATS_MATRIX_H

#include "answer/answer_json.h"
#include "answer/csv.h"
#include "answer/search_answer.h"

// What /api/v1/matrix takes.
extern const struct search_profile MATRIX_PROFILE;

// A side of the table: the values shown, most frequent first, then, where there are such exchanges, that without value.
struct matrix_side {
    enum field field;
    const struct group_margin *shown;
    size_t count;
    uint32_t distinct; // values there are in all
    uint64_t others;   // matches that have those not shown, once for each
};

struct matrix_answer {
    struct search_answer search;
    struct matrix_side rows, columns;
    // rows.count + 1 rows of columns.count + 1 numbers; the last of both are those of the values not shown, where a
    // match counts once for each pair of its values.
    const uint64_t *cells;
};

// Reads and runs. STATUS_INVALID: out->search.problems says what is wrong.
enum status matrix_answer_make(const struct search_tools *tools,
                               const struct search_profile *profile, struct parameter_list list,
                               struct matrix_answer *out, struct error *err) STATUS_NODISCARD;

void matrix_write_json(struct json_writer *json, const struct matrix_answer *matrix,
                       const struct answer_site *site);

// With a header; in both directions the others, in a row and column « (autres) », and the totals, « (total) ».
void matrix_write_csv(struct csv *csv, const struct matrix_answer *matrix);

#endif
