// Stars and tildes: the words of the vocabulary that are meant. See expanded.h.
//
// The word is prepared as texts are (lower case; for tildes without accents; an elided article taken off), the words
// that fit are looked for in the vocabulary, most frequent first, and become one leaf of surfaces. A word by a tilde
// also finds the stems of what was typed, if any text has that (a mistyped « licenciment » has the stem of
// « licence »), and the others count for less with each letter that differs.
//
// No star may use up the query: each takes at most a quarter of what is left of the budgets of terms, expansions and
// postings. What was left out is told (RESOLVE_EXPANDED).
#include "engine/search/meaning/expanded.h"

#include "engine/search/meaning/expand.h"
#include "engine/search/query/chars.h"
#include "stemmer/text/fold.h"

enum { MAX_EVENT_WORDS = 8, SHARE = 4 };

// After an elided article: « l'éduc* » is éduc*. Any apostrophe of the first letters counts.
static struct slice strip_elision(struct slice word)
{
    static const char *const ELIDED[] = {"l", "d",  "j",     "m",      "t",      "s",     "n",
                                         "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"};
    for (size_t i = 0; i < sizeof ELIDED / sizeof *ELIDED; i++) {
        struct slice article = slice_from(ELIDED[i]);
        if (!slice_starts_with(word, article))
            continue;
        struct slice rest = slice_from_offset(word, article.len);
        if (slice_starts_with(rest, SLICE("'")) && rest.len > 1)
            return slice_from_offset(rest, 1);
    }
    return word;
}

// The word spelled, and folded, without article, from the arena.
static struct slice prepare(struct resolver *r, struct slice word, bool folds)
{
    struct slice spelled = analyzer_spell(word, r->arena);
    struct buf folded;
    buf_init(&folded, 0);
    if (folds)
        fold_append(&folded, spelled);
    struct slice copy = arena_copy(r->arena, strip_elision(folds ? buf_slice(&folded) : spelled));
    if (folded.failed || !spelled.ptr || !copy.ptr)
        resolver_no_memory(r);
    buf_clear(&folded);
    return copy;
}

static void note_expansions(struct resolver *r, const struct query_node *node,
                            const struct expansions *found, size_t used)
{
    bool is_nothing = found->count == 0 && !found->is_incomplete;
    enum resolve_event_kind kind = is_nothing ? RESOLVE_NO_WORD : RESOLVE_EXPANDED;
    struct resolve_event *event = resolver_event(r, kind, node, 0, (uint32_t)node->text.len);
    size_t shown = used < MAX_EVENT_WORDS ? used : MAX_EVENT_WORDS;
    struct slice *words = resolver_alloc(r, shown + 1, sizeof *words);
    if (!event || !words)
        return;
    for (size_t i = 0; i < shown; i++)
        words[i] = found->items[i].surface;
    event->words = words;
    event->word_count = shown;
    event->left_out = found->left_out + (found->count - shown);
    event->is_incomplete = found->is_incomplete;
    event->is_cut = found->left_out > 0 || used < found->count;
}

static void add_stems(struct resolver *r, struct slice word, struct term_list *terms)
{
    const struct form *form = NULL;
    outcome_note(&r->outcome, analyzer_form(r->analyzer, word, &form, outcome_error(&r->outcome)));
    for (size_t t = 0; !resolver_failed(r) && form && t < form->term_count; t++) {
        struct slice copy = arena_copy(r->arena, form->terms[t]);
        if (!copy.ptr || !vec_add(terms, (struct match_term){TERM_STEM, copy, 1}))
            resolver_no_memory(r);
    }
}

// How many of the words, most frequent first, the budgets allow.
static size_t afford(struct resolver *r, const struct expansions *found)
{
    size_t most = r->terms_left < r->expansions_left ? r->terms_left : r->expansions_left;
    size_t room = most / SHARE, used = 0;
    uint64_t share = r->postings_left / SHARE, cost = 0;
    while (used < found->count && used < room) {
        cost += found->items[used].documents;
        if (used > 0 && cost > share)
            break;
        used++;
    }
    r->expansions_left -= used;
    r->postings_left -= cost < r->postings_left ? cost : r->postings_left;
    return used;
}

struct match_node *resolve_expanded(struct resolver *r, const struct query_node *node)
{
    bool is_fuzzy = node->kind == QUERY_FUZZY;
    struct slice word = prepare(r, node->text, is_fuzzy);
    if (resolver_failed(r))
        return NULL;
    uint32_t allowed = expand_distance(word);
    uint32_t distance = node->distance && allowed ? node->distance : allowed;
    struct expansions found = {.words_left = r->words_left};
    struct error *err = outcome_error(&r->outcome);
    enum status status = is_fuzzy ? expand_fuzzy(r->view, word, distance, r->arena, &found, err)
                                  : expand_wildcard(r->view, word, r->arena, &found, err);
    if (!outcome_note(&r->outcome, status))
        return NULL;
    r->words_left = found.words_left;
    size_t used = afford(r, &found);
    struct term_list terms = {.room = vec_in(r->arena, VEC_NO_LIMIT)};
    bool is_written = false;
    for (size_t i = 0; i < found.count; i++)
        is_written = is_written || found.items[i].distance == 0;
    if (is_fuzzy && is_written)
        add_stems(r, prepare(r, node->text, false), &terms);
    for (size_t i = 0; i < used; i++) {
        float boost = 1;
        for (uint32_t d = 0; d < found.items[i].distance; d++)
            boost *= RESOLVE_BOOST_TYPO;
        vec_add(&terms, (struct match_term){TERM_SURFACE, found.items[i].surface, boost});
    }
    if (terms.room.failed)
        resolver_no_memory(r);
    r->terms_left -= terms.count < r->terms_left ? terms.count : r->terms_left;
    note_expansions(r, node, &found, used);
    struct match_node *leaf = terms.count ? match_terms(r->arena, resolver_field_mask(r, node), 1,
                                                        terms.items, terms.count)
                                          : match_new(r->arena, MATCH_NONE);
    if (leaf)
        leaf->label = node->text;
    else
        resolver_no_memory(r);
    return leaf;
}
