// Reading and verifying a whole index.
#ifndef ENGINE_READ_INDEX_CHECK_H
#define ENGINE_READ_INDEX_CHECK_H

#include "base/error.h"
#include "engine/index_info.h"

#include <stdint.h>

struct index_check_result {
    uint64_t generation;
    uint64_t segments, documents, terms, postings, positions, sources;
    uint64_t problems; // 0: the index is sound
};

// Reads everything a search could read of the newest generation and compares: the structure of the
// file; seals of all blobs and
// dictionary blocks; order, bounds and weights of all postings; positions within their fields; every
// live document's record against its id, hash and columns; counts of the manifest; source records.
// `report` is called once per problem found, `problem` lives only during the call. The status says whether
// the check could be carried out (STATUS_CORRUPT: so damaged that it could not go on), not its result.
// options may be NULL.
enum status index_check(const char *path, const struct index_options *options,
                        void (*report)(void *context, const char *problem), void *context,
                        struct index_check_result *out, struct error *err) STATUS_NODISCARD;

#endif
