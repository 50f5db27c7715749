// See posting_marker.h.
#include "engine/search/match/posting_marker.h"

#include "base/bytes.h"

void posting_marker_open(struct posting_marker *marker, const struct postings *postings,
                         struct posting_access *access)
{
    marker->from = 0;
    posting_reader_open(&marker->reader, postings, access);
}

// ORs into the window's bits those of a bitmap for documents first to last.
static void or_bitmap(const unsigned char *bitmap, uint32_t first, uint32_t last, uint32_t base,
                      uint64_t *bits)
{
    int64_t at = (int64_t)first - (int64_t)base;
    int64_t to = at >> 6; // rounds towards the window's start also below it
    unsigned shift = (unsigned)(at & 63);
    uint32_t words = (last - first) / 64 + 1;
    uint64_t carried = 0; // from the word before, whose last bits go into the next
    for (uint32_t w = 0; w <= words && to < WINDOW_WORDS; w++, to++) {
        uint64_t word = w < words ? load_u64(bitmap + (size_t)w * 8) : 0;
        if (w == words - 1)
            word &= UINT64_MAX >> (63 - (last - first) % 64); // whatever a damaged one has there
        if (to >= 0)
            bits[to] |= word << shift | carried;
        carried = word >> 1 >> (63 - shift);
    }
}

static inline void mark_one(uint32_t at, bool in_bytes, uint8_t *marks, uint64_t *bits)
{
    if (in_bytes)
        marks[at] = 1;
    else
        bits[at / 64] |= (uint64_t)1 << at % 64;
}

// The documents of the decoded block that lie in the window.
static inline void mark_decoded(const struct posting_reader *reader, uint32_t base, bool in_bytes,
                                uint8_t *marks, uint64_t *bits)
{
    const uint32_t *docs = reader->docs;
    uint32_t at = 0, count = reader->count, end = base + WINDOW_DOCS;
    if (docs[0] < base)
        at = reader->codec->search(docs, count, base);
    if (docs[count - 1] < end)
        for (; at < count; at++)
            mark_one(docs[at] - base, in_bytes, marks, bits);
    else
        for (; docs[at] < end; at++)
            mark_one(docs[at] - base, in_bytes, marks, bits);
}

static inline void mark(struct posting_marker *marker, uint32_t base, bool in_bytes, uint8_t *marks,
                        uint64_t *bits)
{
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
            or_bitmap(bitmap, first, last, base, bits);
        else if (is_decoded || posting_reader_decode(reader, block))
            mark_decoded(reader, base, in_bytes, marks, bits);
        if (last >= base + WINDOW_DOCS - 1)
            break;
    }
    marker->from = block < postings->block_count ? block : postings->block_count;
}

void posting_marker_bits(struct posting_marker *marker, uint32_t base, uint64_t bits[WINDOW_WORDS])
{
    mark(marker, base, false, NULL, bits);
}

void posting_marker_marks(struct posting_marker *marker, uint32_t base, uint8_t marks[WINDOW_DOCS],
                          uint64_t bits[WINDOW_WORDS])
{
    mark(marker, base, true, marks, bits);
}
