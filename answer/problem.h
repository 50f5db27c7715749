// An answer that is not the one hoped for (RFC 9457): what is wrong, in French, and what would be right.
#ifndef ANSWER_PROBLEM_H
#define ANSWER_PROBLEM_H

#include "answer/json_writer.h"
#include "answer/params.h"
#include "base/slice.h"

struct problem {
    unsigned status;      // as HTTP numbers them
    const char *kind;     // the last part of `type`: "parametre-invalide"; static storage
    struct slice title;   // French, the same for every problem of this kind
    struct slice detail;  // French, about this one; may be empty
    struct slice restart; // where to start again (410); may be empty
    struct slice since;   // the moment at which what was here went (410); may be empty
    const struct param_problems *parameters; // may be NULL
};

// Which request it was about; empty members are left out.
struct problem_origin {
    struct slice site;       // address of the site, in front of `type`
    struct slice instance;   // the request's target
    struct slice request_id; // of the log
};

// What is wrong with parameters. `problems` is borrowed.
struct problem problem_from_parameters(const struct param_problems *problems);

// A cursor whose generation is gone; `restart` is the address of the same search from its start.
struct problem problem_from_stale_cursor(struct slice restart);

// Writes it as an object.
void problem_write(struct json_writer *json, const struct problem *problem,
                   const struct problem_origin *origin);

#endif
