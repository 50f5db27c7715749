// An opened index of a cluster, and a view of it.
//
// The newest generation that was seen, with the copy of its vocabulary, serves all views until another is seen. Whoever
// begins a view when nobody has asked for some seconds asks; when that fails there is no view, so that a node that has
// lost the rest of its cluster does not go on answering from an old generation.
#ifndef ENGINE_OPENSEARCH_READ_INDEX_H
#define ENGINE_OPENSEARCH_READ_INDEX_H

#include "engine/backend.h"
#include "engine/format/docstore.h"
#include "engine/opensearch/client/cluster.h"
#include "engine/opensearch/client/json.h"
#include "engine/opensearch/query/tree_query.h"
#include "engine/opensearch/read/change_book.h"
#include "engine/opensearch/read/copy.h"

struct cluster_index;

// A document that came along with something else; the hit is borrowed from an answer that is kept.
struct brought_document {
    struct doc_key key;
    const struct json *hit;
};

// A NEAR whose texts the next journey is to bring.
struct expected_near {
    const struct match_node *leaf;
    size_t search; // of the journey's bundle
};

// Of one request.
struct brought {
    struct arena arena;
    struct {
        VEC_OF(struct doc_key);
    } expected; // what the next journey is to bring
    struct {
        VEC_OF(struct brought_document);
    } documents;
    struct {
        VEC_OF(struct json *);
    } answers;
    struct {
        VEC_OF(struct near_refused);
    } near; // the last ones only expected
    struct {
        VEC_OF(struct expected_near);
    } near_expected;
};

struct cluster_view {
    struct view base;
    struct cluster_index *index;
    struct copy *copy; // NULL between view_end and view_begin
    const struct cluster *cluster;
    struct change_book *changes; // the index's
    struct session *session;
    struct docstore_reader *documents;
    struct arena scratch; // of documents that are told
    struct brought brought;
    struct analyzer *analyzer; // once texts are looked at (near.h); or NULL
};

static inline struct cluster_view *cluster_view(struct view *view)
{
    return (struct cluster_view *)view;
}

enum status cluster_index_open(const char *where, const struct backend_ops *ops,
                               struct backend **out, struct error *err) STATUS_NODISCARD;
void cluster_index_close(struct backend *backend);
void cluster_index_tidy(struct backend *backend);
enum status cluster_index_probe(struct backend *backend, struct backend_probe *out,
                                struct error *err) STATUS_NODISCARD;
enum status cluster_index_check_analyzer(const struct backend *backend,
                                         const struct analyzer *analyzer,
                                         struct error *err) STATUS_NODISCARD;
enum status cluster_index_copy(struct backend *backend, const char *file,
                               struct error *err) STATUS_NODISCARD;
size_t cluster_index_nodes(const struct backend *backend, struct backend_node *out, size_t max);

enum status cluster_view_begin(struct backend *backend, struct view **view,
                               struct error *err) STATUS_NODISCARD;
enum status cluster_view_settle(struct view *view, struct error *err) STATUS_NODISCARD;
void cluster_view_end(struct view *view);
void cluster_view_free(struct view *view);

#endif
