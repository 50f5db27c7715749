// The indices of a cluster that make one of ours: what their documents look like, which is this backend's format.
//
// NAME-<hex> holds the documents, each version of one for itself: `_id` is id@since. NAME-meta holds the rest, each
// record written once, of which the latest counts; and the generation document (generation.h), which says what of both
// there is. A number `since` is the generation that a version came with, `until` the one that ended it.
#ifndef ENGINE_OPENSEARCH_WRITE_MAPPING_H
#define ENGINE_OPENSEARCH_WRITE_MAPPING_H

#include "base/slice.h"

#include <stdint.h>

enum { CLUSTER_FORMAT_VERSION = 1 };

// `until` of what lives.
#define CLUSTER_ALIVE ((uint64_t)1 << 62)

// The bodies of the requests that make the two.
struct slice mapping_of_documents(void);
struct slice mapping_of_meta(void);

#endif
