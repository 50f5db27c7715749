// What an index says of itself, and how it is opened.
#ifndef ENGINE_INDEX_INFO_H
#define ENGINE_INDEX_INFO_H

#include <stddef.h>
#include <stdint.h>

struct index_options {
    size_t map_size_bytes; // 0: the default
    unsigned max_readers;  // threads that will read at once; 0: 126
};

// Of one generation.
struct index_info {
    uint64_t generation;
    uint64_t documents; // live ones
    uint64_t deleted;   // still taking space
    uint32_t segments;
    int64_t commit_time;      // seconds since 1970
    const char *analyzer;     // "french-3"
    uint64_t tokens;          // positions in all live and deleted documents
    uint64_t bytes_postings;  // documents and weights; with positions and dictionary: comparable to
    uint64_t bytes_positions; // other engines' size without stored text
    uint64_t bytes_dictionary;
    uint64_t bytes_columns;
    uint64_t bytes_documents; // stored text
    uint64_t file_bytes;      // of the whole file, when this generation was opened
};

#endif
