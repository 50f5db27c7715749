// What became of documents: the changes of the index (engine/changes/change.h) as a request asks for them.
#ifndef SEARCHD_ASK_CHANGES_SERVICE_H
#define SEARCHD_ASK_CHANGES_SERVICE_H

#include "answer/params.h"
#include "base/error.h"
#include "searchd/ask/context.h"

struct changes_answer {
    struct search_params params;
    struct param_problems problems;
    struct change_list found; // oldest first
    bool is_more;             // there are some after these
    struct slice place;       // a cursor: where to go on, also when there is nothing more yet
};

enum { CHANGES_DEFAULT_LIMIT = 1000 };

// For harvesters, with PARAM_CHANGES, PARAM_CURSOR and what else the route knows. STATUS_INVALID: `problems` says what
// is wrong. STATUS_NOT_FOUND: something between where the request wants to begin and what is kept has been dropped, or
// the cursor is of another index, or of a later state of this one; out->place is then the present end.
enum status changes_service_answer(struct request_context *context, unsigned known,
                                   struct changes_answer *out, struct error *err) STATUS_NODISCARD;

#endif
