// The source that is being read, between the beginning of its reading and its end: what a writer (engine/writer.h)
// promises of sources and members, whatever it keeps its records in.
#ifndef ENGINE_INTAKE_INTAKE_H
#define ENGINE_INTAKE_INTAKE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/id_set.h"
#include "engine/intake/member_list.h"
#include "engine/source_record.h"
#include "engine/source_ref.h"

#include <stdbool.h>
#include <stdint.h>

// What is asked of the writer; the batch that is not committed yet included.
struct intake_store {
    // A source's record, borrowed until the next is put. STATUS_NOT_FOUND.
    enum status (*record)(void *writer, struct slice path, struct source_record *out,
                          struct error *err);
    enum status (*put_record)(void *writer, struct slice path, const struct buf *record,
                              struct error *err);
    // The source of a document, in the arena, and whether it still holds it. STATUS_NOT_FOUND.
    enum status (*source_of)(void *writer, struct slice id, struct arena *arena,
                             struct source_ref *source, bool *is_orphan, struct error *err);
    enum status (*put_orphan)(void *writer, struct slice id, struct slice path, struct error *err);
};

// Zeroed memory but for the first two; intake_clear frees.
struct intake {
    const struct intake_store *store;
    void *writer;
    bool is_open;
    struct buf path; // empty: it goes on no record
    struct id_set before, now;
    struct member_list members_before, members_now; // of an archive
    struct buf member;    // name of the one that is being read; empty: none is
    struct buf places;    // of uint32_t: that member's ids in `now`
    uint32_t first_place; // that an id new with it can have
    bool has_members;     // it was gone through, member by member
};
void intake_clear(struct intake *intake);

// What writer.h promises of writer_source_begin and _end.
enum status intake_begin(struct intake *intake, struct slice path,
                         struct error *err) STATUS_NODISCARD;
enum status intake_end(struct intake *intake, const struct source_state *state,
                       struct source_left *left, struct error *err) STATUS_NODISCARD;

// What writer.h promises of writer_member and its like.
enum status intake_member(struct intake *intake, struct slice name, struct source_state *out,
                          struct error *err) STATUS_NODISCARD;
enum status intake_member_keep(struct intake *intake, struct slice name,
                               struct error *err) STATUS_NODISCARD;
enum status intake_member_begin(struct intake *intake, struct slice name,
                                struct error *err) STATUS_NODISCARD;
enum status intake_member_end(struct intake *intake, const struct source_state *state,
                              struct error *err) STATUS_NODISCARD;

// Notes an id that the open source brings; *is_repeated: not for the first time. Nothing without an open source.
enum status intake_note(struct intake *intake, struct slice id, bool *is_repeated,
                        struct error *err) STATUS_NODISCARD;
// Flags a noted id; returns whether it had the flag when the source was last read.
bool intake_flag(struct intake *intake, struct slice id, uint8_t flag);
// Whether the source had the id when it was last read.
bool intake_had(const struct intake *intake, struct slice id);

// Appends the record of a source in the middle of which a commit comes; nothing where none is open, or it goes on no
// record.
void intake_unsettled(struct intake *intake, struct buf *record);

#endif
