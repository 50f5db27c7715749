// Plain words and quotations on the texts. See context.h.
//
// A plain word is looked for by its stems: those of the form typed, those of the accented words it may stand
// for, and, typed with accents, those of the word as texts without accents write it. A quotation is looked
// for by surfaces. What only improves the order goes to r->optional: the very form typed, and neighbours
// in the query that are neighbours in the text.
#include "engine/search/limits.h"
#include "engine/search/meaning/context.h"
#include "engine/search/meaning/question.h"

enum {
    MAX_PAIRS = 16, // neighbours per run of words
    MAX_PAIR_DISTANCE = 4,
    MIN_TERMS_FOR_ORDER = RETRIEVE_MAX_TERMS / 4, // budget kept for what must match
    MAX_EVENT_WORDS = 6,
};

// One run of words being resolved.
struct run {
    struct resolver *r;
    const struct query_node *node;
    struct query_words words;
    struct synonym_list names; // those among the words that have other names
    size_t names_done;
    bool has_content; // any word is neither common nor weak
    uint8_t field_mask;
    struct match_list strict, loose;
    struct slice_list seen;          // first terms of the words so far
    const struct query_slot *before; // the last word that counts
    uint32_t before_start;           // where it stands in the text
    struct match_list pairs;
};

static struct term_list new_terms(struct resolver *r)
{
    return (struct term_list){.room = vec_in(r->arena, RETRIEVE_MAX_TERMS)};
}

static void add_term(struct resolver *r, struct term_list *list, enum term_kind kind,
                     struct slice term, float boost)
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

// The terms of a form: of a range of years « 2022-2023 » only the whole.
static size_t own_terms(const struct form *form)
{
    return form->flags & FORM_NUMBER && form->term_count > 1 ? 1 : form->term_count;
}

static void add_form_terms(struct resolver *r, struct term_list *list, const struct form *form,
                           float boost)
{
    for (size_t t = 0; form && t < own_terms(form); t++)
        add_term(r, list, TERM_STEM, form->terms[t], boost);
}

static bool is_typed_plain(struct resolver *r, const struct form *form)
{
    return slice_equal(expand_ligatures(form->surface, r->arena), form->folded);
}

static const struct form *form_of(struct resolver *r, struct slice surface)
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

// The spellings of a word that may be meant, itself first; none when something failed.
static struct expansions spellings_of(struct resolver *r, const struct form *form)
{
    struct expansions found = {.count = 0};
    if (!resolver_failed(r))
        outcome_note(&r->outcome, expand_accents(r->snapshot, form->surface, form->folded, r->arena,
                                                 &found, r->outcome.err));
    return found;
}

// Adds the stems of other spellings; the spellings that occur go to `words`, as many as are told.
static void add_spellings(struct resolver *r, struct term_list *list, const struct form *form,
                          struct slice_list *words)
{
    if (!is_typed_plain(r, form)) {
        if (snapshot_term_count(r->snapshot, TERM_SURFACE, form->folded) == 0)
            return;
        struct slice folded = arena_copy(r->arena, form->folded);
        if (!folded.ptr)
            resolver_no_memory(r);
        add_word(r, words, folded);
        add_form_terms(r, list, form_of(r, folded), RESOLVE_BOOST_UNACCENTED);
        return;
    }
    struct expansions found = spellings_of(r, form);
    for (size_t i = 1; i < found.count && !resolver_failed(r); i++) {
        add_form_terms(r, list, form_of(r, found.items[i].surface), 1);
        if (found.items[i].documents > 0)
            add_word(r, words, found.items[i].surface);
    }
}

static bool has_spellings(const struct resolver *r, const struct form *form)
{
    return r->is_french && form->term_count > 0 && !(form->flags & (FORM_NUMBER | FORM_SYNTHETIC));
}

// The stems a slot is looked for by. With `unit`, what was added is written down.
static struct term_list slot_terms(struct resolver *r, const struct query_slot *slot,
                                   const struct query_node *node, const struct query_unit *unit)
{
    struct term_list list = new_terms(r);
    for (size_t f = 0; f < slot->form_count; f++)
        add_form_terms(r, &list, slot->forms[f], 1);
    struct slice_list words = {.room = vec_in(r->arena, MAX_EVENT_WORDS)};
    for (size_t f = 0; f < slot->form_count && !resolver_failed(r); f++)
        if (has_spellings(r, slot->forms[f]))
            add_spellings(r, &list, slot->forms[f], &words);
    if (words.count == 0 || !unit)
        return list;
    struct resolve_event *event = resolver_event(r, RESOLVE_ACCENTS, node, unit->start, unit->end);
    if (event) {
        event->words = words.items;
        event->word_count = words.count;
    }
    return list;
}

static struct match_node *leaf_of(struct resolver *r, uint8_t field_mask, struct slice label,
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

static struct match_node *labelled(struct resolver *r, struct slice label, struct match_node *leaf)
{
    if (leaf)
        leaf->label = label;
    else
        resolver_no_memory(r);
    return leaf;
}

// A place of a phrase; terms that are none take none.
static void add_slot(struct resolver *r, struct slot_list *slots, const struct term_list *list,
                     uint32_t offset)
{
    struct match_slot slot = {list->items, list->count, offset};
    if (list->count > 0 && !vec_is_full(slots) && !vec_add(slots, slot))
        resolver_no_memory(r);
}

// --- what only improves the order ---------------------------------------------------------------

static bool may_add_order(const struct resolver *r)
{
    return r->is_french && !r->is_negative && r->terms_left > MIN_TERMS_FOR_ORDER &&
           !resolver_failed(r);
}

static void add_surface(struct run *run, const struct query_slot *slot, struct slice typed)
{
    struct resolver *r = run->r;
    struct term_list list = new_terms(r);
    for (size_t f = 0; may_add_order(r) && f < slot->form_count; f++)
        if (!(slot->forms[f]->flags & FORM_NUMBER))
            add_term(r, &list, TERM_SURFACE, slot->forms[f]->surface, 1);
    if (list.count == 0)
        return;
    struct slice label = arena_printf(r->arena, "%.*s (cette forme)", SLICE_ARG(typed));
    struct match_node *leaf = leaf_of(r, run->field_mask, label, &list);
    if (leaf)
        leaf->weight = RESOLVE_WEIGHT_SURFACE;
    resolver_add(r, &r->optional, leaf);
}

static void add_pair(struct run *run, const struct query_slot *slot, uint32_t start, uint32_t end)
{
    struct resolver *r = run->r;
    const struct query_slot *before = run->before;
    uint32_t from = run->before_start;
    run->before = slot;
    run->before_start = start;
    if (!before || slot->position <= before->position || !may_add_order(r) ||
        slot->position - before->position > MAX_PAIR_DISTANCE || vec_is_full(&run->pairs))
        return;
    struct slot_list slots = {.room = vec_in(r->arena, 2)};
    for (int s = 0; s < 2; s++) {
        const struct query_slot *of = s ? slot : before;
        struct term_list list = new_terms(r);
        for (size_t f = 0; f < of->form_count; f++)
            add_form_terms(r, &list, of->forms[f], 1);
        add_slot(r, &slots, &list, s ? slot->position - before->position : 0);
    }
    if (slots.count < 2)
        return;
    struct slice typed = slice_of(run->node->text.ptr + from, end - from);
    struct slice label = arena_printf(r->arena, "%.*s (côte à côte)", SLICE_ARG(typed));
    struct match_node *pair = labelled(
        r, label, match_slots(r->arena, MATCH_PHRASE, run->field_mask, slots.items, slots.count));
    resolver_add(r, &run->pairs, pair);
    resolver_add(r, &r->optional, pair);
}

// --- words -----------------------------------------------------------------------------------------

static bool is_seen(struct run *run, const struct term_list *list)
{
    for (size_t i = 0; list->count && i < run->seen.count; i++)
        if (slice_equal(run->seen.items[i], list->items[0].term))
            return true;
    if (list->count && !vec_add(&run->seen, list->items[0].term))
        resolver_no_memory(run->r);
    return false;
}

static bool is_anywhere(struct resolver *r, const struct term_list *list)
{
    for (size_t t = 0; t < list->count; t++)
        if (snapshot_term_count(r->snapshot, list->items[t].kind, list->items[t].term) > 0)
            return true;
    return false;
}

static void note_unknown(struct run *run, const struct query_unit *unit,
                         const struct term_list *list)
{
    struct resolver *r = run->r;
    if (!r->is_negative && !is_anywhere(r, list))
        resolver_event(r, RESOLVE_UNKNOWN, run->node, unit->start, unit->end);
}

static void resolve_single(struct run *run, const struct query_unit *unit)
{
    struct resolver *r = run->r;
    struct term_list list = slot_terms(r, &unit->slots[0], run->node, unit);
    if (is_seen(run, &list))
        return;
    note_unknown(run, unit, &list);
    struct slice typed = query_unit_text(unit, run->node->text);
    struct match_node *leaf = leaf_of(r, run->field_mask, typed, &list);
    resolver_add(r, &run->strict, leaf);
    resolver_add(r, &run->loose, leaf);
    add_surface(run, &unit->slots[0], typed);
    add_pair(run, &unit->slots[0], unit->start, unit->end);
}

// « vice-présidente »: the joined term, or its parts next to each other; loosely any of them.
static void resolve_compound(struct run *run, const struct query_unit *unit)
{
    struct resolver *r = run->r;
    struct match_list either = {0};
    struct term_list joined = new_terms(r);
    for (size_t c = 0; c < unit->cover_count; c++)
        add_form_terms(r, &joined, unit->covers[c], 1);
    struct slice typed = query_unit_text(unit, run->node->text);
    struct match_node *whole = leaf_of(r, run->field_mask, typed, &joined);
    resolver_add(r, &either, whole);
    resolver_add(r, &run->loose, whole);
    struct slot_list slots = {.room = vec_in(r->arena, unit->slot_count)};
    for (size_t s = 0; !unit->is_date && s < unit->slot_count; s++) {
        struct term_list list = slot_terms(r, &unit->slots[s], run->node, NULL);
        if (list.count == 0)
            continue;
        add_slot(r, &slots, &list, unit->slots[s].position - unit->slots[0].position);
        resolver_add(r, &run->loose, leaf_of(r, run->field_mask, typed, &list));
        add_pair(run, &unit->slots[s], unit->start, unit->end);
    }
    if (slots.count > 0 && slots.count <= MATCH_MAX_SLOTS)
        resolver_add(r, &either,
                     labelled(r, typed,
                              match_slots(r->arena, MATCH_PHRASE, run->field_mask, slots.items,
                                          slots.count)));
    struct match_node *node = match_group(r->arena, MATCH_OR, &either);
    resolver_add(r, &run->strict, node);
}

static bool is_weak(const struct run *run, const struct query_unit *unit)
{
    const struct query_slot *slot = &unit->slots[0];
    return run->r->is_question && unit->slot_count == 1 && slot->form_count == 1 &&
           question_word_is_weak(slot->forms[0]->surface);
}

// Whether any word of the run is neither common nor weak.
static bool has_content(const struct run *run)
{
    const struct query_words *words = &run->words;
    for (size_t u = 0; u < words->count; u++)
        if (!query_unit_is_stop(&words->units[u]) && !is_weak(run, &words->units[u]))
            return true;
    return false;
}

static void resolve_unit(struct run *run, const struct query_unit *unit)
{
    struct resolver *r = run->r;
    if (query_unit_is_stop(unit)) {
        r->saw_stops = true;
        resolver_event(r, RESOLVE_STOPS, run->node, unit->start, unit->end);
    } else if (run->has_content && is_weak(run, unit)) {
        resolver_event(r, RESOLVE_WEAK, run->node, unit->start, unit->end);
    } else if (unit->slot_count == 1 && unit->cover_count == 0) {
        resolve_single(run, unit);
    } else {
        resolve_compound(run, unit);
    }
}

// The name that the unit begins, NULL when it begins none.
static const struct synonym *name_at(struct run *run, const struct query_unit *unit)
{
    while (run->names_done < run->names.count &&
           run->names.items[run->names_done].start < unit->start)
        run->names_done++;
    if (run->names_done == run->names.count)
        return NULL;
    const struct synonym *name = &run->names.items[run->names_done];
    return name->start < unit->end ? name : NULL;
}

// The units of a name, or its other names; returns the unit behind.
static size_t resolve_named(struct run *run, size_t unit, const struct synonym *name)
{
    struct resolver *r = run->r;
    struct match_list strict = run->strict, loose = run->loose, either = {0};
    run->strict = run->loose = (struct match_list){0};
    for (; unit < run->words.count && run->words.units[unit].start < name->end; unit++)
        resolve_unit(run, &run->words.units[unit]);
    struct match_node *words = match_group(r->arena, MATCH_AND, &run->strict);
    for (size_t i = 0; i < run->loose.count; i++)
        resolver_add(r, &loose, run->loose.items[i]);
    if (words) { // else they stood in the query before
        resolver_add(r, &either, words);
        resolve_other_names(r, run->node, name, &either);
    }
    for (size_t i = 1; i < either.count; i++)
        resolver_add(r, &loose, either.items[i]);
    run->strict = strict;
    run->loose = loose;
    resolver_add(r, &run->strict, match_group(r->arena, MATCH_OR, &either));
    return unit;
}

static void resolve_units(struct run *run)
{
    for (size_t u = 0; u < run->words.count && !resolver_failed(run->r);) {
        const struct synonym *name = name_at(run, &run->words.units[u]);
        if (name)
            u = resolve_named(run, u, name);
        else
            resolve_unit(run, &run->words.units[u++]);
    }
}

// Nothing but common words, and nothing else in the query: each as it stands.
static void resolve_stops(struct run *run)
{
    struct resolver *r = run->r;
    const struct query_words *words = &run->words;
    for (size_t u = 0; u < words->count; u++) {
        struct term_list list = new_terms(r);
        const struct query_slot *slot = &words->units[u].slots[0];
        for (size_t f = 0; f < slot->form_count; f++)
            add_term(r, &list, TERM_SURFACE, slot->forms[f]->surface, 1);
        struct slice typed = query_unit_text(&words->units[u], run->node->text);
        struct match_node *leaf = leaf_of(r, run->field_mask, typed, &list);
        resolver_add(r, &run->strict, leaf);
        resolver_add(r, &run->loose, leaf);
    }
    resolver_event(r, RESOLVE_STOPS_ONLY, run->node, 0, (uint32_t)run->node->text.len);
}

static bool words_of(struct resolver *r, struct slice text, struct query_words *out)
{
    *out = (struct query_words){.count = 0};
    return !resolver_failed(r) &&
           outcome_note(&r->outcome,
                        query_words_make(r->analyzer, text, r->arena, out, r->outcome.err));
}

struct resolve_pair resolve_words(struct resolver *r, const struct query_node *node)
{
    struct resolve_pair none = {NULL, NULL};
    struct run run = {.r = r, .node = node, .field_mask = resolver_field_mask(r, node)};
    run.names = resolve_find_names(r, node);
    if (!words_of(r, node->text, &run.words))
        return none;
    run.seen.room = vec_in(r->arena, run.words.count);
    run.pairs.room = vec_in(r->arena, MAX_PAIRS);
    run.has_content = has_content(&run);
    bool only_stops = true;
    for (size_t u = 0; u < run.words.count; u++)
        only_stops = only_stops && query_unit_is_stop(&run.words.units[u]);
    if (only_stops && r->keeps_stops)
        resolve_stops(&run);
    else
        resolve_units(&run);
    for (size_t p = 0; p < run.pairs.count; p++)
        run.pairs.items[p]->weight = RESOLVE_WEIGHT_PAIR / (float)run.pairs.count;
    return (struct resolve_pair){match_group(r->arena, MATCH_AND, &run.strict),
                                 match_group(r->arena, MATCH_OR, &run.loose)};
}

struct match_node *resolve_name(struct resolver *r, uint8_t field_mask, struct slice text)
{
    struct query_words words;
    if (!words_of(r, text, &words))
        return NULL;
    struct slot_list slots = {.room = vec_in(r->arena, MATCH_MAX_SLOTS)};
    uint32_t first = 0;
    for (size_t u = 0; u < words.count; u++) {
        const struct query_unit *unit = &words.units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            struct term_list list = slot_terms(r, &unit->slots[s], NULL, NULL);
            if (list.count > 0 && !is_anywhere(r, &list))
                return NULL;
            first = slots.count == 0 ? unit->slots[s].position : first;
            add_slot(r, &slots, &list, unit->slots[s].position - first); // of a common word, none
        }
    }
    if (slots.count == 0 || resolver_failed(r))
        return NULL;
    struct match_node *node =
        match_slots(r->arena, MATCH_PHRASE, field_mask, slots.items, slots.count);
    if (node)
        node->weight = 1 / (float)slots.count;
    return labelled(r, text, node);
}

// --- quotations ------------------------------------------------------------------------------------

// The surfaces that may stand at a slot of a quotation; `exact`: none but ligatures spelled otherwise.
static struct term_list slot_surfaces(struct resolver *r, const struct form *const *forms,
                                      size_t count, bool exact)
{
    struct term_list list = new_terms(r);
    for (size_t f = 0; f < count && !resolver_failed(r); f++) {
        const struct form *form = forms[f];
        add_term(r, &list, TERM_SURFACE, form->surface, 1);
        if (!r->is_french || form->flags & FORM_NUMBER)
            continue;
        struct expansions found = spellings_of(r, form);
        struct slice spelled = expand_ligatures(form->surface, r->arena);
        for (size_t i = 1; i < found.count; i++)
            if (!exact || slice_equal(expand_ligatures(found.items[i].surface, r->arena), spelled))
                add_term(r, &list, TERM_SURFACE, found.items[i].surface, 1);
    }
    return list;
}

// One phrase of the slots, or several that overlap by a word when there are too many for one.
static struct match_node *phrase_of(struct resolver *r, const struct query_node *of,
                                    const struct slot_list *slots)
{
    struct match_list pieces = {0};
    for (size_t at = 0; at < slots->count; at += MATCH_MAX_SLOTS - 1) {
        struct slot_list piece = {.room = vec_in(r->arena, MATCH_MAX_SLOTS)};
        for (size_t s = at; s < slots->count && !vec_is_full(&piece); s++) {
            struct match_slot slot = slots->items[s];
            slot.offset -= slots->items[at].offset;
            if (!vec_add(&piece, slot))
                resolver_no_memory(r);
        }
        if (resolver_failed(r))
            return NULL;
        struct match_node *node = match_slots(r->arena, MATCH_PHRASE, resolver_field_mask(r, of),
                                              piece.items, piece.count);
        resolver_add(r, &pieces, labelled(r, of->text, node));
        if (at + piece.count == slots->count)
            break;
    }
    return match_group(r->arena, MATCH_AND, &pieces);
}

struct match_node *resolve_phrase(struct resolver *r, const struct query_node *node)
{
    struct query_words words;
    if (!words_of(r, node->text, &words))
        return NULL;
    struct slot_list slots = {.room = vec_in(r->arena, words.position_count)};
    uint32_t first = 0;
    for (size_t u = 0; u < words.count; u++) {
        const struct query_unit *unit = &words.units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            const struct query_slot *slot = &unit->slots[s];
            bool exact = node->kind == QUERY_EXACT;
            struct term_list list = unit->is_date
                                        ? slot_surfaces(r, unit->covers, unit->cover_count, true)
                                        : slot_surfaces(r, slot->forms, slot->form_count, exact);
            if (list.count == 0)
                continue;
            first = slots.count == 0 ? slot->position : first;
            add_slot(r, &slots, &list, slot->position - first);
            if (unit->is_date)
                break; // the day stands for all its words
        }
    }
    if (slots.count > MATCH_MAX_SLOTS)
        resolver_event(r, RESOLVE_LONG, node, 0, (uint32_t)node->text.len);
    return phrase_of(r, node, &slots);
}

struct match_node *resolve_near(struct resolver *r, const struct query_node *node)
{
    struct query_words words;
    if (!words_of(r, node->text, &words))
        return NULL;
    struct slot_list slots = {.room = vec_in(r->arena, MATCH_MAX_SLOTS)};
    for (size_t u = 0; u < words.count; u++) {
        const struct query_unit *unit = &words.units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            struct term_list list = slot_terms(r, &unit->slots[s], node, unit);
            add_slot(r, &slots, &list, 0);
        }
    }
    if (slots.count == 0 || resolver_failed(r))
        return NULL;
    struct match_node *near =
        match_slots(r->arena, MATCH_NEAR, resolver_field_mask(r, node), slots.items, slots.count);
    if (near)
        near->window = node->distance + (uint32_t)slots.count - 1;
    return labelled(r, node->text, near);
}
