// What tables and charts are asked for: groups, measures, bases, the order of rows, what is set side by side.
#ifndef ANSWER_PARAMS_FIGURES_H
#define ANSWER_PARAMS_FIGURES_H

#include "answer/params/choice.h"
#include "base/buf.h"
#include "base/slice.h"
#include "engine/field.h"
#include "engine/retrieval.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FIGURES_MAX_AXIS = 1000,  // values of a side of a matrix
    FIGURES_MAX_COMPARED = 5, // of one kind
};

// What can be told of a group of exchanges.
enum measure {
    MEASURE_COUNT,
    MEASURE_ANSWERED,
    MEASURE_WAITING,
    MEASURE_MEDIAN, // of the delay, in days
    MEASURE_P90,
    MEASURE_INTERVAL,  // of the median
    MEASURE_LATE,      // by the operator's rules
    MEASURE_RATE,      // in a thousand questions
    MEASURE_WORD_RATE, // in a million words
    MEASURES_END,      // as many as there are
};

// What rows of a table are sorted by.
enum row_sort {
    ROW_SORT_COUNT,
    ROW_SORT_SHARE, // answered
    ROW_SORT_MEDIAN,
    ROW_SORT_P90,
    ROW_SORT_LATE, // answered late
    ROW_SORT_OVERDUE,
    ROW_SORT_WAITING,
    ROW_SORT_VALUE, // the group itself
};

// What a chart over time has a point for.
enum figures_step { STEP_AUTO, STEP_YEAR, STEP_MONTH };

// From the first day of the one date to the last of the other.
struct figures_period {
    uint32_t from, to;
};

// Zeroed memory: nothing was given.
struct figures_params {
    enum field by[GROUP_MAX_FIELDS];
    size_t by_count;
    unsigned measures;     // 1u << enum measure; 0: not given
    bool base_is_all;      // base=tout, where filtres is the default
    bool base_is_filtered; // base=filtres, where tout is
    bool wants_words;      // mots=1
    enum row_sort row_sort;
    bool row_sort_given, rows_ascend;
    enum field
        sides[2]; // of a matrix, rows and columns; FIELD_TITLE, which is never one: not given
    uint32_t side_most[2];                     // values of each; 0: not given
    struct slice themes[FIGURES_MAX_COMPARED]; // queries to compare
    size_t theme_count;
    struct figures_period periods[FIGURES_MAX_COMPARED];
    size_t period_count;
    bool shows_rate; // mesure=pour_mille
    enum figures_step step;
};

// One parameter each, by the name that the table of parameters gives it; what is wrong becomes a problem.
typedef void figures_reader(struct params_reader *reader, struct slice value,
                            struct figures_params *out);
figures_reader figures_read_groups, figures_read_measures, figures_read_base,
    figures_read_time_base, figures_read_words, figures_read_row_sort;
figures_reader figures_read_theme, figures_read_period_compared, figures_read_shown_measure,
    figures_read_step;
figures_reader figures_read_rows, figures_read_columns, figures_read_most_rows,
    figures_read_most_columns;

// The value of `tri` that sorts rows so. Static storage.
const char *figures_row_sort_name(enum row_sort sort, bool ascends);

// Appends a period as `periode` takes it: 2019, or 2019-01..2019-06.
void figures_append_period(struct buf *out, struct figures_period period);

// The value of `par` for a step; empty for STEP_AUTO. Static storage.
const char *figures_step_name(enum figures_step step);

// The name of a measure in `mesures` and in answers. Static storage.
const char *figures_measure_name(enum measure measure);

#endif
