// Documents that may have the required phrases of a query, as far as a segment's pair lists tell.
//
// All documents that have the phrases are among them. Those that are left have two words of each phrase side by side
// wherever both are frequent; whether the whole phrase is there, positions tell as for any other document.
#ifndef ENGINE_SEARCH_MATCH_PHRASE_PAIRS_H
#define ENGINE_SEARCH_MATCH_PHRASE_PAIRS_H

#include "engine/search/match/segment_lists.h"

struct phrase_pairs {
    bool is_known; // else nothing is, and any document may have the phrases
    struct position_array docs;
    size_t next;      // of them, to look at
    uint64_t implied; // bit g: these documents need not be asked for words of group g of the shape
};

// Free with phrase_pairs_close, also when this fails.
enum status phrase_pairs_open(const struct segment_lists *lists, struct phrase_pairs *out,
                              struct error *err) STATUS_NODISCARD;
void phrase_pairs_close(struct phrase_pairs *pairs);

// Leaves of n documents those that are among them, and returns how many. Documents come in increasing order, from call
// to call too.
unsigned phrase_pairs_keep(struct phrase_pairs *pairs, uint32_t *docs, unsigned n);

// Whether the documents left are those that have the words of a group side by side with others, but for few. All of
// them are looked at for the phrase anyway, so the group need not be asked before.
static inline bool phrase_pairs_imply(const struct phrase_pairs *pairs,
                                      const struct query_shape *shape,
                                      const struct shape_group *group)
{
    size_t number = (size_t)(group - shape->groups);
    return number < 64 && pairs->implied >> number & 1;
}

// The next documents, at most `most`.
unsigned phrase_pairs_take(struct phrase_pairs *pairs, uint32_t *docs, unsigned most);

#endif
