// Handing the mails of the spool to the MTA, through its sendmail interface.
#ifndef INDEXER_ALERTS_SEND_H
#define INDEXER_ALERTS_SEND_H

#include "base/error.h"
#include "base/slice.h"

#include <stddef.h>

struct send_options {
    const char *folder;   // of the alerts
    const char *sendmail; // the program
    struct slice sender;  // to whom bounces go
    void (*complain)(void *context,
                     const char *message); // of a mail, named by its alert, never by its address
    void *context;
};

struct send_counts {
    size_t sent, refused, kept; // refused: by the MTA, for good; kept: for the next time
};

// Hands each mail over once; one that was handed over when the machine stopped goes again, under the same Message-ID.
enum status send_mails(const struct send_options *options, struct send_counts *counts,
                       struct error *err) STATUS_NODISCARD;

#endif
