// How many calls in a row went: the first failure stays, with its message.
//
// For those who ask once at the end. What comes after a failure may fail for want of what that one left undone; its
// status and its message say less, and must not take the place of the first.
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct outcome {
    struct error *err;  // of the caller; may be NULL
    enum status status; // the first failure
};

static inline bool outcome_failed(const struct outcome *outcome)
{
    return outcome->status != STATUS_OK;
}

// Where the next call leaves its message: nowhere once there is one.
static inline struct error *outcome_error(const struct outcome *outcome)
{
    return outcome_failed(outcome) ? NULL : outcome->err;
}

// Notes how a call went. True while nothing has failed.
static inline bool outcome_note(struct outcome *outcome, enum status status)
{
    if (!outcome_failed(outcome))
        outcome->status = status;
    return !outcome_failed(outcome);
}

#endif
