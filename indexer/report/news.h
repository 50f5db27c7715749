// What a run changed in the index, read from its record of changes.
#ifndef INDEXER_REPORT_NEWS_H
#define INDEXER_REPORT_NEWS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/change.h"

#include <stddef.h>
#include <stdint.h>

enum { REPORT_MAX_NEWS = 200 }; // of each kind that are listed; the rest is counted

struct report_document {
    struct slice id;
    struct slice title;  // or how it begins; empty of one that is gone
    struct slice source; // where it is, or was last, read
    uint8_t parts;       // enum change_part
};

struct report_kind {
    uint64_t count;
    struct report_document *list;
    size_t listed;
};

struct report_news {
    uint64_t epoch, last;   // of the changes before the run
    uint64_t before, after; // generations; 0: there was no index
    uint64_t documents;
    struct report_kind kinds[CHANGE_KIND_COUNT];
    struct slice trouble; // why the changes are not known; empty: they are
};

// Where the index stands before the run. One that is not there, or cannot be read, stands at its beginning.
void report_news_begin(struct report_news *news, const char *index);

// What came since. Texts are from the arena.
void report_news_end(struct report_news *news, const char *index, struct arena *arena);

#endif
