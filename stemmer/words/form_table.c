// An open-addressing table from surface to form. It is asked once per chunk of text never seen
// before, so it is built for small size rather than speed: four bytes a slot, the surface compared
// in the form.
//
// Invariants: slot_count is a power of two and at least twice `count`; a form lives in the arena
// and never moves; terms are distinct, not empty and at most FORM_TERM_MAX_LEN bytes.
#include "stemmer/words/form_table.h"

#include "stemmer/text/fold.h"

#include <stdlib.h>

enum { FIRST_SLOT_COUNT = 1024 };

static uint32_t hash_of(struct slice s)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 0x100000001B3u;
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
    for (size_t t = 0; t < recipe->term_count; t++)
        hash = hash * 31 + hash_of(recipe->terms[t]);
    return hash == ORDINARY ? 1 : hash;
}

// The slot that holds the form of `surface` made by that recipe, or the empty one where it would go.
static uint32_t *find_slot(const struct form_table *table, struct slice surface, uint32_t recipe)
{
    uint32_t mask = table->slot_count - 1;
    uint32_t i = hash_of(surface) & mask;
    while (table->slots[i] && (table->recipes[table->slots[i] - 1] != recipe ||
                               !slice_equal(table->forms[table->slots[i] - 1]->surface, surface)))
        i = (i + 1) & mask;
    return &table->slots[i];
}

static bool grow(struct form_table *table)
{
    uint32_t slot_count = table->slot_count ? table->slot_count * 2 : FIRST_SLOT_COUNT;
    uint32_t *slots = calloc(slot_count, sizeof *slots);
    struct form **forms = realloc(table->forms, slot_count / 2 * sizeof(struct form *));
    uint32_t *recipes = realloc(table->recipes, slot_count / 2 * sizeof *recipes);
    if (forms)
        table->forms = forms;
    if (recipes)
        table->recipes = recipes;
    if (!slots || !forms || !recipes) {
        free(slots);
        return false;
    }
    free(table->slots);
    table->slots = slots;
    table->slot_count = slot_count;
    for (uint32_t id = 0; id < table->count; id++)
        *find_slot(table, table->forms[id]->surface, table->recipes[id]) = id + 1;
    return true;
}

static const struct form *find(const struct form_table *table, struct slice surface,
                               uint32_t recipe)
{
    if (!table->slot_count)
        return NULL;
    uint32_t id_plus_one = *find_slot(table, surface, recipe);
    return id_plus_one ? table->forms[id_plus_one - 1] : NULL;
}

static bool has_term(const struct form *form, struct slice term)
{
    for (size_t i = 0; i < form->term_count; i++)
        if (slice_equal(form->terms[i], term))
            return true;
    return false;
}

// Copies the recipe into the arena. Terms that equal the surface or its folding share its bytes.
static struct form *make_form(struct form_table *table, const struct form_recipe *recipe)
{
    struct arena *arena = &table->arena;
    arena->failed = false; // of an earlier form: there may be memory again
    struct form *form = arena_calloc(arena, 1, sizeof *form);
    if (!form)
        return NULL;
    form->flags = recipe->flags;
    form->surface = arena_copy(arena, recipe->surface);
    struct slice folded = fold_cut(buf_slice(&table->folded), FORM_TERM_MAX_LEN);
    form->folded = slice_equal(folded, form->surface) ? form->surface : arena_copy(arena, folded);
    for (size_t i = 0; i < recipe->term_count; i++) {
        struct slice term = fold_cut(recipe->terms[i], FORM_TERM_MAX_LEN);
        if (term.len > 0 && !has_term(form, term)) {
            form->terms[form->term_count++] =
                slice_equal(term, form->folded) ? form->folded : arena_copy(arena, term);
        }
    }
    return arena->failed ? NULL : form;
}

static enum status add(struct form_table *table, const struct form_recipe *recipe, uint32_t hash,
                       const struct form **out, struct error *err)
{
    if (table->count >= table->slot_count / 2 && !grow(table))
        return no_memory(err);
    struct form *form = make_form(table, recipe);
    if (!form)
        return no_memory(err);
    form->id = table->count;
    *find_slot(table, form->surface, hash) = form->id + 1;
    table->recipes[table->count] = hash;
    table->forms[table->count++] = form;
    *out = form;
    return STATUS_OK;
}

static enum status fold_surface(struct form_table *table, struct slice surface, struct error *err)
{
    buf_reset(&table->folded);
    if (table->chain)
        fold_append(&table->folded, surface);
    else
        buf_append_slice(&table->folded, surface);
    return table->folded.failed ? no_memory(err) : STATUS_OK;
}

enum status form_table_intern(struct form_table *table, const struct form_recipe *recipe,
                              const struct form **out, struct error *err)
{
    struct form_recipe cut = *recipe;
    cut.surface = fold_cut(recipe->surface, FORM_TERM_MAX_LEN);
    uint32_t hash = recipe_hash(&cut);
    *out = find(table, cut.surface, hash);
    if (*out)
        return STATUS_OK;
    enum status status = fold_surface(table, cut.surface, err);
    return status == STATUS_OK ? add(table, &cut, hash, out, err) : status;
}

enum status form_table_word(struct form_table *table, struct slice surface, const struct form **out,
                            struct error *err)
{
    struct form_recipe recipe = {.surface = fold_cut(surface, FORM_TERM_MAX_LEN)};
    *out = find(table, recipe.surface, ORDINARY);
    if (*out)
        return STATUS_OK;
    enum status status = fold_surface(table, recipe.surface, err);
    if (status != STATUS_OK || table->folded.len == 0)
        return status;
    if (table->chain) {
        struct stemmed_word word;
        status = stem_chain_run(table->chain, recipe.surface, &word, err);
        if (status != STATUS_OK)
            return status;
        recipe.flags = word.flags;
        recipe.term_count = word.term_count;
        memcpy(recipe.terms, word.terms, sizeof word.terms);
    } else {
        recipe.terms[recipe.term_count++] = recipe.surface;
    }
    return add(table, &recipe, ORDINARY, out, err);
}

void form_table_init(struct form_table *table, struct stem_chain *chain)
{
    *table = (struct form_table){.chain = chain};
    arena_init(&table->arena, 0);
    buf_init(&table->folded, 0);
}

void form_table_clear(struct form_table *table)
{
    arena_clear(&table->arena);
    buf_clear(&table->folded);
    free(table->forms);
    free(table->recipes);
    free(table->slots);
    form_table_init(table, table->chain);
}

size_t form_table_memory_bytes(const struct form_table *table)
{
    return table->arena.held_bytes + table->folded.capacity +
           (size_t)table->slot_count *
               (sizeof(uint32_t) + (sizeof(uint32_t) + sizeof(struct form *)) / 2);
}
