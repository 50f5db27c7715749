// The record of changes of a cluster's index (engine/changes/change.h), as a view has it.
#ifndef ENGINE_OPENSEARCH_READ_CHANGES_H
#define ENGINE_OPENSEARCH_READ_CHANGES_H

#include "engine/backend.h"

// See view_changes, view_tombstone and view_old_text.
enum status cluster_changes(struct view *view, const struct change_request *request,
                            struct arena *arena, struct change_list *out,
                            struct error *err) STATUS_NODISCARD;
enum status cluster_tombstone(struct view *view, struct slice id, struct tombstone *out,
                              struct error *err) STATUS_NODISCARD;
enum status cluster_old_text(struct view *view, uint64_t number, enum exchange_part part,
                             struct arena *arena, struct exchange *out,
                             struct error *err) STATUS_NODISCARD;

#endif
