// Any bytes as a posting list, as a range table, as pairs of words and as positions: opened or refused, and what is
// opened is read within its bounds, the same by every set of functions, by whole blocks and document by document.
//
//   u16 documents, u16 bytes of the posting list, the list, the positions
#include "base/reader.h"
#include "engine/format/codec/block_codec_best.h"
#include "engine/format/positions.h"
#include "engine/format/postings.h"
#include "engine/segment/range_table.h"
#include "engine/segment/word_pairs.h"
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <string.h>

static void read_list(struct slice bytes, uint32_t doc_count)
{
    enum { DOC_LIMIT_HERE = 1 << 20 };
    struct postings postings;
    if (postings_open(bytes, doc_count, DOC_LIMIT_HERE, &postings, NULL) != STATUS_OK)
        return;
    assert(postings.block_count * POSTING_BLOCK_LEN + postings.tail_count == doc_count);
    for (uint32_t b = 0; b < postings_total_blocks(&postings); b++) {
        uint32_t docs[POSTING_BLOCK_LEN], again[POSTING_BLOCK_LEN], base, size;
        uint8_t codes[POSTING_BLOCK_LEN];
        uint32_t n = postings_docs(&postings, block_codec_best(), b, docs);
        assert(n <= POSTING_BLOCK_LEN);
        for (uint32_t i = 0; i < n; i++)
            assert(docs[i] < DOC_LIMIT_HERE && (i == 0 || docs[i - 1] < docs[i]));
        assert(postings_docs(&postings, block_codec_scalar(), b, again) == n);
        assert(memcmp(docs, again, n * sizeof *docs) == 0);
        if (n > 0)
            (void)postings_codes(&postings, block_codec_best(), b, codes);
        const unsigned char *bitmap =
            b < postings.block_count ? postings_bitmap(&postings, b, &base, &size) : NULL;
        assert(!bitmap || (bitmap >= postings.payload && size <= postings.end - bitmap));
        if (n > 0)
            assert(postings_find_block(&postings, 0, docs[n - 1]) <= postings.block_count);
    }
}

// The keys of all documents of a block that could be read are its positions.
static void read_keys(struct position_reader *reader, uint32_t number,
                      const struct position_array *block)
{
    enum { BIAS = 7 };
    uint32_t indexes[POSTING_BLOCK_LEN], zeros[POSTING_BLOCK_LEN] = {0};
    struct position_request wanted = {indexes, zeros, 0, BIAS};
    struct position_keys keys = {0};
    for (uint32_t d = number * POSTING_BLOCK_LEN;
         d < reader->positions.doc_count && d < (number + 1) * POSTING_BLOCK_LEN; d++)
        indexes[wanted.count++] = d;
    assert(position_reader_keys(reader, &wanted, &keys, NULL) == STATUS_OK);
    assert(keys.count == block->count);
    for (size_t i = 0; i < keys.count; i++)
        assert(keys.values[i] == (uint64_t)block->values[i] + BIAS);
    position_keys_clear(&keys);
}

static void read_positions(struct slice bytes, uint32_t doc_count)
{
    struct positions positions;
    struct position_array block = {0}, single = {0};
    struct position_reader reader;
    memset(&reader, 0, sizeof reader);
    if (positions_open(bytes, doc_count, &positions, NULL) != STATUS_OK)
        return;
    position_reader_open(&reader, &positions);
    uint32_t blocks = doc_count / POSTING_BLOCK_LEN + (doc_count % POSTING_BLOCK_LEN > 0);
    for (uint32_t b = 0; b < blocks; b++) {
        uint32_t counts[POSTING_BLOCK_LEN];
        if (positions_read_block(&positions, b, counts, &block, NULL) != STATUS_OK)
            continue;
        const uint32_t *at = block.values;
        uint32_t first = b * POSTING_BLOCK_LEN;
        for (uint32_t d = first; d < doc_count && d < first + POSTING_BLOCK_LEN; d++) {
            uint32_t count = counts[d - first];
            if (position_reader_read(&reader, d, &single, NULL) == STATUS_OK) {
                assert(single.count == count);
                assert(count == 0 || memcmp(single.values, at, count * sizeof *at) == 0);
            }
            at += count;
        }
        read_keys(&reader, b, &block);
    }
    position_reader_clear(&reader);
    position_array_clear(&block);
    position_array_clear(&single);
}

// Every document has a level; of a table that was opened nothing outside is read.
static void read_ranges(struct slice bytes, uint32_t documents)
{
    struct range_table table;
    if (range_table_open(bytes, UINT8_MAX, documents, &table, NULL) != STATUS_OK)
        return;
    for (uint32_t d = 0; d < documents; d++)
        assert(range_table_level(&table, d) < RANGE_LEVELS);
}

static void read_pairs(struct slice bytes, uint32_t documents)
{
    struct word_pairs pairs;
    for (uint32_t second = 0; second < 64; second++) {
        uint32_t docs[PAIR_MAX_DOCS], count;
        if (word_pairs_documents(bytes, second, documents, docs, &count, NULL) != STATUS_OK)
            continue;
        assert(count <= PAIR_MAX_DOCS);
        for (uint32_t i = 0; i < count; i++)
            assert(docs[i] < documents && (i == 0 || docs[i - 1] < docs[i]));
    }
    for (uint32_t count = 0; count < 8; count++)
        if (word_pairs_open(bytes, count, &pairs, NULL) == STATUS_OK)
            for (size_t i = 0; i < bytes.len; i++)
                (void)word_pairs_number(&pairs, slice_of(bytes.ptr + i, 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice all = slice_of((const char *)data, size);
    struct cursor head = cursor_over(all);
    uint32_t doc_count = cursor_u8(&head);
    doc_count |= (uint32_t)cursor_u8(&head) << 8;
    size_t list_len = cursor_u8(&head);
    list_len |= (size_t)cursor_u8(&head) << 8;
    if (head.failed || doc_count == 0)
        return 0;
    struct slice rest = slice_from_offset(all, 4);
    struct slice list = slice_of(rest.ptr, list_len < rest.len ? list_len : rest.len);
    read_list(list, doc_count);
    read_ranges(list, doc_count);
    read_pairs(list, doc_count);
    read_positions(slice_from_offset(rest, list.len), doc_count);
    return 0;
}
