// See posting_marker.h.
#include "engine/search/match/posting_marker.h"

void posting_marker_open(struct posting_marker *marker, const struct postings *postings,
                         struct posting_access *access)
{
    marker->from = 0;
    posting_reader_open(&marker->reader, postings, access);
}

static inline void mark_one(uint32_t at, bool in_bytes, uint8_t *marks, uint64_t *bits)
{
    if (in_bytes)
        marks[at] = 1;
    else
        bits[at / 64] |= (uint64_t)1 << at % 64;
}

// The documents of the decoded block that lie in the window from base to end.
static inline void mark_decoded(const struct posting_reader *reader, uint32_t base, uint32_t end,
                                bool in_bytes, uint8_t *marks, uint64_t *bits)
{
    const uint32_t *docs = reader->docs;
    uint32_t at = 0, count = reader->count;
    if (docs[0] < base)
        at = reader->codec->search(docs, count, base);
    if (docs[count - 1] < end)
        for (; at < count; at++)
            mark_one(docs[at] - base, in_bytes, marks, bits);
    else
        for (; docs[at] < end; at++)
            mark_one(docs[at] - base, in_bytes, marks, bits);
}

static inline void mark(struct posting_marker *marker, uint32_t base, uint32_t size, bool in_bytes,
                        uint8_t *marks, uint64_t *bits)
{
    const struct window_ops *ops = window_ops_best();
    struct posting_reader *reader = &marker->reader;
    const struct postings *postings = reader->postings;
    uint32_t block = postings_find_block(postings, marker->from, base);
    uint32_t total = postings_total_blocks(postings), last, first;
    for (; block < total && !reader->access->damaged; block++) {
        last = block < postings->block_count ? postings_last_doc(postings, block) : UINT32_MAX;
        const unsigned char *bitmap = NULL;
        bool is_decoded = reader->block == block && reader->count > 0;
        if (!is_decoded)
            bitmap = posting_reader_bitmap(reader, block, &first);
        if (bitmap)
            ops->or_at(bits, size / 64, bitmap, last - first + 1, (int64_t)first - (int64_t)base);
        else if (is_decoded || posting_reader_decode(reader, block))
            mark_decoded(reader, base, base + size, in_bytes, marks, bits);
        if (last >= base + size - 1)
            break;
    }
    marker->from = block < postings->block_count ? block : postings->block_count;
}

void posting_marker_bits(struct posting_marker *marker, uint32_t base, uint64_t bits[WINDOW_WORDS])
{
    mark(marker, base, WINDOW_DOCS, false, NULL, bits);
}

void posting_marker_marks(struct posting_marker *marker, uint32_t base, uint32_t size,
                          uint8_t *marks, uint64_t *bits)
{
    mark(marker, base, size, true, marks, bits);
}
