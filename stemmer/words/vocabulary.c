// An open-addressing table from surface to form. It is asked once per chunk of text never seen
// before, so it is built for small size rather than speed: four bytes a slot, the surface compared
// in the form.
//
// Invariants: slot_count is a power of two and at least twice `count`; a form lives in the arena
// and never moves; terms are distinct, not empty and at most ANALYZER_MAX_TERM_LEN bytes.
#include "stemmer/words/vocabulary.h"

#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { FIRST_SLOT_COUNT = 1024 };

static uint32_t hash_of(struct slice s)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < s.len; i++) {
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001B3u;
    }
    return (uint32_t)(hash ^ (hash >> 32));
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "analyzer: out of memory for the forms of the text");
}

// What tells forms with one surface apart; never that of an ordinary word, whose surface says all.
enum { ORDINARY = 0 };

static uint32_t recipe_hash(const struct form_recipe *recipe)
{
    uint32_t hash = recipe->flags;
    for (size_t t = 0; t < recipe->term_count; t++) {
        hash = hash * 31 + hash_of(recipe->terms[t]);
    }
    return hash == ORDINARY ? 1 : hash;
}

// The slot that holds the form of `surface` made by that recipe, or the empty one where it would go.
static uint32_t *find_slot(const struct vocabulary *vocabulary, struct slice surface,
                           uint32_t recipe)
{
    uint32_t mask = vocabulary->slot_count - 1;
    uint32_t i = hash_of(surface) & mask;
    while (vocabulary->slots[i] &&
           (vocabulary->recipes[vocabulary->slots[i] - 1] != recipe ||
            !slice_equal(vocabulary->forms[vocabulary->slots[i] - 1]->surface, surface))) {
        i = (i + 1) & mask;
    }
    return &vocabulary->slots[i];
}

static bool grow(struct vocabulary *vocabulary)
{
    uint32_t slot_count = vocabulary->slot_count ? vocabulary->slot_count * 2 : FIRST_SLOT_COUNT;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    struct form **forms = realloc(vocabulary->forms, slot_count / 2 * sizeof(struct form *));
    uint32_t *recipes = realloc(vocabulary->recipes, slot_count / 2 * sizeof *recipes);
    if (forms) {
        vocabulary->forms = forms;
    }
    if (recipes) {
        vocabulary->recipes = recipes;
    }
    if (!slots || !forms || !recipes) {
        free(slots);
        return false;
    }
    free(vocabulary->slots);
    vocabulary->slots = slots;
    vocabulary->slot_count = slot_count;
    for (uint32_t id = 0; id < vocabulary->count; id++) {
        *find_slot(vocabulary, vocabulary->forms[id]->surface, vocabulary->recipes[id]) = id + 1;
    }
    return true;
}

static const struct form *find(const struct vocabulary *vocabulary, struct slice surface,
                               uint32_t recipe)
{
    if (!vocabulary->slot_count) {
        return NULL;
    }
    uint32_t id_plus_one = *find_slot(vocabulary, surface, recipe);
    return id_plus_one ? vocabulary->forms[id_plus_one - 1] : NULL;
}

static bool has_term(const struct form *form, struct slice term)
{
    for (size_t i = 0; i < form->term_count; i++) {
        if (slice_equal(form->terms[i], term)) {
            return true;
        }
    }
    return false;
}

// Copies the recipe into the arena. Terms that equal the surface or its folding share its bytes.
static struct form *make_form(struct vocabulary *vocabulary, const struct form_recipe *recipe)
{
    struct arena *arena = &vocabulary->arena;
    struct form *form = arena_calloc(arena, 1, sizeof *form);
    if (!form) {
        return NULL;
    }
    form->flags = recipe->flags;
    form->surface = arena_copy(arena, recipe->surface);
    struct slice folded = fold_cut(buf_slice(&vocabulary->folded), ANALYZER_MAX_TERM_LEN);
    form->folded = slice_equal(folded, form->surface) ? form->surface : arena_copy(arena, folded);
    for (size_t i = 0; i < recipe->term_count; i++) {
        struct slice term = fold_cut(recipe->terms[i], ANALYZER_MAX_TERM_LEN);
        if (term.len > 0 && !has_term(form, term)) {
            form->terms[form->term_count++] =
                slice_equal(term, form->folded) ? form->folded : arena_copy(arena, term);
        }
    }
    return arena->failed ? NULL : form;
}

static enum status add(struct vocabulary *vocabulary, const struct form_recipe *recipe,
                       uint32_t hash, const struct form **out, struct error *err)
{
    if (vocabulary->count >= vocabulary->slot_count / 2 && !grow(vocabulary)) {
        return no_memory(err);
    }
    struct form *form = make_form(vocabulary, recipe);
    if (!form) {
        return no_memory(err);
    }
    form->id = vocabulary->count;
    *find_slot(vocabulary, form->surface, hash) = form->id + 1;
    vocabulary->recipes[vocabulary->count] = hash;
    vocabulary->forms[vocabulary->count++] = form;
    *out = form;
    return STATUS_OK;
}

static enum status fold_surface(struct vocabulary *vocabulary, struct slice surface,
                                struct error *err)
{
    buf_reset(&vocabulary->folded);
    if (vocabulary->french) {
        fold_append(&vocabulary->folded, surface);
    } else {
        buf_append_slice(&vocabulary->folded, surface);
    }
    return vocabulary->folded.failed ? no_memory(err) : STATUS_OK;
}

enum status vocabulary_intern(struct vocabulary *vocabulary, const struct form_recipe *recipe,
                              const struct form **out, struct error *err)
{
    struct form_recipe cut = *recipe;
    cut.surface = fold_cut(recipe->surface, ANALYZER_MAX_TERM_LEN);
    uint32_t hash = recipe_hash(&cut);
    *out = find(vocabulary, cut.surface, hash);
    if (*out) {
        return STATUS_OK;
    }
    enum status status = fold_surface(vocabulary, cut.surface, err);
    return status == STATUS_OK ? add(vocabulary, &cut, hash, out, err) : status;
}

enum status vocabulary_word(struct vocabulary *vocabulary, struct slice surface,
                            const struct form **out, struct error *err)
{
    struct form_recipe recipe = {.surface = fold_cut(surface, ANALYZER_MAX_TERM_LEN)};
    *out = find(vocabulary, recipe.surface, ORDINARY);
    if (*out) {
        return STATUS_OK;
    }
    enum status status = fold_surface(vocabulary, recipe.surface, err);
    if (status != STATUS_OK || vocabulary->folded.len == 0) {
        return status;
    }
    if (vocabulary->french) {
        struct french_word word;
        status = french_analyze(vocabulary->french, recipe.surface, &word, err);
        if (status != STATUS_OK) {
            return status;
        }
        recipe.flags = word.flags;
        recipe.term_count = word.term_count;
        memcpy(recipe.terms, word.terms, sizeof word.terms);
    } else {
        recipe.terms[recipe.term_count++] = recipe.surface;
    }
    return add(vocabulary, &recipe, ORDINARY, out, err);
}

void vocabulary_init(struct vocabulary *vocabulary, struct french *french)
{
    *vocabulary = (struct vocabulary){.french = french};
    arena_init(&vocabulary->arena, 0);
    buf_init(&vocabulary->folded, 0);
}

void vocabulary_clear(struct vocabulary *vocabulary)
{
    arena_clear(&vocabulary->arena);
    buf_clear(&vocabulary->folded);
    free(vocabulary->forms);
    free(vocabulary->recipes);
    free(vocabulary->slots);
    vocabulary_init(vocabulary, vocabulary->french);
}

size_t vocabulary_memory_bytes(const struct vocabulary *vocabulary)
{
    return vocabulary->arena.held_bytes + vocabulary->folded.capacity +
           (size_t)vocabulary->slot_count *
               (sizeof(uint32_t) + (sizeof(uint32_t) + sizeof(struct form *)) / 2);
}
