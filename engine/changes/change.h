// The news of an index: what became of each document in a commit.
//
// A commit notes one change for every document that is not, for a reader, what it was before it: brought in, answered,
// altered, withdrawn, gone. What a commit undoes itself (removed and added again, read from another file, parsed anew
// to the same) is no change. Changes are numbered in the order of commits, without gaps, and appear together with the
// documents they are about: whoever remembers the last number seen, and asks for those after it, misses none.
//
// The oldest are dropped when there are too many; of what an altered or removed document was before, the index keeps a
// copy for some days (writer_options.keep_texts_days). Removed ids are remembered as long as the change that says so. A
// document that was erased leaves nothing of its changes but their numbers (change_erase.h).
#ifndef ENGINE_CHANGES_CHANGE_H
#define ENGINE_CHANGES_CHANGE_H

#include "base/slice.h"
#include "engine/exchange.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum change_kind {
    CHANGE_NEW, // brought in for the first time, perhaps with its answer: see `after`
    CHANGE_ANSWERED, // an answer where there was none, or a final one after provisional ones: see `after`
    CHANGE_ALTERED, // something else that a reader sees; `parts` says what. Also an answer taken back
    CHANGE_WITHDRAWN, // withdrawn or lapsed, in its source's word (« retirée »); the document stays
    // gone from the index, and brought in again after that
    CHANGE_REMOVED,
    CHANGE_RETURNED,
    CHANGE_RESTORED, // brought in with the times at which an earlier index saw it: news for nobody but harvesters
    CHANGE_KIND_COUNT
};
enum { CHANGE_ALL_KINDS = (1 << CHANGE_KIND_COUNT) - 1 }; // as a set of them: 1 << kind

// What differs of a document that was there before, a set.
enum change_part {
    CHANGE_TITLE = 1,
    CHANGE_QUESTION = 2,
    CHANGE_ANSWER = 4, // the texts of the answers
    CHANGE_FACTS = 8,  // persons, dates, references, statuses; words of a debate that are neither
};

struct change {
    uint64_t number;     // from 1 on; a place to go on from
    uint64_t generation; // the commit's
    int64_t when;        // seconds since 1970, by the clock of the commit: does not always grow
    enum change_kind kind;
    uint8_t parts;                      // 0 unless it was there before and still is
    enum exchange_status before, after; // EXCHANGE_STATUS_COUNT: was not there, is gone
    uint64_t old_hash;                  // exchange_content_hash of what it was; 0: was not there
    bool has_old;                       // what it was is still kept
    struct slice id;
    struct slice source; // where it is, or was last, read; for people (source_ref_text)
};

// Which changes are asked for. Zeroed memory but for `max`: the oldest of all that are kept.
struct change_request {
    uint64_t after;     // only greater numbers
    uint64_t before;    // only smaller ones; 0: no limit
    int64_t since;      // from the first change on that is of this moment or a later one
    uint32_t first_day; // only commits of these days (base/date.h, UTC); DATE_NONE: no limit
    uint32_t last_day;
    uint32_t kinds; // a set; 0: all
    bool newest_first;
    bool with_erased; // also those whose document was erased (CHANGE_KIND_COUNT), for who knows one
    bool without_days; // then no more is read than it takes for `max` of them
    size_t max;        // as many as are wanted
};

struct change_day {
    uint32_t day;
    uint64_t counts[CHANGE_KIND_COUNT];
};

struct change_list {
    const struct change *list;
    size_t count;
    const struct change_day *
        days; // all days that the request describes, whatever max; in the order of the list; none without_days
    size_t day_count;
    uint64_t first,
        last;       // numbers of the oldest and the newest change kept; last + 1 == first: none
    uint64_t epoch; // tells apart the changes of two indexes
};

// What is known of an id that was removed.
struct tombstone {
    uint64_t number; // of the change
    int64_t when, first_seen;
};

// "nouvelle", "repondue", "modifiee", "retiree", "disparue", "revenue", "reprise". Static storage.
const char *change_kind_name(enum change_kind kind);

// When a change was, for whoever is told: of the removal of a document that was erased, the beginning of its day.
int64_t change_told_time(const struct change *change);

// What two states of a document are compared by, so that only one of them need be in memory.
struct change_traits {
    enum exchange_status status;
    uint64_t title, question, answer, facts, speeches; // hashes
};
void change_traits_of(const struct exchange *exchange, struct change_traits *out);

// What a reader sees of the difference between two states whose contents differ; sets kind, parts, before and after.
void change_compare(const struct change_traits *before, const struct change_traits *after,
                    struct change *out);

#endif
