// Parameters that nobody asked with: what newsletters, social networks and analytics append to a link that passes
// through them (`utm_source`, `fbclid`), and what is left of an "&amp;" that was taken for an "&" (`amp;tri`).
#ifndef SEARCHD_HANDLE_TRACKERS_H
#define SEARCHD_HANDLE_TRACKERS_H

#include "answer/params.h"
#include "base/arena.h"

#include <stdbool.h>

// Whether there is anything of the kind among the parameters.
bool trackers_among(struct parameter_list parameters);

// The list without them, from the arena; items NULL without memory. "amp;tri=date" is "tri=date" unless `tri` is given
// as well, and nothing where `tri` is no parameter of ours.
struct parameter_list trackers_without(struct parameter_list parameters, struct arena *arena);

#endif
