// The parameter champs: which members or columns of an exchange an answer shows.
#ifndef ANSWER_PARAMS_COLUMNS_H
#define ANSWER_PARAMS_COLUMNS_H

#include "answer/params/choice.h"

#include <stddef.h>

// Members of answers by name, in the order in which they were asked for.
enum { PARAMS_MAX_COLUMNS = 48 };
struct params_columns {
    const char *names[PARAMS_MAX_COLUMNS]; // static storage
    size_t count;                          // 0: all there are
};

// What can be chosen of: a hit of a search; an exchange in an export, as JSON or as CSV.
enum params_column_set { COLUMNS_OF_HIT, COLUMNS_OF_EXPORT };

// The number-th column of an export, as CSV has them, the first being 0; false behind the last. by_answer: with those
// of rows that are of one answer each.
bool params_columns_nth(size_t number, bool by_answer, enum field *out);

// Whether it is only of such rows.
bool params_columns_are_of_row(enum field field);

// Adds those that `value` names, each once; a problem is noted for a name that there is not. A hit has its id whatever
// else was chosen.
void params_columns_read(struct params_reader *reader, struct slice value,
                         enum params_column_set set, struct params_columns *out);

// Notes a problem for each that the rows which are wanted (par=reponse: of single answers) do not have.
void params_columns_check(struct params_reader *reader, const struct params_columns *columns,
                          bool by_answer);

#endif
