// Which documents have the phrases, and what optional phrases add. See phrase_filter.h.
//
// A phrase of many documents is decided for a batch of them at once. Every occurrence of a word becomes a key, "the
// document's number in the batch, and where the phrase would end by this word"; what stands in the phrase has the same
// key for all words, so the phrase is the intersection of sorted rows of keys, rarest word first, and only documents
// that still have a key are read for the next word. The batch is as large as keeps the keys in the second cache.
// Proximity has no such key and is decided document by document.
//
// Invariant: documents come in increasing order, from call to call too, since lists and positions are read forwards
// only. The first failure stays in `status`; from then on nothing holds.
#include "engine/search/match/phrase_filter.h"

#include "engine/search/match/phrase.h"
#include "engine/search/work_limit.h"

#include <string.h>

// Keys of a batch that are as many as wanted: they fit into the second cache.
enum { WANTED_KEYS = 1 << 14 };

static size_t longest(const struct shape_phrase *phrases, size_t count, size_t longest)
{
    for (size_t p = 0; p < count; p++)
        longest = phrases[p].count > longest ? phrases[p].count : longest;
    return longest;
}

// Documents whose keys are as many as wanted, by the word that stands most often in its documents, a byte for each
// occurrence.
static unsigned batch_for(const struct segment_lists *lists)
{
    size_t most = 1;
    for (size_t i = 0; i < lists->open_count; i++) {
        const struct segment_term *found = lists->lists[i].found;
        size_t bytes = found->positions.len / found->doc_count;
        most = bytes > most ? bytes : most;
    }
    size_t batch = WANTED_KEYS / most + 1;
    return batch < PHRASES_BATCH ? (unsigned)batch : PHRASES_BATCH;
}

void phrase_reader_open(struct phrase_reader *reader, struct segment_lists *lists,
                        struct error *err)
{
    *reader = (struct phrase_reader){.lists = lists, .err = err};
}

void phrase_reader_close(struct phrase_reader *reader)
{
    for (size_t i = 0; i < reader->lists->open_count; i++) {
        struct scored_list *list = &reader->lists->lists[i];
        if (list->places)
            position_reader_clear(&list->positions);
        list->places = NULL; // another reader begins with the first documents
    }
    for (size_t s = 0; s < reader->position_count; s++)
        position_array_clear(&reader->positions[s]);
    position_array_clear(&reader->few);
    position_keys_clear(&reader->keys);
    position_keys_clear(&reader->more);
}

// --- phrases -------------------------------------------------------------------------------------

static bool failed(struct phrase_reader *reader, enum status status)
{
    if (reader->status == STATUS_OK)
        reader->status = status;
    return status != STATUS_OK;
}

static bool open_positions(struct phrase_reader *reader, struct scored_list *list)
{
    struct positions positions;
    if (list->places)
        return true;
    if (failed(reader, positions_open(list->found->positions, list->found->doc_count, &positions,
                                      reader->err)))
        return false;
    position_reader_open(&list->positions, &positions);
    return !failed(reader, list_reads(reader->lists, list, LIST_PLACES, reader->err));
}

// Documents looked at together, and what stands for each in keys.
struct batch {
    uint32_t docs[PHRASES_BATCH], numbers[PHRASES_BATCH];
    unsigned count;
};

// The keys of a group in the batch.
static bool group_keys(struct phrase_reader *reader, const struct list_group *group,
                       const struct batch *batch, uint32_t bias, struct position_keys *out)
{
    out->count = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct scored_list *list = group->lists[i];
        uint32_t numbers[PHRASES_BATCH], indexes[PHRASES_BATCH];
        if (!open_positions(reader, list))
            return false;
        unsigned found =
            posting_probe_find(list->places, batch->docs, batch->count, numbers, indexes);
        for (unsigned d = 0; d < found; d++)
            numbers[d] = batch->numbers[numbers[d]];
        struct position_request wanted = {indexes, numbers, found, bias};
        if (failed(reader, position_reader_keys(&list->positions, &wanted, out, reader->err)))
            return false;
    }
    if (group->count > 1)
        position_keys_sort(out);
    return true;
}

// The documents that still have keys.
static void list_documents(const struct position_keys *keys, const uint32_t *docs,
                           struct batch *batch)
{
    batch->count = 0;
    for (size_t i = 0; i < keys->count; i++) {
        uint32_t number = position_key_number(keys->values[i]);
        if (batch->count && batch->numbers[batch->count - 1] == number)
            continue;
        batch->numbers[batch->count] = number;
        batch->docs[batch->count++] = docs[number];
    }
}

static bool is_of(const struct shape_phrase *phrase, const struct list_group *group)
{
    return group->shape >= phrase->groups && group->shape < phrase->groups + phrase->count;
}

// Offsets of a phrase's first and last word.
struct span {
    uint32_t first, last;
};

static struct span span_of(const struct shape_phrase *phrase)
{
    struct span span = {UINT32_MAX, 0};
    for (size_t g = 0; g < phrase->count; g++) {
        uint32_t offset = phrase->groups[g].offset;
        span.first = offset < span.first ? offset : span.first;
        span.last = offset > span.last ? offset : span.last;
    }
    return span;
}

// Whether one of the starts of document `number`, from the at-th key on, lies in a field that the phrase may stand in,
// all of it. *at moves past them.
static bool starts_hold(struct phrase_reader *reader, const struct shape_phrase *phrase,
                        struct span span, uint32_t number, uint32_t doc, size_t *at)
{
    struct position_array *starts = &reader->few;
    starts->count = 0;
    for (; *at < reader->keys.count; ++*at) {
        uint64_t key = reader->keys.values[*at], place = position_key_place(key);
        if (position_key_number(key) != number)
            break;
        if (place >= span.last && !position_array_push(starts, (uint32_t)(place - span.last))) {
            failed(reader, error_set(reader->err, STATUS_NO_MEMORY, "search: out of memory"));
            return false;
        }
    }
    struct phrase_slot slot = {starts->values, starts->count, span.first};
    return phrase_starts_hold(&slot, span.last, phrase->node->field_mask, reader->lists->segment,
                              doc);
}

// Leaves of n documents, which have all words, those in which the phrase stands. The key of a word is where the phrase
// would end by it; all words of the phrase have that key. Its groups are among `groups`, rarest first: the batch is
// smaller for the most frequent.
static unsigned phrase_keep(struct phrase_reader *reader, const struct shape_phrase *phrase,
                            const struct list_group *groups, size_t group_count, uint32_t *docs,
                            unsigned n)
{
    struct span span = span_of(phrase);
    struct batch batch = {.count = n};
    bool has_begun = false;
    for (unsigned i = 0; i < n; i++) {
        batch.docs[i] = docs[i];
        batch.numbers[i] = i;
    }
    for (size_t g = 0; g < group_count && batch.count > 0; g++) {
        if (!is_of(phrase, &groups[g]))
            continue;
        struct position_keys *keys = has_begun ? &reader->more : &reader->keys;
        if (!group_keys(reader, &groups[g], &batch, span.last - groups[g].shape->offset, keys))
            return 0;
        if (has_begun) {
            position_keys_keep(&reader->keys, keys);
            list_documents(&reader->keys, docs, &batch);
        }
        has_begun = true;
    }
    unsigned kept = 0;
    size_t at = 0;
    for (unsigned i = 0; i < batch.count && reader->status == STATUS_OK; i++)
        if (starts_hold(reader, phrase, span, batch.numbers[i], batch.docs[i], &at))
            docs[kept++] = batch.docs[i];
    return kept;
}

// --- proximity -----------------------------------------------------------------------------------

// The positions of a group in a document.
static bool group_positions(struct phrase_reader *reader, const struct list_group *group,
                            uint32_t doc, struct position_array *out)
{
    size_t found = 0;
    out->count = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct scored_list *list = group->lists[i];
        uint32_t index;
        if (!open_positions(reader, list))
            return false;
        if (!posting_probe_has(list->places, doc, &index))
            continue;
        struct position_array *read = found ? &reader->few : out;
        if (failed(reader, position_reader_read(&list->positions, index, read, reader->err)))
            return false;
        if (found && !position_array_append(out, read))
            failed(reader, error_set(reader->err, STATUS_NO_MEMORY, "search: out of memory"));
        found++;
    }
    if (found > 1)
        position_array_sort(out);
    return reader->status == STATUS_OK;
}

// Memory for the positions of a proximity's words.
static bool has_positions(struct phrase_reader *reader)
{
    const struct query_shape *shape = reader->lists->retrieval->shape;
    if (reader->positions)
        return true;
    size_t count = longest(shape->phrases, shape->phrase_count, 0);
    count = longest(shape->optional_phrases, shape->optional_phrase_count, count);
    reader->positions =
        arena_calloc(reader->lists->retrieval->arena, count + 1, sizeof *reader->positions);
    reader->position_count = reader->positions ? count : 0;
    return reader->positions ||
           !failed(reader, error_set(reader->err, STATUS_NO_MEMORY, "search: out of memory"));
}

static bool is_near(struct phrase_reader *reader, const struct shape_phrase *phrase,
                    const struct list_group *groups, size_t group_count, uint32_t doc)
{
    struct phrase_slot slots[MATCH_MAX_SLOTS];
    size_t count = 0;
    for (size_t g = 0; g < group_count; g++) {
        const struct list_group *group = &groups[g];
        if (!is_of(phrase, group))
            continue;
        struct position_array *read = &reader->positions[count];
        if (!group_positions(reader, group, doc, read))
            return false;
        slots[count++] = (struct phrase_slot){read->values, read->count, group->shape->offset};
    }
    return phrase_leaf_holds(phrase->node, slots, count, reader->lists->segment, doc);
}

// --- both ----------------------------------------------------------------------------------------

static unsigned leaf_keep(struct phrase_reader *reader, const struct shape_phrase *phrase,
                          const struct list_group *groups, size_t group_count, uint32_t *docs,
                          unsigned n)
{
    unsigned kept = 0;
    if (phrase->node->kind != MATCH_NEAR)
        return phrase_keep(reader, phrase, groups, group_count, docs, n);
    struct work_limit *limit = reader->lists->retrieval->snapshot->limit;
    if (!has_positions(reader))
        return 0;
    for (unsigned i = 0; i < n && !failed(reader, work_limit_look(limit, reader->err)); i++)
        if (is_near(reader, phrase, groups, group_count, docs[i]))
            docs[kept++] = docs[i];
    return kept;
}

static unsigned all_keep(struct phrase_reader *reader, uint32_t *docs, unsigned n)
{
    const struct query_shape *shape = reader->lists->retrieval->shape;
    for (size_t p = 0; n > 0 && p < shape->phrase_count; p++)
        n = leaf_keep(reader, &shape->phrases[p], reader->lists->groups, reader->lists->group_count,
                      docs, n);
    return n;
}

unsigned phrases_keep(struct phrase_reader *reader, uint32_t *docs, unsigned n)
{
    unsigned kept = 0;
    if (reader->lists->retrieval->shape->phrase_count == 0)
        return n;
    if (n > 0 && reader->batch == 0)
        reader->batch = batch_for(reader->lists);
    for (unsigned from = 0; from < n; from += reader->batch) {
        unsigned some = n - from < reader->batch ? n - from : reader->batch;
        some = all_keep(reader, docs + from, some);
        memmove(docs + kept, docs + from, some * sizeof *docs);
        kept += some;
    }
    return kept;
}

// --- optional phrases ----------------------------------------------------------------------------

uint32_t phrases_bound(struct segment_lists *lists, uint32_t base, uint32_t end)
{
    uint32_t sum = 0;
    for (size_t p = 0; p < lists->phrase_count; p++) {
        struct scored_phrase *phrase = &lists->phrases[p];
        phrase->bound_here = 0;
        for (size_t g = 0; g < phrase->group_count; g++) {
            const struct list_group *group = &phrase->groups[g];
            uint32_t bound = 0, postings;
            for (size_t i = 0; i < group->count; i++)
                bound += list_bound(group->lists[i], base, end, &postings);
            if (bound == 0) { // without this word no phrase
                phrase->bound_here = 0;
                break;
            }
            phrase->bound_here += bound;
        }
        sum += phrase->bound_here;
    }
    return sum;
}

// What the words of the phrase give where all of them occur, else 0.
static uint32_t words_score(struct scored_phrase *phrase, uint32_t doc)
{
    uint32_t sum = 0;
    for (size_t g = 0; g < phrase->group_count; g++) {
        uint32_t score = list_group_score(&phrase->groups[g], doc);
        if (score == 0)
            return 0;
        sum += score;
    }
    return sum;
}

uint32_t phrases_add(struct phrase_reader *reader, uint32_t doc, uint32_t score, uint32_t threshold)
{
    struct segment_lists *lists = reader->lists;
    uint32_t rest = 0;
    for (size_t p = 0; p < lists->phrase_count; p++)
        rest += lists->phrases[p].bound_here;
    for (size_t p = 0; p < lists->phrase_count; p++) {
        struct scored_phrase *phrase = &lists->phrases[p];
        if (score + rest < threshold)
            return 0;
        rest -= phrase->bound_here;
        uint32_t added = phrase->bound_here ? words_score(phrase, doc) : 0;
        if (added > 0 && score + added + rest >= threshold &&
            leaf_keep(reader, phrase->shape, phrase->groups, phrase->group_count, &(uint32_t){doc},
                      1))
            score += added;
    }
    return score >= threshold ? score : 0;
}

void phrase_reader_restart(struct phrase_reader *reader)
{
    struct segment_lists *lists = reader->lists;
    for (size_t i = lists->list_count; i < lists->open_count; i++) {
        const struct postings *postings = &lists->lists[i].found->postings;
        posting_probe_open(lists->lists[i].scores, postings, &lists->access);
        if (lists->lists[i].places)
            posting_probe_open(lists->lists[i].places, postings, &lists->access);
    }
}
