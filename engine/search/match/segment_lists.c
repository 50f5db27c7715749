// The lists of a shape in one segment. See segment_lists.h.
//
// Opening costs little: no block is decoded before an algorithm asks for a way of reading a list. Bounds come from the
// tables in front of the lists alone; each list remembers the block that it found last, so asking for windows in
// increasing order walks along the table once. The tail of a list, fewer documents than a block, has no bound of its
// own: the list's stands for it.
#include "engine/search/match/segment_lists.h"

#include "engine/search/match/window_ops.h"
#include "engine/search/work_limit.h"

#include <string.h>

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// --- opening -------------------------------------------------------------------------------------

// Memory is asked early for what is read of every list, so that those of a segment are waited for together.
static void fetch(const struct segment_term *found, bool has_phrases)
{
    __builtin_prefetch(found->postings.last_docs);
    __builtin_prefetch(found->postings.payload + found->postings.tail_offset);
    if (has_phrases)
        __builtin_prefetch(found->positions.ptr);
}

static bool open_group(struct segment_lists *lists, const struct shape_group *shape,
                       struct list_group *group)
{
    *group = (struct list_group){.shape = shape};
    group->lists =
        arena_calloc(lists->retrieval->arena, shape->term_count + 1, sizeof *group->lists);
    if (!group->lists)
        return false;
    for (size_t t = 0; t < shape->term_count; t++) {
        const struct segment_term *found = &shape->terms[t].in_segment[lists->number];
        if (found->doc_count == 0)
            continue;
        fetch(found, lists->retrieval->shape->phrase_count > 0);
        struct scored_list *list = &lists->lists[lists->open_count++];
        list->term = &shape->terms[t];
        list->found = found;
        list->bound = shape->terms[t].table[found->max_code];
        list->hint = 0;
        list->walk = NULL;
        list->marker = NULL;
        list->filter = list->scores = list->places = NULL;
        list->positions.one = list->positions.whole.sums = (struct position_array){0};
        group->bound += list->bound;
        group->postings += found->doc_count;
        group->lists[group->count++] = list;
    }
    return true;
}

static void rarest_first(struct list_group *groups, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct list_group group = groups[i];
        size_t to = i;
        for (; to > 0 && groups[to - 1].postings > group.postings; to--)
            groups[to] = groups[to - 1];
        groups[to] = group;
    }
}

// Optional phrases that can hold in the segment; the others are left out.
static bool open_phrases(struct segment_lists *lists)
{
    const struct query_shape *shape = lists->retrieval->shape;
    lists->phrases = arena_calloc(lists->retrieval->arena, shape->optional_phrase_count + 1,
                                  sizeof *lists->phrases);
    for (size_t p = 0; lists->phrases && p < shape->optional_phrase_count; p++) {
        struct scored_phrase phrase = {.shape = &shape->optional_phrases[p]};
        phrase.group_count = phrase.shape->count;
        phrase.groups =
            arena_calloc(lists->retrieval->arena, phrase.group_count + 1, sizeof *phrase.groups);
        bool may_hold = true;
        for (size_t g = 0; g < phrase.group_count; g++) {
            if (!phrase.groups || !open_group(lists, &phrase.shape->groups[g], &phrase.groups[g]))
                return false;
            may_hold = may_hold && phrase.groups[g].count > 0;
            phrase.bound += phrase.groups[g].bound;
        }
        if (!may_hold)
            continue;
        rarest_first(phrase.groups, phrase.group_count);
        phrase.bound_here = phrase.bound;
        lists->phrase_bound += phrase.bound;
        lists->phrases[lists->phrase_count++] = phrase;
    }
    return lists->phrases != NULL;
}

// The required list of the same word; NULL when it is not required.
static const struct scored_list *required_list(const struct segment_lists *lists,
                                               const struct segment_term *found)
{
    for (size_t i = 0; i < lists->required_count; i++)
        if (lists->lists[i].found->postings.payload == found->postings.payload)
            return &lists->lists[i];
    return NULL;
}

// What the optional phrases give for a word over what the word gives, the most of any word, in 256ths. One more, since
// tables are of single precision.
static uint32_t share_of_phrases(const struct segment_lists *lists)
{
    enum { MOST_LISTS = 64 };
    double most = 0;
    if (lists->open_count > MOST_LISTS)
        return PHRASE_SHARE_UNKNOWN;
    for (size_t i = lists->list_count; i < lists->open_count; i++) {
        const struct scored_list *word = required_list(lists, lists->lists[i].found);
        double sum = 0;
        if (!word || word->term->contribution <= 0)
            return PHRASE_SHARE_UNKNOWN;
        for (size_t j = lists->list_count; j < lists->open_count; j++)
            if (lists->lists[j].found->postings.payload == word->found->postings.payload)
                sum += lists->lists[j].term->contribution / word->term->contribution;
        most = sum > most ? sum : most;
    }
    return most < UINT16_MAX ? (uint32_t)(most * 256) + 2 : PHRASE_SHARE_UNKNOWN;
}

static enum status open_filters(struct segment_lists *lists, struct error *err)
{
    const struct query_shape *shape = lists->retrieval->shape;
    struct arena *arena = lists->retrieval->arena;
    lists->all_allowed = shape->column_count == 0 && lists->segment->deleted.len == 0;
    lists->filters = arena_alloc(arena, (shape->column_count + 1) * sizeof *lists->filters);
    if (!lists->filters)
        return no_memory(err);
    enum status status = STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < shape->column_count; c++)
        status = column_filter_open(lists->retrieval->snapshot, lists->number, shape->columns[c],
                                    arena, &lists->filters[lists->filter_count++], err);
    return status;
}

static bool occurs(const struct shape_group *group, uint32_t segment)
{
    for (size_t t = 0; t < group->term_count; t++)
        if (group->terms[t].in_segment[segment].doc_count > 0)
            return true;
    return false;
}

enum status segment_lists_open(struct segment_lists *lists, const struct retrieval *retrieval,
                               uint32_t segment, struct error *err)
{
    const struct query_shape *shape = retrieval->shape;
    *lists = (struct segment_lists){.retrieval = retrieval,
                                    .segment = &retrieval->snapshot->segments[segment],
                                    .number = segment};
    size_t terms = 0;
    for (size_t g = 0; g < shape->group_count; g++) {
        if (shape->kind == SHAPE_CONJUNCTION && !occurs(&shape->groups[g], segment))
            return STATUS_NOT_FOUND;
        terms += shape->groups[g].term_count;
    }
    for (size_t g = 0; g < shape->optional_count; g++)
        terms += shape->optional[g].term_count;
    for (size_t g = 0; g < shape->phrase_group_count; g++)
        terms += shape->phrase_groups[g].term_count;
    lists->access = posting_access_make();
    lists->lists = arena_alloc(retrieval->arena, (terms + 1) * sizeof *lists->lists);
    lists->groups = arena_calloc(retrieval->arena, shape->group_count + shape->optional_count + 1,
                                 sizeof *lists->groups);
    if (!lists->lists || !lists->groups)
        return no_memory(err);
    for (size_t g = 0; g < shape->group_count; g++)
        if (!open_group(lists, &shape->groups[g], &lists->groups[g]))
            return no_memory(err);
    lists->group_count = shape->group_count;
    lists->required_count = lists->open_count;
    struct list_group ignored;
    for (size_t g = 0; g < shape->optional_count; g++)
        if (!open_group(lists, &shape->optional[g], &ignored))
            return no_memory(err);
    lists->list_count = lists->open_count;
    if (lists->required_count == 0)
        return STATUS_NOT_FOUND;
    if (!open_phrases(lists))
        return no_memory(err);
    lists->phrase_share = share_of_phrases(lists);
    if (shape->kind == SHAPE_CONJUNCTION)
        rarest_first(lists->groups, lists->group_count);
    return open_filters(lists, err);
}

enum status segment_lists_check(const struct segment_lists *lists, struct error *err)
{
    return lists->access.damaged ? error_set(err, STATUS_CORRUPT, "posting list is damaged")
                                 : STATUS_OK;
}

static struct posting_probe *open_probe(struct segment_lists *lists, const struct scored_list *list)
{
    struct posting_probe *probe = arena_alloc(lists->retrieval->arena, sizeof *probe);
    if (probe)
        posting_probe_open(probe, &list->found->postings, &lists->access);
    return probe;
}

enum status list_reads(struct segment_lists *lists, struct scored_list *list, unsigned readings,
                       struct error *err)
{
    struct arena *arena = lists->retrieval->arena;
    const struct postings *postings = &list->found->postings;
    if (readings & LIST_WALK && (list->walk = arena_alloc(arena, sizeof *list->walk)))
        posting_cursor_open(list->walk, postings, &lists->access);
    if (readings & LIST_MARKER && (list->marker = arena_alloc(arena, sizeof *list->marker)))
        posting_marker_open(list->marker, postings, &lists->access);
    if (readings & LIST_FILTER)
        list->filter = open_probe(lists, list);
    if (readings & LIST_SCORES)
        list->scores = open_probe(lists, list);
    if (readings & LIST_PLACES)
        list->places = open_probe(lists, list);
    if (arena->failed)
        return no_memory(err);
    const struct posting_reader *first = list->walk     ? &list->walk->reader
                                         : list->filter ? &list->filter->reader
                                                        : NULL;
    if (first && list->scores)
        posting_reader_set_twin(&list->scores->reader, first);
    if (first && list->places)
        posting_reader_set_twin(&list->places->reader, first);
    if (list->walk && list->scores)
        posting_reader_set_twin(&list->walk->reader, &list->scores->reader);
    return STATUS_OK;
}

uint32_t list_group_score(struct list_group *group, uint32_t doc)
{
    uint32_t score = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct scored_list *list = group->lists[i];
        score += posting_probe_score(list->scores, doc, list->term->table);
    }
    return score;
}

void segment_lists_offer(struct segment_lists *lists, uint32_t doc, uint32_t score)
{
    top_k_offer(lists->retrieval->top, score, (struct doc_ref){lists->number, doc});
}

// --- bounds --------------------------------------------------------------------------------------

uint32_t list_bound(struct scored_list *list, uint32_t base, uint32_t end, uint32_t *postings)
{
    const struct postings *found = &list->found->postings;
    uint32_t block = postings_find_block(found, list->hint, base);
    uint8_t code = 0;
    list->hint = block;
    *postings = 0;
    for (; block < found->block_count; block++) {
        *postings += POSTING_BLOCK_LEN;
        code = found->max_codes[block] > code ? found->max_codes[block] : code;
        if (postings_last_doc(found, block) >= end - 1)
            return list->term->table[code];
    }
    // The tail has no bound of its own: the list's stands for it.
    if (found->tail_count) {
        *postings += found->tail_count;
        return list->bound;
    }
    return *postings ? list->term->table[code] : 0;
}

uint32_t list_bound_at(struct scored_list *list, uint32_t doc, uint32_t *until)
{
    const struct postings *postings = &list->found->postings;
    uint32_t block = postings_find_block(postings, list->hint, doc);
    list->hint = block;
    if (block < postings->block_count) {
        *until = postings_last_doc(postings, block);
        return list->term->table[postings->max_codes[block]];
    }
    *until = CURSOR_END - 1;
    return postings->tail_count ? list->bound : 0;
}

// --- counting ------------------------------------------------------------------------------------

// Documents that pass every filter, as one bitmap; NULL when there is none. Who is deleted is asked of the segment.
static enum status make_passing(struct segment_lists *lists, uint64_t **out, struct error *err)
{
    size_t words = window_set_words(lists->segment->info.doc_count);
    *out = NULL;
    for (size_t f = 0; f < lists->filter_count; f++) {
        uint64_t *bits = column_filter_bits(&lists->filters[f], lists->retrieval->arena);
        if (!bits)
            return no_memory(err);
        for (size_t w = 0; *out && w < words; w++)
            bits[w] &= (*out)[w];
        *out = bits;
    }
    return STATUS_OK;
}

// Windows for counting are larger than those for scores: what it costs to go on with a list, mostly a wrong guess of
// the processor's at the end of its block, is paid once for more documents. The marks still fit the first cache.
enum { COUNT_DOCS = 4 * WINDOW_DOCS };

static uint32_t count_window(struct segment_lists *lists, const uint64_t *passing, uint32_t base)
{
    uint8_t marks[COUNT_DOCS];
    uint64_t bits[COUNT_DOCS / 64];
    uint32_t left = lists->segment->info.doc_count - base;
    uint32_t words = left < COUNT_DOCS ? (left + 63) / 64 : COUNT_DOCS / 64;
    memset(marks, 0, words * 64);
    memset(bits, 0, words * sizeof *bits);
    for (size_t i = 0; i < lists->required_count; i++)
        posting_marker_marks(lists->lists[i].marker, base, words * 64, marks, bits);
    window_ops_best()->or_marks(marks, words * 64, bits);
    for (uint32_t w = 0; passing && w < words; w++)
        bits[w] &= passing[base / 64 + w];
    segment_clear_deleted(lists->segment, base, bits, words);
    return window_ops_best()->count(bits, words);
}

enum status segment_lists_count_any(struct segment_lists *lists, uint64_t *total, struct error *err)
{
    if (lists->required_count == 1 && lists->all_allowed) {
        *total += lists->lists[0].found->doc_count;
        return STATUS_OK;
    }
    uint64_t *passing;
    enum status status = make_passing(lists, &passing, err);
    for (size_t i = 0; status == STATUS_OK && i < lists->required_count; i++)
        status = list_reads(lists, &lists->lists[i], LIST_MARKER, err);
    uint32_t documents = lists->segment->info.doc_count;
    for (uint32_t base = 0; status == STATUS_OK && base < documents; base += COUNT_DOCS) {
        *total += count_window(lists, passing, base);
        status = work_limit_look(lists->retrieval->snapshot->limit, err);
    }
    return status == STATUS_OK ? segment_lists_check(lists, err) : status;
}
