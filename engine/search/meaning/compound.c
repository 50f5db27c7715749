// See compound.h.
//
// Whether texts write a compound is asked of the joined term that the analyzer gives each. Where there are few
// exchanges, few compounds are known, and one that nobody has written yet is still taken for one.
#include "engine/search/meaning/compound.h"

#include "engine/search/meaning/terms.h"

enum {
    MANY_DOCUMENTS = 2000,
    LETTERS_OF_SECOND = 4,
    RARE_COMPOUND =
        50, // times as many documents with its second word: « sans permis » is two words
    LETTERS_OF_NUMBERED = 5, // « COP26 », « PM10 », « RTG4 »: at most
    DIGITS_OF_NUMBERED = 3,  // a year is a year: « PAC 2023 »
};

// Common words that make another thing of the word behind them, folded.
static const char *const MAKERS[] = {"sans", "non", "sous", "contre", "hors"};

// Common words that begin no compound, folded.
static const char *const PLAIN[] = {"a",   "au", "aux", "avec", "chez", "d",  "dans", "de",
                                    "des", "du", "et",  "l",    "la",   "le", "les",  "ou",
                                    "par", "se", "sa",  "ses",  "son",  "un", "une",  "vers"};

#define IS_AMONG(word, list) slice_is_among(word, list, sizeof(list) / sizeof *(list))

static struct slice folded_of(const struct query_slot *slot)
{
    return slot->forms[0]->folded;
}

bool compound_hangs(const struct query_unit *unit)
{
    return unit->cover_count > 0 && unit->slot_count > 1 &&
           (query_slot_is_stop(&unit->slots[0]) ||
            query_slot_is_stop(&unit->slots[unit->slot_count - 1]));
}

// --- written otherwise than texts do ---------------------------------------------------------------

static struct term_list joined_terms(struct resolver *r, const struct query_unit *unit)
{
    struct term_list joined = terms_new(r);
    for (size_t c = 0; c < unit->cover_count; c++)
        terms_add_form(r, &joined, unit->covers[c], 1);
    return joined;
}

// How many documents have it joined or with its hyphen. It costs the query no terms.
static uint64_t times_written(struct resolver *r, const struct query_unit *unit)
{
    size_t left = r->terms_left;
    struct term_list joined = joined_terms(r, unit);
    r->terms_left = left;
    return terms_documents(r, &joined);
}

static uint64_t times_of_word(struct resolver *r, const struct form *form)
{
    size_t left = r->terms_left;
    struct term_list word = terms_new(r);
    terms_add_form(r, &word, form, 1);
    r->terms_left = left;
    return terms_documents(r, &word);
}

bool compound_is_apart(struct resolver *r, const struct query_unit *unit)
{
    bool makes_another = compound_hangs(unit) && !IS_AMONG(folded_of(&unit->slots[0]), PLAIN);
    return unit->cover_count > 0 && unit->slot_count > 1 && !unit->is_date && !r->is_insisted &&
           !r->is_negative && r->is_french && r->mode != MODE_ALL && !makes_another &&
           r->view->info.documents >= MANY_DOCUMENTS && times_written(r, unit) == 0 &&
           !resolver_failed(r);
}

// A compound of two words in a row, of which the form is all, joined; NULL without memory.
static const struct query_unit *make(struct resolver *r, const struct form *const words[2],
                                     const struct form *all, const struct query_unit *typed)
{
    const struct form **forms = resolver_alloc(r, 3, sizeof *forms);
    struct query_slot *slots = resolver_alloc(r, 2, sizeof *slots);
    struct query_unit *unit = resolver_alloc(r, 1, sizeof *unit);
    if (!forms || !slots || !unit)
        return NULL;
    uint32_t position = typed->slots[0].position;
    for (uint32_t s = 0; s < 2; s++) {
        forms[s] = words[s];
        slots[s] = (struct query_slot){&forms[s], 1, position + s};
    }
    forms[2] = all;
    *unit = (struct query_unit){.start = typed->start,
                                .end = typed->end,
                                .slots = slots,
                                .slot_count = 2,
                                .covers = &forms[2],
                                .cover_count = 1};
    return unit;
}

static bool is_one_form(const struct query_unit *unit)
{
    return unit->slot_count == 1 && unit->cover_count == 0 && unit->slots[0].form_count == 1;
}

static bool has_digit(const struct query_unit *unit)
{
    return (unit->slots[0].forms[0]->flags & FORM_NUMBER) != 0;
}

static bool is_word(const struct query_unit *unit)
{
    return is_one_form(unit) && !has_digit(unit);
}

// Where the number of « cop26 » begins; 0: it is nothing of that kind. One letter and a number are the analyzer's.
static size_t number_at(struct slice surface)
{
    size_t letters = 0, at = surface.len;
    while (at > 0 && char_is_digit(surface.ptr[at - 1]))
        at--;
    while (letters < at && char_is_letter(surface.ptr[letters]))
        letters++;
    size_t digits = surface.len - at;
    bool is_numbered = letters == at && letters >= 2 && letters <= LETTERS_OF_NUMBERED &&
                       digits >= 1 && digits <= DIGITS_OF_NUMBERED;
    return is_numbered ? at : 0;
}

// Whether the two may be one thing: a common word that makes another of the next, or a name and its number.
static bool may_be_joined(const struct query_unit *first, const struct query_unit *second,
                          struct slice joined)
{
    return is_word(second)
               ? IS_AMONG(folded_of(&first->slots[0]), MAKERS)
               : !query_unit_is_stop(first) && number_at(joined) == folded_of(&first->slots[0]).len;
}

const struct query_unit *compound_of_two(struct resolver *r, const struct query_unit *first,
                                         const struct query_unit *second)
{
    if (!r->is_french || !is_word(first) || !is_one_form(second) ||
        second->start != first->end + 1 || query_unit_is_stop(second))
        return NULL;
    const struct form *words[] = {first->slots[0].forms[0], second->slots[0].forms[0]};
    struct slice joined = arena_printf(r->arena, "%.*s%.*s", SLICE_ARG(words[0]->surface),
                                       SLICE_ARG(words[1]->surface));
    if (!joined.ptr)
        resolver_no_memory(r);
    if (!joined.ptr || !may_be_joined(first, second, joined))
        return NULL;
    const struct form *all = terms_form(r, joined);
    const struct query_unit typed = {
        .start = first->start, .end = second->end, .slots = first->slots};
    const struct query_unit *unit = all ? make(r, words, all, &typed) : NULL;
    uint64_t written = unit ? times_written(r, unit) : 0;
    const struct form *rarer = words[is_word(second)];
    bool is_usual = written > 0 && written * RARE_COMPOUND >= times_of_word(r, rarer);
    return is_usual && !resolver_failed(r) ? unit : NULL;
}

// Whether texts write the word with a hyphen after its first `len` bytes.
static bool has_hyphen_after(struct resolver *r, struct slice surface, size_t len)
{
    struct slice with = arena_printf(r->arena, "%.*s-%.*s", (int)len, surface.ptr,
                                     SLICE_ARG(slice_from_offset(surface, len)));
    struct word_count word = {.kind = TERM_SURFACE, .term = with};
    if (!with.ptr)
        resolver_no_memory(r);
    return !resolver_failed(r) &&
           outcome_note(&r->outcome,
                        view_words(r->view, &word, 1, NULL, outcome_error(&r->outcome))) &&
           word.documents > 0;
}

// The word in two parts, the second from byte `at` on.
static const struct query_unit *part(struct resolver *r, const struct query_unit *unit, size_t at)
{
    const struct form *all = unit->slots[0].forms[0];
    const struct form *words[] = {terms_form(r, slice_of(all->surface.ptr, at)),
                                  terms_form(r, slice_from_offset(all->surface, at))};
    return words[0] && words[1] ? make(r, words, all, unit) : NULL;
}

const struct query_unit *compound_of_one(struct resolver *r, const struct query_unit *unit)
{
    if (!r->is_french || !is_one_form(unit) || has_digit(unit) || query_unit_is_stop(unit))
        return NULL;
    struct slice surface = unit->slots[0].forms[0]->surface;
    for (size_t m = 0; m < sizeof MAKERS / sizeof *MAKERS; m++) {
        struct slice maker = slice_from(MAKERS[m]);
        if (slice_starts_with(surface, maker) && surface.len >= maker.len + LETTERS_OF_SECOND &&
            has_hyphen_after(r, surface, maker.len))
            return part(r, unit, maker.len);
    }
    return NULL;
}

const struct query_unit *compound_of_number(struct resolver *r, const struct query_unit *unit)
{
    size_t at = r->is_french && is_one_form(unit) ? number_at(unit->slots[0].forms[0]->surface) : 0;
    const struct query_unit *parts = at > 0 ? part(r, unit, at) : NULL;
    bool are_known = parts && times_of_word(r, parts->slots[0].forms[0]) > 0 &&
                     times_of_word(r, parts->slots[1].forms[0]) > 0;
    return are_known && !resolver_failed(r) ? parts : NULL;
}

// --- what to look for ------------------------------------------------------------------------------

struct term_list compound_slot_terms(struct resolver *r, const struct query_unit *unit, size_t s,
                                     const struct query_node *node)
{
    const struct query_slot *slot = &unit->slots[s];
    bool is_end = s == 0 || s + 1 == unit->slot_count;
    if (!is_end || !compound_hangs(unit) || !query_slot_is_stop(slot))
        return terms_of_slot(r, slot, node, NULL, NULL);
    return terms_as_written(r, slot);
}

struct compound_nodes compound_resolve(struct resolver *r, const struct query_node *node,
                                       const struct query_unit *unit, uint8_t field_mask)
{
    struct compound_nodes nodes = {.words =
                                       resolver_alloc(r, unit->slot_count, sizeof *nodes.words)};
    struct match_list either = {0};
    struct term_list joined = joined_terms(r, unit);
    struct slice typed = query_unit_text(unit, node->text);
    struct match_node *whole = terms_leaf(r, field_mask, typed, &joined);
    resolver_add(r, &either, whole);
    resolver_add(r, &nodes.any, whole);
    struct slot_list slots = {.room = vec_in(r->arena, unit->slot_count)};
    for (size_t s = 0; !unit->is_date && nodes.words && s < unit->slot_count; s++) {
        struct term_list list = compound_slot_terms(r, unit, s, node);
        if (list.count == 0)
            continue;
        terms_add_slot(r, &slots, &list, unit->slots[s].position - unit->slots[0].position);
        if (compound_hangs(unit))
            continue;
        resolver_add(r, &nodes.any, terms_leaf(r, field_mask, typed, &list));
        nodes.words[nodes.word_count++] = &unit->slots[s];
    }
    if (slots.count > 0 && slots.count <= MATCH_MAX_SLOTS)
        resolver_add(r, &either,
                     resolver_label(r, typed,
                                    match_slots(r->arena, MATCH_PHRASE, field_mask, slots.items,
                                                slots.count)));
    nodes.either = match_group(r->arena, MATCH_OR, &either);
    return nodes;
}
