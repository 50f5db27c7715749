// An answer that is not the one hoped for: RFC 9457, rendered as JSON by problem.c and as a page by
// page_error.
#ifndef SEARCHD_PROBLEM_H
#define SEARCHD_PROBLEM_H

#include "base/slice.h"
#include "searchd/context.h"
#include "searchd/http.h"
#include "answer/params.h"

struct problem {
    unsigned status;      // HTTP status
    const char *kind;     // the last part of `type`: "parametre-invalide"; static storage
    struct slice title;   // French, the same for every problem of this kind
    struct slice detail;  // French, about this one; may be empty
    struct slice restart; // where to start again (410); may be empty
    const struct param_problems *parameters; // may be NULL
};

// The problem that a status of the engine stands for, for this request: INVALID 400, NOT_FOUND 404,
// TOO_LARGE 400, NO_MEMORY, BUSY, IO, FULL, CORRUPT, VERSION 503, INTERNAL 500. What is no business
// of the public (paths, system errors) stays out of `detail`.
struct problem problem_from_error(enum status status, const struct error *err);

// Why the index cannot be read, said to the public: always 503.
struct problem problem_from_index(enum status status);

// Fills the response with application/problem+json.
void problem_render(const struct request_context *context, const struct problem *problem,
                    struct http_response *response);

#endif
