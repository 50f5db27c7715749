// Reading the values that a search is narrowed to, each as its field has them.
#ifndef ANSWER_PARAMS_FILTER_H
#define ANSWER_PARAMS_FILTER_H

#include "answer/params/choice.h"

// Whether the field may have that value, which is then as it is searched for; false, with a problem noted, when it may
// not.
bool params_filter_read(struct params_reader *reader, enum field field, struct slice *value);

#endif
