// Turns lines of words into match trees, without the query language. See questions.h.
//
// Other engines get the same words as ready-made query objects, and what is compared is the running of them. Trees are
// made before anything is timed and live in the caller's arena.
#include "bench/questions.h"

#include "base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
    struct slice *list;
    size_t count;
};

static enum status read_file(const char *path, struct buf *out, struct error *err)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(err, STATUS_IO, "%s: %s", path, strerrordesc_np(errno));
    char *room;
    size_t got = 0;
    while ((room = buf_reserve(out, 65536)) && (got = fread(room, 1, 65536, file)) > 0)
        out->len += got;
    bool has_failed = ferror(file);
    fclose(file);
    if (has_failed)
        return error_set(err, STATUS_IO, "%s: cannot be read", path);
    return out->failed ? error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path) : STATUS_OK;
}

// Cuts the part of *rest before the first `separator` off and returns it.
static struct slice cut(struct slice *rest, char separator)
{
    const char *found = rest->len ? memchr(rest->ptr, separator, rest->len) : NULL;
    size_t len = found ? (size_t)(found - rest->ptr) : rest->len;
    struct slice part = slice_of(rest->ptr, len);
    *rest = slice_from_offset(*rest, found ? len + 1 : len);
    return part;
}

static size_t count_of(struct slice text, char wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == wanted;
    return count;
}

static bool split_words(struct slice text, struct arena *arena, struct words *out)
{
    out->list = arena_calloc(arena, count_of(text, ' ') + 1, sizeof *out->list);
    out->count = 0;
    while (out->list && text.len > 0) {
        struct slice word = cut(&text, ' ');
        if (word.len > 0)
            out->list[out->count++] = word;
    }
    return out->list;
}

static const struct match_term *make_term(struct slice word, struct arena *arena)
{
    struct match_term *term = arena_calloc(arena, 1, sizeof *term);
    if (term)
        *term = (struct match_term){.kind = TERM_SURFACE, .term = word, .boost = 1};
    return term;
}

static struct match_node *make_node(enum match_kind kind, bool scores, struct arena *arena)
{
    struct match_node *node = arena_calloc(arena, 1, sizeof *node);
    if (node)
        *node = (struct match_node){
            .kind = kind, .field_mask = FIELD_MASK_ALL, .scores = scores, .weight = 1};
    return node;
}

static struct match_node *make_leaf(struct slice word, bool scores, struct arena *arena)
{
    struct match_node *leaf = make_node(MATCH_TERMS, scores, arena);
    if (leaf) {
        leaf->terms = make_term(word, arena);
        leaf->term_count = 1;
    }
    return leaf && leaf->terms ? leaf : NULL;
}

static struct match_node *make_phrase(const struct words *words, bool scores, struct arena *arena)
{
    struct match_node *phrase = make_node(MATCH_PHRASE, scores, arena);
    struct match_slot *slots = arena_calloc(arena, words->count, sizeof *slots);
    if (!phrase || !slots)
        return NULL;
    for (size_t i = 0; i < words->count; i++) {
        slots[i].terms = make_term(words->list[i], arena);
        slots[i].term_count = 1;
        slots[i].offset = (uint32_t)i;
    }
    phrase->slots = slots;
    phrase->slot_count = words->count;
    return phrase;
}

static struct match_node *make_group(enum match_kind kind, const struct words *words, bool scores,
                                     struct arena *arena)
{
    struct match_node *group = make_node(kind, false, arena);
    struct match_node **children = arena_calloc(arena, words->count, sizeof *children);
    if (!group || !children)
        return NULL;
    for (size_t i = 0; i < words->count; i++)
        children[i] = make_leaf(words->list[i], scores, arena);
    group->children = children;
    group->child_count = words->count;
    return group;
}

static struct match_node *make_words(struct slice text, struct question_style style,
                                     struct arena *arena)
{
    struct words words;
    if (!split_words(text, arena, &words))
        return NULL;
    if (words.count == 0)
        return make_node(MATCH_NONE, false, arena);
    if (words.count == 1)
        return make_leaf(words.list[0], style.scores, arena);
    switch (style.mode) {
    case QUESTION_ANY:
        return make_group(MATCH_OR, &words, style.scores, arena);
    case QUESTION_ALL:
        return make_group(MATCH_AND, &words, style.scores, arena);
    case QUESTION_PHRASE:
        return make_phrase(&words, style.scores, arena);
    }
    return NULL;
}

static struct match_node *make_restriction(const struct slice *digit, struct arena *arena)
{
    struct match_node *node = make_node(MATCH_COLUMN, false, arena);
    if (node)
        node->column =
            (struct match_column){.field = FIELD_SESSION, .values = digit, .value_count = 1};
    return node;
}

static struct match_node *make_tree(struct slice text, const struct question_style *style,
                                    struct arena *arena)
{
    struct match_node *words = make_words(text, *style, arena);
    struct match_node *both = make_node(MATCH_AND, false, arena);
    struct match_node **children = arena_calloc(arena, 2, sizeof *children);
    if (style->digit.len == 0 || !both || !children)
        return words;
    children[0] = words;
    children[1] = make_restriction(&style->digit, arena);
    both->children = children;
    both->child_count = 2;
    return both;
}

enum status questions_read(const char *path, const struct question_style *style,
                           struct arena *arena, struct questions *out, struct error *err)
{
    struct buf file;
    buf_init(&file, 0);
    enum status status = read_file(path, &file, err);
    struct slice text = arena_copy(arena, buf_slice(&file));
    buf_clear(&file);
    if (status != STATUS_OK)
        return status;

    struct question *list = arena_calloc(arena, count_of(text, '\n') + 1, sizeof *list);
    size_t count = 0;
    while (list && text.len > 0) {
        struct slice line = cut(&text, '\n');
        struct question *question = &list[count];
        question->id = cut(&line, '\t');
        question->text = line;
        question->root = make_tree(line, style, arena);
        count++;
    }
    if (arena->failed)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    *out = (struct questions){list, count};
    return STATUS_OK;
}
