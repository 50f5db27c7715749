// More like this, by its words. See similar.h.
//
// The words that make an exchange what it is are the stems of its title and question with the greatest
// tf × idf; a query of the best of them, with those weights, goes through the same retrieval as any other.
#include "engine/search/present/similar.h"

#include "engine/search/limits.h"
#include "engine/search/meaning/match_build.h"
#include "engine/search/present/hits.h"
#include "engine/search/weigh.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_TERMS = 25, MAX_STEMS = 4096, TITLE_WEIGHT = 3, MAX_TEXT = 64 << 10 };

// A stem of the exchange.
struct stem {
    const struct form *form;
    struct slice term;
    double frequency, weight;
};

struct stems {
    struct stem *items; // open addressing by form
    size_t count;
};

// --- more like this --------------------------------------------------------------------------------

static struct stem *find_stem(struct stems *stems, struct slice term)
{
    uint64_t hash = 1469598103934665603u;
    for (size_t i = 0; i < term.len; i++)
        hash = (hash ^ (unsigned char)term.ptr[i]) * 1099511628211u;
    size_t at = (hash ^ hash >> 32) % (2 * MAX_STEMS);
    while (stems->items[at].form && !slice_equal(stems->items[at].term, term))
        at = (at + 1) % (2 * MAX_STEMS);
    return &stems->items[at];
}

static enum status add_text(struct analyzer *analyzer, struct slice text, double weight,
                            struct stems *stems, struct error *err)
{
    struct token_list list;
    if (text.len > MAX_TEXT)
        text.len = MAX_TEXT; // half a character at the end is no word
    enum status status = analyzer_run(analyzer, text, &list, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < list.count; i++) {
        const struct form *form = list.tokens[i].form;
        if (form->term_count == 0 || form->flags & (FORM_NUMBER | FORM_SYNTHETIC))
            continue;
        struct stem *stem = find_stem(stems, form->terms[0]);
        if (!stem->form && stems->count == MAX_STEMS)
            continue;
        stems->count += stem->form == NULL;
        stem->form = form;
        stem->term = form->terms[0];
        stem->frequency += weight;
    }
    return STATUS_OK;
}

static int heaviest_first(const void *x, const void *y)
{
    const struct stem *a = x, *b = y;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return slice_compare(a->term, b->term);
}

// Moves all stems to the front; words[i] is to count the documents of the i-th.
static void gather_stems(struct stems *stems, struct word_count *words)
{
    size_t count = 0;
    for (size_t i = 0; i < 2 * MAX_STEMS; i++) {
        if (!stems->items[i].form)
            continue;
        stems->items[count] = stems->items[i];
        words[count++] = (struct word_count){.kind = TERM_STEM, .term = stems->items[i].term};
    }
}

// Leaves the MAX_TERMS stems with the greatest tf × idf.
static enum status choose_stems(struct view *view, struct stems *stems, struct arena *arena,
                                struct error *err)
{
    double all = (double)view->info.documents;
    struct word_count *words = arena_calloc(arena, stems->count + 1, sizeof *words);
    if (!words)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    gather_stems(stems, words);
    enum status status = view_words(view, words, stems->count, NULL, err);
    if (status != STATUS_OK)
        return status;
    size_t count = 0;
    for (size_t i = 0; i < stems->count; i++) {
        struct stem stem = stems->items[i];
        double with = (double)words[i].documents;
        if (with < 2 || with > all / 2 + 1)
            continue; // stands only here, or in most documents
        stem.frequency = 1 + log(stem.frequency);
        stem.weight = stem.frequency * log(1 + (all - with + 0.5) / (with + 0.5));
        stems->items[count++] = stem;
    }
    qsort(stems->items, count, sizeof *stems->items, heaviest_first);
    stems->count = count < MAX_TERMS ? count : MAX_TERMS;
    return STATUS_OK;
}

// Any of the stems, but not the exchange itself.
static struct match_node *similar_tree(const struct stems *stems, struct slice id,
                                       struct arena *arena)
{
    size_t count = stems->count;
    struct match_list any = {0}, all = {0};
    struct match_term *terms = arena_calloc(arena, count, sizeof *terms);
    struct match_node *self = match_new(arena, MATCH_COLUMN);
    struct slice *value = arena_alloc(arena, sizeof *value);
    if (!terms || !self || !value)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        terms[i] = (struct match_term){TERM_STEM, arena_copy(arena, stems->items[i].term), 1};
        float weight = (float)stems->items[i].frequency;
        struct match_node *leaf = match_terms(arena, FIELD_MASK_ALL, weight, &terms[i], 1);
        if (!terms[i].term.ptr || !leaf || !match_list_add(&any, leaf, arena))
            return NULL;
    }
    *value = id;
    self->column = (struct match_column){.field = FIELD_ID, .values = value, .value_count = 1};
    if (!match_list_add(&all, match_group(arena, MATCH_OR, &any), arena) ||
        !match_list_add(&all, match_not(arena, self), arena))
        return NULL;
    return match_group(arena, MATCH_AND, &all);
}

// Runs the tree of what was chosen.
static enum status find_similar(struct view *view, struct match_node *root, uint32_t limit,
                                struct arena *arena, struct retrieve_result *out, struct error *err)
{
    const struct retrieve_request request = {
        .root = root,
        .sort = SORT_RELEVANCE,
        .k = limit < RETRIEVE_MAX_K ? limit : RETRIEVE_MAX_K,
        .want_total = true,
    };
    if (!root)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = weigh_tree(view, root, arena, err);
    return status == STATUS_OK ? view_retrieve(view, &request, arena, out, err) : status;
}

static enum status load_hits(struct view *view, const struct retrieve_result *found,
                             struct arena *arena, struct search_result *out, struct error *err)
{
    const struct hit_page page = {.runs = {{.found = found->hits, .count = found->hit_count}}};
    struct search_hit *hits;
    enum status status = hits_load(view, &page, arena, &hits, err);
    if (status != STATUS_OK)
        return status;
    *out = (struct search_result){.canonical = SLICE(""),
                                  .mode = MODE_ANY,
                                  .generation = view->info.generation,
                                  .documents = view->info.documents,
                                  .analyzer = view->info.analyzer,
                                  .total = found->total,
                                  .hits = hits,
                                  .hit_count = found->hit_count};
    return STATUS_OK;
}

// The stems of an exchange.
struct gathering {
    struct analyzer *analyzer;
    struct stems stems;
};

static enum status gather_texts(void *context, size_t at, const struct exchange *exchange,
                                struct error *err)
{
    struct gathering *gathering = context;
    struct stems *stems = &gathering->stems;
    (void)at;
    enum status status = add_text(gathering->analyzer, exchange->title, TITLE_WEIGHT, stems, err);
    return status == STATUS_OK ? add_text(gathering->analyzer, exchange->question, 1, stems, err)
                               : status;
}

// NOLINTNEXTLINE(readability-function-size): the contract of search.h
enum status search_similar(struct searcher *searcher, struct view *view, struct slice id,
                           uint32_t limit, struct arena *arena, struct search_result *out,
                           struct error *err)
{
    struct doc_key key;
    struct retrieve_result found = {0};
    struct gathering gathering = {.analyzer = searcher->analyzer};
    struct stems *stems = &gathering.stems;
    stems->items = arena_calloc(arena, (size_t)2 * MAX_STEMS, sizeof *stems->items);
    if (!stems->items)
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    enum status status = view_find(view, id, &key, err);
    const struct document_wish wish = {&key, 1, EXCHANGE_WHOLE};
    if (status == STATUS_OK)
        status = view_each_document(view, &wish, gather_texts, &gathering, err);
    if (status == STATUS_OK)
        status = choose_stems(view, stems, arena, err);
    if (status == STATUS_OK && stems->count > 0)
        status = find_similar(view, similar_tree(stems, id, arena), limit, arena, &found, err);
    searcher_rest(searcher);
    return status == STATUS_OK ? load_hits(view, &found, arena, out, err) : status;
}
