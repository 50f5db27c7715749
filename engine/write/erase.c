// Erasing documents for good: what index_writer.h promises of index_writer_erase.
//
// A copy of the index is changed (engine/storage/store_renewal.h): the documents are removed as always; then all that
// is left is written anew, which leaves out words, names and the dictionary that was learnt from them; then the record
// of changes is cleansed. What the copy holds in the end goes, entry by entry, into a new file.
//
// Cost: that of `optimize`, and writing the index twice.
#include "engine/changes/change_erase.h"
#include "engine/format/docstore.h"
#include "engine/storage/store_renewal.h"
#include "engine/write/batch.h"
#include "engine/write/index_writer.h"

// Which of the ids the index knows: as documents, or as removed ones.
static enum status find_known(struct index_writer *writer, const struct id_set *ids,
                              struct erasure *out, struct error *err)
{
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < ids->count; i++) {
        struct doc_place place;
        struct tombstone tombstone;
        uint32_t index;
        bool is_new;
        status = batch_find(writer, id_set_get(ids, i), &place, err);
        if (status == STATUS_OK)
            out->documents_erased++;
        else if (status == STATUS_NOT_FOUND)
            status = change_log_tombstone(writer->view, id_set_get(ids, i), &tombstone, err);
        if (status == STATUS_OK && !id_set_add(&out->known, id_set_get(ids, i), &index, &is_new))
            status = error_set(err, STATUS_NO_MEMORY, "erase: out of memory");
        if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    return status;
}

static enum status remove_documents(struct index_writer *writer, const struct erasure *erasure,
                                    struct error *err)
{
    uint64_t generation;
    enum status status = STATUS_OK;
    for (uint32_t i = 0; status == STATUS_OK && i < erasure->known.count; i++) {
        status = index_writer_remove(writer, id_set_get(&erasure->known, i), err);
        if (status == STATUS_NOT_FOUND)
            status = STATUS_OK;
    }
    return status == STATUS_OK ? index_writer_commit(writer, &generation, err) : status;
}

// What merging leaves: the changes, and where no document is left the dictionary.
static enum status cleanse(struct index_writer *writer, const struct erasure *erasure,
                           struct error *err)
{
    struct change_counters counters;
    struct store_txn *txn;
    enum status status = store_begin(writer->store, true, &txn, err);
    if (status != STATUS_OK)
        return status;
    status = change_log_counters(txn, &counters, err);
    if (status == STATUS_OK)
        status = change_log_erase(txn, &counters, &erasure->known, err);
    if (status == STATUS_OK)
        status = change_log_put_counters(txn, &counters, err);
    if (status == STATUS_OK && writer->manifest.segment_count == 0)
        status = store_delete(txn, STORE_META, DOCSTORE_DICTIONARY_KEY, err);
    if (status == STATUS_OK)
        return store_commit(txn, err);
    store_abort(txn);
    return status;
}

static enum status change_copy(const char *path, const struct writer_options *options,
                               struct erasure *erasure, struct error *err)
{
    struct index_writer *writer = NULL;
    enum status status = index_writer_open(path, options, &writer, err);
    if (status != STATUS_OK)
        return status;
    status = remove_documents(writer, erasure, err);
    if (status == STATUS_OK)
        status = index_writer_optimize(writer, NULL, NULL, err);
    if (status == STATUS_OK)
        status = cleanse(writer, erasure, err);
    erasure->generation = writer->manifest.generation;
    erasure->documents = index_writer_document_count(writer);
    index_writer_close(writer);
    return status;
}

enum status index_writer_erase(const char *path, const struct writer_options *options,
                               const struct id_set *ids, struct erasure *out, struct error *err)
{
    struct index_writer *writer = NULL;
    struct store_renewal renewal;
    enum status status = index_writer_open(path, options, &writer, err);
    if (status != STATUS_OK)
        return status;
    out->generation = writer->manifest.generation;
    out->documents = index_writer_document_count(writer);
    status = find_known(writer, ids, out, err);
    if (status == STATUS_OK && out->known.count > 0) {
        status = store_renewal_begin(writer->store, &renewal, err);
        if (status == STATUS_OK) {
            status = change_copy(renewal.work, options, out, err);
            if (status == STATUS_OK)
                status = store_renewal_finish(&renewal, options->map_size_bytes, err);
            else
                store_renewal_drop(&renewal);
        }
    }
    index_writer_close(writer);
    return status;
}
