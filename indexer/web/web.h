// sync of addresses: asks, and hands what is new to the ingest.
//
// What is remembered of an address is committed with its documents, so a run that is killed anywhere asks again for
// what it has not got. An answer that is no document, or none at all, changes nothing.
#ifndef INDEXER_WEB_WEB_H
#define INDEXER_WEB_WEB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/map.h"
#include "indexer/ingest/ingest.h"
#include "indexer/web/fetch.h"

#include <stdbool.h>
#include <stdint.h>

struct web_options {
    const char *index;     // its folder
    const char *contact;   // of the operator, for the servers' operators; may be empty
    uint64_t max_bytes;    // of a download; 0: the default
    unsigned kept_percent; // of an address's documents that have to be there again
    void *context;
    void (*progress)(void *context, const char *url, uint64_t done, uint64_t total); // may be NULL
    bool (*is_interrupted)(void *context);
};

struct web_list; // that was read in this run

struct web {
    struct ingest *ingest;
    struct web_options options;
    struct fetch_options fetching;
    struct fetcher *fetcher; // NULL until something is asked
    struct claims_gone gone;
    struct map taken, held; // addresses: that were dealt with; that gave much less than before
    struct web_list *lists;
    struct arena arena;
};

// The ingest need not be open yet, but when something is asked.
void web_open(struct web *web, struct ingest *ingest, const struct web_options *options);
void web_close(struct web *web);

// Removes what is left of downloads that nobody went on with for a day. For who has the writer.
void web_tidy(const struct web *web);

// Notes an address that the operator names, and gives the spelling that it is recorded under; borrowed from the web.
// Before any web_sync. STATUS_INVALID, saying why.
enum status web_name(struct web *web, const char *text, struct slice *url,
                     struct error *err) STATUS_NODISCARD;

// Asks for it, and for what it lists. STATUS_BUSY: interrupted.
enum status web_sync(struct web *web, struct slice url, struct error *err) STATUS_NODISCARD;

// The same for a file that lists addresses, or did the last time; *is_list tells whether it is one, else nothing is
// done. The path has a NUL after it, which is not counted.
enum status web_sync_file(struct web *web, struct slice path, bool *is_list,
                          struct error *err) STATUS_NODISCARD;

// After sync_finish: remembers the lists as they are now.
enum status web_settle(struct web *web, struct error *err) STATUS_NODISCARD;

#endif
