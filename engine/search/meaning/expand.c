// See expand.h.
//
// Stars and typing errors walk part of the vocabulary: the words with the pattern's literal beginning,
// or with the first letter of the mistyped word. Each is a prefix in every accented spelling that occurs:
// « eco » is walked as eco, éco, eço…, each letter's variants being tried only if some word goes on so.
// Cost: some 100 ns a word walked; a pattern that begins with a star walks them all.
#include "engine/search/meaning/expand.h"

#include "base/buf.h"
#include "base/error.h"
#include "engine/search/limits.h"
#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { MAX_WORD = 64, KEEP = 2 * EXPAND_MAX_WORDS };

// The accented letters of French and its neighbours, by the letter they fold to. Two letters: ligatures.
static const struct {
    const char *plain;
    const char *accented;
} VARIANTS[] = {
    {"a", "à"}, {"a", "â"}, {"a", "ä"}, {"a", "á"}, {"a", "ã"}, {"c", "ç"},  {"e", "é"},
    {"e", "è"}, {"e", "ê"}, {"e", "ë"}, {"i", "î"}, {"i", "ï"}, {"i", "í"},  {"n", "ñ"},
    {"o", "ô"}, {"o", "ö"}, {"o", "ó"}, {"u", "ù"}, {"u", "û"}, {"u", "ü"},  {"u", "ú"},
    {"y", "ÿ"}, {"s", "š"}, {"z", "ž"}, {"g", "ğ"}, {"c", "č"}, {"oe", "œ"}, {"ae", "æ"},
};
enum { VARIANT_COUNT = sizeof VARIANTS / sizeof *VARIANTS };

// What a walk looks for and what it has found.
struct search {
    struct view *view;
    struct arena *arena;
    struct outcome outcome;
    struct slice pattern; // stars
    struct slice word;    // typing errors
    uint32_t distance;
    bool folds; // compare without accents
    struct buf folded;
    struct expansion_list found; // up to KEEP, of which the best are kept
    uint32_t left_out;
    bool is_full; // the last of the best is the worst that may still be bettered
    size_t words_left;
    bool is_incomplete;
};

struct slice expand_ligatures(struct slice s, struct arena *arena)
{
    char *copy = NULL;
    for (size_t at = 0; at + 1 < s.len; at++) {
        bool is_oe = (unsigned char)s.ptr[at] == 0xC5 && (unsigned char)s.ptr[at + 1] == 0x93;
        bool is_ae = (unsigned char)s.ptr[at] == 0xC3 && (unsigned char)s.ptr[at + 1] == 0xA6;
        if (!is_oe && !is_ae)
            continue;
        if (!copy) {
            copy = arena_alloc(arena, s.len);
            if (!copy)
                return s;
            memcpy(copy, s.ptr, s.len);
        }
        memcpy(copy + at, is_oe ? "oe" : "ae", 2);
    }
    return copy ? slice_of(copy, s.len) : s;
}

bool expand_matches(struct slice pattern, struct slice text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, mark = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            mark = t;
        } else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

// Only the cells at most `limit` beside the diagonal are computed: a way through any other costs more.
uint32_t expand_errors(struct slice a, struct slice b, uint32_t limit)
{
    size_t difference = a.len > b.len ? a.len - b.len : b.len - a.len;
    if (difference > limit || a.len > MAX_WORD || b.len > MAX_WORD)
        return limit + 1;
    limit = least(limit, MAX_WORD); // no two such words differ more
    const uint32_t outside = limit + 1;
    uint32_t rows[3][MAX_WORD +
                     2]; // row i has cells i-limit..i+limit, and one of `outside` on each side
    for (size_t j = 0; j <= b.len && j <= limit; j++)
        rows[0][j] = (uint32_t)j;
    rows[0][limit + 1] = outside;
    for (size_t i = 1; i <= a.len; i++) {
        uint32_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        size_t first = i > limit ? i - limit : 1;
        size_t last = i + limit < b.len ? i + limit : b.len;
        uint32_t best = row[first - 1] = first == 1 ? least((uint32_t)i, outside) : outside;
        for (size_t j = first; j <= last; j++) {
            uint32_t cost = a.ptr[i - 1] != b.ptr[j - 1];
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + cost);
            bool exchanged =
                i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1];
            if (exchanged)
                row[j] = least(row[j], two_above[j - 2] + 1);
            best = least(best, row[j]);
        }
        row[last + 1] = outside;
        if (best > limit)
            return outside;
    }
    return least(rows[a.len % 3][b.len], outside);
}

uint32_t expand_distance(struct slice folded)
{
    for (size_t i = 0; i < folded.len; i++)
        if (folded.ptr[i] >= '0' && folded.ptr[i] <= '9')
            return 0;
    return folded.len < 4 ? 0 : folded.len < 8 ? 1 : 2;
}

// --- gathering -----------------------------------------------------------------------------

// Fewest errors, then most documents, then byte order.
static int compare_expansions(const void *x, const void *y)
{
    const struct expansion *a = x, *b = y;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->documents != b->documents)
        return a->documents > b->documents ? -1 : 1;
    return slice_compare(a->surface, b->surface);
}

static void keep_best(struct search *search)
{
    struct expansion_list *found = &search->found;
    if (found->count > 0)
        qsort(found->items, found->count, sizeof *found->items, compare_expansions);
    if (found->count > EXPAND_MAX_WORDS) {
        search->left_out += (uint32_t)(found->count - EXPAND_MAX_WORDS);
        found->count = EXPAND_MAX_WORDS;
    }
    search->is_full = found->count == EXPAND_MAX_WORDS;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "query: out of memory");
}

static void gather(struct search *search, struct slice surface, uint32_t documents,
                   uint32_t distance)
{
    if (vec_is_full(&search->found))
        keep_best(search);
    const struct expansion candidate = {surface, documents, distance};
    if (search->is_full &&
        compare_expansions(&candidate, &search->found.items[EXPAND_MAX_WORDS - 1]) > 0) {
        search->left_out++;
        return;
    }
    struct slice copy = arena_copy(search->arena, surface);
    if (!copy.ptr || !vec_add(&search->found, (struct expansion){copy, documents, distance}))
        outcome_note(&search->outcome, no_memory(outcome_error(&search->outcome)));
}

static bool is_ascii(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

// The term as it is compared: folded unless accents count.
static struct slice comparable(struct search *search, struct slice term)
{
    if (!search->folds || is_ascii(term))
        return term;
    buf_reset(&search->folded);
    fold_append(&search->folded, term);
    if (search->folded.failed) // forgotten at the next term
        outcome_note(&search->outcome, no_memory(outcome_error(&search->outcome)));
    return buf_slice(&search->folded);
}

// Dates and other keys that are no words start so.
static bool is_word(struct slice term)
{
    return term.len > 0 && term.ptr[0] != '@';
}

static bool may_walk_on(struct search *search)
{
    search->is_incomplete = search->is_incomplete || search->words_left == 0;
    search->words_left -= search->words_left > 0;
    return !search->is_incomplete && !outcome_failed(&search->outcome);
}

static bool visit_pattern(void *context, struct slice term, uint32_t documents)
{
    struct search *search = context;
    if (!may_walk_on(search))
        return false;
    if (is_word(term) && expand_matches(search->pattern, comparable(search, term)))
        gather(search, term, documents, 0);
    return !outcome_failed(&search->outcome);
}

static bool visit_typo(void *context, struct slice term, uint32_t documents)
{
    struct search *search = context;
    if (!may_walk_on(search))
        return false;
    size_t bytes = search->word.len + search->distance;
    if (!is_word(term) || term.len > 2 * bytes || term.len + search->distance < search->word.len)
        return true;
    struct slice text = comparable(search, term);
    uint32_t errors = expand_errors(search->word, text, search->distance);
    if (errors <= search->distance && (errors == 0 || expand_distance(text) > 0))
        gather(search, term, documents, errors);
    return !outcome_failed(&search->outcome);
}

// --- walking -------------------------------------------------------------------------------

typedef bool visit_fn(void *context, struct slice term, uint32_t documents);

static bool visit_first(void *context, struct slice term, uint32_t documents)
{
    (void)term;
    (void)documents;
    *(bool *)context = true;
    return false;
}

static bool some_word_begins(struct search *search, struct slice prefix)
{
    bool found = false;
    outcome_note(&search->outcome, view_terms(search->view, TERM_SURFACE, prefix, visit_first,
                                              &found, outcome_error(&search->outcome)));
    return found;
}

// Walks the words that begin with prefix[0..len), which is spelled already, and go on like `rest`.
static void walk(struct search *search, char *prefix, size_t len, struct slice rest,
                 visit_fn *visit)
{
    if (outcome_failed(&search->outcome) || search->is_incomplete || len + rest.len > MAX_WORD)
        return;
    if (rest.len == 0) {
        outcome_note(&search->outcome, view_terms(search->view, TERM_SURFACE, slice_of(prefix, len),
                                                  visit, search, search->outcome.err));
        return;
    }
    for (size_t i = 0; search->folds && i < VARIANT_COUNT && !outcome_failed(&search->outcome);
         i++) {
        struct slice plain = slice_from(VARIANTS[i].plain);
        struct slice accented = slice_from(VARIANTS[i].accented);
        // Of « co » a cœur goes on so, too: the ligature begins where the prefix ends.
        bool is_cut = slice_starts_with(plain, rest);
        if (!is_cut && !slice_starts_with(rest, plain))
            continue;
        memcpy(prefix + len, accented.ptr, accented.len);
        if (some_word_begins(search, slice_of(prefix, len + accented.len)))
            walk(search, prefix, len + accented.len,
                 slice_from_offset(rest, is_cut ? rest.len : plain.len), visit);
    }
    prefix[len] = rest.ptr[0];
    walk(search, prefix, len + 1, slice_from_offset(rest, 1), visit);
}

static void walk_prefix(struct search *search, struct slice prefix, visit_fn *visit)
{
    char spelled[2 * MAX_WORD + 4];
    walk(search, spelled, 0, prefix, visit);
}

static struct search search_begin(struct view *view, struct arena *arena, size_t words_left,
                                  struct error *err)
{
    struct search search = {.view = view,
                            .arena = arena,
                            .outcome = {.err = err},
                            .found = {.room = vec_in(arena, KEEP)},
                            .words_left = words_left};
    buf_init(&search.folded, 0);
    return search;
}

static enum status search_end(struct search *search, struct expansions *out)
{
    struct outcome *outcome = &search->outcome;
    buf_clear(&search->folded);
    if (outcome_failed(outcome))
        return outcome->status;
    keep_best(search);
    *out = (struct expansions){search->found.items, search->found.count, search->left_out,
                               search->words_left, search->is_incomplete};
    return STATUS_OK;
}

enum status expand_wildcard(struct view *view, struct slice pattern, struct arena *arena,
                            struct expansions *out, struct error *err)
{
    struct search search = search_begin(view, arena, out->words_left, err);
    struct slice plain = expand_ligatures(pattern, arena); // « œ » is no accent
    search.folds = is_ascii(plain);
    pattern = search.folds ? plain : pattern;
    search.pattern = pattern;
    size_t literal = 0;
    while (literal < pattern.len && pattern.ptr[literal] != '*')
        literal++;
    walk_prefix(&search, slice_of(pattern.ptr, literal), visit_pattern);
    return search_end(&search, out);
}

enum status expand_fuzzy(struct view *view, struct slice folded, uint32_t distance,
                         struct arena *arena, struct expansions *out, struct error *err)
{
    struct search search = search_begin(view, arena, out->words_left, err);
    search.word = folded;
    search.distance = distance;
    search.folds = true;
    if (is_ascii(folded) && folded.len > 0 && folded.len <= MAX_WORD) {
        walk_prefix(&search, slice_of(folded.ptr, 1), visit_typo);
        if (folded.len > 1 && folded.ptr[1] != folded.ptr[0] && distance > 0)
            walk_prefix(&search, slice_of(folded.ptr + 1, 1), visit_typo);
    }
    return search_end(&search, out);
}

// Sets `documents` of all in one question to the index.
static enum status count_documents(struct view *view, struct expansion *items, size_t count,
                                   struct error *err)
{
    struct word_count words[EXPAND_MAX_ACCENTS + 2] = {0};
    for (size_t i = 0; i < count; i++)
        words[i] = (struct word_count){.kind = TERM_SURFACE, .term = items[i].surface};
    enum status status = view_words(view, words, count, NULL, err);
    for (size_t i = 0; i < count; i++)
        items[i].documents = (uint32_t)words[i].documents;
    return status;
}

enum status expand_accents(struct view *view, struct slice surface, struct slice folded,
                           struct arena *arena, struct expansions *out, struct error *err)
{
    struct word_spellings other = {folded, {.room = vec_in(arena, EXPAND_MAX_ACCENTS)}};
    struct slice spelled = expand_ligatures(surface, arena);
    bool is_plain = slice_equal(spelled, folded);
    enum status status = view_unfold(view, &other, 1, arena, err);
    if (status != STATUS_OK)
        return status;
    struct expansion_list list = {.room = vec_in(arena, VEC_NO_LIMIT)};
    vec_add(&list, (struct expansion){.surface = surface});
    if (!slice_equal(surface, spelled))
        vec_add(&list, (struct expansion){.surface = spelled});
    for (size_t i = 0; i < other.found.count; i++) {
        struct slice word = other.found.items[i];
        bool is_other = !slice_equal(word, surface) && !slice_equal(word, spelled);
        if (is_other && (is_plain || slice_equal(expand_ligatures(word, arena), spelled)))
            vec_add(&list, (struct expansion){.surface = word});
    }
    if (list.room.failed)
        return no_memory(err);
    status = count_documents(view, list.items, list.count, err);
    if (status != STATUS_OK)
        return status;
    qsort(list.items + 1, list.count - 1, sizeof *list.items, compare_expansions);
    *out = (struct expansions){.items = list.items, .count = list.count};
    return STATUS_OK;
}
