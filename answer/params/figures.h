// What tables and charts are asked for: groups, measures, bases, the order of rows, what is set side by side.
#ifndef ANSWER_PARAMS_FIGURES_H
#define ANSWER_PARAMS_FIGURES_H

#include "answer/params/choice.h"
#include "base/slice.h"
#include "engine/field.h"
#include "engine/retrieval.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FIGURES_MAX_AXIS = 1000 }; // values of a side of a matrix

// What can be told of a group of exchanges.
enum measure {
    MEASURE_COUNT,
    MEASURE_ANSWERED,
    MEASURE_WAITING,
    MEASURE_MEDIAN, // of the delay, in days
    MEASURE_P90,
    MEASURE_RATE, // in a thousand questions
    MEASURES_END, // as many as there are
};

// What rows of a table are sorted by.
enum row_sort {
    ROW_SORT_COUNT,
    ROW_SORT_SHARE, // answered
    ROW_SORT_MEDIAN,
    ROW_SORT_P90,
    ROW_SORT_WAITING,
    ROW_SORT_VALUE, // the group itself
};

// Zeroed memory: nothing was given.
struct figures_params {
    enum field by[GROUP_MAX_FIELDS];
    size_t by_count;
    unsigned measures; // 1u << enum measure; 0: not given
    bool base_is_all;  // base=tout
    enum row_sort row_sort;
    bool row_sort_given, rows_ascend;
    enum field sides[2];   // of a matrix, rows and columns; FIELD_TITLE, which is never one: not given
    uint32_t side_most[2]; // values of each; 0: not given
};

// One parameter each, by the name that the table of parameters gives it; what is wrong becomes a problem.
typedef void figures_reader(struct params_reader *reader, struct slice value,
                            struct figures_params *out);
figures_reader figures_read_groups, figures_read_measures, figures_read_base, figures_read_row_sort;
figures_reader figures_read_rows, figures_read_columns, figures_read_most_rows,
    figures_read_most_columns;

// The value of `tri` that sorts rows so. Static storage.
const char *figures_row_sort_name(enum row_sort sort, bool ascends);

// The name of a measure in `mesures` and in answers. Static storage.
const char *figures_measure_name(enum measure measure);

#endif
