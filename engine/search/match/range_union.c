// Unions by ranges of documents.
//
// Words are frequent, which have a table of what they give at most to each range, or rare, which have none. One pass
// over all ranges adds up the tables; the rare words are read whole, a chunk of documents after the other, and each of
// their documents becomes a candidate with what it has of them and what the frequent words give its range at most. The
// best candidates are looked up in the frequent words first, so that the threshold is high when the others are asked;
// and these are asked word by word, all candidates after one another, until the bound says that they cannot enter. What
// is left are documents without a rare word: of ranges that reach the threshold by frequent words alone, of which the
// best are looked at first again. There all documents are added up.
//
// Optional words are words among the others; what they alone have found is asked for a required one before it is
// offered. Optional phrases are looked at last, of documents whose words give what is needed (words_needed).
//
// (Bounds of small ranges in place of blocks: as Block-Max Pruning, Mallia, Suel & Tonellotto 2024, does with a forward
// index; here lists stay what they are.)
//
// Where too many candidates or ranges are left, adding up whole windows costs less (maxscore.h): then what was offered
// is taken back, and the threshold stays.
#include "engine/search/match/range_union.h"

#include "engine/search/match/list_ranges.h"
#include "engine/search/match/phrase_filter.h"
#include "engine/search/match/score_steps.h"
#include "engine/search/work_limit.h"

#include <string.h>

enum {
    MAX_K = 100,          // beyond, so many ranges are left that trying is wasted
    MAX_LISTS = 64,       // more words leave too many ranges as well
    BATCH = 512,          // candidates looked up before the others, at most
    CANDIDATES = 1 << 16, // held at once
    RANGES_AT_ONCE = 64,  // looked at together
    FIRST_RANGES = 10,    // looked at before the others
    MANY_RANGES = 24,     // so many are put in order
    // For each frequent word, in postings added up window by window:
    RANGE_COST = 5,     // of a range that can reach the threshold once the best were looked at
    CANDIDATE_COST = 6, // of a candidate that can enter, and of a range while candidates are left
};

struct frequent_word {
    struct scored_list *list;
    struct list_ranges ranges;
};

struct range_union {
    struct segment_lists *lists;
    const struct range_ops *ops;
    struct frequent_word *frequent; // those that give most first
    size_t frequent_count;
    struct scored_list **rare; // the required ones first
    size_t rare_count, rare_required_count;
    uint64_t posting_count; // of all words
    uint16_t *sums;         // of all ranges, whole chunks
    uint32_t chunk_count;
    uint16_t *scores; // of the rare words, in a chunk
    uint16_t *places; // documents of a chunk that rare words have, word by word
    uint32_t *live;   // ranges
    struct range_candidate *candidates, *sorted;
    unsigned candidate_count, candidate_capacity;
    unsigned buckets[SCORE_STEPS]; // how many candidates have a bound of that size
    unsigned reached
        [SCORE_STEPS]; // how many documents have at least a score of that size by their rare words
    unsigned reached_end; // none has a score of this size or more
    struct phrase_reader reader;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

// What a document's words must give that may enter. Every match scores at least 1.
static uint32_t threshold_of(const struct range_union *u)
{
    uint32_t threshold = words_needed(u->lists);
    return threshold > 0 ? threshold : 1;
}

static bool has_optional(const struct range_union *u)
{
    return u->lists->list_count > u->lists->required_count;
}

// --- opening -------------------------------------------------------------------------------------

bool range_union_fits(const struct segment_lists *lists)
{
    if (lists->list_count > MAX_LISTS || lists->retrieval->top->limit > MAX_K)
        return false;
    for (size_t i = 0; i < lists->required_count; i++)
        if (list_has_ranges(&lists->lists[i]))
            return true;
    return false;
}

static enum status add_frequent(struct range_union *u, struct scored_list *list, struct error *err)
{
    struct frequent_word word = {.list = list};
    enum status status = list_ranges_open(list, u->lists->segment, &word.ranges, err);
    size_t to = u->frequent_count++;
    for (; to > 0 && u->frequent[to - 1].ranges.values[1] < word.ranges.values[1]; to--)
        u->frequent[to] = u->frequent[to - 1];
    u->frequent[to] = word;
    return status;
}

static enum status open_words(struct range_union *u, struct error *err)
{
    struct segment_lists *lists = u->lists;
    struct arena *arena = lists->retrieval->arena;
    u->frequent = arena_alloc(arena, lists->list_count * sizeof *u->frequent);
    u->rare = arena_calloc(arena, lists->list_count, sizeof *u->rare);
    if (!u->frequent || !u->rare)
        return no_memory(err);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < lists->list_count; i++) {
        struct scored_list *list = &lists->lists[i];
        bool is_rare = !list_has_ranges(list), is_required = i < lists->required_count;
        bool is_asked = is_rare || (is_required && has_optional(u));
        u->posting_count += list->found->doc_count;
        unsigned readings = (is_asked ? LIST_FILTER : 0) | (is_rare ? 0 : LIST_SCORES);
        status = list_reads(lists, list, LIST_WALK | readings, err);
        if (status == STATUS_OK && is_rare) {
            u->rare[u->rare_count++] = list;
            u->rare_required_count += is_required;
        } else if (status == STATUS_OK) {
            status = add_frequent(u, list, err);
        }
    }
    for (size_t i = lists->list_count; status == STATUS_OK && i < lists->open_count; i++)
        status = list_reads(lists, &lists->lists[i], LIST_SCORES, err);
    return status;
}

static enum status make_room(struct range_union *u, struct error *err)
{
    struct arena *arena = u->lists->retrieval->arena;
    size_t documents = 0, places = 0;
    for (size_t i = 0; i < u->rare_count; i++) {
        uint32_t count = u->rare[i]->found->doc_count;
        documents += count;
        places += count < RANGE_CHUNK_DOCS ? count : RANGE_CHUNK_DOCS;
    }
    u->chunk_count = range_chunks(u->lists->segment->info.doc_count);
    u->candidate_capacity = (unsigned)(documents < CANDIDATES ? documents : CANDIDATES);
    size_t ranges = (size_t)u->chunk_count * RANGES_PER_CHUNK;
    u->sums = arena_alloc(arena, (ranges + 2) * sizeof *u->sums);
    u->live = arena_alloc(arena, ranges * sizeof *u->live);
    u->scores = arena_calloc(arena, RANGE_CHUNK_DOCS + 2, sizeof *u->scores);
    u->places = arena_alloc(arena, (places + 1) * sizeof *u->places);
    u->candidates = arena_alloc(arena, (u->candidate_capacity + 1) * sizeof *u->candidates);
    u->sorted = arena_alloc(arena, (u->candidate_capacity + 1) * sizeof *u->sorted);
    return u->sums && u->live && u->scores && u->places && u->candidates && u->sorted
               ? STATUS_OK
               : no_memory(err);
}

// --- offering ------------------------------------------------------------------------------------

// Documents may come that stand before those that were offered last.
static void begin_offers(struct range_union *u)
{
    struct segment_lists *lists = u->lists;
    for (size_t i = 0; has_optional(u) && i < lists->required_count; i++)
        posting_probe_open(lists->lists[i].filter, &lists->lists[i].found->postings,
                           &lists->access);
    if (lists->phrase_count > 0)
        phrase_reader_restart(&u->reader);
}

// Whether a document has a word that makes it a match: what is optional only scores.
static bool is_match(struct range_union *u, uint32_t doc)
{
    for (size_t g = 0; g < u->lists->group_count; g++)
        if (any_list_has(u->lists->groups[g].lists, u->lists->groups[g].count, doc))
            return true;
    return false;
}

// `score` is that of its words.
static void offer(struct range_union *u, uint32_t doc, uint32_t score)
{
    if (score < threshold_of(u) || (has_optional(u) && !is_match(u, doc)))
        return;
    uint32_t threshold = score_threshold(u->lists);
    if (u->lists->phrase_count > 0)
        score = phrases_add(&u->reader, doc, score, threshold);
    if (score > 0 && score >= threshold)
        segment_lists_offer(u->lists, doc, score);
}

// --- candidates ----------------------------------------------------------------------------------

// Puts n candidates into increasing order of documents: they are runs of such order already, which are merged.
static void sort_candidates(struct range_union *u, struct range_candidate *list, unsigned n)
{
    for (unsigned runs = 2; runs > 1;) {
        unsigned out = 0;
        runs = 0;
        for (unsigned i = 0; i < n; runs++) {
            unsigned middle = i + 1, end;
            while (middle < n && list[middle - 1].doc < list[middle].doc)
                middle++;
            for (end = middle; end < n && (end == middle || list[end - 1].doc < list[end].doc);)
                end++;
            unsigned a = i, b = middle;
            while (a < middle && b < end)
                u->sorted[out++] = list[list[a].doc < list[b].doc ? a++ : b++];
            while (a < middle)
                u->sorted[out++] = list[a++];
            while (b < end)
                u->sorted[out++] = list[b++];
            i = end;
        }
        memcpy(list, u->sorted, n * sizeof *list);
    }
}

// Looks up at most BATCH candidates in a frequent word; returns how many can still enter, which are moved to `to`.
static unsigned look_up_word(struct range_union *u, const struct frequent_word *word,
                             const struct range_candidate *list, unsigned n,
                             struct range_candidate *to)
{
    uint8_t levels[BATCH];
    uint32_t threshold = threshold_of(u);
    unsigned kept = 0;
    u->ops->levels(&word->ranges.table, list, n, levels);
    for (unsigned c = 0; c < n; c++) {
        struct range_candidate candidate = list[c];
        if (levels[c] > 0) {
            uint32_t score =
                posting_probe_score(word->list->scores, candidate.doc, word->list->term->table);
            candidate.score = (uint16_t)(candidate.score + score);
            candidate.bound = (uint16_t)(candidate.bound - word->ranges.values[levels[c]] + score);
        }
        to[kept] = candidate;
        kept += candidate.bound >= threshold;
    }
    return kept;
}

// Looks candidates up in the frequent words and offers those that enter: word by word, all that the bound leaves.
static void look_up(struct range_union *u, struct range_candidate *list, unsigned n)
{
    sort_candidates(u, list, n);
    for (size_t i = 0; n > 0 && i < u->frequent_count; i++) {
        const struct frequent_word *word = &u->frequent[i];
        unsigned kept = 0;
        posting_probe_open(word->list->scores, &word->list->found->postings, &u->lists->access);
        for (unsigned c = 0; c < n; c += BATCH)
            kept += look_up_word(u, word, list + c, n - c < BATCH ? n - c : BATCH, list + kept);
        n = kept;
    }
    begin_offers(u);
    for (unsigned c = 0; c < n; c++)
        offer(u, list[c].doc, list[c].score);
}

// Leaves the candidates that can still enter, but for those whose bound reaches the cut, which are moved to `best`, as
// many as that has room for; returns how many.
static unsigned part_candidates(struct range_union *u, uint32_t cut,
                                struct range_candidate best[BATCH + 1])
{
    struct range_split split = {
        .list = u->candidates, .best = best, .room = BATCH, .cut = cut, .least = threshold_of(u)};
    u->ops->split(&split, u->candidate_count);
    u->candidate_count = split.kept;
    return split.taken;
}

// Looks up the best candidates, in two rounds of some `wanted`; of the others those are left that can enter then.
static void look_up_first(struct range_union *u)
{
    enum { NO_CUT = UINT16_MAX + 1 };
    struct range_candidate best[BATCH + 1];
    unsigned wanted = 16 + u->lists->retrieval->top->limit * 3 / 2;
    for (int round = 0; round < 2 && u->candidate_count > wanted; round++) {
        uint32_t cut = score_steps_cut(u->buckets, SCORE_STEPS, wanted);
        uint32_t step = cut / SCORE_STEP_WIDTH;
        memset(u->buckets + step, 0, (SCORE_STEPS - step) * sizeof *u->buckets);
        look_up(u, best, part_candidates(u, cut, best));
    }
    part_candidates(u, NO_CUT, best);
}

static void look_up_left(struct range_union *u)
{
    look_up(u, u->candidates, u->candidate_count);
    u->candidate_count = 0;
    memset(u->buckets, 0, sizeof u->buckets);
}

static uint32_t collect_ranges(struct range_union *u)
{
    return u->ops->collect(u->sums, u->chunk_count * RANGES_PER_CHUNK, (uint16_t)threshold_of(u),
                           u->live);
}

// Whether the candidates that are left, and the ranges, take longer than adding up windows. Ranges are counted only
// where the candidates alone take a third of that.
static bool has_too_many_candidates(struct range_union *u)
{
    uint64_t cost = u->candidate_count * u->frequent_count * CANDIDATE_COST;
    if (cost * 3 < u->posting_count)
        return false;
    cost += collect_ranges(u) * u->frequent_count * CANDIDATE_COST;
    return cost > u->posting_count;
}

// Leaves of n candidates those that may be found.
static unsigned keep_allowed(const struct range_union *u, struct range_candidate *list, unsigned n)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < n; i++) {
        list[kept] = list[i];
        kept += is_allowed(u->lists, list[i].doc);
    }
    return kept;
}

// Adds the documents of a chunk that a rare word has to the scores; returns how many there are, their places in
// `places`.
static unsigned add_rare(struct range_union *u, struct scored_list *list, uint32_t base,
                         uint16_t *places)
{
    struct posting_cursor *walk = list->walk;
    struct block_sum sum = {u->scores, base, list->term->table};
    uint32_t end = base + RANGE_CHUNK_DOCS;
    unsigned count = 0;
    while (posting_cursor_seek(walk, base) < end) {
        unsigned n;
        const uint32_t *docs = posting_cursor_docs(walk, &n);
        const uint8_t *impacts = posting_cursor_impacts(walk);
        if (!impacts)
            return count;
        if (docs[n - 1] >= end)
            n = walk->reader.codec->search(docs, n, end);
        block_accumulate(&sum, docs, impacts, n);
        uint16_t *to = places + count;
        for (unsigned i = 0; i < n; i++)
            to[i] = (uint16_t)(docs[i] - base);
        count += n;
        walk->at += n;
    }
    return count;
}

// Rare words alone give as many documents as are wanted a score, below which none enters.
static void raise_floor(struct range_union *u)
{
    struct top_k *top = u->lists->retrieval->top;
    if (top->after.given)
        return;
    uint32_t least = score_steps_cut(u->reached, u->reached_end, top->limit);
    top->floor = least > top->floor ? least : top->floor;
}

static void count_candidates(struct range_union *u, const struct range_candidate *list, unsigned n,
                             bool are_matches)
{
    unsigned end = u->reached_end;
    for (unsigned c = 0; c < n; c++) {
        unsigned step = list[c].score / SCORE_STEP_WIDTH;
        u->buckets[list[c].bound / SCORE_STEP_WIDTH]++;
        u->reached[step] += are_matches;
        end = step < end ? end : step + 1;
    }
    u->reached_end = end;
}

// Candidates of a chunk, whose sums are known.
static void add_chunk(struct range_union *u, uint32_t chunk)
{
    uint32_t base = chunk * RANGE_CHUNK_DOCS;
    unsigned ends[MAX_LISTS + 1] = {0};
    struct range_window window = {base, u->scores, u->sums + (size_t)chunk * RANGES_PER_CHUNK};
    for (size_t i = 0; i < u->rare_count; i++)
        ends[i + 1] = ends[i] + add_rare(u, u->rare[i], base, u->places + ends[i]);
    for (size_t i = 0; i < u->rare_count; i++) {
        uint16_t *places = u->places + ends[i];
        unsigned n = ends[i + 1] - ends[i];
        if (u->candidate_count + n > u->candidate_capacity) {
            look_up_first(u);
            look_up_left(u);
        }
        struct range_candidate *taken = u->candidates + u->candidate_count;
        unsigned count = range_take(&window, places, n, threshold_of(u), taken);
        if (!u->lists->all_allowed)
            count = keep_allowed(u, taken, count);
        count_candidates(u, taken, count, i < u->rare_required_count);
        u->candidate_count += count;
    }
    raise_floor(u);
}

// STATUS_NOT_FOUND when there are too many candidates.
static enum status add_up(struct range_union *u, struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t c = 0; status == STATUS_OK && c < u->chunk_count; c++) {
        uint16_t *sums = u->sums + (size_t)c * RANGES_PER_CHUNK;
        memset(sums, 0, RANGES_PER_CHUNK * sizeof *sums);
        for (size_t i = 0; i < u->frequent_count; i++)
            u->ops->add(&u->frequent[i].ranges.table, c, u->frequent[i].ranges.values, sums);
        if (u->rare_count > 0)
            add_chunk(u, c);
        status = work_limit_look(u->lists->retrieval->snapshot->limit, err);
    }
    look_up_first(u);
    if (status == STATUS_OK && has_too_many_candidates(u))
        return STATUS_NOT_FOUND;
    look_up_left(u);
    return status;
}

// --- ranges --------------------------------------------------------------------------------------

struct range_batch {
    uint32_t count;
    // The first document, the best score so far, what the words that were not read give at most.
    struct range_candidate ranges[RANGES_AT_ONCE];
    uint16_t scores[RANGES_AT_ONCE][RANGE_DOCS];
};

// Adds what a word gives the documents of a range to their scores, of which the best was `most`; returns which is then.
static uint16_t add_word(const struct scored_list *list, uint32_t base, uint16_t most,
                         uint16_t scores[RANGE_DOCS])
{
    struct posting_cursor *walk = list->walk;
    for (uint32_t doc = posting_cursor_seek(walk, base); doc < base + RANGE_DOCS;
         doc = posting_cursor_next(walk)) {
        uint32_t score = scores[doc - base] + list->term->table[posting_cursor_impact(walk)];
        scores[doc - base] = (uint16_t)score;
        most = (uint16_t)(score > most ? score : most);
    }
    return most;
}

// Leaves the ranges that can still reach the threshold.
static void read_word(struct range_union *u, const struct frequent_word *word,
                      struct range_batch *batch)
{
    uint8_t levels[RANGES_AT_ONCE];
    uint32_t threshold = threshold_of(u), kept = 0;
    u->ops->levels(&word->ranges.table, batch->ranges, batch->count, levels);
    for (uint32_t i = 0; i < batch->count; i++) {
        struct range_candidate range = batch->ranges[i];
        if (levels[i] > 0) {
            range.score = add_word(word->list, range.doc, range.score, batch->scores[i]);
            range.bound = (uint16_t)(range.bound - word->ranges.values[levels[i]]);
        }
        batch->ranges[kept] = range;
        memcpy(batch->scores[kept], batch->scores[i], sizeof batch->scores[i]);
        kept += (uint32_t)range.score + range.bound >= threshold;
    }
    batch->count = kept;
}

// Offers the documents of the batch's ranges that have no rare word; the others were candidates.
static void look_at(struct range_union *u, struct range_batch *batch)
{
    memset(batch->scores, 0, batch->count * sizeof batch->scores[0]);
    for (size_t w = 0; w < u->frequent_count && batch->count > 0; w++)
        read_word(u, &u->frequent[w], batch);
    for (uint32_t i = 0; i < batch->count; i++) {
        uint32_t base = batch->ranges[i].doc;
        for (uint32_t d = 0; d < RANGE_DOCS; d++)
            if (batch->scores[i][d] >= threshold_of(u) && is_allowed(u->lists, base + d) &&
                !any_list_has(u->rare, u->rare_count, base + d))
                offer(u, base + d, batch->scores[i][d]);
    }
    batch->count = 0;
}

// In increasing order, until the words are rewound.
static void add_range(struct range_union *u, struct range_batch *batch, uint32_t range)
{
    batch->ranges[batch->count++] =
        (struct range_candidate){range << RANGE_SHIFT, 0, u->sums[range]};
    if (batch->count == RANGES_AT_ONCE)
        look_at(u, batch);
}

// The first documents again.
static void rewind_words(struct range_union *u)
{
    for (size_t i = 0; i < u->frequent_count; i++)
        posting_cursor_open(u->frequent[i].list->walk, &u->frequent[i].list->found->postings,
                            &u->lists->access);
    for (size_t i = 0; i < u->rare_count; i++)
        posting_probe_open(u->rare[i]->filter, &u->rare[i]->found->postings, &u->lists->access);
    begin_offers(u);
}

// A bound that some `wanted` of the live ranges reach.
static uint32_t cut_of(const struct range_union *u, uint32_t count, unsigned wanted)
{
    unsigned buckets[SCORE_STEPS] = {0};
    for (uint32_t r = 0; r < count; r++)
        buckets[u->sums[u->live[r]] / SCORE_STEP_WIDTH]++;
    return score_steps_cut(buckets, SCORE_STEPS, wanted);
}

// Looks at the ranges with the best bounds, some `wanted` of them; returns how many of the others can reach the
// threshold then.
static uint32_t look_at_best(struct range_union *u, uint32_t count, unsigned wanted)
{
    uint32_t cut = cut_of(u, count, wanted), kept = 0;
    struct range_batch batch;
    batch.count = 0;
    for (uint32_t r = 0; r < count; r++)
        if (u->sums[u->live[r]] >= cut && wanted * 2 > r - kept)
            add_range(u, &batch, u->live[r]);
        else
            u->live[kept++] = u->live[r];
    look_at(u, &batch);
    uint32_t threshold = threshold_of(u), left = 0;
    for (uint32_t r = 0; r < kept; r++) {
        u->live[left] = u->live[r];
        left += u->sums[u->live[r]] >= threshold;
    }
    rewind_words(u);
    return left;
}

// STATUS_NOT_FOUND when there are too many.
static enum status look_at_ranges(struct range_union *u, struct error *err)
{
    uint32_t count = collect_ranges(u);
    struct range_batch batch;
    batch.count = 0;
    rewind_words(u);
    if (count > MANY_RANGES)
        count = look_at_best(u, count, FIRST_RANGES + u->lists->retrieval->top->limit / 8);
    if (count * u->frequent_count * RANGE_COST > u->posting_count)
        return STATUS_NOT_FOUND;
    enum status status = STATUS_OK;
    for (uint32_t r = 0; status == STATUS_OK && r < count; r++) {
        if (u->sums[u->live[r]] >= threshold_of(u))
            add_range(u, &batch, u->live[r]);
        if (r % RANGES_AT_ONCE == 0)
            status = work_limit_look(u->lists->retrieval->snapshot->limit, err);
    }
    look_at(u, &batch);
    return status;
}

enum status range_union_run(struct segment_lists *lists, struct error *err)
{
    struct range_union u = {.lists = lists, .ops = range_ops_best()};
    struct top_k *top = lists->retrieval->top;
    uint32_t count = top->count;
    size_t bytes = count * sizeof *top->hits;
    struct top_k_hit *before = arena_alloc(lists->retrieval->arena, bytes + 1);
    if (!before)
        return no_memory(err);
    memcpy(before, top->hits, bytes);
    phrase_reader_open(&u.reader, lists, err);
    enum status status = open_words(&u, err);
    if (status == STATUS_OK)
        status = make_room(&u, err);
    if (status == STATUS_OK)
        status = add_up(&u, err);
    if (status == STATUS_OK)
        status = look_at_ranges(&u, err);
    if (u.reader.status != STATUS_OK)
        status = u.reader.status;
    phrase_reader_close(&u.reader);
    if (status == STATUS_NOT_FOUND) {
        top->floor = score_threshold(lists);
        top_k_take_back(top, before, count);
        return status;
    }
    return status == STATUS_OK ? segment_lists_check(lists, err) : status;
}
