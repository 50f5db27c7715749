// What the client or the cache has already: tags, dates and keys of an answer, known before it is made.
#ifndef SEARCHD_HANDLE_KNOWN_H
#define SEARCHD_HANDLE_KNOWN_H

#include "searchd/handle/handling.h"

#include <stdbool.h>
#include <stdint.h>

// Computes tag and key for the generation at hand; true when the client or the cache has the answer already, which is
// taken then. `will_ask_again`: known_find_meanwhile follows where there is none.
bool known_find(struct handling *handling, bool will_ask_again);

// While it waited, somebody else may have asked the same, or a new generation may have come.
bool known_find_meanwhile(struct handling *handling);

// What Last-Modified says; 0: nothing. Not of what changes with the day, nor where one address has several
// representations, which a date does not tell apart, nor of what lies ahead (RFC 9110, 8.8.2.1).
int64_t known_modified(const struct handling *handling);

// Whether the client has what has not changed since (RFC 9110, 13.1.3): asked only where no tag was sent.
bool known_is_unmodified(const struct handling *handling);

// Gives a good answer to the cache, but not before its time is past: the stored answer says since when it holds.
void known_store(struct handling *handling);

#endif
