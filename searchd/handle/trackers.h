// Parameters that nobody asked with: what newsletters, social networks and analytics append to a link that passes
// through them (`utm_source`, `fbclid`), and what is left of an "&amp;" that was taken for an "&" (`amp;tri`).
#ifndef SEARCHD_HANDLE_TRACKERS_H
#define SEARCHD_HANDLE_TRACKERS_H

#include "answer/params.h"
#include "base/buf.h"

#include <stdbool.h>

// Whether there is anything of the kind among the parameters.
bool trackers_among(struct parameter_list parameters);

// Appends the query string ("?q=eau", or nothing) without them. "amp;tri=date" is "tri=date" unless `tri` is given as
// well, and nothing where `tri` is no parameter of ours.
void trackers_append_clean(struct buf *out, struct parameter_list parameters);

#endif
