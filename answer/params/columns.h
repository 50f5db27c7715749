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

// Adds those that `value` names, each once; a problem is noted for a name that there is not. A hit has its id whatever
// else was chosen.
void params_columns_read(struct params_reader *reader, struct slice value,
                         enum params_column_set set, struct params_columns *out);

// Whether it is a member that only rows of single answers have (par=reponse), or only rows of whole exchanges.
bool params_column_is_of_answer(const char *name);
bool params_column_is_of_exchange(const char *name);

#endif
