// What is asked of the matches of a tree, as a search of the cluster.
//
// Sorts have the contract's ties: the newest question, then the smaller id. A sort's first value and a hit's key
// (retrieval.h) say the same, so that a page may begin after a hit of which key, date and id are known.
#ifndef ENGINE_OPENSEARCH_QUERY_SEARCH_REQUEST_H
#define ENGINE_OPENSEARCH_QUERY_SEARCH_REQUEST_H

#include "engine/opensearch/query/tree_query.h"
#include "engine/retrieval.h"

// Strings of one column, and of all columns together, that may be counted in one search: the cluster's own limit
// (search.max_buckets).
enum { SEARCH_MAX_BUCKETS = 65535 };

// Hits of one search at most, as the index is set.
enum { SEARCH_MAX_WINDOW = 100000 };

// What hits bring of their documents: what is stored, and of the columns what is not in it.
#define SEARCH_DOCUMENT_FIELDS "\"_source\":[\"exchange\"],\"docvalue_fields\":[\"key\",\"racine\"]"

// A hit that the page begins after.
struct search_place {
    int64_t key;
    uint32_t date; // of the question; DATE_NONE: none
    struct slice id;
};

struct search_wish {
    struct tree_wish tree;
    enum search_sort sort;
    uint32_t from, k;                 // those before are not told
    const struct search_place *after; // NULL: from the beginning
    bool want_total;
    bool want_documents;             // the hits bring what is stored of them (read/documents.h)
    const struct facet_wish *facets; // NULL: none
};

enum status search_request_put(const struct tree_world *world, const struct search_wish *wish,
                               struct buf *out, struct error *err) STATUS_NODISCARD;

// The key of a hit whose first sort value this is.
int64_t search_key_of(enum search_sort sort, int64_t value);

// Keys of what matches `query` (tree_query.h) in index order, from behind `after` on: for search_answer_keys.
void search_scan_put(struct slice query, struct doc_key after, uint32_t k, struct buf *out);

#endif
