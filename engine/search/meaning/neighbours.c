// See neighbours.h. How the limits were chosen: docs/relevance.md.
//
// Whoever types a word that stands nowhere has mistyped it somehow: part of the vocabulary is walked, and the likeliest
// of the words near is taken. If its stem stands somewhere, it may also be a form of the words that have it, which
// compete: « environement » is nearer to environnement than to any form of environs. A word that a few texts have may
// be right, and nothing is walked for it: only what a usual error makes of another word is looked up, some hundred
// words in three questions to the index, and it must be far more frequent.
#include "engine/search/meaning/neighbours.h"

#include "base/buf.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/column_values.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/meaning/terms.h"
#include "engine/search/query/misspelling.h"
#include "engine/text/place.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum {
    KEPT = 16,            // of the words near to another
    SHORTEST = 5,         // letters of a word that may be mistyped
    SHORTEST_TWO = 6,     // in which two usual errors are looked for
    SHORTEST_RARE = 7,    // and of one that some texts have
    RARE_DOCUMENTS = 5,   // that a rare word stands in, and one more for every
    RARE_SHARE = 20000,   // documents of the index
    RARE_STEMS = 10,      // and its stems in one of so many documents
    RATIO_FORMS = 10,     // times as many documents have the neighbour as the word's other forms
    RATIO_RARE = 100,     // and if some have the very word
    FORM_COST = 4,        // at most so much it is to have typed a form of a word for another
    FEW_DOCUMENTS = 2000, // of an index that has few words
    LEAST_DOCUMENTS = 3,  // of a neighbour in any other
    NAME_WORDS = 16,
};

// --- words near another ---------------------------------------------------------------------------

// The dearer the misspelling, the less likely the word; twice the frequency outweighs a tenth of an error.
static int32_t unlikeliness(const struct expansion *word)
{
    int32_t doublings = 0;
    for (uint32_t n = word->documents; n > 1; n /= 2)
        doublings++;
    return (int32_t)word->distance - doublings;
}

static int compare_likely(const void *x, const void *y)
{
    const struct expansion *a = x, *b = y;
    int32_t by = unlikeliness(a) - unlikeliness(b);
    return by != 0 ? by : slice_compare(a->surface, b->surface);
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
}

// The first KEPT of a sorted list, each once: what a walk has found may have been looked up as well.
static size_t keep_first(struct expansion *words, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < KEPT; i++)
        if (kept == 0 || !slice_equal(words[kept - 1].surface, words[i].surface))
            words[kept++] = words[i];
    return kept;
}

// Keeps words of letters only, with what it costs to have typed `folded` for them, the likeliest first.
static enum status judge(struct slice folded, struct expansions *found, struct error *err)
{
    struct buf other;
    buf_init(&other, 0);
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        struct expansion word = found->items[i];
        buf_reset(&other);
        fold_append(&other, word.surface);
        bool is_plain = word.documents > 0 && !other.failed;
        for (size_t c = 0; is_plain && c < other.len; c++)
            is_plain = other.data[c] >= 'a' && other.data[c] <= 'z';
        if (!is_plain)
            continue;
        word.distance = misspelling_cost(folded, buf_slice(&other));
        found->items[count++] = word;
    }
    bool failed = other.failed;
    buf_clear(&other);
    if (count > 1)
        qsort(found->items, count, sizeof *found->items, compare_likely);
    found->count = keep_first(found->items, count);
    return failed ? no_memory(err) : STATUS_OK;
}

// Adds what the counts say occurs to `found`.
static enum status add_counted(struct neighbour_search *search, const struct word_count *counts,
                               size_t count, struct expansions *found, struct error *err)
{
    size_t all = found->count + count;
    struct expansion *items = arena_calloc(search->arena, all + 1, sizeof *items);
    if (!items)
        return no_memory(err);
    if (found->count > 0)
        memcpy(items, found->items, found->count * sizeof *items);
    for (size_t i = 0; i < count; i++)
        if (counts[i].documents > 0)
            items[found->count++] =
                (struct expansion){counts[i].term, (uint32_t)counts[i].documents, 0};
    found->items = items;
    return STATUS_OK;
}

// Adds the words that the index has, in any spelling, and of which this one is a usual misspelling.
static enum status look_up(struct neighbour_search *search, struct slice folded,
                           struct expansions *found, struct error *err)
{
    struct slice_list plain = {.room = vec_in(search->arena, VEC_NO_LIMIT)};
    struct slice_list all = plain;
    misspelling_usual(folded, search->arena, &plain);
    struct word_spellings *accented =
        arena_calloc(search->arena, plain.count + 1, sizeof *accented);
    for (size_t i = 0; accented && i < plain.count; i++)
        accented[i] = (struct word_spellings){plain.items[i],
                                              {.room = vec_in(search->arena, EXPAND_MAX_ACCENTS)}};
    if (!accented || plain.room.failed)
        return no_memory(err);
    enum status status = view_unfold(search->view, accented, plain.count, search->arena, err);
    if (status != STATUS_OK)
        return status;
    for (size_t i = 0; i < plain.count; i++) {
        vec_add(&all, plain.items[i]);
        for (size_t s = 0; s < accented[i].found.count; s++)
            vec_add(&all, accented[i].found.items[s]);
    }
    struct word_count *counts = arena_calloc(search->arena, all.count + 1, sizeof *counts);
    if (!counts || all.room.failed)
        return no_memory(err);
    for (size_t i = 0; i < all.count; i++)
        counts[i] = (struct word_count){.kind = TERM_SURFACE, .term = all.items[i]};
    status = view_words(search->view, counts, all.count, NULL, err);
    return status == STATUS_OK ? add_counted(search, counts, all.count, found, err) : status;
}

// Where findings are kept about a word; ptr NULL without memory.
static struct slice key_of(struct neighbour_search *search, char kind, struct slice folded)
{
    return arena_printf(search->arena, "%c%.*s", kind, SLICE_ARG(folded));
}

// The words of the index near to one without accents, however mistyped, the likeliest first; `distance` is what
// misspelling_cost says. A walk through the vocabulary. None where the budget does not last: what is found does not
// depend on what the cache remembers. They belong to the cache or the arena.
static enum status words_near(struct neighbour_search *search, struct slice folded,
                              struct word_finding *out, struct error *err)
{
    *out = (struct word_finding){.count = 0};
    uint32_t distance = expand_distance(folded);
    if (distance == 0) // short, or a number
        return STATUS_OK;
    if (folded.len >= SHORTEST_TWO)
        distance = 2;
    struct slice key = key_of(search, '~', folded);
    const struct word_finding *known = key.ptr ? word_cache_find(search->cache, key) : NULL;
    if (known && known->walked <= search->words_left) {
        search->words_left -= known->walked;
        *out = *known;
        return STATUS_OK;
    }
    struct expansions found = {.words_left = search->words_left};
    enum status status =
        key.ptr ? expand_fuzzy(search->view, folded, distance, search->arena, &found, err)
                : no_memory(err);
    if (status != STATUS_OK)
        return status;
    size_t walked = search->words_left - found.words_left;
    search->words_left = found.words_left;
    if (found.is_incomplete)
        return STATUS_OK;
    status = look_up(search, folded, &found, err); // the first letters, too
    if (status == STATUS_OK)
        status = judge(folded, &found, err);
    if (status != STATUS_OK)
        return status;
    *out = (struct word_finding){found.items, found.count, walked};
    word_cache_keep(search->cache, key, out);
    return STATUS_OK;
}

// The word of a surname nearest to `folded`, distance as above; none, or one of the arena's or the cache's. A look at
// everybody, which is remembered.
static enum status nearest_surname(struct neighbour_search *search, const struct people *people,
                                   struct slice folded, struct word_finding *out, struct error *err)
{
    struct slice key = key_of(search, '^', folded);
    const struct word_finding *known = key.ptr ? word_cache_find(search->cache, key) : NULL;
    struct expansion *nearest = arena_calloc(search->arena, 1, sizeof *nearest);
    uint32_t limit = expand_distance(folded);
    if (!key.ptr || !nearest)
        return no_memory(err);
    for (size_t p = 0; !known && p < people->persons.count; p++) {
        const struct people_entry *person = &people->persons.items[p];
        struct slice rest = person->core, word;
        while (people_next_word(&rest, &word)) {
            if (word.len < SHORTEST || expand_errors(folded, word, limit) > limit)
                continue;
            struct expansion here = {word, (uint32_t)people_documents(person),
                                     misspelling_cost(folded, word)};
            if (!nearest->surface.ptr || here.distance < nearest->distance ||
                (here.distance == nearest->distance && here.documents > nearest->documents))
                *nearest = here;
        }
    }
    *out = known ? *known : (struct word_finding){nearest, nearest->surface.ptr != NULL, 0};
    word_cache_keep(search->cache, key, out);
    return STATUS_OK;
}

// Whether a word of so many texts may be meant: what one or two of many have is an error itself.
static bool is_in_use(const struct view *view, uint64_t documents)
{
    return view->info.documents < FEW_DOCUMENTS || documents >= LEAST_DOCUMENTS;
}

// A word in small letters, with its accents and without.
struct spelt {
    struct slice small, folded;
};

// A word that is in the vocabulary only as a form of another (SRIs, of SRI) is its own nearest, and no offer.
static enum status offer(struct neighbour_search *search, const struct people *people,
                         const struct spelt *spelt, struct slice *out, struct error *err)
{
    struct slice folded = spelt->folded;
    struct word_finding found, name = {.count = 0};
    const struct expansion *word = NULL;
    enum status status = words_near(search, folded, &found, err);
    if (status == STATUS_OK && expand_distance(folded) > 0) // neither short nor a number
        status = nearest_surname(search, people, folded, &name, err);
    for (size_t i = 0; i < found.count && !word; i++) {
        bool is_itself = slice_equal(found.words[i].surface, spelt->small);
        bool may_be_meant = !is_itself && is_in_use(search->view, found.words[i].documents);
        word = may_be_meant ? &found.words[i] : NULL;
    }
    bool is_name = name.count > 0 && !slice_equal(name.words[0].surface, folded) &&
                   (!word || name.words[0].distance <= word->distance);
    if (status == STATUS_OK)
        *out = is_name ? name.words[0].surface : word ? word->surface : SLICE_NONE;
    return status;
}

enum status neighbours_offer(struct neighbour_search *search, const struct people *people,
                             struct slice word, struct slice *out, struct error *err)
{
    struct buf small, folded;
    *out = SLICE_NONE;
    buf_init(&small, 0);
    buf_init(&folded, 0);
    fold_append_lower(&small, word);
    fold_append(&folded, word);
    struct spelt spelt = {buf_slice(&small), buf_slice(&folded)};
    enum status status = folded.failed || small.failed  ? no_memory(err)
                         : place_has_word(spelt.folded) ? STATUS_OK
                                                        : offer(search, people, &spelt, out, err);
    buf_clear(&folded);
    buf_clear(&small);
    return status;
}

// Like words_near, but only those of which the word is a usual misspelling.
static enum status usually_meant(struct neighbour_search *search, struct slice folded,
                                 struct word_finding *out, struct error *err)
{
    *out = (struct word_finding){.count = 0};
    struct slice key = key_of(search, '+', folded);
    const struct word_finding *known = key.ptr ? word_cache_find(search->cache, key) : NULL;
    if (known) {
        *out = *known;
        return STATUS_OK;
    }
    struct expansions found = {.count = 0};
    enum status status = key.ptr ? look_up(search, folded, &found, err) : no_memory(err);
    if (status == STATUS_OK)
        status = judge(folded, &found, err);
    if (status != STATUS_OK)
        return status;
    *out = (struct word_finding){.words = found.items, .count = found.count};
    word_cache_keep(search->cache, key, out);
    return STATUS_OK;
}

// --- names ----------------------------------------------------------------------------------------

// A look at the names of the index for one that the word is, or may as well be meant to be.
struct name_search {
    struct slice folded, meant; // both without accents
    uint32_t cost;              // what it is to have typed one for the other
    struct arena scratch;
    bool is_found;
    bool failed;
};

static bool is_likely_name(const struct name_search *search, struct slice name)
{
    enum { MAX_ERRORS = 2 };
    return !slice_equal(name, search->meant) &&
           expand_errors(search->folded, name, MAX_ERRORS) <= MAX_ERRORS &&
           misspelling_cost(search->folded, name) <= search->cost;
}

static bool visit_name(void *context, struct slice value, uint32_t documents)
{
    (void)documents;
    struct name_search *search = context;
    struct slice storage[NAME_WORDS];
    struct slice_list words = {.items = storage, .room = VEC_OVER(storage)};
    arena_reset(&search->scratch);
    column_words(value, false, &search->scratch, &words);
    search->failed = search->failed || words.room.failed;
    for (size_t i = 0; i < words.count; i++)
        search->is_found = search->is_found || is_likely_name(search, words.items[i]);
    return !search->is_found && !search->failed;
}

static void search_names(struct resolver *r, struct name_search *search)
{
    static const enum field FIELDS[] = {FIELD_AUTHOR, FIELD_MINISTER, FIELD_RESPONDENT,
                                        FIELD_GROUP};
    arena_init(&search->scratch, 0);
    for (size_t f = 0; f < sizeof FIELDS / sizeof *FIELDS && !search->is_found; f++)
        if (!resolver_failed(r))
            outcome_note(&r->outcome, view_values(r->view, FIELDS[f], SLICE(""), visit_name, search,
                                                  outcome_error(&r->outcome)));
    arena_clear(&search->scratch);
    if (search->failed)
        resolver_no_memory(r);
}

// Whether a person or group of the index is called so, or nearly: at most as far from the word as `meant` is. True,
// too, when something failed.
static bool may_be_name(struct resolver *r, struct slice folded, const struct expansion *meant)
{
    struct buf plain;
    buf_init(&plain, 0);
    fold_append(&plain, meant->surface);
    struct slice key = arena_printf(r->arena, "@%.*s %.*s", SLICE_ARG(folded), (int)plain.len,
                                    plain.failed ? "" : plain.data);
    if (plain.failed || !key.ptr)
        resolver_no_memory(r);
    const struct word_finding *known = resolver_failed(r) ? NULL : word_cache_find(r->cache, key);
    struct name_search search = {folded, buf_slice(&plain), meant->distance, .is_found = false};
    if (!known)
        search_names(r, &search);
    buf_clear(&plain);
    if (known)
        return known->walked > 0;
    struct word_finding finding = {.walked = search.is_found};
    if (!resolver_failed(r))
        word_cache_keep(r->cache, key, &finding);
    return resolver_failed(r) || search.is_found;
}

// --- the choice -----------------------------------------------------------------------------------

static bool is_word(const struct form *form)
{
    const int special =
        FORM_NUMBER | FORM_SYNTHETIC | FORM_ACRONYM | FORM_CAPITALS | FORM_PARTS | FORM_LOOSE;
    if (form->term_count == 0 || (form->flags & special) || form->folded.len < SHORTEST)
        return false;
    for (size_t i = 0; i < form->folded.len; i++)
        if (form->folded.ptr[i] < 'a' || form->folded.ptr[i] > 'z')
            return false;
    return true;
}

// The dearest misspelling that an unknown word is taken for. Of the shorter words most have another near by chance; and
// the fewer exchanges there are, the more words are unknown that are right.
static uint32_t dearest(const struct resolver *r, const struct typed_word *word)
{
    size_t len = word->form->folded.len;
    bool is_small = r->view->info.documents < FEW_DOCUMENTS;
    if (word->is_capital || (is_small && len < 8))
        return MISSPELLING_USUAL;
    if (is_small)
        return MISSPELLING_ERROR;
    return len < 6 ? MISSPELLING_USUAL + 1 : len < 8 ? MISSPELLING_ERROR : MISSPELLING_WRONG;
}

static bool is_rare(const struct resolver *r, const struct typed_word *word)
{
    uint64_t documents = r->view->info.documents;
    bool is_hardly_written = word->written <= RARE_DOCUMENTS + documents / RARE_SHARE;
    bool may_be_name = word->written > 0 && word->is_capital;
    return word->form->folded.len >= SHORTEST_RARE && is_hardly_written && !may_be_name &&
           word->documents * RARE_STEMS <= documents;
}

static bool shares_stem(const struct form *a, const struct form *b)
{
    for (size_t i = 0; a && i < a->term_count; i++)
        for (size_t j = 0; j < b->term_count; j++)
            if (slice_equal(a->terms[i], b->terms[j]))
                return true;
    return false;
}

// What was found near a word.
struct nearest {
    const struct expansion *other; // the likeliest of the words with other stems; NULL: none
    uint64_t documents;            // that have it, or a form of it that is near, too
    bool has_forms;                // there are forms of the word itself
    bool is_form;                  // one of them is likelier than `other`
};

// How many documents have a word or one of its forms that were found with it, those with several counted as often.
static uint64_t documents_near(struct resolver *r, const struct word_finding *found,
                               struct slice surface)
{
    const struct form *form = terms_form(r, surface);
    uint64_t documents = 0;
    for (size_t i = 0; form && i < found->count; i++)
        if (shares_stem(terms_form(r, found->words[i].surface), form))
            documents += found->words[i].documents;
    return documents;
}

static struct nearest nearest_of(struct resolver *r, const struct typed_word *word,
                                 const struct word_finding *found)
{
    struct nearest nearest = {.other = NULL};
    int32_t least = INT32_MAX;                  // of the forms
    for (size_t i = 0; i < found->count; i++) { // the likeliest first
        struct expansion here = found->words[i];
        if (word->documents > 0 && shares_stem(terms_form(r, here.surface), word->form)) {
            here.distance = here.distance < FORM_COST ? here.distance : FORM_COST;
            int32_t by = unlikeliness(&here);
            least = by < least ? by : least;
            nearest.has_forms = true;
        } else if (!nearest.other) {
            nearest.documents = documents_near(r, found, here.surface);
            bool is_other = is_in_use(r->view, nearest.documents);
            nearest.other = is_other ? &found->words[i] : NULL;
        }
    }
    nearest.is_form = nearest.other && least < unlikeliness(nearest.other);
    return nearest;
}

// What the neighbour of a word must be like.
struct bounds {
    uint32_t cost;  // of the misspelling, at most
    uint64_t ratio; // times as many documents as have the word's stems, at least
};

// A word that no text has may be a form of one that some have; all the more where other forms are as near.
static struct bounds bounds_of(const struct resolver *r, const struct typed_word *word,
                               bool has_forms)
{
    if (word->written > 0)
        return (struct bounds){MISSPELLING_USUAL, RATIO_RARE};
    if (has_forms)
        return (struct bounds){MISSPELLING_USUAL, RATIO_FORMS};
    uint32_t cost = dearest(r, word);
    bool is_too_dear = word->documents > 0 && cost > MISSPELLING_ERROR;
    return (struct bounds){is_too_dear ? MISSPELLING_ERROR : cost, 1};
}

// The likeliest neighbour, where it is likely enough; NULL: none.
static const struct expansion *choose(struct resolver *r, const struct typed_word *word)
{
    struct neighbour_search search = {r->view, r->cache, r->arena, r->words_left};
    struct slice folded = word->form->folded;
    struct word_finding found = {.count = 0};
    struct error *err = outcome_error(&r->outcome);
    if (word->documents > 0 && !is_rare(r, word))
        return NULL;
    if (!outcome_note(&r->outcome, word->written == 0
                                       ? words_near(&search, folded, &found, err)
                                       : usually_meant(&search, folded, &found, err)))
        return NULL;
    r->words_left = search.words_left;
    struct nearest nearest = nearest_of(r, word, &found);
    struct bounds bounds = bounds_of(r, word, nearest.has_forms);
    const struct expansion *meant = nearest.other;
    bool is_near = meant && !nearest.is_form && meant->distance <= bounds.cost &&
                   nearest.documents >= word->documents * bounds.ratio;
    return is_near ? meant : NULL;
}

// « amos » of which no text has more than AMO: the plural of an acronym that no list has. ptr NULL: it is none. Longer
// words are judged as misspellings.
static struct slice singular_of(struct resolver *r, const struct typed_word *word)
{
    enum { SHORTEST_PLURAL = 4, LONGEST_PLURAL = 5 };
    struct slice whole = word->form->folded;
    bool may_be_plural = word->documents == 0 && word->written == 0 && !word->is_capital &&
                         whole.len >= SHORTEST_PLURAL && whole.len <= LONGEST_PLURAL &&
                         slice_equal(whole, word->form->surface) && // without accents
                         slice_ends_with(whole, SLICE("s")) && !slice_ends_with(whole, SLICE("ss"));
    struct slice one = slice_of(whole.ptr, whole.len - 1);
    struct word_count count = {.kind = TERM_SURFACE, .term = one};
    if (!may_be_plural || !outcome_note(&r->outcome, view_words(r->view, &count, 1, NULL,
                                                                outcome_error(&r->outcome))))
        return SLICE_NONE;
    struct expansion meant = {one, (uint32_t)count.documents, MISSPELLING_USUAL};
    bool is_meant = count.documents > 0 && is_in_use(r->view, count.documents) &&
                    !place_has_word(whole) && !may_be_name(r, whole, &meant);
    return is_meant ? arena_copy(r->arena, one) : SLICE_NONE;
}

struct slice neighbour_meant(struct resolver *r, const struct typed_word *word)
{
    struct slice singular = resolver_failed(r) ? SLICE_NONE : singular_of(r, word);
    if (singular.ptr)
        return singular;
    if (resolver_failed(r) || !is_word(word->form))
        return SLICE_NONE;
    const struct expansion *meant = choose(r, word);
    bool is_meant = meant && !place_has_word(word->form->folded) && // a list to go through: last
                    !may_be_name(r, word->form->folded, meant);
    return is_meant ? meant->surface : SLICE_NONE;
}
