// What a file of JSON that is read in parts has shown so far: only its end tells whether it is whole.
#ifndef INDEXER_SOURCES_JSON_COURSE_H
#define INDEXER_SOURCES_JSON_COURSE_H

#include <stdbool.h>
#include <stdint.h>

// All zero before the first part.
struct json_course {
    bool has_more;  // a part follows; whoever reads the parts says so
    bool was_lost;  // something is no object: brackets and rows may have been passed over with it
    unsigned open;  // lists around the objects that have begun and not ended
    char last_byte; // that is not white space
    // Since the last record that counts them, or the beginning:
    uint64_t rows; // of documents, right or wrong
    uint64_t gone; // ids that a dump tells of as gone
    bool is_dated; // something stands only in dated dumps, which have such a record
};

// Whether the file ends within a list. Where brackets were passed over, its last byte has to do.
static inline bool json_course_is_cut(const struct json_course *course)
{
    return course->open > 0 && !(course->was_lost && course->last_byte == ']');
}

#endif
