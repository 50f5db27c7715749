// The source that is being read, between index_writer_source_begin and _end.
#ifndef ENGINE_WRITE_INTAKE_H
#define ENGINE_WRITE_INTAKE_H

#include "base/error.h"
#include "base/slice.h"
#include "engine/source_record.h"
#include "engine/storage/store.h"

#include <stdbool.h>
#include <stdint.h>

struct index_writer;
struct intake;

// What index_writer.h promises of index_writer_source_begin and _end.
enum status intake_begin(struct index_writer *writer, struct slice path,
                         struct error *err) STATUS_NODISCARD;
enum status intake_end(struct index_writer *writer, const struct source_state *state,
                       uint64_t *orphans, struct error *err) STATUS_NODISCARD;

// What index_writer.h promises of index_writer_member and its like.
enum status intake_member(struct index_writer *writer, struct slice name, struct source_state *out,
                          struct error *err) STATUS_NODISCARD;
enum status intake_member_keep(struct index_writer *writer, struct slice name,
                               struct error *err) STATUS_NODISCARD;
enum status intake_member_begin(struct index_writer *writer, struct slice name,
                                struct error *err) STATUS_NODISCARD;
enum status intake_member_end(struct index_writer *writer, const struct source_state *state,
                              struct error *err) STATUS_NODISCARD;

// Notes an id that the open source brings; *is_repeated: not for the first time. Nothing without an open source.
enum status intake_note(struct index_writer *writer, struct slice id, bool *is_repeated,
                        struct error *err) STATUS_NODISCARD;
// Flags a noted id; returns whether it had the flag when the source was last read.
bool intake_flag(struct index_writer *writer, struct slice id, uint8_t flag);
// Whether the source had the id when it was last read.
bool intake_had(const struct index_writer *writer, struct slice id);
// Writes what is known of a source in the middle of which a commit comes.
enum status intake_write(struct index_writer *writer, struct store_txn *txn,
                         struct error *err) STATUS_NODISCARD;
void intake_clear(struct intake *intake);

#endif
