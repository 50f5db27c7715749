// All matches of a tree as bits, kept outside of any snapshot. The operations of the seam: contract in backend.h.
#ifndef ENGINE_LMDB_SCAN_H
#define ENGINE_LMDB_SCAN_H

#include "engine/backend.h"

enum status lmdb_scan_begin(struct view *view, const struct match_node *root, struct scan **out,
                            struct error *err) STATUS_NODISCARD;
enum status lmdb_scan_next(struct scan *scan, struct view *view, struct doc_key *docs, size_t max,
                           size_t *count, struct error *err) STATUS_NODISCARD;
uint64_t lmdb_scan_skip(struct scan *scan, uint64_t count);
void lmdb_scan_end(struct scan *scan);

#endif
