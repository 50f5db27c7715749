// See posting_reader.h.
#include "engine/segment/posting_reader.h"

#include "engine/format/codec/block_codec_best.h"

struct posting_access posting_access_make(void)
{
    return (struct posting_access){.codec = block_codec_best()};
}

void posting_reader_open(struct posting_reader *reader, const struct postings *postings,
                         struct posting_access *access)
{
    reader->postings = postings;
    reader->codec = access->codec;
    reader->access = access;
    reader->twin = NULL;
    reader->block = UINT32_MAX;
    reader->count = 0;
    reader->has_impacts = false;
}

void posting_reader_fail(struct posting_reader *reader)
{
    reader->access->damaged = true;
    posting_reader_enter(reader, postings_total_blocks(reader->postings), 0);
}

bool posting_reader_load_impacts(struct posting_reader *reader)
{
    const struct posting_reader *twin = reader->twin;
    if (twin && twin->block == reader->block && twin->has_impacts) {
        memcpy(reader->impacts, twin->impacts, sizeof reader->impacts);
        return reader->has_impacts = true;
    }
    reader->has_impacts =
        postings_codes(reader->postings, reader->codec, reader->block, reader->impacts);
    if (!reader->has_impacts)
        posting_reader_fail(reader);
    return reader->has_impacts;
}
