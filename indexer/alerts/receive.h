// Mails to the alerts' address: somebody asks for an alert, confirms it, or ends it.
//
// What is asked stands in the subject, as our pages and mails prepare it:
//
//     alerte ?q=logement&ministre=Collin       asks; the sender is sent a signed token
//     Confirmer ID SIGNATURE                   confirms, within 48 hours: the saved search is written
//     desinscription NAME SIGNATURE            ends one: its file is removed
//
// Anybody may write as anybody: only who received our mail can have the token. What a machine sent is never answered
// and confirms nothing; but it may end an alert, which mail programs do for their owners.
#ifndef INDEXER_ALERTS_RECEIVE_H
#define INDEXER_ALERTS_RECEIVE_H

#include "base/error.h"
#include "base/slice.h"
#include "stemmer/synonyms.h"

#include <stdint.h>

enum {
    RECEIVE_HOURS = 48,        // that a token is good for
    RECEIVE_MOST_OF_ONE = 5,   // requests of an address a day
    RECEIVE_MOST_OF_ALL = 500, // and of all
};

enum receipt {
    RECEIPT_IGNORED,   // none of these, or sent by a machine
    RECEIPT_REFUSED,   // a wrong, old or used token, or a search that nobody can answer
    RECEIPT_LIMITED,   // too many requests today
    RECEIPT_ASKED,     // the sender is asked to confirm
    RECEIPT_CONFIRMED, // the saved search is there
    RECEIPT_ENDED,     // it is gone
};

struct receive_options {
    const char *index;
    const char *folder;
    const struct synonyms *synonyms;
    struct slice site, sender; // as struct alerts; sender is ours
    int64_t now;               // seconds since 1970
};

// Acts on a mail, of which `text` is the beginning. Only our own troubles are failures: the mail is to come again then.
enum status receive_mail(const struct receive_options *options, struct slice text,
                         enum receipt *out, struct error *err) STATUS_NODISCARD;

// "ignoré"… for people. Static storage.
const char *receipt_name(enum receipt receipt);

#endif
