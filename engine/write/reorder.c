// From segments to the graph that bisect.h orders, and back. See reorder.h.
//
// The idea: the posting lists are turned around into a list of terms per document, in three walks over the dictionary:
// how many documents terms have; how many terms each document gets; which. Of the terms, those that hardly
// tell documents apart are left out:
//
//   - in more than half of the documents;
//   - in fewer than LEAST_DOCUMENTS: they weigh nothing in any list, and every word misspelt is one;
//   - the most frequent ones, as many as it takes for the rest to fit in memory. They have the most postings,
//     and where memory is short leaving them out costs less than leaving out the rare ones (measured).
//
// Invariants: every live document gets one new number, a deleted one none; the same documents get the same
// order, whatever segments they are in and whatever the threads: their ids say where each begins.
//
// Cost: memory 16 bytes a document, 4 more before, 2 a posting, tables of the bisection; time: bisect.c.
#include "engine/write/reorder.h"

#include "engine/format/codec/block_codec_best.h"
#include "engine/segment/column_merge.h"
#include "engine/segment/dead_counts.h"
#include "engine/segment/term_walk.h"
#include "engine/write/bisect.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST_DOCUMENTS = 16,
    CLASSES_PER_OCTAVE = 16, // of terms by their number of documents
    CLASSES = 32 * CLASSES_PER_OCTAVE,
    STEP_WORK = 64, // a document takes as long at one level as this many bytes in merge_run
};
#define UNNUMBERED UINT32_MAX

// Terms of about the same number of documents.
struct term_class {
    uint64_t terms, postings;
};

struct turning {
    const struct reorder *reorder;
    uint32_t **numbers; // of the live documents, per source; in the end the result
    struct bisect graph;
    uint32_t least, most; // documents of a term that is used
    bool is_counting;     // only the lengths
    struct merge_progress progress;
};

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "reordering: out of memory");
}

// --- choosing terms ------------------------------------------------------------------------------

// Classes are like floating-point numbers with four bits after the first.
static unsigned class_of(uint32_t documents)
{
    unsigned exponent = 31 - (unsigned)__builtin_clz(documents);
    unsigned mantissa = (unsigned)(((uint64_t)documents << 4 >> exponent) & 15);
    return exponent * CLASSES_PER_OCTAVE + mantissa;
}

// The smallest number of documents of a class, or a little less.
static uint32_t least_of_class(unsigned class)
{
    unsigned exponent = class / CLASSES_PER_OCTAVE, mantissa = class % CLASSES_PER_OCTAVE;
    return (uint32_t)(((uint64_t)CLASSES_PER_OCTAVE + mantissa) << exponent >> 4);
}

static enum status documents_of_term(const struct segment *sources, const struct term_walk *walk,
                                     uint64_t *documents, struct error *err)
{
    *documents = 0;
    for (uint32_t s = 0; s < walk->source_count; s++) {
        struct posting_entry entry;
        uint32_t live;
        if (!walk->sources[s].has_term)
            continue;
        enum status status = posting_entry_decode(walk->sources[s].iterator.value, &entry, err);
        if (status == STATUS_OK)
            status = dead_counts_live(&sources[s], walk->term, entry.doc_count, &live, err);
        if (status != STATUS_OK)
            return status;
        *documents += live;
    }
    return STATUS_OK;
}

// Calls `visit` for every term of the kind whose live documents number least..most.
static enum status each_term(struct turning *turning,
                             enum status (*visit)(struct turning *, const struct term_walk *,
                                                  uint32_t documents, void *context,
                                                  struct error *),
                             void *context, struct error *err)
{
    const struct reorder *reorder = turning->reorder;
    struct term_walk walk;
    char kind = (char)reorder->kind;
    enum status status =
        term_walk_open(&walk, reorder->sources, reorder->source_count, slice_of(&kind, 1), err);
    while (status == STATUS_OK) {
        uint64_t documents;
        status = term_walk_next(&walk, err);
        if (status == STATUS_OK && walk.term.ptr[0] != kind)
            status = STATUS_NOT_FOUND;
        if (status == STATUS_OK)
            status = documents_of_term(reorder->sources, &walk, &documents, err);
        if (status == STATUS_OK && documents >= turning->least && documents <= turning->most)
            status = visit(turning, &walk, (uint32_t)documents, context, err);
    }
    term_walk_close(&walk);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status classify(struct turning *turning, const struct term_walk *walk,
                            uint32_t documents, void *context, struct error *err)
{
    struct term_class *class = (struct term_class *)context + class_of(documents);
    (void)turning;
    (void)walk;
    (void)err;
    class->terms++;
    class->postings += documents;
    return STATUS_OK;
}

// How many postings there is room for.
static uint64_t posting_limit(const struct turning *turning)
{
    size_t memory = turning->reorder->memory_bytes;
    size_t fixed =
        bisect_memory(BISECT_MAX_TERMS, 1) + // whatever the threads: they change no order
        turning->graph.doc_count * sizeof *turning->graph.docs;
    uint64_t limit = memory > fixed ? (memory - fixed) / sizeof *turning->graph.terms : 0;
    return limit < UINT32_MAX ? limit : UINT32_MAX;
}

// Narrows least..most to what fits, and sets *found to whether that leaves anything.
static enum status choose_terms(struct turning *turning, bool *found, struct error *err)
{
    struct term_class classes[CLASSES] = {0};
    turning->least = LEAST_DOCUMENTS;
    turning->most = turning->graph.doc_count / 2;
    enum status status = each_term(turning, classify, classes, err);
    uint64_t terms = 0, postings = 0, room = posting_limit(turning);
    for (unsigned c = CLASSES; c-- > 0;) {
        if (terms + classes[c].terms > BISECT_MAX_TERMS) {
            turning->least = least_of_class(c + 1);
            break;
        }
        terms += classes[c].terms;
    }
    for (unsigned c = class_of(turning->least); c < CLASSES; c++) {
        if (postings + classes[c].postings > room) {
            turning->most = least_of_class(c) - 1;
            break;
        }
        postings += classes[c].postings;
    }
    *found = postings > 0;
    return status;
}

// --- turning the lists around --------------------------------------------------------------------

// Uses the ids of a source's live documents; returns how many they are.
static uint32_t use_ids(struct string_union *ids, const struct segment *segment, uint32_t source)
{
    uint32_t live = 0;
    for (uint32_t d = 0; d < segment->info.doc_count; d++) {
        if (segment_is_deleted(segment, d))
            continue;
        string_union_use(ids, source, column_value(&segment->columns[COLUMN_ID], d));
        live++;
    }
    return live;
}

// The live documents are numbered as their ids are, which no two share and of which none is empty.
static bool number_source(struct turning *turning, const struct string_union *ids, uint32_t source)
{
    const struct segment *segment = &turning->reorder->sources[source];
    uint32_t *numbers = malloc(((size_t)segment->info.doc_count + 1) * sizeof *numbers);
    turning->numbers[source] = numbers;
    for (uint32_t d = 0; numbers && d < segment->info.doc_count; d++) {
        int64_t id = column_value(&segment->columns[COLUMN_ID], d);
        numbers[d] =
            segment_is_deleted(segment, d) ? UNNUMBERED : string_union_ordinal(ids, source, id) - 1;
    }
    return numbers;
}

// Numbers the live documents in the order of their ids, whatever segments they came to.
static enum status number_documents(struct turning *turning, struct error *err)
{
    const struct reorder *reorder = turning->reorder;
    uint32_t sources = reorder->source_count, live = 0;
    struct string_union ids = {0};
    turning->numbers = calloc((size_t)sources + 1, sizeof *turning->numbers);
    const struct column **columns = calloc((size_t)sources + 1, sizeof *columns);
    for (uint32_t s = 0; columns && s < sources; s++)
        columns[s] = &reorder->sources[s].columns[COLUMN_ID];
    bool enough = turning->numbers && columns && string_union_open(&ids, columns, sources);
    for (uint32_t s = 0; enough && s < sources; s++)
        live += use_ids(&ids, &reorder->sources[s], s);
    enough = enough && string_union_number(&ids);
    for (uint32_t s = 0; enough && s < sources; s++)
        enough = number_source(turning, &ids, s);
    turning->graph.doc_count = live;
    bool is_sound = !enough || ids.count == live + 1;
    string_union_close(&ids);
    free(columns);
    if (!is_sound)
        return error_set(err, STATUS_CORRUPT, "the index is damaged: documents share an id");
    return enough ? STATUS_OK : no_memory(err);
}

static void add_term(struct turning *turning, uint32_t number, uint32_t term)
{
    struct bisect_doc *doc = &turning->graph.docs[number];
    if (doc->length == BISECT_MAX_TERMS_PER_DOC)
        return;
    if (!turning->is_counting)
        turning->graph.terms[doc->first + doc->length] = (uint16_t)term;
    doc->length++;
}

static enum status add_list(struct turning *turning, uint32_t source, struct slice value,
                            struct error *err)
{
    const struct segment *segment = &turning->reorder->sources[source];
    const uint32_t *numbers = turning->numbers[source];
    struct segment_term term;
    enum status status = segment_term_from_value(segment, value, &term, err);
    if (status != STATUS_OK)
        return status;
    for (uint32_t b = 0; b < postings_total_blocks(&term.postings); b++) {
        uint32_t docs[POSTING_BLOCK_LEN];
        uint32_t n = postings_docs(&term.postings, block_codec_best(), b, docs);
        if (n == 0)
            return error_set(err, STATUS_CORRUPT, "segment %u is damaged: postings",
                             segment->info.id);
        for (uint32_t i = 0; i < n; i++)
            if (numbers[docs[i]] != UNNUMBERED)
                add_term(turning, numbers[docs[i]], turning->graph.term_count);
    }
    store_txn_bound_pages(segment->txn, (uint64_t)(term.postings.end - term.postings.payload));
    return STATUS_OK;
}

static enum status add_lists(struct turning *turning, const struct term_walk *walk,
                             uint32_t documents, void *context, struct error *err)
{
    enum status status = STATUS_OK;
    (void)documents;
    (void)context;
    for (uint32_t s = 0; status == STATUS_OK && s < walk->source_count; s++)
        if (walk->sources[s].has_term)
            status = add_list(turning, s, walk->sources[s].iterator.value, err);
    turning->graph.term_count++;
    return status;
}

// Lengths are counted: says where each document's terms go and makes room for them.
static bool place_terms(struct turning *turning)
{
    uint32_t first = 0;
    for (uint32_t d = 0; d < turning->graph.doc_count; d++) {
        struct bisect_doc *doc = &turning->graph.docs[d];
        doc->first = first;
        first += doc->length;
        doc->length = 0;
    }
    turning->graph.terms = malloc(((size_t)first + 1) * sizeof *turning->graph.terms);
    return turning->graph.terms;
}

static enum status turn_lists(struct turning *turning, struct error *err)
{
    turning->graph.docs = calloc((size_t)turning->graph.doc_count + 1, sizeof *turning->graph.docs);
    if (!turning->graph.docs)
        return no_memory(err);
    for (uint32_t d = 0; d < turning->graph.doc_count; d++)
        turning->graph.docs[d].number = d;
    turning->is_counting = true;
    enum status status = each_term(turning, add_lists, NULL, err);
    if (status == STATUS_OK && !place_terms(turning))
        return no_memory(err);
    turning->is_counting = false;
    turning->graph.term_count = 0;
    return status == STATUS_OK ? each_term(turning, add_lists, NULL, err) : status;
}

// --- the result ----------------------------------------------------------------------------------

// Puts in place of each document's number its place in the graph's order.
static bool renumber(struct turning *turning)
{
    const struct reorder *reorder = turning->reorder;
    uint32_t *places = malloc(((size_t)turning->graph.doc_count + 1) * sizeof *places);
    if (!places)
        return false;
    for (uint32_t p = 0; p < turning->graph.doc_count; p++)
        places[turning->graph.docs[p].number] = p;
    for (uint32_t s = 0; s < reorder->source_count; s++) {
        for (uint32_t d = 0; d < reorder->sources[s].info.doc_count; d++) {
            uint32_t *number = &turning->numbers[s][d];
            *number = *number == UNNUMBERED ? UNNUMBERED : places[*number];
        }
    }
    free(places);
    return true;
}

static void advance(void *context, uint64_t steps)
{
    struct merge_progress *progress = context;
    progress->done += steps * STEP_WORK;
    if (progress->report)
        progress->report(progress->context, progress->done, progress->total);
}

static enum status order_documents(struct turning *turning, struct error *err)
{
    turning->graph.threads = turning->reorder->threads;
    turning->graph.advance = advance;
    turning->graph.context = &turning->progress;
    enum status status = bisect_run(&turning->graph, err);
    free(turning->graph.terms); // before more is needed
    turning->graph.terms = NULL;
    if (status == STATUS_OK && !renumber(turning))
        status = no_memory(err);
    return status;
}

uint64_t reorder_work(const struct segment *sources, uint32_t count)
{
    uint32_t documents = 0;
    for (uint32_t s = 0; s < count; s++)
        documents += sources[s].info.doc_count - sources[s].info.deleted_count;
    return bisect_steps(documents) * STEP_WORK;
}

enum status reorder_run(const struct reorder *reorder, uint32_t ***order, struct error *err)
{
    struct turning turning = {.reorder = reorder, .progress = reorder->progress};
    bool found = false;
    *order = NULL;
    enum status status = number_documents(&turning, err);
    if (status == STATUS_OK)
        status = choose_terms(&turning, &found, err);
    if (status == STATUS_OK && found)
        status = turn_lists(&turning, err);
    if (status == STATUS_OK && found)
        status = order_documents(&turning, err);
    free(turning.graph.docs);
    free(turning.graph.terms);
    if (status == STATUS_OK)
        *order = turning.numbers;
    else
        reorder_free(turning.numbers, reorder->source_count);
    return status;
}

void reorder_free(uint32_t **order, uint32_t source_count)
{
    for (uint32_t s = 0; order && s < source_count; s++)
        free(order[s]);
    free(order);
}
