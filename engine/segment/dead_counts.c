// See dead_counts.h.
#include "engine/segment/dead_counts.h"

#include "base/bytes.h"

#include <string.h>

enum { SEGMENT_BYTES = 4 };

// The key of a term, in `key`.
static struct slice key_of(uint32_t segment, struct slice term,
                           char key[SEGMENT_BYTES + DICTIONARY_MAX_TERM])
{
    uint32_t big_endian = __builtin_bswap32(segment);
    memcpy(key, &big_endian, SEGMENT_BYTES);
    memcpy(key + SEGMENT_BYTES, term.ptr, term.len);
    return slice_of(key, SEGMENT_BYTES + term.len);
}

static enum status get(struct store_txn *txn, struct slice key, uint32_t *out, struct error *err)
{
    struct slice value;
    enum status status = store_get(txn, STORE_DEAD, key, &value, err);
    *out = 0;
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    if (status == STATUS_OK && value.len != sizeof *out)
        return error_set(err, STATUS_CORRUPT, "a count of deleted documents is damaged");
    if (status == STATUS_OK)
        *out = load_u32(value.ptr);
    return status;
}

enum status dead_counts_live(const struct segment *segment, struct slice term, uint32_t doc_count,
                             uint32_t *live, struct error *err)
{
    char key[SEGMENT_BYTES + DICTIONARY_MAX_TERM];
    uint32_t dead = 0;
    if (segment->info.deleted_count > 0 && term.len < DICTIONARY_MAX_TERM) {
        enum status status = get(segment->txn, key_of(segment->info.id, term, key), &dead, err);
        if (status != STATUS_OK)
            return status;
    }
    if (dead > doc_count)
        return error_set(err, STATUS_CORRUPT,
                         "segment %u: more documents of \"%.*s\" are deleted than it has",
                         segment->info.id, SLICE_ARG(term));
    *live = doc_count - dead;
    return STATUS_OK;
}

enum status dead_counts_find_live(const struct segment *segment, enum term_kind kind,
                                  struct slice word, uint32_t *live, struct error *err)
{
    char term[DICTIONARY_MAX_TERM] = {(char)kind};
    struct posting_entry entry;
    struct slice value;
    *live = 0;
    if (word.len + 1 >= sizeof term)
        return STATUS_OK;
    memcpy(term + 1, word.ptr, word.len);
    struct slice key = slice_of(term, word.len + 1);
    enum status status = dictionary_find(segment->txn, segment->info.id, key, &value, err);
    if (status == STATUS_OK)
        status = posting_entry_decode(value, &entry, err);
    if (status == STATUS_OK)
        status = dead_counts_live(segment, key, entry.doc_count, live, err);
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status dead_counts_add(struct store_txn *txn, uint32_t segment, struct slice term,
                            uint32_t documents, struct error *err)
{
    char key[SEGMENT_BYTES + DICTIONARY_MAX_TERM], value[sizeof documents];
    struct slice at = key_of(segment, term, key);
    uint32_t before;
    enum status status = get(txn, at, &before, err);
    if (status != STATUS_OK)
        return status;
    uint32_t sum = before + documents;
    memcpy(value, &sum, sizeof sum);
    return store_put(txn, STORE_DEAD, at, slice_of(value, sizeof value), err);
}
