// What follows a commit: saved searches are matched, and a command of the operator's is told.
//
// The two calls stand around the writing of a run, with no writer open. Neither fails the run: what goes wrong is
// complained about, and done by the next run.
#ifndef INDEXER_ALERTS_ALERTS_H
#define INDEXER_ALERTS_ALERTS_H

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct alerts {
    const char *index;
    const char *folder;       // of saved searches; NULL: none
    const char *synonyms;     // a file; NULL: none but ours
    struct slice site;        // its address, for links; may be empty
    struct slice sender;      // of mails; empty: none are made
    const char *command;      // told after a commit; NULL: none
    unsigned command_seconds; // that it may take
    void (*complain)(void *context, const char *message);
    void (*found)(void *context, struct slice name, uint64_t finds, bool has_mail); // see match.h
    void *context;
    uint64_t generation; // before the run; 0: there was no index
};

// Matches what an earlier run left unmatched, and notes where the index stands.
void alerts_begin(struct alerts *alerts);

// Matches what the run has committed, and runs the command: with each night's lines on standard input that it has not
// taken yet; with nothing there after a commit that found nothing.
void alerts_end(const struct alerts *alerts);

#endif
