// See posting_cursor.h.
#include "engine/search/match/posting_cursor.h"

void posting_cursor_open(struct posting_cursor *cursor, const struct postings *postings,
                         struct posting_access *access)
{
    cursor->at = 0;
    posting_reader_open(&cursor->reader, postings, access);
}

// To the first document >= target of this block, which has one. It is most often one of the next few.
static void skip_to(struct posting_cursor *cursor, uint32_t target)
{
    const struct posting_reader *reader = &cursor->reader;
    uint32_t less = posting_reader_less(reader->docs + cursor->at, target);
    cursor->at += less;
    if (less == READER_STEP && reader->docs[cursor->at] < target)
        cursor->at +=
            reader->codec->search(reader->docs + cursor->at, reader->count - cursor->at, target);
}

uint32_t posting_cursor_seek(struct posting_cursor *cursor, uint32_t target)
{
    struct posting_reader *reader = &cursor->reader;
    for (;;) {
        uint32_t block;
        if (cursor->at < reader->count && reader->docs[reader->count - 1] >= target) {
            if (reader->docs[cursor->at] < target)
                skip_to(cursor, target);
            return reader->docs[cursor->at];
        }
        cursor->at = 0;
        if (!posting_reader_find(reader, reader->block + 1, target, &block) ||
            !posting_reader_decode(reader, block))
            return CURSOR_END;
    }
}

void posting_cursor_score(struct posting_cursor *cursor, uint32_t base, const uint64_t *bits,
                          const uint16_t table[256], uint16_t *scores)
{
    const struct posting_reader *reader = &cursor->reader;
    uint32_t end = base + WINDOW_DOCS;
    while (posting_cursor_seek(cursor, base) < end) {
        if (!posting_reader_impacts(&cursor->reader))
            return;
        uint32_t at = cursor->at, count = reader->count;
        for (; at < count && reader->docs[at] < end; at++) {
            uint32_t bit = reader->docs[at] - base;
            if (bits[bit / 64] >> bit % 64 & 1)
                scores[bit] = (uint16_t)(scores[bit] + table[reader->impacts[at]]);
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
    const struct posting_reader *reader = &cursor->reader;
    uint32_t end = base + WINDOW_DOCS;
    uint16_t *scores = window->scores;
    struct block_sum sum = {scores, base, table};
    while (posting_cursor_seek(cursor, base) < end) {
        if (!posting_reader_impacts(&cursor->reader))
            return;
        uint32_t at = cursor->at, count = reader->count;
        if (reader->docs[count - 1] < end) {
            block_accumulate(&sum, reader->docs + at, reader->impacts + at, count - at);
            window->touched |=
                groups_between(reader->docs[at] - base, reader->docs[count - 1] - base);
            cursor->at = count;
            continue;
        }
        for (; reader->docs[at] < end; at++) {
            uint32_t bit = reader->docs[at] - base;
            scores[bit] = (uint16_t)(scores[bit] + table[reader->impacts[at]]);
            window->touched |= (uint64_t)1 << bit / 64;
        }
        cursor->at = at;
        return;
    }
}
