// What the index looked like at one instant.
//
// An `index` is the opened folder, shared by all threads of a process. A `snapshot` is one
// generation of it, for one thread and for the length of one request: everything read through it
// belongs to the same commit, and nobody waits for anybody. All pointers borrowed from a snapshot
// die with it.
#ifndef ENGINE_READ_SNAPSHOT_H
#define ENGINE_READ_SNAPSHOT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "base/vec.h"
#include "engine/exchange.h"
#include "engine/index_info.h"
#include "engine/retrieval.h"
#include "engine/term.h"
#include "stemmer/analyzer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct folder;
struct index;
struct snapshot;

// Opens an existing index for reading. STATUS_NOT_FOUND (with a message saying what to run) when
// there is none, STATUS_VERSION when another version made it. The caller closes it after its snapshots.
enum status index_open(const char *path, const struct index_options *options, struct index **index,
                       struct error *err) STATUS_NODISCARD;
void index_close(struct index *index);

// Frees reader slots of dead processes; call at start and now and then. Returns how many.
int index_check_readers(struct index *index);

// The folder as it was opened, and what has happened to its files since, so that the index must be closed (NULL:
// nothing).
const struct folder *index_folder(const struct index *index);
const char *index_trouble(struct index *index);

// Looks through the structure of the index's file; index_open has done so already, less thoroughly.
enum status index_check_pages(struct index *index, struct error *err) STATUS_NODISCARD;

// Writes a compact copy of the newest generation to `file`, while others read and write; durable when it
// returns. Nothing is left there when it fails. The file must not exist.
enum status index_copy(struct index *index, const char *file, struct error *err) STATUS_NODISCARD;

enum analyzer_kind index_analyzer_kind(const struct index *index);

// STATUS_VERSION, saying what to do, when `analyzer` is not the one the index was made with.
enum status index_check_analyzer(const struct index *index, const struct analyzer *analyzer,
                                 struct error *err) STATUS_NODISCARD;

// The newest generation. A snapshot taken, ended and taken again with the same `*snapshot` reuses
// its memory: pass NULL in *snapshot the first time.
enum status snapshot_begin(struct index *index, struct snapshot **snapshot,
                           struct error *err) STATUS_NODISCARD;
// Whether all that was read in it was what had been committed; STATUS_CORRUPT says what others did to the index's files
// meanwhile. It is to be ended next: nothing borrowed from it is good any more.
enum status snapshot_settle(struct snapshot *snapshot, struct error *err) STATUS_NODISCARD;
void snapshot_end(struct snapshot *snapshot);  // lets the generation go, keeps the memory
void snapshot_free(struct snapshot *snapshot); // NULL is fine

void snapshot_info(const struct snapshot *snapshot, struct index_info *out);

// The live document with that id. STATUS_NOT_FOUND.
enum status snapshot_find(struct snapshot *snapshot, struct slice id, struct doc_key *out,
                          struct error *err) STATUS_NODISCARD;

// Reads a stored document into the arena.
enum status snapshot_document(struct snapshot *snapshot, struct doc_key key,
                              enum exchange_part part, struct arena *arena, struct exchange *out,
                              struct error *err) STATUS_NODISCARD;

// Tells the system that the pages of the index file read so far need not stay in this process's memory.
// For who reads a great many documents once. Nothing borrowed is lost; what is read again costs a fault.
void snapshot_release_pages(const struct snapshot *snapshot);

// --- the vocabulary -------------------------------------------------------------------

// How many live documents have that term, over all segments; 0 when it is unknown.
enum status snapshot_term_count(struct snapshot *snapshot, enum term_kind kind, struct slice term,
                                uint64_t *out, struct error *err) STATUS_NODISCARD;

// Calls `visit` for each distinct term of that kind that starts with `prefix`, in byte order, with the
// number of live documents that have it, until it returns false. The term's bytes live only during the call.
enum status snapshot_terms(struct snapshot *snapshot, enum term_kind kind, struct slice prefix,
                           bool (*visit)(void *context, struct slice term, uint32_t doc_count),
                           void *context, struct error *err) STATUS_NODISCARD;

// The accented surfaces seen in the index for a word without accents ("securite" -> "sécurité"),
// not the word itself. Adds copies in the arena to `out` while that has room.
enum status snapshot_unfold(struct snapshot *snapshot, struct slice folded, struct arena *arena,
                            struct slice_list *out, struct error *err) STATUS_NODISCARD;

// The distinct values of a column of texts, FIELD_STATUS or FIELD_YEAR that start with `prefix`, with the number of
// live documents each, in byte order. Borrowed from the snapshot during the call.
enum status snapshot_values(struct snapshot *snapshot, enum field field, struct slice prefix,
                            bool (*visit)(void *context, struct slice value, uint32_t doc_count),
                            void *context, struct error *err) STATUS_NODISCARD;

#endif
