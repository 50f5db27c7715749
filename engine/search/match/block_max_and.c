// The best k of a conjunction: the rarest list leads, the others are asked.
//
// Two bounds spare work (block-max AND, Ding & Suel 2011): a block of the leading list is passed over where it and the
// blocks of the others beside it stay below the threshold together; and a candidate whose own weight in the leading
// list plus the others' bounds stays below it is not looked up in them. Phrases read positions last, of documents that
// would enter. See block_max_and.h.
#include "engine/search/match/block_max_and.h"

#include "engine/search/match/list_ranges.h"
#include "engine/search/match/phrase_filter.h"
#include "engine/search/match/phrase_pairs.h"
#include "engine/search/match/score_steps.h"
#include "engine/search/match/window_ops.h"
#include "engine/search/work_limit.h"

#include <string.h>

// The rarest list is dense when more than one document in this many has it; in the second number, where ranges rule out
// most of what windows have, and positions need not be read of what is left.
enum { DENSE_ONE_IN = 10, DENSE_ONE_IN_RANGES = 40 };

// So many documents wait for their optional phrases to be looked at.
enum { CANDIDATES = 256 };

// A document that has all words, and what these give it.
struct conjunction_candidate {
    uint32_t doc, score;
};

struct conjunction {
    struct segment_lists *lists;
    struct phrase_reader reader;
    struct phrase_pairs pairs;
    bool count_only;
    struct document_list *found; // receives what is counted; or NULL
    uint32_t optional_bound;     // of words
    uint32_t all;                // of all words anywhere
    uint32_t bounds_until;       // the last document for which `bound` holds
    uint32_t bound;              // of all lists together
    uint32_t rest;               // without the leading group
    struct list_ranges
        *ranges;    // of the required lists, where all have tables and hits are wanted; or NULL
    uint32_t chunk; // whose ranges `sums` are of; UINT32_MAX: none yet
    uint16_t *sums;
    struct conjunction_candidate *candidates; // whose optional phrases were not looked at, in order
    unsigned candidate_count;
};

// The first document >= target that the leading group has.
static uint32_t lead_seek(struct list_group *group, uint32_t target)
{
    uint32_t least = CURSOR_END;
    for (size_t i = 0; i < group->count; i++) {
        uint32_t doc = posting_cursor_seek(group->lists[i]->walk, target);
        least = doc < least ? doc : least;
    }
    return least;
}

// Sets bound, rest and how far they hold, for documents from `doc` on: as far as the leading group's blocks, so that
// the candidates of a block stay together. Bounds that change with each block of the other lists rule out more, which
// costs more than it spares.
static void refresh_bounds(struct conjunction *c, uint32_t doc)
{
    const struct list_group *lead = &c->lists->groups[0];
    uint32_t until, postings;
    c->rest = c->optional_bound;
    c->bound = 0;
    c->bounds_until = CURSOR_END - 1;
    for (size_t i = 0; i < lead->count; i++) {
        c->bound += list_bound_at(lead->lists[i], doc, &until);
        c->bounds_until = until < c->bounds_until ? until : c->bounds_until;
    }
    bool is_last = c->bounds_until == CURSOR_END - 1; // few documents, which may lie anywhere
    for (size_t g = 1; g < c->lists->group_count; g++) {
        const struct list_group *group = &c->lists->groups[g];
        c->rest += is_last ? group->bound : 0;
        for (size_t i = 0; i < group->count && !is_last; i++)
            c->rest += list_bound(group->lists[i], doc, c->bounds_until + 1, &postings);
    }
    c->bound += c->rest;
}

// Whether to go on; the reader keeps the first failure.
static bool goes_on(struct conjunction *c)
{
    struct phrase_reader *reader = &c->reader;
    if (reader->status == STATUS_OK)
        reader->status = work_limit_look(c->lists->retrieval->snapshot->limit, reader->err);
    return reader->status == STATUS_OK;
}

// --- documents -----------------------------------------------------------------------------------

// Leaves of n documents, with their scores, those that can enter if they get `rest` more of words.
static unsigned keep_good(const struct conjunction *c, uint32_t *docs, uint32_t *scores, unsigned n,
                          uint32_t rest)
{
    uint32_t needed = words_needed(c->lists);
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++) {
        docs[kept] = docs[i];
        scores[kept] = scores[i];
        kept += scores[i] + rest >= needed;
    }
    return kept;
}

// Scores n documents that have all words, but for their optional phrases, and leaves those that could enter.
static unsigned score_words(struct conjunction *c, uint32_t *docs, uint32_t *scores, unsigned n)
{
    const struct segment_lists *lists = c->lists;
    uint32_t rest = c->all;
    memset(scores, 0, n * sizeof *scores);
    for (size_t g = 0; g < lists->group_count && n > 0; g++) {
        const struct list_group *group = &lists->groups[g];
        for (size_t i = 0; i < group->count; i++)
            posting_probe_add(group->lists[i]->scores, docs, n, group->lists[i]->term->table,
                              scores);
        rest -= group->bound;
        n = keep_good(c, docs, scores, n, rest);
    }
    for (size_t i = lists->required_count; i < lists->list_count; i++)
        posting_probe_add(lists->lists[i].scores, docs, n, lists->lists[i].term->table, scores);
    return keep_good(c, docs, scores, n, 0);
}

// Adds to those candidates that reach `cut`, and could enter, what their optional phrases give them, and offers them.
// Leaves the others.
static void settle_from(struct conjunction *c, uint32_t cut)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < c->candidate_count; i++) {
        struct conjunction_candidate candidate = c->candidates[i];
        if (candidate.score < words_needed(c->lists))
            continue;
        if (candidate.score < cut) {
            c->candidates[kept++] = candidate;
            continue;
        }
        uint32_t threshold = score_threshold(c->lists);
        uint32_t score = phrases_add(&c->reader, candidate.doc, candidate.score, threshold);
        if (score >= threshold)
            segment_lists_offer(c->lists, candidate.doc, score);
    }
    c->candidate_count = kept;
}

// A score that some `wanted` of the candidates reach.
static uint32_t cut_of(const struct conjunction *c, unsigned wanted)
{
    unsigned counts[SCORE_STEPS] = {0};
    for (unsigned i = 0; i < c->candidate_count; i++)
        counts[c->candidates[i].score / SCORE_STEP_WIDTH]++;
    return score_steps_cut(counts, SCORE_STEPS, wanted);
}

// Offers the candidates: those with the best words first, after which the threshold rules out most of the others.
static void settle(struct conjunction *c)
{
    unsigned wanted = 1 + c->lists->retrieval->top->limit;
    if (c->candidate_count > 2 * wanted) {
        settle_from(c, cut_of(c, wanted));
        phrase_reader_restart(&c->reader);
    }
    settle_from(c, 0);
}

// Offers n documents in which all words and phrases are, at once or when their optional phrases are looked at.
static void offer(struct conjunction *c, const uint32_t *docs, const uint32_t *scores, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (scores[i] < words_needed(c->lists))
            continue;
        if (c->lists->phrase_count == 0) {
            segment_lists_offer(c->lists, docs[i], scores[i]);
            continue;
        }
        if (c->candidate_count == CANDIDATES)
            settle(c);
        c->candidates[c->candidate_count++] = (struct conjunction_candidate){docs[i], scores[i]};
    }
}

// Moves the scores of those of n documents that were kept to where these stand now.
static void move_scores(const uint32_t *docs, unsigned n, const uint32_t *kept, unsigned kept_count,
                        uint32_t *scores)
{
    unsigned at = 0;
    for (unsigned i = 0; i < n && at < kept_count; i++)
        if (docs[i] == kept[at])
            scores[at++] = scores[i];
}

// Documents that have all words, at most PHRASES_BATCH. While any match may enter, positions decide, of all at once;
// else they are looked at last, of those that are good enough.
static void consider(struct conjunction *c, uint32_t *docs, unsigned n, uint64_t *count)
{
    uint32_t scores[PHRASES_BATCH], good[PHRASES_BATCH];
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++) {
        docs[kept] = docs[i];
        kept += is_allowed(c->lists, docs[i]);
    }
    bool decides = c->count_only || score_threshold(c->lists) == 0;
    n = decides ? phrases_keep(&c->reader, docs, kept) : kept;
    if (c->count_only) {
        *count += n;
        for (unsigned i = 0; c->found && i < n; i++)
            (void)vec_add(c->found, docs[i]);
        return;
    }
    n = score_words(c, docs, scores, n);
    if (!decides) {
        unsigned good_count = n;
        memcpy(good, docs, n * sizeof *docs);
        n = phrases_keep(&c->reader, docs, n);
        move_scores(good, good_count, docs, n, scores);
    }
    offer(c, docs, scores, n);
}

// The first document >= doc that the bounds do not rule out and the leading group has.
static uint32_t next_candidate(struct conjunction *c, uint32_t doc)
{
    struct list_group *lead = &c->lists->groups[0];
    uint32_t needed = c->count_only ? 0 : words_needed(c->lists);
    // While anything may enter, bounds rule out nothing.
    while (needed > 0 && doc != CURSOR_END) {
        if (doc > c->bounds_until || c->bounds_until == CURSOR_END)
            refresh_bounds(c, doc);
        if (c->bound >= needed) {
            uint32_t found = lead_seek(lead, doc);
            if (found <= c->bounds_until || found == CURSOR_END)
                return found;
            doc = found;
            continue;
        }
        if (c->bounds_until >= CURSOR_END - 1)
            return CURSOR_END;
        doc = c->bounds_until + 1;
    }
    return lead_seek(lead, doc);
}

// Documents of a leading group of several lists, from `doc` on, for which the bounds hold.
static unsigned take_of_lists(struct list_group *lead, uint32_t doc, uint32_t until,
                              uint32_t docs[POSTING_BLOCK_LEN])
{
    unsigned n = 0;
    for (; n < POSTING_BLOCK_LEN && doc <= until && doc != CURSOR_END;
         doc = lead_seek(lead, doc + 1))
        docs[n++] = doc;
    return n;
}

// Candidates from `doc` on, on which the leading group's cursors stand: those of one block, or as many, for which the
// bounds hold and whose weight in a single leading list leaves them a chance. *last is the last one looked at.
static unsigned take_candidates(struct conjunction *c, uint32_t doc,
                                uint32_t docs[POSTING_BLOCK_LEN], uint32_t *last)
{
    struct list_group *lead = &c->lists->groups[0];
    struct posting_cursor *walk = lead->lists[0]->walk;
    uint32_t needed = c->count_only ? 0 : words_needed(c->lists);
    unsigned n, kept = 0;
    if (lead->count > 1) {
        n = take_of_lists(lead, doc, needed > 0 ? c->bounds_until : CURSOR_END, docs);
        *last = docs[n - 1];
        return n;
    }
    const uint32_t *from = posting_cursor_docs(walk, &n);
    *last = docs[0] = doc;
    if (needed == 0) {
        memcpy(docs, from, n * sizeof *docs);
        *last = docs[n - 1];
        return n;
    }
    const uint8_t *impacts = posting_cursor_impacts(walk);
    for (unsigned i = 0; i < n && from[i] <= c->bounds_until; i++) {
        *last = docs[kept] = from[i];
        kept += impacts && lead->lists[0]->term->table[impacts[i]] + c->rest >= needed;
    }
    return kept;
}

// Leaves of n documents, in increasing order, those that the group has; returns how many.
static unsigned group_keep(struct list_group *group, uint32_t *docs, unsigned n)
{
    unsigned kept = 0;
    if (group->count == 1)
        return posting_probe_keep(group->lists[0]->filter, docs, n);
    for (unsigned i = 0; i < n; i++) {
        docs[kept] = docs[i];
        kept += any_list_has(group->lists, group->count, docs[i]);
    }
    return kept;
}

// Leaves of n documents those that all groups from the first-th on have.
static unsigned groups_keep(struct conjunction *c, size_t first, uint32_t *docs, unsigned n)
{
    const struct query_shape *shape = c->lists->retrieval->shape;
    for (size_t g = first; n > 0 && g < c->lists->group_count; g++)
        if (!phrase_pairs_imply(&c->pairs, shape, c->lists->groups[g].shape))
            n = group_keep(&c->lists->groups[g], docs, n);
    return n;
}

static void run_documents(struct conjunction *c, uint64_t *count)
{
    uint32_t docs[POSTING_BLOCK_LEN], last, window = CURSOR_END;
    for (uint32_t doc = next_candidate(c, 0); doc != CURSOR_END && c->reader.status == STATUS_OK;
         doc = next_candidate(c, last + 1)) {
        if (doc / WINDOW_DOCS != window && !goes_on(c))
            break;
        window = doc / WINDOW_DOCS;
        unsigned n = take_candidates(c, doc, docs, &last);
        if (c->pairs.is_known)
            n = phrase_pairs_keep(&c->pairs, docs, n);
        n = groups_keep(c, 1, docs, n);
        consider(c, docs, n, count);
    }
}

// Where the pairs of words leave fewer documents than any word has, these lead.
static void run_pairs(struct conjunction *c, uint64_t *count)
{
    uint32_t docs[PHRASES_BATCH];
    unsigned n;
    while ((n = phrase_pairs_take(&c->pairs, docs, PHRASES_BATCH)) > 0 && goes_on(c)) {
        n = groups_keep(c, 0, docs, n);
        consider(c, docs, n, count);
    }
}

// --- dense lists -----------------------------------------------------------------------------------

static bool are_all_in_ranges(const struct segment_lists *lists)
{
    for (size_t i = 0; i < lists->required_count; i++)
        if (!list_has_ranges(&lists->lists[i]))
            return false;
    return true;
}

// Opens what all lists give at most to ranges of documents.
static enum status open_ranges(struct conjunction *c, struct error *err)
{
    struct segment_lists *lists = c->lists;
    if (!are_all_in_ranges(lists))
        return STATUS_OK;
    struct arena *arena = lists->retrieval->arena;
    c->ranges = arena_alloc(arena, (lists->required_count + 1) * sizeof *c->ranges);
    c->sums = arena_alloc(arena, RANGES_PER_CHUNK * sizeof *c->sums);
    if (!c->ranges || !c->sums)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < lists->required_count; i++)
        status = list_ranges_open(&lists->lists[i], lists->segment, &c->ranges[i], err);
    return status;
}

static void add_ranges(struct conjunction *c, uint32_t chunk)
{
    memset(c->sums, 0, RANGES_PER_CHUNK * sizeof *c->sums);
    for (size_t i = 0; i < c->lists->required_count; i++)
        range_ops_best()->add(&c->ranges[i].table, chunk, c->ranges[i].values, c->sums);
    c->chunk = chunk;
}

// The documents of a window whose ranges reach the threshold, into bits; false when there are none.
static bool live_ranges(struct conjunction *c, uint32_t base, uint64_t *bits)
{
    enum { RANGES_A_WORD = 64 / RANGE_DOCS };
    uint32_t needed = words_needed(c->lists);
    uint64_t some = 0;
    if (c->chunk != base / RANGE_CHUNK_DOCS)
        add_ranges(c, base / RANGE_CHUNK_DOCS);
    const uint16_t *sums = c->sums + base % RANGE_CHUNK_DOCS / RANGE_DOCS;
    for (uint32_t w = 0; w < WINDOW_WORDS; w++) {
        bits[w] = 0;
        for (uint32_t r = RANGES_A_WORD; r-- > 0;) {
            bool is_live = sums[w * RANGES_A_WORD + r] + c->optional_bound >= needed;
            bits[w] = bits[w] << RANGE_DOCS | (is_live ? UINT64_MAX >> (64 - RANGE_DOCS) : 0);
        }
        some |= bits[w];
    }
    return some != 0;
}

static uint32_t window_bound(struct conjunction *c, uint32_t base)
{
    uint32_t bound = 0, postings;
    for (size_t i = 0; i < c->lists->list_count; i++)
        bound += list_bound(&c->lists->lists[i], base, base + WINDOW_DOCS, &postings);
    return bound;
}

// The documents of a window that the bounds do not rule out, into bits; false when there are none.
static bool live_window(struct conjunction *c, uint32_t base, uint64_t *bits)
{
    uint32_t needed = c->count_only ? 0 : words_needed(c->lists);
    if (needed > 0 && c->ranges)
        return live_ranges(c, base, bits);
    memset(bits, 0xff, WINDOW_WORDS * sizeof *bits);
    return needed == 0 || window_bound(c, base) >= needed;
}

// Leaves of the bits of a window those that every group has; false when there are none. Bitmaps are intersected as
// they are stored.
static bool intersect_window(struct conjunction *c, uint32_t base, uint64_t *bits)
{
    uint64_t left;
    for (size_t g = 0; g < c->lists->group_count; g++) {
        struct list_group *group = &c->lists->groups[g];
        uint64_t of_group[WINDOW_WORDS] = {0};
        uint8_t marks[WINDOW_DOCS] = {0};
        for (size_t i = 0; i < group->count; i++)
            posting_marker_marks(group->lists[i]->marker, base, WINDOW_DOCS, marks, of_group);
        window_ops_best()->or_marks(marks, WINDOW_DOCS, of_group);
        left = 0;
        for (int w = 0; w < WINDOW_WORDS; w++) {
            bits[w] &= of_group[w];
            left |= bits[w];
        }
        if (!left)
            return false;
    }
    return true;
}

// Looks at the documents of a window that all groups have, a batch at a time.
static void consider_window(struct conjunction *c, uint32_t base, const uint64_t *bits,
                            uint64_t *count)
{
    uint32_t docs[PHRASES_BATCH];
    unsigned n = 0;
    bool has_phrases = c->lists->retrieval->shape->phrase_count > 0;
    for (uint32_t w = 0; w < WINDOW_WORDS && c->reader.status == STATUS_OK; w++) {
        for (uint64_t left = bits[w]; left; left &= left - 1) {
            docs[n++] = base + w * 64 + (uint32_t)__builtin_ctzll(left);
            if (n == PHRASES_BATCH) {
                consider(c, docs, n, count);
                n = 0;
                if (has_phrases && !goes_on(c))
                    return;
            }
        }
    }
    consider(c, docs, n, count);
}

// Where even the rarest list is dense, asking the others document by document costs more than intersecting
// whole windows.
static void run_windows(struct conjunction *c, uint64_t *count)
{
    uint64_t bits[WINDOW_WORDS];
    uint32_t documents = c->lists->segment->info.doc_count;
    for (uint32_t base = 0; base < documents && goes_on(c); base += WINDOW_DOCS)
        if (live_window(c, base, bits) && intersect_window(c, base, bits))
            consider_window(c, base, bits, count);
}

static bool is_dense(const struct segment_lists *lists, bool count_only)
{
    bool has_phrases = lists->phrase_count > 0 || lists->retrieval->shape->phrase_count > 0;
    bool by_ranges = !count_only && !has_phrases && are_all_in_ranges(lists);
    unsigned one_in = by_ranges ? DENSE_ONE_IN_RANGES : DENSE_ONE_IN;
    return lists->group_count > 1 &&
           lists->groups[0].postings > lists->segment->info.doc_count / one_in;
}

// Who finds the documents that have all words.
enum leader { LEADER_RAREST, LEADER_WINDOWS, LEADER_PAIRS };

static enum leader choose_leader(const struct conjunction *c)
{
    if (c->pairs.is_known && c->pairs.docs.count < c->lists->groups[0].postings)
        return LEADER_PAIRS;
    return !c->pairs.is_known && is_dense(c->lists, c->count_only) ? LEADER_WINDOWS : LEADER_RAREST;
}

// The leading group is walked along and the others filter what it finds; or all of them do, or mark windows.
static enum status open_lists(struct segment_lists *lists, enum leader leader, bool count_only,
                              struct error *err)
{
    unsigned scores = count_only ? 0 : LIST_SCORES;
    enum status status = STATUS_OK;
    for (size_t g = 0; g < lists->group_count; g++) {
        struct list_group *group = &lists->groups[g];
        bool is_walked = g == 0 && leader == LEADER_RAREST;
        unsigned finds = leader == LEADER_WINDOWS ? LIST_MARKER
                         : is_walked              ? LIST_WALK
                                                  : LIST_FILTER;
        for (size_t i = 0; status == STATUS_OK && i < group->count; i++)
            status = list_reads(lists, group->lists[i], finds | scores, err);
    }
    for (size_t i = lists->required_count; status == STATUS_OK && i < lists->open_count; i++)
        status = list_reads(lists, &lists->lists[i], scores, err);
    return status;
}

// Offers hits; with `count`, counts instead, and puts what is counted into `found` unless that is NULL.
static enum status run(struct segment_lists *lists, uint64_t *count, struct document_list *found,
                       struct error *err)
{
    struct conjunction c = {.lists = lists,
                            .count_only = count != NULL,
                            .found = found,
                            .bounds_until = CURSOR_END,
                            .chunk = UINT32_MAX};
    for (size_t i = lists->required_count; i < lists->list_count; i++)
        c.optional_bound += lists->lists[i].bound;
    c.all = c.optional_bound;
    for (size_t g = 0; g < lists->group_count; g++)
        c.all += lists->groups[g].bound;
    phrase_reader_open(&c.reader, lists, err);
    enum status status = phrase_pairs_open(lists, &c.pairs, err);
    enum leader leader = choose_leader(&c);
    bool has_options = lists->phrase_count > 0 && !c.count_only;
    if (has_options)
        c.candidates = arena_alloc(lists->retrieval->arena, CANDIDATES * sizeof *c.candidates);
    if (status == STATUS_OK && has_options && !c.candidates)
        status = error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (status == STATUS_OK)
        status = open_lists(lists, leader, c.count_only, err);
    if (status == STATUS_OK && leader == LEADER_WINDOWS && !c.count_only)
        status = open_ranges(&c, err);
    if (status == STATUS_OK && leader == LEADER_PAIRS)
        run_pairs(&c, count);
    else if (status == STATUS_OK && leader == LEADER_WINDOWS)
        run_windows(&c, count);
    else if (status == STATUS_OK)
        run_documents(&c, count);
    if (status == STATUS_OK && has_options)
        settle(&c);
    if (status == STATUS_OK)
        status = c.reader.status;
    phrase_reader_close(&c.reader);
    phrase_pairs_close(&c.pairs);
    return status == STATUS_OK ? segment_lists_check(lists, err) : status;
}

enum status block_max_and_run(struct segment_lists *lists, struct error *err)
{
    return run(lists, NULL, NULL, err);
}

enum status block_max_and_count(struct segment_lists *lists, uint64_t *total, struct error *err)
{
    return run(lists, total, NULL, err);
}

enum status block_max_and_find(struct segment_lists *lists, struct document_list *out,
                               struct error *err)
{
    uint64_t count = 0;
    enum status status = run(lists, &count, out, err);
    return status == STATUS_OK && out->room.failed
               ? error_set(err, STATUS_NO_MEMORY, "search: out of memory")
               : status;
}
