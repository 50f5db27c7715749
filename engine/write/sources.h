// Sources: what was read from where, so that an unchanged file costs a stat; and orphans, the documents whose source
// was read and does not hold them any more.
#ifndef ENGINE_WRITE_SOURCES_H
#define ENGINE_WRITE_SOURCES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/exchange.h"
#include "engine/source_record.h"
#include "engine/source_ref.h"
#include "engine/storage/store.h"

#include <stdbool.h>

struct index_writer;

// A source's record, of the batch or committed, STATUS_NOT_FOUND without one (borrowed until either changes); puts
// one into the batch.
enum status sources_get(struct index_writer *writer, struct slice path, struct source_record *out,
                        struct error *err) STATUS_NODISCARD;
enum status sources_put(struct index_writer *writer, struct slice path, const struct buf *record,
                        struct error *err) STATUS_NODISCARD;

// What index_writer.h promises of index_writer_source_touch, _forget and _each.
enum status sources_touch(struct index_writer *writer, struct slice path,
                          const struct source_state *state, struct error *err) STATUS_NODISCARD;
enum status sources_forget(struct index_writer *writer, struct slice path,
                           struct error *err) STATUS_NODISCARD;
enum status sources_each(struct index_writer *writer, struct slice prefix,
                         enum status (*visit)(void *context, struct source_record *record,
                                              struct error *err),
                         void *context, struct error *err) STATUS_NODISCARD;

// The source that an orphan was left by, borrowed until the batch changes. STATUS_NOT_FOUND: it is none.
enum status orphan_get(struct index_writer *writer, struct slice id, struct slice *path,
                       struct error *err) STATUS_NODISCARD;
enum status orphan_put(struct index_writer *writer, struct slice id, struct slice path,
                       struct error *err) STATUS_NODISCARD;
// STATUS_OK also when it is none.
enum status orphan_drop(struct index_writer *writer, struct slice id,
                        struct error *err) STATUS_NODISCARD;
enum status orphan_each(struct index_writer *writer,
                        enum status (*visit)(void *context, struct slice id, struct slice path,
                                             struct error *err),
                        void *context, struct error *err) STATUS_NODISCARD;

// The source of a document, see index_writer_document_source.
enum status sources_of_document(struct index_writer *writer, struct slice id, struct arena *arena,
                                struct source_ref *source, bool *is_orphan,
                                struct error *err) STATUS_NODISCARD;

// Writes pending source records and orphans through txn.
enum status sources_write(struct index_writer *writer, struct store_txn *txn,
                          struct error *err) STATUS_NODISCARD;

// Writes what is known of a source in the middle of which a commit comes.
enum status sources_write_unsettled(struct index_writer *writer, struct store_txn *txn,
                                    struct error *err) STATUS_NODISCARD;

#endif
