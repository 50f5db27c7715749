// The best k of a conjunction: the rarest list leads, the others are asked.
//
// Two bounds spare work (block-max AND, Ding & Suel 2011): where the current blocks of all lists together stay
// below the threshold, everything up to the nearest block end is passed over; and a candidate whose own
// weight in the leading list plus the others' bounds stays below it is not looked up in them. Phrases read
// positions last, of documents that would enter.
#include "engine/search/pruned_parts.h"

#include <stdlib.h>
#include <string.h>

#include "engine/index/segment_writer.h"
#include "engine/search/phrase.h"
#include "engine/search/window_ops.h"

// The rarest list is dense when more than one document in this many has it.
enum { MAX_PHRASE_SLOTS = 64, DENSE_ONE_IN = 40 };

struct conjunction {
    struct segment_lists *lists;
    struct position_array *positions, other; // one a slot of the longest phrase
    size_t position_count;
    struct error *err;
    enum status status;
    bool count_only;
    uint32_t optional_bound;
    uint32_t bounds_until; // the last document for which `bound` holds
    uint32_t bound;        // of all lists together
    uint32_t rest;         // without the leading group
};

static uint32_t group_seek(struct list_group *group, uint32_t target)
{
    uint32_t least = CURSOR_END;
    for (size_t i = 0; i < group->count; i++) {
        uint32_t doc = posting_cursor_seek(&group->lists[i]->cursor, target);
        least = doc < least ? doc : least;
    }
    return least;
}

static uint32_t group_score(struct list_group *group, uint32_t doc)
{
    uint32_t score = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct scored_list *list = group->lists[i];
        if (posting_cursor_seek(&list->cursor, doc) == doc)
            score += list->term->table[posting_cursor_code(&list->cursor)];
    }
    return score;
}

// Sets bound, rest and how far they hold, for documents from `doc` on.
static void refresh_bounds(struct conjunction *c, uint32_t doc)
{
    c->rest = c->optional_bound;
    c->bounds_until = CURSOR_END - 1;
    uint32_t lead = 0;
    for (size_t g = 0; g < c->lists->group_count; g++) {
        struct list_group *group = &c->lists->groups[g];
        uint32_t sum = 0;
        for (size_t i = 0; i < group->count; i++) {
            uint32_t until;
            sum += list_bound_at(group->lists[i], doc, &until);
            c->bounds_until = until < c->bounds_until ? until : c->bounds_until;
        }
        if (g == 0)
            lead = sum;
        else
            c->rest += sum;
    }
    c->bound = lead + c->rest;
}

// --- phrases -------------------------------------------------------------------------------------

static int compare_positions(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool list_positions(struct conjunction *c, struct scored_list *list,
                           struct position_array *out)
{
    enum status status = STATUS_OK;
    if (!list->reads_positions) {
        struct positions positions;
        status = positions_open(list->found->positions, list->found->doc_count, &positions, c->err);
        if (status == STATUS_OK)
            position_reader_open(&list->positions, &positions);
        list->reads_positions = true;
    }
    if (status == STATUS_OK)
        status = position_reader_read(&list->positions, posting_cursor_index(&list->cursor), out,
                                      c->err);
    if (status != STATUS_OK)
        c->status = status;
    return status == STATUS_OK;
}

// The positions of a group in a document all its lists were sought to.
static bool group_positions(struct conjunction *c, struct list_group *group, uint32_t doc,
                            struct position_array *out)
{
    size_t found = 0;
    out->count = 0;
    for (size_t i = 0; i < group->count; i++) {
        struct scored_list *list = group->lists[i];
        if (posting_cursor_seek(&list->cursor, doc) != doc)
            continue;
        if (!list_positions(c, list, found ? &c->other : out))
            return false;
        for (size_t p = 0; found && p < c->other.count; p++) {
            if (!position_array_push(out, c->other.values[p]))
                c->status = error_set(c->err, STATUS_NO_MEMORY, "search: out of memory");
        }
        found++;
    }
    if (found > 1)
        qsort(out->values, out->count, sizeof *out->values, compare_positions);
    return c->status == STATUS_OK;
}

// The groups of a phrase are read rarest first, as they stand in `groups`, and given up as soon as those
// read cannot stand together: most candidates fall before their most frequent word is looked at.
static bool phrase_holds(struct conjunction *c, const struct flat_phrase *phrase, uint32_t doc)
{
    struct phrase_slot slots[MAX_PHRASE_SLOTS];
    struct field_layout layout;
    const struct flat_group *first = &c->lists->pruned->flat->groups[phrase->first];
    bool is_phrase = phrase->node->kind == MATCH_PHRASE;
    size_t count = 0;
    for (size_t g = 0; g < c->lists->group_count; g++) {
        struct list_group *group = &c->lists->groups[g];
        if (group->flat < first || group->flat >= first + phrase->count)
            continue;
        struct position_array *read = &c->positions[count];
        if (!group_positions(c, group, doc, read))
            return false;
        slots[count++] = (struct phrase_slot){read->values, read->count, group->flat->offset};
        if (is_phrase && count > 1 && !phrase_aligned(slots, count))
            return false;
    }
    segment_lengths(c->lists->segment, doc, layout.length);
    field_starts_from_lengths(layout.length, layout.start);
    uint8_t mask = phrase->node->field_mask;
    if (is_phrase)
        return phrase_matches(slots, count, &layout, mask);
    if (phrase->node->kind == MATCH_NEAR)
        return phrase_near(slots, count, phrase->node->window, &layout, mask);
    return phrase_in_fields(&slots[0], &layout, mask);
}

static bool phrases_hold(struct conjunction *c, uint32_t doc)
{
    const struct flat *flat = c->lists->pruned->flat;
    for (size_t p = 0; p < flat->phrase_count; p++) {
        if (!phrase_holds(c, &flat->phrases[p], doc))
            return false;
    }
    return true;
}

// --- documents -----------------------------------------------------------------------------------

// All groups stand on doc: scores it, and offers it if its phrases hold.
static void consider(struct conjunction *c, uint32_t doc, uint64_t *count)
{
    uint32_t score = 0;
    if (!is_allowed(c->lists, doc))
        return;
    if (c->count_only) {
        *count += phrases_hold(c, doc);
        return;
    }
    for (size_t g = 0; g < c->lists->group_count; g++)
        score += group_score(&c->lists->groups[g], doc);
    for (size_t i = c->lists->required_count; i < c->lists->list_count; i++) {
        struct scored_list *list = &c->lists->lists[i];
        if (posting_cursor_seek(&list->cursor, doc) == doc)
            score += list->term->table[posting_cursor_code(&list->cursor)];
    }
    if (score >= score_threshold(c->lists->pruned) && phrases_hold(c, doc))
        pruned_offer(c->lists, doc, score);
}

// The first document >= doc that the bounds do not rule out and the leading group has.
static uint32_t next_candidate(struct conjunction *c, uint32_t doc)
{
    struct list_group *lead = &c->lists->groups[0];
    // While anything may enter, bounds rule out nothing.
    while (!c->count_only && score_threshold(c->lists->pruned) > 0 && doc != CURSOR_END) {
        if (doc > c->bounds_until || c->bounds_until == CURSOR_END)
            refresh_bounds(c, doc);
        if (c->bound >= score_threshold(c->lists->pruned)) {
            uint32_t found = group_seek(lead, doc);
            if (found <= c->bounds_until || found == CURSOR_END)
                return found;
            doc = found;
            continue;
        }
        if (c->bounds_until >= CURSOR_END - 1)
            return CURSOR_END;
        doc = c->bounds_until + 1;
    }
    return group_seek(lead, doc);
}

// Whether the candidate's weight in the leading group leaves it a chance.
static bool may_enter(struct conjunction *c, uint32_t doc)
{
    return c->count_only || score_threshold(c->lists->pruned) == 0 ||
           group_score(&c->lists->groups[0], doc) + c->rest >= score_threshold(c->lists->pruned);
}

// --- dense lists -----------------------------------------------------------------------------------

// The documents of a window that every group has, into bits; false when there are none. Bitmaps are
// intersected as they are stored.
static bool intersect_window(struct conjunction *c, uint32_t base, uint64_t *bits)
{
    uint64_t marked[WINDOW_WORDS], left;
    memset(bits, 0xff, WINDOW_WORDS * sizeof *bits);
    for (size_t g = 0; g < c->lists->group_count; g++) {
        struct list_group *group = &c->lists->groups[g];
        uint64_t of_group[WINDOW_WORDS] = {0};
        uint8_t marks[WINDOW_DOCS] = {0};
        for (size_t i = 0; i < group->count; i++)
            posting_cursor_mark(&group->lists[i]->marker, base, base + WINDOW_DOCS, marks,
                                of_group);
        window_ops_best()->to_bits(marks, WINDOW_DOCS, marked);
        left = 0;
        for (int w = 0; w < WINDOW_WORDS; w++) {
            bits[w] &= of_group[w] | marked[w];
            left |= bits[w];
        }
        if (!left)
            return false;
    }
    return true;
}

static uint32_t window_bound(struct conjunction *c, uint32_t base)
{
    uint32_t bound = 0, postings;
    for (size_t i = 0; i < c->lists->list_count; i++)
        bound += list_bound(&c->lists->lists[i], base, base + WINDOW_DOCS, &postings);
    return bound;
}

// Whether the document can still reach the threshold, looking at one group after the other.
static bool stays_in_reach(struct conjunction *c, uint32_t doc, uint32_t bound)
{
    uint32_t threshold = score_threshold(c->lists->pruned);
    for (size_t g = 0; threshold && g < c->lists->group_count; g++) {
        struct list_group *group = &c->lists->groups[g];
        bound -= group->bound - group_score(group, doc);
        if (bound < threshold)
            return false;
    }
    return true;
}

// Where even the rarest list is dense, asking the others document by document costs more than intersecting
// whole windows.
static void run_windows(struct conjunction *c, uint64_t *count)
{
    uint64_t bits[WINDOW_WORDS];
    uint32_t documents = c->lists->segment->info.doc_count, all = c->optional_bound;
    for (size_t g = 0; g < c->lists->group_count; g++)
        all += c->lists->groups[g].bound;
    for (uint32_t base = 0; base < documents && c->status == STATUS_OK; base += WINDOW_DOCS) {
        if (!c->count_only && window_bound(c, base) < score_threshold(c->lists->pruned))
            continue;
        if (!intersect_window(c, base, bits))
            continue;
        for (uint32_t w = 0; w < WINDOW_WORDS; w++) {
            for (uint64_t left = bits[w]; left; left &= left - 1) {
                uint32_t doc = base + w * 64 + (uint32_t)__builtin_ctzll(left);
                if (doc < documents && (c->count_only || stays_in_reach(c, doc, all)))
                    consider(c, doc, count);
            }
        }
    }
}

static void run_documents(struct conjunction *c, uint64_t *count)
{
    uint32_t doc = next_candidate(c, 0);
    while (doc != CURSOR_END && c->status == STATUS_OK) {
        uint32_t next = doc;
        if (!may_enter(c, doc)) {
            doc = next_candidate(c, doc + 1);
            continue;
        }
        for (size_t g = 1; next == doc && g < c->lists->group_count; g++)
            next = group_seek(&c->lists->groups[g], doc);
        if (next == doc) {
            consider(c, doc, count);
            next = doc + 1;
        }
        doc = next == CURSOR_END ? CURSOR_END : next_candidate(c, next);
    }
}

static bool is_dense(const struct segment_lists *lists)
{
    uint64_t documents = 0;
    for (size_t i = 0; i < lists->groups[0].count; i++)
        documents += lists->groups[0].lists[i]->found->doc_count;
    return lists->group_count > 1 && documents > lists->segment->info.doc_count / DENSE_ONE_IN;
}

static bool open_positions(struct conjunction *c)
{
    const struct flat *flat = c->lists->pruned->flat;
    for (size_t p = 0; p < flat->phrase_count; p++)
        c->position_count =
            flat->phrases[p].count > c->position_count ? flat->phrases[p].count : c->position_count;
    c->positions =
        arena_calloc(c->lists->pruned->arena, c->position_count + 1, sizeof *c->positions);
    return c->positions != NULL;
}

enum status conjunction_run(struct segment_lists *lists, uint64_t *count, struct error *err)
{
    struct conjunction c = {
        .lists = lists, .err = err, .count_only = count != NULL, .bounds_until = CURSOR_END};
    for (size_t i = lists->required_count; i < lists->list_count; i++)
        c.optional_bound += lists->lists[i].bound;
    if (!open_positions(&c))
        return error_set(err, STATUS_NO_MEMORY, "search: out of memory");
    if (is_dense(lists))
        run_windows(&c, count);
    else
        run_documents(&c, count);
    for (size_t i = 0; i < lists->list_count; i++)
        position_reader_clear(&lists->lists[i].positions);
    for (size_t s = 0; s < c.position_count; s++)
        position_array_clear(&c.positions[s]);
    position_array_clear(&c.other);
    return c.status == STATUS_OK ? segment_lists_check(lists, err) : c.status;
}
