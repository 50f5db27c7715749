// What is on record about a source, byte by byte:
//
//     path                                       a string: its length as a varint, its bytes
//     mtime_ns, size_bytes, content_hash, rules_hash   u64
//     rejected                                   u8
//     memo                                       a string
//     number of ids                              varint; each id: length << 2 | flags (varint), its bytes
//     members                                    of an archive only, each:
//       flags                                    u8
//       name                                     a string
//       size_bytes                               varint
//       content_hash                             u64
//       number of its ids                        varint; each: its place among the ids less that of the one before
//                                                (the first: less 0), negative ones as odd numbers (varint)
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

// What a member is flagged with.
enum {
    MEMBER_REJECTED = 1,
    MEMBER_UNSETTLED = 2, // its reading was broken off
};

struct source_state {
    int64_t mtime_ns;
    uint64_t size_bytes;
    uint64_t content_hash; // of the file's bytes; 0: read it again
    uint64_t rules_hash;   // of what the operator says of it; 0: nothing
    bool rejected; // quarantined: could not be parsed as it stands; what it held before is not gone
    struct slice memo; // what its reader wants to find again; means nothing to the index
};

// Of the documents that a source had, those that it has no more.
struct source_left {
    uint64_t orphans; // for other sources to take over, or lost
    uint64_t kept;    // of a source that was rejected: they stay with it
};

// A record being read, borrowed from its bytes.
struct source_record {
    struct slice path;
    struct source_state state;
    struct slice held; // ids and members as they are stored
    struct cursor ids; // for source_record_next
    uint64_t ids_left;
};

// A member of an archive being read, borrowed from its bytes.
struct source_member {
    uint8_t flags;
    struct slice name;
    uint64_t size_bytes, content_hash;
    struct cursor places; // for source_member_next
    uint64_t places_left;
    uint32_t place; // the last one given
};

// What a record is made of.
struct source_holding {
    const struct id_set *ids;
    const struct id_set *kept; // those of them that are not among the ids follow these
    struct slice members;      // encoded
};

// The key of a path in the table: the path itself, or its beginning and a hash in `key`.
struct slice source_record_key(struct slice path, char key[SOURCE_KEY_MAX]);

// Appends a record.
void source_record_encode(struct slice path, const struct source_state *state,
                          const struct source_holding *holding, struct buf *out);

// Appends a member. places: of its ids among those of the record.
void source_member_encode(const struct source_member *member, const uint32_t *places, size_t count,
                          struct buf *out);

// The same record with another state.
void source_record_encode_state(const struct source_record *record,
                                const struct source_state *state, struct buf *out);

enum status source_record_decode(struct slice bytes, struct source_record *out,
                                 struct error *err) STATUS_NODISCARD;

// The next id and its flags. False at the end.
bool source_record_next(struct source_record *record, struct slice *id, uint8_t *flags);

// The members, once all ids were walked over; and the next of them, *members being moved behind it. False at the end
// or where the bytes are damaged: then `members` has failed.
struct cursor source_record_members(const struct source_record *record);
bool source_member_next(struct cursor *members, struct source_member *member);

// The place of the member's next id. False at the end.
bool source_member_place(struct source_member *member, uint32_t *place);

// STATUS_CORRUPT when a stored record is not what was written under its key.
enum status source_record_check(struct slice key, struct slice bytes,
                                struct error *err) STATUS_NODISCARD;

#endif
