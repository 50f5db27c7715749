// Why a parameter is refused, in words: all of them in one place, in each language that they are said in
// (engine/search/query/refusal.h has those of the query itself).
#ifndef ANSWER_PARAMS_REFUSAL_H
#define ANSWER_PARAMS_REFUSAL_H

#include "base/arena.h"
#include "base/program.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PARAMS_MAX_PROBLEMS = 16,
    PARAMS_MAX_TEXT_LEN = 4000, // bytes of a text
};

// One thing wrong with one parameter.
struct param_problem {
    struct slice parameter; // as sent
    struct slice detail;    // a whole sentence
    struct slice nearest;   // the nearest valid name or value; empty when there is none
};

struct param_problems {
    struct param_problem items[PARAMS_MAX_PROBLEMS];
    size_t count; // at most PARAMS_MAX_PROBLEMS; further ones are dropped
};

// Adds a problem found elsewhere (a cursor, the query itself).
void params_add_problem(struct param_problems *problems, struct slice parameter,
                        struct slice detail, struct slice nearest);

// The parameter being read.
struct params_reader {
    struct param_problems *problems;
    struct arena *arena;
    enum language language; // of what is wrong
    struct slice name;
};

// What is said of a value that is not text.
struct slice refusal_value_not_text(enum language language);

// What is said of the `cursor` of a list that is no more.
struct slice refusal_stale_cursor(enum language language);

// Each adds a problem with the parameter being read, and proposes the nearest valid value where there is one.
void refuse_choice(struct params_reader *reader, struct slice value, struct slice possible,
                   struct slice nearest);
void refuse_number(struct params_reader *reader, struct slice value, uint32_t low, uint32_t high,
                   struct slice nearest);
void refuse_long_text(struct params_reader *reader);
void refuse_date(struct params_reader *reader, struct slice value);
void refuse_part_of_day(struct params_reader *reader);
void refuse_repeated(struct params_reader *reader);
void refuse_unknown(struct params_reader *reader, struct slice nearest, struct slice possible);
void refuse_many_filters(struct params_reader *reader, unsigned most);
void refuse_many_groups(struct params_reader *reader);
void refuse_many_compared(struct params_reader *reader, unsigned most);
void refuse_period(struct params_reader *reader, struct slice value);

// The same with the parameter that is at fault where two do not go together.
void refuse_column(struct params_reader *reader, const char *column, bool by_answer);
void refuse_backward_period(struct params_reader *reader, struct slice from);
void refuse_since_and_cursor(struct params_reader *reader);
void refuse_offset_and_cursor(struct params_reader *reader);
void refuse_far_page(struct params_reader *reader, unsigned most);
void refuse_foreign_cursor(struct params_reader *reader);
void refuse_cursor_of_another_search(struct params_reader *reader);
void refuse_cursor_of_partials(struct params_reader *reader);

#endif
