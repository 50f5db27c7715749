// The one writer of an index: documents in, generations out.
//
// Added documents gather in memory; when `memory_bytes` are used, and at writer_commit, they
// become a segment and, with the removals and source records of the same batch, one generation:
// visible to readers all at once, durable when the call returns. A crash loses only what was not
// committed. One process writes at a time (STATUS_BUSY for the second). A process that has the same index
// open for reading as well must close both together.
//
// The writer's half of the seam (backend.h): a table of operations that a backend fills in; the functions of this
// header call it, and they are its contract. backends.h opens one.
#ifndef ENGINE_WRITER_H
#define ENGINE_WRITER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/changes/ledger.h"
#include "engine/exchange.h"
#include "engine/id_set.h"
#include "engine/roots/roots.h"
#include "engine/source_record.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How strong a source's claim to a document is: the smaller the number, the stronger. Sources that the operator put
// in an order have theirs from 0 on.
enum {
    SOURCE_UNRANKED = 1 << 24, // of two with equal numbers, the one that has a document keeps it
    SOURCE_COPY,               // a document that lives elsewhere, see source_ref.is_copy
    SOURCE_PASSING,            // cannot be read again: standard input
    SOURCE_GONE,               // nothing is there any more
};

enum { KEEP_NO_TEXTS = -1 };

struct writer_options {
    size_t memory_bytes;         // 0: the default of 256 MiB
    size_t map_size_bytes;       // 0: the default; the largest the index may grow to
    unsigned threads;            // 0 or 1: one; at most 128, and fewer without 32 MiB for each
    enum analyzer_kind analyzer; // for a new index; 0: french, or whatever an existing index has
    int keep_texts_days; // what altered and removed documents were before (engine/changes/change.h): 0: as the index
                         // has it, of a new one 90; KEEP_NO_TEXTS: not at all
    bool must_exist; // STATUS_NOT_FOUND where there is no index; nothing is created
    // The writer makes a copy of that index: documents keep the times they tell, those of their parts too, and are no
    // news; all ends with writer_ledger_end. STATUS_INVALID where something has been committed. NULL: it does not.
    const struct ledger_head *copied;

    // Asked when a source brings a document that another one has. NULL: all are SOURCE_UNRANKED.
    uint32_t (*source_rank)(void *context, struct slice path);
    // Told when the source being read takes a document from one that the operator put behind it. NULL: nobody.
    enum status (*source_taken)(void *context, struct slice id, const struct source_ref *from,
                                struct error *err);
    void *source_context;
};

enum add_outcome {
    ADD_NEW,
    ADD_CHANGED,
    ADD_UNCHANGED,
    ADD_SKIPPED,       // another source has the document
    ADD_REPEATED,      // the source that is being read has brought it already
    ADD_SKIPPED_AGAIN, // one of the two, as when this source was last read
};

// What writer_erase did. Zeroed memory; the caller clears `known`.
struct erasure {
    struct id_set known; // of the ids, those of documents, and of documents that were removed
    uint32_t documents_erased;
    uint64_t documents, generation; // of the index now
};

struct writer_ops;

// The beginning of what a backend makes of it; its own fields follow.
struct writer {
    const struct writer_ops *ops;
};

struct writer_ops {
    enum status (*open)(const char *path, const struct writer_options *options,
                        struct writer **writer, struct error *err);
    enum status (*erase)(const char *path, const struct writer_options *options,
                         const struct id_set *ids, struct erasure *out, struct error *err);
    void (*close)(struct writer *writer);
    enum status (*add)(struct writer *writer, const struct exchange *exchange,
                       enum add_outcome *outcome, struct error *err);
    enum status (*remove)(struct writer *writer, struct slice id, struct error *err);
    enum status (*commit)(struct writer *writer, uint64_t *generation, struct error *err);
    enum status (*optimize)(struct writer *writer,
                            void (*progress)(void *context, uint64_t done, uint64_t total),
                            void *context, struct error *err);
    uint64_t (*document_count)(const struct writer *writer);
    enum status (*source)(struct writer *writer, struct slice path, struct source_state *out,
                          struct error *err);
    enum status (*source_begin)(struct writer *writer, struct slice path, struct error *err);
    enum status (*source_end)(struct writer *writer, const struct source_state *state,
                              struct source_left *left, struct error *err);
    enum status (*member)(struct writer *writer, struct slice name, struct source_state *out,
                          struct error *err);
    enum status (*member_keep)(struct writer *writer, struct slice name, struct error *err);
    enum status (*member_begin)(struct writer *writer, struct slice name, struct error *err);
    enum status (*member_end)(struct writer *writer, const struct source_state *state,
                              struct error *err);
    enum status (*source_touch)(struct writer *writer, struct slice path,
                                const struct source_state *state, struct error *err);
    enum status (*source_forget)(struct writer *writer, struct slice path, struct error *err);
    enum status (*source_each)(struct writer *writer, struct slice prefix,
                               enum status (*visit)(void *context, struct source_record *record,
                                                    struct error *err),
                               void *context, struct error *err);
    enum status (*orphan_each)(struct writer *writer,
                               enum status (*visit)(void *context, struct slice id,
                                                    struct slice path, struct error *err),
                               void *context, struct error *err);
    enum status (*document_source)(struct writer *writer, struct slice id, struct arena *arena,
                                   struct source_ref *source, bool *is_orphan, struct error *err);
    enum status (*ledger_put)(struct writer *writer, const struct ledger_entry *entry,
                              struct error *err);
    enum status (*ledger_end)(struct writer *writer, const struct ledger_head *head,
                              struct error *err);
    const struct roots *(*roots)(const struct writer *writer);
    enum status (*tell_roots)(struct writer *writer, struct slice told,
                              const struct source_root *list, size_t count, struct error *err);
    enum status (*note_root)(struct writer *writer, const struct source_root *root,
                             struct error *err);
};

// Drops what was not committed.
static inline void writer_close(struct writer *writer) // NULL is fine
{
    if (writer)
        writer->ops->close(writer);
}

// Adds a document, or replaces the one with its id if the exchange's source may have it: it has it now; or that which
// has it does not hold it any more, or has the weaker claim. The same contents and source again change nothing
// (ADD_UNCHANGED); the same contents from another source only move it. first_seen and changed are set
// here; those of the exchange (0: none) count for a document that is not known yet, unless they lie in the future.
// STATUS_INVALID names what is wrong and leaves the batch as it was. May commit a full batch.
STATUS_NODISCARD static inline enum status writer_add(struct writer *writer,
                                                      const struct exchange *exchange,
                                                      enum add_outcome *outcome, struct error *err)
{
    return writer->ops->add(writer, exchange, outcome, err);
}

// STATUS_NOT_FOUND when there is no such document.
STATUS_NODISCARD static inline enum status writer_remove(struct writer *writer, struct slice id,
                                                         struct error *err)
{
    return writer->ops->remove(writer, id, err);
}

// Makes the batch a new generation and returns its number; with nothing to commit, the current number.
// Small segments are merged on the way when the policy says so.
STATUS_NODISCARD static inline enum status writer_commit(struct writer *writer,
                                                         uint64_t *generation, struct error *err)
{
    return writer->ops->commit(writer, generation, err);
}

// Commits, then merges everything into one segment with documents reordered for speed. `progress` (may
// be NULL) is called now and then with done and total in arbitrary units.
STATUS_NODISCARD static inline enum status
writer_optimize(struct writer *writer,
                void (*progress)(void *context, uint64_t done, uint64_t total), void *context,
                struct error *err)
{
    return writer->ops->optimize(writer, progress, context, err);
}

// Documents in the index, with the uncommitted batch.
static inline uint64_t writer_document_count(const struct writer *writer)
{
    return writer->ops->document_count(writer);
}

// --- sources: what was read from where, so that an unchanged file costs a stat ---------------
//
// Each source has a record: in which state it was read, and the ids it held, also of documents that another source
// has. An id that is on record and not found at the next reading leaves an orphan, if its document came from there:
// it stays in the index, any source may take it over, and the caller removes it in the end.

// The state on record for `path` (any length), the uncommitted batch included; its memo is borrowed until the batch
// changes. STATUS_NOT_FOUND.
STATUS_NODISCARD static inline enum status
writer_source(struct writer *writer, struct slice path, struct source_state *out, struct error *err)
{
    return writer->ops->source(writer, path, out, err);
}

// Begins the reading of a source: until its end, what is added comes from there. {NULL, 0}: one that will not be
// known again, such as standard input, and goes on no record.
STATUS_NODISCARD static inline enum status writer_source_begin(struct writer *writer,
                                                               struct slice path, struct error *err)
{
    return writer->ops->source_begin(writer, path, err);
}

// Ends the reading and puts the record, in the same commit as the documents of the batch. *left grows by the documents
// that the source has no more. NULL as state: it was not read to its end, so nothing is missing and nothing settled.
// A rejected source keeps what it held; one with members leaves that to them.
STATUS_NODISCARD static inline enum status writer_source_end(struct writer *writer,
                                                             const struct source_state *state,
                                                             struct source_left *left,
                                                             struct error *err)
{
    return writer->ops->source_end(writer, state, left, err);
}

// --- members: an archive is one source, and what each of its members held is on its record ----

// The state on record for a member of the source that is being read; mtime_ns says nothing. STATUS_NOT_FOUND.
STATUS_NODISCARD static inline enum status
writer_member(struct writer *writer, struct slice name, struct source_state *out, struct error *err)
{
    return writer->ops->member(writer, name, out, err);
}

// The source still has this member, which is on its record, as it was: so are its documents.
STATUS_NODISCARD static inline enum status writer_member_keep(struct writer *writer,
                                                              struct slice name, struct error *err)
{
    return writer->ops->member_keep(writer, name, err);
}

// Begins the reading of a member, any name but the empty one: until its end, what is added is its.
STATUS_NODISCARD static inline enum status writer_member_begin(struct writer *writer,
                                                               struct slice name, struct error *err)
{
    return writer->ops->member_begin(writer, name, err);
}

// Ends it. A rejected member keeps what it held before. NULL as state: it was not read to its end.
STATUS_NODISCARD static inline enum status
writer_member_end(struct writer *writer, const struct source_state *state, struct error *err)
{
    return writer->ops->member_end(writer, state, err);
}

// Puts another state on an existing record.
STATUS_NODISCARD static inline enum status writer_source_touch(struct writer *writer,
                                                               struct slice path,
                                                               const struct source_state *state,
                                                               struct error *err)
{
    return writer->ops->source_touch(writer, path, state, err);
}

// Forgets a source, in the same commit.
STATUS_NODISCARD static inline enum status
writer_source_forget(struct writer *writer, struct slice path, struct error *err)
{
    return writer->ops->source_forget(writer, path, err);
}

// Calls `visit` for every source whose path starts with `prefix`, the uncommitted batch included, in no order. The
// record lives during the call, which must not change the batch. A status other than OK ends the walk and is returned.
STATUS_NODISCARD static inline enum status writer_source_each(
    struct writer *writer, struct slice prefix,
    enum status (*visit)(void *context, struct source_record *record, struct error *err),
    void *context, struct error *err)
{
    return writer->ops->source_each(writer, prefix, visit, context, err);
}

// The same for every orphan and the source that it was left by.
STATUS_NODISCARD static inline enum status writer_orphan_each(
    struct writer *writer,
    enum status (*visit)(void *context, struct slice id, struct slice path, struct error *err),
    void *context, struct error *err)
{
    return writer->ops->orphan_each(writer, visit, context, err);
}

// The source that has the document `id`; borrowed from the arena. STATUS_NOT_FOUND. *is_orphan tells whether it
// still holds it.
STATUS_NODISCARD static inline enum status
writer_document_source(struct writer *writer, struct slice id, struct arena *arena,
                       struct source_ref *source, bool *is_orphan, struct error *err)
{
    return writer->ops->document_source(writer, id, arena, source, is_orphan, err);
}

// --- a copy of an index (writer_options.copied), see engine/changes/ledger.h ---------------------

// Puts an entry, once all documents were added; rows in the order of their numbers.
STATUS_NODISCARD static inline enum status
writer_ledger_put(struct writer *writer, const struct ledger_entry *entry, struct error *err)
{
    return writer->ops->ledger_put(writer, entry, err);
}

// Commits the copy, with the generation and the moment of the index that it is one of.
STATUS_NODISCARD static inline enum status
writer_ledger_end(struct writer *writer, const struct ledger_head *head, struct error *err)
{
    return writer->ops->ledger_end(writer, head, err);
}

// --- source roots: what of the sources matters to readers, see engine/roots/roots.h ----------

// The roots as they stand, the uncommitted batch included. Borrowed until the next call that changes them.
static inline const struct roots *writer_roots(const struct writer *writer)
{
    return writer->ops->roots(writer);
}

// Makes the operator's sections these, and keeps the file's text; the same again changes nothing.
STATUS_NODISCARD static inline enum status writer_tell_roots(struct writer *writer,
                                                             struct slice told,
                                                             const struct source_root *list,
                                                             size_t count, struct error *err)
{
    return writer->ops->tell_roots(writer, told, list, count, err);
}

// Notes that something is read under that root; the root of a document that is added must have been noted. Of a new
// one, licence and whether it is a section are kept; that it has answers, or has none by somebody's word, is added to
// what is known. The operator's sections have the last word.
STATUS_NODISCARD static inline enum status
writer_note_root(struct writer *writer, const struct source_root *root, struct error *err)
{
    return writer->ops->note_root(writer, root, err);
}

#endif
