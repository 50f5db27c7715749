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

// What can be chosen of: a hit of a search; a document in an export as JSON; the same as CSV, which has no lists.
enum params_column_set { COLUMNS_OF_HIT, COLUMNS_OF_DOCUMENT, COLUMNS_OF_ROW };

// Adds those that `value` names, each once; a problem is noted for a name that there is not. A hit has its id whatever
// else was chosen.
void params_columns_read(struct params_reader *reader, struct slice value,
                         enum params_column_set set, struct params_columns *out);

#endif
