// Runs a parser over a text and keeps what it said, for the tests of the source formats.
#ifndef TESTS_INDEXER_SOURCE_PROBE_H
#define TESTS_INDEXER_SOURCE_PROBE_H

#include "indexer/sources/source_format.h"

enum { PROBE_MAX_EXCHANGES = 32 };

struct probe {
    struct arena arena;
    struct exchange exchanges[PROBE_MAX_EXCHANGES]; // copies
    uint32_t lines[PROBE_MAX_EXCHANGES];
    size_t count;
    struct buf
        problems; // "12: reason\n" for each rejection, "12: cut: reason\n" for a truncated one
    struct buf notices; // "12: message\n"
    struct slice name;  // of the file; kept from one text to the next
};

void probe_open(struct probe *probe);
void probe_close(struct probe *probe);

// Parses `bytes` as the format named (NULL: the one it speaks, "-" in problems when it speaks none).
void probe_parse(struct probe *probe, const char *format, struct slice bytes);

// The same with a file's contents; false when there is no such file.
bool probe_parse_file(struct probe *probe, const char *format, const char *path);

// The file under ../shared/data beside the project, into path; false when there is no shared data.
bool probe_shared_path(const char *name, char *path, size_t size);

void assert_slice_is(struct slice actual, const char *expected, const char *file, int line);
#define assert_slice(actual, expected) assert_slice_is(actual, expected, __FILE__, __LINE__)

void assert_problems_are(const struct probe *probe, const char *expected, const char *file,
                         int line);
#define assert_problems(probe, expected) assert_problems_are(probe, expected, __FILE__, __LINE__)

#endif
