// What is on record about a source, byte by byte:
//
//     path                                       a string: its length as a varint, its bytes
//     mtime_ns, size_bytes, content_hash         u64
//     rejected                                   u8
//     number of ids                              varint; each id: length << 2 | flags (varint), its bytes
//     seal                                       u64
#ifndef ENGINE_SOURCE_RECORD_H
#define ENGINE_SOURCE_RECORD_H

#include "base/buf.h"
#include "base/error.h"
#include "base/reader.h"
#include "base/slice.h"
#include "engine/id_set.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    SOURCE_KEY_PLAIN = 480, // bytes of a longer path that its key begins with
    SOURCE_KEY_MAX = SOURCE_KEY_PLAIN + 16,
};

// What the ids are flagged with; 2 bits.
enum {
    ID_SKIPPED = 1,  // the document was another source's
    ID_REPEATED = 2, // the source has it more than once
};

struct source_state {
    int64_t mtime_ns;
    uint64_t size_bytes;
    uint64_t content_hash; // of the file's bytes
    bool rejected; // quarantined: could not be parsed as it stands; what it held before is not gone
};

// A record being read, borrowed from its bytes.
struct source_record {
    struct slice path;
    struct source_state state;
    struct slice all_ids; // as they are stored, with their number
    struct cursor ids;    // for source_record_next
};

// The key of a path in the table: the path itself, or its beginning and a hash in `key`.
struct slice source_record_key(struct slice path, char key[SOURCE_KEY_MAX]);

// Appends a record with `ids` and those of `kept` that are not among them.
void source_record_encode(struct slice path, const struct source_state *state,
                          const struct id_set *ids, const struct id_set *kept, struct buf *out);

// The same record with another state.
void source_record_encode_state(const struct source_record *record,
                                const struct source_state *state, struct buf *out);

enum status source_record_decode(struct slice bytes, struct source_record *out,
                                 struct error *err) STATUS_NODISCARD;

// The next id and its flags. False at the end.
bool source_record_next(struct source_record *record, struct slice *id, uint8_t *flags);

// STATUS_CORRUPT when a stored record is not what was written under its key.
enum status source_record_check(struct slice key, struct slice bytes,
                                struct error *err) STATUS_NODISCARD;

#endif
