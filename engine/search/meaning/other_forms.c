// Forms of a word, from the vocabulary. See other_forms.h.
//
// A stem does not say which words it came from, so the words with the same beginning are stemmed again: hundreds
// for a common beginning. What a walk has found is kept in the cache, in the order of the vocabulary.
#include "engine/search/meaning/other_forms.h"

#include "base/buf.h"
#include "stemmer/text/fold.h"

#include <string.h>

enum { PREFIX_BYTES = 4, FIRST_ROOM = 32 }; // forms of a word have so many bytes in common

// One walk and what it has gathered.
struct walk {
    const struct other_forms_input *input;
    struct arena *arena;
    struct error *err;
    enum status status;
    struct expansion *items;
    size_t count, room;
};

static bool shares_stem(const struct form *a, const struct form *b)
{
    for (size_t i = 0; i < a->term_count; i++)
        for (size_t j = 0; j < b->term_count; j++)
            if (slice_equal(a->terms[i], b->terms[j]))
                return true;
    return false;
}

void other_forms_note(struct other_forms *others, struct slice surface, uint32_t documents)
{
    for (size_t i = 0; i < others->count; i++)
        if (slice_equal(others->items[i].surface, surface))
            return;
    size_t to = others->count < OTHER_FORMS_MAX ? others->count++ : OTHER_FORMS_MAX;
    for (; to > 0 && others->items[to - 1].documents < documents; to--)
        if (to < OTHER_FORMS_MAX)
            others->items[to] = others->items[to - 1];
    if (to < OTHER_FORMS_MAX)
        others->items[to] = (struct expansion){surface, documents, 0};
}

static bool make_room(struct walk *walk)
{
    size_t room = walk->room ? 2 * walk->room : FIRST_ROOM;
    struct expansion *items = arena_alloc(walk->arena, room * sizeof *items);
    if (!items)
        return false;
    if (walk->count > 0)
        memcpy(items, walk->items, walk->count * sizeof *items);
    walk->items = items;
    walk->room = room;
    return true;
}

static bool visit(void *context, struct slice term, uint32_t documents)
{
    struct walk *walk = context;
    const struct form *of = walk->input->of, *form = NULL;
    if (memchr(term.ptr, '-', term.len))
        return true; // a compound: its parts are forms of their own
    walk->status = analyzer_form(walk->input->analyzer, term, &form, walk->err);
    if (walk->status != STATUS_OK)
        return false;
    if (!form || !shares_stem(form, of) || slice_equal(form->surface, of->surface))
        return true;
    if (walk->count == walk->room && !make_room(walk)) {
        walk->status = error_set(walk->err, STATUS_NO_MEMORY, "other forms: out of memory");
        return false;
    }
    walk->items[walk->count++] = (struct expansion){form->surface, documents, 0};
    return true;
}

// All that a walk's findings depend on: the form and its stems, and how the words begin.
static struct slice key_of(const struct form *of, struct slice prefix, struct arena *arena)
{
    struct buf key;
    buf_init(&key, 0);
    buf_append_slice(&key, prefix);
    buf_append_char(&key, '\0');
    buf_append_slice(&key, of->surface);
    for (size_t i = 0; i < of->term_count; i++) {
        buf_append_char(&key, '\0');
        buf_append_slice(&key, of->terms[i]);
    }
    return arena_take(arena, &key);
}

static void note_all(struct other_forms *others, const struct word_finding *finding)
{
    for (size_t i = 0; i < finding->count; i++)
        other_forms_note(others, finding->words[i].surface, finding->words[i].documents);
}

enum status other_forms_add(const struct other_forms_input *input, struct slice surface,
                            struct arena *arena, struct other_forms *others, struct error *err)
{
    struct slice prefix = fold_cut(surface, PREFIX_BYTES);
    if (prefix.len == 0)
        return STATUS_OK;
    struct slice key = key_of(input->of, prefix, arena);
    if (!key.ptr)
        return error_set(err, STATUS_NO_MEMORY, "other forms: out of memory");
    const struct word_finding *known = word_cache_find(input->cache, key);
    if (known) {
        note_all(others, known);
        return STATUS_OK;
    }
    struct walk walk = {.input = input, .arena = arena, .err = err};
    enum status status = view_terms(input->view, TERM_SURFACE, prefix, visit, &walk, err);
    status = walk.status != STATUS_OK ? walk.status : status;
    if (status != STATUS_OK)
        return status;
    struct word_finding found = {.words = walk.items, .count = walk.count};
    word_cache_keep(input->cache, key, &found);
    note_all(others, &found);
    return STATUS_OK;
}
