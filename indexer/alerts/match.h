// What is new in an index, for those who saved a search.
//
// The changes since the last match are asked of all saved searches, and what these find goes to the spool: a line of
// NDJSON a find for --after-commit, a mail an alert for those with an address. Each (alert, change) is found once.
#ifndef INDEXER_ALERTS_MATCH_H
#define INDEXER_ALERTS_MATCH_H

#include "base/error.h"
#include "base/slice.h"
#include "stemmer/synonyms.h"

#include <stdbool.h>
#include <stdint.h>

struct match_options {
    const char *index;
    const char *folder;                                   // of the alerts
    const struct synonyms *synonyms;                      // as searches have them; NULL: none
    struct slice site;                                    // its address, for links; may be empty
    struct slice sender;                                  // of mails; empty: none are made
    bool wants_lines;                                     // a command waits for them
    void (*complain)(void *context, const char *message); // about a saved search that cannot be run
    // A saved search that found so much, and whether a mail of it waits to be sent.
    void (*found)(void *context, struct slice name, uint64_t finds, bool has_mail);
    void *context;
};

// The first match of an index only notes where it is: what was there before is news for nobody. STATUS_OK as well
// where there is no index yet.
enum status match_new_changes(const struct match_options *options,
                              struct error *err) STATUS_NODISCARD;

#endif
