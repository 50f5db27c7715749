// The operations on a view that its copy answers, without asking the cluster. See engine/backend.h.
#ifndef ENGINE_OPENSEARCH_READ_WORDS_H
#define ENGINE_OPENSEARCH_READ_WORDS_H

#include "engine/backend.h"

enum status cluster_find(struct view *view, struct slice id, struct doc_key *out,
                         struct error *err) STATUS_NODISCARD;
enum status cluster_ids(struct view *view, const struct doc_key *keys, size_t count,
                        struct slice *out, struct error *err) STATUS_NODISCARD;
enum status cluster_series(struct view *view, const struct doc_key *keys, size_t count,
                           struct exchange_series *out, struct error *err) STATUS_NODISCARD;
enum status cluster_words(struct view *view, struct word_count *words, size_t count,
                          struct arena *arena, struct error *err) STATUS_NODISCARD;
enum status cluster_terms(struct view *view, enum term_kind kind, struct slice prefix,
                          visit_term_fn *visit, void *context, struct error *err) STATUS_NODISCARD;
enum status cluster_unfold(struct view *view, struct word_spellings *words, size_t count,
                           struct arena *arena, struct error *err) STATUS_NODISCARD;
enum status cluster_values(struct view *view, enum field field, struct slice prefix,
                           visit_value_fn *visit, void *context,
                           struct error *err) STATUS_NODISCARD;

#endif
