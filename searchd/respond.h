// Parameters -> request -> answer, without a word of HTTP or HTML: page, API and feeds share it.
#ifndef SEARCHD_RESPOND_H
#define SEARCHD_RESPOND_H

#include "base/error.h"
#include "engine/search/search.h"
#include "searchd/context.h"
#include "answer/params.h"

// How a face wants its search answered.
struct respond_face {
    unsigned known;         // enum params_known
    uint32_t default_limit; // hits a page
    uint32_t facet_mask;    // counted when `facets` is not given; 0: none
    uint32_t facet_limit;   // values a facet
    bool want_histogram;
    bool want_snippets;
    bool want_similar;
};

// Borrowed from the request's arena and snapshot.
struct search_answer {
    struct search_params params;
    struct param_problems problems; // none unless STATUS_INVALID was returned
    struct search_request request;
    struct search_result result;
    uint64_t first;           // hits before this page
    struct slice next_cursor; // for `cursor`; empty when this page is the last
    uint64_t search_hash;     // what the cursor is bound to
    uint64_t took_us;
};

// Reads the parameters and prepares out->request without running it. STATUS_INVALID: out->params
// and out->problems are filled in. STATUS_NOT_FOUND: the cursor's generation is gone.
enum status respond_read(struct request_context *context, const struct respond_face *face,
                         struct search_answer *out, struct error *err) STATUS_NODISCARD;

// Reads the parameters and runs the search. STATUS_INVALID: out->params and out->problems are
// filled in, out->result is not (show the form again with status 400). STATUS_NOT_FOUND: the
// cursor's generation is gone (410). Anything else is the index's trouble: hand it on to the
// router.
enum status respond_search(struct request_context *context, const struct respond_face *face,
                           struct search_answer *out, struct error *err) STATUS_NODISCARD;

// The two halves of respond_search: a face may change out->request in between. The cursor is bound to
// out->params, not to such changes.
enum status respond_run(struct request_context *context, struct search_answer *out,
                        struct error *err) STATUS_NODISCARD;

// Reads one exchange into the arena. STATUS_NOT_FOUND.
enum status respond_exchange(struct request_context *context, struct slice id, struct exchange *out,
                             struct error *err) STATUS_NODISCARD;

// Exchanges like this one. STATUS_NOT_FOUND.
enum status respond_similar(struct request_context *context, struct slice id, uint32_t limit,
                            struct search_result *out, struct error *err) STATUS_NODISCARD;

#endif
