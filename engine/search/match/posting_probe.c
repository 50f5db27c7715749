// See posting_probe.h.
//
// Most questions are about a document of the block entered last, and not far after the one before. A question costs a
// comparison or two there; a block costs its decoding once, a bitmap nothing. Of a document in a bitmap, its number in
// the list is a count of bits, which is not made where it is not asked for.
#include "engine/search/match/posting_probe.h"

void posting_probe_open(struct posting_probe *probe, const struct postings *postings,
                        struct posting_access *access)
{
    probe->until = probe->at = 0;
    probe->bitmap = NULL;
    posting_reader_open(&probe->reader, postings, access);
}

// No document is left.
static bool end(struct posting_probe *probe)
{
    probe->until = UINT32_MAX;
    probe->at = 0;
    probe->bitmap = NULL;
    return false;
}

// To the block that holds doc or would, which comes after this one: a bitmap is left as it is. False after the last or
// when damaged.
static bool enter_block(struct posting_probe *probe, uint32_t doc)
{
    struct posting_reader *reader = &probe->reader;
    uint32_t block;
    if (!posting_reader_find(reader, reader->block + 1, doc, &block))
        return end(probe);
    probe->bitmap = posting_reader_bitmap(reader, block, &probe->first);
    if (!probe->bitmap && !posting_reader_decode(reader, block))
        return end(probe);
    probe->at = 0;
    probe->until = block < reader->postings->block_count
                       ? postings_last_doc(reader->postings, block) + 1
                       : UINT32_MAX;
    return true;
}

static bool bitmap_has(const unsigned char *bitmap, uint32_t bit)
{
    return bitmap[bit / 8] >> bit % 8 & 1;
}

// The first of increasing docs, the last of them UINT32_MAX, that is not less than target; it is most often near.
static const uint32_t *first_from(const uint32_t *docs, uint32_t target)
{
    while (docs[7] < target)
        docs += 8;
    docs += docs[3] < target ? 4 : 0;
    docs += docs[1] < target ? 2 : 0;
    return docs + (docs[0] < target);
}

// Whether the list has the document; if so, its number in the block is `at`.
static inline bool locate(struct posting_probe *probe, uint32_t doc)
{
    struct posting_reader *reader = &probe->reader;
    if (doc >= probe->until && !enter_block(probe, doc))
        return false;
    if (probe->bitmap) {
        uint32_t bit = doc - probe->first;
        if (!bitmap_has(probe->bitmap, bit))
            return false;
        probe->at = bit;
        reader->codec->bitmap_ranks(probe->bitmap, &probe->at, 1);
        if (probe->at < POSTING_BLOCK_LEN)
            return true;
        posting_reader_fail(reader); // more bits than documents
        return end(probe);
    }
    const uint32_t *at = first_from(reader->docs + probe->at, doc);
    probe->at = (uint32_t)(at - reader->docs);
    return *at == doc;
}

bool posting_probe_has(struct posting_probe *probe, uint32_t doc, uint32_t *index)
{
    if (!locate(probe, doc))
        return false;
    *index = probe->reader.block * POSTING_BLOCK_LEN + probe->at;
    return true;
}

uint32_t posting_probe_score(struct posting_probe *probe, uint32_t doc, const uint16_t table[256])
{
    if (!locate(probe, doc))
        return 0;
    const uint8_t *impacts = posting_reader_impacts(&probe->reader);
    return impacts ? table[impacts[probe->at]] : 0;
}

// Which of documents[from, to) a bitmap has, as posting_probe_find.
static unsigned find_in_bitmap(struct posting_probe *probe, const uint32_t *docs, unsigned from,
                               unsigned to, uint32_t *places, uint32_t *indexes)
{
    struct posting_reader *reader = &probe->reader;
    unsigned found = 0;
    for (unsigned i = from; i < to; i++) {
        indexes[found] = docs[i] - probe->first;
        places[found] = i;
        found += bitmap_has(probe->bitmap, indexes[found]);
    }
    reader->codec->bitmap_ranks(probe->bitmap, indexes, found);
    if (found && indexes[found - 1] >= POSTING_BLOCK_LEN) { // more bits than documents
        posting_reader_fail(reader);
        end(probe);
        return 0;
    }
    for (unsigned i = 0; i < found; i++)
        indexes[i] += reader->block * POSTING_BLOCK_LEN;
    return found;
}

// Which of documents[*next, n) the block entered last has, as posting_probe_find; *next moves past the block.
static unsigned find_in_block(struct posting_probe *probe, const uint32_t *docs, unsigned n,
                              unsigned *next, uint32_t *places, uint32_t *indexes)
{
    const struct posting_reader *reader = &probe->reader;
    unsigned from = *next, end = from, found = 0;
    while (end < n && docs[end] < probe->until)
        end++;
    *next = end;
    if (probe->bitmap)
        return find_in_bitmap(probe, docs, from, end, places, indexes);
    const uint32_t *at = reader->docs + probe->at;
    for (; from < end; from++) {
        while (at[7] < docs[from])
            at += 8;
        uint32_t within = (uint32_t)(at - reader->docs) + posting_reader_less(at, docs[from]);
        places[found] = from;
        indexes[found] = reader->block * POSTING_BLOCK_LEN + within;
        found += reader->docs[within] == docs[from];
    }
    probe->at = (uint32_t)(at - reader->docs);
    return found;
}

unsigned posting_probe_find(struct posting_probe *probe, const uint32_t *docs, unsigned n,
                            uint32_t *places, uint32_t *indexes)
{
    unsigned next = 0, found = 0;
    while (next < n && (docs[next] < probe->until || enter_block(probe, docs[next])))
        found += find_in_block(probe, docs, n, &next, places + found, indexes + found);
    return found;
}

void posting_probe_add(struct posting_probe *probe, const uint32_t *docs, unsigned n,
                       const uint16_t table[256], uint32_t *scores)
{
    uint32_t places[POSTING_BLOCK_LEN], indexes[POSTING_BLOCK_LEN];
    unsigned next = 0;
    while (next < n && (docs[next] < probe->until || enter_block(probe, docs[next]))) {
        unsigned found = find_in_block(probe, docs, n, &next, places, indexes);
        const uint8_t *impacts = found ? posting_reader_impacts(&probe->reader) : NULL;
        for (unsigned i = 0; impacts && i < found; i++)
            scores[places[i]] += table[impacts[indexes[i] % POSTING_BLOCK_LEN]];
    }
}

unsigned posting_probe_keep(struct posting_probe *probe, uint32_t *docs, unsigned n)
{
    struct posting_reader *reader = &probe->reader;
    unsigned i = 0, kept = 0;
    while (i < n && (docs[i] < probe->until || enter_block(probe, docs[i]))) {
        const unsigned char *bitmap = probe->bitmap;
        uint32_t until = probe->until, first = probe->first;
        for (; bitmap && i < n && docs[i] < until; i++) {
            uint32_t bit = docs[i] - first;
            docs[kept] = docs[i];
            kept += bitmap_has(bitmap, bit);
        }
        if (bitmap)
            continue;
        const uint32_t *at = reader->docs + probe->at;
        unsigned here = reader->codec->search(docs + i, n - i, until);
        kept += reader->codec->keep(&at, docs + i, here, docs + kept);
        i += here;
        probe->at = (uint32_t)(at - reader->docs);
    }
    return kept;
}
