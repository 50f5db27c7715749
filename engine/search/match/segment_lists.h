// The posting lists of a query's shape opened in one segment, with their bounds: what finding its best k works on.
//
// Exact: a document is passed over only where a sum of bounds says that its score is below the threshold, the
// score of the worst hit kept so far. Bounds are maxima of the same integer tables that score.
#ifndef ENGINE_SEARCH_MATCH_SEGMENT_LISTS_H
#define ENGINE_SEARCH_MATCH_SEGMENT_LISTS_H

#include "base/arena.h"
#include "base/error.h"
#include "engine/format/positions.h"
#include "engine/search/match/column_filter.h"
#include "engine/search/match/posting_cursor.h"
#include "engine/search/match/posting_marker.h"
#include "engine/search/match/posting_probe.h"
#include "engine/search/match/query_shape.h"
#include "engine/search/match/top_k.h"
#include "engine/search/types.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the best hits are looked for with, in one segment after the other.
struct retrieval {
    struct snapshot *snapshot;
    const struct query_shape *shape;
    struct top_k *top; // receives the hits
    struct arena *arena;
};

// A list and the ways in which it is read: those that an algorithm asks for (list_reads), the others are NULL.
struct scored_list {
    const struct plan_term *term;
    const struct segment_term *found;
    uint32_t bound;                // of the whole list
    uint32_t hint;                 // block found last when asking for bounds
    struct posting_cursor *walk;   // finds documents, or adds them up
    struct posting_probe *filter;  // which documents that others found it has too
    struct posting_marker *marker; // the same, by windows
    struct posting_probe *scores;  // what it gives to documents that are worth a score
    struct posting_probe *places;  // the numbers of documents whose positions are read
    struct position_reader positions;
};

enum list_reading {
    LIST_WALK = 1,
    LIST_FILTER = 2,
    LIST_MARKER = 4,
    LIST_SCORES = 8,
    LIST_PLACES = 16,
};

struct list_group {
    struct scored_list **lists;
    size_t count;
    uint64_t postings; // of its lists
    uint32_t bound;    // sum of theirs
    const struct shape_group *shape;
};

// An optional phrase all of whose words occur in the segment.
struct scored_phrase {
    const struct shape_phrase *shape;
    struct list_group *groups; // rarest first
    size_t group_count;
    uint32_t bound;      // in the segment
    uint32_t bound_here; // in the documents looked at now, see phrases_bound
};

struct segment_lists {
    const struct retrieval *retrieval;
    const struct segment *segment;
    uint32_t number;           // of the segment
    struct scored_list *lists; // of the required groups, the optional ones, the optional phrases
    size_t open_count;         // all
    size_t list_count;         // without those of the phrases
    size_t required_count;     // those of the required groups
    struct scored_phrase *phrases; // optional
    size_t phrase_count;
    uint32_t phrase_bound; // the sum of theirs
    uint32_t phrase_share; // what they add at most, in 256ths of the words' score; see words_needed
    struct list_group *groups; // required, rarest first in a conjunction
    size_t group_count;
    struct column_filter *filters; // that documents must pass
    size_t filter_count;
    bool all_allowed; // no document is filtered out or deleted
    struct posting_access access;
};

// STATUS_NOT_FOUND when the segment cannot hold a match. Stays where it is: what reads the lists points into it.
enum status segment_lists_open(struct segment_lists *lists, const struct retrieval *retrieval,
                               uint32_t segment, struct error *err) STATUS_NODISCARD;

// Opens ways of reading a list, a set of enum list_reading; those that were opened before start anew.
enum status list_reads(struct segment_lists *lists, struct scored_list *list, unsigned readings,
                       struct error *err) STATUS_NODISCARD;

// STATUS_CORRUPT when damage was met in any list.
enum status segment_lists_check(const struct segment_lists *lists,
                                struct error *err) STATUS_NODISCARD;

// Whether one of the lists has the document (LIST_FILTER).
static inline bool any_list_has(struct scored_list *const *lists, size_t count, uint32_t doc)
{
    uint32_t index;
    for (size_t i = 0; i < count; i++)
        if (posting_probe_has(lists[i]->filter, doc, &index))
            return true;
    return false;
}

static inline bool is_allowed(const struct segment_lists *lists, uint32_t doc)
{
    for (size_t f = 0; f < lists->filter_count; f++)
        if (!column_filter_passes(&lists->filters[f], doc))
            return false;
    return !segment_is_deleted(lists->segment, doc);
}

// The least score that can still enter; 0 while there is room and nothing else is known. Hits may be offered in any
// order, so an equal score may enter too.
static inline uint32_t score_threshold(const struct segment_lists *lists)
{
    const struct top_k *top = lists->retrieval->top;
    int64_t of_worst = top->count < top->limit ? 0 : top->hits[0].key;
    return (uint32_t)(of_worst > top->floor ? of_worst : top->floor);
}

#define PHRASE_SHARE_UNKNOWN UINT32_MAX

// The least score of a document's words with which it can still enter. Phrases are of words that score for themselves,
// and add the same weights times a factor: so they add no more than their share of that, and 1 a list for rounding.
static inline uint32_t words_needed(const struct segment_lists *lists)
{
    uint32_t threshold = score_threshold(lists), share = lists->phrase_share;
    uint32_t rounding = (uint32_t)(lists->open_count - lists->list_count);
    if (lists->phrase_count == 0)
        return threshold;
    uint32_t needed = threshold > lists->phrase_bound ? threshold - lists->phrase_bound : 0;
    if (share == PHRASE_SHARE_UNKNOWN || threshold <= rounding)
        return needed;
    uint32_t of_share = (uint32_t)(((uint64_t)(threshold - rounding) * 256 + 255 + share) /
                                   ((uint64_t)256 + share));
    return of_share > needed ? of_share : needed;
}

// What the lists of a group give to a document (LIST_SCORES).
uint32_t list_group_score(struct list_group *group, uint32_t doc);

// Offers a document unless it stands before `after`.
void segment_lists_offer(struct segment_lists *lists, uint32_t doc, uint32_t score);

// The largest contribution of a list to documents [base, end), 0 when it surely has none there, and how many
// postings the blocks hold that meet them.
uint32_t list_bound(struct scored_list *list, uint32_t base, uint32_t end, uint32_t *postings);
// The largest contribution of the block that holds `doc` or would, and that block's last document.
uint32_t list_bound_at(struct scored_list *list, uint32_t doc, uint32_t *until);

// Adds to *total how many documents have a word of any required group.
enum status segment_lists_count_any(struct segment_lists *lists, uint64_t *total,
                                    struct error *err) STATUS_NODISCARD;

#endif
