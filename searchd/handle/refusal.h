// What a request is told that is not answered: as a page for people, as a problem document (RFC 9457) for programs.
//
// Each takes back what was written of an answer.
#ifndef SEARCHD_HANDLE_REFUSAL_H
#define SEARCHD_HANDLE_REFUSAL_H

#include "searchd/handle/handling.h"
#include "searchd/handle/problem.h"

// Whether trouble is told as a page: on the pages' addresses, and on unknown ones to a browser.
bool refusal_is_for_people(const struct handling *handling);

// Any problem.
void refusal_write(struct handling *handling, const struct problem *problem);

// 503: there is no index to read, or what was read in it cannot be believed. What was answered so far is given up.
void refusal_index(struct handling *handling, enum status status, const struct error *err);

// 429: the client has used more than its share of the processors.
void refusal_busy_client(struct handling *handling, unsigned wait_seconds);

// 400, with `detail` in French.
void refusal_request(struct handling *handling, struct slice detail);

// 400 or 414: the target cannot be taken apart.
void refusal_target(struct handling *handling, enum status status, const struct error *err);

// 405 and 406.
void refusal_method(struct handling *handling);
void refusal_type(struct handling *handling);

#endif
