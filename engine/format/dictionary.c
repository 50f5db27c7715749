// The dictionary of a segment, written in order and read by look-up or in order. See dictionary.h.
//
// A writer holds one block and gives it to the store when it is full; terms must come sorted. A look-up is one descent
// of the B+tree to the block, a binary search over its restarts and at most 16 steps. Blocks are not copied: what is
// found points into the map and dies with the transaction.
//
// Seals are checked by segment_check_seals, not by each look-up, which would have to read the whole block. So every
// length is checked where it is read: a damaged block gives STATUS_CORRUPT or a wrong entry, never a read outside it.
#include "engine/format/dictionary.h"

#include "base/hash.h"
#include "base/reader.h"

#include <assert.h>
#include <string.h>

enum { SEAL_BYTES = 4 };

static enum status corrupt(uint32_t segment, struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "dictionary of segment %u is damaged", segment);
}

static uint32_t seal_of(struct slice bytes)
{
    return (uint32_t)hash_bytes(slice_of(bytes.ptr, bytes.len), 0);
}

static size_t make_key(uint32_t segment, struct slice term, char key[4 + DICTIONARY_MAX_TERM])
{
    uint32_t big_endian = __builtin_bswap32(segment);
    memcpy(key, &big_endian, 4);
    memcpy(key + 4, term.ptr, term.len);
    return term.len + 4;
}

static size_t shared_prefix(const char *a, size_t a_len, struct slice b)
{
    size_t n = 0, most = a_len < b.len ? a_len : b.len;
    while (n < most && a[n] == b.ptr[n])
        n++;
    return n;
}

// --- writing ---------------------------------------------------------------------------------

void dictionary_writer_init(struct dictionary_writer *writer, uint32_t segment)
{
    memset(writer, 0, sizeof *writer);
    writer->segment = segment;
}

void dictionary_writer_clear(struct dictionary_writer *writer)
{
    buf_clear(&writer->block);
}

static enum status write_block(struct dictionary_writer *writer, struct store_txn *txn,
                               struct error *err)
{
    char key[4 + DICTIONARY_MAX_TERM];
    size_t key_len = make_key(writer->segment, slice_of(writer->last, writer->last_len), key);
    for (uint32_t r = 0; r < writer->restart_count; r++)
        buf_append_u16(&writer->block, writer->restarts[r]);
    buf_append_u16(&writer->block, (uint16_t)writer->restart_count);
    buf_append_u32(&writer->block, seal_of(buf_slice(&writer->block)));
    if (writer->block.failed)
        return error_set(err, STATUS_NO_MEMORY, "dictionary: out of memory");
    writer->bytes += writer->block.len + key_len;
    enum status status =
        store_put(txn, STORE_TERMS, slice_of(key, key_len), buf_slice(&writer->block), err);
    buf_reset(&writer->block);
    writer->restart_count = writer->entry_count = 0;
    return status;
}

enum status dictionary_writer_add(struct dictionary_writer *writer, struct store_txn *txn,
                                  struct slice term, struct slice value, struct error *err)
{
    assert(term.len <= DICTIONARY_MAX_TERM);
    size_t worst = term.len + value.len + 16 + (writer->restart_count + 2) * 2;
    if (writer->entry_count && writer->block.len + worst > DICTIONARY_BLOCK_BYTES) {
        enum status status = write_block(writer, txn, err);
        if (status != STATUS_OK)
            return status;
    }
    size_t shared = 0;
    if (writer->entry_count % DICTIONARY_RESTART == 0)
        writer->restarts[writer->restart_count++] = (uint16_t)writer->block.len;
    else
        shared = shared_prefix(writer->last, writer->last_len, term);
    buf_append_varint(&writer->block, shared);
    buf_append_string(&writer->block, slice_from_offset(term, shared));
    buf_append_string(&writer->block, value);
    memcpy(writer->last, term.ptr, term.len);
    writer->last_len = term.len;
    writer->entry_count++;
    return STATUS_OK;
}

enum status dictionary_writer_finish(struct dictionary_writer *writer, struct store_txn *txn,
                                     struct error *err)
{
    return writer->entry_count ? write_block(writer, txn, err) : STATUS_OK;
}

// --- reading ---------------------------------------------------------------------------------

struct block_view {
    struct slice entries; // without the restart table
    const unsigned char *restarts;
    uint32_t restart_count;
};

static bool open_block(struct slice block, struct block_view *out)
{
    if (block.len < SEAL_BYTES + 4)
        return false;
    block.len -= SEAL_BYTES;
    const unsigned char *end = (const unsigned char *)block.ptr + block.len;
    out->restart_count = (uint32_t)end[-2] | (uint32_t)end[-1] << 8;
    size_t table = (size_t)out->restart_count * 2 + 2;
    if (out->restart_count == 0 || table > block.len)
        return false;
    out->restarts = end - table;
    out->entries = slice_of(block.ptr, block.len - table);
    return true;
}

static size_t restart_offset(const struct block_view *view, uint32_t r)
{
    return (size_t)view->restarts[2 * r] | (size_t)view->restarts[2 * r + 1] << 8;
}

// Decodes the entry at *offset, completing `term` (which holds the one before); false when damaged.
static bool read_entry(struct slice entries, size_t *offset, char term[DICTIONARY_MAX_TERM],
                       size_t *term_len, struct slice *value)
{
    if (*offset >= entries.len)
        return false;
    struct cursor cursor = cursor_over(slice_from_offset(entries, *offset));
    uint64_t shared = cursor_varint(&cursor);
    struct slice more = cursor_string(&cursor);
    *value = cursor_string(&cursor);
    if (cursor.failed || shared > *term_len || shared + more.len > DICTIONARY_MAX_TERM)
        return false;
    memcpy(term + shared, more.ptr, more.len);
    *term_len = (size_t)shared + more.len;
    *offset = (size_t)((const char *)cursor.next - entries.ptr);
    return true;
}

// Where to start looking for `term`: the last restart that is not beyond it.
static size_t find_restart(const struct block_view *view, struct slice term)
{
    uint32_t low = 0, high = view->restart_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        size_t offset = restart_offset(view, middle);
        if (offset >= view->entries.len)
            return SIZE_MAX;
        struct cursor cursor = cursor_over(slice_from_offset(view->entries, offset));
        cursor_varint(&cursor);
        struct slice spelled = cursor_string(&cursor);
        if (slice_compare(spelled, term) <= 0)
            low = middle;
        else
            high = middle;
    }
    return restart_offset(view, low);
}

// The block that can hold `term`: the first whose last term is not before it.
static enum status seek_block(struct store_txn *txn, uint32_t segment, struct slice term,
                              struct slice *key, struct slice *block, struct error *err)
{
    char wanted[4 + DICTIONARY_MAX_TERM];
    size_t len = make_key(segment, term, wanted);
    enum status status = store_seek(txn, STORE_TERMS, slice_of(wanted, len), key, block, err);
    if (status == STATUS_OK && !slice_starts_with(*key, slice_of(wanted, 4)))
        return STATUS_NOT_FOUND;
    return status;
}

enum status dictionary_find(struct store_txn *txn, uint32_t segment, struct slice term,
                            struct slice *value, struct error *err)
{
    struct slice key, block;
    if (term.len > DICTIONARY_MAX_TERM)
        return STATUS_NOT_FOUND;
    enum status status = seek_block(txn, segment, term, &key, &block, err);
    if (status != STATUS_OK)
        return status;
    struct block_view view;
    if (!open_block(block, &view))
        return corrupt(segment, err);
    size_t offset = find_restart(&view, term), len = 0;
    char at[DICTIONARY_MAX_TERM];
    for (int steps = 0; steps < DICTIONARY_RESTART; steps++) {
        if (!read_entry(view.entries, &offset, at, &len, value))
            return corrupt(segment, err);
        int order = slice_compare(slice_of(at, len), term);
        if (order == 0)
            return STATUS_OK;
        if (order > 0 || offset >= view.entries.len)
            break;
    }
    return STATUS_NOT_FOUND;
}

static bool ends_with_term(struct slice block, struct slice last)
{
    struct block_view view;
    char term[DICTIONARY_MAX_TERM];
    size_t len = 0, next = 0;
    struct slice value;
    if (!open_block(block, &view))
        return false;
    while (next < view.entries.len)
        if (!read_entry(view.entries, &next, term, &len, &value))
            return false;
    return slice_equal(slice_of(term, len), last);
}

enum status dictionary_check_block(struct slice block, struct slice last, struct error *err)
{
    if (block.len >= SEAL_BYTES) {
        struct cursor seal = cursor_over(slice_from_offset(block, block.len - SEAL_BYTES));
        if (cursor_u32(&seal) == seal_of(slice_of(block.ptr, block.len - SEAL_BYTES)) &&
            ends_with_term(block, last))
            return STATUS_OK;
    }
    return error_set(err, STATUS_CORRUPT, "dictionary block is damaged");
}

static enum status load_block(struct dictionary_iterator *iterator, struct slice from,
                              struct error *err)
{
    struct slice key;
    enum status status =
        seek_block(iterator->txn, iterator->segment, from, &key, &iterator->block, err);
    if (status != STATUS_OK)
        return status;
    struct block_view view;
    if (!open_block(iterator->block, &view) || key.len > sizeof iterator->block_key)
        return corrupt(iterator->segment, err);
    memcpy(iterator->block_key, key.ptr, key.len);
    iterator->block_key_len = key.len;
    iterator->next = from.len ? find_restart(&view, from) : 0;
    iterator->entries_end = view.entries.len;
    iterator->term_len = 0;
    return STATUS_OK;
}

enum status dictionary_seek(struct store_txn *txn, uint32_t segment, struct slice from,
                            struct dictionary_iterator *out, struct error *err)
{
    *out = (struct dictionary_iterator){.txn = txn, .segment = segment};
    if (from.len > DICTIONARY_MAX_TERM)
        from.len = DICTIONARY_MAX_TERM;
    enum status status = load_block(out, from, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK; // an empty walk
    while (status == STATUS_OK) {
        struct dictionary_iterator before = *out;
        status = dictionary_next(out, err);
        if (status == STATUS_NOT_FOUND)
            return STATUS_OK;
        if (status == STATUS_OK && slice_compare(dictionary_term(out), from) >= 0) {
            *out = before;
            return STATUS_OK;
        }
    }
    return status;
}

enum status dictionary_next(struct dictionary_iterator *iterator, struct error *err)
{
    if (iterator->next >= iterator->entries_end) {
        if (iterator->block_key_len == 0)
            return STATUS_NOT_FOUND;
        // The block after: the smallest term beyond this block's last one is that term and a NUL.
        char beyond[DICTIONARY_MAX_TERM + 1];
        size_t len = iterator->block_key_len - 4;
        memcpy(beyond, iterator->block_key + 4, len);
        beyond[len++] = '\0';
        if (len > DICTIONARY_MAX_TERM)
            return corrupt(iterator->segment, err);
        enum status status = load_block(iterator, slice_of(beyond, len), err);
        if (status == STATUS_NOT_FOUND)
            iterator->block_key_len = 0;
        if (status != STATUS_OK)
            return status;
        iterator->next = 0;
    }
    if (!read_entry(slice_of(iterator->block.ptr, iterator->entries_end), &iterator->next,
                    iterator->term, &iterator->term_len, &iterator->value))
        return corrupt(iterator->segment, err);
    return STATUS_OK;
}

// --- values ------------------------------------------------------------------------------------

enum { ENTRY_INLINE = 0, ENTRY_APART = 1, ENTRY_WITH_RANGES = 2 };

static void encode_range(const struct extent_range *range, struct buf *out)
{
    buf_append_varint(out, range->extent);
    buf_append_varint(out, range->offset);
    buf_append_varint(out, range->length);
}

static void decode_range(struct cursor *cursor, struct extent_range *range)
{
    range->extent = cursor_varint32(cursor);
    range->offset = cursor_varint32(cursor);
    range->length = cursor_varint32(cursor);
}

void posting_entry_encode(const struct posting_entry *entry, struct buf *out)
{
    buf_append_varint(out, entry->doc_count);
    buf_append_char(out, (char)entry->max_code);
    if (entry->doc_count >= BEST_CODES)
        buf_append_char(out, (char)entry->tenth_code);
    buf_append_char(out, entry->is_inline    ? ENTRY_INLINE
                         : entry->has_ranges ? ENTRY_WITH_RANGES
                                             : ENTRY_APART);
    if (entry->is_inline) {
        buf_append_string(out, entry->postings);
        buf_append_slice(out, entry->positions);
    } else {
        encode_range(&entry->postings_at, out);
        encode_range(&entry->positions_at, out);
        if (entry->has_ranges)
            encode_range(&entry->ranges_at, out);
    }
}

enum status posting_entry_decode(struct slice value, struct posting_entry *out, struct error *err)
{
    struct cursor cursor = cursor_over(value);
    *out = (struct posting_entry){0};
    out->doc_count = cursor_varint32(&cursor);
    out->max_code = cursor_u8(&cursor);
    out->tenth_code = out->doc_count >= BEST_CODES ? cursor_u8(&cursor) : 0;
    uint8_t form = cursor_u8(&cursor);
    out->is_inline = form == ENTRY_INLINE;
    out->has_ranges = form == ENTRY_WITH_RANGES;
    if (out->is_inline) {
        out->postings = cursor_string(&cursor);
        out->positions = cursor_bytes(&cursor, cursor_left(&cursor));
    } else {
        decode_range(&cursor, &out->postings_at);
        decode_range(&cursor, &out->positions_at);
        if (out->has_ranges)
            decode_range(&cursor, &out->ranges_at);
    }
    if (cursor.failed || form > ENTRY_WITH_RANGES || out->doc_count == 0 ||
        out->doc_count > DOC_LIMIT)
        return error_set(err, STATUS_CORRUPT, "dictionary entry is damaged");
    return STATUS_OK;
}
