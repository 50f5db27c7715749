// The terms of one word. See terms.h.
//
// Who types no accents may mean any of the accented words of the vocabulary, and finds them all at full weight; who
// types accents is taken at his word, and what texts without accents write counts for less. Each term is in a list only
// once, and at most as many as the query's budget allows (r->terms_left), so that no word costs more than the limits
// say. What was added beyond the word typed is told (events).
#include "engine/search/meaning/terms.h"

#include "engine/search/limits.h"

enum { MAX_EVENT_WORDS = 6 };

struct term_list terms_new(struct resolver *r)
{
    return (struct term_list){.room = vec_in(r->arena, RETRIEVE_MAX_TERMS)};
}

void terms_add(struct resolver *r, struct term_list *list, enum term_kind kind, struct slice term,
               float boost)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == kind && slice_equal(list->items[i].term, term))
            return;
    if (r->terms_left == 0)
        return;
    struct slice copy = arena_copy(r->arena, term); // forms die with the analyzer's memory
    if (!copy.ptr || !vec_add(list, (struct match_term){kind, copy, boost}))
        resolver_no_memory(r);
    r->terms_left--;
}

// Not the parts of a form (of « 2022-2023 » only the whole), and what means it less surely for less.
void terms_add_form(struct resolver *r, struct term_list *list, const struct form *form,
                    float boost)
{
    size_t count = !form ? 0 : form->flags & FORM_PARTS ? 1 : form->term_count;
    for (size_t t = 0; t < count; t++) {
        bool is_loose = t > 0 && form->flags & FORM_LOOSE;
        terms_add(r, list, TERM_STEM, form->terms[t],
                  is_loose ? boost * RESOLVE_BOOST_LOOSE : boost);
    }
}

// How many documents have the terms, each by itself; 0, too, when something failed. Their places are found with them,
// and remembered until they are run.
static uint64_t documents_of(struct resolver *r, const struct match_term *terms, size_t count)
{
    struct word_count *words = resolver_alloc(r, count + 1, sizeof *words);
    if (!words || resolver_failed(r))
        return 0;
    for (size_t t = 0; t < count; t++)
        words[t] = (struct word_count){.kind = terms[t].kind, .term = terms[t].term};
    if (!outcome_note(&r->outcome,
                      view_words(r->view, words, count, r->arena, outcome_error(&r->outcome))))
        return 0;
    uint64_t documents = 0;
    for (size_t t = 0; t < count; t++)
        documents += words[t].documents;
    return documents;
}

static bool is_typed_plain(struct resolver *r, const struct form *form)
{
    return slice_equal(expand_ligatures(form->surface, r->arena), form->folded);
}

const struct form *terms_form(struct resolver *r, struct slice surface)
{
    const struct form *form = NULL;
    struct error *err = outcome_error(&r->outcome);
    return outcome_note(&r->outcome, analyzer_form(r->analyzer, surface, &form, err)) ? form : NULL;
}

static void add_word(struct resolver *r, struct slice_list *words, struct slice word)
{
    if (!vec_is_full(words) && !vec_add(words, word))
        resolver_no_memory(r);
}

struct expansions terms_spellings(struct resolver *r, const struct form *form)
{
    struct expansions found = {.count = 0};
    if (!resolver_failed(r))
        outcome_note(&r->outcome, expand_accents(r->view, form->surface, form->folded, r->arena,
                                                 &found, r->outcome.err));
    return found;
}

// Adds the stems of other spellings; the spellings that occur go to `words`, as many as are told.
static uint64_t add_spellings(struct resolver *r, struct term_list *list, const struct form *form,
                              struct slice_list *words)
{
    if (!is_typed_plain(r, form)) {
        struct word_count both[] = {{.kind = TERM_SURFACE, .term = form->surface},
                                    {.kind = TERM_SURFACE, .term = form->folded}};
        struct error *err = outcome_error(&r->outcome);
        if (resolver_failed(r) ||
            !outcome_note(&r->outcome, view_words(r->view, both, 2, r->arena, err)))
            return 0;
        if (both[1].documents == 0)
            return both[0].documents;
        struct slice folded = arena_copy(r->arena, form->folded);
        if (!folded.ptr)
            resolver_no_memory(r);
        add_word(r, words, folded);
        terms_add_form(r, list, terms_form(r, folded), RESOLVE_BOOST_UNACCENTED);
        return both[0].documents + both[1].documents;
    }
    struct expansions found = terms_spellings(r, form);
    uint64_t documents = found.count > 0 ? found.items[0].documents : 0;
    for (size_t i = 1; i < found.count && !resolver_failed(r); i++) {
        terms_add_form(r, list, terms_form(r, found.items[i].surface), 1);
        if (found.items[i].documents > 0)
            add_word(r, words, found.items[i].surface);
        documents += found.items[i].documents;
    }
    return documents;
}

static bool has_spellings(const struct resolver *r, const struct form *form)
{
    return r->is_french && form->term_count > 0 && !(form->flags & (FORM_NUMBER | FORM_SYNTHETIC));
}

// « 63 » is also the number of « N 63 »: where some texts have it as a part only, half of what it is worth goes to the
// number by itself, so that these come after those that have it so.
static void prefer_by_itself(struct resolver *r, struct term_list *list, const struct form *form)
{
    bool is_bare = form->term_count == 1 && form->flags & FORM_NUMBER &&
                   slice_equal(form->surface, form->terms[0]);
    if (!r->is_french || !is_bare || list->count != 1 || r->terms_left == 0)
        return;
    struct word_count both[] = {{.kind = TERM_SURFACE, .term = form->surface},
                                {.kind = TERM_STEM, .term = form->terms[0]}};
    struct error *err = outcome_error(&r->outcome);
    if (resolver_failed(r) ||
        !outcome_note(&r->outcome, view_words(r->view, both, 2, r->arena, err)))
        return;
    if (both[0].documents == 0 || both[0].documents >= both[1].documents)
        return;
    list->items[0].boost = RESOLVE_BOOST_LOOSE;
    terms_add(r, list, TERM_SURFACE, form->surface, 1 - RESOLVE_BOOST_LOOSE);
}

struct term_list terms_of_slot(struct resolver *r, const struct query_slot *slot,
                               const struct query_node *node, const struct query_unit *unit,
                               uint64_t *documents)
{
    uint64_t written = 0;
    struct term_list list = terms_new(r);
    for (size_t f = 0; f < slot->form_count; f++)
        terms_add_form(r, &list, slot->forms[f], 1);
    if (slot->form_count == 1)
        prefer_by_itself(r, &list, slot->forms[0]);
    struct slice_list words = {.room = vec_in(r->arena, MAX_EVENT_WORDS)};
    for (size_t f = 0; f < slot->form_count && !resolver_failed(r); f++)
        if (has_spellings(r, slot->forms[f]))
            written += add_spellings(r, &list, slot->forms[f], &words);
    if (documents)
        *documents = written;
    if (words.count == 0 || !unit)
        return list;
    struct resolve_event *event = resolver_event(r, RESOLVE_ACCENTS, node, unit->start, unit->end);
    if (event) {
        event->words = words.items;
        event->word_count = words.count;
    }
    return list;
}

struct term_list terms_as_written(struct resolver *r, const struct query_slot *slot)
{
    struct term_list list = terms_new(r);
    for (size_t f = 0; f < slot->form_count && !resolver_failed(r); f++) {
        const struct form *form = slot->forms[f];
        terms_add(r, &list, TERM_SURFACE, form->surface, 1);
        if (!is_typed_plain(r, form)) {
            terms_add(r, &list, TERM_SURFACE, form->folded, RESOLVE_BOOST_UNACCENTED);
            continue;
        }
        struct expansions found = terms_spellings(r, form);
        for (size_t i = 1; i < found.count; i++)
            terms_add(r, &list, TERM_SURFACE, found.items[i].surface, 1);
    }
    return list;
}

void terms_add_plural(struct resolver *r, struct term_list *list, const struct form *form)
{
    terms_add(r, list, TERM_SURFACE, form->surface, 1);
    if (slice_ends_with(form->folded, SLICE("s")))
        terms_add(r, list, TERM_STEM, slice_of(form->folded.ptr, form->folded.len - 1), 1);
}

bool terms_are_same(const struct term_list *a, const struct term_list *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = false;
        for (size_t j = 0; !same && j < b->count; j++)
            same = a->items[i].kind == b->items[j].kind &&
                   slice_equal(a->items[i].term, b->items[j].term);
    }
    return same;
}

struct match_node *terms_leaf(struct resolver *r, uint8_t field_mask, struct slice label,
                              const struct term_list *list)
{
    if (list->count == 0 || resolver_failed(r))
        return NULL;
    struct match_node *leaf = match_terms(r->arena, field_mask, 1, list->items, list->count);
    if (leaf)
        leaf->label = label;
    else
        resolver_no_memory(r);
    return leaf;
}

void terms_add_slot(struct resolver *r, struct slot_list *slots, const struct term_list *list,
                    uint32_t offset)
{
    struct match_slot slot = {list->items, list->count, offset};
    if (list->count > 0 && !vec_is_full(slots) && !vec_add(slots, slot))
        resolver_no_memory(r);
}

uint64_t terms_documents(struct resolver *r, const struct term_list *list)
{
    return documents_of(r, list->items, list->count);
}
