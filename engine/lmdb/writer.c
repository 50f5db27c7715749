// See writer.h.
//
// Each operation goes to its namesake in engine/write/index_writer.h; nothing is done or kept here, and it costs a call
// through a pointer for each document.
#include "engine/lmdb/writer.h"

#include "engine/write/index_writer.h"

#include <stdlib.h>

struct folder_writer {
    struct writer base;
    struct index_writer *inside;
};

static struct index_writer *inside(const struct writer *writer)
{
    return ((const struct folder_writer *)writer)->inside;
}

static enum status open_writer(const char *path, const struct writer_options *options,
                               struct writer **writer, struct error *err)
{
    struct folder_writer *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(err, STATUS_NO_MEMORY, "%s: out of memory", path);
    enum status status = index_writer_open(path, options, &opened->inside, err);
    if (status != STATUS_OK) {
        free(opened);
        return status;
    }
    opened->base.ops = &lmdb_writer;
    *writer = &opened->base;
    return STATUS_OK;
}

static void close_writer(struct writer *writer)
{
    index_writer_close(inside(writer));
    free(writer);
}

static enum status add(struct writer *writer, const struct exchange *exchange,
                       enum add_outcome *outcome, struct error *err)
{
    return index_writer_add(inside(writer), exchange, outcome, err);
}

static enum status remove_document(struct writer *writer, struct slice id, struct error *err)
{
    return index_writer_remove(inside(writer), id, err);
}

static enum status commit(struct writer *writer, uint64_t *generation, struct error *err)
{
    return index_writer_commit(inside(writer), generation, err);
}

static enum status optimize(struct writer *writer,
                            void (*progress)(void *context, uint64_t done, uint64_t total),
                            void *context, struct error *err)
{
    return index_writer_optimize(inside(writer), progress, context, err);
}

static uint64_t document_count(const struct writer *writer)
{
    return index_writer_document_count(inside(writer));
}

static enum status source(struct writer *writer, struct slice path, struct source_state *out,
                          struct error *err)
{
    return index_writer_source(inside(writer), path, out, err);
}

static enum status source_begin(struct writer *writer, struct slice path, struct error *err)
{
    return index_writer_source_begin(inside(writer), path, err);
}

static enum status source_end(struct writer *writer, const struct source_state *state,
                              struct source_left *left, struct error *err)
{
    return index_writer_source_end(inside(writer), state, left, err);
}

static enum status member(struct writer *writer, struct slice name, struct source_state *out,
                          struct error *err)
{
    return index_writer_member(inside(writer), name, out, err);
}

static enum status member_keep(struct writer *writer, struct slice name, struct error *err)
{
    return index_writer_member_keep(inside(writer), name, err);
}

static enum status member_begin(struct writer *writer, struct slice name, struct error *err)
{
    return index_writer_member_begin(inside(writer), name, err);
}

static enum status member_end(struct writer *writer, const struct source_state *state,
                              struct error *err)
{
    return index_writer_member_end(inside(writer), state, err);
}

static enum status source_touch(struct writer *writer, struct slice path,
                                const struct source_state *state, struct error *err)
{
    return index_writer_source_touch(inside(writer), path, state, err);
}

static enum status source_forget(struct writer *writer, struct slice path, struct error *err)
{
    return index_writer_source_forget(inside(writer), path, err);
}

static enum status source_each(struct writer *writer, struct slice prefix,
                               enum status (*visit)(void *context, struct source_record *record,
                                                    struct error *err),
                               void *context, struct error *err)
{
    return index_writer_source_each(inside(writer), prefix, visit, context, err);
}

static enum status orphan_each(struct writer *writer,
                               enum status (*visit)(void *context, struct slice id,
                                                    struct slice path, struct error *err),
                               void *context, struct error *err)
{
    return index_writer_orphan_each(inside(writer), visit, context, err);
}

static enum status document_source(struct writer *writer, struct slice id, struct arena *arena,
                                   struct source_ref *source, bool *is_orphan, struct error *err)
{
    return index_writer_document_source(inside(writer), id, arena, source, is_orphan, err);
}

static enum status ledger_put(struct writer *writer, const struct ledger_entry *entry,
                              struct error *err)
{
    return index_writer_ledger_put(inside(writer), entry, err);
}

static enum status ledger_end(struct writer *writer, const struct ledger_head *head,
                              struct error *err)
{
    return index_writer_ledger_end(inside(writer), head, err);
}

static const struct roots *roots(const struct writer *writer)
{
    return index_writer_roots(inside(writer));
}

static enum status tell_roots(struct writer *writer, struct slice told,
                              const struct source_root *list, size_t count, struct error *err)
{
    return index_writer_tell_roots(inside(writer), told, list, count, err);
}

static enum status note_root(struct writer *writer, const struct source_root *root,
                             struct error *err)
{
    return index_writer_note_root(inside(writer), root, err);
}

const struct writer_ops lmdb_writer = {
    .open = open_writer,
    .erase = index_writer_erase,
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
