// Quotations, proximity and names. See phrase.h.
//
// The words' positions in the query become the offsets of the phrase's slots; a slot has all spellings that may stand
// there. Words of which nothing is known leave their place empty. A phrase of more words than a leaf can hold
// (MATCH_MAX_SLOTS) becomes several, all required, that overlap by a word: no shorter thing is found, and that it was
// long is told (RESOLVE_LONG). A date in a quotation is one slot, the day, however it was written. Of words near each
// other common ones count as in a quotation, by their surface.
//
// « IC 12 » is one word of the index, « IC-12 » are two (stemmer/rules/reference.c): who quotes one finds the other.
#include "engine/search/meaning/phrase.h"

#include "engine/search/meaning/compound.h"
#include "engine/search/meaning/terms.h"

// Whether a number may have accents: « 1ère ».
static bool has_letters(const struct form *form)
{
    for (size_t i = 0; i < form->folded.len; i++)
        if (char_is_letter(form->folded.ptr[i]))
            return true;
    return false;
}

// The surfaces that may stand at a slot of a quotation; `exact`: none but ligatures spelled otherwise.
static struct term_list slot_surfaces(struct resolver *r, const struct form *const *forms,
                                      size_t count, bool exact)
{
    struct term_list list = terms_new(r);
    for (size_t f = 0; f < count && !resolver_failed(r); f++) {
        const struct form *form = forms[f];
        if (form->flags & FORM_CAPITALS) {
            terms_add_form(r, &list, form, 1); // CE, not « ce »
            continue;
        }
        terms_add(r, &list, TERM_SURFACE, form->surface, 1);
        if (!r->is_french || (form->flags & FORM_NUMBER && !has_letters(form)))
            continue;
        struct expansions found = terms_spellings(r, form);
        struct slice spelled = expand_ligatures(form->surface, r->arena);
        for (size_t i = 1; i < found.count; i++)
            if (!exact || slice_equal(expand_ligatures(found.items[i].surface, r->arena), spelled))
                terms_add(r, &list, TERM_SURFACE, found.items[i].surface, 1);
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
        resolver_add(r, &pieces, resolver_label(r, of->text, node));
        if (at + piece.count == slots->count)
            break;
    }
    return match_group(r->arena, MATCH_AND, &pieces);
}

static struct match_node *phrase_of_words(struct resolver *r, const struct query_node *node,
                                          const struct query_words *words)
{
    struct slot_list slots = {.room = vec_in(r->arena, words->position_count)};
    uint32_t first = 0;
    for (size_t u = 0; u < words->count; u++) {
        const struct query_unit *unit = &words->units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            const struct query_slot *slot = &unit->slots[s];
            bool exact = node->kind == QUERY_EXACT;
            struct term_list list = unit->is_date
                                        ? slot_surfaces(r, unit->covers, unit->cover_count, true)
                                        : slot_surfaces(r, slot->forms, slot->form_count, exact);
            if (list.count == 0)
                continue;
            first = slots.count == 0 ? slot->position : first;
            terms_add_slot(r, &slots, &list, slot->position - first);
            if (unit->is_date)
                break; // the day stands for all its words
        }
    }
    if (slots.count > MATCH_MAX_SLOTS)
        resolver_event(r, RESOLVE_LONG, node, 0, (uint32_t)node->text.len);
    return phrase_of(r, node, &slots);
}

// A name of two letters and its number in a text, « IC 12 »: where they are.
struct numbered_name {
    size_t letters, joint, number;
};

static bool is_of_word(struct slice text, size_t at)
{
    return at < text.len && (char_is_letter(text.ptr[at]) || char_is_digit(text.ptr[at]));
}

// The length of a blank, hyphen or short dash.
static size_t joint_len(struct slice text, size_t at)
{
    struct slice rest = slice_from_offset(text, at);
    return slice_starts_with(rest, SLICE(" ")) || slice_starts_with(rest, SLICE("-"))   ? 1
           : slice_starts_with(rest, SLICE("–")) || slice_starts_with(rest, SLICE("‑")) ? 3
                                                                                        : 0;
}

// The first in the text, with three digits at most; false: it has none.
static bool find_numbered(struct slice text, struct numbered_name *name)
{
    enum { LETTERS = 2, MOST_DIGITS = 3 };
    for (size_t i = 0; i + LETTERS < text.len; i++) {
        bool are_letters = char_is_letter(text.ptr[i]) && char_is_letter(text.ptr[i + 1]) &&
                           (i == 0 || !is_of_word(text, i - 1));
        size_t joint = i + LETTERS, number = joint + (are_letters ? joint_len(text, joint) : 0);
        size_t end = number;
        while (slice_digit_at(text, end))
            end++;
        *name = (struct numbered_name){i, joint, number};
        if (number > joint && end > number && end - number <= MOST_DIGITS && !is_of_word(text, end))
            return true;
    }
    return false;
}

// Whether it is one word of those.
static bool is_one_word(const struct query_words *words, const struct numbered_name *name)
{
    size_t u = 0;
    while (u < words->count && words->units[u].end <= name->letters)
        u++;
    return u < words->count && words->units[u].slot_count == 1 &&
           words->units[u].end > name->number;
}

// The quotation with its numbered name written the other way; NULL: it has none, or something failed.
static struct match_node *phrase_otherwise(struct resolver *r, const struct query_node *node,
                                           const struct query_words *words)
{
    struct numbered_name name;
    struct slice text = node->text;
    if (!r->is_french || node->kind == QUERY_EXACT || !find_numbered(text, &name))
        return NULL;
    bool is_one = is_one_word(words, &name);
    const char *letters = text.ptr + name.letters;
    struct slice other = arena_printf(r->arena, "%.*s%c%c%c%.*s", (int)name.letters, text.ptr,
                                      letters[0] & ~0x20, letters[1] & ~0x20, is_one ? '-' : ' ',
                                      SLICE_ARG(slice_from_offset(text, name.number)));
    struct query_words written;
    if (!other.ptr)
        resolver_no_memory(r);
    name.number = name.joint + 1;
    bool is_other = resolver_words(r, other, &written) && is_one_word(&written, &name) != is_one;
    return is_other ? phrase_of_words(r, node, &written) : NULL;
}

struct match_node *resolve_phrase(struct resolver *r, const struct query_node *node)
{
    const struct query_words *words = resolver_leaf_words(r, node);
    struct match_list either = {0};
    if (!words)
        return NULL;
    resolver_add(r, &either, phrase_of_words(r, node, words));
    resolver_add(r, &either, phrase_otherwise(r, node, words));
    return match_group(r->arena, MATCH_OR, &either);
}

struct match_node *resolve_near(struct resolver *r, const struct query_node *node)
{
    const struct query_words *words = resolver_leaf_words(r, node);
    if (!words)
        return NULL;
    struct slot_list slots = {.room = vec_in(r->arena, MATCH_MAX_SLOTS)};
    for (size_t u = 0; u < words->count; u++) {
        const struct query_unit *unit = &words->units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            const struct query_slot *slot = &unit->slots[s];
            struct term_list list = query_slot_is_stop(slot)
                                        ? slot_surfaces(r, slot->forms, slot->form_count, false)
                                        : terms_of_slot(r, slot, node, unit, NULL);
            terms_add_slot(r, &slots, &list, 0);
        }
    }
    if (slots.count == 0 || resolver_failed(r))
        return NULL;
    struct match_node *near =
        match_slots(r->arena, MATCH_NEAR, resolver_field_mask(r, node), slots.items, slots.count);
    if (near)
        near->window = node->distance + (uint32_t)slots.count - 1;
    return resolver_label(r, node->text, near);
}

struct match_node *resolve_name(struct resolver *r, uint8_t field_mask, struct slice text)
{
    struct query_words words;
    if (!resolver_words(r, text, &words))
        return NULL;
    struct slot_list slots = {.room = vec_in(r->arena, MATCH_MAX_SLOTS)};
    uint32_t first = 0;
    for (size_t u = 0; u < words.count; u++) {
        const struct query_unit *unit = &words.units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            struct term_list list = compound_slot_terms(r, unit, s, NULL);
            if (list.count > 0 && !terms_documents(r, &list))
                return NULL;
            first = slots.count == 0 ? unit->slots[s].position : first;
            terms_add_slot(r, &slots, &list,
                           unit->slots[s].position - first); // of a common word, none
        }
    }
    if (slots.count == 0 || resolver_failed(r))
        return NULL;
    struct match_node *node =
        match_slots(r->arena, MATCH_PHRASE, field_mask, slots.items, slots.count);
    if (node)
        node->weight = 1 / (float)slots.count;
    return resolver_label(r, text, node);
}
