// See range_table.h.
//
// Tables are made of the finished list, read once more: few words have one, and so the largest code of each range is
// the same whoever wrote the list, in whatever pieces.
#include "engine/segment/range_table.h"

#include "base/reader.h"
#include "engine/format/codec/block_codec_best.h"

#include <string.h>

// How far below the largest code of a list those of levels 1 to 14 lie. What lies further below is level 15, which
// stands for the largest of these.
static const uint8_t below_largest[RANGE_LEVELS - 2] = {0,  3,  6,  9,  12, 16, 20,
                                                        24, 28, 33, 38, 44, 51, 60};

bool range_table_is_due(uint32_t doc_count, uint32_t doc_limit)
{
    return doc_limit >= RANGE_LEAST_DOCS && (uint64_t)doc_count * RANGE_ONE_IN >= doc_limit;
}

static void set_codes(uint8_t max_code, uint8_t last, uint8_t codes[RANGE_LEVELS])
{
    codes[0] = 0;
    for (int level = 1; level < RANGE_LEVELS - 1; level++) {
        int code = max_code - below_largest[level - 1];
        codes[level] = (uint8_t)(code > 1 ? code : 1);
    }
    codes[RANGE_LEVELS - 1] = last;
}

// The largest code of each range, at least 1; 0: no document of it is in the list.
static enum status find_largest(const struct postings *postings, uint8_t *largest,
                                struct error *err)
{
    uint32_t docs[POSTING_BLOCK_LEN];
    uint8_t codes[POSTING_BLOCK_LEN];
    const struct block_codec *codec = block_codec_best();
    for (uint32_t b = 0; b < postings_total_blocks(postings); b++) {
        uint32_t n = postings_docs(postings, codec, b, docs);
        if (n == 0 || !postings_codes(postings, codec, b, codes))
            return error_set(err, STATUS_CORRUPT, "a posting list is damaged");
        for (uint32_t i = 0; i < n; i++) {
            uint8_t code = codes[i] > 1 ? codes[i] : 1,
                    *of_range = &largest[docs[i] >> RANGE_SHIFT];
            *of_range = code > *of_range ? code : *of_range;
        }
    }
    return STATUS_OK;
}

// level_of[code]: the level of a range whose largest code it is.
static void set_levels(const uint8_t codes[RANGE_LEVELS], uint8_t level_of[256])
{
    level_of[0] = 0;
    for (unsigned code = 1; code < 256; code++) {
        unsigned level = RANGE_LEVELS - 1;
        while (level > 1 && codes[level] < code)
            level--;
        level_of[code] = (uint8_t)level;
    }
}

// Appends a chunk's groups that have documents; returns which they are.
static uint64_t put_groups(const uint8_t *largest, const uint8_t level_of[256], struct buf *out)
{
    uint64_t groups = 0;
    for (unsigned g = 0; g < 64; g++, largest += RANGES_PER_GROUP) {
        unsigned char bytes[RANGE_GROUP_BYTES], any = 0;
        for (int i = 0; i < RANGE_GROUP_BYTES; i++) {
            bytes[i] = (unsigned char)(level_of[largest[i]] | level_of[largest[i + 8]] << 4);
            any |= bytes[i];
        }
        if (any) {
            groups |= (uint64_t)1 << g;
            buf_append(out, bytes, sizeof bytes);
        }
    }
    return groups;
}

enum status range_table_build(const struct postings *postings, uint8_t max_code,
                              struct buf *scratch, struct buf *out, struct error *err)
{
    uint32_t chunks = range_chunks(postings->doc_limit);
    size_t ranges = (size_t)chunks * RANGES_PER_CHUNK, table = out->len;
    buf_reset(scratch);
    uint8_t *largest = (uint8_t *)buf_reserve(scratch, ranges);
    char *head = buf_reserve(out, 1 + (size_t)chunks * RANGE_CHUNK_BYTES);
    if (!largest || !head)
        return error_set(err, STATUS_NO_MEMORY, "range table: out of memory");
    memset(largest, 0, ranges);
    enum status status = find_largest(postings, largest, err);
    if (status != STATUS_OK)
        return status;
    uint8_t last = 1, codes[RANGE_LEVELS], level_of[256];
    for (size_t r = 0; r < ranges; r++)
        if (largest[r] + below_largest[RANGE_LEVELS - 3] < max_code && largest[r] > last)
            last = largest[r];
    set_codes(max_code, last, codes);
    set_levels(codes, level_of);
    head[0] = (char)last;
    out->len += 1 + (size_t)chunks * RANGE_CHUNK_BYTES;
    uint32_t before = 0;
    for (uint32_t c = 0; c < chunks; c++) {
        uint64_t groups = put_groups(largest + (size_t)c * RANGES_PER_CHUNK, level_of, out);
        if (out->failed)
            return error_set(err, STATUS_NO_MEMORY, "range table: out of memory");
        char *chunk = out->data + table + 1 + (size_t)c * RANGE_CHUNK_BYTES;
        memcpy(chunk, &groups, sizeof groups);
        memcpy(chunk + sizeof groups, &before, sizeof before);
        before += (uint32_t)__builtin_popcountll(groups);
    }
    return STATUS_OK;
}

enum status range_table_open(struct slice bytes, uint8_t max_code, uint32_t doc_limit,
                             struct range_table *out, struct error *err)
{
    size_t chunks = range_chunks(doc_limit), head = 1 + chunks * RANGE_CHUNK_BYTES;
    uint32_t before = 0;
    bool is_sound = bytes.len >= head;
    if (is_sound) {
        *out = (struct range_table){.chunk_count = (uint32_t)chunks};
        out->chunks = (const unsigned char *)bytes.ptr + 1;
        out->groups = (const unsigned char *)bytes.ptr + head;
        set_codes(max_code, (uint8_t)bytes.ptr[0], out->codes);
        for (uint32_t c = 0; c < chunks; c++) {
            is_sound = is_sound && range_table_levels(out, c) ==
                                       out->groups + (size_t)before * RANGE_GROUP_BYTES;
            before += (uint32_t)__builtin_popcountll(range_table_groups(out, c));
        }
    }
    if (!is_sound || bytes.len != head + (size_t)before * RANGE_GROUP_BYTES)
        return error_set(err, STATUS_CORRUPT, "a range table is damaged");
    return STATUS_OK;
}
