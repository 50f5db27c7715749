// The best k of a union: MaxScore in windows of documents.
//
// For every window a list has a bound: the largest weight of its blocks there. Where the bounds together stay
// below the threshold the window is passed over without decoding anything. Otherwise the lists with the
// smallest bounds whose sum cannot reach the threshold are left out ("non-essential", Turtle & Flood 1995):
// the others are added up in an array that fits the first cache, and only documents that could still
// reach the threshold are looked up in the lists left out, largest bound first. Where such documents are so
// many that looking them up would cost more than adding up the next list whole, that list is added up too.
// Optional phrases always stand among the lists left out: what they add is looked up last.
// (Bounds by block: Ding & Suel 2011; by window: as Lucene's MaxScore does since 9.) See maxscore.h.
#include "engine/search/match/maxscore.h"

#include "engine/search/match/phrase_filter.h"
#include "engine/search/match/window_ops.h"
#include "engine/search/work_limit.h"

// Adding up a posting costs 1; looking a document up in a list costs about this much.
enum { LOOKUP_COST = 12 };

struct bounded_list {
    struct scored_list *list;
    uint32_t bound;    // in this window
    uint32_t postings; // in the blocks that meet this window
    bool optional;
};

// Documents that could still enter, and what is known of their scores: completed together, list by list.
struct maxscore_candidates {
    unsigned count;
    uint32_t docs[POSTING_BLOCK_LEN], scores[POSTING_BLOCK_LEN];
};

struct maxscore_state {
    struct segment_lists *lists;
    struct bounded_list
        *order; // scratch: the lists of a window, smallest bound first, optional before
    size_t order_count;
    size_t essential;      // order[essential..] are
    uint32_t rest;         // sum of the bounds of the others, and of the optional phrases
    uint32_t phrase_bound; // theirs, in this window
    struct phrase_reader reader;
    struct maxscore_candidates candidates;
    struct window_scores window;
};

// The lists of this window with their bounds; optional ones first, then by bound. Their sum is returned.
static uint32_t bound_window(struct maxscore_state *state, uint32_t base, uint32_t end)
{
    struct segment_lists *lists = state->lists;
    uint32_t sum = 0;
    state->order_count = 0;
    for (size_t i = 0; i < lists->list_count; i++) {
        struct bounded_list entry = {.list = &lists->lists[i],
                                     .optional = i >= lists->required_count};
        entry.bound = list_bound(entry.list, base, end, &entry.postings);
        if (entry.bound == 0)
            continue;
        size_t to = state->order_count++;
        for (; to > 0; to--) {
            const struct bounded_list *before = &state->order[to - 1];
            if (before->optional && !entry.optional)
                break;
            if (before->optional == entry.optional && before->bound <= entry.bound)
                break;
            state->order[to] = *before;
        }
        state->order[to] = entry;
        sum += entry.bound;
    }
    return sum;
}

// Splits the window's lists at the threshold. False when no list is essential: no document can enter.
static bool choose_essential(struct maxscore_state *state, uint32_t threshold)
{
    state->rest = state->phrase_bound;
    state->essential = 0;
    while (state->essential < state->order_count) {
        const struct bounded_list *next = &state->order[state->essential];
        if (!next->optional && state->rest + next->bound >= threshold)
            break;
        state->rest += next->bound;
        state->essential++;
    }
    return state->essential < state->order_count;
}

// Leaves the candidates that can reach the threshold with `rest` more.
static void keep_candidates(struct maxscore_candidates *candidates, uint32_t threshold,
                            uint32_t rest)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < candidates->count; i++) {
        candidates->docs[kept] = candidates->docs[i];
        candidates->scores[kept] = candidates->scores[i];
        kept += candidates->scores[i] + rest >= threshold;
    }
    candidates->count = kept;
}

// Adds what the non-essential lists give to the candidates, as long as they could still enter, and offers them.
static void complete(struct maxscore_state *state)
{
    struct maxscore_candidates *candidates = &state->candidates;
    uint32_t rest = state->rest;
    for (size_t i = state->essential; i-- > 0;) {
        struct scored_list *list = state->order[i].list;
        keep_candidates(candidates, score_threshold(state->lists), rest);
        posting_probe_add(list->scores, candidates->docs, candidates->count, list->term->table,
                          candidates->scores);
        rest -= state->order[i].bound;
    }
    for (unsigned i = 0; i < candidates->count; i++) {
        uint32_t doc = candidates->docs[i], score = candidates->scores[i];
        uint32_t threshold = score_threshold(state->lists);
        if (score + rest < threshold)
            continue;
        if (state->phrase_bound > 0 && score >= words_needed(state->lists))
            score = phrases_add(&state->reader, doc, score, threshold);
        if (score >= threshold)
            segment_lists_offer(state->lists, doc, score);
    }
    candidates->count = 0;
}

// A document that could still enter, after those before it.
static void add_candidate(struct maxscore_state *state, uint32_t doc, uint32_t score)
{
    struct maxscore_candidates *candidates = &state->candidates;
    if (score + state->rest < score_threshold(state->lists) || !is_allowed(state->lists, doc))
        return;
    candidates->docs[candidates->count] = doc;
    candidates->scores[candidates->count++] = score;
    if (candidates->count == POSTING_BLOCK_LEN)
        complete(state);
}

// One essential list: its documents are the candidates, nothing is accumulated.
static void run_single(struct maxscore_state *state, uint32_t base, uint32_t end)
{
    struct scored_list *list = state->order[state->essential].list;
    struct posting_cursor *cursor = list->walk;
    const uint16_t *table = list->term->table;
    for (uint32_t doc = posting_cursor_seek(cursor, base); doc < end;
         doc = posting_cursor_next(cursor))
        add_candidate(state, doc, table[posting_cursor_impact(cursor)]);
    complete(state);
}

static void add_list(struct maxscore_state *state, size_t i, uint32_t base)
{
    struct scored_list *list = state->order[i].list;
    posting_cursor_add(list->walk, base, list->term->table, &state->window);
}

// Documents whose sum so far leaves them a chance. While the heap is not full any match may enter; every
// posting scores at least 1.
static unsigned collect(const struct maxscore_state *state, uint16_t found[WINDOW_DOCS])
{
    uint32_t threshold = score_threshold(state->lists);
    uint32_t least = threshold > state->rest ? threshold - state->rest : 1;
    return window_ops_best()->collect(state->window.scores, state->window.touched, (uint16_t)least,
                                      found);
}

static void run_window(struct maxscore_state *state, uint32_t base, uint32_t end)
{
    if (state->essential + 1 == state->order_count) {
        run_single(state, base, end);
        return;
    }
    window_scores_clear(&state->window);
    for (size_t i = state->essential; i < state->order_count; i++)
        add_list(state, i, base);
    uint16_t found[WINDOW_DOCS];
    unsigned count = collect(state, found);
    while (state->essential > 0) {
        const struct bounded_list *next = &state->order[state->essential - 1];
        // An optional list's documents need not match, so it can only be asked.
        if (next->optional || count * LOOKUP_COST < next->postings)
            break;
        add_list(state, --state->essential, base);
        state->rest -= next->bound;
        count = collect(state, found);
    }
    for (unsigned i = 0; i < count; i++)
        add_candidate(state, base + found[i], state->window.scores[found[i]]);
    complete(state);
}

enum status maxscore_run(struct segment_lists *lists, struct error *err)
{
    struct maxscore_state state = {.lists = lists};
    state.order = arena_calloc(lists->retrieval->arena, lists->list_count + 1, sizeof *state.order);
    if (!state.order)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = STATUS_OK;
    phrase_reader_open(&state.reader, lists, err);
    for (size_t i = 0; status == STATUS_OK && i < lists->open_count; i++)
        status = list_reads(lists, &lists->lists[i],
                            i < lists->list_count ? LIST_WALK | LIST_SCORES : LIST_SCORES, err);
    uint32_t documents = status == STATUS_OK ? lists->segment->info.doc_count : 0;
    for (uint32_t base = 0; status == STATUS_OK && base < documents; base += WINDOW_DOCS) {
        uint32_t left = documents - base;
        uint32_t end = base + (left < WINDOW_DOCS ? left : (uint32_t)WINDOW_DOCS);
        uint32_t threshold = score_threshold(lists);
        uint32_t bound = bound_window(&state, base, end);
        if (bound + lists->phrase_bound < threshold)
            continue;
        state.phrase_bound = phrases_bound(lists, base, end);
        if (bound + state.phrase_bound >= threshold && choose_essential(&state, threshold))
            run_window(&state, base, end);
        status = state.reader.status != STATUS_OK
                     ? state.reader.status
                     : work_limit_look(lists->retrieval->snapshot->limit, err);
    }
    phrase_reader_close(&state.reader);
    return status == STATUS_OK ? segment_lists_check(lists, err) : status;
}
