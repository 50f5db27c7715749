// Which words of a text fill which slots of a query. See word_marker.h.
//
// Every slot of every leaf of the tree is a bit (the 64th and later share one). Analysis gives each token the
// bits of the slots it can fill; slots of phrases keep theirs only where the whole phrase stands.
//
// An occurrence is a word that was looked for by itself, or a whole phrase; what overlaps is one.
//
// Cost: analysis of the text unless it was done lately (token_cache.h).
#include "engine/search/present/word_marker.h"

#include "base/vec.h"

#include <math.h>

enum { BITS = WORD_MARKER_BITS, CACHE_SIZE = 2048, FIRST_MARKS = 32, SHORT_TEXT = 32 << 10 };

// One term looked for.
struct wanted {
    struct slice term;
    enum term_kind kind;
    uint64_t bits;
};

// A phrase or proximity: bits first..first+count-1 are its slots.
struct group {
    const struct match_node *node;
    unsigned first, count;
};

struct form_bits {
    uint32_t form; // its id and one; 0: free
    uint64_t bits;
};

// --- making the query ------------------------------------------------------------------------------

static size_t count_terms(const struct match_node *node)
{
    size_t count = node->term_count;
    for (size_t s = 0; s < node->slot_count; s++)
        count += node->slots[s].term_count;
    for (size_t c = 0; c < node->child_count; c++)
        count += count_terms(node->children[c]);
    return count;
}

static size_t count_groups(const struct match_node *node)
{
    size_t count = node->slot_count > 0;
    for (size_t c = 0; c < node->child_count; c++)
        count += count_groups(node->children[c]);
    return count;
}

static uint64_t hash_term(enum term_kind kind, struct slice term)
{
    uint64_t hash = 1469598103934665603u ^ (uint64_t)kind;
    for (size_t i = 0; i < term.len; i++)
        hash = (hash ^ (unsigned char)term.ptr[i]) * 1099511628211u;
    return hash ^ hash >> 29;
}

static struct wanted *find_wanted(const struct word_marker *marker, enum term_kind kind,
                                  struct slice term)
{
    size_t at = hash_term(kind, term) & (marker->table_size - 1);
    while (marker->table[at].term.ptr &&
           (marker->table[at].kind != kind || !slice_equal(marker->table[at].term, term)))
        at = (at + 1) & (marker->table_size - 1);
    return &marker->table[at];
}

// Most words are told from all that is wanted by their traces alone.
static void add_trace(struct word_marker *marker, enum term_kind kind, struct slice term)
{
    uint64_t *traces = kind == TERM_SURFACE ? marker->surface_traces : marker->stem_traces;
    uint16_t trace = token_cache_trace(term);
    traces[trace / BITS] |= (uint64_t)1 << trace % BITS;
}

static unsigned next_bit(struct word_marker *marker)
{
    return marker->bit_count < BITS - 1 ? marker->bit_count++ : BITS - 1;
}

// Adds the terms of one slot as a new bit; `first` is the number of the first of them in the leaf.
static unsigned add_slot(struct word_marker *marker, const struct match_node *leaf,
                         const struct match_term *terms, size_t count, size_t first)
{
    unsigned bit = next_bit(marker);
    double documents = 0;
    for (size_t t = 0; t < count; t++) {
        struct wanted *wanted = find_wanted(marker, terms[t].kind, terms[t].term);
        wanted->term = terms[t].term;
        wanted->kind = terms[t].kind;
        wanted->bits |= (uint64_t)1 << bit;
        add_trace(marker, terms[t].kind, terms[t].term);
        documents += leaf->weights ? (double)leaf->weights[first + t].documents : 0;
    }
    marker->weight[bit] = 0.1 + log(1.0 + marker->documents / (documents + 1.0));
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        if (leaf->field_mask >> f & 1)
            marker->in_field[f] |= (uint64_t)1 << bit;
    return bit;
}

// What stands only for the order (surfaces, neighbours) shows nothing that the words do not.
static bool is_shown(const struct match_node *leaf, bool optional)
{
    return !optional || (leaf->term_count > 0 && leaf->terms[0].kind == TERM_STEM);
}

static void add_leaves(struct word_marker *marker, const struct match_node *node, bool optional)
{
    if (node->kind == MATCH_NOT)
        return;
    for (size_t c = 0; c < node->child_count; c++)
        add_leaves(marker, node->children[c], optional || node->kind == MATCH_OPTIONAL);
    if (!is_shown(node, optional))
        return;
    if (node->term_count > 0)
        add_slot(marker, node, node->terms, node->term_count, 0);
    if (node->slot_count == 0 || marker->bit_count + node->slot_count >= BITS)
        return;
    marker->groups[marker->group_count++] =
        (struct group){node, marker->bit_count, (unsigned)node->slot_count};
    size_t first = 0;
    for (size_t s = 0; s < node->slot_count; s++) {
        add_slot(marker, node, node->slots[s].terms, node->slots[s].term_count, first);
        first += node->slots[s].term_count;
    }
}

struct word_marker *word_marker_make(const struct match_node *root, uint64_t documents,
                                     struct searcher *searcher, struct arena *arena)
{
    struct word_marker *marker = arena_calloc(arena, 1, sizeof *marker);
    if (!marker)
        return NULL;
    marker->searcher = searcher;
    marker->documents = (double)documents;
    marker->arena = arena;
    marker->table_size = 64;
    while (marker->table_size < 2 * count_terms(root))
        marker->table_size *= 2;
    marker->table = arena_calloc(arena, marker->table_size, sizeof *marker->table);
    marker->groups = arena_calloc(arena, count_groups(root) + 1, sizeof *marker->groups);
    marker->cache = arena_calloc(arena, CACHE_SIZE, sizeof *marker->cache);
    if (!marker->table || !marker->groups || !marker->cache)
        return NULL;
    marker->stem_traces[TRACE_SEVERAL / BITS] |= (uint64_t)1 << TRACE_SEVERAL % BITS;
    add_leaves(marker, root, false);
    return marker;
}

// Whether anything is looked for that a text may hold.
bool word_marker_has_words(const struct word_marker *marker)
{
    return marker->bit_count > 0;
}

// --- marking ---------------------------------------------------------------------------------------

static bool has_trace(const uint64_t *traces, uint16_t trace)
{
    return traces[trace / BITS] >> trace % BITS & 1;
}

static uint64_t term_bits(const struct word_marker *marker, enum term_kind kind, struct slice term)
{
    const uint64_t *traces = kind == TERM_SURFACE ? marker->surface_traces : marker->stem_traces;
    return has_trace(traces, token_cache_trace(term)) ? find_wanted(marker, kind, term)->bits : 0;
}

static uint64_t form_bits(struct word_marker *marker, uint32_t id)
{
    struct form_bits *cache = &marker->cache[id % CACHE_SIZE];
    if (cache->form == id + 1)
        return cache->bits;
    const struct form *form = analyzer_form_by_id(marker->searcher->analyzer, id);
    uint64_t bits = term_bits(marker, TERM_SURFACE, form->surface);
    for (size_t t = 0; t < form->term_count; t++)
        bits |= term_bits(marker, TERM_STEM, form->terms[t]);
    *cache = (struct form_bits){id + 1, bits};
    return bits;
}

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
}

static uint64_t slots_of(const struct group *group)
{
    return (((uint64_t)1 << group->count) - 1) << group->first;
}

static int by_position(const void *key, const void *item)
{
    uint32_t position = *(const uint32_t *)key, at = ((const struct mark *)item)->position;
    return (position > at) - (position < at);
}

// The first mark at or after a position.
static size_t first_mark(const struct marks *marks, uint32_t position)
{
    return vec_place(&position, marks->items, marks->count, sizeof *marks->items, by_position);
}

static bool has_bit_at(const struct marks *marks, uint32_t position, uint64_t bit)
{
    size_t i = first_mark(marks, position);
    while (i < marks->count && marks->items[i].position == position &&
           !(marks->items[i].bits & bit))
        i++;
    return i < marks->count && marks->items[i].position == position;
}

// Whether all slots of the group stand where they should if slot `s` is at `position`.
static bool phrase_stands(const struct group *group, unsigned s, uint32_t position,
                          const struct marks *marks)
{
    uint32_t offset = group->node->slots[s].offset;
    if (position < offset)
        return false;
    for (unsigned i = 0; i < group->count; i++) {
        uint64_t bit = (uint64_t)1 << (group->first + i);
        if (!has_bit_at(marks, position - offset + group->node->slots[i].offset, bit))
            return false;
    }
    return true;
}

// Whether every slot has a mark within `window` words of `position`.
static bool near_stands(const struct group *group, uint32_t position, const struct marks *marks)
{
    uint32_t window = group->node->window;
    uint64_t found = 0;
    size_t i = first_mark(marks, position > window ? position - window : 0);
    for (; i < marks->count && marks->items[i].position <= (uint64_t)position + window; i++)
        found |= marks->items[i].bits;
    uint64_t all = slots_of(group);
    return (found & all) == all;
}

// Takes the bits of a phrase from the marks where it does not stand.
static void keep_groups(const struct word_marker *marker, struct marks *marks)
{
    if (marker->group_count == 0)
        return;
    uint64_t *kept = arena_calloc(marker->scratch, marks->count + 1, sizeof *kept);
    if (!kept)
        return;
    uint64_t grouped = 0;
    for (size_t g = 0; g < marker->group_count; g++) {
        const struct group *group = &marker->groups[g];
        grouped |= slots_of(group);
        for (size_t i = 0; i < marks->count; i++) {
            for (unsigned s = 0; s < group->count; s++) {
                uint64_t bit = (uint64_t)1 << (group->first + s);
                if (!(marks->items[i].bits & bit))
                    continue;
                bool stands = group->node->kind == MATCH_NEAR
                                  ? near_stands(group, marks->items[i].position, marks)
                                  : phrase_stands(group, s, marks->items[i].position, marks);
                kept[i] |= stands ? bit : 0;
            }
        }
    }
    for (size_t i = 0; i < marks->count; i++)
        marks->items[i].bits = (marks->items[i].bits & ~grouped) | kept[i];
}

static void drop_empty(struct marks *marks)
{
    size_t kept = 0;
    for (size_t i = 0; i < marks->count; i++)
        if (marks->items[i].bits)
            marks->items[kept++] = marks->items[i];
    marks->count = kept;
}

struct marking {
    struct word_marker *marker;
    uint64_t wanted; // bits of the field
    uint32_t base;   // added to the bytes of tokens
    struct marks marks;
    size_t room;
};

// Doubles the room for marks, which is FIRST_MARKS at first.
static bool more_marks(struct marking *to)
{
    size_t more = to->room ? 2 * to->room : FIRST_MARKS;
    struct mark *items = arena_alloc(to->marker->scratch, more * sizeof *items);
    if (!items)
        return false;
    if (to->marks.count > 0)
        memcpy(items, to->marks.items, to->marks.count * sizeof *items);
    to->marks.items = items;
    to->room = more;
    return true;
}

static bool add_mark(struct marking *to, uint32_t start, uint32_t end, uint32_t position,
                     uint64_t bits)
{
    if (to->marks.count == to->room && !more_marks(to))
        return false;
    to->marks.items[to->marks.count++] =
        (struct mark){start + to->base, end + to->base, position, bits};
    return true;
}

static bool mark_kept(struct marking *to, const struct kept_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (!has_trace(to->marker->surface_traces, tokens->traces[i].surface) &&
            !has_trace(to->marker->stem_traces, tokens->traces[i].stem))
            continue;
        uint64_t bits = form_bits(to->marker, tokens->forms[i]) & to->wanted;
        const struct kept_place *at = &tokens->places[i];
        if (bits && !add_mark(to, at->start, at->end, at->position, bits))
            return false;
    }
    return true;
}

static bool mark_list(struct marking *to, const struct token_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct token *token = &list->tokens[i];
        uint64_t bits = form_bits(to->marker, token->form_id) & to->wanted;
        if (bits && !add_mark(to, token->start, token->end, token->position, bits))
            return false;
    }
    return true;
}

enum status word_marker_mark(struct word_marker *marker, const struct marker_text *text,
                             struct marks *out, struct error *err)
{
    struct token_cache *cache = &marker->searcher->tokens;
    struct marking to = {
        .marker = marker, .wanted = marker->in_field[text->field], .base = text->base};
    struct kept_tokens kept;
    struct token_list list;
    bool is_kept = text->is_stored && token_cache_find(cache, text->text, &kept);
    if (!is_kept) {
        enum status status = analyzer_run(marker->searcher->analyzer, text->text, &list, err);
        if (status != STATUS_OK)
            return status;
        is_kept = text->is_stored && token_cache_keep(cache, text->text, &list, &kept);
    }
    if (!(is_kept ? mark_kept(&to, &kept) : mark_list(&to, &list)))
        return no_memory(err);
    keep_groups(marker, &to.marks);
    drop_empty(&to.marks);
    *out = to.marks;
    return STATUS_OK;
}

// The same of a text of any length, in the memory of a part of it.
static enum status mark_long(struct word_marker *marker, const struct marker_text *text,
                             struct work_limit *limit, struct marks *out, struct error *err)
{
    struct analyzer *analyzer = marker->searcher->analyzer;
    struct marking to = {.marker = marker, .wanted = marker->in_field[text->field]};
    struct token_list list = {.count = ANALYZER_PART_TOKENS};
    enum status status = analyzer_begin(analyzer, text->text, err);
    while (status == STATUS_OK && list.count >= ANALYZER_PART_TOKENS) {
        status = work_limit_look(limit, err);
        if (status == STATUS_OK)
            status = analyzer_next(analyzer, &list, err);
        if (status == STATUS_OK && !mark_list(&to, &list))
            status = no_memory(err);
    }
    if (status != STATUS_OK)
        return status;
    keep_groups(marker, &to.marks);
    drop_empty(&to.marks);
    *out = to.marks;
    return STATUS_OK;
}

// --- occurrences -----------------------------------------------------------------------------------

static bool has_groups_only(const struct word_marker *marker, uint64_t bits)
{
    uint64_t grouped = 0;
    for (size_t g = 0; g < marker->group_count; g++)
        if (marker->groups[g].node->kind != MATCH_NEAR)
            grouped |= slots_of(&marker->groups[g]);
    return (bits & ~grouped) == 0;
}

// Where the phrase that stands at the mark ends; 0 when none begins there.
static uint32_t phrase_end(const struct group *group, const struct marks *marks, size_t at)
{
    const struct mark *first = &marks->items[at];
    unsigned lowest = 0, highest = 0;
    for (unsigned s = 1; s < group->count; s++) {
        lowest = group->node->slots[s].offset < group->node->slots[lowest].offset ? s : lowest;
        highest = group->node->slots[s].offset > group->node->slots[highest].offset ? s : highest;
    }
    if (!(first->bits >> (group->first + lowest) & 1) ||
        !phrase_stands(group, lowest, first->position, marks))
        return 0;
    uint32_t last =
        first->position - group->node->slots[lowest].offset + group->node->slots[highest].offset;
    uint32_t end = first->end;
    for (size_t i = first_mark(marks, last); i < marks->count && marks->items[i].position == last;
         i++)
        if (marks->items[i].bits >> (group->first + highest) & 1 && marks->items[i].end > end)
            end = marks->items[i].end;
    return end;
}

// Where the last of the words near each other ends of which the first is at the mark; 0 where none is.
static uint32_t near_end(const struct group *group, const struct marks *marks, size_t at)
{
    uint64_t all = slots_of(group), found = 0, last = (uint64_t)marks->items[at].position;
    last += group->node->window;
    uint32_t end = 0;
    if (!(marks->items[at].bits & all))
        return 0;
    for (size_t i = at; i < marks->count && marks->items[i].position <= last && found != all; i++) {
        bool is_of_them = (marks->items[i].bits & all) != 0;
        found |= marks->items[i].bits & all;
        end = is_of_them && marks->items[i].end > end ? marks->items[i].end : end;
    }
    return found == all ? end : 0;
}

uint32_t word_marker_group_end(const struct word_marker *marker, const struct marks *marks,
                               size_t at)
{
    uint32_t last = marks->items[at].end;
    for (size_t g = 0; g < marker->group_count; g++) {
        const struct group *group = &marker->groups[g];
        uint32_t end = group->node->kind == MATCH_NEAR ? near_end(group, marks, at)
                                                       : phrase_end(group, marks, at);
        last = end > last ? end : last;
    }
    return last;
}

// What begins at a mark: the longest of the phrases, or a word by itself; an end of 0: a word within a phrase.
static struct occurrence occurrence_at(const struct word_marker *marker, const struct marks *marks,
                                       size_t at)
{
    const struct mark *mark = &marks->items[at];
    struct occurrence found = {mark->start, 0, mark->bits};
    if (!has_groups_only(marker, mark->bits))
        found.end = mark->end;
    for (size_t g = 0; g < marker->group_count; g++) {
        const struct group *group = &marker->groups[g];
        if (group->node->kind == MATCH_NEAR)
            continue;
        uint32_t end = phrase_end(group, marks, at);
        found.bits |= end > 0 ? slots_of(group) : 0;
        found.end = end > found.end ? end : found.end;
    }
    return found;
}

enum status word_marker_occurrences(struct word_marker *marker, const struct marker_text *text,
                                    struct work_limit *limit, struct occurrences *out,
                                    struct error *err)
{
    struct marks marks = {0};
    *out = (struct occurrences){0};
    if (!marker->in_field[text->field] || text->text.len == 0)
        return STATUS_OK;
    enum status status = text->text.len <= SHORT_TEXT ? word_marker_mark(marker, text, &marks, err)
                                                      : mark_long(marker, text, limit, &marks, err);
    if (status != STATUS_OK || marks.count == 0)
        return status;
    out->items = arena_alloc(marker->scratch, marks.count * sizeof *out->items);
    if (!out->items)
        return no_memory(err);
    for (size_t i = 0; i < marks.count; i++) {
        struct occurrence found = occurrence_at(marker, &marks, i);
        struct occurrence *last = out->count > 0 ? &out->items[out->count - 1] : NULL;
        if (last && found.start < last->end) {
            last->bits |= found.bits;
            last->end = found.end > last->end ? found.end : last->end;
        } else if (found.end > 0) {
            out->items[out->count++] = found;
        }
    }
    return STATUS_OK;
}
