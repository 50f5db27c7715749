// What the data lack, and what in them is odd: each a search, so that whoever reads the number can see the exchanges.
#ifndef SEARCHD_ASK_QUALITY_SERVICE_H
#define SEARCHD_ASK_QUALITY_SERVICE_H

#include "base/error.h"
#include "searchd/ask/context.h"

// Of which part of the page it is.
enum quality_kind { QUALITY_LACKS, QUALITY_ODD, QUALITY_SOURCE };

struct quality_finding {
    const char *key;   // for programs
    const char *label; // in French, continues « échanges »
    enum quality_kind kind;
    struct slice query; // that finds them
    uint64_t count;
    uint64_t among; // of how many it could be said
};

struct quality_answer {
    const struct quality_finding *findings; // all that are looked for, found or not
    size_t count;
};

enum status quality_service_answer(struct request_context *context, struct quality_answer *out,
                                   struct error *err) STATUS_NODISCARD;

#endif
