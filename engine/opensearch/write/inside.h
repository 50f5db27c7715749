// The inside of the writer of a cluster's index, for the files of this folder.
#ifndef ENGINE_OPENSEARCH_WRITE_INSIDE_H
#define ENGINE_OPENSEARCH_WRITE_INSIDE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "engine/intake/claim.h"
#include "engine/intake/intake.h"
#include "engine/intake/root_list.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/write/bulk.h"
#include "engine/opensearch/write/document.h"
#include "engine/opensearch/write/generation.h"
#include "engine/writer.h"

// Records of one kind in NAME-meta: all that are committed, and those of the batch on top.
struct record_entry {
    struct slice committed; // {NULL, 0}: none
    struct slice pending;   // {NULL, 0}: removed
    bool is_pending;
};
struct records {
    const char *kind;
    struct map keys;
    struct record_entry *entries; // by the key's number
    uint32_t capacity;
    struct arena arena;  // values
    struct buf outdated; // _id of documents that a later one replaces, a NUL behind each
};

// What one state of a document is known by.
struct held {
    bool exists;
    uint64_t hash, since, tokens;
    int64_t first_seen, changed;
    enum exchange_status status; // of the batch's
    struct source_ref source;
};

// A document that was looked for: as it is committed, and as the batch leaves it.
struct holder {
    struct held committed, now;
    bool is_touched; // the batch has put or removed it
    bool is_retired; // the committed version was told its end
    bool has_own_times;
    uint64_t put; // counts what the batch put and removed
    // How the two differ, once that was found; old: its frames in the batch's `old_texts`.
    struct change change;
    size_t old_start, old_len;
};
struct holders {
    struct map ids;
    struct holder *list; // by the id's number
    uint32_t capacity;
    struct arena arena; // of sources
    bool is_complete;   // whatever is not there is in no index
    unsigned misses;    // looked for one by one
};

// What waits for the committed version of its document to be read: it replaces that, or removes it.
struct waiting {
    struct buf entries; // of struct waiting_entry
    struct buf records; // what was put, packed
};
struct waiting_entry {
    uint32_t holder;
    bool is_removal;
    size_t start, len; // in records
};

struct cluster_writer {
    struct writer base;
    struct cluster *cluster;
    struct session *session;
    struct arena arena;           // names, and what the generation document says
    struct slice meta, indices;   // NAME-meta; both, with a comma
    struct generation generation; // as it stands, with our lease
    uint64_t number;              // what is written bears it: the generation to be
    int64_t renewed_ms;           // the lease, by clock_coarse_ms
    bool has_failed;              // what was sent since the last commit will never count
    bool has_lease;
    bool has_sent;      // something under the number
    uint64_t keep_days; // old texts, from this commit on
    struct claim_rules rules;
    struct intake intake;
    struct root_list root_list;
    bool is_copy; // of an index: documents tell all their times, and are no news
    struct ledger_head copied;
    struct analyzer *analyzer;
    struct document_builder *builder;
    struct records sources, orphans, tombstones;
    struct holders holders;
    struct waiting waiting;
    struct bulk documents, records; // on their way to the two indices
    uint64_t next_key, puts;
    struct buf old_texts; // of the batch
    struct buf scratch;
};

// --- create.c ------------------------------------------------------------------------------------

// Opens the index, or makes it; the lease is to be taken next.
enum status create_or_open(struct cluster_writer *writer, const struct writer_options *options,
                           struct error *err) STATUS_NODISCARD;

// --- lease.c: who may write ----------------------------------------------------------------------

// Takes the lease, and with it a number; opens what is committed. STATUS_BUSY names who has it.
enum status lease_take(struct cluster_writer *writer, struct error *err) STATUS_NODISCARD;
// Now and then: makes it last. STATUS_BUSY: it is lost.
enum status lease_keep(struct cluster_writer *writer, struct error *err) STATUS_NODISCARD;
// Makes it last from now on.
enum status lease_renew(struct cluster_writer *writer, struct error *err) STATUS_NODISCARD;
void lease_release(struct cluster_writer *writer);
// Makes the seconds anew for which it will be ours from now on.
void lease_extend(struct cluster_writer *writer);

// --- leftovers.c: what no reader sees any more ---------------------------------------------------

// Removes what void numbers left, all of it already refreshed.
enum status leftovers_sweep(struct cluster_writer *writer, struct error *err) STATUS_NODISCARD;
// Removes versions and records that ended long ago. A failure leaves them to the next night.
void leftovers_expire(struct cluster_writer *writer);

// --- records.c -----------------------------------------------------------------------------------

enum status records_load(struct cluster_writer *writer, struct records *records,
                         struct error *err) STATUS_NODISCARD;
void records_clear(struct records *records);
// The value under a key, the batch included; {NULL, 0} without one. Borrowed until the next commit.
struct slice records_find(const struct records *records, struct slice key);
// Puts a copy; {NULL, 0} removes.
enum status records_put(struct records *records, struct slice key, struct slice value,
                        struct error *err) STATUS_NODISCARD;
// Visits all there are, in the order of their keys, as a folder tells them.
typedef enum status visit_record_fn(void *context, struct slice key, struct slice value,
                                    struct error *err);
enum status records_each(const struct records *records, visit_record_fn *visit, void *context,
                         struct error *err) STATUS_NODISCARD;
bool records_are_pending(const struct records *records);
enum status records_write(struct cluster_writer *writer, struct records *records,
                          struct error *err) STATUS_NODISCARD;
// After the commit: what was pending is committed.
void records_settle(struct records *records);

// --- holders.c -----------------------------------------------------------------------------------

void holders_clear(struct holders *holders);
// The document with that id, asked for where it must be; its number in `holders->list`.
enum status holders_find(struct cluster_writer *writer, struct slice id, uint32_t *number,
                         struct error *err) STATUS_NODISCARD;
// Asks for all of these at once, so that holders_find need not.
enum status holders_expect(struct cluster_writer *writer, const struct id_set *ids,
                           struct error *err) STATUS_NODISCARD;
struct slice holders_id(const struct holders *holders, uint32_t number);
void holders_settle(struct cluster_writer *writer); // after the commit

// --- put.c: documents on their way ---------------------------------------------------------------

// Puts an exchange in the place of what is there; its times are settled but for those of its parts.
enum status put_document(struct cluster_writer *writer, const struct exchange *exchange,
                         uint32_t holder, struct error *err) STATUS_NODISCARD;
enum status put_removal(struct cluster_writer *writer, uint32_t holder,
                        struct error *err) STATUS_NODISCARD;
// Works off what waits.
enum status put_waiting(struct cluster_writer *writer, struct error *err) STATUS_NODISCARD;
// Sends versions again that somebody else had changed since they were read.
enum status put_conflicts(struct cluster_writer *writer, struct error *err) STATUS_NODISCARD;
// Sends a stored version again with another end.
enum status put_end(struct cluster_writer *writer, const struct json *version, uint64_t until,
                    struct error *err) STATUS_NODISCARD;

// --- tidings.c: changes --------------------------------------------------------------------------

// Writes the changes of the batch, moves the counters on.
enum status tidings_write(struct cluster_writer *writer, struct change_counters *counters,
                          struct error *err) STATUS_NODISCARD;
// Writes what there is already: a row of a copied index, or a text, which is counted.
enum status tidings_put_row(struct cluster_writer *writer, uint64_t number, struct slice row,
                            struct error *err) STATUS_NODISCARD;
enum status tidings_put_text(struct cluster_writer *writer, struct change_counters *counters,
                             const struct ledger_entry *entry, struct error *err) STATUS_NODISCARD;

// --- ledger.c: a copy of an index ----------------------------------------------------------------

enum status ledger_put(struct writer *writer, const struct ledger_entry *entry,
                       struct error *err) STATUS_NODISCARD;
enum status ledger_end(struct writer *writer, const struct ledger_head *head,
                       struct error *err) STATUS_NODISCARD;

// --- commit.c ------------------------------------------------------------------------------------

enum status cluster_commit(struct cluster_writer *writer, uint64_t *generation,
                           struct error *err) STATUS_NODISCARD;

#endif
