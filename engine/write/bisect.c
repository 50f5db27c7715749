// Recursive graph bisection. See bisect.h.
//
// Dhulipala et al., "Compressing Graphs and Indexes with Recursive Graph Bisection" (2016): cut the documents into
// two halves so that each term's documents gather on one side as far as they can, then do the same with
// each half. A term with l of its documents on the left and r on the right costs about
//
//     l log2(n / (l + 1)) + r log2(n / (r + 1))
//
// bits of gaps for halves of n documents. With f(d) = d log2(d + 1) that is a constant less f(l) + f(r), so a
// document that changes sides gains, for each of its terms, with growth(d) = f(d + 1) - f(d):
//
//     from left to right    growth(r) - growth(l - 1)
//     from right to left    growth(l) - growth(r - 1)
//
// The sum of the first, or of the second with its sign turned, is the document's pull to the right. In a round
// all pulls are computed, and the left documents that are pulled further to the right than the median change
// places with the right ones that are pulled further to the left. As all move at once they overshoot, so that
// in round i a document has to be i / 2 bits away from the median: "cooling", of Mackenzie, Petri & Moffat,
// "Faster Index Reordering with Bipartite Graph Partitioning" (2021), from which comes also that the median is
// selected instead of the pulls sorted. The paper's other half of the speed is here:
//
//   - a term that only one document of a part has, or all have, pulls nowhere, in this part or below. Such terms
//     are dropped on the way down and the others numbered anew, so that the tables of small parts are small;
//   - pulls are sums of 32-bit integers, in 1/8192 bit: exact in any order.
//
// Each part's documents are contiguous and parts of a level share nothing, so halves can be cut in two threads;
// nothing depends on who cuts what, on time or on chance: equal pulls are decided by place. In a
// leaf documents stand as they stood before.
//
// Cost: LEVELS * ROUNDS passes over the terms of all documents at most; measured in docs/performance.md.
// The recursion is as deep as a number of 30 bits can be halved.
#include "engine/write/bisect.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAF_DOCS = 16,
    MAX_ROUNDS = 20,
    FRACTION_BITS = 13,
    COOLING = (1 << FRACTION_BITS) / 2, // a round
    GROWTH_LEN = 1 << 16,
    PREFETCH_DOCS = 4,
    DIGIT_BITS = 8,
    REPORTS = 256,
};
#define DROPPED UINT16_MAX

struct bisection {
    const struct bisect *bisect;
    int32_t *growth; // [d + 1]: growth(d), for d >= -1
    atomic_uint_fast64_t done;
    uint64_t reported; // of the caller's thread only, like bisect->advance
};

// What cutting one part needs, a set for each thread; per term.
struct scratch {
    struct bisection *bisection;
    bool is_caller; // of the thread that called bisect_run
    uint32_t *documents, *on_left;
    int32_t *pull_of_left, *pull_of_right; // what the term adds to a document's pull, by its side
    uint16_t *renamed;
};

struct part {
    struct bisect_doc *docs;
    uint32_t count;
    uint32_t half;       // documents on the left
    uint32_t term_count; // numbers above are not used
    unsigned level;
    unsigned threads;
};

static uint32_t half_of(uint32_t count)
{
    return count / 2;
}

static unsigned levels_of(uint32_t count)
{
    unsigned levels = 0;
    for (; count > LEAF_DOCS; count -= half_of(count))
        levels++;
    return levels;
}

// --- what a term pulls ---------------------------------------------------------------------------

static bool make_growth(struct bisection *bisection)
{
    bisection->growth = malloc(GROWTH_LEN * sizeof *bisection->growth);
    if (!bisection->growth)
        return false;
    bisection->growth[0] = 0; // no document on that side asks
    for (int i = 1; i < GROWTH_LEN; i++) {
        double d = i - 1;
        double bits = (d + 1) * log2(d + 2) - d * log2(d + 1);
        bisection->growth[i] = (int32_t)lrint(bits * (1 << FRACTION_BITS));
    }
    return true;
}

// growth(d) for i = d + 1. Far out, growth(d) is log2(d) + 1.44: twice as far, one bit more.
static int32_t growth_at(const int32_t *growth, uint32_t i)
{
    int shift = i < GROWTH_LEN ? 0 : 16 - __builtin_clz(i);
    return growth[i >> shift] + (shift << FRACTION_BITS);
}

static void set_term_pulls(struct scratch *scratch, uint32_t term_count)
{
    const int32_t *growth = scratch->bisection->growth;
    for (uint32_t t = 0; t < term_count; t++) {
        uint32_t left = scratch->on_left[t], right = scratch->documents[t] - left;
        scratch->pull_of_left[t] = growth_at(growth, right + 1) - growth_at(growth, left);
        scratch->pull_of_right[t] = growth_at(growth, right) - growth_at(growth, left + 1);
    }
}

// --- passes over the documents -------------------------------------------------------------------

// The terms of document i, those of one a little later on their way into the cache.
static inline uint16_t *terms_of(const struct scratch *scratch, const struct part *part, uint32_t i)
{
    uint16_t *terms = scratch->bisection->bisect->terms;
    uint32_t ahead = i + PREFETCH_DOCS < part->count ? i + PREFETCH_DOCS : i;
    __builtin_prefetch(terms + part->docs[ahead].first);
    __builtin_prefetch(terms + part->docs[ahead].first + 32);
    return terms + part->docs[i].first;
}

static void count_documents(struct scratch *scratch, const struct part *part)
{
    memset(scratch->documents, 0, part->term_count * sizeof *scratch->documents);
    for (uint32_t i = 0; i < part->count; i++) {
        const uint16_t *terms = terms_of(scratch, part, i);
        for (uint32_t t = 0; t < part->docs[i].length; t++)
            scratch->documents[terms[t]]++;
    }
}

static void add_document(struct scratch *scratch, const struct bisect_doc *doc, uint32_t by)
{
    const uint16_t *terms = scratch->bisection->bisect->terms + doc->first;
    for (uint32_t t = 0; t < doc->length; t++)
        scratch->on_left[terms[t]] += by;
}

// Numbers the terms that matter in this part, drops the others from its documents, counts the left ones.
static void rename_terms(struct scratch *scratch, struct part *part)
{
    count_documents(scratch, part);
    uint32_t kept = 0;
    for (uint32_t t = 0; t < part->term_count; t++) {
        uint32_t documents = scratch->documents[t];
        bool matters = documents > 1 && documents < part->count;
        scratch->renamed[t] = matters ? (uint16_t)kept : DROPPED;
        scratch->documents[kept] = documents;
        kept += matters;
    }
    part->term_count = kept;
    memset(scratch->on_left, 0, kept * sizeof *scratch->on_left);
    for (uint32_t i = 0; i < part->count; i++) {
        uint16_t *terms = terms_of(scratch, part, i);
        uint32_t length = 0;
        for (uint32_t t = 0; t < part->docs[i].length; t++) {
            uint16_t term = scratch->renamed[terms[t]];
            terms[length] = term;
            length += term != DROPPED;
        }
        part->docs[i].length = length;
        if (i < part->half)
            add_document(scratch, &part->docs[i], 1);
    }
}

static void set_pulls(struct scratch *scratch, const struct part *part)
{
    for (uint32_t i = 0; i < part->count; i++) {
        const uint16_t *terms = terms_of(scratch, part, i);
        const int32_t *pulls = i < part->half ? scratch->pull_of_left : scratch->pull_of_right;
        int32_t sum = 0;
        for (uint32_t t = 0; t < part->docs[i].length; t++)
            sum += pulls[terms[t]];
        part->docs[i].pull = sum;
    }
}

// --- one round -----------------------------------------------------------------------------------

// The least pull, and how many bits the others need above it.
static unsigned range_of_pulls(const struct part *part, int32_t *least)
{
    int32_t low = part->docs[0].pull, high = low;
    for (uint32_t i = 1; i < part->count; i++) {
        low = part->docs[i].pull < low ? part->docs[i].pull : low;
        high = part->docs[i].pull > high ? part->docs[i].pull : high;
    }
    *least = low;
    uint32_t range = (uint32_t)high - (uint32_t)low;
    return range ? 32 - (unsigned)__builtin_clz(range) : 0;
}

// The pull of rank `half`: as many documents as the left has are pulled no further right. A radix selection, from
// the highest bit in which pulls differ: above it, all would be counted in one place, one waiting for the other.
static int32_t median_pull(const struct part *part)
{
    int32_t least;
    unsigned bits = range_of_pulls(part, &least);
    uint32_t found = 0, rank = part->half - 1;
    while (bits > 0) {
        unsigned width = bits < DIGIT_BITS ? bits : DIGIT_BITS, shift = bits - width;
        uint32_t counts[1 << DIGIT_BITS] = {0}, digit = 0;
        for (uint32_t i = 0; i < part->count; i++) {
            uint64_t pull = (uint32_t)part->docs[i].pull - (uint32_t)least;
            if (pull >> bits == found)
                counts[pull >> shift & ((1u << width) - 1)]++;
        }
        while (rank >= counts[digit])
            rank -= counts[digit++];
        found = found << width | digit;
        bits = shift;
    }
    return (int32_t)((uint32_t)least + found);
}

// Lets the left and the right documents that are pulled across the median by more than `margin` change
// places, as many as there are of both. Returns how many pairs did.
static uint32_t exchange(struct scratch *scratch, const struct part *part, int32_t margin)
{
    struct bisect_doc *docs = part->docs;
    int32_t median = median_pull(part);
    uint32_t left = 0, right = part->half, pairs = 0;
    for (;; left++, right++, pairs++) {
        while (left < part->half && docs[left].pull <= median + margin)
            left++;
        while (right < part->count && docs[right].pull >= median - margin)
            right++;
        if (left == part->half || right == part->count)
            return pairs;
        add_document(scratch, &docs[left], UINT32_MAX); // one less
        add_document(scratch, &docs[right], 1);
        struct bisect_doc moved = docs[left];
        docs[left] = docs[right];
        docs[right] = moved;
    }
}

// --- the recursion -------------------------------------------------------------------------------

static void note_done(struct scratch *scratch, uint64_t steps)
{
    struct bisection *bisection = scratch->bisection;
    const struct bisect *bisect = bisection->bisect;
    uint64_t done = atomic_fetch_add(&bisection->done, steps) + steps;
    uint64_t total = bisect_steps(bisect->doc_count);
    if (!scratch->is_caller || !bisect->advance ||
        (done < total && done - bisection->reported < total / REPORTS))
        return;
    bisect->advance(bisect->context, done - bisection->reported);
    bisection->reported = done;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = ((const struct bisect_doc *)a)->number, y = ((const struct bisect_doc *)b)->number;
    return (x > y) - (x < y);
}

static void cut(struct scratch *scratch, struct part part);

struct errand {
    struct scratch scratch;
    struct part part;
};

static void *run_errand(void *data)
{
    struct errand *errand = data;
    cut(&errand->scratch, errand->part);
    return NULL;
}

static void scratch_clear(struct scratch *scratch)
{
    free(scratch->documents);
    free(scratch->on_left);
    free(scratch->pull_of_left);
    free(scratch->pull_of_right);
    free(scratch->renamed);
}

static bool scratch_init(struct scratch *scratch, struct bisection *bisection, uint32_t term_count)
{
    size_t n = (size_t)term_count + 1; // never 0
    *scratch = (struct scratch){.bisection = bisection,
                                .documents = malloc(n * sizeof *scratch->documents),
                                .on_left = malloc(n * sizeof *scratch->on_left),
                                .pull_of_left = malloc(n * sizeof *scratch->pull_of_left),
                                .pull_of_right = malloc(n * sizeof *scratch->pull_of_right),
                                .renamed = malloc(n * sizeof *scratch->renamed)};
    return scratch->documents && scratch->on_left && scratch->pull_of_left &&
           scratch->pull_of_right && scratch->renamed;
}

// Cuts `right` in a thread of its own, `left` in this one; both here when no thread is to be had.
static void cut_both(struct scratch *scratch, struct part left, struct part right)
{
    struct errand errand = {.part = right};
    pthread_t thread;
    bool helped = scratch_init(&errand.scratch, scratch->bisection, right.term_count) &&
                  pthread_create(&thread, NULL, run_errand, &errand) == 0;
    cut(scratch, left);
    if (helped)
        (void)pthread_join(thread, NULL);
    else
        cut(scratch, right);
    scratch_clear(&errand.scratch);
    note_done(scratch, 0); // what the thread did
}

static void cut(struct scratch *scratch, struct part part)
{
    unsigned levels = levels_of(scratch->bisection->bisect->doc_count);
    part.half = half_of(part.count);
    if (part.count > LEAF_DOCS)
        rename_terms(scratch, &part);
    if (part.count <= LEAF_DOCS || part.term_count == 0) {
        qsort(part.docs, part.count, sizeof *part.docs, compare_numbers);
        note_done(scratch, (uint64_t)part.count * (levels - part.level));
        return;
    }
    bool moved = true;
    for (int round = 0; moved && round < MAX_ROUNDS; round++) {
        set_term_pulls(scratch, part.term_count);
        set_pulls(scratch, &part);
        moved = exchange(scratch, &part, round * COOLING) > 0;
    }
    note_done(scratch, part.count);
    struct part left = part, right = part;
    left.level = right.level = part.level + 1;
    left.threads = right.threads = part.threads / 2;
    left.count = part.half;
    right.docs += part.half;
    right.count -= part.half;
    if (part.threads > 1) {
        cut_both(scratch, left, right);
    } else {
        cut(scratch, left);
        cut(scratch, right);
    }
}

uint64_t bisect_steps(uint32_t doc_count)
{
    return (uint64_t)doc_count * levels_of(doc_count);
}

size_t bisect_memory(uint32_t term_count, unsigned threads)
{
    size_t per_term = 2 * sizeof(uint32_t) + 2 * sizeof(int32_t) + sizeof(uint16_t);
    return GROWTH_LEN * sizeof(int32_t) + (threads ? threads : 1) * (term_count + 1) * per_term;
}

enum status bisect_run(const struct bisect *bisect, struct error *err)
{
    struct bisection bisection = {.bisect = bisect};
    struct scratch scratch;
    bool ready = scratch_init(&scratch, &bisection, bisect->term_count) && make_growth(&bisection);
    scratch.is_caller = true;
    if (ready)
        cut(&scratch, (struct part){.docs = bisect->docs,
                                    .count = bisect->doc_count,
                                    .term_count = bisect->term_count,
                                    .threads = bisect->threads});
    scratch_clear(&scratch);
    free(bisection.growth);
    return ready ? STATUS_OK : error_set(err, STATUS_NO_MEMORY, "reordering: out of memory");
}
