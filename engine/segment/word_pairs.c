// See word_pairs.h.
//
// Words and the seconds of a row are found by halving; a list is read from its start, since a pair has few documents.
// What a row says is believed no further than its bytes reach.
#include "engine/segment/word_pairs.h"

#include "base/bytes.h"
#include "base/reader.h"

static enum status damaged(struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "the lists of pairs are damaged");
}

static struct slice word_at(const struct word_pairs *pairs, uint32_t number)
{
    uint32_t start = number ? load_u32(pairs->ends + (size_t)(number - 1) * 4) : 0;
    return slice_of(pairs->words + start, load_u32(pairs->ends + (size_t)number * 4) - start);
}

enum status word_pairs_open(struct slice bytes, uint32_t count, struct word_pairs *out,
                            struct error *err)
{
    size_t table = (size_t)count * 4;
    if (count == 0 || count > PAIR_MAX_WORDS || bytes.len < table)
        return damaged(err);
    *out = (struct word_pairs){(const unsigned char *)bytes.ptr, bytes.ptr + table, count};
    uint32_t before = 0;
    for (uint32_t w = 0; w < count; w++) {
        uint32_t end = load_u32(out->ends + (size_t)w * 4);
        if (end < before || end > bytes.len - table)
            return damaged(err);
        before = end;
    }
    return before == bytes.len - table ? STATUS_OK : damaged(err);
}

uint32_t word_pairs_number(const struct word_pairs *pairs, struct slice word)
{
    uint32_t low = 0, high = pairs->count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = slice_compare(word, word_at(pairs, middle));
        if (order == 0)
            return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return PAIR_NO_WORD;
}

// The place of `second` among the seconds of a row; `count` when it is not there.
static uint32_t place_of(const unsigned char *seconds, uint32_t count, uint32_t second)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (load_u16(seconds + (size_t)middle * 2) < second)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && load_u16(seconds + (size_t)low * 2) == second ? low : count;
}

enum status word_pairs_documents(struct slice row, uint32_t second, uint32_t doc_limit,
                                 uint32_t docs[PAIR_MAX_DOCS], uint32_t *count, struct error *err)
{
    *count = 0;
    uint32_t pairs = row.len >= 2 ? load_u16(row.ptr) : UINT32_MAX;
    size_t head = 2 + (size_t)pairs * 6;
    if (row.len < head)
        return damaged(err);
    const unsigned char *seconds = (const unsigned char *)row.ptr + 2, *ends = seconds + pairs * 2;
    uint32_t place = place_of(seconds, pairs, second);
    if (place == pairs)
        return STATUS_OK;
    uint32_t start = place ? load_u32(ends + (size_t)(place - 1) * 4) : 0;
    uint32_t end = load_u32(ends + (size_t)place * 4);
    if (start > end || end > row.len - head)
        return damaged(err);
    if (start == end)
        return STATUS_NOT_FOUND;
    struct cursor cursor = cursor_over(slice_of(row.ptr + head + start, end - start));
    uint32_t doc = 0;
    while (cursor_left(&cursor)) {
        uint32_t gap = cursor_varint32(&cursor);
        if (cursor.failed || *count == PAIR_MAX_DOCS || (*count > 0 && gap == 0) ||
            gap >= doc_limit - doc)
            return damaged(err);
        doc += gap;
        docs[(*count)++] = doc;
    }
    return STATUS_OK;
}
