// From a request's path to its route, and back to an address.
#ifndef SEARCHD_HANDLE_ADDRESS_H
#define SEARCHD_HANDLE_ADDRESS_H

#include "base/error.h"
#include "engine/changes/change.h"
#include "searchd/handle/handling.h"

// Sets route and tail from the request's path, which loses the path of --base-url if it has it. The route stays NULL
// where there is none.
void address_match(struct handling *handling);

// What looks like a form of an exchange ("/question/avis.txt") is the exchange of that whole name if there is one: sets
// route and tail anew. Needs the view; any status but STATUS_OK is the index's trouble.
enum status address_choose(struct handling *handling, struct error *err) STATUS_NODISCARD;

// Where a request leads whose link had something appended by trackers, from its arena; a NULL slice: nothing was, or
// programs ask there, or it would be too long for a header: then the request has lost those parameters.
struct slice address_without_trackers(struct handling *handling);

// Whether an exchange had this address, where none has it now, and is known to have gone.
bool address_tombstone(const struct handling *handling, struct tombstone *out);

#endif
