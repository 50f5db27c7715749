// Opens a segment's parts and finds ids, frames and terms in them. See segment.h.
//
// Opening looks up a handful of keys and copies nothing; what is there is checked to have the length that the manifest
// gives it. Ranges that a dictionary names are checked to lie in their extent. Contents are believed: their seals are
// checked apart (segment_check_seals), since that reads all of it.
#include "engine/segment/segment.h"

#include "base/bytes.h"
#include "base/reader.h"
#include "engine/format/blob.h"

#include <string.h>

static enum status corrupt(const struct segment *segment, const char *what, struct error *err)
{
    return error_set(err, STATUS_CORRUPT, "segment %u is damaged: %s", segment->info.id, what);
}

static enum status get_part(const struct segment *segment, enum blob_part part, uint32_t number,
                            struct slice *out, struct error *err)
{
    char key[BLOB_KEY_LEN];
    return blob_get(segment->txn, blob_key(segment->info.id, part, number, key), out, err);
}

static enum status open_extents(struct segment *segment, enum blob_part part, uint32_t count,
                                struct arena *arena, struct slice **out, struct error *err)
{
    *out = arena_calloc(arena, (size_t)count + 1, sizeof **out);
    if (!*out)
        return error_set(err, STATUS_NO_MEMORY, "segment %u: out of memory", segment->info.id);
    for (uint32_t n = 0; n < count; n++) {
        enum status status = get_part(segment, part, n, &(*out)[n], err);
        if (status == STATUS_NOT_FOUND)
            return corrupt(segment, "an extent is missing", err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

// A part that must be there with exactly `bytes` bytes.
static enum status open_fixed(struct segment *segment, enum blob_part part, size_t bytes,
                              struct slice *out, struct error *err)
{
    enum status status = get_part(segment, part, 0, out, err);
    if (status == STATUS_NOT_FOUND || (status == STATUS_OK && out->len != bytes))
        return corrupt(segment, "a part is missing or has the wrong size", err);
    return status;
}

static enum status open_columns(struct segment *segment, struct error *err)
{
    for (uint32_t c = 0; c < COLUMN_COUNT; c++) {
        struct slice bytes;
        enum status status = get_part(segment, PART_COLUMN, c, &bytes, err);
        if (status == STATUS_NOT_FOUND)
            return corrupt(segment, "a column is missing", err);
        if (status == STATUS_OK)
            status = column_open(bytes, segment->info.doc_count, &segment->columns[c], err);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status segment_pair_words(const struct segment *segment, struct slice *words,
                               struct error *err)
{
    enum status status = get_part(segment, PART_PAIRS, 0, words, err);
    return status == STATUS_NOT_FOUND ? corrupt(segment, "the words of pairs are missing", err)
                                      : status;
}

static enum status open_pairs(struct segment *segment, struct error *err)
{
    struct slice words;
    enum status status = segment_pair_words(segment, &words, err);
    return status == STATUS_OK
               ? word_pairs_open(words, segment->info.pair_words, &segment->pairs, err)
               : status;
}

enum status segment_pair_row(const struct segment *segment, uint32_t word, struct slice *row,
                             struct error *err)
{
    enum status status = get_part(segment, PART_PAIRS, 1 + word, row, err);
    return status == STATUS_NOT_FOUND ? corrupt(segment, "pairs are missing", err) : status;
}

enum status segment_open(struct store_txn *txn, const struct segment_info *info,
                         struct arena *arena, struct segment *out, struct error *err)
{
    *out = (struct segment){.info = *info, .txn = txn};
    size_t n = info->doc_count;
    enum status status =
        open_extents(out, PART_POSTINGS, info->posting_extents, arena, &out->posting_extents, err);
    if (status == STATUS_OK)
        status = open_extents(out, PART_POSITIONS, info->position_extents, arena,
                              &out->position_extents, err);
    if (status == STATUS_OK)
        status = open_extents(out, PART_DOCUMENTS, info->document_extents, arena,
                              &out->document_extents, err);
    if (status == STATUS_OK)
        status = open_fixed(out, PART_OFFSETS, n * 8, &out->offsets, err);
    if (status == STATUS_OK)
        status = open_fixed(out, PART_HASHES, n * 8, &out->hashes, err);
    if (status == STATUS_OK && info->deleted_count)
        status = open_fixed(out, PART_DELETED, (n + 7) / 8, &out->deleted, err);
    if (status == STATUS_OK && info->pair_words)
        status = open_pairs(out, err);
    return status == STATUS_OK ? open_columns(out, err) : status;
}

enum status segment_know_roots(struct segment *segment, const struct roots *roots,
                               struct arena *arena, struct error *err)
{
    const struct column *column = &segment->columns[COLUMN_ROOT];
    struct segment_root *known =
        arena_calloc(arena, (size_t)column->string_count + 1, sizeof *known);
    if (!known)
        return error_set(err, STATUS_NO_MEMORY, "segment %u: out of memory", segment->info.id);
    for (uint32_t i = 0; i < column->string_count; i++) {
        const struct source_root *root = roots_find(roots, column_string(column, i));
        if (root)
            known[i] = (struct segment_root){root->licence, root->is_uncovered};
    }
    segment->roots = known;
    return STATUS_OK;
}

// What is wrong with an entry of a table; NULL: nothing.
static const char *entry_damage(enum store_table table, struct slice key, struct slice value)
{
    if (table == STORE_TERMS)
        return dictionary_check_block(value, slice_from_offset(key, 4), NULL) == STATUS_OK
                   ? NULL
                   : "a dictionary block";
    if (key.len != BLOB_KEY_LEN)
        return "the key of a part";
    return blob_check(value, NULL) == STATUS_OK ? NULL : "part";
}

static enum status check_table(const struct segment *segment, enum store_table table,
                               void (*report)(void *context, const char *what), void *context,
                               struct error *err)
{
    char prefix[4];
    uint32_t big_endian = __builtin_bswap32(segment->info.id);
    memcpy(prefix, &big_endian, 4);
    struct slice key, value, start = slice_of(prefix, 4);
    enum status status = store_seek(segment->txn, table, start, &key, &value, err);
    while (status == STATUS_OK && slice_starts_with(key, start)) {
        store_txn_bound_pages(segment->txn, value.len); // a merge looks at all of its segments
        const char *damage = entry_damage(table, key, value);
        struct error found;
        if (damage && table == STORE_BLOBS && key.len == BLOB_KEY_LEN)
            (void)error_set(&found, STATUS_CORRUPT, "segment %u is damaged: %s %c %u",
                            segment->info.id, damage, key.ptr[4],
                            (unsigned)(unsigned char)key.ptr[8]);
        else if (damage)
            (void)corrupt(segment, damage, &found);
        if (damage && !report)
            return error_set(err, STATUS_CORRUPT, "%s", found.message);
        if (damage)
            report(context, found.message);
        status = store_next(segment->txn, table, &key, &value, err);
    }
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status segment_check_seals(const struct segment *segment,
                                void (*report)(void *context, const char *what), void *context,
                                struct error *err)
{
    enum status status = check_table(segment, STORE_BLOBS, report, context, err);
    return status == STATUS_OK ? check_table(segment, STORE_TERMS, report, context, err) : status;
}

enum status segment_find_id(const struct segment *segment, struct slice id, uint32_t *doc,
                            struct error *err)
{
    char key[DICTIONARY_MAX_TERM];
    if (id.len >= sizeof key)
        return STATUS_NOT_FOUND;
    key[0] = TERM_ID;
    memcpy(key + 1, id.ptr, id.len);
    struct slice value;
    enum status status =
        dictionary_find(segment->txn, segment->info.id, slice_of(key, id.len + 1), &value, err);
    if (status != STATUS_OK)
        return status;
    struct cursor cursor = cursor_over(value);
    *doc = cursor_varint32(&cursor);
    if (cursor.failed || *doc >= segment->info.doc_count)
        return corrupt(segment, "an id leads nowhere", err);
    return STATUS_OK;
}

// Documents are stored back to back in order, so a frame ends where the next one starts.
enum status segment_frame(const struct segment *segment, uint32_t doc, struct slice *frame,
                          struct error *err)
{
    if (doc >= segment->info.doc_count)
        return corrupt(segment, "no such document", err);
    struct cursor cursor = cursor_over(slice_from_offset(segment->offsets, (size_t)doc * 8));
    uint32_t extent = cursor_u32(&cursor), start = cursor_u32(&cursor);
    bool is_last = cursor_left(&cursor) == 0;
    uint32_t next_extent = cursor_u32(&cursor), next_start = cursor_u32(&cursor);
    if (extent >= segment->info.document_extents)
        return corrupt(segment, "a document lies outside", err);
    struct slice bytes = segment->document_extents[extent];
    size_t end = is_last || next_extent != extent ? bytes.len : next_start;
    if (start > end || end > bytes.len)
        return corrupt(segment, "a document lies outside", err);
    *frame = slice_of(bytes.ptr + start, end - start);
    return STATUS_OK;
}

uint64_t segment_hash(const struct segment *segment, uint32_t doc)
{
    struct cursor cursor = cursor_over(slice_from_offset(segment->hashes, (size_t)doc * 8));
    return cursor_u64(&cursor);
}

static bool resolve(const struct slice *extents, uint32_t extent_count,
                    const struct extent_range *range, struct slice *out)
{
    if (range->extent >= extent_count)
        return false;
    struct slice extent = extents[range->extent];
    if (range->offset > extent.len || range->length > extent.len - range->offset)
        return false;
    *out = slice_of(extent.ptr + range->offset, range->length);
    return true;
}

enum status segment_term_from_value(const struct segment *segment, struct slice value,
                                    struct segment_term *out, struct error *err)
{
    struct posting_entry entry;
    enum status status = posting_entry_decode(value, &entry, err);
    out->ranges = SLICE_NONE;
    if (status != STATUS_OK)
        return status;
    if (entry.doc_count > segment->info.doc_count)
        return corrupt(segment, "a term has too many documents", err);
    if (!entry.is_inline &&
        (!resolve(segment->posting_extents, segment->info.posting_extents, &entry.postings_at,
                  &entry.postings) ||
         !resolve(segment->position_extents, segment->info.position_extents, &entry.positions_at,
                  &entry.positions) ||
         (entry.has_ranges && !resolve(segment->posting_extents, segment->info.posting_extents,
                                       &entry.ranges_at, &out->ranges))))
        return corrupt(segment, "a list lies outside its extent", err);
    out->doc_count = entry.doc_count;
    out->max_code = entry.max_code;
    out->tenth_code = entry.tenth_code;
    out->positions = entry.positions;
    return postings_open(entry.postings, entry.doc_count, segment->info.doc_count, &out->postings,
                         err);
}

enum status segment_term(const struct segment *segment, enum term_kind kind, struct slice term,
                         struct segment_term *out, struct error *err)
{
    char key[DICTIONARY_MAX_TERM];
    if (term.len >= sizeof key)
        return STATUS_NOT_FOUND;
    key[0] = (char)kind;
    memcpy(key + 1, term.ptr, term.len);
    struct slice value;
    enum status status =
        dictionary_find(segment->txn, segment->info.id, slice_of(key, term.len + 1), &value, err);
    return status == STATUS_OK ? segment_term_from_value(segment, value, out, err) : status;
}

void segment_lengths(const struct segment *segment, uint32_t doc,
                     uint32_t lengths[TEXT_FIELD_COUNT])
{
    static const enum column_id columns[TEXT_FIELD_COUNT] = {
        COLUMN_LENGTH_TITRE, COLUMN_LENGTH_QUESTION, COLUMN_LENGTH_REPONSE};
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        lengths[f] = (uint32_t)column_value(&segment->columns[columns[f]], doc);
}

bool segment_is_referral(const struct segment *segment, uint32_t doc)
{
    const struct column *column = &segment->columns[COLUMN_RENVOI];
    return slice_equal(column_string(column, column_value(column, doc)), SLICE("oui"));
}

uint64_t segment_words(const struct segment *segment, uint32_t doc)
{
    uint32_t lengths[TEXT_FIELD_COUNT];
    uint64_t words = 0;
    segment_lengths(segment, doc, lengths);
    for (int f = 0; f < TEXT_FIELD_COUNT; f++)
        words += lengths[f];
    return words;
}

void segment_clear_deleted(const struct segment *segment, uint32_t base, uint64_t *bits,
                           uint32_t words)
{
    size_t from = base / 8, len = segment->deleted.len, w = 0;
    const char *deleted = segment->deleted.ptr;
    for (size_t whole = from < len ? (len - from) / 8 : 0; w < words && w < whole; w++)
        bits[w] &= ~load_u64(deleted + from + w * 8);
    uint64_t rest = 0;
    if (w < words && from + w * 8 < len) {
        memcpy(&rest, deleted + from + w * 8, len - from - w * 8);
        bits[w] &= ~rest;
    }
}
