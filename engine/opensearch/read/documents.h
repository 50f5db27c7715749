// Stored documents of a view, read by their keys. See engine/backend.h.
#ifndef ENGINE_OPENSEARCH_READ_DOCUMENTS_H
#define ENGINE_OPENSEARCH_READ_DOCUMENTS_H

#include "engine/backend.h"

enum status cluster_documents(struct view *view, const struct document_wish *wish,
                              struct arena *arena, struct exchange *out,
                              struct error *err) STATUS_NODISCARD;
enum status cluster_each_document(struct view *view, const struct document_wish *wish,
                                  visit_document_fn *visit, void *context,
                                  struct error *err) STATUS_NODISCARD;

#endif
