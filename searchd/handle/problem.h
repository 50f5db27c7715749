// Which problem a status of the engine is to the public, and problems as responses; as pages: page_error.
#ifndef SEARCHD_HANDLE_PROBLEM_H
#define SEARCHD_HANDLE_PROBLEM_H

#include "answer/problem.h"
#include "engine/changes/change.h"
#include "searchd/ask/context.h"
#include "searchd/handle/http.h"

// The problem that a status of the engine stands for, for this request: INVALID 400, NOT_FOUND 404,
// TOO_LARGE 400, NO_MEMORY, BUSY, IO, FULL, CORRUPT, VERSION 503, INTERNAL 500. What is no business
// of the public (paths, system errors) stays out of `detail`.
struct problem problem_from_error(enum status status, const struct error *err);

// Why the index cannot be read, said to the public: always 503. `err` outlives the problem.
struct problem problem_from_index(enum status status, const struct error *err);

// What stood at an address and has gone from the index: 410, with the day.
struct problem problem_from_tombstone(const struct tombstone *tombstone, struct arena *arena);

// Fills the response with application/problem+json.
void problem_render(const struct request_context *context, const struct problem *problem,
                    struct http_response *response);

#endif
