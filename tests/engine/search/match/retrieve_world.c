// See retrieve_world.h.
#include "tests/engine/search/match/retrieve_world.h"

#include "engine/lmdb/view.h"
#include "tests/temp_folder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

unsigned world_below(struct world *w, unsigned limit)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(w->seed >> 33) % limit;
}

// A few words are everywhere, most are rare.
static unsigned any_word(struct world *w)
{
    double u = (world_below(w, 1 << 20) + 0.5) / (1 << 20);
    return (unsigned)(pow(u, 4) * w->vocabulary);
}

// --- making the index ----------------------------------------------------------------------------

static void write_words(const uint16_t *words, unsigned count, char *text)
{
    text[0] = '\0';
    for (unsigned i = 0; i < count; i++)
        text += snprintf(text, 6, "w%u ", words[i]);
}

static void put_document(struct world *w, uint32_t d)
{
    struct document *document = &w->documents[d];
    char id[16], author[16], title[MAX_WORDS * 6], text[MAX_WORDS * 6];
    document->length = (uint8_t)(1 + world_below(w, MAX_WORDS));
    document->title_length = (uint8_t)world_below(w, document->length < 6 ? document->length : 6);
    for (unsigned i = 0; i < document->length; i++)
        document->words[i] = d == 0 && i == 0 ? RARE_WORD : (uint16_t)any_word(w);
    document->date =
        20200101 + world_below(w, 4) * 10000 + world_below(w, 12) * 100 + world_below(w, 28);
    document->author = (uint8_t)world_below(w, 5);
    document->alive = true;
    snprintf(id, sizeof id, "d%u", d);
    snprintf(author, sizeof author, "auteur %u", document->author);
    write_words(document->words, document->title_length, title);
    write_words(document->words + document->title_length, document->length - document->title_length,
                text);
    struct exchange exchange = {.id = slice_from(id),
                                .title = slice_from(title),
                                .question = slice_from(text),
                                .author = slice_from(author),
                                .date_question = document->date,
                                .year = document->date / 10000,
                                .source.path = SLICE("test")};
    enum add_outcome outcome;
    must(index_writer_add(w->writer, &exchange, &outcome, &w->err));
}

void world_look(struct world *w)
{
    view_free(w->view);
    w->view = NULL;
    must(view_begin(w->backend, &w->view, &w->err));
    w->snapshot = lmdb_snapshot(w->view);
}

void world_make(struct world *w, uint32_t documents, unsigned vocabulary, unsigned commits)
{
    uint64_t generation;
    temp_folder_make(w->path, sizeof w->path);
    w->document_count = documents;
    w->vocabulary = vocabulary;
    arena_init(&w->arena, 0);
    struct writer_options options = {.analyzer = ANALYZER_WHITESPACE};
    must(index_writer_open(w->path, &options, &w->writer, &w->err));
    for (uint32_t d = 0; d < documents; d++) {
        put_document(w, d);
        if (commits && d % (documents / commits + 1) == documents / commits)
            must(index_writer_commit(w->writer, &generation, &w->err));
    }
    must(index_writer_commit(w->writer, &generation, &w->err));
    for (uint32_t i = 0; commits > 1 && i < documents / 20; i++) {
        uint32_t d = 1 + world_below(w, documents - 1); // the rare word stays
        char id[16];
        snprintf(id, sizeof id, "d%u", d);
        if (!w->documents[d].alive)
            continue;
        if (i % 2)
            put_document(w, d);
        else
            must(index_writer_remove(w->writer, slice_from(id), &w->err));
        w->documents[d].alive = i % 2;
    }
    must(index_writer_commit(w->writer, &generation, &w->err));
    must(backend_open(w->path, NULL, &w->backend, &w->err));
    world_look(w);
}

void world_optimize(struct world *w)
{
    must(index_writer_optimize(w->writer, NULL, NULL, &w->err));
    world_look(w);
    assert_int_equal(w->snapshot->manifest.segment_count, 1);
}

void world_end(struct world *w)
{
    view_free(w->view);
    backend_close(w->backend);
    index_writer_close(w->writer);
    arena_clear(&w->arena);
    temp_folder_remove(w->path);
    free(w);
}

// --- random trees --------------------------------------------------------------------------------

static const struct match_term *make_terms(struct world *w, size_t count)
{
    struct match_term *terms = arena_calloc(&w->arena, count, sizeof *terms);
    float worth = w->is_coarse ? 1.0f / (float)(2048u << world_below(w, 4)) : 1.0f;
    for (size_t i = 0; i < count; i++) {
        struct slice name = arena_printf(&w->arena, "w%u", any_word(w));
        terms[i] = (struct match_term){TERM_SURFACE, name, i ? worth / 2 : worth};
        if (w->is_coarse && i > 0)
            terms[i] =
                (struct match_term){TERM_SURFACE, arena_printf(&w->arena, "w%d", RARE_WORD), 1.0f};
        for (size_t j = 0; j < i; j++) { // alternatives are distinct
            if (slice_equal(terms[j].term, name)) {
                terms[i].term = arena_printf(&w->arena, "x%zu", i);
                break;
            }
        }
    }
    return terms;
}

static struct match_node *new_node(struct world *w, enum match_kind kind)
{
    struct match_node *node = arena_calloc(&w->arena, 1, sizeof *node);
    *node = (struct match_node){
        .kind = kind, .field_mask = FIELD_MASK_ALL, .scores = true, .weight = 1};
    return node;
}

struct match_node *world_leaf(struct world *w)
{
    unsigned kind = world_below(w, 10);
    struct match_node *node = new_node(w, MATCH_TERMS);
    if (kind < 7) {
        node->term_count = 1 + (world_below(w, 4) == 0);
        if (world_below(w, 16) == 0) // as of a star
            node->term_count += world_below(w, 60);
        node->terms = make_terms(w, node->term_count);
        if (world_below(w, 6) == 0)
            node->field_mask =
                world_below(w, 2) ? FIELD_MASK(FIELD_TITLE) : FIELD_MASK(FIELD_QUESTION);
        if (world_below(w, 5) == 0)
            node->weight = 0.3f;
        return node;
    }
    node->kind = kind == 9 ? MATCH_NEAR : MATCH_PHRASE;
    node->slot_count = 2 + world_below(w, 2);
    node->window = 1 + world_below(w, 8);
    struct match_slot *slots = arena_calloc(&w->arena, node->slot_count, sizeof *slots);
    for (uint32_t s = 0; s < node->slot_count; s++) {
        slots[s].term_count = 1 + (world_below(w, 5) == 0);
        slots[s].terms = make_terms(w, slots[s].term_count);
        // One phrase in five has a gap before a word, the first perhaps.
        slots[s].offset = (s ? slots[s - 1].offset + 1 : 0) + (world_below(w, 12) == 0);
    }
    node->slots = slots;
    return node;
}

static struct match_node *make_column(struct world *w)
{
    struct match_node *node = new_node(w, MATCH_COLUMN);
    node->scores = false;
    if (world_below(w, 2)) {
        struct slice *values = arena_calloc(&w->arena, 2, sizeof *values);
        values[0] = arena_printf(&w->arena, "auteur %u", world_below(w, 6));
        values[1] = arena_printf(&w->arena, "auteur %u", world_below(w, 6));
        node->column =
            (struct match_column){.field = FIELD_AUTHOR, .values = values, .value_count = 2};
    } else {
        node->column = (struct match_column){
            .field = FIELD_DATE, .low = 20200000 + world_below(w, 3) * 10000, .high = 20221231};
    }
    return node;
}

struct match_node *world_tree(struct world *w, int depth)
{
    static const enum match_kind kinds[] = {MATCH_AND, MATCH_OR, MATCH_OR, MATCH_AND, MATCH_NOT};
    if (depth == 0 || world_below(w, 4) == 0)
        return world_below(w, 8) == 0 ? make_column(w) : world_leaf(w);
    struct match_node *node = new_node(w, kinds[world_below(w, 5)]);
    node->child_count = node->kind == MATCH_NOT ? 1 : 1 + world_below(w, 4);
    struct match_node **children = arena_calloc(&w->arena, node->child_count + 1, sizeof *children);
    for (size_t c = 0; c < node->child_count; c++) {
        children[c] = world_tree(w, depth - 1);
        if (node->kind == MATCH_AND && c > 0 && world_below(w, 6) == 0) {
            struct match_node *optional = new_node(w, MATCH_OPTIONAL);
            struct match_node **one = arena_calloc(&w->arena, 1, sizeof *one);
            one[0] = children[c];
            optional->children = one;
            optional->child_count = 1;
            children[c] = optional;
        }
    }
    node->children = children;
    return node;
}

struct match_node *world_group(struct world *w, enum match_kind kind)
{
    struct match_node *node = new_node(w, kind);
    node->child_count = 1 + world_below(w, 6);
    struct match_node **children = arena_calloc(&w->arena, node->child_count, sizeof *children);
    for (size_t c = 0; c < node->child_count; c++) {
        children[c] = new_node(w, MATCH_TERMS);
        bool has_two = world_below(w, 6) == 0 || (w->is_coarse && c == 0);
        children[c]->term_count = 1 + has_two;
        children[c]->terms = make_terms(w, children[c]->term_count);
    }
    node->children = children;
    return node;
}

static struct match_node *group_of(struct world *w, enum match_kind kind, size_t count)
{
    struct match_node *node = new_node(w, kind);
    node->child_count = count;
    return node;
}

// A phrase or words that are near, all of them the group's.
static struct match_node *phrase_of(struct world *w, const struct match_node *group)
{
    static const float weights[] = {1, 0.3f, 0.75f, 2.5f, 0.5f, 0.1f};
    struct match_node *node = new_node(w, world_below(w, 3) ? MATCH_PHRASE : MATCH_NEAR);
    node->weight = weights[world_below(w, 6)];
    node->slot_count = 2 + world_below(w, 2);
    node->window = 1 + world_below(w, 8);
    struct match_slot *slots = arena_calloc(&w->arena, node->slot_count, sizeof *slots);
    for (uint32_t s = 0; s < node->slot_count; s++) {
        const struct match_node *from =
            group->children[world_below(w, (unsigned)group->child_count)];
        slots[s].terms = from->terms;
        slots[s].term_count = 1 + world_below(w, (unsigned)from->term_count);
        slots[s].offset = s;
    }
    node->slots = slots;
    return node;
}

// With optional leaves: any, or such as add to what words of the group give.
static struct match_node *group_with_leaves(struct world *w, enum match_kind kind, bool are_related)
{
    struct match_node *group = world_group(w, kind);
    struct match_node *optional = group_of(w, MATCH_OPTIONAL, 1 + world_below(w, 4));
    struct match_node **leaves = arena_calloc(&w->arena, optional->child_count, sizeof *leaves);
    if (are_related && group->child_count > 3) // more are seldom all there
        group->child_count = 3;
    for (size_t c = 0; c < optional->child_count; c++)
        leaves[c] = are_related ? phrase_of(w, group) : world_leaf(w);
    optional->children = leaves;
    bool filters = world_below(w, 3) == 0;
    struct match_node *all = group_of(w, MATCH_AND, 2 + filters);
    struct match_node **children = arena_calloc(&w->arena, all->child_count, sizeof *children);
    children[0] = group;
    children[1] = optional;
    if (filters)
        children[2] = make_column(w);
    all->children = children;
    return all;
}

struct match_node *world_group_with_options(struct world *w, enum match_kind kind)
{
    return group_with_leaves(w, kind, false);
}

struct match_node *world_group_with_phrases(struct world *w, enum match_kind kind)
{
    return group_with_leaves(w, kind, true);
}

// Words, a phrase of some of them or of others, and words within.
static struct match_node *make_choice(struct world *w)
{
    struct match_node *words = world_group(w, MATCH_OR), *choice = group_of(w, MATCH_OR, 3);
    struct match_node **children = arena_calloc(&w->arena, choice->child_count, sizeof *children);
    children[0] = phrase_of(w, world_below(w, 3) ? words : world_group(w, MATCH_OR));
    children[1] = words;
    children[2] = world_below(w, 2) ? phrase_of(w, words) : world_leaf(w);
    children[2]->scores = world_below(w, 4) > 0;
    words->child_count = words->child_count > 1 ? 1 + world_below(w, 2) : 1;
    choice->children = children;
    return choice;
}

struct match_node *world_choices(struct world *w)
{
    struct match_node *all = group_of(w, MATCH_AND, 1 + world_below(w, 3));
    struct match_node **children = arena_calloc(&w->arena, all->child_count, sizeof *children);
    for (size_t c = 0; c < all->child_count; c++)
        children[c] = c < 2 ? make_choice(w) : world_leaf(w);
    all->children = children;
    return all;
}

struct match_node *world_rare_option(struct world *w)
{
    struct match_node *all = group_of(w, MATCH_AND, 2), *group = world_group(w, MATCH_OR);
    struct match_node *optional = group_of(w, MATCH_OPTIONAL, 1), *word = new_node(w, MATCH_TERMS);
    struct match_node **children = arena_calloc(&w->arena, 3, sizeof *children);
    struct match_term *term = arena_calloc(&w->arena, 1, sizeof *term);
    unsigned rare = w->vocabulary - 1 - world_below(w, w->vocabulary / 2);
    *term = (struct match_term){TERM_SURFACE, arena_printf(&w->arena, "w%u", rare), 1};
    word->terms = term;
    word->term_count = 1;
    word->weight = 3;
    group->child_count = 1;
    children[0] = group;
    children[1] = optional;
    children[2] = word;
    optional->children = children + 2;
    all->children = children;
    return all;
}

struct match_node *world_group_with_filter(struct world *w, enum match_kind kind)
{
    struct match_node *all = group_of(w, MATCH_AND, 2);
    struct match_node **children = arena_calloc(&w->arena, all->child_count, sizeof *children);
    children[0] = world_group(w, kind);
    children[1] = make_column(w);
    all->children = children;
    return all;
}
