// See writer.h; inside.h shows what it is made of.
//
// What is decided of a document is decided by the rooms that a folder's writer asks as well (engine/intake); here it is
// looked up and sent. Documents go as they come, in bounded batches, so memory holds a line a document that a night has
// to do with, whatever --memory says; and a batch is a generation only when it is committed.
#include "engine/opensearch/write/writer.h"

#include "base/bytes.h"
#include "engine/opensearch/write/inside.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MERGE_PATIENCE_MS = 3600000 };

static enum status no_memory(struct error *err)
{
    return error_set(err, STATUS_NO_MEMORY, "index in the cluster: out of memory");
}

static struct cluster_writer *inside(struct writer *writer)
{
    return (struct cluster_writer *)writer;
}

// --- opening -------------------------------------------------------------------------------------

static enum status keep_lease(void *writer, struct error *err)
{
    return lease_keep(writer, err);
}

// Once the lease is ours.
static enum status load(struct cluster_writer *writer, struct error *err)
{
    struct generation *generation = &writer->generation;
    writer->documents = (struct bulk){.cluster = writer->cluster,
                                      .index = generation->index,
                                      .keep = keep_lease,
                                      .context = writer};
    writer->records = (struct bulk){
        .cluster = writer->cluster, .index = writer->meta, .keep = keep_lease, .context = writer};
    writer->indices = arena_printf(&writer->arena, "%.*s,%.*s", SLICE_ARG(generation->index),
                                   SLICE_ARG(writer->meta));
    writer->holders.is_complete = generation->committed == 0;
    if (!writer->indices.ptr)
        return no_memory(err);
    enum status status = leftovers_sweep(writer, err);
    writer->has_sent = false; // all of it under numbers of old
    if (status == STATUS_OK)
        status = records_load(writer, &writer->sources, err);
    if (status == STATUS_OK)
        status = records_load(writer, &writer->orphans, err);
    if (status == STATUS_OK)
        status = records_load(writer, &writer->tombstones, err);
    return status;
}

static enum status record_of(void *context, struct slice path, struct source_record *out,
                             struct error *err)
{
    const struct cluster_writer *writer = context;
    struct slice record = path.len > 0 ? records_find(&writer->sources, path) : SLICE_NONE;
    return record.ptr ? source_record_decode(record, out, err) : STATUS_NOT_FOUND;
}

static enum status put_record(void *context, struct slice path, const struct buf *record,
                              struct error *err)
{
    struct cluster_writer *writer = context;
    return record->failed ? no_memory(err)
                          : records_put(&writer->sources, path, buf_slice(record), err);
}

static enum status source_of(void *context, struct slice id, struct arena *arena,
                             struct source_ref *source, bool *is_orphan, struct error *err)
{
    struct cluster_writer *writer = context;
    uint32_t number;
    enum status status = holders_find(writer, id, &number, err);
    if (status != STATUS_OK)
        return status;
    const struct holder *holder = &writer->holders.list[number];
    if (!holder->now.exists)
        return STATUS_NOT_FOUND;
    *is_orphan = records_find(&writer->orphans, id).ptr != NULL;
    return source_ref_copy(&holder->now.source, arena, source) ? STATUS_OK : no_memory(err);
}

static enum status put_orphan(void *context, struct slice id, struct slice path, struct error *err)
{
    struct cluster_writer *writer = context;
    return records_put(&writer->orphans, id, path, err);
}

static const struct intake_store intake_store = {record_of, put_record, source_of, put_orphan};

static struct cluster_writer *make(const struct writer_options *options)
{
    struct cluster_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return NULL;
    writer->base.ops = &opensearch_writer;
    arena_init(&writer->arena, 0);
    writer->rules =
        (struct claim_rules){options->source_rank, options->source_taken, options->source_context};
    writer->is_copy = options->copied != NULL;
    if (options->copied)
        writer->copied.generation = options->copied->generation;
    writer->intake.store = &intake_store;
    writer->intake.writer = writer;
    writer->sources.kind = "source";
    writer->orphans.kind = "orphan";
    writer->tombstones.kind = "tombstone";
    return writer;
}

// The nodes keep what was deleted until they merge, and their logs and snapshots longer.
static enum status refuse_erasing(const char *path, const struct writer_options *options,
                                  const struct id_set *ids, struct erasure *out, struct error *err)
{
    (void)options;
    (void)ids;
    (void)out;
    return error_set(err, STATUS_INVALID,
                     "%s: --erase is for an index in a folder; of one in a cluster, make a new one "
                     "without the documents under another name, and delete the old one",
                     path);
}

static void close_writer(struct writer *base)
{
    struct cluster_writer *writer = inside(base);
    bulk_clear(&writer->documents);
    bulk_clear(&writer->records);
    lease_release(writer);
    session_close(writer->session);
    cluster_close(writer->cluster);
    document_builder_close(writer->builder);
    analyzer_close(writer->analyzer);
    records_clear(&writer->sources);
    records_clear(&writer->orphans);
    records_clear(&writer->tombstones);
    holders_clear(&writer->holders);
    intake_clear(&writer->intake);
    root_list_clear(&writer->root_list);
    buf_clear(&writer->waiting.entries);
    buf_clear(&writer->waiting.records);
    buf_clear(&writer->old_texts);
    buf_clear(&writer->scratch);
    arena_clear(&writer->arena);
    free(writer);
}

static enum status open_writer(const char *where, const struct writer_options *options,
                               struct writer **out, struct error *err)
{
    struct cluster_writer *writer = make(options);
    if (!writer)
        return no_memory(err);
    enum status status = cluster_open(where, &writer->cluster, err);
    if (status == STATUS_OK)
        status = session_open(writer->cluster, &writer->session, err);
    if (status == STATUS_OK) {
        writer->meta =
            arena_printf(&writer->arena, "%.*s-meta", SLICE_ARG(cluster_name(writer->cluster)));
        status = writer->meta.ptr ? create_or_open(writer, options, err) : no_memory(err);
    }
    if (status == STATUS_OK)
        status = lease_take(writer, err);
    if (status == STATUS_OK)
        status = load(writer, err);
    if (status != STATUS_OK) {
        close_writer(&writer->base);
        return status;
    }
    writer->keep_days = options->keep_texts_days == 0  ? writer->generation.changes.keep_days
                        : options->keep_texts_days < 0 ? 0
                                                       : (uint64_t)options->keep_texts_days;
    *out = &writer->base;
    return STATUS_OK;
}

// --- adding and removing -------------------------------------------------------------------------

static enum status drop_orphan(struct cluster_writer *writer, struct slice id, struct error *err)
{
    return records_find(&writer->orphans, id).ptr
               ? records_put(&writer->orphans, id, SLICE_NONE, err)
               : STATUS_OK;
}

static void recall(const struct cluster_writer *writer, struct slice id,
                   const struct holder *holder, struct recollection *out)
{
    if (holder->committed.exists) {
        *out = (struct recollection){holder->committed.first_seen, holder->committed.changed,
                                     holder->committed.hash};
        return;
    }
    struct slice tombstone = records_find(&writer->tombstones, id);
    if (tombstone.len == 3 * sizeof(uint64_t))
        out->first_seen = (int64_t)load_u64(tombstone.ptr + 2 * sizeof(uint64_t));
}

static enum status judge(struct cluster_writer *writer, const struct exchange *exchange,
                         uint32_t number, struct claim *claim, struct error *err)
{
    const struct holder *holder = &writer->holders.list[number];
    claim->hash = exchange_content_hash(exchange);
    if (!holder->now.exists) {
        recall(writer, exchange->id, holder, &claim->recollection);
        return STATUS_OK;
    }
    const struct claim_holder known = {
        .source = holder->now.source,
        .is_orphan = records_find(&writer->orphans, exchange->id).ptr != NULL,
        .hash = holder->now.hash,
        .first_seen = holder->now.first_seen,
        .changed = holder->now.changed,
    };
    return claim_judge(&writer->rules, exchange, &known, claim, err);
}

static enum status take(struct cluster_writer *writer, const struct exchange *exchange,
                        uint32_t number, const struct claim *claim, struct error *err)
{
    struct holder *holder = &writer->holders.list[number];
    struct exchange dated = *exchange;
    struct source_ref origin;
    if (!source_ref_copy(&exchange->source, &writer->holders.arena, &origin))
        return no_memory(err);
    holder->has_own_times = writer->is_copy || !claim_set_times(claim, &dated);
    holder->now = (struct held){
        .exists = true,
        .hash = claim->hash,
        .since = writer->number,
        .first_seen = dated.first_seen,
        .changed = dated.changed,
        .status = exchange_status(&dated),
        .source = origin,
    };
    holder->is_touched = true;
    holder->put = ++writer->puts;
    struct arena found;
    arena_init(&found, 0);
    enum status status =
        exchange_seek(&dated, &found) ? put_document(writer, &dated, number, err) : no_memory(err);
    arena_clear(&found);
    return status;
}

// A failure after which it is not known what was sent.
static enum status note_failure(struct cluster_writer *writer, enum status status)
{
    writer->has_failed = writer->has_failed || status != STATUS_OK;
    return status;
}

static enum status add(struct writer *base, const struct exchange *exchange,
                       enum add_outcome *outcome, struct error *err)
{
    struct cluster_writer *writer = inside(base);
    struct claim claim = {0};
    bool is_repeated = false;
    uint32_t number = 0;
    enum status status = exchange_validate(exchange, err);
    if (status == STATUS_OK)
        status = document_check(writer->builder, exchange, err);
    if (status == STATUS_OK)
        status = lease_keep(writer, err);
    if (status == STATUS_OK)
        status = intake_note(&writer->intake, exchange->id, &is_repeated, err);
    if (status == STATUS_OK && !is_repeated)
        status = holders_find(writer, exchange->id, &number, err);
    if (status == STATUS_OK && !is_repeated)
        status = judge(writer, exchange, number, &claim, err);
    if (status != STATUS_OK)
        return status;
    if (is_repeated || (claim.exists && !claim.may_take)) {
        *outcome = claim_skip(&writer->intake, exchange->id, is_repeated, claim.is_behind);
        return STATUS_OK;
    }
    *outcome = claim_outcome(&claim);
    if (claim.exists)
        status = drop_orphan(writer, exchange->id, err);
    if (status != STATUS_OK || (*outcome == ADD_UNCHANGED && claim.same_source))
        return status;
    return note_failure(writer, take(writer, exchange, number, &claim, err));
}

static enum status remove_document(struct writer *base, struct slice id, struct error *err)
{
    struct cluster_writer *writer = inside(base);
    uint32_t number;
    enum status status = lease_keep(writer, err);
    if (status == STATUS_OK)
        status = holders_find(writer, id, &number, err);
    if (status != STATUS_OK)
        return status;
    struct holder *holder = &writer->holders.list[number];
    if (!holder->now.exists)
        return STATUS_NOT_FOUND;
    holder->now = (struct held){0};
    holder->is_touched = true;
    holder->put = ++writer->puts;
    status = note_failure(writer, put_removal(writer, number, err));
    return status == STATUS_OK ? drop_orphan(writer, id, err) : status;
}

static enum status commit(struct writer *writer, uint64_t *generation, struct error *err)
{
    return cluster_commit(inside(writer), generation, err);
}

static enum status optimize(struct writer *base,
                            void (*progress)(void *context, uint64_t done, uint64_t total),
                            void *context, struct error *err)
{
    struct cluster_writer *writer = inside(base);
    uint64_t generation;
    struct cluster_answer answer;
    enum status status = cluster_commit(writer, &generation, err);
    struct slice path = arena_printf(&writer->arena, "/%.*s/_forcemerge?max_num_segments=1",
                                     SLICE_ARG(writer->generation.index));
    const struct cluster_request request = {
        .method = CLUSTER_POST, .path = path, .is_once = true, .timeout_ms = MERGE_PATIENCE_MS};
    if (status == STATUS_OK && progress)
        progress(context, 0, 1);
    if (status == STATUS_OK)
        status = path.ptr ? session_ask(writer->session, &request, &answer, err) : no_memory(err);
    if (status == STATUS_OK && progress)
        progress(context, 1, 1);
    return status;
}

static uint64_t document_count(const struct writer *base)
{
    const struct cluster_writer *writer = (const struct cluster_writer *)base;
    uint64_t count = writer->generation.documents;
    for (uint32_t i = 0; i < writer->holders.ids.count; i++) {
        const struct holder *holder = &writer->holders.list[i];
        if (holder->is_touched) {
            count += holder->now.exists;
            count -= holder->committed.exists;
        }
    }
    return count;
}

// --- sources -------------------------------------------------------------------------------------

static enum status source(struct writer *writer, struct slice path, struct source_state *out,
                          struct error *err)
{
    struct source_record record;
    enum status status = record_of(inside(writer), path, &record, err);
    if (status == STATUS_OK)
        *out = record.state;
    return status;
}

static enum status source_begin(struct writer *base, struct slice path, struct error *err)
{
    struct cluster_writer *writer = inside(base);
    enum status status = lease_keep(writer, err);
    if (status == STATUS_OK)
        status = intake_begin(&writer->intake, path, err);
    return status == STATUS_OK ? holders_expect(writer, &writer->intake.before, err) : status;
}

static enum status source_end(struct writer *writer, const struct source_state *state,
                              struct source_left *left, struct error *err)
{
    return intake_end(&inside(writer)->intake, state, left, err);
}

static enum status member(struct writer *writer, struct slice name, struct source_state *out,
                          struct error *err)
{
    return intake_member(&inside(writer)->intake, name, out, err);
}

static enum status member_keep(struct writer *writer, struct slice name, struct error *err)
{
    return intake_member_keep(&inside(writer)->intake, name, err);
}

static enum status member_begin(struct writer *writer, struct slice name, struct error *err)
{
    return intake_member_begin(&inside(writer)->intake, name, err);
}

static enum status member_end(struct writer *writer, const struct source_state *state,
                              struct error *err)
{
    return intake_member_end(&inside(writer)->intake, state, err);
}

static enum status source_touch(struct writer *base, struct slice path,
                                const struct source_state *state, struct error *err)
{
    struct cluster_writer *writer = inside(base);
    struct source_record record;
    struct buf changed = {0};
    enum status status = record_of(writer, path, &record, err);
    if (status != STATUS_OK)
        return status;
    source_record_encode_state(&record, state, &changed);
    status = put_record(writer, path, &changed, err);
    buf_clear(&changed);
    return status;
}

static enum status source_forget(struct writer *base, struct slice path, struct error *err)
{
    struct records *sources = &inside(base)->sources;
    return records_find(sources, path).ptr ? records_put(sources, path, SLICE_NONE, err)
                                           : STATUS_OK;
}

static enum status source_each(struct writer *base, struct slice prefix,
                               enum status (*visit)(void *context, struct source_record *record,
                                                    struct error *err),
                               void *context, struct error *err)
{
    const struct records *sources = &inside(base)->sources;
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < sources->keys.count; i++) {
        struct source_record record;
        struct slice path = sources->keys.keys[i], bytes = records_find(sources, path);
        if (!bytes.ptr || !slice_starts_with(path, prefix))
            continue;
        status = source_record_decode(bytes, &record, err);
        if (status == STATUS_OK)
            status = visit(context, &record, err);
    }
    return status;
}

static enum status orphan_each(struct writer *base,
                               enum status (*visit)(void *context, struct slice id,
                                                    struct slice path, struct error *err),
                               void *context, struct error *err)
{
    return records_each(&inside(base)->orphans, visit, context, err);
}

static enum status document_source(struct writer *writer, struct slice id, struct arena *arena,
                                   struct source_ref *ref, bool *is_orphan, struct error *err)
{
    return source_of(inside(writer), id, arena, ref, is_orphan, err);
}

static const struct roots *roots(const struct writer *writer)
{
    return &((const struct cluster_writer *)writer)->root_list.roots;
}

static enum status tell_roots(struct writer *writer, struct slice told,
                              const struct source_root *list, size_t count, struct error *err)
{
    return root_list_tell(&inside(writer)->root_list, told, list, count, err);
}

static enum status note_root(struct writer *writer, const struct source_root *root,
                             struct error *err)
{
    return root_list_note(&inside(writer)->root_list, root, err);
}

const struct writer_ops opensearch_writer = {
    .open = open_writer,
    .erase = refuse_erasing,
    .close = close_writer,
    .add = add,
    .remove = remove_document,
    .commit = commit,
    .optimize = optimize,
    .document_count = document_count,
    .source = source,
    .source_begin = source_begin,
    .source_end = source_end,
    .member = member,
    .member_keep = member_keep,
    .member_begin = member_begin,
    .member_end = member_end,
    .source_touch = source_touch,
    .source_forget = source_forget,
    .source_each = source_each,
    .orphan_each = orphan_each,
    .document_source = document_source,
    .ledger_put = ledger_put,
    .ledger_end = ledger_end,
    .roots = roots,
    .tell_roots = tell_roots,
    .note_root = note_root,
};
