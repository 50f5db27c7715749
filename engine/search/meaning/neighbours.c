// See neighbours.h. How the limits were chosen: docs/relevance.md.
//
// Whoever types a word that stands nowhere has mistyped it somehow: part of the vocabulary is walked, and the likeliest
// of the words near is taken. A word that a few texts have may be right, and nothing is walked for it: only what a
// usual error makes of another word is looked up, some hundred words in three questions to the index, and it must be
// far more frequent.
#include "engine/search/meaning/neighbours.h"

#include "base/buf.h"
#include "engine/search/limits.h"
#include "engine/search/meaning/column_values.h"
#include "engine/search/meaning/expand.h"
#include "engine/search/query/misspelling.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum {
    KEPT = 8,           // of the words near to another
    SHORTEST = 5,       // letters of a word that may be mistyped
    SHORTEST_RARE = 7,  // and of one that some texts have
    RARE_DOCUMENTS = 5, // that a rare word stands in, and one more for every
    RARE_SHARE = 20000, // documents of the index
    RATIO_UNWRITTEN =
        10, // times as many documents have the neighbour as a word's stem, if none has the word
    RATIO_RARE = 100,     // and if some have
    FEW_DOCUMENTS = 2000, // of an index that has few words
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
    found->count = count < KEPT ? count : KEPT;
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

enum status neighbours_offer(struct neighbour_search *search, const struct people *people,
                             struct slice word, struct slice *out, struct error *err)
{
    struct buf folded;
    struct word_finding found = {.count = 0}, name = {.count = 0};
    *out = SLICE_NONE;
    buf_init(&folded, 0);
    fold_append(&folded, word);
    struct slice plain = buf_slice(&folded);
    enum status status = folded.failed ? no_memory(err) : words_near(search, plain, &found, err);
    if (status == STATUS_OK && expand_distance(plain) > 0) // neither short nor a number
        status = nearest_surname(search, people, plain, &name, err);
    bool is_name =
        name.count > 0 && (found.count == 0 || name.words[0].distance <= found.words[0].distance);
    if (status == STATUS_OK)
        *out = is_name           ? name.words[0].surface
               : found.count > 0 ? found.words[0].surface
                                 : SLICE_NONE;
    buf_clear(&folded);
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
           word->documents * RATIO_UNWRITTEN <= documents;
}

// The likeliest neighbour, where it is likely enough; NULL: none.
static const struct expansion *choose(struct resolver *r, const struct typed_word *word)
{
    struct neighbour_search search = {r->view, r->cache, r->arena, r->words_left};
    struct slice folded = word->form->folded;
    struct word_finding found = {.count = 0};
    struct error *err = outcome_error(&r->outcome);
    bool is_unknown = word->documents == 0;
    if (!is_unknown && !is_rare(r, word))
        return NULL;
    if (!outcome_note(&r->outcome, is_unknown ? words_near(&search, folded, &found, err)
                                              : usually_meant(&search, folded, &found, err)))
        return NULL;
    r->words_left = search.words_left;
    uint64_t ratio = word->written > 0 ? RATIO_RARE : RATIO_UNWRITTEN;
    bool is_near = found.count > 0 &&
                   found.words[0].distance <= (is_unknown ? dearest(r, word) : MISSPELLING_USUAL) &&
                   found.words[0].documents >= word->documents * ratio;
    return is_near ? &found.words[0] : NULL;
}

struct slice neighbour_meant(struct resolver *r, const struct typed_word *word)
{
    if (resolver_failed(r) || !is_word(word->form))
        return SLICE_NONE;
    const struct expansion *meant = choose(r, word);
    return meant && !may_be_name(r, word->form->folded, meant) ? meant->surface : SLICE_NONE;
}
