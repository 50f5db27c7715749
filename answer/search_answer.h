// Parameters -> request -> answer: the one way from what was asked to a result that can be written out.
//
// The daemon's page, API, feeds and exports and `search` of the indexer go through it, so that the same
// parameters mean the same search, refused with the same words.
#ifndef ANSWER_SEARCH_ANSWER_H
#define ANSWER_SEARCH_ANSWER_H

#include "answer/params.h"
#include "base/error.h"
#include "engine/search/search.h"

// What one kind of answer takes and gives.
struct search_profile {
    unsigned known;         // enum params_known
    uint32_t default_limit; // hits a page
    uint32_t facet_mask;    // counted when `facets` is not given; 0: none
    uint32_t facet_limit;   // values a facet
    bool want_histogram;
    bool want_snippets;
};

// What a search is answered with; all borrowed.
struct search_tools {
    struct searcher *searcher;
    struct view *view;
    const struct index_info *index; // of the view
    struct arena *arena;
    enum language language;            // of refusals
    const struct deadlines *deadlines; // NULL, or without rules: nothing is late
    uint32_t today;                    // base/date.h, with deadlines
};

// Borrowed from the tools' arena and view.
struct search_answer {
    const struct search_profile *profile;
    struct search_params params;
    struct param_problems problems; // none unless STATUS_INVALID was returned
    struct search_request request;
    struct search_result result;
    uint64_t first;                   // hits before this page
    uint64_t first_partial;           // partials before this page
    struct slice next_cursor;         // for `cursor`; empty when this page is the last
    struct slice next_partial_cursor; // the same of the partials
    uint64_t search_hash;             // what the cursor is bound to
    uint64_t took_us;
};

// Reads the parameters and prepares out->request without running it. STATUS_INVALID: out->params
// and out->problems are filled in. STATUS_NOT_FOUND: the cursor's generation is gone.
enum status search_answer_read(const struct search_tools *tools,
                               const struct search_profile *profile, struct parameter_list list,
                               struct search_answer *out, struct error *err) STATUS_NODISCARD;

// Runs out->request; the caller may have changed it since search_answer_read. The cursor is bound to
// out->params, not to such changes. STATUS_INVALID: out->problems says what is wrong with the query.
// Anything else is the index's trouble.
enum status search_answer_run(const struct search_tools *tools, struct search_answer *out,
                              struct error *err) STATUS_NODISCARD;

// The canonical address of a list at `path`: of the answer's own search, or of one that differs from it in
// `params`. Borrowed from the arena; {NULL, 0} without memory.
struct slice search_answer_url(const struct search_answer *answer,
                               const struct search_params *params, struct slice path,
                               struct arena *arena);

// The same of the page that one of the answer's cursors leads to; empty for an empty cursor.
struct slice search_answer_next_url(const struct search_answer *answer, struct slice cursor,
                                    struct slice path, struct arena *arena);

#endif
