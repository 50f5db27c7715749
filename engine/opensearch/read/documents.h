// Stored documents of a view, read by their keys. See engine/backend.h.
#ifndef ENGINE_OPENSEARCH_READ_DOCUMENTS_H
#define ENGINE_OPENSEARCH_READ_DOCUMENTS_H

#include "engine/opensearch/query/search.h"
#include "engine/opensearch/read/index.h"

enum status cluster_documents(struct view *view, const struct document_wish *wish,
                              struct arena *arena, struct exchange *out,
                              struct error *err) STATUS_NODISCARD;
enum status cluster_each_document(struct view *view, const struct document_wish *wish,
                                  visit_document_fn *visit, void *context,
                                  struct error *err) STATUS_NODISCARD;

void cluster_expect(struct view *view, const struct doc_key *keys, size_t count);

// A search for what is expected, put into what is asked next; false: nothing is.
bool documents_put_expected(struct cluster_view *view, struct search_bundle *bundle);

// And what came of it: the last of the answers.
enum status documents_take_expected(struct cluster_view *view, const struct search_bundle *bundle,
                                    struct error *err) STATUS_NODISCARD;

// Keeps the documents that the hits of an answer brought; `owner` is what the answer is part of.
enum status documents_take(struct cluster_view *view, const struct json *answer, struct json *owner,
                           struct error *err) STATUS_NODISCARD;

// The document of a hit that brings it (SEARCH_DOCUMENT_FIELDS).
enum status documents_decode(struct cluster_view *view, const struct json *hit,
                             enum exchange_part part, struct arena *arena, struct exchange *out,
                             struct error *err) STATUS_NODISCARD;

#endif
