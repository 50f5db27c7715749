// What an index in a cluster holds beside its documents: see view_ledger and view_each_entry.
#ifndef ENGINE_OPENSEARCH_READ_LEDGER_H
#define ENGINE_OPENSEARCH_READ_LEDGER_H

#include "engine/backend.h"

enum status cluster_ledger(struct view *view, struct ledger_head *out,
                           struct error *err) STATUS_NODISCARD;
enum status cluster_each_entry(struct view *view, visit_ledger_fn *visit, void *context,
                               struct error *err) STATUS_NODISCARD;

#endif
