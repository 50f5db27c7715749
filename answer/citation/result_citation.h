// The citation of a result: by which anybody can tell later, from a dump of that day, whether it is the same.
//
// It is the set that counts, not its order: how many exchanges, and the SHA-256 of their identifiers, sorted by bytes,
// a newline behind each; `jq -r .id | LC_ALL=C sort | sha256sum` makes the same of an export.
#ifndef ANSWER_CITATION_RESULT_CITATION_H
#define ANSWER_CITATION_RESULT_CITATION_H

#include "answer/citation/sha256.h"
#include "answer/search_answer.h"

struct result_citation {
    uint64_t count;
    char sha256[SHA256_HEX_LEN + 1]; // NUL at its end
};

// Parameters that choose exchanges, and no others.
extern const struct search_profile RESULT_CITATION_SEARCH;

// Of all that match, those that `limit` leaves out included.
enum status result_citation_make(const struct search_tools *tools,
                                 const struct search_request *request, struct result_citation *out,
                                 struct error *err) STATUS_NODISCARD;

// The name of the dump of a generation that was committed at that moment: "hemicycle-2026-11-28-12.ndjson".
enum { DUMP_NAME_SIZE = 64 };
void dump_name(int64_t commit_time, uint64_t generation, char out[DUMP_NAME_SIZE]);

#endif
