// See posting_cursor.h.
#include "engine/search/match/posting_cursor.h"

#include "engine/format/block_codec_best.h"

#include <string.h>

void posting_cursor_open(struct posting_cursor *cursor, const struct postings *postings)
{
    cursor->postings = *postings;
    cursor->codec = block_codec_best();
    cursor->block = UINT32_MAX;
    cursor->count = cursor->at = 0;
    cursor->has_impacts = cursor->failed = false;
    cursor->until = 0;
    cursor->bitmap = NULL;
}

// Where a block that the cursor enters ends: the first document behind it.
static uint32_t end_of(const struct postings *postings, uint32_t block)
{
    return block < postings->block_count ? postings_last_doc(postings, block) + 1 : CURSOR_END;
}

static void to_end(struct posting_cursor *cursor)
{
    cursor->block = postings_total_blocks(&cursor->postings);
    cursor->at = cursor->count = 0;
    cursor->until = CURSOR_END;
    cursor->bitmap = NULL;
    memset(cursor->docs, 0xff, CURSOR_PADDING * sizeof *cursor->docs);
}

// The first block from `from` on that can hold a document >= target; false, and the cursor at its end, behind the last
// or after damage.
static bool find_block(struct posting_cursor *cursor, uint32_t from, uint32_t target,
                       uint32_t *block)
{
    *block = postings_find_block(&cursor->postings, from, target);
    bool is_there = !cursor->failed && *block < postings_total_blocks(&cursor->postings);
    if (!is_there)
        to_end(cursor);
    return is_there;
}

// Decodes a block; false when it is damaged.
static bool decode_block(struct posting_cursor *cursor, uint32_t block)
{
    cursor->count = postings_docs(&cursor->postings, cursor->codec, block, cursor->docs);
    memset(cursor->docs + cursor->count, 0xff, CURSOR_PADDING * sizeof *cursor->docs);
    cursor->block = block;
    cursor->at = 0;
    cursor->until = end_of(&cursor->postings, block);
    cursor->bitmap = NULL;
    cursor->has_impacts = false;
    if (cursor->count == 0)
        cursor->failed = true;
    return !cursor->failed;
}

// Decodes the first block from this one's end on that can hold a document >= target, or this one when it was left as a
// bitmap; false behind the last or when damaged.
static bool load_block(struct posting_cursor *cursor, uint32_t target)
{
    uint32_t block;
    return find_block(cursor, cursor->bitmap ? cursor->block : cursor->block + 1, target, &block) &&
           decode_block(cursor, block);
}

// How many of 8 documents are less than target. Compilers make two comparisons of four of it.
static uint32_t less_of_eight(const uint32_t *docs, uint32_t target)
{
    typedef uint32_t four __attribute__((vector_size(16)));
    four a, b, targets = {target, target, target, target};
    memcpy(&a, docs, sizeof a);
    memcpy(&b, docs + 4, sizeof b);
    four less = (four)(a < targets) + (four)(b < targets); // -1 each
    return 0u - (less[0] + less[1] + less[2] + less[3]);
}

// To the first document >= target of this block, which has one. It is most often one of the next few.
static void skip_to(struct posting_cursor *cursor, uint32_t target)
{
    uint32_t less = less_of_eight(cursor->docs + cursor->at, target);
    cursor->at += less;
    if (less == CURSOR_PADDING && cursor->docs[cursor->at] < target)
        cursor->at +=
            cursor->codec->search(cursor->docs + cursor->at, cursor->count - cursor->at, target);
}

uint32_t posting_cursor_seek(struct posting_cursor *cursor, uint32_t target)
{
    for (;;) {
        if (cursor->at < cursor->count && cursor->docs[cursor->count - 1] >= target) {
            if (cursor->docs[cursor->at] < target)
                skip_to(cursor, target);
            return cursor->docs[cursor->at];
        }
        if (!load_block(cursor, target))
            return CURSOR_END;
    }
}

static bool need_impacts(struct posting_cursor *cursor)
{
    if (!cursor->has_impacts) {
        cursor->has_impacts =
            postings_codes(&cursor->postings, cursor->codec, cursor->block, cursor->impacts);
        if (!cursor->has_impacts)
            cursor->failed = true;
    }
    return cursor->has_impacts;
}

uint8_t posting_cursor_impact(struct posting_cursor *cursor)
{
    return need_impacts(cursor) ? cursor->impacts[cursor->at] : 0;
}

const uint8_t *posting_cursor_impacts(struct posting_cursor *cursor)
{
    return need_impacts(cursor) ? cursor->impacts + cursor->at : NULL;
}

// To the block that holds target or would, which lies behind this one: a bitmap is left as it is. False behind the last
// or when damaged.
static bool enter_block(struct posting_cursor *cursor, uint32_t target)
{
    const struct postings *postings = &cursor->postings;
    uint32_t block, bytes;
    if (!find_block(cursor, cursor->block + 1, target, &block))
        return false;
    cursor->bitmap = postings_bitmap(postings, block, &cursor->first, &bytes);
    if (!cursor->bitmap)
        return decode_block(cursor, block);
    cursor->block = block;
    cursor->at = cursor->count = 0;
    cursor->until = end_of(postings, block);
    cursor->has_impacts = false;
    if (cursor->until - cursor->first > bytes * 8) {
        cursor->failed = true;
        to_end(cursor);
    }
    return !cursor->failed;
}

static bool bitmap_has(const unsigned char *bitmap, uint32_t bit)
{
    return bitmap[bit / 8] >> bit % 8 & 1;
}

// The first of increasing docs, the last of them CURSOR_END, that is not less than target; it is most often near.
static const uint32_t *first_from(const uint32_t *docs, uint32_t target)
{
    while (docs[7] < target)
        docs += 8;
    docs += docs[3] < target ? 4 : 0;
    docs += docs[1] < target ? 2 : 0;
    return docs + (docs[0] < target);
}

bool posting_cursor_has(struct posting_cursor *cursor, uint32_t doc)
{
    if (doc >= cursor->until && !enter_block(cursor, doc))
        return false;
    if (cursor->bitmap) {
        uint32_t bit = doc - cursor->first;
        if (!bitmap_has(cursor->bitmap, bit))
            return false;
        cursor->at = bit;
        cursor->codec->bitmap_ranks(cursor->bitmap, &cursor->at, 1);
        return cursor->at < POSTING_BLOCK_LEN;
    }
    const uint32_t *at = first_from(cursor->docs + cursor->at, doc);
    cursor->at = (uint32_t)(at - cursor->docs);
    return *at == doc;
}

// Which of documents[from, to) a bitmap has, as posting_cursor_find.
static unsigned find_in_bitmap(struct posting_cursor *cursor, const uint32_t *docs, unsigned from,
                               unsigned to, uint32_t *places, uint32_t *indexes)
{
    unsigned found = 0;
    for (unsigned i = from; i < to; i++) {
        indexes[found] = docs[i] - cursor->first;
        places[found] = i;
        found += bitmap_has(cursor->bitmap, indexes[found]);
    }
    cursor->codec->bitmap_ranks(cursor->bitmap, indexes, found);
    if (found && indexes[found - 1] >= POSTING_BLOCK_LEN) { // more bits than documents
        cursor->failed = true;
        to_end(cursor);
        return 0;
    }
    for (unsigned i = 0; i < found; i++)
        indexes[i] += cursor->block * POSTING_BLOCK_LEN;
    return found;
}

unsigned posting_cursor_find(struct posting_cursor *cursor, const uint32_t *docs, unsigned n,
                             uint32_t *places, uint32_t *indexes)
{
    unsigned i = 0, found = 0;
    while (i < n && (docs[i] < cursor->until || enter_block(cursor, docs[i]))) {
        unsigned from = i;
        while (i < n && docs[i] < cursor->until)
            i++;
        if (cursor->bitmap) {
            found += find_in_bitmap(cursor, docs, from, i, places + found, indexes + found);
            continue;
        }
        const uint32_t *at = cursor->docs + cursor->at;
        for (; from < i; from++) {
            while (at[7] < docs[from])
                at += 8;
            uint32_t within = (uint32_t)(at - cursor->docs) + less_of_eight(at, docs[from]);
            places[found] = from;
            indexes[found] = cursor->block * POSTING_BLOCK_LEN + within;
            found += cursor->docs[within] == docs[from];
        }
        cursor->at = (uint32_t)(at - cursor->docs);
    }
    return found;
}

// Whether one of 8 documents is the target.
static bool is_one_of_eight(const uint32_t *docs, uint32_t target)
{
    typedef uint32_t four __attribute__((vector_size(16)));
    typedef uint64_t two __attribute__((vector_size(16)));
    four a, b, targets = {target, target, target, target};
    memcpy(&a, docs, sizeof a);
    memcpy(&b, docs + 4, sizeof b);
    two found = (two)(a == targets) | (two)(b == targets);
    return (found[0] | found[1]) != 0;
}

// Eight documents are passed or compared at a time: where the next comparison starts does not wait for this one's
// outcome.
unsigned posting_cursor_keep(struct posting_cursor *cursor, uint32_t *docs, unsigned n)
{
    unsigned i = 0, kept = 0;
    while (i < n && (docs[i] < cursor->until || enter_block(cursor, docs[i]))) {
        const uint32_t *at = cursor->docs + cursor->at;
        const unsigned char *bitmap = cursor->bitmap;
        uint32_t until = cursor->until, first = cursor->first;
        for (; bitmap && i < n && docs[i] < until; i++) {
            uint32_t bit = docs[i] - first;
            docs[kept] = docs[i];
            kept += bitmap_has(bitmap, bit);
        }
        for (; i < n && docs[i] < until; i++) {
            while (at[7] < docs[i])
                at += 8;
            docs[kept] = docs[i];
            kept += is_one_of_eight(at, docs[kept]);
        }
        cursor->at = (uint32_t)(at - cursor->docs);
    }
    return kept;
}

void posting_cursor_fill(struct posting_cursor *cursor, uint32_t base, uint32_t end, uint64_t *bits)
{
    while (posting_cursor_seek(cursor, base) < end) {
        uint32_t at = cursor->at, count = cursor->count;
        for (; at < count && cursor->docs[at] < end; at++) {
            uint32_t bit = cursor->docs[at] - base;
            bits[bit / 64] |= (uint64_t)1 << bit % 64;
        }
        cursor->at = at;
        if (at < count)
            return;
    }
}

// ORs a block's bitmap, whose first bit is document `first`, into the window's bits.
static void or_bitmap(const unsigned char *bitmap, uint32_t words, uint32_t first, uint32_t base,
                      uint64_t *bits)
{
    int64_t at = (int64_t)first - (int64_t)base;
    for (uint32_t w = 0; w < words; w++, at += 64) {
        uint64_t word;
        memcpy(&word, bitmap + (size_t)w * 8, 8);
        int64_t to = at >> 6; // rounds towards the window's start also below it
        unsigned shift = (unsigned)(at & 63);
        if (to >= 0 && to < WINDOW_WORDS)
            bits[to] |= word << shift;
        if (shift && to + 1 >= 0 && to + 1 < WINDOW_WORDS)
            bits[to + 1] |= word >> (64 - shift);
    }
}

static void mark_decoded(struct posting_cursor *cursor, uint32_t base, uint32_t end, uint8_t *marks)
{
    uint32_t at = 0, count = cursor->count;
    if (cursor->docs[0] < base)
        at = cursor->codec->search(cursor->docs, count, base);
    if (cursor->docs[count - 1] < end)
        for (; at < count; at++)
            marks[cursor->docs[at] - base] = 1;
    else
        for (; cursor->docs[at] < end; at++)
            marks[cursor->docs[at] - base] = 1;
}

void posting_cursor_mark(struct posting_cursor *cursor, uint32_t base, uint32_t end, uint8_t *marks,
                         uint64_t *bits)
{
    const struct postings *postings = &cursor->postings;
    uint32_t total = postings_total_blocks(postings);
    uint32_t block = postings_find_block(postings, cursor->at, base);
    for (; block < total && !cursor->failed; block++) {
        uint32_t first, bytes;
        const unsigned char *bitmap = postings_bitmap(postings, block, &first, &bytes);
        if (bitmap) {
            or_bitmap(bitmap, bytes / 8, first, base, bits);
        } else {
            if (cursor->block != block)
                cursor->count = postings_docs(postings, cursor->codec, block, cursor->docs);
            cursor->block = block;
            cursor->failed = cursor->count == 0;
            if (cursor->failed || cursor->docs[0] >= end)
                break;
            mark_decoded(cursor, base, end, marks);
        }
        if (block >= postings->block_count || postings_last_doc(postings, block) >= end - 1)
            break;
    }
    cursor->at = block < postings->block_count ? block : postings->block_count;
}

void posting_cursor_score(struct posting_cursor *cursor, uint32_t base, const uint64_t *bits,
                          const uint16_t table[256], uint16_t *scores)
{
    uint32_t end = base + WINDOW_DOCS;
    while (posting_cursor_seek(cursor, base) < end) {
        if (!need_impacts(cursor))
            return;
        uint32_t at = cursor->at, count = cursor->count;
        for (; at < count && cursor->docs[at] < end; at++) {
            uint32_t bit = cursor->docs[at] - base;
            if (bits[bit / 64] >> bit % 64 & 1)
                scores[bit] = (uint16_t)(scores[bit] + table[cursor->impacts[at]]);
        }
        cursor->at = at;
        if (at < count)
            return;
    }
}

// Bits first / 64 to last / 64.
static uint64_t groups_between(uint32_t first, uint32_t last)
{
    return (UINT64_MAX << first / 64) & (UINT64_MAX >> (63 - last / 64));
}

void posting_cursor_add(struct posting_cursor *cursor, uint32_t base, const uint16_t table[256],
                        struct window_scores *window)
{
    uint32_t end = base + WINDOW_DOCS;
    uint16_t *scores = window->scores;
    struct block_sum sum = {scores, base, table};
    while (posting_cursor_seek(cursor, base) < end) {
        if (!need_impacts(cursor))
            return;
        uint32_t at = cursor->at, count = cursor->count;
        if (cursor->docs[count - 1] < end) {
            block_accumulate(&sum, cursor->docs + at, cursor->impacts + at, count - at);
            window->touched |=
                groups_between(cursor->docs[at] - base, cursor->docs[count - 1] - base);
            cursor->at = count;
            continue;
        }
        for (; cursor->docs[at] < end; at++) {
            uint32_t bit = cursor->docs[at] - base;
            scores[bit] = (uint16_t)(scores[bit] + table[cursor->impacts[at]]);
            window->touched |= (uint64_t)1 << bit / 64;
        }
        cursor->at = at;
        return;
    }
}

// By runs of groups: where a common word was added up that is all of the window at once.
void window_scores_clear(struct window_scores *window)
{
    uint64_t left = window->touched;
    while (left) {
        unsigned first = (unsigned)__builtin_ctzll(left);
        uint64_t behind = ~(left >> first); // its lowest bit set: the first group not touched
        unsigned run = behind ? (unsigned)__builtin_ctzll(behind) : 64;
        memset(window->scores + (size_t)first * 64, 0, (size_t)run * 64 * sizeof(uint16_t));
        left &= first + run < 64 ? UINT64_MAX << (first + run) : 0;
    }
    window->touched = 0;
}
