// Quotations, proximity and names. See phrase.h.
//
// The words' positions in the query become the offsets of the phrase's slots; a slot has all spellings that may stand
// there. Words of which nothing is known leave their place empty. A phrase of more words than a leaf can hold
// (MATCH_MAX_SLOTS) becomes several, all required, that overlap by a word: no shorter thing is found, and that it was
// long is told (RESOLVE_LONG). A date in a quotation is one slot, the day, however it was written. Of words near each
// other common ones count as in a quotation, by their surface.
//
// « IC 12 » is one word of the index, « IC-12 » are two (stemmer/rules/reference.c): who quotes one finds the other.
// « L. 3253-14 » is one word, too: who begins to quote at its number finds it.
//
// CE is an acronym, and no « ce ». Who types several words in capitals may have the key locked: then it is both.
#include "engine/search/meaning/phrase.h"

#include "engine/search/meaning/compound.h"
#include "engine/search/meaning/terms.h"
#include "engine/search/query/capitals.h"

// How a place of a quotation is read.
enum reading {
    READ_EXACT = 1 << 0,    // none but ligatures spelled otherwise
    READ_CAPITALS = 1 << 1, // all of it was typed in capitals
    READ_FIRST = 1 << 2,    // others follow, and a letter may stand before it
};

// Whether a number may have accents: « 1ère ».
static bool has_letters(const struct form *form)
{
    for (size_t i = 0; i < form->folded.len; i++)
        if (char_is_letter(form->folded.ptr[i]))
            return true;
    return false;
}

static bool is_bare_number(const struct form *form)
{
    enum { MOST_DIGITS = 4 };
    size_t digits = 0;
    while (slice_digit_at(form->surface, digits))
        digits++;
    return digits == form->surface.len && digits <= MOST_DIGITS;
}

// A number that may be an article's or a road's, whose letter was left out: « 3253-14 » is a part of its word, and of
// « 12 », which is also one of « 12 bis », the letters that such numbers have are tried.
static void add_lettered(struct resolver *r, struct term_list *list, const struct form *form)
{
    static const char letters[] = "adelnr";
    bool is_row = memchr(form->surface.ptr, '-', form->surface.len) ||
                  memchr(form->surface.ptr, '/', form->surface.len);
    if (is_row && form->flags & FORM_PARTS)
        terms_add_form(r, list, form, 1);
    if (!is_bare_number(form))
        return;
    for (const char *letter = letters; *letter; letter++) {
        struct slice word = arena_printf(r->arena, "%c%.*s", *letter, SLICE_ARG(form->surface));
        if (!word.ptr)
            resolver_no_memory(r);
        else
            terms_add(r, list, TERM_SURFACE, word, 1);
    }
}

static void add_surfaces(struct resolver *r, struct term_list *list, const struct form *form,
                         unsigned reading)
{
    if (form->flags & FORM_CAPITALS) {
        terms_add_form(r, list, form, 1); // CE, not « ce »
        if (!(reading & READ_CAPITALS))
            return;
    }
    terms_add(r, list, TERM_SURFACE, form->surface, 1);
    if (!r->is_french)
        return;
    if (reading & READ_FIRST && form->flags & FORM_NUMBER)
        add_lettered(r, list, form);
    if (form->flags & FORM_NUMBER && !has_letters(form))
        return;
    struct expansions found = terms_spellings(r, form);
    struct slice spelled = expand_ligatures(form->surface, r->arena);
    for (size_t i = 1; i < found.count; i++)
        if (!(reading & READ_EXACT) ||
            slice_equal(expand_ligatures(found.items[i].surface, r->arena), spelled))
            terms_add(r, list, TERM_SURFACE, found.items[i].surface, 1);
}

// The surfaces that may stand at a slot of a quotation; `reading`: of enum reading.
static struct term_list slot_surfaces(struct resolver *r, const struct form *const *forms,
                                      size_t count, unsigned reading)
{
    struct term_list list = terms_new(r);
    for (size_t f = 0; f < count && !resolver_failed(r); f++)
        add_surfaces(r, &list, forms[f], reading);
    return list;
}

static unsigned reading_of(const struct query_node *node)
{
    return (node->kind == QUERY_EXACT ? READ_EXACT : 0u) |
           (capitals_are_all(node->text) ? READ_CAPITALS : 0u);
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
    unsigned reading = reading_of(node);
    uint32_t first = 0;
    for (size_t u = 0; u < words->count; u++) {
        const struct query_unit *unit = &words->units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            const struct query_slot *slot = &unit->slots[s];
            bool is_first = u == 0 && s == 0 && words->count > 1;
            struct term_list list =
                unit->is_date ? slot_surfaces(r, unit->covers, unit->cover_count, READ_EXACT)
                              : slot_surfaces(r, slot->forms, slot->form_count,
                                              reading | (is_first ? READ_FIRST : 0u));
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

// Whether a word that capitals make an acronym may be the common one as well.
static bool is_capitals(const struct query_slot *slot, unsigned reading)
{
    return slot->forms[0]->flags & FORM_CAPITALS && reading & READ_CAPITALS;
}

struct match_node *resolve_near(struct resolver *r, const struct query_node *node)
{
    const struct query_words *words = resolver_leaf_words(r, node);
    if (!words)
        return NULL;
    struct slot_list slots = {.room = vec_in(r->arena, MATCH_MAX_SLOTS)};
    unsigned reading = reading_of(node);
    for (size_t u = 0; u < words->count; u++) {
        const struct query_unit *unit = &words->units[u];
        for (size_t s = 0; s < unit->slot_count && !vec_is_full(&slots); s++) {
            const struct query_slot *slot = &unit->slots[s];
            struct term_list list = query_slot_is_stop(slot) || is_capitals(slot, reading)
                                        ? slot_surfaces(r, slot->forms, slot->form_count, reading)
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
