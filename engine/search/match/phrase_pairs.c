// See phrase_pairs.h.
//
// Two words that follow each other in a phrase may be spelled in several ways, each pair of spellings having a list:
// then a document of any of them will do. A spelling that is not frequent has no lists; as long as it has few
// documents, all of these are taken instead. Where that cannot be, the two words tell nothing.
#include "engine/search/match/phrase_pairs.h"

#include "engine/format/codec/block_codec_best.h"
#include "engine/read/snapshot.h"
#include "engine/read/term_place.h"

#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static bool add_documents(const uint32_t *docs, uint32_t count, struct position_array *out)
{
    if (count == 0)
        return true;
    if (!position_array_reserve(out, out->count + count))
        return false;
    memcpy(out->values + out->count, docs, count * sizeof *docs);
    out->count += count;
    return true;
}

// A term of a phrase in the segment.
struct spelling {
    const struct segment_term *found;
    uint32_t number; // among the words of pairs; PAIR_NO_WORD
};

static struct spelling spelling_of(const struct segment_lists *lists, const struct plan_term *term)
{
    struct spelling spelling = {&term->in_segment[lists->number], PAIR_NO_WORD};
    const struct snapshot *snapshot = lists->retrieval->snapshot;
    if (spelling.found->ranges.len > 0 &&
        snapshot_stored_kind(snapshot, term->term->kind) == TERM_SURFACE)
        spelling.number = word_pairs_number(&lists->segment->pairs, term->term->term);
    return spelling;
}

// All documents of a word that has few. STATUS_NOT_FOUND: it has many.
static enum status add_rare(const struct segment_term *found, struct position_array *out,
                            struct error *err)
{
    uint32_t docs[POSTING_BLOCK_LEN];
    if (found->doc_count > PAIR_MAX_DOCS)
        return STATUS_NOT_FOUND;
    for (uint32_t b = 0; b < postings_total_blocks(&found->postings); b++) {
        uint32_t n = postings_docs(&found->postings, block_codec_best(), b, docs);
        if (n == 0)
            return error_set(err, STATUS_CORRUPT, "posting list is damaged");
        if (!add_documents(docs, n, out))
            return no_memory(err);
    }
    return STATUS_OK;
}

static enum status add_listed(const struct segment *segment, uint32_t first, uint32_t second,
                              struct position_array *out, struct error *err)
{
    uint32_t docs[PAIR_MAX_DOCS], count;
    struct slice row;
    enum status status = segment_pair_row(segment, first, &row, err);
    if (status == STATUS_OK)
        status = word_pairs_documents(row, second, segment->info.doc_count, docs, &count, err);
    if (status == STATUS_OK && !add_documents(docs, count, out))
        return no_memory(err);
    return status;
}

static bool has_frequent(const struct segment_lists *lists, const struct shape_group *group)
{
    for (size_t i = 0; i < group->term_count; i++)
        if (spelling_of(lists, &group->terms[i]).number != PAIR_NO_WORD)
            return true;
    return false;
}

// The documents that may have a word of `first` before one of `second`. STATUS_NOT_FOUND: it is not known.
static enum status add_pair(const struct segment_lists *lists, const struct shape_group *first,
                            const struct shape_group *second, struct position_array *out,
                            struct error *err)
{
    size_t sources = 0;
    // What has no list is left to the rarest word.
    if (!has_frequent(lists, first) || !has_frequent(lists, second))
        return STATUS_NOT_FOUND;
    for (size_t i = 0; i < first->term_count; i++) {
        struct spelling a = spelling_of(lists, &first->terms[i]);
        for (size_t j = 0; j < second->term_count; j++) {
            struct spelling b = spelling_of(lists, &second->terms[j]);
            if (a.found->doc_count == 0 || b.found->doc_count == 0)
                continue;
            enum status status;
            sources++;
            if (a.number != PAIR_NO_WORD && b.number != PAIR_NO_WORD) {
                status = add_listed(lists->segment, a.number, b.number, out, err);
            } else {
                bool is_first = a.found->doc_count < b.found->doc_count;
                status = add_rare(is_first ? a.found : b.found, out, err);
            }
            if (status != STATUS_OK)
                return status;
        }
    }
    if (sources > 1)
        position_array_sort(out);
    return STATUS_OK;
}

// Leaves of `docs` those that `other` has, which increases but may have one twice.
static void intersect(struct position_array *docs, const struct position_array *other)
{
    size_t kept = 0;
    for (size_t i = 0, j = 0; i < docs->count && j < other->count;) {
        uint32_t a = docs->values[i], b = other->values[j];
        if (a == b)
            docs->values[kept++] = a;
        i += a <= b;
        j += b < a;
    }
    docs->count = kept;
}

static void leave_one_of_each(struct position_array *docs)
{
    size_t kept = 0;
    for (size_t i = 0; i < docs->count; i++)
        if (kept == 0 || docs->values[kept - 1] != docs->values[i])
            docs->values[kept++] = docs->values[i];
    docs->count = kept;
}

static uint64_t bit_of(const struct query_shape *shape, const struct shape_group *group)
{
    size_t number = (size_t)(group - shape->groups);
    return number < 64 ? (uint64_t)1 << number : 0;
}

// What two words of a phrase tell.
static enum status look_at(const struct segment_lists *lists, const struct shape_group *first,
                           const struct shape_group *second, struct phrase_pairs *pairs,
                           struct error *err)
{
    const struct query_shape *shape = lists->retrieval->shape;
    struct position_array docs = {0};
    enum status status = add_pair(lists, first, second, &docs, err);
    if (status == STATUS_OK)
        pairs->implied |= bit_of(shape, first) | bit_of(shape, second);
    if (status == STATUS_OK && pairs->is_known) {
        intersect(&pairs->docs, &docs);
        position_array_clear(&docs);
    } else if (status == STATUS_OK) {
        leave_one_of_each(&docs);
        pairs->docs = docs;
        pairs->is_known = true;
    } else {
        position_array_clear(&docs);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status phrase_pairs_open(const struct segment_lists *lists, struct phrase_pairs *out,
                              struct error *err)
{
    const struct query_shape *shape = lists->retrieval->shape;
    *out = (struct phrase_pairs){0};
    if (lists->segment->pairs.count == 0)
        return STATUS_OK;
    for (size_t p = 0; p < shape->phrase_count; p++) {
        const struct shape_phrase *phrase = &shape->phrases[p];
        if (phrase->node->kind != MATCH_PHRASE)
            continue;
        for (size_t i = 0; i < phrase->count; i++) {
            for (size_t j = 0; j < phrase->count; j++) {
                const struct shape_group *first = &phrase->groups[i], *second = &phrase->groups[j];
                if (second->offset != first->offset + 1)
                    continue;
                enum status status = look_at(lists, first, second, out, err);
                if (status != STATUS_OK || (out->is_known && out->docs.count == 0))
                    return status;
            }
        }
    }
    return STATUS_OK;
}

void phrase_pairs_close(struct phrase_pairs *pairs)
{
    position_array_clear(&pairs->docs);
}

unsigned phrase_pairs_keep(struct phrase_pairs *pairs, uint32_t *docs, unsigned n)
{
    unsigned kept = 0;
    const uint32_t *listed = pairs->docs.values;
    for (unsigned i = 0; i < n; i++) {
        while (pairs->next < pairs->docs.count && listed[pairs->next] < docs[i])
            pairs->next++;
        if (pairs->next == pairs->docs.count)
            break;
        if (listed[pairs->next] == docs[i])
            docs[kept++] = docs[i];
    }
    return kept;
}

unsigned phrase_pairs_take(struct phrase_pairs *pairs, uint32_t *docs, unsigned most)
{
    size_t left = pairs->docs.count - pairs->next;
    unsigned n = left < most ? (unsigned)left : most;
    if (n > 0)
        memcpy(docs, pairs->docs.values + pairs->next, n * sizeof *docs);
    pairs->next += n;
    return n;
}
