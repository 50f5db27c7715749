// Request -> result: the one door that the page, the API, the feeds and `indexer search` go through.
//
// No HTTP, no JSON, no HTML: strings are UTF-8 as stored, dates are numbers, highlights are byte
// ranges. Each face renders the same result. A second backend would implement these same functions.
#ifndef ENGINE_SEARCH_SEARCH_H
#define ENGINE_SEARCH_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/slice.h"
#include "engine/exchange.h"
#include "engine/field.h"
#include "engine/read/snapshot.h"
#include "stemmer/analyzer.h"
#include "stemmer/synonyms.h"

enum search_mode { MODE_AUTO, MODE_ALL, MODE_ANY };

enum search_sort {
    SORT_RELEVANCE,
    SORT_DATE_DESC, // of the question
    SORT_DATE_ASC,
    SORT_DELAY_DESC,
    SORT_DELAY_ASC,
    SORT_NEWS_DESC, // by what was said last, question or answer
};

// A filter given as a parameter. Filters on one field are alternatives, on different fields all hold.
struct search_filter {
    enum field field;
    struct slice value; // as stored, compared without case and accents; names in any word order
};

// Where a page starts: behind this hit of the same search in the same generation.
struct search_after {
    bool given;
    int64_t key; // the hit's sort key
    struct doc_ref ref;
};

struct search_request {
    struct slice q; // the query language; empty: everything
    enum search_mode mode;
    enum search_sort sort;
    const struct search_filter *filters;
    size_t filter_count;
    uint32_t date_from, date_to; // of the question, inclusive; DATE_NONE: open; may be partial
    uint8_t field_mask;          // where plain words are looked for; 0 is the same as all
    uint32_t offset, limit;      // limit 0: only totals and facets
    struct search_after after;
    uint32_t facet_mask;  // 1u << FIELD_MINISTRE … ; which facets to count
    uint32_t facet_limit; // values per facet, most frequent first; 0: 10
    bool want_histogram;
    bool histogram_by_month; // else by year
    bool want_snippets;
    bool want_similar; // count near-duplicates among the hits
    bool want_explain;
};

// How the query was understood, one thing at a time, in French.
struct interpretation {
    struct slice text; // « loi : aussi lois »
    struct slice undo; // the query that switches this off; empty when there is none
    bool is_notice;    // something was repaired, relaxed or ignored: worth showing prominently
};

struct highlight {
    uint32_t start, end; // bytes in the snippet's text
};

// A passage. `text` is stored text, cut at word boundaries; cut_before/after say whether « […] »
// belongs there. An empty text: the field is empty.
struct snippet {
    struct slice text;
    const struct highlight *highlights;
    size_t highlight_count;
    bool cut_before, cut_after;
};

struct score_part {
    struct slice label; // French: « titre, question ou réponse : prostitution »
    double value;
};

struct search_hit {
    struct doc_ref ref;
    int64_t key;  // sort key, for search_after
    double score; // 0 when not sorted by relevance
    struct exchange exchange;
    struct snippet titre, question, reponse;
    const struct score_part *parts; // want_explain: they add up to score
    size_t part_count;
    uint32_t similar_count; // near-duplicates among the other results, 0 when none or not asked
};

struct facet_value {
    struct slice value;
    uint32_t count;
};

// Most frequent values first; those of FIELD_DELAI are classes, shortest first: 0..30 31..60 61..120 >120
// aucun (not answered, or between dates that are not full).
struct facet {
    enum field field;
    const struct facet_value *values;
    size_t value_count;
    uint32_t distinct; // how many values there are in all
};

struct histogram_bucket {
    uint32_t date;      // 20230000 or 20230600
    uint32_t count;     // matches
    uint32_t documents; // all documents of that time
};

struct search_result {
    struct slice canonical; // the query as understood, in the query language: parses to the same
    enum search_mode mode;  // all or any: what was done in the end
    bool relaxed;           // auto found nothing for all words, so any was used
    const struct interpretation *interpretation;
    size_t interpretation_count;
    uint64_t generation;
    uint64_t documents;
    const char *analyzer;
    uint64_t total; // exact
    const struct search_hit *hits;
    size_t hit_count;
    const struct facet *facets;
    size_t facet_count;
    const struct histogram_bucket *histogram;
    size_t histogram_count;
    struct {
        uint32_t parse_us, match_us, snippet_us;
    } timing;
};

// Per-thread tools of a searching thread. `synonyms` (shared; must outlive it) are the other names that
// queries look for too; NULL: none.
struct searcher;
enum status searcher_open(struct index *index, const struct synonyms *synonyms,
                          struct searcher **searcher, struct error *err) STATUS_NODISCARD;
void searcher_close(struct searcher *searcher);
struct analyzer *searcher_analyzer(struct searcher *searcher);

// Between requests: gives the analyzer's memory back when it holds more than a searcher will spare. The searches below
// end with it; whoever uses the analyzer otherwise has to.
void searcher_rest(struct searcher *searcher);

// Answers a request from a snapshot. Everything in *out is borrowed from the arena and the snapshot.
// STATUS_INVALID (message in French, naming the nearest valid word) for an unknown field or a limit
// exceeded; anything else a person can type is answered.
enum status search_run(struct searcher *searcher, struct snapshot *snapshot,
                       const struct search_request *request, struct arena *arena,
                       struct search_result *out, struct error *err) STATUS_NODISCARD;

// All matches of a request, unscored, in index order, for exports. The set is bound to the
// snapshot's generation, owned by the caller and takes one bit a document; search_matches_next
// may be called with later snapshots as long as the segments it needs still exist (STATUS_NOT_FOUND
// once they do not).
struct match_set;
enum status search_matches(struct searcher *searcher, struct snapshot *snapshot,
                           const struct search_request *request, struct match_set **out,
                           struct error *err) STATUS_NODISCARD;
uint64_t match_set_count(const struct match_set *set);
enum status match_set_next(struct match_set *set, struct snapshot *snapshot, struct doc_ref *refs,
                           size_t max, size_t *count, struct error *err) STATUS_NODISCARD;
void match_set_free(struct match_set *set);

// Exchanges like this one, best first.
enum status search_similar(struct searcher *searcher, struct snapshot *snapshot, struct slice id,
                           uint32_t limit, struct arena *arena, struct search_result *out,
                           struct error *err) STATUS_NODISCARD;

struct suggestion {
    struct slice text;
    enum field field; // FIELD_COUNT: a word of the texts; FIELD_AUTEUR, FIELD_MINISTRE: a name
    uint32_t documents;
};

// Completions of the last word of `prefix`, names included; at most max. Returns how many.
enum status search_suggest(struct searcher *searcher, struct snapshot *snapshot,
                           struct slice prefix, struct arena *arena, struct suggestion *out,
                           size_t max, size_t *count, struct error *err) STATUS_NODISCARD;

#endif
