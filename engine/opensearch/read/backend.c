// The table of operations for an index in a cluster. See backend.h.
//
// Words, values and series are answered from a copy that each process has of the generation (copy.h); matches are
// searched for, stored documents fetched: a page of results is one journey for its hits and one for its documents.
#include "engine/opensearch/read/backend.h"

#include "engine/opensearch/read/changes.h"
#include "engine/opensearch/read/documents.h"
#include "engine/opensearch/read/index.h"
#include "engine/opensearch/read/ledger.h"
#include "engine/opensearch/read/retrieve.h"
#include "engine/opensearch/read/scan.h"
#include "engine/opensearch/read/words.h"

static enum status open_index(const char *where, const struct index_options *options,
                              struct backend **out, struct error *err)
{
    (void)options; // of files
    return cluster_index_open(where, &opensearch_backend, out, err);
}

const struct backend_ops opensearch_backend = {
    .open = open_index,
    .close = cluster_index_close,
    .tidy = cluster_index_tidy,
    .probe = cluster_index_probe,
    .check_analyzer = cluster_index_check_analyzer,
    .copy = cluster_index_copy,
    .nodes = cluster_index_nodes,
    .view_begin = cluster_view_begin,
    .view_settle = cluster_view_settle,
    .view_end = cluster_view_end,
    .view_free = cluster_view_free,
    .find = cluster_find,
    .documents = cluster_documents,
    .each_document = cluster_each_document,
    .expect = cluster_expect,
    .changes = cluster_changes,
    .tombstone = cluster_tombstone,
    .old_text = cluster_old_text,
    .ledger = cluster_ledger,
    .each_entry = cluster_each_entry,
    .ids = cluster_ids,
    .series = cluster_series,
    .words = cluster_words,
    .terms = cluster_terms,
    .unfold = cluster_unfold,
    .values = cluster_values,
    .retrieve = cluster_retrieve,
    .explain = cluster_explain,
    .among = cluster_among,
    .scan_begin = cluster_scan_begin,
    .scan_next = cluster_scan_next,
    .scan_skip = cluster_scan_skip,
    .scan_end = cluster_scan_end,
};
