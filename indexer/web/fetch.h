// One address asked, politely: only for what has changed, for the rest of what is there, within limits.
#ifndef INDEXER_WEB_FETCH_H
#define INDEXER_WEB_FETCH_H

#include "base/error.h"
#include "indexer/web/address.h"
#include "indexer/web/partial.h"

#include <stdbool.h>
#include <stdint.h>

// What a server calls a version of what it has. Texts with a NUL; empty: it does not say.
struct validators {
    char etag[PARTIAL_MAX_VALIDATOR];
    char modified[64]; // a date as HTTP has it
};

struct fetch_options {
    const char *user_agent;
    uint64_t max_bytes;
    unsigned connect_ms, total_ms; // to be connected; for one answer
    unsigned slow_seconds;         // without a byte
    unsigned pause_ms;             // between two answers of a host
    unsigned max_wait_seconds;     // that a server may ask us to wait
    void *context;
    // Called now and then; total 0: nobody knows.
    void (*progress)(void *context, const char *url, uint64_t done, uint64_t total);
    bool (*is_interrupted)(void *context);
};

enum fetch_result {
    FETCH_BODY,        // is in the partial file, whole
    FETCH_SAME,        // as the validators say
    FETCH_UNREACHABLE, // there is no answer, or none that is a document
    FETCH_REFUSED,     // there is one, and it cannot be right
    FETCH_UNWRITTEN,   // it could not be written to the disk
    FETCH_INTERRUPTED,
};

struct fetch_request {
    struct address address;
    struct validators known; // both empty: whatever it is
    struct partial *partial;
};

struct fetch_answer {
    enum fetch_result result;
    char reason[ERROR_MESSAGE_SIZE]; // for all but the first two
    struct validators validators;    // of a body
};

struct fetcher;

// The options are borrowed until fetcher_close.
enum status fetcher_open(const struct fetch_options *options, struct fetcher **out,
                         struct error *err) STATUS_NODISCARD;
void fetcher_close(struct fetcher *fetcher); // NULL is fine

// Asks until there is an answer: through redirects on the same server, and again after a while when the server wants
// that. STATUS_NO_MEMORY; all else is an answer.
enum status fetch(struct fetcher *fetcher, const struct fetch_request *request,
                  struct fetch_answer *answer, struct error *err) STATUS_NODISCARD;

#endif
