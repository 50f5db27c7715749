// What people coming from other interfaces write for a parameter, and what it is called here.
#ifndef ANSWER_PARAMS_HINT_H
#define ANSWER_PARAMS_HINT_H

#include "base/slice.h"

// Our name for a foreign one, in any case; empty where it is not known. Static storage.
struct slice params_hint(struct slice name);

#endif
