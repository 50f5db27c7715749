// The request target ("/recherche?q=eau&de=2023") taken apart.
#ifndef SEARCHD_HANDLE_TARGET_H
#define SEARCHD_HANDLE_TARGET_H

#include "answer/params.h"
#include "base/arena.h"
#include "base/error.h"
#include "searchd/handle/http.h"

enum {
    TARGET_MAX_LEN = 8000, // bytes; RFC 9110 asks for at least 8,000
};

// Fills request->path and what tells its slashes apart, and parameters from request->target. STATUS_TOO_LARGE over
// the limits. STATUS_INVALID when something decodes to control characters; all such parameters are listed in
// `problems`, and the request then holds what could be read.
enum status target_parse(struct http_request *request, struct arena *arena,
                         struct param_problems *problems, struct error *err) STATUS_NODISCARD;

#endif
