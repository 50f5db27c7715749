// Finding, in a text, the passage with most of what a query looks for. See snippet.h.
//
// Every slot of every leaf of the tree is a bit (the 64th and later share one). Analysis gives each token the
// bits of the slots it can fill; slots of phrases keep theirs only where the whole phrase stands. The best
// passage is found by trying one window per highlighted token: from the beginning of its sentence, if that is
// near. A window is worth the weights of its distinct bits (rare words more), and a little for repetitions.
// White space shows as single spaces; highlights are those of the passage analysed as it is shown.
//
// Cost: analysis of the text unless it was done lately (token_cache.h), by pieces, until a passage holds everything or
// SNIPPET_MAX_TEXT is reached. No window looks further than its own length, so all is linear in the text, also where
// it has no sentences.
#include "engine/search/present/snippet.h"

#include "engine/search/present/sentence.h"
#include "stemmer/text/fold.h"

#include <math.h>

enum { BITS = 64, PIECE_BYTES = 32 << 10, CACHE_SIZE = 2048, MAX_WINDOWS = 512, FIRST_MARKS = 32 };

static const double REPETITION = 0.05, FORMULA_PENALTY = 0.5, SENTENCE_BONUS = 0.2;

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

struct snippet_query {
    struct searcher *searcher;
    struct arena *arena;
    struct arena *scratch; // of the text in hand
    struct wanted *table;  // open addressing; term.ptr NULL: free
    size_t table_size;
    uint64_t surface_traces[TRACE_COUNT / BITS + 1], stem_traces[TRACE_COUNT / BITS + 1];
    struct group *groups;
    size_t group_count;
    unsigned bit_count;
    double documents; // in the index
    double weight[BITS];
    uint64_t in_field[TEXT_FIELD_COUNT];
    struct form_bits *cache;
};

// A token that fills a slot.
struct mark {
    uint32_t start, end, position;
    uint64_t bits;
};

// Those of a text, by position.
struct marks {
    struct mark *items;
    size_t count;
};

struct passage {
    size_t start, end; // of the text
    double worth;
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

static struct wanted *find_wanted(const struct snippet_query *query, enum term_kind kind,
                                  struct slice term)
{
    size_t at = hash_term(kind, term) & (query->table_size - 1);
    while (query->table[at].term.ptr &&
           (query->table[at].kind != kind || !slice_equal(query->table[at].term, term)))
        at = (at + 1) & (query->table_size - 1);
    return &query->table[at];
}

// Most words are told from all that is wanted by their traces alone.
static void add_trace(struct snippet_query *query, enum term_kind kind, struct slice term)
{
    uint64_t *traces = kind == TERM_SURFACE ? query->surface_traces : query->stem_traces;
    uint16_t trace = token_cache_trace(term);
    traces[trace / BITS] |= (uint64_t)1 << trace % BITS;
}

static unsigned next_bit(struct snippet_query *query)
{
    return query->bit_count < BITS - 1 ? query->bit_count++ : BITS - 1;
}

// Adds the terms of one slot as a new bit; `first` is the number of the first of them in the leaf.
static unsigned add_slot(struct snippet_query *query, const struct match_node *leaf,
                         const struct match_term *terms, size_t count, size_t first)
{
    unsigned bit = next_bit(query);
    double documents = 0;
    for (size_t t = 0; t < count; t++) {
        struct wanted *wanted = find_wanted(query, terms[t].kind, terms[t].term);
        wanted->term = terms[t].term;
        wanted->kind = terms[t].kind;
        wanted->bits |= (uint64_t)1 << bit;
        add_trace(query, terms[t].kind, terms[t].term);
        documents += leaf->weights ? (double)leaf->weights[first + t].documents : 0;
    }
    query->weight[bit] = 0.1 + log(1.0 + query->documents / (documents + 1.0));
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        if (leaf->field_mask >> f & 1)
            query->in_field[f] |= (uint64_t)1 << bit;
    return bit;
}

// What stands only for the order (surfaces, neighbours) shows nothing that the words do not.
static bool is_shown(const struct match_node *leaf, bool optional)
{
    return !optional || (leaf->term_count > 0 && leaf->terms[0].kind == TERM_STEM);
}

static void add_leaves(struct snippet_query *query, const struct match_node *node, bool optional)
{
    if (node->kind == MATCH_NOT)
        return;
    for (size_t c = 0; c < node->child_count; c++)
        add_leaves(query, node->children[c], optional || node->kind == MATCH_OPTIONAL);
    if (!is_shown(node, optional))
        return;
    if (node->term_count > 0)
        add_slot(query, node, node->terms, node->term_count, 0);
    if (node->slot_count == 0 || query->bit_count + node->slot_count >= BITS)
        return;
    query->groups[query->group_count++] =
        (struct group){node, query->bit_count, (unsigned)node->slot_count};
    size_t first = 0;
    for (size_t s = 0; s < node->slot_count; s++) {
        add_slot(query, node, node->slots[s].terms, node->slots[s].term_count, first);
        first += node->slots[s].term_count;
    }
}

struct snippet_query *snippet_query_make(const struct match_node *root, uint64_t documents,
                                         struct searcher *searcher, struct arena *arena)
{
    struct snippet_query *query = arena_calloc(arena, 1, sizeof *query);
    if (!query)
        return NULL;
    query->searcher = searcher;
    query->documents = (double)documents;
    query->arena = arena;
    query->table_size = 64;
    while (query->table_size < 2 * count_terms(root))
        query->table_size *= 2;
    query->table = arena_calloc(arena, query->table_size, sizeof *query->table);
    query->groups = arena_calloc(arena, count_groups(root) + 1, sizeof *query->groups);
    query->cache = arena_calloc(arena, CACHE_SIZE, sizeof *query->cache);
    if (!query->table || !query->groups || !query->cache)
        return NULL;
    query->stem_traces[TRACE_SEVERAL / BITS] |= (uint64_t)1 << TRACE_SEVERAL % BITS;
    add_leaves(query, root, false);
    return query;
}

// --- marking ---------------------------------------------------------------------------------------

static bool has_trace(const uint64_t *traces, uint16_t trace)
{
    return traces[trace / BITS] >> trace % BITS & 1;
}

static uint64_t term_bits(const struct snippet_query *query, enum term_kind kind, struct slice term)
{
    const uint64_t *traces = kind == TERM_SURFACE ? query->surface_traces : query->stem_traces;
    return has_trace(traces, token_cache_trace(term)) ? find_wanted(query, kind, term)->bits : 0;
}

static uint64_t form_bits(struct snippet_query *query, uint32_t id)
{
    struct form_bits *cache = &query->cache[id % CACHE_SIZE];
    if (cache->form == id + 1)
        return cache->bits;
    const struct form *form = analyzer_form_by_id(query->searcher->analyzer, id);
    uint64_t bits = term_bits(query, TERM_SURFACE, form->surface);
    for (size_t t = 0; t < form->term_count; t++)
        bits |= term_bits(query, TERM_STEM, form->terms[t]);
    *cache = (struct form_bits){id + 1, bits};
    return bits;
}

// The first mark at or after a position.
static size_t first_mark(const struct marks *marks, uint32_t position)
{
    size_t low = 0, high = marks->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (marks->items[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
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
    uint64_t all = (((uint64_t)1 << group->count) - 1) << group->first;
    return (found & all) == all;
}

// Takes the bits of a phrase from the marks where it does not stand.
static void keep_groups(const struct snippet_query *query, struct marks *marks)
{
    if (query->group_count == 0)
        return;
    uint64_t *kept = arena_calloc(query->scratch, marks->count + 1, sizeof *kept);
    if (!kept)
        return;
    uint64_t grouped = 0;
    for (size_t g = 0; g < query->group_count; g++) {
        const struct group *group = &query->groups[g];
        grouped |= (((uint64_t)1 << group->count) - 1) << group->first;
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
    struct snippet_query *query;
    uint64_t wanted; // bits of the field
    uint32_t base;   // added to the bytes of tokens
    struct marks marks;
    size_t room;
};

// Doubles the room for marks, which is FIRST_MARKS at first.
static bool more_marks(struct marking *to)
{
    size_t more = to->room ? 2 * to->room : FIRST_MARKS;
    struct mark *items = arena_alloc(to->query->scratch, more * sizeof *items);
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
        if (!has_trace(to->query->surface_traces, tokens->traces[i].surface) &&
            !has_trace(to->query->stem_traces, tokens->traces[i].stem))
            continue;
        uint64_t bits = form_bits(to->query, tokens->forms[i]) & to->wanted;
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
        uint64_t bits = form_bits(to->query, token->form_id) & to->wanted;
        if (bits && !add_mark(to, token->start, token->end, token->position, bits))
            return false;
    }
    return true;
}

// The tokens of `text` that fill a slot, by position. `is_stored`: other searches will look at it again.
static enum status mark_text(struct snippet_query *query, enum field field, struct slice text,
                             uint32_t base, bool is_stored, struct marks *out, struct error *err)
{
    struct token_cache *cache = &query->searcher->tokens;
    struct marking to = {.query = query, .wanted = query->in_field[field], .base = base};
    struct kept_tokens kept;
    bool is_marked;
    if (is_stored && token_cache_find(cache, text, &kept)) {
        is_marked = mark_kept(&to, &kept);
    } else {
        struct token_list list;
        enum status status = analyzer_run(query->searcher->analyzer, text, &list, err);
        if (status != STATUS_OK)
            return status;
        is_marked = mark_list(&to, &list);
        if (is_stored)
            token_cache_keep(cache, text, &list);
    }
    if (!is_marked)
        return error_set(err, STATUS_NO_MEMORY, "snippet: out of memory");
    keep_groups(query, &to.marks);
    drop_empty(&to.marks);
    *out = to.marks;
    return STATUS_OK;
}

// --- choosing --------------------------------------------------------------------------------------

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The beginning of the word at or after `at`: after white space.
static size_t next_word(struct slice text, size_t at)
{
    while (at < text.len && at > 0 && !is_space(text.ptr[at - 1]))
        at++;
    while (at < text.len && is_space(text.ptr[at]))
        at++;
    return at;
}

// The end of the last word that ends at or before `at`: before white space.
static size_t last_word_end(struct slice text, size_t start, size_t at)
{
    if (at >= text.len)
        at = text.len;
    else
        while (at > start && !is_space(text.ptr[at]))
            at--;
    while (at > start && is_space(text.ptr[at - 1]))
        at--;
    return at;
}

// Where a passage for the mark begins: with its sentence, else some words before it.
static size_t window_start(struct slice text, const struct mark *mark, size_t max, bool *begins)
{
    size_t start = sentence_start(text, mark->start, max * 2 / 3);
    *begins = start != SIZE_MAX;
    if (*begins)
        return start;
    size_t back = max / 3;
    size_t word = next_word(text, mark->start > back ? mark->start - back : 0);
    return word <= mark->start ? word : mark->start;
}

static bool fits(struct slice text, size_t max_bytes)
{
    return text.len <= max_bytes + max_bytes / 8;
}

// What fits is shown up to its end; else up to a sentence's end that is near, or the last word that fits.
static size_t window_end(struct slice text, size_t start, size_t max_bytes)
{
    enum { MARGIN = 32 }; // what follows a full stop tells whether it ends a sentence
    if (fits(slice_from_offset(text, start), max_bytes))
        return last_word_end(text, start, text.len);
    struct slice near = text;
    if (near.len - start > max_bytes + MARGIN)
        near.len = start + max_bytes + MARGIN;
    size_t end = start;
    for (size_t next = start; next < near.len && next - start <= max_bytes;) {
        end = next;
        next = sentence_end(near, next);
        next = next > end ? next : end + 1;
        while (next < near.len && is_space(near.ptr[next]))
            next++;
    }
    size_t full = last_word_end(text, start, end);
    if (full > start && full - start >= max_bytes / 2)
        return full;
    size_t cut = last_word_end(text, start, start + max_bytes);
    return cut > start ? cut : start + fold_cut(slice_from_offset(text, start), max_bytes).len;
}

// Adds what the words of a passage are worth; `first` is a mark in it.
static void weigh(const struct snippet_query *query, const struct marks *marks, size_t first,
                  struct passage *passage)
{
    while (first > 0 && marks->items[first - 1].start >= passage->start)
        first--;
    for (size_t i = first; i < marks->count && marks->items[i].start < passage->end; i++) {
        if (marks->items[i].end > passage->end)
            continue;
        for (uint64_t left = marks->items[i].bits; left; left &= left - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(left);
            bool is_new = !(passage->bits >> bit & 1);
            passage->worth += query->weight[bit] * (is_new ? 1 : REPETITION);
        }
        passage->bits |= marks->items[i].bits;
    }
}

// Tries a window for each mark and keeps the best of them in *best.
static void choose(const struct snippet_query *query, struct slice text, const struct marks *marks,
                   size_t max_bytes, struct passage *best)
{
    size_t last_start = SIZE_MAX;
    for (size_t i = 0, tried = 0; i < marks->count && tried < MAX_WINDOWS; i++) {
        bool begins;
        size_t start = window_start(text, &marks->items[i], max_bytes, &begins);
        if (start == last_start)
            continue;
        last_start = start;
        tried++;
        struct passage passage = {start, window_end(text, start, max_bytes), 0, 0};
        passage.worth = begins ? SENTENCE_BONUS : 0;
        weigh(query, marks, i, &passage);
        bool may_win = passage.bits && (!best->bits || passage.worth > best->worth);
        if (may_win && sentence_is_formula(text, start))
            passage.worth -= FORMULA_PENALTY;
        if (may_win && (!best->bits || passage.worth > best->worth))
            *best = passage;
    }
}

// The text with every run of white space as one space; points into it when it is so already, else from
// the arena; ptr NULL without memory.
static struct slice squeeze(struct slice text, struct arena *arena)
{
    size_t plain = 0;
    while (plain < text.len &&
           (!is_space(text.ptr[plain]) ||
            (text.ptr[plain] == ' ' && plain > 0 && text.ptr[plain - 1] != ' ')))
        plain++;
    if (plain == text.len)
        return text;
    char *copy = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; copy && i < text.len; i++)
        if (!is_space(text.ptr[i]))
            copy[len++] = text.ptr[i];
        else if (len > 0 && copy[len - 1] != ' ')
            copy[len++] = ' ';
    return slice_of(copy, len);
}

// A mark within another is part of it.
static enum status find_highlights(struct snippet_query *query, enum field field, struct slice text,
                                   bool is_stored, struct snippet *out, struct error *err)
{
    struct marks marks;
    enum status status = mark_text(query, field, text, 0, is_stored, &marks, err);
    if (status != STATUS_OK)
        return status;
    struct highlight *highlights = arena_calloc(query->arena, marks.count + 1, sizeof *highlights);
    if (!highlights)
        return error_set(err, STATUS_NO_MEMORY, "snippet: out of memory");
    size_t used = 0;
    for (size_t i = 0; i < marks.count; i++) {
        struct highlight *last = used ? &highlights[used - 1] : NULL;
        if (last && marks.items[i].start < last->end)
            last->end = marks.items[i].end > last->end ? marks.items[i].end : last->end;
        else
            highlights[used++] = (struct highlight){marks.items[i].start, marks.items[i].end};
    }
    out->highlights = highlights;
    out->highlight_count = used;
    return STATUS_OK;
}

static enum status finish(struct snippet_query *query, enum field field, struct slice text,
                          const struct passage *passage, struct snippet *out, struct error *err)
{
    struct slice cut = slice_of(text.ptr + passage->start, passage->end - passage->start);
    cut = squeeze(cut, query->scratch);
    struct slice kept = cut.ptr ? arena_copy(query->arena, cut) : cut;
    if (!kept.ptr)
        return error_set(err, STATUS_NO_MEMORY, "snippet: out of memory");
    *out = (struct snippet){.text = kept,
                            .cut_before = next_word(text, 0) < passage->start,
                            .cut_after = last_word_end(text, 0, text.len) > passage->end};
    return find_highlights(query, field, cut, cut.ptr == text.ptr && cut.len == text.len, out, err);
}

// How much of the text from `at` on is analysed next: up to a white space.
static size_t piece_len(struct slice text, size_t at)
{
    if (text.len - at <= PIECE_BYTES)
        return text.len - at;
    size_t end = last_word_end(text, at, at + PIECE_BYTES);
    return end > at ? end - at : fold_cut(slice_from_offset(text, at), PIECE_BYTES).len;
}

enum status snippet_make(struct snippet_query *query, const struct snippet_text *stored,
                         struct arena *scratch, struct snippet *out, struct error *err)
{
    struct slice text = stored->text;
    *out = (struct snippet){.text = {NULL, 0}};
    if (text.len == 0)
        return STATUS_OK;
    query->scratch = scratch;
    uint64_t all = query->in_field[stored->field];
    struct passage best = {0, 0, 0, 0};
    for (size_t at = 0; all && at < text.len && at < SNIPPET_MAX_TEXT && (best.bits & all) != all &&
                        analyzer_memory_bytes(query->searcher->analyzer) < SNIPPET_MAX_FORMS;) {
        size_t len = piece_len(text, at);
        struct marks marks;
        enum status status = mark_text(query, stored->field, slice_of(text.ptr + at, len),
                                       (uint32_t)at, true, &marks, err);
        if (status != STATUS_OK)
            return status;
        choose(query, text, &marks, stored->max_bytes, &best);
        at += len ? len : 1;
    }
    bool is_whole = best.bits && fits(text, stored->max_bytes);
    if (is_whole || !best.bits) {
        best.start = is_whole ? next_word(text, 0) : sentence_first(text);
        best.end = window_end(text, best.start, stored->max_bytes);
    }
    return finish(query, stored->field, text, &best, out, err);
}
