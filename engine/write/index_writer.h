// The one writer of an index in a folder: what LMDB's backend fills the writer's table in with. The contract of each
// function is that of its namesake in engine/writer.h. A process that has the same index open for reading as well must
// close both together: LMDB keeps one set of locks a process.
#ifndef ENGINE_WRITE_INDEX_WRITER_H
#define ENGINE_WRITE_INDEX_WRITER_H

#include "engine/writer.h"

struct index_writer;

// Opens or creates the index in folder `path`. STATUS_BUSY: another writer; STATUS_VERSION: made by
// another version or with another analyzer; both with a message. The caller closes.
enum status index_writer_open(const char *path, const struct writer_options *options,
                              struct index_writer **writer, struct error *err) STATUS_NODISCARD;
void index_writer_close(struct index_writer *writer);
enum status index_writer_erase(const char *path, const struct writer_options *options,
                               const struct id_set *ids, struct erasure *out,
                               struct error *err) STATUS_NODISCARD;
enum status index_writer_add(struct index_writer *writer, const struct exchange *exchange,
                             enum add_outcome *outcome, struct error *err) STATUS_NODISCARD;
enum status index_writer_remove(struct index_writer *writer, struct slice id,
                                struct error *err) STATUS_NODISCARD;
enum status index_writer_commit(struct index_writer *writer, uint64_t *generation,
                                struct error *err) STATUS_NODISCARD;
enum status index_writer_optimize(struct index_writer *writer,
                                  void (*progress)(void *context, uint64_t done, uint64_t total),
                                  void *context, struct error *err) STATUS_NODISCARD;
uint64_t index_writer_document_count(const struct index_writer *writer);
enum status index_writer_source(struct index_writer *writer, struct slice path,
                                struct source_state *out, struct error *err) STATUS_NODISCARD;
enum status index_writer_source_begin(struct index_writer *writer, struct slice path,
                                      struct error *err) STATUS_NODISCARD;
enum status index_writer_source_end(struct index_writer *writer, const struct source_state *state,
                                    struct source_left *left, struct error *err) STATUS_NODISCARD;
enum status index_writer_member(struct index_writer *writer, struct slice name,
                                struct source_state *out, struct error *err) STATUS_NODISCARD;
enum status index_writer_member_keep(struct index_writer *writer, struct slice name,
                                     struct error *err) STATUS_NODISCARD;
enum status index_writer_member_begin(struct index_writer *writer, struct slice name,
                                      struct error *err) STATUS_NODISCARD;
enum status index_writer_member_end(struct index_writer *writer, const struct source_state *state,
                                    struct error *err) STATUS_NODISCARD;
enum status index_writer_source_touch(struct index_writer *writer, struct slice path,
                                      const struct source_state *state,
                                      struct error *err) STATUS_NODISCARD;
enum status index_writer_source_forget(struct index_writer *writer, struct slice path,
                                       struct error *err) STATUS_NODISCARD;
enum status index_writer_source_each(struct index_writer *writer, struct slice prefix,
                                     enum status (*visit)(void *context,
                                                          struct source_record *record,
                                                          struct error *err),
                                     void *context, struct error *err) STATUS_NODISCARD;
enum status index_writer_orphan_each(struct index_writer *writer,
                                     enum status (*visit)(void *context, struct slice id,
                                                          struct slice path, struct error *err),
                                     void *context, struct error *err) STATUS_NODISCARD;
enum status index_writer_document_source(struct index_writer *writer, struct slice id,
                                         struct arena *arena, struct source_ref *source,
                                         bool *is_orphan, struct error *err) STATUS_NODISCARD;

enum status index_writer_ledger_put(struct index_writer *writer, const struct ledger_entry *entry,
                                    struct error *err) STATUS_NODISCARD;
enum status index_writer_ledger_end(struct index_writer *writer, const struct ledger_head *head,
                                    struct error *err) STATUS_NODISCARD;

const struct roots *index_writer_roots(const struct index_writer *writer);
enum status index_writer_tell_roots(struct index_writer *writer, struct slice told,
                                    const struct source_root *list, size_t count,
                                    struct error *err) STATUS_NODISCARD;
enum status index_writer_note_root(struct index_writer *writer, const struct source_root *root,
                                   struct error *err) STATUS_NODISCARD;

#endif
