// A mail of ours: RFC 5322, plain text in UTF-8, whatever stands in it.
#ifndef INDEXER_ALERTS_MESSAGE_H
#define INDEXER_ALERTS_MESSAGE_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdint.h>

struct message {
    struct slice from, to; // addresses that subscription_is_address
    struct slice subject;  // any text
    struct slice id; // of Message-ID, without '@' and what follows: letters, digits, '.' and '-'
    struct slice
        unsubscribe;   // the subject of the mail that ends these, such letters; empty: none does
    struct slice body; // lines of any length
    int64_t date;      // seconds since 1970
};

// Appends a line with who gets it, then the mail. Lines end in \n, as sendmail takes them.
void message_write(const struct message *message, struct buf *out);

#endif
