// What pages prepare and the indexer's `alerts receive` reads: a mail that asks for an alert by its subject,
// "alerte ?q=logement&ministre=Collin".
#ifndef ANSWER_ALERTS_SUBSCRIPTION_H
#define ANSWER_ALERTS_SUBSCRIPTION_H

#include "answer/params.h"
#include "base/buf.h"
#include "base/slice.h"

#include <stdbool.h>

#define SUBSCRIPTION_WORD "alerte"

enum {
    // What of a search's address an alert keeps: what it finds, not how it is shown.
    SUBSCRIPTION_PARAMS = PARAM_Q | PARAM_MODE | PARAM_FILTERS | PARAM_DATES | PARAM_FIELDS,
    SUBSCRIPTION_MAX_QUERY = 900, // bytes; a subject is one line of at most 998
};

// Whether a line of text is a mail address that is written to: plain ASCII, one '@', nothing quoted.
bool subscription_is_address(struct slice address);

// Appends the mailto: address of such a mail to `address`; nothing for a search that is empty or too long. ASCII, and
// safe in HTML attributes once '&' is escaped.
void subscription_append_mailto(struct buf *out, struct slice address,
                                const struct search_params *params);

#endif
