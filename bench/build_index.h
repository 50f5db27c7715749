// Indexing a file of one document a line, timed: the same work that the other engines' drivers do.
#ifndef BENCH_BUILD_INDEX_H
#define BENCH_BUILD_INDEX_H

#include "base/error.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct build_request {
    const char *index; // folder, created
    const char *texts; // one document a line
    enum analyzer_kind analyzer;
    size_t memory_bytes;   // 0: the writer's default
    size_t map_size_bytes; // 0: the default
    unsigned threads;
    bool optimize;
    bool nights; // then a tenth of the documents changes, in seven commits: an index as it is used
    uint64_t first; // number in the id of the first document
};

struct build_result {
    uint64_t documents;
    double seconds;          // from the first document to the last commit
    double optimize_seconds; // merging and reordering after that
    uint64_t max_rss_bytes;  // the most memory resident at any time, the index's pages included
};

// Documents get the ids d0, d1 …; their text is the question of an exchange. An index that is there
// already is added to.
enum status build_index(const struct build_request *request, struct build_result *out,
                        struct error *err) STATUS_NODISCARD;

#endif
