// Posting lists. See postings.h and index_format.h.
//
// A full block keeps its documents as bit-packed deltas, as a bitmap over its span, or spread. The bitmap
// is taken where it is smaller than the deltas; it is also the faster to intersect. Spread is the smallest almost
// everywhere but takes twice as long to read, so it has to earn that (SPREAD_LEAST_GAIN).
#include "engine/format/postings.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

// --- writing ---------------------------------------------------------------------------------

void postings_writer_clear(struct postings_writer *writer)
{
    buf_clear(&writer->payload);
    free(writer->blocks);
    memset(writer, 0, sizeof *writer);
}

void postings_writer_reset(struct postings_writer *writer)
{
    buf_reset(&writer->payload);
    writer->block_count = 0;
    writer->last_of_block = BLOCK_NO_BASE;
    writer->doc_count = 0;
    memset(writer->best, 0, sizeof writer->best);
    writer->failed = false;
}

void postings_keep_best(uint8_t best[BEST_CODES], const uint8_t *codes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (codes[i] <= best[BEST_CODES - 1])
            continue;
        int to = BEST_CODES - 1;
        for (; to > 0 && best[to - 1] < codes[i]; to--)
            best[to] = best[to - 1];
        best[to] = codes[i];
    }
}

static struct postings_block_entry *next_entry(struct postings_writer *writer)
{
    if (writer->block_count == writer->block_capacity) {
        size_t wanted = writer->block_capacity ? writer->block_capacity * 2 : 64;
        void *bigger = realloc(writer->blocks, wanted * sizeof *writer->blocks);
        if (!bigger) {
            writer->failed = true;
            return NULL;
        }
        writer->blocks = bigger;
        writer->block_capacity = wanted;
    }
    return &writer->blocks[writer->block_count++];
}

// The width of the lower bits with which a spread block is smallest, and its size.
static unsigned best_spread(uint32_t first, uint32_t last, unsigned *size)
{
    unsigned best = 0;
    *size = UINT32_MAX;
    for (unsigned width = 0; width <= BLOCK_BYTES_MAX_WIDTH; width++) {
        uint32_t words = block_spread_words(first, last, width);
        if (words <= BITMAP_MAX_WORDS && words * 8 + BLOCK_PACKED_SIZE(width) < *size) {
            *size = words * 8 + (unsigned)BLOCK_PACKED_SIZE(width);
            best = width;
        }
    }
    return best;
}

static void pack_docs(struct postings_writer *writer, const uint32_t docs[POSTING_BLOCK_LEN],
                      struct postings_block_entry *entry)
{
    // A bitmap is asked, intersected and counted as it is stored, which is worth twice the bytes.
    enum { SPREAD_LEAST_GAIN = 32, BITMAP_MAY_TAKE = 2 };
    uint32_t base = writer->last_of_block;
    uint32_t span = entry->last_doc - base;
    unsigned width = block_docs_width(docs, base), size = width * 16, spread_size;
    unsigned words = span / 64 + (span % 64 > 0);
    unsigned spread_width = best_spread(base + 1, entry->last_doc, &spread_size);
    bool is_spread = spread_size < size && size - spread_size >= SPREAD_LEAST_GAIN;
    size = is_spread ? spread_size : size;
    bool is_bitmap = words <= BITMAP_MAX_WORDS && words * 8 <= BITMAP_MAY_TAKE * size;
    size = is_bitmap ? words * 8 : size;
    unsigned char *to = (unsigned char *)buf_reserve(&writer->payload, size);
    if (!to)
        return;
    if (is_bitmap)
        block_bitmap_pack(docs, base + 1, words, to);
    else if (is_spread)
        block_spread_pack(docs, base + 1, spread_width, to);
    else
        block_docs_pack(docs, base, width, to);
    writer->payload.len += size;
    entry->doc_width = (uint8_t)(is_bitmap   ? BITMAP_FLAG | words
                                 : is_spread ? SPREAD_FLAG | spread_width
                                             : width);
}

static void pack_codes(struct postings_writer *writer, const uint8_t codes[POSTING_BLOCK_LEN],
                       struct postings_block_entry *entry)
{
    uint8_t low, high = 0;
    unsigned width = block_bytes_width(codes, &low);
    for (int i = 0; i < POSTING_BLOCK_LEN; i++)
        high = codes[i] > high ? codes[i] : high;
    unsigned char *to = (unsigned char *)buf_reserve(&writer->payload, BLOCK_PACKED_SIZE(width));
    if (!to)
        return;
    block_bytes_pack(codes, low, width, to);
    writer->payload.len += BLOCK_PACKED_SIZE(width);
    entry->max_code = high;
    entry->low_code = low;
    entry->code_width = (uint8_t)width;
    if (high > writer->best[BEST_CODES - 1])
        postings_keep_best(writer->best, codes, POSTING_BLOCK_LEN);
}

void postings_writer_block(struct postings_writer *writer, const uint32_t docs[POSTING_BLOCK_LEN],
                           const uint8_t codes[POSTING_BLOCK_LEN])
{
    struct postings_block_entry *entry = next_entry(writer);
    if (!entry)
        return;
    entry->last_doc = docs[POSTING_BLOCK_LEN - 1];
    entry->offset = (uint32_t)writer->payload.len;
    pack_docs(writer, docs, entry);
    pack_codes(writer, codes, entry);
    writer->last_of_block = entry->last_doc;
    writer->doc_count += POSTING_BLOCK_LEN;
}

// The tables in front of the blocks.
static void append_tables(const struct postings_writer *writer, struct buf *out)
{
    enum { ENTRY_BYTES = 12 };
    size_t n = writer->block_count;
    unsigned char *to = (unsigned char *)buf_reserve(out, n * ENTRY_BYTES);
    if (!to)
        return;
    for (size_t b = 0; b < n; b++) {
        const struct postings_block_entry *entry = &writer->blocks[b];
        memcpy(to + 4 * b, &entry->last_doc, 4);
        memcpy(to + 4 * n + 4 * b, &entry->offset, 4);
        to[8 * n + b] = entry->max_code;
        to[9 * n + b] = entry->doc_width;
        to[10 * n + b] = entry->low_code;
        to[11 * n + b] = entry->code_width;
    }
    out->len += n * ENTRY_BYTES;
}

static void append_tail(struct postings_writer *writer, const struct postings_tail *tail,
                        struct buf *out)
{
    unsigned char *start =
        (unsigned char *)buf_reserve(out, (size_t)tail->count * (VARINT35_MAX_BYTES + 1));
    unsigned char *to = start;
    uint32_t last = writer->last_of_block;
    if (!start)
        return;
    for (uint32_t i = 0; i < tail->count; i++) {
        to = varint_put(to, tail->docs[i] - last - 1);
        last = tail->docs[i];
    }
    for (uint32_t i = 0; i < tail->count; i++)
        *to++ = tail->codes[i];
    postings_keep_best(writer->best, tail->codes, tail->count);
    out->len += (size_t)(to - start);
    writer->doc_count += tail->count;
}

void postings_writer_finish(struct postings_writer *writer, const struct postings_tail *tail,
                            struct buf *out)
{
    append_tables(writer, out);
    buf_append_slice(out, buf_slice(&writer->payload));
    append_tail(writer, tail, out);
    if (writer->failed || writer->payload.failed)
        out->failed = true;
}

// --- reading ---------------------------------------------------------------------------------

static uint32_t base_of(const struct postings *postings, uint32_t block)
{
    return block ? postings_last_doc(postings, block - 1) : BLOCK_NO_BASE;
}

static bool is_spread(unsigned width)
{
    return (width & (BITMAP_FLAG | SPREAD_FLAG)) == SPREAD_FLAG;
}

// A full block whose bytes lie within the list, and which can hold its documents in the way it says it does.
struct full_block {
    const unsigned char *start; // of its documents
    size_t docs_bytes, codes_bytes;
    uint32_t base, last; // its documents lie above the one and up to the other
    unsigned width;      // as it is stored, with its flags
    uint32_t words;      // of a bitmap, or of the upper bits of a spread block
};

// Sets how much of a block its documents take; false when they cannot.
static inline bool measure_docs(struct full_block *block)
{
    unsigned width = block->width;
    if (width & BITMAP_FLAG) {
        block->words = width & BITMAP_MAX_WORDS;
        block->docs_bytes = block->words * 8u;
        return (uint64_t)(block->base + 1) + block->words * 64u <= (uint64_t)UINT32_MAX + 1;
    }
    if (is_spread(width)) {
        unsigned low_width = width & SPREAD_MAX_WIDTH;
        block->words = block_spread_words(block->base + 1, block->last, low_width);
        block->docs_bytes = (size_t)block->words * 8 + BLOCK_PACKED_SIZE(low_width);
        return (width & ~(unsigned)SPREAD_FLAG) <= BLOCK_BYTES_MAX_WIDTH &&
               block->words <= BITMAP_MAX_WORDS;
    }
    block->docs_bytes = BLOCK_PACKED_SIZE(width);
    return width <= BLOCK_DOCS_MAX_WIDTH;
}

static inline bool find_full_block(const struct postings *postings, uint32_t block,
                                   struct full_block *out)
{
    unsigned code_width = postings->code_widths[block];
    *out = (struct full_block){.base = base_of(postings, block),
                               .last = postings_last_doc(postings, block),
                               .width = postings->doc_widths[block],
                               .codes_bytes = BLOCK_PACKED_SIZE(code_width)};
    if (out->last >= postings->doc_limit || (block > 0 && out->last <= out->base) ||
        out->last - out->base < POSTING_BLOCK_LEN || code_width > BLOCK_BYTES_MAX_WIDTH ||
        !measure_docs(out))
        return false;
    size_t offset = load_u32(postings->offsets + (size_t)block * 4);
    size_t held = (size_t)(postings->end - postings->payload);
    out->start = postings->payload + offset;
    return offset <= held && out->docs_bytes + out->codes_bytes <= held - offset;
}

enum status postings_open(struct slice bytes, uint32_t doc_count, uint32_t doc_limit,
                          struct postings *out, struct error *err)
{
    const unsigned char *start = (const unsigned char *)bytes.ptr;
    uint32_t blocks = doc_count / POSTING_BLOCK_LEN;
    size_t tables = (size_t)blocks * 12;
    if (bytes.len < tables)
        return error_set(err, STATUS_CORRUPT, "posting list is damaged: %zu bytes for %u documents",
                         bytes.len, doc_count);
    *out = (struct postings){
        .last_docs = start,
        .offsets = start + (size_t)blocks * 4,
        .max_codes = start + (size_t)blocks * 8,
        .doc_widths = start + (size_t)blocks * 9,
        .low_codes = start + (size_t)blocks * 10,
        .code_widths = start + (size_t)blocks * 11,
        .payload = start + tables,
        .end = start + bytes.len,
        .doc_count = doc_count,
        .doc_limit = doc_limit,
        .block_count = blocks,
        .tail_count = doc_count % POSTING_BLOCK_LEN,
    };
    if (blocks == 0)
        return STATUS_OK;
    struct full_block last;
    if (!find_full_block(out, blocks - 1, &last))
        return error_set(err, STATUS_CORRUPT, "posting list is damaged: last block out of bounds");
    out->tail_offset =
        (uint32_t)((size_t)(last.start - out->payload) + last.docs_bytes + last.codes_bytes);
    return STATUS_OK;
}

// Nearly all gaps have one byte or two, mixed at random: which of them is computed and not branched on. Takes the first
// gap off `bytes`; returns how many bytes that has.
static unsigned take_gap(uint64_t *bytes, uint32_t *gap)
{
    uint32_t low = (uint32_t)*bytes, has_second = low >> 7 & 1;
    *gap = (low & 0x7f) | (low >> 1 & 0x3f80 & (0 - has_second));
    *bytes >>= 8 + 8 * has_second;
    return 1 + has_second;
}

// Reads without looking at the end: the caller knows that a byte with which a number ends stands before it.
static const unsigned char *read_gap(const unsigned char *from, uint32_t *gap)
{
    uint64_t two = load_u16(from);
    if ((two & 0x8080) != 0x8080)
        return from + take_gap(&two, gap);
    uint32_t result = *from & 0x7f;
    for (unsigned shift = 7; *from++ & 0x80 && shift < 35; shift += 7)
        result |= (uint32_t)(*from & 0x7f) << shift;
    *gap = result;
    return from;
}

#define CONTINUED UINT64_C(0x8080808080808080) // the bit of bytes that do not end a gap

// Whether none of the eight bytes' gaps has more than two.
static bool are_short(uint64_t bytes)
{
    return (bytes & bytes >> 8 & CONTINUED) == 0;
}

enum { SHORT_GAPS = 4, BYTE_GAPS = 8 }; // read at once: as many as eight bytes hold
typedef uint8_t gap_bytes __attribute__((vector_size(BYTE_GAPS)));
typedef uint16_t gap_sums __attribute__((vector_size(2 * BYTE_GAPS)));

// The documents of eight gaps of one byte each, the first of them `doc` or behind; returns where the next may be.
static uint32_t add_bytes(uint64_t bytes, uint32_t doc, uint32_t docs[BYTE_GAPS])
{
    const gap_sums none = {0};
    gap_sums sums = __builtin_convertvector((gap_bytes)bytes, gap_sums) + 1;
    sums += __builtin_shufflevector(none, sums, 0, 8, 9, 10, 11, 12, 13, 14);
    sums += __builtin_shufflevector(none, sums, 0, 1, 8, 9, 10, 11, 12, 13);
    sums += __builtin_shufflevector(none, sums, 0, 1, 2, 3, 8, 9, 10, 11);
    for (int i = 0; i < BYTE_GAPS; i++)
        docs[i] = doc - 1 + sums[i];
    return docs[BYTE_GAPS - 1] + 1;
}

static uint32_t tail_docs(const struct postings *postings, uint32_t docs[POSTING_BLOCK_LEN])
{
    uint32_t count = postings->tail_count, i = 0, gap;
    const unsigned char *next = postings->payload + postings->tail_offset;
    size_t held = (size_t)(postings->end - next);
    // The last gap ends where the codes begin, of which there is one for each document.
    const unsigned char *codes = postings->end - count;
    if (count == 0 || held <= count || codes[-1] & 0x80)
        return 0;
    uint64_t doc = (uint32_t)(base_of(postings, postings->block_count) + 1);
    while (i < count && next < codes) {
        bool is_far = postings->end - next >= (ptrdiff_t)sizeof(uint64_t) && doc < INT32_MAX;
        uint64_t bytes = is_far ? load_u64(next) : UINT64_MAX; // neither below
        if (count - i >= BYTE_GAPS && (bytes & CONTINUED) == 0) {
            doc = add_bytes(bytes, (uint32_t)doc, docs + i);
            i += BYTE_GAPS;
            next += BYTE_GAPS;
        } else if (count - i >= SHORT_GAPS && are_short(bytes)) {
            for (int j = 0; j < SHORT_GAPS; j++) {
                next += take_gap(&bytes, &gap);
                doc += gap;
                docs[i++] = (uint32_t)doc++;
            }
        } else {
            next = read_gap(next, &gap);
            doc += gap;
            docs[i++] = (uint32_t)doc++;
        }
    }
    // Whoever asks for them uses documents as numbers of rows.
    return i == count && next == codes && doc <= postings->doc_limit ? count : 0;
}

uint32_t postings_docs(const struct postings *postings, const struct block_codec *codec,
                       uint32_t block, uint32_t docs[POSTING_BLOCK_LEN])
{
    if (block >= postings->block_count)
        return tail_docs(postings, docs);
    struct full_block full;
    if (!find_full_block(postings, block, &full))
        return 0;
    bool sound;
    if (full.width & BITMAP_FLAG)
        sound =
            codec->bitmap_unpack(full.start, full.words, full.base + 1, docs) == POSTING_BLOCK_LEN;
    else if (is_spread(full.width))
        sound = codec->spread_unpack(full.start, full.words, full.width & SPREAD_MAX_WIDTH,
                                     full.base + 1, docs);
    else
        sound = codec->docs_unpack(full.start, full.base, full.width, docs);
    // The last document vouches for the others: they increase strictly from base to it.
    return sound && docs[POSTING_BLOCK_LEN - 1] == full.last ? POSTING_BLOCK_LEN : 0;
}

bool postings_codes(const struct postings *postings, const struct block_codec *codec,
                    uint32_t block, uint8_t codes[POSTING_BLOCK_LEN])
{
    if (block >= postings->block_count) {
        if ((size_t)(postings->end - postings->payload) - postings->tail_offset <
            postings->tail_count)
            return false;
        memcpy(codes, postings->end - postings->tail_count, postings->tail_count);
        return true;
    }
    struct full_block full;
    if (!find_full_block(postings, block, &full))
        return false;
    codec->bytes_unpack(full.start + full.docs_bytes, postings->low_codes[block],
                        postings->code_widths[block], codes);
    return true;
}

const unsigned char *postings_bitmap(const struct postings *postings, uint32_t block,
                                     uint32_t *base, uint32_t *bytes)
{
    struct full_block full;
    if (block >= postings->block_count || !(postings->doc_widths[block] & BITMAP_FLAG) ||
        !find_full_block(postings, block, &full))
        return NULL;
    *base = full.base + 1;
    *bytes = (uint32_t)full.docs_bytes;
    return full.start;
}

uint32_t postings_find_block(const struct postings *postings, uint32_t from, uint32_t target)
{
    uint32_t low = from, step = 1;
    while (low < postings->block_count && postings_last_doc(postings, low) < target) {
        uint32_t high = low + step;
        if (high >= postings->block_count || postings_last_doc(postings, high) >= target) {
            // The answer lies in (low, min(high, block_count)].
            high = high < postings->block_count ? high : postings->block_count;
            low++;
            while (low < high) {
                uint32_t middle = low + (high - low) / 2;
                if (postings_last_doc(postings, middle) < target)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low;
        }
        low = high;
        step *= 2;
    }
    return low;
}
